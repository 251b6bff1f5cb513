import type { Criteria } from "../domain/criteria.ts";
import type { Act } from "../domain/change.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import type { RecordState } from "../domain/record.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import type { Worker } from "../domain/records/values.ts";
import type { EventBody } from "./append.ts";
import { decodeState } from "./codec.ts";
import type { Statement, Store } from "./database.ts";

/** A partner's subscription: what it asked for, and how far it is. */
export interface Subscription {
  code: string;
  partner: SystemId;
  event_type: string;
  record_type: string;
  criteria: Criteria;
  /** Paths of the DCI record the partner wants; null for all that is allowed. */
  projection: string[] | null;
  purpose: string;
  reply_uri: string;
  transaction_id: string;
  reference_id: string;
  starts_at: Date | null;
  ends_at: Date | null;
  status: "active" | "paused" | "ended";
  cursor: number;
  counter: number;
  lease: number;
  attempts: number;
  next_attempt_at: Date | null;
  problem: string;
  /** Quartz text of when batches go, and its zone; empty: as soon as something happens. */
  schedule: string;
  zone_minutes: number;
  /** When the next batch goes; null without a schedule. */
  window_at: Date | null;
  /** A batch has its numbers and is not acknowledged yet (store/offers.ts). */
  has_offer: boolean;
  /** Records of it are parked or were given up; records wait to go again as wholes. */
  has_parked: boolean;
  has_resend: boolean;
  /** Of some records nobody knows whether their first message arrived (store/begun.ts). */
  has_begun: boolean;
  /** Where the batch ends that was begun last, if it was not acknowledged; 0: none was. */
  tried_cursor: number;
  /** Why everything goes again (store/resync.ts), and how far that is; empty: it does not. */
  resync_why: string;
  resync_after: string | null;
  /** When the partner last acknowledged anything; null: nothing yet. */
  said_at: Date | null;
  /** Who paused it; empty: the sender itself, which then looks by itself whether it may go on. */
  paused_by: string;
}

/** What a subscription is written down with beside itself. */
export interface AskedSubscription {
  /** Digest of what it is about, as understood; empty: never the same as another. */
  digest: string;
  /** What was asked for in the partner's words (SubscriptionInfo). */
  asked: JsonObject;
  schedule: string;
  zone_minutes: number;
  window_at: Date | null;
}

/** One event as the feed reads it from the log. */
export interface LoggedEvent {
  seq: number;
  record_id: string;
  type: RecordType;
  subject: string | null;
  household: string | null;
  origin: SystemId;
  origin_ver: number;
  act: Act;
  at: Date;
  received_at: Date;
  delta: RecordState;
  by: Worker;
  reason: string;
}

/** A standing subscription that has nothing to say tells so this often: a loss at the tail shows. */
export const heartbeat_ms = 60_000;

/** Subscriptions for which something may be to do now: news, a day, a window, an end, a problem. */
export async function loadSubscriptions(store: Store): Promise<Subscription[]> {
  const now = new Date(store.clock.nowMs());
  const rows = await store.query<SubscriptionRow>(activeSubscriptions, [
    store.system.id,
    now,
    now.toISOString().slice(0, 10),
    new Date(now.getTime() - heartbeat_ms),
  ]);
  return rows.map((row) => subscriptionOf(store, row));
}

/** Every subscription that stands, whether or not anything is to do for it. */
export async function standingSubscriptions(store: Store): Promise<Subscription[]> {
  const rows = await store.query<SubscriptionRow>(subscriptionsThatStand, [store.system.id]);
  return rows.map((row) => subscriptionOf(store, row));
}

export async function loadSubscription(store: Store, code: string): Promise<Subscription | null> {
  const [row] = await store.query<SubscriptionRow>(oneSubscription, [store.system.id, code]);
  return row ? subscriptionOf(store, row) : null;
}

type Given =
  | "cursor"
  | "counter"
  | "lease"
  | "attempts"
  | "next_attempt_at"
  | "problem"
  | "status"
  | "schedule"
  | "zone_minutes"
  | "window_at"
  | "has_offer"
  | "has_parked"
  | "has_resend"
  | "has_begun"
  | "tried_cursor"
  | "resync_why"
  | "resync_after"
  | "said_at"
  | "paused_by";
const inRealTime: AskedSubscription = {
  digest: "",
  asked: {},
  schedule: "",
  zone_minutes: 0,
  window_at: null,
};

/**
 * Writes a subscription once per (partner, transaction, reference). `repeated`: the very same was
 * asked for before; `other`: under these ids something else was; `already`: another subscription of
 * the partner says the same. Whichever it is, `code` is the one that stands.
 */
