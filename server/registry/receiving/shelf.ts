import { creatorOf } from "../../../domain/record.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import type { SystemId } from "../../../domain/records/field.ts";
import type { Standing } from "../../../store/held-items.ts";
import type { HoldingRow, SideEffects } from "../../../store/side-effects.ts";
import type { Place } from "./place.ts";

/** What is out of order may be on its way still: a gap is asked for only after this. */
export const gap_patience_ms = 2_000;
/** A record that is named before it came usually comes by itself. */
export const unknown_patience_ms = 60_000;

/** What a batch holds back and lets go of, and what its partner is to be asked for. */
export class Shelf {
  private readonly partner: SystemId;
  /** Can the partner be asked for a record that this system made? */
  private readonly gives: (creator: SystemId) => boolean;
  private readonly nowMs: number;
  private readonly rows = new Map<string, HoldingRow>();
  private readonly released = new Map<string, Named & { discarded?: boolean }>();
  private readonly dropped = new Set<string>();
  private readonly missing = new Map<string, NonNullable<SideEffects["missing"]>[number]>();
  private readonly before: Standing["held"];

  constructor(
    partner: SystemId,
    gives: (creator: SystemId) => boolean,
    nowMs: number,
    standing: Standing,
  ) {
    this.partner = partner;
    this.gives = gives;
    this.nowMs = nowMs;
    this.before = standing.held;
  }

  /** Versions of a record by one origin that wait. */
  of({ key, origin }: Pick<Incoming, "key" | "origin">): { ver: number }[] {
    const isOf = (one: Named) => one.key === key && one.origin === origin;
    const before = this.before.filter(
      (one) => isOf(one) && !this.dropped.has(key) && !this.released.has(nameOf(one)),
    );
    return [...before, ...[...this.rows.values()].filter(isOf)];
  }

  hold(item: Incoming, { reason, waitsFor = [], untilMs }: Place & { kind: "hold" }): void {
    this.released.delete(nameOf(item));
    this.rows.set(nameOf(item), {
      partner: this.partner,
      key: item.key,
      origin: item.origin,
      ver: item.ver,
      prev: item.prev,
      reason,
      waits_for: waitsFor,
      due_at: untilMs === undefined ? null : new Date(untilMs).toISOString(),
      item: JSON.stringify(item),
    });
    if (reason === "gap") this.miss(item.key, "gap", gap_patience_ms);
    if (reason !== "unknown_key") return;
    for (const key of waitsFor) {
      if (this.gives(creatorOf(key))) this.miss(key, "unknown_key", unknown_patience_ms);
    }
  }

  /** Applied, or not needed any more. */
  release({ key, origin, ver }: Named, discarded = false): void {
    const name = nameOf({ key, origin, ver });
    this.rows.delete(name);
    if (this.before.some((one) => nameOf(one) === name)) {
      this.released.set(name, { key, origin, ver, ...(discarded ? { discarded } : {}) });
    }
  }

  drop(key: string): void {
    for (const [name, row] of this.rows) if (row.key === key) this.rows.delete(name);
    if (this.before.some((one) => one.key === key)) this.dropped.add(key);
  }

  missNumbers(reason: "lost_messages" | "new_epoch", since: number, until: number): void {
    this.miss("", reason, reason === "new_epoch" ? 0 : gap_patience_ms, since, until);
  }

  /** How many more are held than before. */
  get growth(): number {
    const held = new Set(this.before.map(nameOf));
    const more = [...this.rows.keys()].filter((name) => !held.has(name)).length;
    return more - this.released.size;
  }

  get count(): number {
    return this.rows.size;
  }

  /** Nothing at all on an ordinary day, so that the smaller statement is enough. */
  effects(): Pick<SideEffects, "holding" | "released" | "dropped" | "missing"> {
    const { partner } = this;
    return {
      ...(this.rows.size > 0 ? { holding: [...this.rows.values()] } : {}),
      ...(this.released.size > 0
        ? { released: [...this.released.values()].map((one) => ({ partner, ...one })) }
        : {}),
      ...(this.dropped.size > 0
        ? { dropped: [...this.dropped].map((key) => ({ partner, key })) }
        : {}),
      ...(this.missing.size > 0 ? { missing: [...this.missing.values()] } : {}),
    };
  }

  private miss(
    key: string,
    reason: NonNullable<SideEffects["missing"]>[number]["reason"],
    patienceMs: number,
    since = 0,
    until = 0,
  ): void {
    const next_attempt_at = new Date(this.nowMs + patienceMs).toISOString();
    this.missing.set(key, { partner: this.partner, key, reason, since, until, next_attempt_at });
  }
}

type Named = Pick<Incoming, "key" | "origin" | "ver">;
function nameOf({ key, origin, ver }: Named): string {
  return `${ver} ${origin} ${key}`;
}
