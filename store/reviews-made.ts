/** Reviews that a plan's supervisors made, fenced by the database against judging one's own work. */
import type { Change } from "../domain/change.ts";
import { textOf } from "../domain/record.ts";
import type { RecordType } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** Writing any of these puts a worker's hand in the plan; a message on a thread does not. */
const authoredTypes: readonly RecordType[] = [
  "Plan",
  "Goal",
  "Step",
  "PrivateStep",
  "Unavailable",
  "SignOff",
  "KeptBoth",
  "KeptHere",
];

/** A review's row. `people`: the plan's person, under every record that was joined into it. */
export interface ReviewRow {
  review: string;
  plan: string;
  /** The review before it of this system; null: none. */
  after: string | null;
  reviewer: string;
  outcome: string;
  began_at: string;
  at: string;
  people: readonly string[];
  types: readonly RecordType[];
}

/** The row of a review that was decided. */
export function reviewRow(
  change: Change,
  { plan, people }: { plan: string; people: readonly string[] },
): ReviewRow {
  const { after: state, record, by } = change;
  const before = textOf(state, "after");
  return {
    review: record.id,
    plan,
    after: before === "" ? null : before.slice(before.indexOf("/") + 1),
    reviewer: by.name,
    outcome: textOf(state, "outcome"),
    began_at: textOf(state, "began_at"),
    at: textOf(state, "at"),
    people,
    types: authoredTypes,
  };
}

const authorNames = (system: string, people: string, types: string) => `
  select distinct e.body::jsonb->'by'->>'name' as name
  from records r join events e on e.system = r.system and e.record_id = r.id
  where r.system = ${system} and r.subject = any(${people}) and r.type = any(${types})
    and e.origin = ${system} and e.act <> 'record.received'`;

/** Written with the review itself, in one statement (append-parts.ts); the plan leaves the queue with it. */
export const reviewedParts = `
  unqueued as (
    delete from review_queue q using more where q.system = $1
      and q.plan = (j->'reviewed'->>'plan')::uuid and q.why <> 'question'),
  reviewed as (
    insert into reviews_made (system, review, plan, after, reviewer, authors, outcome, began_at, at)
    select $1, x.review, x.plan, coalesce(x.after, '00000000-0000-0000-0000-000000000000'::uuid),
      x.reviewer,
      array(${authorNames(
        "$1",
        "array(select jsonb_array_elements_text(x.people)::uuid)",
        "array(select jsonb_array_elements_text(x.types))",
      )}),
      x.outcome, x.began_at, x.at
    from more, jsonb_to_record(j->'reviewed') as x(review uuid, plan uuid, after uuid, reviewer text,
      outcome text, began_at timestamptz, at timestamptz, people jsonb, types jsonb))`;

/** Names of our workers whose hand is in a person's plans. */
export async function planAuthors(store: Store, people: readonly string[]): Promise<string[]> {
  const rows = await store.query<{ name: string }>(authors, [
    store.system.id,
    people,
    authoredTypes,
  ]);
  return rows.map(({ name }) => name);
}
const authors: Statement = {
  name: "review-authors",
  text: `${authorNames("$1", "$2::uuid[]", "$3::text[]")} order by 1`,
};

/** Of these people, those in whose plans this worker's hand is. */
export async function writtenIn(
  store: Store,
  worker: string,
  people: readonly string[],
): Promise<Set<string>> {
  const asked = [store.system.id, people, authoredTypes, worker];
  const rows = await store.query<{ subject: string }>(handIn, asked);
  return new Set(rows.map(({ subject }) => subject));
}
const handIn: Statement = {
  name: "review-hand-in",
  text: `select distinct r.subject
    from records r join events e on e.system = r.system and e.record_id = r.id
    where r.system = $1 and r.subject = any($2::uuid[]) and r.type = any($3::text[])
      and e.origin = $1 and e.act <> 'record.received' and e.body::jsonb->'by'->>'name' = $4`,
};

/** How one reviewer worked in a period: never about a person under support. */
export interface ReviewerFigures {
  reviewer: string;
  reviews: number;
  approved: number;
  returned: number;
  passed_on: number;
  /** Median of minutes between opening the plan and deciding. */
  minutes: number;
}

export async function reviewerFigures(store: Store, since: Date): Promise<ReviewerFigures[]> {
  return store.query<ReviewerFigures>(figures, [store.system.id, since]);
}
const figures: Statement = {
  name: "review-figures",
  text: `select reviewer, count(*)::int as reviews,
      count(*) filter (where outcome = 'approved')::int as approved,
      count(*) filter (where outcome = 'returned')::int as returned,
      count(*) filter (where outcome in ('escalated', 'handed_over'))::int as passed_on,
      round((percentile_cont(0.5) within group (order by extract(epoch from at - began_at)) / 60)::numeric, 1)::float as minutes
    from reviews_made where system = $1 and at >= $2 group by reviewer order by reviewer`,
};

/** Judgements made since a moment. */
export async function reviewsSince(store: Store, since: Date): Promise<number> {
  const [row] = await store.query<{ made: number }>(countSince, [store.system.id, since]);
  return row?.made ?? 0;
}
const countSince: Statement = {
  name: "reviews-since",
  text: `select count(*)::int as made from reviews_made
    where system = $1 and at >= $2 and outcome <> 'handed_over'`,
};
