import type { Json } from "../domain/json.ts";
import type { RecordState, Version } from "../domain/record.ts";
import type { RecordType, Sensitivity } from "../domain/records/field.ts";
import { fieldSpec } from "../domain/records/tables.ts";
import type { Sealer } from "./sealing.ts";

/**
 * States and deltas as stored text: JSON whose values of sealed classes are ciphertext. A sealed
 * value is a text that begins with the seal's prefix, so nobody can type one: a plain text that
 * looks like it is sealed as well. A version is sealed once, however often it is written, and opened
 * when its value is asked for: most changes touch one field of many.
 */
export function encodeState(sealer: Sealer, type: RecordType, state: RecordState): string {
  const stored: RecordState = { fields: {}, sets: {} };
  for (const field of Object.keys(state.fields)) {
    const sensitivity = fieldSpec(type, field)?.sensitivity ?? "sensitive";
    const versions = state.fields[field] ?? [];
    stored.fields[field] = versions.map((version) => sealed(sealer, sensitivity, version));
  }
  for (const field of Object.keys(state.sets)) {
    const sensitivity = fieldSpec(type, field)?.sensitivity ?? "sensitive";
    const elements: Record<string, Version> = {};
    for (const [id, version] of Object.entries(state.sets[field] ?? {})) {
      elements[id] = sealed(sealer, sensitivity, version);
    }
    stored.sets[field] = elements;
  }
  return JSON.stringify(stored);
}

export function decodeState(sealer: Sealer, text: string): RecordState {
  const state = JSON.parse(text) as RecordState;
  for (const versions of Object.values(state.fields)) {
    for (const version of versions) openLater(sealer, version);
  }
  for (const elements of Object.values(state.sets)) {
    for (const version of Object.values(elements)) openLater(sealer, version);
  }
  return state;
}

/** What versions look like where they are stored. They are never changed, only replaced. */
const sealedForms = new WeakMap<Version, { of: Sealer; text: string }>();

function sealed(sealer: Sealer, sensitivity: Sensitivity, version: Version): Version {
  const known = sealedForms.get(version);
  if (known?.of === sealer) return storedAs(version, known.text);
  if (!sealer.seals(sensitivity) && !sealer.isSealed(version.v)) return version;
  if (version.v === null) return version;
  const text = sealer.seal(sensitivity, JSON.stringify(version.v));
  sealedForms.set(version, { of: sealer, text });
  return storedAs(version, text);
}

function storedAs({ h, o, b, n, gone }: Version, v: string): Version {
  const stored: Version = { v, h, o };
  if (b !== undefined) stored.b = b;
  if (n !== undefined) stored.n = n;
  if (gone) stored.gone = gone;
  return stored;
}

function openLater(sealer: Sealer, version: Version): void {
  const { v: text } = version;
  if (!sealer.isSealed(text)) return;
  sealedForms.set(version, { of: sealer, text });
  Object.defineProperty(version, "v", opening);
}

/** One for all of them, so that the engine sees one shape. */
const opening: PropertyDescriptor & ThisType<Version> = {
  configurable: true,
  enumerable: true,
  get() {
    const form = sealedForms.get(this);
    if (!form) throw new Error("a sealed version was copied by its parts");
    const value = JSON.parse(form.of.open(form.text)) as Json;
    Object.defineProperty(this, "v", {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    return value;
  },
};

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
