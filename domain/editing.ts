import { Compile, type Validator } from "typebox/compile";
import { authorityOver, mayWrite, ownerAmong } from "./authority.ts";
import {
  deltaOf,
  refused,
  type Act,
  type Change,
  type Deciding,
  type Refusal,
  type Write,
} from "./change.ts";
import type { Stamp } from "./hlc.ts";
import { sameJson, type Json } from "./json.ts";
import { join } from "./merge.ts";
import {
  elementsOf,
  emptyState,
  valueOf,
  valuesBefore,
  type RecordState,
  type StoredRecord,
} from "./record.ts";
import type { RecordType, SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";

/** A write of ours to a record we hold, decided: the change to append. */
export function ownChange(
  ctx: Deciding,
  record: StoredRecord,
  write: Write,
  act: Act,
  reason = "",
): Change {
  const delta = deltaOf(ctx, record.type, record.state, write);
  const version = nextOwnVersion(ctx, record);
  return {
    record,
    expected: record.version,
    delta,
    after: join(record.type, authorityOver(record.key, ctx.systems), record.state, delta),
    before: valuesBefore(record.state, delta),
    act,
    reason,
    by: ctx.by,
    origin: ctx.self.id,
    originVersion: version,
    at: ctx.nowIso,
    ownVersion: version,
  };
}

/**
 * One more than the last; after a restore, of a record that was here before, more than any that was
 * lost: a number never stands for two contents.
 */
export function nextOwnVersion(ctx: Deciding, record: StoredRecord): number {
  const floor = record.version > 0 ? (ctx.versionFloor ?? 0) : 0;
  return Math.max(record.ownVersion, floor) + 1;
}

/** A record that begins here: named by us, `<our system>/<opaque id>`. */
export function newRecord(
  ctx: Deciding,
  type: RecordType,
  about: { subject?: string | null; household?: string | null; id?: string } = {},
): StoredRecord {
  const id = about.id ?? ctx.newId();
  return {
    id,
    type,
    key: `${ctx.self.id}/${id}`,
    version: 0,
    ownVersion: 0,
    subject: type === "Person" ? id : (about.subject ?? null),
    household: type === "Household" ? id : (about.household ?? null),
    state: emptyState,
  };
}

export interface EditInput {
  changes: Record<string, Json>;
  seen?: Record<string, Stamp>;
  reason?: string;
  /** What the worker saw, where the record shows with others that were joined into it. */
  shown?: RecordState;
}
export interface Edited {
  ok: true;
  changes: Change[];
  saved: string[];
  sent: { field: string; proposalId: string; to: SystemId }[];
}

/**
 * One gesture for the worker whoever owns the field: what we own (or both may write) is saved, the
 * rest becomes proposals to the owners. A field that changed since the worker saw it is refused as
 * stale, and then nothing is changed.
 */
export function editFields(
  ctx: Deciding,
  record: StoredRecord,
  linkedPartners: readonly SystemId[],
  input: EditInput,
  act: Act = record.type === "Household" ? "household.edited" : "person.edited",
): Edited | Refusal {
  const shown = input.shown ?? record.state;
  const problem = checkEdit(record.type, shown, input);
  if (problem) return problem;
  const write: Write = { fields: {}, sets: {}, seen: input.seen ?? {} };
  const proposals: { field: string; value: Json; to: SystemId }[] = [];
  for (const [field, value] of Object.entries(input.changes)) {
    const verdict = mayWrite(record, field, ctx.self, linkedPartners, ctx.systems);
    if (verdict === "never") return refused("err.field.fixed", [field]);
    if (verdict === "write" && confirmsForAnother(ctx, record, field, value)) {
      return refused("err.not_yours", [field]);
    }
    if (fieldSpec(record.type, field)?.class === "set") {
      write.sets = { ...write.sets, [field]: setEdit(ctx, record, field, value as Json[]) };
    } else if (sameJson(valueOf(shown, field), value) && !settles(record.type, shown, field)) {
      continue;
    } else if (verdict === "write") {
      write.fields = { ...write.fields, [field]: value };
    } else {
      const to = ownerAmong(record, field, linkedPartners, ctx.systems);
      if (to) proposals.push({ field, value, to });
    }
  }
  const saved = [...Object.keys(write.fields ?? {}), ...Object.keys(write.sets ?? {})];
  const changes = saved.length > 0 ? [ownChange(ctx, record, write, act, input.reason ?? "")] : [];
  const sent: Edited["sent"] = [];
  for (const { field, value, to } of proposals) {
    const proposal = propose(ctx, record, { field, value, to }, input.reason ?? "");
    changes.push(proposal);
    sent.push({ field, proposalId: proposal.record.id, to });
  }
  return { ok: true, changes, saved, sent };
}

/** Even where nobody else is linked, only its authority confirms a death; others report it (G11). */
function confirmsForAnother(
  ctx: Deciding,
  record: StoredRecord,
  field: string,
  value: Json,
): boolean {
  const spec = fieldSpec(record.type, field);
  if (spec?.class !== "terminal" || value !== "confirmed") return false;
  return !authorityOver(record.key, ctx.systems)(spec.owner, ctx.self.id);
}

/** Writing the value that already shows is still news when it settles concurrent values. */
function settles(type: RecordType, shown: RecordState, field: string): boolean {
  return fieldSpec(type, field)?.class === "shared" && (shown.fields[field]?.length ?? 0) > 1;
}

function checkEdit(type: RecordType, shown: RecordState, input: EditInput): Refusal | null {
  const bad = Object.entries(input.changes)
    .filter(([field, value]) => !isValid(type, field, value))
    .map(([field]) => field);
  if (bad.length > 0) return refused("err.bad_input", bad);
  const stale = Object.entries(input.seen ?? {})
    .filter(([field, stamp]) => (shown.fields[field]?.[0]?.h ?? "") !== stamp)
    .filter(([field]) => field in input.changes && fieldSpec(type, field)?.class !== "set")
    .map(([field]) => field);
  return stale.length > 0 ? refused("err.stale", stale) : null;
}

/** A list typed by a worker becomes additions and removals; another system's elements stay. */
function setEdit(
  ctx: Deciding,
  record: StoredRecord,
  field: string,
  values: Json[],
): Record<string, Json | null> {
  const edits: Record<string, Json | null> = {};
  const living = elementsOf(record.state, field);
  for (const { id, version } of living) {
    const wanted = values.some((value) => sameJson(value, version.v));
    if (!wanted && id.startsWith(`${ctx.self.id}:`)) edits[id] = null;
  }
  for (const value of values) {
    if (living.some(({ version }) => sameJson(version.v, value))) continue;
    edits[elementId(ctx)] = value;
  }
  return edits;
}

/** A set's element is named by the system that adds it, and only that system changes it. */
export function elementId(ctx: Deciding): string {
  return `${ctx.self.id}:${ctx.newId()}`;
}

function propose(
  ctx: Deciding,
  target: StoredRecord,
  { field, value, to }: { field: string; value: Json; to: SystemId },
  reason: string,
): Change {
  const subject = target.type === "Person" ? target.id : target.subject;
  const record = newRecord(ctx, "Proposal", { subject, household: target.household });
  const fields: Record<string, Json> = {
    ...(target.type === "Person" ? { person: target.key } : {}),
    target: target.key,
    to,
    field,
    value,
    base: target.state.fields[field]?.[0]?.h ?? "",
    reason,
    by: { ...ctx.by },
  };
  return ownChange(ctx, record, { fields }, "proposal.made", reason);
}

/**
 * Fields of our own change that the record table does not allow. Asked at the one door, whoever
 * decided: a value that is stored here but refused by every partner would hold up all that follows.
 */
export function invalidFields({ record, delta, origin, act }: Change, self: SystemId): string[] {
  // What begins a record anew was looked at when it came.
  if (origin !== self || act === "link.undone" || act === "stamp.reissued") return [];
  const fields = Object.entries(delta.fields)
    .filter(([field, versions]) => versions.some(({ v }) => !isValid(record.type, field, v)))
    .map(([field]) => field);
  const sets = Object.entries(delta.sets)
    .filter(([field, elements]) => {
      const living = Object.values(elements).filter((version) => !version.gone);
      return !isValid(
        record.type,
        field,
        living.map((version) => version.v),
      );
    })
    .map(([field]) => field);
  return [...fields, ...sets];
}

export const set_elements_max = 50;

/** A text shaped like a day that no calendar has (2026-02-31), anywhere in a value. */
function hasImpossibleDay(value: unknown): boolean {
  if (typeof value === "string") {
    if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
    const day = new Date(`${value}T00:00:00Z`);
    return Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== value;
  }
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(hasImpossibleDay);
}

const compiled = new Map<string, Validator>();

/** Is `value` what the record table allows for this field (for a set: a list of such elements)? */
export function isValid(type: RecordType, field: string, value: unknown): boolean {
  const spec = fieldSpec(type, field);
  if (!spec) return false;
  const name = `${type}.${field}`;
  const validator = compiled.get(name) ?? Compile(spec.schema);
  compiled.set(name, validator);
  const fits = (one: unknown) => validator.Check(one) && !hasImpossibleDay(one);
  if (spec.class !== "set") return fits(value);
  return Array.isArray(value) && value.length <= set_elements_max && value.every(fits);
}
