/**
 * Parse once, at the edge: a compiled schema as a function that gives the typed value, or a code of
 * the one table and the JSON path of the first fault. The value itself is never quoted.
 */
import type { Static, TSchema } from "typebox";
import { Compile } from "typebox/compile";
import type { WireErrorCode } from "./errors.ts";

/** The value, or what was wrong with it. */
export type Reading<T> =
  { ok: true; value: T } | { ok: false; code: WireErrorCode; reason: string };

/** Where a schema was broken, and by which keyword of JSON Schema. */
export type Fault = { path: string; keyword: string };

/** Makes the parse function of a schema; `codeOf` chooses the code for a fault. */
export function reader<Schema extends TSchema>(
  schema: Schema,
  codeOf: (fault: Fault) => WireErrorCode = () => "err.request.bad",
): (value: unknown) => Reading<Static<Schema>> {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return { ok: true, value };
    const fault = firstFault(validator.Errors(value));
    return { ok: false, code: codeOf(fault), reason: `${fault.path || "/"}: ${fault.keyword}` };
  };
}

type ValidationError = ReturnType<ReturnType<typeof Compile>["Errors"]>[number];

function firstFault(errors: ValidationError[]): Fault {
  const error = errors[0];
  if (error === undefined) return { path: "", keyword: "schema" };
  const missing =
    error.keyword === "required" ? (error.params.requiredProperties[0] as string) : undefined;
  const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
  return { path: safePath(path), keyword: error.keyword };
}

/** A path may hold keys of the sender's own making; only plain names are repeated. */
function safePath(path: string): string {
  return path
    .split("/")
    .slice(0, 12)
    .map((step) => (/^[@A-Za-z0-9_]{0,40}$/.test(step) ? step : "?"))
    .join("/");
}
