import { afterEach, beforeEach, expect, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import { everybody } from "../domain/criteria.ts";
import { countMatching, type Asking } from "./reading/matching.ts";
import { fillSearch } from "./search-filling.ts";
import { itemTables, searchTables } from "./search-tables.ts";
import { loadRecords } from "./load.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeEach(async () => {
  at = await openTestStore();
});
afterEach(() => at.close());

const tables = [...Object.values(searchTables), ...itemTables].map(({ name }) => name);

async function register(count: number): Promise<string[]> {
  const changes = await at.write((ctx) =>
    Array.from({ length: count }, (_, nth) => {
      const fields = {
        birth_date: "1990-01-01",
        sex: nth % 2 === 0 ? "female" : "male",
        unemployment_reason: "family",
      };
      const sets = {
        languages: { "sp.demo:1": "en" },
        identifiers: { "sp.demo:1": { identifier_type: "UIN", identifier_value: `7-${nth}` } },
      };
      return ownChange(ctx, newRecord(ctx, "Person"), { fields, sets }, "person.registered");
    }),
  );
  return changes.map(({ record }) => record.id);
}

/** As a database is that was written before there were search tables. */
async function forget(): Promise<void> {
  for (const table of tables) await at.asOwner(`delete from ${table}`);
  await at.asOwner("delete from counters where name = 'search_layout'");
}

const searched = async () => {
  const dump = await at.dump();
  return tables.map((table) => dump[table]);
};
const asking = (value: string): Asking => ({
  type: "Person",
  criteria: { attribute: "sex", is: "eq", value },
  coverage: null,
  sort: [],
  today: "2026-11-23",
});

it("fills in what was written before, the same as the changes themselves would", async () => {
  await register(1200);
  const before = await searched();
  await forget();
  expect(await countMatching(at.store, asking("female"))).toBe(0);
  expect(await fillSearch(at.store)).toBe(1200);
  expect(await searched()).toEqual(before);
  expect(await countMatching(at.store, asking("female"))).toBe(600);
  expect(await fillSearch(at.store)).toBe(0);
});

it("goes on where it was killed, and may run twice at once", async () => {
  const ids = await register(700);
  const before = await searched();
  await forget();
  const other = await at.again();
  await Promise.all([fillSearch(at.store), fillSearch(other)]);
  expect(await searched()).toEqual(before);
  // Killed half way: some have their rows, and nobody noted that all have.
  await at.asOwner("delete from counters where name = 'search_layout'");
  await at.asOwner("delete from search_person where id = any($1)", [ids.slice(0, 300)]);
  expect(await fillSearch(at.store)).toBe(300);
  expect(await searched()).toEqual(before);
});

it("never puts an older value over a change that came meanwhile", async () => {
  const ids = await register(300);
  await forget();
  const records = await loadRecords(at.store, ids);
  const change = at.write((ctx) =>
    [...records.values()].map((record) =>
      ownChange(ctx, record, { fields: { sex: "other" } }, "person.edited"),
    ),
  );
  await Promise.all([change, fillSearch(at.store)]);
  expect(await countMatching(at.store, asking("other"))).toBe(300);
  expect(await countMatching(at.store, { ...asking("other"), criteria: everybody })).toBe(300);
});
