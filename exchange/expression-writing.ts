import { askable, findAttribute, type AskedType, type Scope } from "../domain/attributes.ts";
import type { Comparison, Criteria } from "../domain/criteria.ts";
import { bornBy } from "../domain/derived.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { recordTables } from "../domain/records/tables.ts";
import type { WritingProfile } from "./profiles.ts";
import { wordOf } from "./values.ts";

/**
 * A condition of ours in the Mongo-like form of the standard's samples (query type `expression`), as
 * any DCI system may read it: names are the standard's paths, codes the partner's, and an age is
 * said as days of birth, which every registry has. What `readExpression` makes of it is the same
 * condition (a test). Null: the condition has something that cannot be said this way.
 */
export function writeExpression(
  type: AskedType,
  criteria: Criteria,
  profile: WritingProfile,
  today: string,
): JsonObject | null {
  return written(type, criteria, { profile, today });
}

interface Writing {
  profile: WritingProfile;
  today: string;
}

function written(scope: Scope, node: Criteria, writing: Writing): JsonObject | null {
  if ("all" in node) return joined(scope, "$and", node.all, writing);
  if ("any" in node) return joined(scope, "$or", node.any, writing);
  if ("not" in node) {
    const inner = written(scope, node.not, writing);
    return inner && { $nor: [inner] };
  }
  if ("some" in node) return someOf(scope, node, writing);
  return compared(scope, node, writing);
}

function joined(
  scope: Scope,
  word: "$and" | "$or",
  parts: readonly Criteria[],
  writing: Writing,
): JsonObject | null {
  const said = parts.map((part) => written(scope, part, writing));
  if (said.some((one) => one === null)) return null;
  // An empty list is no condition at all, which only `all` may be.
  if (said.length === 0) return word === "$and" ? {} : null;
  return { [word]: said as Json[] };
}

function someOf(
  scope: Scope,
  { some, where }: Extract<Criteria, { some: string }>,
  writing: Writing,
): JsonObject | null {
  if (typeof scope !== "string") return null;
  const list = askable[scope].lists.get(some);
  const inner = list ? written(list.items, where, writing) : null;
  if (!list || !inner) return null;
  const path = recordTables[scope].fields[some]?.dci?.path ?? some;
  return { [path]: { $elemMatch: inner } };
}

function compared(
  scope: Scope,
  node: Extract<Criteria, { attribute: string }>,
  writing: Writing,
): JsonObject | null {
  const found = findAttribute(scope, node.attribute);
  if (!found) return null;
  const { attribute, of } = found;
  if (attribute.derived === "age") return bornBetween(node.is, node.value, writing.today);
  if (attribute.derived !== null) return { [node.attribute]: { [`$${node.is}`]: node.value } };
  const spec = typeof of === "string" ? recordTables[of].fields[attribute.field ?? ""] : undefined;
  const path = found.through.length === 0 ? spec?.dci?.path : undefined;
  const part = node.attribute.split(".")[1];
  const name = path === undefined ? node.attribute : part ? `${path}.${part}` : path;
  const value = attribute.codes
    ? coded(
        attribute.codes,
        node.value,
        writing.profile,
        `${typeof of === "string" ? of : ""}.${node.attribute}`,
      )
    : node.value;
  return value === undefined ? null : { [name]: { [`$${node.is}`]: value } };
}

/** Codes as this partner writes them; undefined: its list has no such word. */
function coded(
  codes: string,
  value: Json,
  profile: WritingProfile,
  name: string,
): Json | undefined {
  const one = (word: Json) =>
    typeof word === "string" ? wordOf(codes, word, profile, name) : word;
  if (!Array.isArray(value)) return one(value);
  const all = value.map(one);
  return all.includes(undefined) ? undefined : (all as Json[]);
}

const birth = "demographic_info.birth_date";

/** Somebody is at least n years old if born on or before a day, and younger if born after it. */
function bornBetween(is: Comparison, value: Json, today: string): JsonObject | null {
  if (is === "exists") return { [birth]: { $exists: true } };
  const age = typeof value === "number" && Number.isInteger(value) ? value : null;
  const atLeast = (years: number) => bornBy(years, today);
  if (age === null || age < 0) return null;
  const [old, older] = [atLeast(age), atLeast(age + 1)];
  if (old === null || older === null) return null;
  switch (is) {
    case "gte":
      return { [birth]: { $lte: old } };
    case "gt":
      return { [birth]: { $lte: older } };
    case "lt":
      return { [birth]: { $gt: old } };
    case "lte":
      return { [birth]: { $gt: older } };
    case "eq":
      return { [birth]: { $lte: old, $gt: older } };
    case "ne":
    case "in":
      return null;
  }
}
