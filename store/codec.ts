import type { Json } from "../domain/json.ts";
import type { RecordState, Version } from "../domain/record.ts";
import type { RecordType, Sensitivity } from "../domain/records/field.ts";
import { fieldSpec } from "../domain/records/tables.ts";
import type { Sealer } from "./sealing.ts";

/**
 * States and deltas as stored text: JSON whose values of sealed classes are ciphertext. A sealed
 * value is a text that begins with the seal's prefix, so nobody can type one: a plain text that
 * looks like it is sealed as well.
 */
export function encodeState(sealer: Sealer, type: RecordType, state: RecordState): string {
  return JSON.stringify(
    mapValues(type, state, (value, sensitivity) => {
      if (!sealer.seals(sensitivity) && !sealer.isSealed(value)) return value;
      if (value === null) return value;
      return sealer.seal(sensitivity, JSON.stringify(value));
    }),
  );
}

export function decodeState(sealer: Sealer, type: RecordType, text: string): RecordState {
  const state = JSON.parse(text) as RecordState;
  return mapValues(type, state, (value) =>
    sealer.isSealed(value) ? (JSON.parse(sealer.open(value)) as Json) : value,
  );
}

/** Values shown before a change, kept with the event; sealed by the same rule. */
export function encodeValues(
  sealer: Sealer,
  type: RecordType,
  values: Record<string, Json>,
): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => {
      const sensitivity = fieldSpec(type, field)?.sensitivity ?? "sensitive";
      const sealed = value !== null && (sealer.seals(sensitivity) || sealer.isSealed(value));
      return [field, sealed ? sealer.seal(sensitivity, JSON.stringify(value)) : value];
    }),
  );
}

export function decodeValues(sealer: Sealer, values: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(values).map(([field, value]) => [
      field,
      sealer.isSealed(value) ? (JSON.parse(sealer.open(value)) as Json) : value,
    ]),
  );
}

function mapValues(
  type: RecordType,
  state: RecordState,
  change: (value: Json, sensitivity: Sensitivity) => Json,
): RecordState {
  const mapped: RecordState = { fields: {}, sets: {} };
  for (const field of Object.keys(state.fields)) {
    const sensitivity = fieldSpec(type, field)?.sensitivity ?? "sensitive";
    const versions = state.fields[field] ?? [];
    mapped.fields[field] = versions.map((version) => withValue(version, change, sensitivity));
  }
  for (const field of Object.keys(state.sets)) {
    const sensitivity = fieldSpec(type, field)?.sensitivity ?? "sensitive";
    const elements: Record<string, Version> = {};
    for (const [id, version] of Object.entries(state.sets[field] ?? {})) {
      elements[id] = withValue(version, change, sensitivity);
    }
    mapped.sets[field] = elements;
  }
  return mapped;
}

function withValue(
  version: Version,
  change: (value: Json, sensitivity: Sensitivity) => Json,
  sensitivity: Sensitivity,
): Version {
  const v = change(version.v, sensitivity);
  return v === version.v ? version : { ...version, v };
}
