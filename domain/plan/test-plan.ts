import { createHash } from "node:crypto";
import type { Change, Deciding, Refusal } from "../change.ts";
import { join } from "../merge.ts";
import { authorityOver } from "../authority.ts";
import { stampOf } from "../hlc.ts";
import { emptyState, type StoredRecord } from "../record.ts";
import type { SystemKind } from "../records/field.ts";
import type { Json } from "../json.ts";
import { after, deciding, now, recordWith, systems } from "../test-records.ts";
import { bookOf, type PlanBook } from "./plan-law.ts";
import { openPlan, type Planned } from "./planning.ts";

/** Two offices with a person in a plan, for tests: everything either did is a change that can be carried. */
export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

let salts = 0;
export const hiding = {
  sha256,
  newSalt: () => sha256(`salt ${(salts += 1)}`),
};

/** One office's copy of everything about the person. */
export class Office {
  readonly kind: SystemKind;
  readonly records = new Map<string, StoredRecord>();
  readonly done: Change[] = [];
  private ticks = 0;

  constructor(kind: SystemKind, person: StoredRecord) {
    this.kind = kind;
    this.records.set(person.key, person);
  }

  ctx(minutes = (this.ticks += 1)): Deciding {
    const ms = now + minutes * 60_000;
    return { ...deciding(this.kind, ms), tick: stampOf(ms, this.ticks), newId: newIds(this.kind) };
  }

  get person(): StoredRecord {
    return this.of("Person");
  }

  get about(): StoredRecord[] {
    return [...this.records.values()].filter(({ type }) => type !== "Person");
  }

  get book(): PlanBook {
    const book = bookOf(this.about);
    if (!book) throw new Error("no plan");
    return book;
  }

  /** Does it, and remembers it for the other office. */
  do(planned: Planned): string {
    const decided = expectOk(planned);
    for (const change of decided.changes) {
      this.records.set(change.record.key, after(change));
      this.done.push(change);
    }
    return decided.id;
  }

  /** What the other office's change comes to here; local fields are not carried. */
  take(change: Change): void {
    const { record, delta } = change;
    if (record.type === "PrivateStep") return;
    const holds = authorityOver(record.key, systems);
    const here = this.records.get(record.key);
    const state = join(record.type, holds, here?.state ?? emptyState, delta);
    this.records.set(record.key, { ...record, version: 1, ownVersion: 0, ...here, state });
  }

  byKey(key: string): StoredRecord {
    const found = this.records.get(key);
    if (!found) throw new Error(`no ${key}`);
    return found;
  }

  byId(id: string): StoredRecord {
    const found = [...this.records.values()].find((record) => record.id === id);
    if (!found) throw new Error(`no ${id}`);
    return found;
  }

  of(type: StoredRecord["type"]): StoredRecord {
    const found = [...this.records.values()].find((record) => record.type === type);
    if (!found) throw new Error(`no ${type}`);
    return found;
  }
}

export function expectOk(planned: Planned): Exclude<Planned, Refusal> {
  if (!planned.ok) throw new Error(`${planned.code} ${(planned.fields ?? []).join(",")}`);
  return planned;
}

const counts = new Map<string, number>();
function newIds(kind: SystemKind) {
  return () => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return `${kind}-plan-${count}`;
  };
}

export function person(fields: Record<string, Json> = {}): StoredRecord {
  const record = recordWith(deciding("sp"), "Person", {
    name: { given_name: "Amina", surname: "Diallo" },
    birth_date: "1991-04-12",
    vital_status: "alive",
    ...fields,
  });
  return { ...record, subject: record.id };
}

/** Both offices, the plan opened by social protection and known to both. */
export function twoOffices(about: StoredRecord = person()): { sp: Office; ess: Office } {
  const sp = new Office("sp", about);
  const ess = new Office("ess", about);
  sp.do(
    openPlan(sp.ctx(), sp.person, null, {
      title: "Amina's plan",
      language: "en",
      template: "",
      reassess_on: null,
      data_shared: "",
    }),
  );
  carry(sp, ess);
  return { sp, ess };
}

/** Everything that either did reaches the other, in this order of the list. */
export function carry(from: Office, to: Office, order = (changes: Change[]) => changes): void {
  for (const change of order([...from.done])) to.take(change);
}

export const clean = {
  who: { party: "social", role: "case manager" },
  repeats: "once",
} as const;
