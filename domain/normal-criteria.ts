import type { Criteria } from "./criteria.ts";

/**
 * A condition in one form, whatever front end it came through: groups in groups of their kind are
 * one group, a group of one is its part, parts are in order and none twice. Two conditions with the
 * same form ask the same; the reverse is not promised.
 */
export function normalCriteria(criteria: Criteria): Criteria {
  if ("all" in criteria) return group(criteria.all, (one) => ("all" in one ? one.all : null), all);
  if ("any" in criteria) return group(criteria.any, (one) => ("any" in one ? one.any : null), any);
  if ("not" in criteria) {
    const inner = normalCriteria(criteria.not);
    return "not" in inner ? inner.not : { not: inner };
  }
  if ("some" in criteria) return { some: criteria.some, where: normalCriteria(criteria.where) };
  const { attribute, is, value } = criteria;
  return { attribute, is, value };
}

const all = (parts: Criteria[]): Criteria => ({ all: parts });
const any = (parts: Criteria[]): Criteria => ({ any: parts });

function group(
  parts: readonly Criteria[],
  inside: (one: Criteria) => Criteria[] | null,
  made: (parts: Criteria[]) => Criteria,
): Criteria {
  const flat = parts.map(normalCriteria).flatMap((one) => inside(one) ?? [one]);
  const byText = new Map(flat.map((one) => [JSON.stringify(one), one]));
  const ordered = [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
  const [only, ...more] = ordered;
  return only && more.length === 0 ? only : made(ordered);
}
