import { authorityOver, type Systems } from "./authority.ts";
import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { ownChange } from "./editing.ts";
import { stampZero, type Stamp } from "./hlc.ts";
import { join } from "./merge.ts";
import {
  creatorOf,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
  type Version,
} from "./record.ts";
import { fieldSpec } from "./records/tables.ts";
import type { Worker } from "./records/values.ts";

/**
 * Two records that are one person or one household, joined and parted by the authority over identity
 * (guarantees, F). A merge is an edge, loser to winner, written in the loser and travelling like any
 * other field of it; nothing is copied, so a later change under either key counts, in any order, and
 * parting restores both from what each of them always was. What shows is computed: `shownState`.
 */
export type MergeDecided = { ok: true; changes: Change[] } | Refusal;

/** That two records are one, as somebody asked it (design, two people for what cannot be seen to be wrong). */
export interface MergeAsked {
  /** Key of the record that is to stay, its id here, and how it was called when it was asked. */
  into: string;
  id: string;
  name: string;
  reason: string;
  by: Worker;
  at: string;
}

/** What waits for a second person; null: nothing. */
export function mergeAsked(state: RecordState): MergeAsked | null {
  const asked = valueOf(state, "merge_asked");
  return (asked ?? null) as MergeAsked | null;
}

/** Asks that two records be joined: any worker of the authority, with a reason. Nothing is joined yet. */
export function askMerge(
  ctx: Deciding,
  loser: StoredRecord,
  winner: StoredRecord,
  { reason, name }: Pick<MergeAsked, "reason" | "name">,
): MergeDecided {
  const problem = mayNotJoin(ctx, loser, reason) ?? doNotFit(loser, winner);
  if (problem) return problem;
  if (mergeAsked(loser.state)) return refused("err.decided", ["merge_asked"]);
  const { key: into, id } = winner;
  const asked = { into, id, name, reason, by: { ...ctx.by }, at: ctx.nowIso };
  const act = loser.type === "Household" ? "household.merge_asked" : "person.merge_asked";
  return {
    ok: true,
    changes: [ownChange(ctx, loser, { fields: { merge_asked: asked } }, act, reason)],
  };
}

/** May this worker be the second person? Another one of the authority; one of the two supervises. */
export function maySecond(
  asked: Pick<MergeAsked, "by">,
  by: Worker,
): "yes" | "second" | "supervisor" {
  if (asked.by.system === by.system && asked.by.name === by.name) return "second";
  return [asked.by, by].some(({ role }) => role === "supervisor") ? "yes" : "supervisor";
}

/** Joined by a second person of the authority, for the reason for which the first asked it. */
export function mergeRecords(
  ctx: Deciding,
  loser: StoredRecord,
  winner: StoredRecord,
  asked: Pick<MergeAsked, "by" | "reason">,
): MergeDecided {
  const { reason } = asked;
  const problem = mayNotJoin(ctx, loser, reason) ?? doNotFit(loser, winner);
  if (problem) return problem;
  const may = maySecond(asked, ctx.by);
  if (may !== "yes") {
    return refused(may === "second" ? "err.second_person" : "err.supervisor", ["merged_into"]);
  }
  const isAsked = mergeAsked(loser.state) !== null;
  const fields = { merged_into: winner.key, ...(isAsked ? { merge_asked: null } : {}) };
  const act = loser.type === "Household" ? "household.merged" : "person.merged";
  return { ok: true, changes: [ownChange(ctx, loser, { fields }, act, reason)] };
}

/** What was asked is given up: by who asked it, or by anybody of the authority who finds two people. */
export function dropMerge(ctx: Deciding, loser: StoredRecord, reason: string): MergeDecided {
  const problem = mayNotJoin(ctx, loser, reason);
  if (problem) return problem;
  if (!mergeAsked(loser.state)) return refused("err.decided", ["merge_asked"]);
  const act = loser.type === "Household" ? "household.merge_dropped" : "person.merge_dropped";
  return {
    ok: true,
    changes: [ownChange(ctx, loser, { fields: { merge_asked: null } }, act, reason)],
  };
}