export async function putSubscription(
  store: Store,
  wanted: Omit<Subscription, Given>,
  asked: AskedSubscription = inRealTime,
): Promise<{ code: string; how: "new" | "repeated" | "other" | "already" }> {
  const values = [
    store.system.id,
    wanted.code,
    wanted.partner,
    wanted.event_type,
    wanted.record_type,
    // A condition may name an identifier: sealed like one.
    store.sealer.seal("identifier", JSON.stringify(wanted.criteria)),
    wanted.projection ? JSON.stringify(wanted.projection) : null,
    wanted.purpose,
    wanted.reply_uri,
    wanted.transaction_id,
    wanted.reference_id,
    wanted.starts_at,
    wanted.ends_at,
    asked.digest,
    store.sealer.seal("identifier", JSON.stringify(asked.asked)),
    asked.schedule,
    asked.zone_minutes,
    asked.window_at,
  ];
  type Row = { code: string; how: "new" | "repeated" | "other" | "already" };
  for (let attempt = 1; attempt <= put_attempts_max; attempt += 1) {
    const [row] = await store.query<Row>(insertSubscription, values);
    // None: the one in the way was written at this very moment, or has just ended.
    if (row) return row;
  }
  throw new Error("a subscription was neither written nor found");
}
const put_attempts_max = 5;

/** How many subscriptions a partner holds that have not ended. */
export async function countSubscriptions(store: Store, partner: SystemId): Promise<number> {
  const [row] = await store.query<{ n: number }>(subscriptionCount, [store.system.id, partner]);
  return row?.n ?? 0;
}

/** The log after a cursor, in sequence; nothing that is not numbered yet. */
export async function readLog(
  store: Store,
  after: number,
  limit: number,
  upTo = Number.MAX_SAFE_INTEGER,
): Promise<LoggedEvent[]> {
  const rows = await store.query<EventRow>(eventsAfter, [store.system.id, after, limit, upTo]);
  return rows.map((row) => eventOf(store, row));
}

/** The latest own event of each record: who to name for a record that is sent as a whole. */
export async function readLatest(
  store: Store,
  recordIds: readonly string[],
): Promise<Map<string, LoggedEvent>> {
  if (recordIds.length === 0) return new Map();
  const rows = await store.query<EventRow>(latestEvents, [store.system.id, recordIds]);
  return new Map(rows.map((row) => [row.record_id, eventOf(store, row)]));
}

export interface Sent {
  record_id: string;
  ver: number;
  hash: string;
  gone: boolean;
  /** That the link was none, by which it was told, is not said yet (store/unlinked.ts). */
  parting?: boolean;
  /** To a plain partner: what was told field by field, as keyed hashes (store/shadows.ts). */
  fields?: string | null;
  /** The number it was last sent under; left out: that of its batch. */
  counter?: number;
  /** What of other systems' versions went with it (store/forwarded.ts); left out: nothing. */
  forwarded?: { origin: SystemId; ver: number; hash: string }[];
}

export async function loadSent(
  store: Store,
  sub: string,
  recordIds: readonly string[],
): Promise<Map<string, Sent>> {
  if (recordIds.length === 0) return new Map();
  const rows = await store.query<Omit<Sent, "ver"> & { ver: string }>(sentRecords, [
    store.system.id,
    sub,
    recordIds,
  ]);
  return new Map(rows.map((row) => [row.record_id, { ...row, ver: Number(row.ver) }]));
}

/** What all of a partner's subscriptions last said of records; `ver` 0: remembered, never said. */
export async function loadTold(
  store: Store,
  partner: SystemId,
  recordIds: readonly string[],
): Promise<(Sent & { sub: string })[]> {
  if (recordIds.length === 0) return [];
  type Row = Omit<Sent, "ver"> & { sub: string; ver: string };
  const rows = await store.query<Row>(toldRecords, [store.system.id, partner, recordIds]);
  return rows.map((row) => ({ ...row, ver: Number(row.ver) }));
}

/** Takes the subscription for this sender: an older sender's acknowledgement will not count any more. */
export async function takeLease(store: Store, sub: Subscription): Promise<number> {
  const [row] = await store.query<{ lease: string }>(nextLease, [store.system.id, sub.code]);
  return Number(row?.lease ?? sub.lease);
}

interface SubscriptionRow extends Omit<
  Subscription,
  "criteria" | "projection" | "cursor" | "counter" | "lease" | "tried_cursor"
> {
  criteria: string;
  projection: string | null;
  cursor: string;
  counter: string;
  lease: string;
  tried_cursor: string;
}
function subscriptionOf(store: Store, row: SubscriptionRow): Subscription {
  return {
    ...row,
    criteria: JSON.parse(opened(store, row.criteria)) as Criteria,
    projection: row.projection ? (JSON.parse(row.projection) as string[]) : null,
    cursor: Number(row.cursor),
    counter: Number(row.counter),
    lease: Number(row.lease),
    tried_cursor: Number(row.tried_cursor),
  };
}

function opened(store: Store, text: string): string {
  return store.sealer.isSealed(text) ? store.sealer.open(text) : text;
}

export interface EventRow extends Omit<
  LoggedEvent,
  "seq" | "origin_ver" | "delta" | "by" | "reason"
