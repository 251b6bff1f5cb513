import { createHash } from "node:crypto";
import { inForce, type Agreement, type Purpose } from "../../domain/agreement.ts";
import { findAttribute, type AskedType } from "../../domain/attributes.ts";
import type { Criteria, SortKey } from "../../domain/criteria.ts";
import type { SystemId } from "../../domain/records/field.ts";
import { settle } from "../../domain/settling.ts";
import { amongJoined, standsAndStays } from "../aliases.ts";
import {
  alias,
  besideSql,
  criteriaSql,
  parameter,
  relatedType,
  type Asked,
} from "../criteria-sql.ts";
import type { Store } from "../database.ts";
import { searchTables } from "../search-tables.ts";

/**
 * Who asks: only covered persons count, with their consent where that is the basis, and only what
 * we ourselves wrote is looked at. `linked` in the agreement's scope is a link with this partner.
 */
export interface Coverage {
  agreement: Agreement;
  purpose: Purpose;
  partner: SystemId;
}

/** A question of a search. The condition is settled (`readQuery` does); see `mayAsk` before a partner asks. */
export interface Asking {
  type: AskedType;
  criteria: Criteria;
  /** Null: our own staff, who read everything. */
  coverage: Coverage | null;
  sort: readonly SortKey[];
  /** A day (`2026-11-23`) in the country's zone: ages, and the agreement's and consents' last days. */
  today: string;
}

/**
 * Ids of the records that match, at most `limit`, in the order asked for: what is not known comes
 * last in either direction, and the record's id decides between equals. For a partner:
 * - a person or an enrolment counts when the person is covered;
 * - a household when one of its members is, and conditions on members see covered members only;
 * - a record of which we ourselves wrote nothing does not count: it is another's to tell;
 * - one that was withdrawn does not count, nor one that was joined into another: what a joined one
 *   meets, the one it shows under meets too, and an enrolment of a joined person is of that one.
 */
export async function findMatching(store: Store, asking: Asking, limit: number): Promise<string[]> {
  const found = matchingSql(store, asking);
  if (!found) return [];
  const { asked, from } = found;
  const order = asking.sort.map((key) => sortSql(asked, asking.type, key));
  const text = `select r.id from ${from} order by ${[...order, "r.id"].join(", ")}
    limit ${parameter(asked, limit)}`;
  const rows = await store.query<{ id: string }>(
    { name: nameOf(asking, text), text },
    asked.params,
  );
  return rows.map(({ id }) => id);
}

/** How many match: exactly, or counted to `cap` and no further. */
export async function countMatching(store: Store, asking: Asking, cap?: number): Promise<number> {
  const found = matchingSql(store, asking);
  if (!found) return 0;
  const { asked, from } = found;
  const text =
    cap === undefined
      ? `select count(*)::int as total from ${from}`
      : `select count(*)::int as total from (
          select from ${from} limit ${parameter(asked, cap)}) as counted`;
  const [row] = await store.query<{ total: number }>({ name: unprepared, text }, asked.params);
  return row?.total ?? 0;
}

/** Each question has its own text: to keep them all prepared would fill the connections' memory. */
const unprepared = "";

/** Texts of questions by an identifier are few (one per agreement's scope): so many are prepared. */
const prepared_max = 32;
const prepared = new Map<string, string>();

/** Questions that come all the time, and that one plan fits whatever their values are. */
function nameOf({ criteria, sort }: Asking, text: string): string {
  if (sort.length > 0 || !namesSomebody(criteria)) return unprepared;
  const known = prepared.get(text);
  if (known !== undefined || prepared.size >= prepared_max) return known ?? unprepared;
  const name = `matching-${createHash("sha256").update(text).digest("base64url").slice(0, 20)}`;
  prepared.set(text, name);
  return name;
}

function namesSomebody(node: Criteria): boolean {
  if ("all" in node) return node.all.some(namesSomebody);
  if ("some" in node) return node.some === "identifiers" && namesSomebody(node.where);
  return "attribute" in node && node.is === "eq" && node.attribute === "identifier_value";
}

