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

/** No word sorts after a prefix and this letter. */
export const last_letter = "\u{10FFFF}";
export const people_counted_max = 10_000;

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

/** Columns of a `PersonRow` but for `matched`, of `people p` and `records r`. */
export const personColumns = `p.id, r.key, p.name, p.birth_date::text as birth_date, p.employment_status,
  p.offer_state, coalesce(r.household, p.household) as household, p.from_partner, p.created_at,
  p.created_at::text as created`;
const joined = "people p join records r on r.system = p.system and r.id = p.id";

function listOf(name: string, condition: string) {
  const page = (suffix: string, more: string): Statement => ({
    name: `people-${name}-${suffix}`,
    text: `select ${personColumns}, '' as matched from ${joined}
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

const byIdentifier: Statement = {
  name: "people-by-identifier",
  text: `select distinct id from identifiers where system = $1 and blind = any($2::text[]) limit 100`,
};
const rowsById: Statement = {
  name: "people-by-id",
  text: `select ${personColumns}, '' as matched from ${joined}
    where p.system = $1 and p.id = any($2::uuid[])`,
};
