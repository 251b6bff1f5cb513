import * as fc from "fast-check";
import type { TSchema } from "typebox";
import { authorityOver, type Systems } from "./authority.ts";
import type { Change, Deciding } from "./change.ts";
import { newRecord, ownChange } from "./editing.ts";
import { stampOf } from "./hlc.ts";
import type { Json, JsonObject } from "./json.ts";
import { join } from "./merge.ts";
import { emptyState, type RecordState, type StoredRecord, type Version } from "./record.ts";
import type { RecordType, SystemKind } from "./records/field.ts";
import { recordTables } from "./records/tables.ts";

/** What property tests of several rooms draw from: systems, decisions, values, states. */
export const systems: Systems = new Map<string, SystemKind>([
  ["sp.demo", "sp"],
  ["ess.demo", "ess"],
  ["ess.two", "ess"],
]);

export const now = Date.parse("2026-11-23T09:00:00.000Z");

/** A decision of one system; each tick and each id is new. */
export function deciding(kind: SystemKind = "sp", ms = now): Deciding {
  let ids = 0;
  return {
    self: { id: `${kind}.demo`, kind },
    systems,
    by: { name: "Leila Haddad", role: "case_manager", system: `${kind}.demo` },
    nowIso: new Date(ms).toISOString(),
    tick: stampOf(ms),
    newId: () => `${kind}-id-${(ids += 1)}`,
  };
}

/** A record of `ctx`'s system that has these values. */
export function recordWith(
  ctx: Deciding,
  type: RecordType,
  fields: Record<string, Json>,
  sets: Record<string, Record<string, Json>> = {},
): StoredRecord {
  const change = ownChange(ctx, newRecord(ctx, type), { fields, sets }, "person.registered");
  return after(change);
}

export function after(change: Change): StoredRecord {
  const { record, expected, ownVersion } = change;
  return { ...record, version: expected + 1, ownVersion, state: change.after };
}

/** Any value that a schema allows. */
export function valuesOf(schema: TSchema): fc.Arbitrary<Json> {
  const s = schema as unknown as {
    type?: string;
    enum?: Json[];
    anyOf?: TSchema[];
    pattern?: string;
    minLength?: number;
    maxLength?: number;
    properties?: Record<string, TSchema>;
    required?: string[];
    items?: TSchema;
    const?: Json;
    minimum?: number;
    maximum?: number;
    minItems?: number;
    maxItems?: number;
    uniqueItems?: boolean;
  };
  if (s.const !== undefined) return fc.constant(s.const);
  if (s.enum) return fc.constantFrom(...s.enum);
  if (s.anyOf) return fc.oneof(...s.anyOf.map(valuesOf));
  switch (s.type) {
    case "string":
      return textsOf(s.pattern ?? "", s.minLength ?? 0, s.maxLength ?? 20);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: s.minimum ?? 0, max: Math.min(s.maximum ?? 40, 40) });
    case "number":
      return fc
        .integer({ min: (s.minimum ?? -100) * 10, max: Math.min(s.maximum ?? 100, 100) * 10 })
        .map((tenths) => tenths / 10);
    case "null":
      return fc.constant(null);
    case "array":
      return (s.uniqueItems ? fc.uniqueArray : fc.array)(
        s.items ? valuesOf(s.items) : fc.constant(null),
        { minLength: s.minItems ?? 0, maxLength: Math.min(s.maxItems ?? 3, 3) },
      );
    case "object": {
      const required = s.required ?? [];
      const members = Object.entries(s.properties ?? {}).map(([name, inner]) => [
        name,
        valuesOf(inner),
      ]);
      return fc.record(Object.fromEntries(members), {
        requiredKeys: required,
      }) as fc.Arbitrary<JsonObject>;
    }
    default:
      return fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant<Json>({ a: [1] }));
  }
}

function textsOf(pattern: string, min: number, max: number): fc.Arbitrary<string> {
  if (pattern.includes("\\d{4}-")) {
    // A day, a wall time, or an instant in UTC.
    const chars = pattern.includes("Z") ? 24 : pattern.includes("T") ? 16 : 10;
    return fc
      .integer({ min: 0, max: 40_000 })
      .map((day) => new Date(day * 86_400_000).toISOString().slice(0, chars));
  }
  // A reference: one of a few, so that records meet.
  if (pattern.includes("}/")) return fc.nat(9).map((nth) => `sp.demo/ref-${nth}`);
  // Codes, times, zones and hashes: what the pattern itself makes.
  if (pattern.startsWith("^")) return fc.stringMatching(new RegExp(pattern));
  const least = Math.max(min, 1);
  return fc
    .string({ minLength: least, maxLength: Math.min(max, 20), unit: "grapheme" })
    .filter((text) => text.length <= max);
}

export function valuesOfField(type: RecordType, field: string): fc.Arbitrary<Json> {
  const spec = recordTables[type].fields[field];
  return spec ? valuesOf(spec.schema) : fc.constant(null);
}

const systemIds = [...systems.keys()];

/** A write of a field by any system; a shared one saw something earlier than itself. */
export function versionsOf(type: RecordType, field: string): fc.Arbitrary<Version> {
  const fieldClass = recordTables[type].fields[field]?.class;
  return fc
    .record({
      v: valuesOfField(type, field),
      at: fc.integer({ min: 2, max: 30 }),
      seen: fc.nat(29),
      o: fc.constantFrom(...systemIds),
      n: fc.nat(2),
      gone: fc.boolean(),
    })
    .map(({ v, at, seen, o, n, gone }) => {
      const version: Version = { v, h: stampOf(at), o };
      if (fieldClass === "shared") version.b = stampOf(Math.min(seen, at - 1));
      if (fieldClass === "terminal") version.n = n;
      if (fieldClass === "set" && gone) version.gone = true;
      return version;
    });
}

/** One write as a state. */
export function writesOf(type: RecordType): fc.Arbitrary<RecordState> {
  const fields = Object.entries(recordTables[type].fields);
  return fc.oneof(
    ...fields.map(([field, spec]) =>
      spec.class === "set"
        ? fc
            .tuple(versionsOf(type, field), fc.nat(3))
            .map(([version, nth]) => stateOf({}, { [field]: { [`${version.o}:${nth}`]: version } }))
        : versionsOf(type, field).map((version) => stateOf({ [field]: [version] }, {})),
    ),
  );
}

/** What any history of writes comes to. */
export function statesOf(type: RecordType): fc.Arbitrary<RecordState> {
  return fc.array(writesOf(type), { maxLength: 12 }).map((writes) => joinAll(type, writes));
}

export const holds = authorityOver("sp.demo/p1", systems);

export function joinAll(type: RecordType, states: readonly RecordState[]): RecordState {
  return states.reduce((all, one) => join(type, holds, all, one), emptyState);
}

function stateOf(fields: RecordState["fields"], sets: RecordState["sets"]): RecordState {
  return { fields, sets };
}
