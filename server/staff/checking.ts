import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { isDay } from "../../domain/attributes.ts";

const pointers_max = 20;
const depth_max = 20;
/** Members that hold a day wherever they stand in a body. */
export const dayNames: ReadonlySet<string> = new Set([
  "birth_date",
  "effective_date",
  "start_date",
  "end_date",
  "on",
  "next_on",
]);
const year_min = 1850;
const year_max = 2200;

/**
 * Checks bodies: their schema, and what a schema cannot say: days that exist, and text that can be
 * stored (no NUL, no half characters). A failure names JSON pointers, never values.
 */
export function checker(schema: TSchema): (body: unknown) => { value: unknown } | { error: Error } {
  const validator = Compile(schema);
  return (body) => {
    const pointers = validator.Check(body)
      ? unstorable(body, "", 0)
      : validator.Errors(body).map((error) => error.instancePath);
    if (pointers.length === 0) return { value: body };
    return { error: new BadInput([...new Set(pointers)].slice(0, pointers_max)) };
  };
}

/** Fastify wants an error here; `refusalOf` turns it into the refusal it is. */
class BadInput extends Error {
  readonly pointers: string[];
  constructor(pointers: string[]) {
    super("err.bad_input");
    this.pointers = pointers;
  }
}

function unstorable(value: unknown, pointer: string, depth: number): string[] {
  if (depth > depth_max) return [pointer];
  if (typeof value === "string") {
    const name = pointer.slice(pointer.lastIndexOf("/") + 1);
    const bad = !isStorable(value) || (dayNames.has(name) && !isLivedDay(value));
    return bad ? [pointer] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (!isStorable(name)) return [pointer];
    const below = `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    return unstorable(part, below, depth + 1);
  });
}

/** PostgreSQL keeps no NUL, and half of a surrogate pair is no character. */
function isStorable(text: string): boolean {
  return !text.includes("\0") && !/\p{Surrogate}/u.test(text);
}

/** Is it a day of the calendar, in a year that people live in? */
export function isLivedDay(text: string): boolean {
  const year = Number(text.slice(0, 4));
  return isDay(text) && year >= year_min && year <= year_max;
}