> {
  seq: string | null;
  origin_ver: string;
  body: string;
}
export function eventOf(store: Store, { body, ...row }: EventRow): LoggedEvent {
  let parsed: Pick<LoggedEvent, "delta" | "by" | "reason"> | undefined;
  const content = () => (parsed ??= contentOf(store, body));
  // Of most of what a partner told us there is nothing to tell: it is read past, not into.
  return {
    ...row,
    seq: Number(row.seq ?? 0),
    origin_ver: Number(row.origin_ver),
    get delta() {
      return content().delta;
    },
    get by() {
      return content().by;
    },
    get reason() {
      return content().reason;
    },
  };
}

function contentOf(store: Store, body: string): Pick<LoggedEvent, "delta" | "by" | "reason"> {
  const { delta, by, reason } = JSON.parse(body) as EventBody & { before: Record<string, Json> };
  return { delta: decodeState(store.sealer, delta), by, reason };
}

const subscriptionColumns = `code, partner, event_type, record_type, criteria, projection, purpose,
  reply_uri, transaction_id, reference_id, starts_at, ends_at, status, cursor, counter, lease,
  attempts, next_attempt_at, problem, schedule, zone_minutes, window_at,
  offered is not null as has_offer, tried_cursor, resync_why, resync_after, said_at, paused_by,
  exists (select from parked p where p.system = $1 and p.sub = s.code and p.state <> 'released')
    as has_parked,
  exists (select from begun b where b.system = $1 and b.sub = s.code) as has_begun,
  exists (select from resend a where a.system = $1 and a.sub = s.code) as has_resend`;
const activeSubscriptions: Statement = {
  name: "active-subscriptions",
  text: `select ${subscriptionColumns} from subscriptions s
    where system = $1 and status <> 'ended'
      and (cursor < (select last_seq from sequencers where system = $1) or problem <> ''
        or offered is not null or ends_at <= $2 or window_at <= $2
        or event_type = 'tandem:changed' and said_at <= $4
        or resync_why <> '' or exists (select from resend a where a.system = $1 and a.sub = s.code)
        or exists (select from due d where d.system = $1 and d.sub = s.code and d.day <= $3::date))
    order by created_at, code`,
};
const subscriptionsThatStand: Statement = {
  name: "subscriptions-that-stand",
  text: `select ${subscriptionColumns} from subscriptions s
    where system = $1 and status <> 'ended' order by created_at, code`,
};
const oneSubscription: Statement = {
  name: "one-subscription",
  text: `select ${subscriptionColumns} from subscriptions s where system = $1 and code = $2`,
};
const subscriptionCount: Statement = {
  name: "count-subscriptions",
  text: `select count(*)::int as n from subscriptions
    where system = $1 and partner = $2 and status <> 'ended'`,
};
const insertSubscription: Statement = {
  name: "insert-subscription",
  text: `with put as (
      insert into subscriptions (system, code, partner, event_type, record_type, criteria, projection,
        purpose, reply_uri, transaction_id, reference_id, starts_at, ends_at, digest, asked, schedule,
        zone_minutes, window_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
      on conflict do nothing returning code)
    select code, 'new' as how, 0 as rank from put
    union all
    select code, case when transaction_id <> $10 or reference_id <> $11 then 'already'
        when digest = $14 or digest = '' then 'repeated' else 'other' end,
      case when transaction_id = $10 and reference_id = $11 then 1 else 2 end
    from subscriptions
    where system = $1 and partner = $3 and status <> 'ended'
      and (transaction_id = $10 and reference_id = $11 or digest = $14 and $14 <> '')
    order by rank limit 1`,
};
export const eventColumns = `seq, record_id, type, subject, household, origin, origin_ver, act, at,
  received_at, body`;
const eventsAfter: Statement = {
  name: "events-after",
  text: `select ${eventColumns} from events where system = $1 and seq > $2 and seq <= $4
    order by seq limit $3`,
};
const latestEvents: Statement = {
  name: "latest-events",
  text: `select e.* from unnest($2::uuid[]) as wanted(id), lateral (
      select ${eventColumns} from events
      where system = $1 and record_id = wanted.id and origin = $1
      order by origin_ver desc limit 1) as e`,
};
const sentRecords: Statement = {
  name: "sent-records",
  text: `select s.* from unnest($3::uuid[]) as wanted(id) cross join lateral (
      select record_id, ver, hash, gone, parting from sent
      where system = $1 and sub = $2 and record_id = wanted.id) as s`,
};
const toldRecords: Statement = {
  name: "told-records",
  text: `select t.sub, t.record_id, t.ver, t.hash, t.gone, t.fields from sent t
    join subscriptions s on s.system = $1 and s.code = t.sub and s.partner = $2
    where t.system = $1 and t.record_id = any($3::uuid[])`,
};
const nextLease: Statement = {
  name: "next-lease",
  text: `update subscriptions set lease = lease + 1 where system = $1 and code = $2 returning lease`,
};
