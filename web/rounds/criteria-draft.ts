import type { Criteria } from "../../domain/criteria.ts";
import type { AskableAttribute } from "../../server/api/round-schemas.ts";

/** One line of a condition as it is typed: about the household, or about one and the same member. */
export interface DraftLine {
  of: "household" | "member";
  attribute: string;
  is: "eq" | "ne" | "gte" | "lte";
  value: string;
}

/** Comparisons that make sense of a type, the first of which is what most people mean. */
export function comparisonsOf({ type, codes }: AskableAttribute): DraftLine["is"][] {
  if (type === "number" || type === "date") return ["gte", "lte", "eq"];
  if (type === "boolean" || codes.length > 0) return ["eq", "ne"];
  return ["eq", "ne"];
}

/**
 * The lines as one condition over households (domain/criteria.ts): every household line holds, and
 * one and the same member meets every member line. Lines that are not finished are left out.
 */
export function criteriaOf(
  lines: readonly DraftLine[],
  attributes: readonly AskableAttribute[],
): Criteria {
  const part = (of: DraftLine["of"]) =>
    lines
      .filter((line) => line.of === of)
      .flatMap((line): Criteria[] => {
        const attribute = attributes.find((one) => one.of === of && one.name === line.attribute);
        const value = attribute ? valueOf(attribute, line.value) : null;
        return value === null ? [] : [{ attribute: line.attribute, is: line.is, value }];
      });
  const member = part("member");
  const some: Criteria[] =
    member.length === 0 ? [] : [{ some: "member_list", where: { all: member } }];
  return { all: [...part("household"), ...some] };
}

/** Null: not finished, or not of the attribute's type. */
function valueOf({ type }: AskableAttribute, text: string): string | number | boolean | null {
  const plain = text.trim();
  if (plain === "") return null;
  if (type === "boolean") return plain === "true";
  if (type !== "number") return plain;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}

/** A condition with no line says "everybody": nobody means that. */
export function isAsked(criteria: Criteria): boolean {
  return !("all" in criteria) || criteria.all.length > 0;
}

/** The lines of a condition, for reading; a condition that came another way has none. */
export function linesOf(criteria: unknown): DraftLine[] {
  const all = (criteria as { all?: unknown } | null)?.all;
  if (!Array.isArray(all)) return [];
  return (all as Criteria[]).flatMap((node): DraftLine[] => {
    if ("some" in node && "all" in node.where) {
      return node.where.all.flatMap((inner) => lineOf("member", inner));
    }
    return lineOf("household", node);
  });
}

function lineOf(of: DraftLine["of"], node: Criteria): DraftLine[] {
  if (!("attribute" in node)) return [];
  const { attribute, is, value } = node;
  const known = is === "eq" || is === "ne" || is === "gte" || is === "lte" ? is : null;
  if (known === null || typeof value === "object") return [];
  return [{ of, attribute, is: known, value: String(value) }];
}
