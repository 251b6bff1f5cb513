import type { JsonObject } from "../../domain/json.ts";
import type { Purpose } from "../../domain/agreement.ts";
import { unknownOf } from "../../domain/plain-receiving.ts";
import { ownVersions } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { view } from "../../domain/view.ts";
import { answerHeader, statusOf } from "../../exchange/answer-header.ts";
import { readIdentifierQuery } from "../../exchange/query.ts";
import { personKind, recordTypeOf } from "../../exchange/incoming.ts";
import { writePerson } from "../../exchange/plain-records.ts";
import { purposeFor } from "../../exchange/purposes.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { loadLinks, loadRecords } from "../../store/load.ts";
import { findByIdentifiers, loadConsents, putDisclosures } from "../../store/receipts.ts";
import { isDateTimeWithZone } from "../../wire/envelope.ts";
import { wireErrors, type WireErrorCode } from "../../wire/errors.ts";
import { parseSearchRequest, type SearchRequestItem } from "../../wire/messages/search.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/**
 * `sync/search` by identifier (API.COM.01 SYN, idtype-value): the person, cut by the agreement, or
 * nobody. Whoever is not covered is not found: the answer does not tell one from the other.
 */
export async function search(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSearchRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  if (read.value.search_request.length > search_items_max) {
    return { code: "rjct.total_count.limit_exceeded" };
  }
  const answers: JsonObject[] = [];
  for (const item of read.value.search_request) answers.push(await answerItem(knock, item));
  const header = answerHeader({
    messageId: knock.door.node.newId(),
    timestamp: new Date(knock.nowMs).toISOString(),
    action: "on-search",
    status: statusOf(answers),
    total: answers.length,
    from: knock.door.hosted.store.system.id,
    to: partner.id,
  });
  const message: JsonObject = {
    transaction_id: read.value.transaction_id,
    correlation_id: knock.correlationId,
    search_response: answers,
  };
  return { header, message };
}

/** Questions answered while the caller waits. */
const search_items_max = 50;

async function answerItem(knock: Knock, item: SearchRequestItem): Promise<JsonObject> {
  const timestamp = new Date(knock.nowMs).toISOString();
  const common = { reference_id: item.reference_id, timestamp, locale: "eng" };
  const rejected = (code: WireErrorCode) => ({
    ...common,
    status: "rjct",
    status_reason_code: code,
    status_reason_message: wireErrors[code].text,
  });
  if (!isDateTimeWithZone(item.timestamp)) return rejected("rjct.timestamp.invalid");
  const criteria = item.search_criteria;
  const wireType = criteria.reg_record_type ?? "Member";
  const query = readIdentifierQuery(criteria.query);
  if (criteria.query_type !== "idtype-value" || !query || recordTypeOf(wireType) !== "Person") {
    return rejected("rjct.search_criteria.invalid");
  }
  const identifier = { identifier_type: query.type, identifier_value: query.value };
  const records = await findPeople(
    knock,
    identifier,
    purposeFor(criteria.authorize),
    personKind(wireType),
  );
  return {
    ...common,
    status: "succ",
    data: {
      version: "1.0.0",
      reg_type: criteria.reg_type ?? "ns:org:RegistryType:SP",
      reg_record_type: wireType,
      reg_records: records,
    },
    pagination: {
      page_size: Math.max(records.length, 1),
      page_number: 1,
      total_count: records.length,
    },
  };
}

async function findPeople(
  knock: Knock,
  identifier: Identifier,
  purpose: Purpose,
  kind: "Member" | "Person",
): Promise<JsonObject[]> {
  const { door, partner, toPartner } = knock;
  const { store } = door.hosted;
  if (!partner || !toPartner) return [];
  const ids = await findByIdentifiers(store, [identifier]);
  if (ids.length === 0) return [];
  const [people, links, consents] = await Promise.all([
    loadRecords(store, ids),
    loadLinks(store, ids),
    loadConsents(store, ids),
  ]);
  const viewer = { agreement: toPartner, purpose, nowIso: new Date(knock.nowMs).toISOString() };
  const profile = profileOf(partner.terms.writing);
  const found: JsonObject[] = [];
  const told: { record_id: string; subject: string; fields: string[] }[] = [];
  for (const person of people.values()) {
    const linked = links.some(
      (link) => link.record_id === person.id && link.partner === partner.id,
    );
    const covered = { state: person.state, linked, consents: consents.get(person.id) ?? [] };
    const cut = view(viewer, "Person", ownVersions(person.state, store.system.id), [covered]);
    if (!cut.ok) continue;
    const subject = { key: person.key, state: cut.state, kept: unknownOf(person, partner.id) };
    const { record, fields } = writePerson(subject, kind, profile);
    found.push(record);
    told.push({ record_id: person.id, subject: person.id, fields });
  }
  // Written before the answer leaves: a disclosure is never missing, at worst one too many.
  await putDisclosures(store, partner.id, purpose, "search", knock.correlationId, told);
  return found;
}
