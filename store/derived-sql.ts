import { numberOf, type Comparison } from "../domain/criteria.ts";
import { bornBy, endedBy } from "../domain/derived.ts";
import type { Json } from "../domain/json.ts";
import { alias, parameter, type Asked } from "./criteria-sql.ts";
import { itemTable } from "./search-tables.ts";

/**
 * An age as bounds of the birth day, so that an index can be used; equal to `ageOn` on every day,
 * 29 February too.
 */
export function ageSql(
  asked: Asked,
  at: string,
  is: Comparison,
  value: Json,
  positive: boolean,
): string {
  const column = `${at}.birth_date`;
  const known = `${column} is not null`;
  const met = comparedSql(is, value, known, (age) => {
    const day = bornBy(age, asked.today);
    return day === null
      ? null
      : [`${column} <= `, `${column} > `, `${parameter(asked, day)}::date`];
  });
  return positive ? met : `(${column} is null or not ${met})`;
}

/** Full months since the last spell ended, as bounds of the ends (domain/derived.ts). */
export function workSql(asked: Asked, at: string, is: Comparison, value: Json): string {
  const table = itemTable("Person", "employment_info");
  const [row, own] = [alias(asked), asked.reading === "own"];
  const spells = `select from ${table?.name} ${row} where ${row}.system = $1
    and ${row}.id = ${at}.id${own ? ` and ${row}.own` : ""}`;
  const known = `exists (${spells})`;
  return `(${known} and ${comparedSql(is, value, "true", (months) => {
    if (months <= 0) return ["true", "false", ""];
    const day = endedBy(months, asked.today);
    if (day === null) return null;
    const later = `exists (${spells} and (${row}.end_date is null
      or ${row}.end_date > ${parameter(asked, day)}::date))`;
    return [`not ${later}`, later, ""];
  })})`;
}

/** "At least so many" and its opposite, as SQL; the bound is written after either. Null: never. */
type AtLeast = (number: number) => [string, string, string] | null;

/** A comparison of a whole number as "at least" and "less than". `known`: what is true of any number. */
function comparedSql(is: Comparison, value: Json, known: string, atLeast: AtLeast): string {
  const least = (number: number) => {
    const bound = atLeast(number);
    return bound ? `${bound[0]}${bound[2]}` : "false";
  };
  const less = (number: number) => {
    const bound = atLeast(number);
    return bound ? `${bound[1]}${bound[2]}` : known;
  };
  const equal = (one: Json): string => {
    const number = numberOf(one);
    if (number === null || !Number.isInteger(number)) return "false";
    return `(${least(number)} and ${less(number + 1)})`;
  };
  if (is === "exists") return known;
  if (is === "in") {
    return `(${["false", ...(Array.isArray(value) ? value : []).map(equal)].join(" or ")})`;
  }
  const number = numberOf(value);
  if (number === null) return "false";
  switch (is) {
    case "eq":
      return equal(number);
    case "gt":
      return least(Math.floor(number) + 1);
    case "gte":
      return least(Math.ceil(number));
    case "lt":
      return less(Math.ceil(number));
    case "lte":
      return less(Math.floor(number) + 1);
    case "ne":
      return `not ${equal(number)}`;
  }
}
