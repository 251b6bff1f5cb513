import type { Agreement, Purpose } from "../domain/agreement.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { Identifier } from "../domain/records/values.ts";
import { sameIdentifier } from "../domain/matching.ts";
import type { WritingProfile } from "../exchange/profiles.ts";
import { readRecord } from "../exchange/reading.ts";
import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { discloseAsked } from "../store/told-people.ts";
import type { Answer } from "../wire/client-answers.ts";
import type { Client } from "../wire/client.ts";
import {
  recordsOf,
  type SearchCriteria,
  type SearchResponse,
  type SearchResponseItem,
} from "../wire/messages/search.ts";
import { byIdentifier, searchCriteria } from "../wire/questions.ts";
import type { ToldNow } from "./search-held.ts";

/** What a partner says of one person it was asked for. */
export type Said =
  | { kind: "found"; record: JsonObject; values: Record<string, Json> }
  | { kind: "nobody" }
  /** It did not answer this one, or not so that it can be believed. */
  | { kind: "unclear" };

/** What a question needs. */
export interface AskingPeople {
  store: Store;
  partner: Partner;
  profile: WritingProfile;
  /** Under which the partner may tell us: its purposes, and the identifiers we trust. */
  back: Agreement;
  line: Pick<Client, "syncSearch">;
  newId: () => string;
}

/** Records for one identifier on one page, and pages that are looked at. */
const page_size = 10;
const pages_max = 3;

/**
 * Asks for some people in one message, an item each; one that is not answered there is asked for by
 * itself, as some servers take one item at a time. `failure`: the line itself failed, and nobody of
 * the rest was asked.
 */
export async function askForPeople(
  at: AskingPeople,
  people: readonly ToldNow[],
): Promise<{ said: Map<string, Said>; failure: string }> {
  const said = new Map<string, Said>();
  const asked = people.filter((one) => identifierFor(at, one) !== undefined);
  for (const one of people) said.set(one.record.id, { kind: "unclear" });
  if (asked.length === 0) return { said, failure: "" };
  const first = await ask(at, asked, 1);
  const isTooMuch = first.kind === "bad" && asked.length > 1;
  if (first.kind !== "answer" && !isTooMuch) return { said, failure: failureOf(first) };
  const answered = first.kind === "answer" ? itemsOf(first.message) : new Map<string, never>();
  for (const [index, one] of asked.entries()) {
    let item = answered.get(referenceOf(index));
    if (!item && asked.length > 1) {
      const alone = await ask(at, [one], 1);
      if (alone.kind !== "answer" && alone.kind !== "bad") {
        return { said, failure: failureOf(alone) };
      }
      item = alone.kind === "answer" ? itemsOf(alone.message).get(referenceOf(0)) : undefined;
    }
    said.set(one.record.id, item ? await saidIn(at, one, item) : { kind: "unclear" });
  }
  return { said, failure: "" };
}

/** By an identifier that both trust to name one person. */
function identifierFor({ back }: AskingPeople, { identifiers }: ToldNow): Identifier | undefined {
  return identifiers.find(({ identifier_type }) =>
    back.trusted_identifiers.includes(identifier_type),
  );
}

function referenceOf(index: number): string {
  return `person-${index + 1}`;
}

async function ask(
  at: AskingPeople,
  people: readonly ToldNow[],
  page_number: number,
): Promise<Answer<SearchResponse>> {
  const { store, partner, back, line } = at;
  const purpose = purposeIn(back);
  const transactionId = at.newId();
  const told = people.map(({ record }) => ({ record_id: record.id, fields: ["identifiers"] }));
  await discloseAsked(store, partner.id, purpose, transactionId, told);
  const criteria = people.map((one) => criteriaFor(at, one, purpose, page_number));
  const references = people.map((_, index) => referenceOf(index));
  return line.syncSearch(criteria, { transactionId, references });
}

/** The purpose under which it is asked: that of keeping in step, where the agreement lists it. */
function purposeIn({ purposes }: Agreement): Purpose {
  const first = purposes[0] ?? "case_management";
  return purposes.includes("case_management") ? "case_management" : first;
}

function criteriaFor(
  at: AskingPeople,
  person: ToldNow,
  purpose: Purpose,
  page_number: number,
): SearchCriteria {
  const { partner, profile, store } = at;
  const { identifier_type = "", identifier_value = "" } = identifierFor(at, person) ?? {};
  const type = Object.hasOwn(profile.identifier_types, identifier_type)
    ? (profile.identifier_types[identifier_type] ?? identifier_type)
    : identifier_type;
  return searchCriteria(byIdentifier(type, identifier_value), {
    registryType: `ns:org:RegistryType:${partner.kind === "ess" ? "ESS" : "SP"}`,
    recordType: person.recordType,
    page: { page_size, page_number },
    purpose: { code: purpose },
    at: new Date(store.clock.nowMs()).toISOString(),
  });
}

function itemsOf({ search_response }: SearchResponse): Map<string, SearchResponseItem> {
  return new Map(search_response.map((item) => [item.reference_id, item]));
}

/** The person among what was answered, on further pages too; `nobody` only when it says so itself. */
async function saidIn(at: AskingPeople, person: ToldNow, first: SearchResponseItem): Promise<Said> {
  let item = first;
  for (let page = 1; ; page += 1) {
    if (item.status !== "succ") return { kind: "unclear" };
    const records = recordsOf(item.data?.reg_records) as JsonObject[];
    const total = item.pagination ? Number(item.pagination.total_count) : records.length;
    if (records.length === 0 && total === 0)
      return page === 1 ? { kind: "nobody" } : { kind: "unclear" };
    const found = records.flatMap((record) => matching(at, person, record));
    if (found.length > 0) return found.length === 1 && found[0] ? found[0] : { kind: "unclear" };
    if (page === pages_max || records.length === 0 || total <= page * page_size) {
      return { kind: "unclear" };
    }
    const more = await ask(at, [person], page + 1);
    const next = more.kind === "answer" ? itemsOf(more.message).get(referenceOf(0)) : undefined;
    if (!next) return { kind: "unclear" };
    item = next;
  }
}

/** It is the person who was asked for when it bears the identifier that was asked by. */
function matching(
  at: AskingPeople,
  person: ToldNow,
  record: JsonObject,
): Extract<Said, { kind: "found" }>[] {
  const { values } = readRecord("Person", record, at.profile);
  const borne = (values["identifiers"] ?? []) as unknown as Identifier[];
  const wanted = identifierFor(at, person);
  const bears = wanted && borne.some((one) => sameIdentifier(one, wanted));
  return bears ? [{ kind: "found", record, values }] : [];
}

/** Why the line failed, as the short code that is kept and shown. */
function failureOf(answer: Exclude<Answer<unknown>, { kind: "answer" }>): string {
  switch (answer.kind) {
    case "bad":
      return "refused";
    case "gone":
      return "no_search";
    case "trust":
      return "not_trusted";
    case "untrusted":
      return "not_believed";
    case "outage":
      // Such a status speaks of the endpoint.
      return /^status (404|405|501)$/.test(answer.reason) ? "no_search" : "no_answer";
    case "ambiguous":
      return "no_answer";
  }
}
