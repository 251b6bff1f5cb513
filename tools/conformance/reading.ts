/** Reading what a stranger sent: nothing is assumed, own members only. */

/** The member at a path; undefined where something on the way is not there. */
export function memberOf(value: unknown, ...path: (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

/** The list at a path; empty when it is none. */
export function listOf(value: unknown, ...path: (string | number)[]): unknown[] {
  const list = memberOf(value, ...path);
  return Array.isArray(list) ? (list as unknown[]) : [];
}

/** The text at a path; empty when it is none. */
export function textOf(value: unknown, ...path: (string | number)[]): string {
  const text = memberOf(value, ...path);
  return typeof text === "string" ? text : "";
}

/** A value short enough for a sentence. */
export function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** The parsed text; undefined when it is not JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The records of an answer or an event, which the standard types as a list and as one object. */
export function recordsIn(data: unknown): unknown[] {
  const records = memberOf(data, "reg_records");
  if (Array.isArray(records)) return records as unknown[];
  return typeof records === "object" && records !== null ? [records] : [];
}