function doNotFit(loser: StoredRecord, winner: StoredRecord): Refusal | null {
  if (loser.type !== winner.type || loser.id === winner.id) {
    return refused("err.bad_input", ["into"]);
  }
  return isHidden(loser) || isHidden(winner) ? refused("err.transition", ["into"]) : null;
}

/**
 * Parts a loser from what it was joined with. `back` are records that were joined with the loser in
 * the opposite direction (two systems at once): their edges go too, or the two would stay one.
 */
export function unmergeRecord(
  ctx: Deciding,
  loser: StoredRecord,
  back: readonly StoredRecord[],
  reason: string,
): MergeDecided {
  const problem = mayNotJoin(ctx, loser, reason);
  if (problem) return problem;
  if (ctx.by.role !== "supervisor") return refused("err.supervisor", ["merged_into"]);
  if (mergedInto(loser.state) === null) return refused("err.transition", ["merged_into"]);
  const act = loser.type === "Household" ? "household.unmerged" : "person.unmerged";
  const fields = { merged_into: null };
  return {
    ok: true,
    changes: [loser, ...back].map((one) => ownChange(ctx, one, { fields }, act, reason)),
  };
}

/** A record made by mistake leaves the lists of both sides; it is kept, and can be brought back. */
export function withdrawRecord(
  ctx: Deciding,
  record: StoredRecord,
  about: readonly StoredRecord[],
  reason: string,
): MergeDecided {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  if (creatorOf(record.key) !== ctx.self.id) return refused("err.not_yours", ["withdrawn"]);
  if (ctx.by.role !== "supervisor") return refused("err.supervisor", ["withdrawn"]);
  // Whoever gets support is no mistake: their enrolment ends first, by the enrolment law.
  const open = about.some(
    ({ type, state }) =>
      type === "Enrolment" && !["exited", "inactive", "deceased"].includes(textOf(state, "status")),
  );
  if (open || isHidden(record)) return refused("err.transition", ["withdrawn"]);
  const change = ownChange(
    ctx,
    record,
    { fields: { withdrawn: true } },
    "record.withdrawn",
    reason,
  );
  return { ok: true, changes: [change] };
}

export function bringBack(ctx: Deciding, record: StoredRecord, reason: string): MergeDecided {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  if (creatorOf(record.key) !== ctx.self.id) return refused("err.not_yours", ["withdrawn"]);
  if (ctx.by.role !== "supervisor") return refused("err.supervisor", ["withdrawn"]);
  if (!isWithdrawn(record)) return refused("err.transition", ["withdrawn"]);
  const fields = { withdrawn: false };
  return { ok: true, changes: [ownChange(ctx, record, { fields }, "record.restored", reason)] };
}

function mayNotJoin(ctx: Deciding, record: StoredRecord, reason: string): Refusal | null {
  if (reason.trim() === "") return refused("err.bad_input", ["reason"]);
  const spec = fieldSpec(record.type, "merged_into");
  if (!spec) return refused("err.bad_input", ["into"]);
  if (!authorityOver(record.key, ctx.systems)(spec.owner, ctx.self.id)) {
    return refused("err.not_yours", ["merged_into"]);
  }
  return null;
}

/** The key of the record that this one was joined into; null: it stands for itself. */
export function mergedInto(state: RecordState): string | null {
  return textOf(state, "merged_into") || null;
}

/** Taken back by the system that made it; another's word does not hide a record. */
export function isWithdrawn({ key, state }: Pick<StoredRecord, "key" | "state">): boolean {
  const [top] = state.fields["withdrawn"] ?? [];
  return top?.v === true && top.o === creatorOf(key);
}

/** Not for lists: it shows under another record, or was made by mistake. */
export function isHidden(record: Pick<StoredRecord, "key" | "state">): boolean {
  return mergedInto(record.state) !== null || isWithdrawn(record);
}

