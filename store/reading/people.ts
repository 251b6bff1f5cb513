import { foldPhone, foldWords } from "../../domain/folding.ts";
import { standsAlone } from "../aliases.ts";
import type { Statement, Store } from "../database.ts";

/** A person as lists show it; the household's number and place are read from its record. */
export interface PersonRow {
  id: string;
  key: string;
  name: string;
  birth_date: string | null;
  employment_status: string | null;
  offer_state: string;
  household: string | null;
  from_partner: boolean;
  created_at: Date;
  /** The same instant with all its digits: where a page ends. */
  created: string;
  matched: string;
}

export type PeopleView = "all" | "from_partner" | "offered" | "accepted";
/** Where the page before ended. */
export interface PageEnd {
  created: string;
  id: string;
}

export const people_counted_max = 10_000;
const found_max = 10;
/** How many people one prefix may bring before the list is cut; more typing narrows it. */
const candidates_max = 500;
const phone_digits_min = 6;
/** No word sorts after a prefix and this letter. */
const last_letter = "\u{10FFFF}";

/** The caseload, newest first, a page at a time. */
export async function listPeople(
  store: Store,
  view: PeopleView,
  limit: number,
  after: PageEnd | null,
): Promise<PersonRow[]> {
  const values = [store.system.id, limit];
  if (!after) return store.query<PersonRow>(lists[view].first, values);
  return store.query<PersonRow>(lists[view].next, [...values, after.created, after.id]);
}

/** How many people a view has, counted to one more than the cap. */
export async function countPeople(store: Store, view: PeopleView): Promise<number> {
  const values = [store.system.id, people_counted_max + 1];
  const [row] = await store.query<{ total: number }>(lists[view].count, values);
  return row?.total ?? 0;
}

/**
 * Typeahead: a case number, an identifier or a phone number as a whole, or names of which every
 * typed word begins a word. Says why each was found.
 */
export async function searchPeople(store: Store, q: string): Promise<PersonRow[]> {
  // The longest word names the fewest people, so it drives the search.
  const [driver = "", ...rest] = foldWords(q).sort((a, b) => b.length - a.length);
  const phone = foldPhone(q);
  const blind = (kind: string, value: string) => store.sealer.blind(kind, "", value);
  const exact = [blind("*", q), blind("case", q), blind("case", `HH-${q}`)];
  if (phone.length >= phone_digits_min) exact.push(blind("phone", phone));
  return store.query<PersonRow>(search, [
    store.system.id,
    exact,
    driver,
    driver + last_letter,
    rest,
    rest.map((word) => word + last_letter),
    candidates_max,
    found_max,
  ]);
}

/** The people who have this identifier value under any type or issuer. */
export async function peopleWithIdentifier(
  store: Store,
  values: readonly string[],
): Promise<string[]> {
  if (values.length === 0) return [];
  const blinds = values.map((value) => store.sealer.blind("*", "", value));
  const rows = await store.query<{ id: string }>(byIdentifier, [store.system.id, blinds]);
  return rows.map((row) => row.id);
}

export async function personRows(store: Store, ids: readonly string[]): Promise<PersonRow[]> {
  if (ids.length === 0) return [];
  return store.query<PersonRow>(rowsById, [store.system.id, ids]);
}

const columns = `p.id, r.key, p.name, p.birth_date::text as birth_date, p.employment_status,
  p.offer_state, coalesce(r.household, p.household) as household, p.from_partner, p.created_at,
  p.created_at::text as created`;
const joined = "people p join records r on r.system = p.system and r.id = p.id";

function listOf(name: string, condition: string) {
  const page = (suffix: string, more: string): Statement => ({
    name: `people-${name}-${suffix}`,
    text: `select ${columns}, '' as matched from ${joined}
      where p.system = $1 and ${standsAlone("p.id")} ${condition} ${more} order by p.created_at desc, p.id desc limit $2`,
  });
  return {
    first: page("first", ""),
    next: page("next", "and (p.created_at, p.id) < ($3::timestamptz, $4::uuid)"),
    count: {
      name: `people-${name}-count`,
      text: `select count(*)::int as total from (
        select 1 from people p where p.system = $1 and ${standsAlone("p.id")} ${condition}
        limit $2) as counted`,
    },
  };
}

const lists: Record<PeopleView, ReturnType<typeof listOf>> = {
  all: listOf("all", ""),
  from_partner: listOf("from-partner", "and p.from_partner"),
  offered: listOf("offered", "and p.offer_state = 'offered'"),
  accepted: listOf("accepted", "and p.offer_state = 'accepted'"),
};

const search: Statement = {
  name: "people-search",
  text: `with
    exact as (
      select i.id, i.type from identifiers i where i.system = $1 and i.blind = any($2::text[])),
    hits as (
      select m.id, 1 as place, 'case_number' as matched from exact e
        join records m on m.system = $1 and m.household = e.id and m.type = 'Person'
        where e.type = 'case'
      union all
      select id, 2, case type when 'phone' then 'phone' else 'identifier' end from exact
        where type <> 'case'
      union all
      (select w.id, case when w.word = $3 then 3 else 4 end, 'name' from words w
        where $3 <> '' and w.system = $1 and w.word >= $3 collate "C" and w.word < $4 collate "C"
          and not exists (
            select 1 from unnest($5::text[], $6::text[]) as q(low, high)
            where not exists (
              select 1 from words o where o.system = $1 and o.id = w.id
                and o.word >= q.low collate "C" and o.word < q.high collate "C"))
        limit $7)),
    named as (
      select coalesce(alias_root($1, a.record_id), h.id) as id, h.place, h.matched from hits h
      left join aliases a on a.system = $1 and a.record_id = h.id and a.winner is not null),
    best as (select distinct on (id) id, place, matched from named order by id, place)
    select ${columns}, best.matched from best
      join people p on p.system = $1 and p.id = best.id
      join records r on r.system = $1 and r.id = p.id
    order by best.place, p.name collate "C", p.id limit $8`,
};
const byIdentifier: Statement = {
  name: "people-by-identifier",
  text: `select distinct id from identifiers where system = $1 and blind = any($2::text[]) limit 100`,
};
const rowsById: Statement = {
  name: "people-by-id",
  text: `select ${columns}, '' as matched from ${joined}
    where p.system = $1 and p.id = any($2::uuid[])`,
};
