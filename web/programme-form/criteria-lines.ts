import type { Criteria } from "../../domain/criteria.ts";
import type { Json } from "../../domain/json.ts";
import type { AskableAttribute } from "../../server/api/round-schemas.ts";

type Unit = "member" | "household";
type LineIs = "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "in";
/** One line: about the household, or about the person (one and the same member of it). */
export interface CriteriaLine {
  of: Unit;
  attribute: string;
  is: LineIs;
  /** One value; several where `is` is `in`. */
  values: string[];
}

const lineIs: readonly LineIs[] = ["eq", "ne", "gt", "gte", "lt", "lte", "in"];

/** The comparisons that make sense of an attribute, the usual one first. */
export function comparisonsFor({ type, codes }: AskableAttribute): LineIs[] {
  if (type === "number" || type === "date") return ["gte", "lte", "gt", "lt", "eq"];
  if (type === "boolean") return ["eq"];
  return codes.length > 0 ? ["eq", "in", "ne"] : ["eq", "ne", "in"];
}

/**
 * The lines as a condition over the unit that is enrolled: of a person, with the household beside
 * (`household.region`), or of a household, one and the same member of which meets the member lines.
 * Lines that are not finished are left out.
 */
export function criteriaOfLines(
  lines: readonly CriteriaLine[],
  unit: Unit,
  attributes: readonly AskableAttribute[],
): Criteria {
  const part = (of: Unit, prefix: string) =>
    lines
      .filter((line) => line.of === of)
      .flatMap((line) => comparisonOf(line, prefix, attributes));
  if (unit === "member")
    return { all: [...part("member", ""), ...part("household", "household.")] };
  const member = part("member", "");
  const some: Criteria[] =
    member.length === 0 ? [] : [{ some: "member_list", where: { all: member } }];
  return { all: [...part("household", ""), ...some] };
}

function comparisonOf(
  line: CriteriaLine,
  prefix: string,
  attributes: readonly AskableAttribute[],
): Criteria[] {
  const known = attributes.find((one) => one.of === line.of && one.name === line.attribute);
  if (!known) return [];
  const values = line.values.flatMap((text) => typedValue(known, text));
  const [first] = values;
  if (first === undefined) return [];
  const value: Json = line.is === "in" ? values : first;
  return [{ attribute: `${prefix}${line.attribute}`, is: line.is, value }];
}

function typedValue({ type }: AskableAttribute, text: string): (string | number | boolean)[] {
  const plain = text.trim();
  if (plain === "") return [];
  if (type === "boolean") return [plain === "true"];
  if (type !== "number") return [plain];
  const number = Number(plain);
  return Number.isFinite(number) ? [number] : [];
}

/** The lines of a condition; null: it says more than lines can, and is kept as it is. */
export function linesOfCriteria(criteria: unknown, unit: Unit): CriteriaLine[] | null {
  const parts = flat(criteria as Criteria);
  const lines: CriteriaLine[] = [];
  for (const part of parts) {
    const found =
      unit === "household" && "some" in part && part.some === "member_list"
        ? flat(part.where).map((inner) => lineOf(inner, "member"))
        : [lineOf(part, unit)];
    for (const line of found) {
      if (!line) return null;
      lines.push(line);
    }
  }
  // Two members who fit are not one: only one such part can be said in lines.
  const members = parts.filter((part) => "some" in part);
  return members.length > 1 ? null : lines;
}

function flat(criteria: Criteria): Criteria[] {
  return "all" in criteria ? criteria.all.flatMap(flat) : [criteria];
}

function lineOf(node: Criteria, unit: Unit): CriteriaLine | null {
  if (!("attribute" in node)) return null;
  const is = lineIs.find((one) => one === node.is);
  if (!is) return null;
  const beside = unit === "member" && node.attribute.startsWith("household.");
  const attribute = beside ? node.attribute.slice("household.".length) : node.attribute;
  const values = (Array.isArray(node.value) ? node.value : [node.value]).map(String);
  return { of: beside ? "household" : unit, attribute, is, values };
}
