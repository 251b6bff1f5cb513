import type { Purpose } from "../domain/agreement.ts";
import type { Criteria } from "../domain/criteria.ts";
import type { Json } from "../domain/json.ts";
import { normalIdentifier } from "../domain/matching.ts";
import type { EnrolledCriteria, EnrolledRequest } from "../wire/messages/enrolled.ts";
import { purposeFor } from "./purposes.ts";
import { readQuery } from "./query.ts";

/** Whom a question about enrolments names, and all that it says of them. */
export interface EnrolledQuery {
  /** Identifiers of persons, whatever their type: their normal form → as the partner wrote them. */
  people: Map<string, string>;
  /** Numbers of households. */
  households: string[];
  /** The conditions that name them. The partner brings the number, so nothing is told by one alone. */
  naming: Criteria[];
  /** What is asked beside; this needs the agreement's leave. */
  beside: Criteria[];
  purpose: Purpose;
  /** `reference_id` as sent; the standard's request has none, the published sample has. */
  reference: string | null;
}

/**
 * Reads EnrolledRequest (ESS `check-enrollment`, IBR `enrolled`), in any form of query and under
 * either name. It must name a person or a household outright: this is a question about somebody
 * known to the asker, never a way to list people (for those there is search).
 */
export function readEnrolledQuery(
  request: EnrolledRequest,
): { ok: true; query: EnrolledQuery } | { ok: false; reason: string } {
  const asked: EnrolledCriteria | undefined = request.enrolled_criteria ?? request.search_criteria;
  if (!asked) return { ok: false, reason: "there are no criteria" };
  const read = readQuery("Enrolment", asked.query_type, asked.query);
  if (!read.ok) return read;
  const query: EnrolledQuery = {
    people: new Map(),
    households: [],
    naming: [],
    beside: [],
    purpose: asked.authorize === undefined ? "verification" : purposeFor(asked.authorize),
    reference: request.reference_id ?? null,
  };
  const written = asWritten(asked.query);
  for (const part of conjuncts(read.criteria)) {
    const people = identifiersIn(part);
    const households = wanted(part, "member.household.number");
    for (const one of people ?? []) query.people.set(one, written.get(one) ?? one);
    query.households.push(...(households ?? []));
    (people || households ? query.naming : query.beside).push(part);
  }
  const named = query.people.size + query.households.length;
  if (named === 0) return { ok: false, reason: "the query names nobody" };
  return named > named_max
    ? { ok: false, reason: "the query names too many" }
    : { ok: true, query };
}

/** Persons or households that one question may name. */
export const named_max = 100;

function conjuncts(criteria: Criteria): Criteria[] {
  return "all" in criteria ? criteria.all.flatMap(conjuncts) : [criteria];
}

/** Every text of a query by its normal form: conditions are normalised, answers repeat what was sent. */
function asWritten(query: unknown): Map<string, string> {
  const written = new Map<string, string>();
  const walk = (value: unknown): void => {
    if (typeof value === "object" && value !== null) Object.values(value).forEach(walk);
    else if (typeof value === "number") written.set(String(value), String(value));
    else if (typeof value === "string") {
      for (const part of value.split(",")) written.set(normalIdentifier(part), part.trim());
    }
  };
  walk(query);
  return written;
}

/** `member.identifiers` has one of these values, of a type or of any. */
function identifiersIn(part: Criteria): string[] | null {
  if (!("some" in part) || part.some !== "member.identifiers") return null;
  const inside = conjuncts(part.where);
  const values = inside.flatMap((one) => wanted(one, "identifier_value") ?? []);
  const typed = inside.filter((one) => wanted(one, "identifier_type") !== null).length;
  const named = inside.filter((one) => wanted(one, "identifier_value") !== null).length;
  return named === 1 && typed + named === inside.length ? values : null;
}

/** The values an attribute is to be equal to; null: the condition is another one. */
function wanted(part: Criteria, attribute: string): string[] | null {
  if (!("attribute" in part) || part.attribute !== attribute) return null;
  if (part.is === "eq") return [asText(part.value)];
  return part.is === "in" && Array.isArray(part.value) ? part.value.map(asText) : null;
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
