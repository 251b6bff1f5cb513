import { askedTypes, type AskedType } from "../domain/attributes.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { Statement, Store } from "./database.ts";
import { recordOf, recordFields, type RecordRow } from "./load.ts";
import { addRows, searchRows, type SearchRows } from "./search-rows.ts";
import { search_layout, searchPart, searchTableNames, searchTables } from "./search-tables.ts";

const batch_records = 500;
const first_id = "00000000-0000-0000-0000-000000000000";

/**
 * Fills the search tables for records that were written before their present layout. Records are
 * sealed, so it is done here and not in SQL. It may be killed and started again, twice at once, and
 * beside writers: a record that moved on meanwhile was written by its own change. Returns how many
 * records were filled in.
 */
export async function fillSearch(store: Store): Promise<number> {
  const [done] = await store.query<{ value: string }>(layoutFilled, [store.system.id]);
  if (Number(done?.value ?? 0) >= search_layout) return 0;
  let filled = 0;
  for (const type of askedTypes) filled += await fillType(store, type);
  await store.query(noteLayout, [store.system.id, search_layout]);
  return filled;
}

async function fillType(store: Store, type: AskedType): Promise<number> {
  let filled = 0;
  for (let after = first_id; ;) {
    const values = [store.system.id, type, after, batch_records, search_layout];
    const rows = await store.query<RecordRow>(unfilled[type], values);
    const last = rows.at(-1);
    if (!last) return filled;
    await putRows(
      store,
      rows.map((row) => recordOf(store, row)),
    );
    filled += rows.length;
    after = last.id;
  }
}

async function putRows(store: Store, records: readonly StoredRecord[]): Promise<void> {
  const search: SearchRows = {};
  for (const record of records) {
    addRows(search, searchRows(store, record, record.state));
  }
  const versions = records.map(({ id, version }) => ({ id, version }));
  await store.query(fill, [store.system.id, JSON.stringify({ search, versions })]);
}

const layoutFilled: Statement = {
  name: "search-layout",
  text: `select value from counters where system = $1 and name = 'search_layout'`,
};
const noteLayout: Statement = {
  name: "search-layout-note",
  text: `insert into counters (system, name, value) values ($1, 'search_layout', $2)
    on conflict (system, name) do update set value = greatest(counters.value, excluded.value)`,
};
const unfilled: Readonly<Record<AskedType, Statement>> = {
  Person: unfilledOf("Person"),
  Household: unfilledOf("Household"),
  Enrolment: unfilledOf("Enrolment"),
};

function unfilledOf(type: AskedType): Statement {
  const { name } = searchTables[type];
  return {
    name: `search-unfilled-${name}`,
    text: `select ${recordFields} from records r where system = $1 and type = $2 and id > $3
        and not exists (select from ${name} s where s.system = $1 and s.id = r.id and s.layout >= $5)
      order by id limit $4`,
  };
}

/** Only of records that are still as they were read; the lock lets no change pass in between. */
const fill: Statement = {
  name: "search-fill",
  text: `with more as (select $2::jsonb as j),
    same as (
      select r.id from records r, more, jsonb_to_recordset(j->'versions') as v(id uuid, version bigint)
      where r.system = $1 and r.id = v.id and r.version = v.version
      order by r.id for share of r),
    ${searchTableNames.map((name) => searchPart(name, "where x.id in (select id from same)")).join(",")}
    select 1`,
};
