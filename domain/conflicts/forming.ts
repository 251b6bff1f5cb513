/** From a value of JSON to facts of the right form. What must hold between fields: reading.ts. */
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { FactsForm, rules, type Facts } from "./facts.ts";
import { Faulty } from "./faults.ts";

const depth_max = 20;
const unread_max = 100;
const factsForm = Compile(FactsForm);
const ruleForms = new Map<string, Validator>(
  Object.entries(rules).map(([type, schema]) => [type, Compile(schema)]),
);

/** `unread` names fields that nothing here reads, so that a slip of the pen is not silent. */
export interface Formed {
  facts: Facts;
  unread: string[];
}

/** Throws `Faulty`. `null` means the same as leaving a field out. */
export function formed(value: unknown): Formed {
  const given = withoutNulls(value, "", 0);
  check(factsForm, given, "");
  const facts = given as Facts;
  const unread: string[] = [];
  collectUnread(FactsForm, given, [], unread);
  (facts.rules ?? []).forEach((rule, index) => {
    const place = `rules[${index}]`;
    const form = ruleForms.get(rule.type);
    if (form === undefined) throw new Faulty("err.plan.field", `${place}.type`);
    check(form, rule, place);
    collectUnread(rules[rule.type], rule, [place], unread);
  });
  return { facts, unread };
}

function check(form: Validator, value: unknown, place: string): void {
  if (form.Check(value)) return;
  const [error] = form.Errors(value);
  const keyword = error?.keyword ?? "";
  const missing =
    error?.keyword === "required" ? (error.params.requiredProperties[0] ?? "") : undefined;
  const path = `${error?.instancePath ?? ""}${missing === undefined ? "" : `/${missing}`}`;
  const code = keyword === "maxItems" ? "err.plan.limit" : "err.plan.field";
  throw new Faulty(code, `${place}${readable(path, place === "")}`.replace(/^\./, ""));
}

/** `/steps/3/start` as `.steps[3].start`. Names that are not ours are not repeated. */
function readable(path: string, isTop: boolean): string {
  const steps = path.split("/").slice(1, 12);
  const text = steps.map((step) => (/^\d+$/.test(step) ? `[${step}]` : `.${plainName(step)}`));
  return isTop ? text.join("").replace(/^\./, "") : text.join("");
}

function plainName(name: string): string {
  return /^[A-Za-z]{1,40}$/.test(name) ? name : "?";
}

function withoutNulls(value: unknown, place: string, depth: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (depth > depth_max) throw new Faulty("err.plan.field", place);
  if (Array.isArray(value)) return value.map((one) => withoutNulls(one, place, depth + 1));
  const kept: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, inner] of Object.entries(value)) {
    if (inner !== null) kept[name] = withoutNulls(inner, place, depth + 1);
  }
  return kept;
}

type Shape = TSchema & { properties?: Record<string, TSchema>; items?: TSchema };

/** `path` grows and shrinks with the walk: a place is written only for what nobody reads. */
function collectUnread(schema: TSchema, value: unknown, path: string[], unread: string[]): void {
  const { properties, items } = schema as Shape;
  if (unread.length >= unread_max || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    if (items === undefined) return;
    value.forEach((one, index) => {
      if (typeof one !== "object") return;
      path.push(`[${index}]`);
      collectUnread(items, one, path, unread);
      path.pop();
    });
    return;
  }
  if (properties === undefined) return;
  for (const name of Object.keys(value)) {
    const known = Object.hasOwn(properties, name) ? properties[name] : undefined;
    // Rules are of several schemas, and walked each by its own.
    if (known !== undefined && path.length === 0 && name === "rules") continue;
    path.push(`.${plainName(name)}`);
    if (known === undefined) unread.push(path.join("").replace(/^\./, ""));
    else collectUnread(known, (value as Record<string, unknown>)[name], path, unread);
    path.pop();
  }
}
