import {
  findAttribute,
  findList,
  type AskedType,
  type Attribute,
  type Scope,
} from "../domain/attributes.ts";
import type { Comparison, Criteria } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import type { Store } from "./database.ts";
import { ageSql, workSql } from "./derived-sql.ts";
import { blindOf } from "./search-rows.ts";
import { itemTable, searchTables, sqlTypes } from "./search-tables.ts";

/**
 * A settled condition as SQL over the search tables, equal to `matches` in memory
 * (store/reading/matching.pg.test.ts). Values are parameters; names of columns come from the
 * attribute table alone. Nulls are never met by a positive comparison, and negation is pushed down
 * to the comparisons, so that SQL's third truth value decides nothing.
 */
export interface Asked {
  store: Store;
  /** $1 is the system. */
  params: unknown[];
  today: string;
  /** What we ourselves wrote, or what shows. */
  reading: "own" | "shown";
  /** More that a household's member must meet to be seen, by its alias. */
  member: ((alias: string) => string) | null;
  /** Of an agreement's scope: the partner whose links count, and no other record beside. */
  scope: { partner: string } | null;
  aliases: { last: number };
}

export function parameter(asked: Asked, value: unknown): string {
  asked.params.push(value);
  return `$${asked.params.length}`;
}

export function alias(asked: Asked): string {
  asked.aliases.last += 1;
  return `s${asked.aliases.last}`;
}

/** `at`: the alias of the row the condition is asked of; `positive` false: its negation. */
export function criteriaSql(
  asked: Asked,
  scope: Scope,
  at: string,
  node: Criteria,
  positive = true,
): string {
  if ("all" in node || "any" in node) {
    const parts = "all" in node ? node.all : node.any;
    const all = "all" in node === positive;
    if (parts.length === 0) return all ? "true" : "false";
    const each = parts.map((part) => criteriaSql(asked, scope, at, part, positive));
    return `(${each.join(all ? " and " : " or ")})`;
  }
  if ("not" in node) return criteriaSql(asked, scope, at, node.not, !positive);
  if ("some" in node) return someSql(asked, scope, at, node, positive);
  const { attribute: name, is, value } = node;
  if (is === "ne") {
    return criteriaSql(asked, scope, at, { attribute: name, is: "eq", value }, !positive);
  }
  const found = findAttribute(scope, name);
  if (!found) return positive ? "false" : "true";
  if (found.through.length > 0) {
    return throughSql(asked, scope, at, found.through, positive, (of, row) =>
      leafSql(asked, of, row, found.attribute, is, value, true),
    );
  }
  return leafSql(asked, scope, at, found.attribute, is, value, positive);
}

function someSql(
  asked: Asked,
  scope: Scope,
  at: string,
  { some, where }: Extract<Criteria, { some: string }>,
  positive: boolean,
): string {
  const found = findList(scope, some);
  if (!found) return positive ? "false" : "true";
  const there = (row: string) => itemsSql(asked, found.of, row, found.list.name, where);
  if (found.through.length > 0) {
    return throughSql(asked, scope, at, found.through, positive, (_, row) => there(row));
  }
  return signed(there(at), positive);
}

/** Is there one item in the list of the row `at` that meets `where`? */
function itemsSql(asked: Asked, of: AskedType, at: string, list: string, where: Criteria): string {
  const row = alias(asked);
  const items = itemTable(of, list);
  if (!items) {
    const met = criteriaSql(asked, "Person", row, where);
    const seen = asked.member ? ` and ${asked.member(row)}` : "";
    return `exists (select from ${searchTables.Person.name} ${row} where ${row}.system = $1
      and ${row}.household = ${at}.id and ${row}.${asked.reading}${seen} and ${met})`;
  }
  const own = asked.reading === "own" ? ` and ${row}.own` : "";
  const scope = new Map(items.attributes.map((attribute) => [attribute.name, attribute]));
  const inItem = { ...asked, list: `${of}.${list}` };
  const met = criteriaSql(inItem, scope, row, where);
  // Found first and by itself, whatever the planner knows of the tables: an identifier is few people's.
  if (isPinned(scope, where)) {
    return `${at}.id = any(array(select ${row}.id from ${items.name} ${row}
      where ${row}.system = $1${own} and ${met}))`;
  }
  return `exists (select from ${items.name} ${row} where ${row}.system = $1
    and ${row}.id = ${at}.id${own} and ${met})`;
}

