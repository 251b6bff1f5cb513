/** Which plans are to be looked at, and why: kept as the log goes on, read in the order of the reasons. */
import { reviewReasons } from "../domain/records/review-records.ts";
import type { Trigger } from "../domain/review/triggers.ts";
import type { Statement, Store } from "./database.ts";

const events_read_max = 2_000;
/** A conflict that nobody settled for so long is a reason of its own. */
const conflict_open_days = 7;

/** People with a plan to whom something of these types happened since the last look, and new draws. */
export async function changedForReview(
  store: Store,
  types: readonly string[],
): Promise<{ upTo: number; people: string[]; drawn: boolean } | null> {
  const asked = [store.system.id, types, events_read_max];
  const [row] = await store.query<{
    up_to: string | null;
    people: string[] | null;
    drawn: boolean | null;
  }>(changed, asked);
  if (!row?.up_to) return null;
  return { upTo: Number(row.up_to), people: row.people ?? [], drawn: row.drawn === true };
}
const changed: Statement = {
  name: "review-changed",
  text: `with news as (
      select seq, type, subject from events
      where system = $1 and seq is not null
        and seq > coalesce((select seq from review_read where system = $1), 0)
      order by seq limit $3)
    select (select max(seq) from news) as up_to,
      (select array_agg(distinct subject) from news n
        where n.type = any($2::text[]) and n.subject is not null and exists (
          select 1 from records r where r.system = $1 and r.type = 'Plan' and r.subject = n.subject)
      ) as people,
      (select bool_or(type in ('ReviewDraw', 'ReviewRhythm')) from news) as drawn`,
};

/** What happened up to `seq` was looked over. */
export async function reviewReadUpTo(store: Store, seq: number): Promise<void> {
  await store.query(readUpTo, [store.system.id, seq]);
}
const readUpTo: Statement = {
  name: "review-read-up-to",
  text: `insert into review_read (system, seq) values ($1, $2)
    on conflict (system) do update set seq = greatest(review_read.seq, excluded.seq)`,
};

/** What was found of one plan. `question`: a review that waits for our office's answer. */
export interface FoundReasons {
  plan: string;
  subject: string;
  triggers: readonly Trigger[];
  question: { at: string } | null;
}

/** Of these plans no other reason waits than those found; tells whether that changed anything. */
export async function putReasons(store: Store, plans: readonly FoundReasons[]): Promise<boolean> {
  if (plans.length === 0) return false;
  const rows = plans.flatMap(({ plan, subject, triggers, question }) => [
    ...triggers.map(({ why, since, lines }) => ({
      plan,
      subject,
      why,
      since,
      lines: lines.length,
    })),
    ...(question ? [{ plan, subject, why: "question", since: question.at, lines: 0 }] : []),
  ]);
  const ids = plans.map(({ plan }) => plan);
  const [row] = await store.query<{ changed: number }>(put, [
    store.system.id,
    ids,
    JSON.stringify(rows),
  ]);
  return (row?.changed ?? 0) > 0;
}
const put: Statement = {
  name: "review-put",
  text: `with found as (
      select distinct on (plan, why) * from jsonb_to_recordset($3::jsonb)
        as x(plan uuid, subject uuid, why text, since timestamptz, lines integer)
      order by plan, why, since),
    gone as (delete from review_queue q
      where q.system = $1 and q.plan = any($2::uuid[])
        and not exists (select 1 from found f where f.plan = q.plan and f.why = q.why) returning 1),
    there as (insert into review_queue as q (system, plan, why, subject, since, lines)
      select $1, plan, why, subject, since, lines from found
      on conflict (system, plan, why) do update
        set since = excluded.since, lines = excluded.lines, subject = excluded.subject
        where (q.since, q.lines, q.subject) is distinct from
          (excluded.since, excluded.lines, excluded.subject) returning 1)
    select ((select count(*) from gone) + (select count(*) from there))::int as changed`,
};

/** A plan in the queue with every reason that holds now. */
export interface QueuedPlan {
  plan: string;
  subject: string;
  /** When the first of the reasons began. */
  since: Date;
  reasons: { why: string; since: string; lines: number }[];
}

/** The queue: by the weight of the reason (the order of `reviewReasons`), then by who waited longest. */
export async function reviewQueue(
  store: Store,
  limit: number,
): Promise<{ total: number; plans: QueuedPlan[] }> {
  const rows = await store.query<QueuedPlan & { total: number }>(queue, queueValues(store, limit));
  return {
    total: rows[0]?.total ?? 0,
    plans: rows.map(({ plan, subject, since, reasons }) => ({ plan, subject, since, reasons })),
  };
}
/** Reasons that one plan is in the queue for. */
export async function reasonsOf(store: Store, plan: string): Promise<QueuedPlan["reasons"]> {
  const [row] = await store.query<QueuedPlan>(queueOfPlan, [...queueValues(store, 1), plan]);
  return row?.reasons ?? [];
}

function queueValues(store: Store, limit: number): unknown[] {
  return [store.system.id, new Date(store.clock.nowMs()), [...reviewReasons], limit];
}
const queueText = (more: string) => `with standing as (
      select plan, subject, why, since, lines from review_queue
        where system = $1 and since <= $2 and why <> 'question'
      union all
      select plan, subject, 'conflict_open', min(c.since) + interval '${conflict_open_days} days', count(*)::int
        from plan_conflicts c
        where system = $1 and c.since <= $2::timestamptz - interval '${conflict_open_days} days'
          and c.since + interval '${conflict_open_days} days' > coalesce((
            select max(at) from reviews_made m where m.system = $1 and m.plan = c.plan), '-infinity')
        group by plan, subject)
    select plan, min(subject::text)::uuid as subject, min(since) as since,
      jsonb_agg(jsonb_build_object('why', why, 'since', since, 'lines', lines)
        order by array_position($3::text[], why)) as reasons,
      (count(*) over ())::int as total
    from standing ${more} group by plan
    order by min(array_position($3::text[], why)), min(since), plan limit $4`;
const queue: Statement = { name: "review-queue", text: queueText("") };
const queueOfPlan: Statement = { name: "review-queue-of", text: queueText("where plan = $5") };

/** Plans of which a review asks our office something, the longest first. */
export async function reviewQuestions(
  store: Store,
  limit: number,
): Promise<{ plan: string; subject: string; since: Date }[]> {
  return store.query(questions, [store.system.id, limit]);
}
const questions: Statement = {
  name: "review-questions",
  text: `select plan, subject, since from review_queue
    where system = $1 and why = 'question' order by since, plan limit $2`,
};
