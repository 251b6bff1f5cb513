import type { Scope } from "../domain/attributes.ts";
import type { Criteria } from "../domain/criteria.ts";
import { criteria_nodes_max } from "../domain/settling.ts";
import { comparison, readOperator, type QueryFault } from "./query-conditions.ts";

/**
 * The predicate list: rows of `expression1`, `condition`, `expression2` (samples go on to
 * `expression3` and leave empty ones as ""). The standard says only that `seq_num` is the order of
 * evaluation, so:
 * rows are taken by `seq_num` (without one, in their place) and read from left to right; a row's
 * condition joins its own expressions; a row with one expression is joined to the next row by it,
 * other rows by `and`; `not` is "and not", and of a single expression with nothing after it "not".
 */
export function readPredicates(scope: Scope, rows: readonly unknown[]): Criteria | QueryFault {
  if (rows.length > criteria_nodes_max) return "the filter has too many conditions";
  const read: Row[] = [];
  for (const [place, given] of rows.entries()) {
    const row = readRow(scope, given, place);
    if (typeof row === "string") return row;
    read.push(row);
  }
  read.sort((a, b) => a.seq - b.seq);
  return joined(
    read.map(({ criteria }) => criteria),
    read.map(({ joins }) => joins),
  );
}

/** `{attribute_name, operator, attribute_value}`, alone as well (IBR sample 2). */
export function readPredicate(scope: Scope, given: unknown): Criteria | QueryFault {
  if (typeof given !== "object" || given === null) return "this form of query is not known";
  const { attribute_name, operator, attribute_value } = given as Record<string, unknown>;
  if (typeof attribute_name !== "string" || typeof operator !== "string") {
    return "this form of query is not known";
  }
  const is = readOperator(operator);
  return is ? comparison(scope, attribute_name, is, attribute_value) : "unknown operator";
}

type Junction = "and" | "or" | "not";
interface Row {
  seq: number;
  criteria: Criteria;
  /** How the next row is joined to this one. */
  joins: Junction;
}

function readRow(scope: Scope, given: unknown, place: number): Row | QueryFault {
  if (typeof given !== "object" || given === null) return "this form of query is not known";
  const row = given as Record<string, unknown>;
  const seq = seqOf(row["seq_num"], place);
  const junction = junctionOf(row["condition"]);
  if (seq === null || junction === null) return "this form of query is not known";
  // A row may be a bare predicate.
  const expressions = "attribute_name" in row ? [row] : expressionsOf(row);
  const parts: Criteria[] = [];
  for (const expression of expressions) {
    const part = readPredicate(scope, expression);
    if (typeof part === "string") return part;
    parts.push(part);
  }
  const [first, second] = parts;
  if (!first) return "this form of query is not known";
  if (!second) return { seq, criteria: first, joins: junction };
  return { seq, criteria: joined(parts, Array(parts.length).fill(junction)), joins: "and" };
}

function expressionsOf(row: Record<string, unknown>): unknown[] {
  return ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
    .map((number) => (Object.hasOwn(row, `expression${number}`) ? row[`expression${number}`] : ""))
    .filter((expression) => expression !== "" && expression !== null && expression !== undefined);
}

/** Left to right; what stands last on its own under `not` is turned into its opposite. */
function joined(parts: readonly Criteria[], junctions: readonly Junction[]): Criteria {
  const [first, ...rest] = parts;
  if (!first) return { all: [] };
  if (rest.length === 0) return junctions[0] === "not" ? { not: first } : first;
  return rest.reduce<Criteria>((left, part, index) => {
    const junction = junctions[index] ?? "and";
    if (junction === "or")
      return "any" in left ? { any: [...left.any, part] } : { any: [left, part] };
    const right: Criteria = junction === "not" ? { not: part } : part;
    return "all" in left ? { all: [...left.all, right] } : { all: [left, right] };
  }, first);
}

function junctionOf(given: unknown): Junction | null {
  if (given === undefined || given === null) return "and";
  const word = typeof given === "string" ? given.trim().toLowerCase() : null;
  if (word === "") return "and";
  return word === "and" || word === "or" || word === "not" ? word : null;
}

function seqOf(given: unknown, place: number): number | null {
  if (given === undefined || given === null || given === "") return place;
  const seq = typeof given === "string" ? Number(given) : given;
  return typeof seq === "number" && Number.isFinite(seq) ? seq : null;
}
