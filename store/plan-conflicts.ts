import type { Statement, Store } from "./database.ts";

/** A conflict that waits for somebody of this system. */
export interface WaitingConflict {
  plan: string;
  subject: string;
  since: Date;
  /** How many of this plan. */
  count: number;
}

/** One plan's conflicts that wait, by name and kind. */
export interface FoundConflicts {
  plan: string;
  subject: string;
  found: readonly { about: string; kind: string }[];
}

const events_read_max = 2_000;

/**
 * People whose plans, or whose household's plans, something happened to since the last look: at most
 * those of some events, and the number up to which that was. Null: nothing new.
 */
export async function changedForPlans(
  store: Store,
  types: readonly string[],
): Promise<{ upTo: number; people: string[] } | null> {
  const asked = [store.system.id, types, events_read_max];
  const [row] = await store.query<{ up_to: string | null; people: string[] | null }>(
    changed,
    asked,
  );
  if (!row?.up_to) return null;
  return { upTo: Number(row.up_to), people: row.people ?? [] };
}

/** People with a plan at which nobody looked on this day yet, at most `limit`. */
export async function notLookedAt(store: Store, day: string, limit: number): Promise<string[]> {
  const rows = await store.query<{ subject: string }>(unlooked, [store.system.id, day, limit]);
  return rows.map(({ subject }) => subject);
}

export async function lookedAt(
  store: Store,
  people: readonly string[],
  day: string,
): Promise<void> {
  if (people.length > 0) await store.query(looked, [store.system.id, people, day]);
}

/**
 * Of these plans no other conflict waits than those found; each keeps the time it was first found.
 * Tells whether that changed anything.
 */
export async function putConflicts(
  store: Store,
  plans: readonly FoundConflicts[],
): Promise<boolean> {
  if (plans.length === 0) return false;
  const rows = plans.flatMap(({ plan, subject, found }) =>
    found.map(({ about, kind }) => ({ plan, subject, about, kind })),
  );
  const now = new Date(store.clock.nowMs());
  const ids = plans.map(({ plan }) => plan);
  const asked = [store.system.id, ids, JSON.stringify(rows), now];
  const [row] = await store.query<{ changed: number }>(put, asked);
  return (row?.changed ?? 0) > 0;
}

/** What happened up to `seq` has been looked at. */
export async function conflictsReadUpTo(store: Store, seq: number): Promise<void> {
  await store.query(readUpTo, [store.system.id, seq]);
}

/** Plans with a conflict that waits, the longest first. */
export async function waitingConflicts(store: Store, limit: number): Promise<WaitingConflict[]> {
  return store.query<WaitingConflict>(waiting, [store.system.id, limit]);
}

const changed: Statement = {
  name: "plan-conflicts-changed",
  text: `with news as (
      select seq, type, subject, household from events
      where system = $1 and seq is not null
        and seq > coalesce((select seq from plan_conflicts_read where system = $1), 0)
      order by seq limit $3),
    meant as (select distinct subject, household from news
      where type = any($2::text[]) and subject is not null)
    select (select max(seq) from news) as up_to,
      (select array_agg(distinct subject) from meant m
        where exists (select 1 from records r
            where r.system = $1 and r.type = 'Plan' and r.subject = m.subject)
          or exists (select 1 from records r
            where r.system = $1 and r.type = 'Plan' and r.household = m.household)) as people`,
};
const put: Statement = {
  name: "plan-conflicts-put",
  text: `with found as (
      select * from jsonb_to_recordset($3::jsonb)
        as x(plan uuid, subject uuid, about text, kind text)),
    gone as (delete from plan_conflicts c
      where c.system = $1 and c.plan = any($2::uuid[])
        and not exists (select 1 from found f where f.plan = c.plan and f.about = c.about)
      returning 1),
    there as (insert into plan_conflicts (system, plan, about, subject, kind, since)
      select $1, plan, about, subject, kind, $4::timestamptz from found
      on conflict (system, plan, about) do nothing returning 1)
    select ((select count(*) from gone) + (select count(*) from there))::int as changed`,
};
const unlooked: Statement = {
  name: "plan-conflicts-unlooked",
  text: `select distinct r.subject from records r
    where r.system = $1 and r.type = 'Plan' and r.subject is not null
      and not exists (select 1 from plan_conflicts_looked l
        where l.system = $1 and l.subject = r.subject and l.day >= $2::date)
    limit $3`,
};
const looked: Statement = {
  name: "plan-conflicts-looked",
  text: `insert into plan_conflicts_looked (system, subject, day)
    select $1, subject, $3::date from unnest($2::uuid[]) as p(subject)
    on conflict (system, subject) do update
      set day = greatest(plan_conflicts_looked.day, excluded.day)`,
};
const readUpTo: Statement = {
  name: "plan-conflicts-read-up-to",
  text: `insert into plan_conflicts_read (system, seq) values ($1, $2)
    on conflict (system) do update set seq = greatest(plan_conflicts_read.seq, excluded.seq)`,
};
const waiting: Statement = {
  name: "plan-conflicts-waiting",
  text: `select plan, min(subject::text)::uuid as subject, min(since) as since, count(*)::int as count
    from plan_conflicts where system = $1 group by plan order by min(since), plan limit $2`,
};
