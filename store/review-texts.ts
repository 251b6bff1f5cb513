import { same_words_people_min } from "../domain/review/own-words.ts";
import type { Statement, Store } from "./database.ts";

/**
 * Notes a person's texts, by keyed hash, and tells which people share words that now stand in several
 * cases: this one among them, with the moment from which that was so.
 */
export async function putOwnWords(
  store: Store,
  subject: string,
  texts: readonly string[],
): Promise<{ since: string | null; others: string[] }> {
  const hashes = texts.map((text) => store.sealer.blind("own words", store.system.id, text));
  const now = new Date(store.clock.nowMs());
  await store.query(put, [store.system.id, subject, hashes, now]);
  const [row] = await store.query<{ since: Date | null; others: string[] | null }>(shared, [
    store.system.id,
    subject,
    same_words_people_min,
  ]);
  return { since: row?.since?.toISOString() ?? null, others: row?.others ?? [] };
}

const put: Statement = {
  name: "review-texts-put",
  text: `with gone as (
      delete from review_texts where system = $1 and subject = $2 and hash <> all($3::text[]))
    insert into review_texts (system, hash, subject, since)
      select $1, hash, $2, $4 from unnest($3::text[]) as hash
      on conflict (system, hash, subject) do nothing`,
};
const shared: Statement = {
  name: "review-texts-shared",
  text: `with several as (
      select t.hash, max(t.since) as since, array_agg(t.subject) as people from review_texts t
      where t.system = $1 and t.hash in (
        select hash from review_texts where system = $1 and subject = $2)
      group by t.hash having count(*) >= $3)
    select max(since) as since,
      (select array_agg(distinct one) from several s, unnest(s.people) as one where one <> $2) as others
    from several`,
};
