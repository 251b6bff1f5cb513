/** What stands outside the systems and sees what they acknowledge, send and answer. */
import type { Agreement } from "../../domain/agreement.ts";
import type { Change } from "../../domain/change.ts";
import type { RecordType } from "../../domain/records/field.ts";
import type { Answer, Request } from "./network.ts";
import type { Life } from "./scheduler.ts";
import type { System } from "./system.ts";
import type { World } from "./world.ts";

/** One change that somebody was told is saved. */
export interface Acknowledged {
  at: number;
  system: string;
  change: Change;
}

/** One item of a request as its header tells it. */
export interface Item {
  key: string;
  ver: number;
  prev: number;
  origin: string;
  ch: string[];
  ph: string;
  left?: string;
}
export interface Sync {
  epoch: string;
  sub: string;
  from: number;
  to: number;
  items: Item[];
  types: string[];
  id: string;
}
export interface Sent {
  at: number;
  done: number | null;
  from: string;
  to: string;
  answer: string;
  agreement: string;
  sync: Sync;
}
export interface Received {
  at: number;
  from: string;
  to: string;
  answer: string;
  sync: Sync;
}
/** What is in force, as the simulation had it written down. */
export interface Period {
  agreement: Agreement;
  from: number;
  until: number | null;
}

/** A text that only local fields hold, and therefore nothing that leaves. */
export const canary = "CANARY";

export class Observed {
  readonly acknowledged: Acknowledged[] = [];
  /** Own changes that a decision came to, heard of or not: `key version` by system. */
  readonly decided = new Map<string, Set<string>>();
  readonly sent: Sent[] = [];
  readonly received: Received[] = [];
  readonly periods: Period[] = [];
  readonly faults: string[] = [];
  fieldsChecked = 0;
  #pending: Agreement[] = [];
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** A decision is about to be written; it may be committed though nobody hears of it. */
  decides(system: System, changes: readonly Change[]): void {
    const known = this.decided.get(system.id) ?? new Set();
    for (const { record, originVersion } of changes) known.add(`${record.key} ${originVersion}`);
    this.decided.set(system.id, known);
  }

  acknowledges(system: System, changes: readonly Change[]): void {
    const at = this.#world.scheduler.nowMs;
    for (const change of changes) this.acknowledged.push({ at, system: system.id, change });
  }

  /** An agreement is being written: until it is known to be, it or the one before counts. */
  agreeing(agreement: Agreement): void {
    this.#pending.push(agreement);
  }

  agreed(agreement: Agreement): void {
    const at = this.#world.scheduler.nowMs;
    const before = this.periods.filter(({ agreement: { id } }) => id === agreement.id);
    for (const period of before) period.until ??= at;
    if (agreement.status === "active") this.periods.push({ agreement, from: at, until: null });
    this.#pending = this.#pending.filter(({ id }) => id !== agreement.id);
  }

  /** A request leaves: what stands in it must be agreed at this moment (G8). */
  leaves(life: Life, request: Request): (answer: string) => void {
    const { nowMs } = this.#world.scheduler;
    const text = request.body.toString();
    if (text.includes(canary)) this.faults.push("G8 a local field left its system");
    const sync = syncOf(text);
    if (!sync) return () => undefined;
    const now = this.#allowed(request.from, request.to);
    for (const [nth, item] of sync.items.entries()) {
      const type = sync.types[nth] ?? "";
      this.fieldsChecked += item.ch.length;
      const wrong = item.ch.filter((field) => !now.some((one) => names(one, type, field)));
      if (now.length > 0 && wrong.length === 0) continue;
      const why = now.length === 0 ? "nothing is agreed" : wrong.join(" ");
      this.faults.push(`G8 ${life.name} sends ${item.key} ${item.ver}: ${why}`);
    }
    const { from, to } = request;
    const agreement = now[0]?.id ?? "";
    const sent: Sent = { at: nowMs, done: null, from, to, answer: "lost", agreement, sync };
    this.sent.push(sent);
    return (answer) => {
      sent.done = this.#world.scheduler.nowMs;
      sent.answer = answer;
    };
  }

  /** A request reaches a door; `heard` gets what the door answers. */
  arrives(system: System, request: Request): (answer: Answer | null) => void {
    const sync = syncOf(request.body.toString());
    if (!sync) return () => undefined;
    const { from } = request;
    const at = this.#world.scheduler.nowMs;
    const received: Received = { at, from, to: system.id, answer: "none", sync };
    this.received.push(received);
    return (answer) => {
      if (answer) received.answer = ackOf(answer);
    };
  }

  #allowed(from: string, to: string): Agreement[] {
    const concerns = (one: Agreement) => one.from === from && one.to === to;
    const standing = this.periods.filter(({ until }) => until === null);
    const pending = this.#pending.filter(({ status }) => status === "active");
    return [...standing.map(({ agreement }) => agreement), ...pending].filter(concerns);
  }
}

const types: Record<string, RecordType> = {
  Member: "Person",
  Group: "Household",
  Beneficiary: "Enrolment",
};

export function recordTypeOf(wireType: string): string {
  return types[wireType] ?? wireType.replace(/^tandem:/, "");
}

function names(agreement: Agreement, wireType: string, field: string): boolean {
  const type = recordTypeOf(wireType) as RecordType;
  return agreement.records[type]?.includes(field) ?? false;
}

function syncOf(text: string): Sync | null {
  const { header, message } = JSON.parse(text) as {
    header: { message_id: string; meta?: { sync?: Omit<Sync, "types" | "id"> } };
    message: { notify_event?: { data: { reg_record_type: string } }[] };
  };
  const sync = header.meta?.sync;
  if (!sync) return null;
  const wireTypes = (message.notify_event ?? []).map(({ data }) => data.reg_record_type);
  return { ...sync, types: wireTypes, id: header.message_id };
}

function ackOf({ status, body }: Answer): string {
  if (status !== 200) {
    const code = /"code":"([a-z_.]+)"/.exec(body)?.[1];
    return code === undefined ? `http:${status}` : `err:${code}`;
  }
  return /"ack_status":"(ACK|NACK)"/.test(body) ? "ack" : "err:unknown";
}