/** Null: nothing can match. */
function matchingSql(store: Store, asking: Asking): { asked: Asked; from: string } | null {
  const { type, coverage, today } = asking;
  const settled = settle(type, asking.criteria);
  if (!settled.ok) throw new Error(`a condition was asked that was not settled: ${settled.reason}`);
  if (coverage && !mayAnswer(coverage, type, today)) return null;
  const asked: Asked = {
    store,
    params: [store.system.id],
    today,
    reading: coverage ? "own" : "shown",
    member: null,
    scope: null,
    aliases: { last: 0 },
  };
  const conditions = [`r.system = $1 and r.${asked.reading}`];
  if (coverage) {
    const people = settle("Person", coverage.agreement.people);
    // Who is covered cannot be asked: nobody is.
    if (!people.ok) return null;
    const isCovered = (row: string) => coveredSql(asked, row, coverage, people.criteria);
    asked.member = (row) =>
      `${standsAndStays(`${row}.id`)} and ${personSql(asked, row, isCovered)}`;
    conditions.push(aboutSql(asked, type, isCovered));
    const { programmes } = coverage.agreement;
    if (type === "Enrolment" && programmes) {
      const ofThem = settle(type, { attribute: "programme.id", is: "in", value: programmes });
      if (!ofThem.ok) return null;
      conditions.push(criteriaSql(asked, type, "r", ofThem.criteria));
    }
  }
  const { criteria } = settled;
  const met = criteriaSql(asked, type, "r", criteria);
  const isJoinable = coverage !== null && type !== "Enrolment";
  conditions.push(isJoinable ? `(${met} or ${joinedSql(asked, type, criteria)})` : met);
  const from = `${searchTables[type].name} r where ${conditions.join(" and ")}`;
  return { asked, from };
}

/** A record that stands for itself, about somebody covered who does. */
function aboutSql(asked: Asked, type: AskedType, isCovered: (row: string) => string): string {
  const stands = standsAndStays("r.id");
  if (type === "Person") return `${stands} and ${personSql(asked, "r", isCovered)}`;
  const isTheirs = (row: string) => `${standsAndStays(`${row}.id`)} and ${isCovered(row)}`;
  if (type === "Household") {
    return `${stands} and ${someoneSql(asked, "household = r.id", isTheirs)}`;
  }
  const row = alias(asked);
  const met = `${row}.shown and ${isTheirs(row)}`;
  const losers = amongJoined("losers", { table: searchTables.Person.name, row, met });
  return `(${someoneSql(asked, "id = r.person", isTheirs)} or r.person = any(${losers}))`;
}

/** The record shows what was joined into it, and is found by that as well. */
function joinedSql(asked: Asked, type: AskedType, criteria: Criteria): string {
  const row = alias(asked);
  const met = `${row}.own and ${criteriaSql(asked, type, row, criteria)}`;
  return `r.id = any(${amongJoined("winners", { table: searchTables[type].name, row, met })})`;
}

function mayAnswer({ agreement, purpose }: Coverage, type: AskedType, today: string): boolean {
  return (
    inForce(agreement, today) &&
    agreement.purposes.includes(purpose) &&
    agreement.records[type] !== undefined
  );
}

/** The person of a row: most have one row for what we wrote and what shows, and need no second look. */
function personSql(asked: Asked, at: string, met: (row: string) => string): string {
  return `case when ${at}.shown then ${met(at)}
    else ${someoneSql(asked, `id = ${at}.id`, met)} end`;
}

/** A person by a column, as everything known shows the person, who meets a condition. */
function someoneSql(asked: Asked, whom: string, met: (row: string) => string): string {
  const row = alias(asked);
  return `exists (select from ${searchTables.Person.name} ${row} where ${row}.system = $1
    and ${row}.${whom} and ${row}.shown and ${met(row)})`;
}

/** Covered by the agreement and, where consent is its basis, with consent: as domain/view.ts decides. */
function coveredSql(
  asked: Asked,
  row: string,
  { agreement, purpose, partner }: Coverage,
  people: Criteria,
): string {
  const shown: Asked = { ...asked, reading: "shown", member: null, scope: { partner } };
  const covered = criteriaSql(shown, "Person", row, people);
  if (agreement.basis !== "consent") return covered;
  const consent = alias(asked);
  return `${covered} and exists (select from consents ${consent} where ${consent}.system = $1
    and ${consent}.record_id = ${row}.id and ${consent}.state = 'given'
    and ${consent}.purpose = ${parameter(asked, purpose)}
    and ${consent}.partner = ${parameter(asked, agreement.to)}
    and (${consent}.until is null or ${consent}.until >= ${parameter(asked, asked.today)}::date))`;
}

function sortSql(asked: Asked, type: AskedType, { attribute: name, descending }: SortKey): string {
  const found = findAttribute(type, name);
  if (!found?.attribute.column) throw new Error(`an order was asked that was not read: ${type}`);
  const { column } = found.attribute;
  return `${sortedSql(asked, type, "r", found.through.length, column)} ${
    descending ? "desc" : "asc"
  } nulls last`;
}

/** The column, of the row itself or of the record so many steps beside it. */
function sortedSql(
  asked: Asked,
  type: AskedType,
  at: string,
  steps: number,
  column: string,
): string {
  if (steps === 0) return `${at}.${column}`;
  const row = alias(asked);
  const inner = sortedSql(asked, relatedType(type), row, steps - 1, column);
  return `(select ${inner} from ${besideSql(asked, type, at, row)})`;
}
