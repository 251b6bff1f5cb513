import { createHash } from "node:crypto";
import type { Agreement, Purpose } from "../domain/agreement.ts";
import { matches } from "../domain/criteria.ts";
import { eventNameOf } from "../domain/event-types.ts";
import type { JsonObject } from "../domain/json.ts";
import { personSubject } from "../domain/person-subject.ts";
import { unknownOf } from "../domain/plain-receiving.ts";
import { ownVersions, type StoredRecord } from "../domain/record.ts";
import { view, type CoveredPerson, type Viewer } from "../domain/view.ts";
import { answerHeader } from "../exchange/answer-header.ts";
import { personKind } from "../exchange/incoming.ts";
import { writePerson } from "../exchange/plain-records.ts";
import { project } from "../exchange/projection.ts";
import { profileOf } from "../exchange/writing-terms.ts";
import type { Store } from "../store/database.ts";
import { loadSent, type LoggedEvent, type Subscription } from "../store/feed.ts";
import { loadLinks, loadRecords } from "../store/load.ts";
import { partnerById } from "../store/partners.ts";
import { loadConsents } from "../store/receipts.ts";
import type { Batch } from "./compose.ts";

/**
 * A notify for a plain DCI partner: one Member per person who matches the subscription's filter and
 * whom the agreement covers. `enrolment` tells of a person at the first match; a subscription to
 * `enrolment_status_change` of every later allowed change (design: The life of one change).
 */
export async function composePlain(
  store: Store,
  sub: Subscription,
  agreement: Agreement,
  events: readonly LoggedEvent[],
): Promise<Batch | null> {
  // Our own changes of persons: what a partner told us is not told back, nor to anybody else.
  const fresh = events.filter(
    (event) =>
      event.origin === store.system.id &&
      event.type === "Person" &&
      (!sub.starts_at || event.received_at >= sub.starts_at),
  );
  const ids = [...new Set(fresh.flatMap((event) => (event.subject ? [event.subject] : [])))];
  if (ids.length === 0) return null;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const viewer: Viewer = { agreement, purpose: sub.purpose as Purpose, nowIso };
  const [partner, people, sent, links, consents] = await Promise.all([
    partnerById(store, sub.partner),
    loadRecords(store, ids),
    loadSent(store, sub.code, ids),
    loadLinks(store, ids),
    loadConsents(store, ids),
  ]);
  const profile = profileOf(partner?.terms.writing);
  const batch: Pick<Batch, "sent" | "named" | "disclosed"> = { sent: [], named: [], disclosed: [] };
  const notified: JsonObject[] = [];
  let { counter } = sub;
  for (const id of ids) {
    const person = people.get(id);
    const event = fresh.findLast((one) => one.subject === id);
    if (!person || !event) continue;
    const own = ownVersions(person.state, store.system.id);
    if (!matches(sub.criteria, personSubject(own, nowIso.slice(0, 10)))) continue;
    const linked = links.some((link) => link.record_id === id && link.partner === sub.partner);
    const covered = { state: person.state, linked, consents: consents.get(id) ?? [] };
    const cut = view(viewer, "Person", own, [covered]);
    if (!cut.ok || !concerns(sub, fresh, sent.has(id), id, tells(viewer, covered))) continue;
    counter += 1;
    const subject = { key: person.key, state: cut.state, kept: unknownOf(person, sub.partner) };
    const { record, fields } = writePerson(subject, personKind(sub.record_type), profile);
    const item = eventItem(store, sub, project(record, sub.projection, profile), event, counter);
    notified.push(item);
    const hash = createHash("sha256").update(JSON.stringify(item)).digest("base64");
    batch.sent.push({ record_id: id, ver: person.version, hash, gone: false });
    batch.named.push({ key: person.key, record_id: id });
    batch.disclosed.push({ record_id: id, subject: id, fields });
  }
  if (notified.length === 0) return null;
  return { ...batch, counter, ...envelope(store, sub, counter, notified) };
}

/** First match, or a change of somebody already told of: which of the two this subscription is about. */
function concerns(
  sub: Subscription,
  events: readonly LoggedEvent[],
  told: boolean,
  person: StoredRecord["id"],
  tellsSomething: (event: LoggedEvent) => boolean,
): boolean {
  if (eventNameOf(sub.event_type) === "enrolment") return !told;
  const changes = events.filter((event) => event.subject === person);
  return changes.some((event) => event.act !== "person.registered" && tellsSomething(event));
}

/** Does an event change anything that the agreement lets the partner know? */
function tells(viewer: Viewer, person: CoveredPerson) {
  return (event: LoggedEvent): boolean => {
    const cut = view(viewer, "Person", event.delta, [person]);
    return cut.ok && cut.fields.length > 0;
  };
}

function eventItem(
  store: Store,
  sub: Subscription,
  record: JsonObject,
  event: LoggedEvent,
  counter: number,
): JsonObject {
  return {
    reference_id: `${sub.code}-${counter}`,
    timestamp: event.at.toISOString(),
    data: {
      version: "1.0.0",
      reg_type: `ns:org:RegistryType:${store.system.kind === "ess" ? "ESS" : "SP"}`,
      reg_event_type: sub.event_type,
      reg_record_type: sub.record_type,
      reg_records: record,
    },
    locale: "eng",
  };
}

function envelope(store: Store, sub: Subscription, counter: number, notified: JsonObject[]) {
  const message: JsonObject = { transaction_id: sub.transaction_id, notify_event: notified };
  const digest = createHash("sha256").update(JSON.stringify([sub.code, sub.counter, message]));
  const messageId = `m-${digest.digest("hex").slice(0, 40)}`;
  const header = answerHeader({
    messageId,
    timestamp: notified.at(-1)?.["timestamp"] ?? "",
    action: "notify",
    status: "succ",
    total: notified.length,
    from: store.system.id,
    to: sub.partner,
    // The standard gives a notify no place for its subscription (digest 7.29).
    meta: { subscription_code: sub.code, sequence: counter },
  });
  return { header, message, messageId };
}
