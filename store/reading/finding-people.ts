import { foldPhone, foldWords } from "../../domain/folding.ts";
import type { Statement, Store } from "../database.ts";
import { findNear } from "./near-people.ts";
import { last_letter, personColumns, type PersonRow } from "./people.ts";

const found_max = 10;
/** How many people names may bring before the list is cut; more typing narrows it. */
const candidates_max = 500;
/** Entries of the rarest typed word that are looked at: the rest of a search as broad is not missed. */
const looked_at_max = 10_000;
const phone_digits_min = 6;

/**
 * Typeahead: a case number, an identifier or a phone number as a whole, or names of which every
 * typed word begins a word; when there is nobody, names in which one typed word has one slip
 * (domain/near-words.ts). Says why each was found.
 */
export async function searchPeople(store: Store, q: string): Promise<PersonRow[]> {
  const typed = foldWords(q);
  const phone = foldPhone(q);
  const blind = (kind: string, value: string) => store.sealer.blind(kind, "", value);
  const exact = [blind("*", q), blind("case", q), blind("case", `HH-${q}`)];
  if (phone.length >= phone_digits_min) exact.push(blind("phone", phone));
  const found = await store.query<PersonRow>(search, [
    store.system.id,
    exact,
    typed,
    typed.map((word) => word + last_letter),
    looked_at_max,
    candidates_max,
    found_max,
  ]);
  if (found.length > 0) return found;
  const near = await findNear(store, typed, found_max);
  if (near.length === 0) return [];
  return store.query<PersonRow>(byPlace, [store.system.id, near, found_max]);
}

/** The rows of `hits (id, place, matched)`, of merged records the one that stands, best first. */
const best = (max: string) => `named as (
      select coalesce(alias_root($1, a.record_id), h.id) as id, h.place, h.matched from hits h
      left join aliases a on a.system = $1 and a.record_id = h.id and a.winner is not null),
    best as (select distinct on (id) id, place, matched from named order by id, place)
    select ${personColumns}, best.matched from best
      join people p on p.system = $1 and p.id = best.id
      join records r on r.system = $1 and r.id = p.id
    order by best.place, p.name collate "C", p.id limit ${max}`;

const search: Statement = {
  name: "people-search",
  text: `with
    exact as (
      select i.id, i.type from identifiers i where i.system = $1 and i.blind = any($2::text[])),
    typed as (
      select t.at, t.low, t.high, case when cardinality($3::text[]) = 1 then 0 else (
          select count(*) from (select from words w where w.system = $1
            and w.word >= t.low collate "C" and w.word < t.high collate "C" limit $5) as counted)
        end as many
      from unnest($3::text[], $4::text[]) with ordinality as t(low, high, at)),
    -- The word that the fewest people have drives the search.
    driver as (select * from typed order by many, length(low) desc, at limit 1),
    hits as (
      select m.id, 1 as place, 'case_number' as matched from exact e
        join records m on m.system = $1 and m.household = e.id and m.type = 'Person'
        where e.type = 'case'
      union all
      select id, 2, case type when 'phone' then 'phone' else 'identifier' end from exact
        where type <> 'case'
      union all
      (select w.id, case when w.word = d.low then 3 else 4 end, 'name' from driver d,
        lateral (select w.id, w.word from words w where w.system = $1
          and w.word >= d.low collate "C" and w.word < d.high collate "C" limit $5) as w
        where not exists (
          select from typed t where t.at <> d.at and not exists (
            select from words o where o.system = $1 and o.id = w.id
              and o.word >= t.low collate "C" and o.word < t.high collate "C"))
        limit $6)),
    ${best("$7")}`,
};
const byPlace: Statement = {
  name: "people-by-place",
  text: `with hits as (
      select id, place, 'name_like' as matched from unnest($2::uuid[]) with ordinality as h(id, place)),
    ${best("$3")}`,
};