/** A record in a set that may be joined: the names it goes by, and the one it was joined into. */
export interface Aliased {
  id: string;
  /** Every key it is known under, its own first. */
  keys: readonly string[];
  into: string | null;
}

/**
 * Who speaks for whom: each record's id → the winner's. Edges are followed to the record that has
 * none; where systems joined two in opposite directions, the lowest key of the circle wins. A winner
 * that is not known here leaves the loser standing for itself.
 */
export function winnersOf(records: readonly Aliased[]): Map<string, string> {
  const byKey = new Map(records.flatMap((one) => one.keys.map((key) => [key, one] as const)));
  const winners = new Map<string, string>();
  for (const record of records) {
    const path: Aliased[] = [];
    let at: Aliased | undefined = record;
    while (at && !path.includes(at)) {
      path.push(at);
      at = at.into === null ? undefined : byKey.get(at.into);
    }
    const winner = at ? lowest(path.slice(path.indexOf(at))) : path.at(-1);
    winners.set(record.id, winner?.id ?? record.id);
  }
  return winners;
}

function lowest(circle: readonly Aliased[]): Aliased | undefined {
  const name = ({ keys }: Aliased) => keys.reduce((low, key) => (key < low ? key : low));
  return circle.reduce<Aliased | undefined>(
    (low, one) => (low && name(low) <= name(one) ? low : one),
    undefined,
  );
}

/**
 * What a record shows with those that were joined into it. The winner's own values stay; what it
 * does not have comes from the losers, and so does everything written under a loser's key after the
 * joining. Lists are put together; a death told under any key counts. Made of joins only, so it is
 * the same whatever came first.
 */
export function shownState(
  winner: StoredRecord,
  losers: readonly StoredRecord[],
  systems: Systems,
): RecordState {
  return shownSince(winner, losers, systems, ({ state }) => joinedAt(state));
}

function shownSince(
  winner: StoredRecord,
  losers: readonly StoredRecord[],
  systems: Systems,
  sinceOf: (loser: StoredRecord) => Stamp,
): RecordState {
  const holds = authorityOver(winner.key, systems);
  const inOrder = [...losers].sort((a, b) => (a.id < b.id ? -1 : 1));
  return inOrder.reduce<RecordState>((shown, loser) => {
    const since = sinceOf(loser);
    const counts = ([field, versions]: [string, Version[]]): [string, Version[]] => {
      const keeps =
        fieldSpec(winner.type, field)?.class !== "terminal" && winner.state.fields[field];
      return [field, keeps ? versions.filter(({ h }) => h > since) : versions];
    };
    const fields = Object.entries(loser.state.fields)
      .filter(([field]) => !ofItself.has(field))
      .map(counts)
      .filter(([, versions]) => versions.length > 0);
    const more: RecordState = { fields: Object.fromEntries(fields), sets: loser.state.sets };
    return join(winner.type, holds, shown, more);
  }, winner.state);
}

/**
 * The same of a part of each of them, e.g. what we ourselves wrote: then one system wrote all of it,
 * and nobody's word goes before another's.
 */
export function shownOf(
  winner: StoredRecord,
  losers: readonly StoredRecord[],
  part: (record: StoredRecord) => RecordState,
): RecordState {
  if (losers.length === 0) return part(winner);
  const cut = (record: StoredRecord) => ({ ...record, state: part(record) });
  const since = new Map(losers.map(({ id, state }) => [id, joinedAt(state)]));
  return shownSince(
    cut(winner),
    losers.map(cut),
    new Map(),
    ({ id }) => since.get(id) ?? stampZero,
  );
}

/** A record says these of itself, not of the person or household. */
const ofItself: ReadonlySet<string> = new Set([
  "merged_into",
  "merge_asked",
  "withdrawn",
  "number",
  "registration_date",
  "household",
  "notes",
  "unknown",
]);

function joinedAt(state: RecordState): Stamp {
  const [edge] = state.fields["merged_into"] ?? [];
  return edge?.v ? edge.h : stampZero;
}
