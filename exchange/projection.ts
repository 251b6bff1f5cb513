import type { Json, JsonObject } from "../domain/json.ts";

const alwaysSent = ["@context", "@id", "@type", "member_identifier"];

/**
 * Keeps of a DCI record only what a partner's selection asked for (`demographic_info.name.surname`).
 * Identifiers always go along where the agreement allows them: without one the answer is of no use.
 */
export function project(record: JsonObject, paths: readonly string[] | null): JsonObject {
  if (!paths) return record;
  return pick(record, [...paths, ...alwaysSent]);
}

function pick(from: JsonObject, paths: readonly string[]): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(from)) {
    const whole = paths.includes(name) || name === "@type";
    const inner = paths.filter((path) => path.startsWith(`${name}.`));
    if (whole && inner.length === 0) kept[name] = value;
    else if (inner.length > 0) {
      kept[name] = pickInside(
        value,
        inner.map((path) => path.slice(name.length + 1)),
      );
    }
  }
  return kept;
}

function pickInside(value: Json, paths: readonly string[]): Json {
  if (Array.isArray(value)) return value.map((one) => pickInside(one, paths));
  return typeof value === "object" && value !== null ? pick(value, paths) : value;
}