/** Does it ask for one value of something that is kept as a hash: an identifier, a number? */
function isPinned(scope: ReadonlyMap<string, Attribute>, where: Criteria): boolean {
  if ("all" in where) return where.all.some((part) => isPinned(scope, part));
  return "attribute" in where && where.is === "eq" && scope.get(where.attribute)?.type === "blind";
}

/** A condition on the record that stands beside: a person's household, an enrolment's person. */
function throughSql(
  asked: Asked,
  scope: Scope,
  at: string,
  [step, ...more]: readonly string[],
  positive: boolean,
  condition: (of: AskedType, row: string) => string,
): string {
  // An agreement's scope is asked of the person alone, as domain/view.ts does.
  if (step === undefined || typeof scope !== "string" || asked.scope) {
    return positive ? "false" : "true";
  }
  const of = relatedType(scope);
  const row = alias(asked);
  const met =
    more.length > 0 ? throughSql(asked, of, row, more, true, condition) : condition(of, row);
  return signed(`exists (select from ${besideSql(asked, scope, at, row)} and ${met})`, positive);
}

/** `<table> <row> where …` for the record that stands beside the row `at`. */
export function besideSql(asked: Asked, scope: AskedType, at: string, row: string): string {
  const { beside } = searchTables[scope];
  return `${searchTables[relatedType(scope)].name} ${row} where ${row}.system = $1
    and ${row}.id = ${at}.${beside ?? "id"} and ${row}.${asked.reading}`;
}

export function relatedType(scope: AskedType): AskedType {
  return scope === "Person" ? "Household" : "Person";
}

function leafSql(
  asked: Asked,
  scope: Scope,
  at: string,
  attribute: Attribute,
  is: Comparison,
  value: Json,
  positive: boolean,
): string {
  if (attribute.derived === "linked") {
    return signed(scopedSql(linkOf(asked, at), is, value), positive);
  }
  if (attribute.derived === "referred") {
    return signed(scopedSql(referralOf(asked, at), is, value), positive);
  }
  if (attribute.derived === "age") return ageSql(asked, at, is, value, positive);
  if (attribute.derived) return signed(workSql(asked, at, is, value), positive);
  const column = `${at}.${attribute.column}`;
  if (is === "exists") return `${column} is ${positive ? "not " : ""}null`;
  const type = sqlTypes[attribute.type];
  const given = (one: Json) =>
    attribute.type === "blind"
      ? blindOf(asked.store, scopeName(asked, scope), attribute, one)
      : one;
  if (is === "in") {
    const list = parameter(asked, (Array.isArray(value) ? value : []).map(given));
    const met = `${column} = any(${list}::${type}[])`;
    return positive ? met : `(${column} is null or not ${met})`;
  }
  const met = `${column} ${operators[is]} ${parameter(asked, given(value))}::${type}`;
  return positive ? met : `(${column} is null or not ${met})`;
}

const operators: Record<Exclude<Comparison, "in" | "exists" | "ne">, string> & { ne: string } = {
  eq: "=",
  ne: "<>",
  gt: ">",
  gte: ">=",
  lt: "<",
  lte: "<=",
};

/** Linked with the partner that asks: only agreement scopes know of links and referrals. */
function linkOf(asked: Asked, at: string): string {
  if (!asked.scope) return "false";
  return `exists (select from links l where l.system = $1 and l.record_id = ${at}.id
    and l.how <> 'sent' and l.partner = ${parameter(asked, asked.scope.partner)})`;
}

/**
 * By a referral that was accepted and is not at its end. Who was only referred is not found by
 * searching: a condition could ask for more than the least data.
 */
function referralOf(asked: Asked, at: string): string {
  if (!asked.scope) return "false";
  return `exists (select from records rr join referrals f on f.system = $1 and f.id = rr.id
    where rr.system = $1 and rr.type = 'Referral' and rr.subject = ${at}.id
      and f.updates and f.partner = ${parameter(asked, asked.scope.partner)})`;
}

function scopedSql(holds: string, is: Comparison, value: Json): string {
  if (is === "exists") return "true";
  const wanted = is === "in" ? (value as Json[]) : [value];
  const either = [
    wanted.includes(true) ? holds : "false",
    wanted.includes(false) ? `not ${holds}` : "false",
  ];
  return `(${either.join(" or ")})`;
}

export function signed(condition: string, positive: boolean): string {
  return positive ? condition : `not ${condition}`;
}

/** The name under which a blind value is hashed (store/search-rows.ts). */
function scopeName(asked: Asked & { list?: string }, scope: Scope): string {
  return typeof scope === "string" ? scope : (asked.list ?? "");
}
