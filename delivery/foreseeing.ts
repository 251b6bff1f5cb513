import type { Purpose } from "../domain/agreement.ts";
import type { Change } from "../domain/change.ts";
import type { Json } from "../domain/json.ts";
import { ownVersions, valueOf, type RecordState, type StoredRecord } from "../domain/record.ts";
import type { Foreseen, ForeseenItem } from "../exchange/foreseen.ts";
import type { Store } from "../store/database.ts";
import { standingSubscriptions, type LoggedEvent, type Subscription } from "../store/feed.ts";
import { loadRecords } from "../store/load.ts";
import { agreementOf, isStanding } from "./next-batch.ts";
import { composePlain } from "./plain.ts";
import { touchedBy } from "./plain-gathering.ts";
import { planItems } from "./plan.ts";
import type { Leaving } from "./plan-said.ts";

/**
 * What each subscription will tell because of these changes, asked of the same plan that sends: a
 * store in which they are already written (store/act.ts, `rehearse`), and in which nothing is
 * remembered of this. What waits in front of them, a pause or a schedule is not looked at: it comes
 * later, and is then decided anew.
 */
export async function foresee(store: Store, changes: readonly Change[]): Promise<Foreseen[]> {
  const events = changes.map(eventOf);
  const foreseen: Foreseen[] = [];
  for (const sub of await standingSubscriptions(store)) {
    const items = await itemsOf(store, sub, events);
    foreseen.push({ partner: sub.partner, standing: isStanding(sub), items });
  }
  return foreseen;
}

async function itemsOf(
  store: Store,
  sub: Subscription,
  events: readonly LoggedEvent[],
): Promise<ForeseenItem[]> {
  const agreement = await agreementOf(store, sub);
  if (!agreement) return [];
  const purpose = sub.purpose as Purpose;
  if (isStanding(sub)) {
    const given = { events, wholes: [] };
    const { leaving } = await planItems(store, { ...sub, purpose }, agreement, given);
    return leaving.map(itemOf);
  }
  const touched = await touchedBy(store, sub, events);
  const { batch } = await composePlain(store, sub, agreement, touched);
  return batch ? saidOf(store, batch.disclosed, batch.sent, events) : [];
}

function itemOf({ record, event, state, isFirst, left }: Leaving): ForeseenItem {
  return {
    record_id: record.id,
    type: record.type,
    act: event.act,
    values: valuesIn(state),
    reason: left === null ? event.reason : "",
    first: isFirst,
    left: left !== null,
  };
}

/** A plain partner is told of records whole: of which fields, its disclosure says. */
async function saidOf(
  store: Store,
  disclosed: readonly { record_id: string; fields: string[] }[],
  sent: readonly { record_id: string; gone: boolean }[],
  events: readonly LoggedEvent[],
): Promise<ForeseenItem[]> {
  const records = await loadRecords(
    store,
    disclosed.map(({ record_id }) => record_id),
  );
  const act = events[0]?.act ?? "person.edited";
  return disclosed.flatMap(({ record_id, fields }): ForeseenItem[] => {
    const record = records.get(record_id);
    if (!record) return [];
    const left = sent.some((one) => one.record_id === record_id && one.gone);
    return [
      {
        record_id,
        type: record.type,
        act,
        values: valuesIn(tellable(record, store.system.id, fields)),
        reason: "",
        first: false,
        left,
      },
    ];
  });
}

function tellable({ state }: StoredRecord, self: string, fields: readonly string[]): RecordState {
  const own = ownVersions(state, self);
  const only = <T>(of: Record<string, T>) =>
    Object.fromEntries(Object.entries(of).filter(([field]) => fields.includes(field)));
  return { fields: only(own.fields), sets: only(own.sets) };
}

function valuesIn(state: RecordState): ForeseenItem["values"] {
  const lists = Object.entries(state.sets).map(([field, elements]) => {
    const there = Object.values(elements).filter(({ gone }) => !gone);
    return { field, value: there.map(({ v }) => v) as Json };
  });
  const fields = Object.keys(state.fields).map((field) => ({
    field,
    value: valueOf(state, field) ?? null,
  }));
  return [...fields, ...lists];
}

/** As the log will have it; its number comes later, and nothing here asks for it. */
function eventOf(change: Change): LoggedEvent {
  const { record, origin, originVersion, act, at, delta, by, reason } = change;
  return {
    seq: 0,
    record_id: record.id,
    type: record.type,
    subject: record.subject,
    household: record.household,
    origin,
    origin_ver: originVersion,
    act,
    at: new Date(at),
    received_at: new Date(at),
    delta,
    by,
    reason,
  };
}
