import type { Statement, Store } from "./database.ts";

/**
 * People with an offer, made or accepted, who were born on or before `oldest` or after `youngest`
 * (days), or study full time; at most `limit`.
 */
export async function offersToEnd(
  store: Store,
  { oldest, youngest }: { oldest: string; youngest: string },
  limit: number,
): Promise<string[]> {
  const rows = await store.query<{ id: string }>(toEnd, [store.system.id, oldest, youngest, limit]);
  return rows.map(({ id }) => id);
}

const offered = `system = $1 and shown and work_offer in ('offered', 'accepted')`;
const toEnd: Statement = {
  name: "offers-to-end",
  text: `(select id from search_person where ${offered} and birth_date <= $2::date limit $4)
    union (select id from search_person where ${offered} and birth_date > $3::date limit $4)
    union (select id from search_person where ${offered} and in_full_time_education limit $4)
    limit $4`,
};
