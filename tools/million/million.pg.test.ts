import { afterAll, beforeAll, expect, test } from "vitest";
import { loadRecords } from "../../store/load.ts";
import { searchPeople } from "../../store/reading/finding-people.ts";
import { writeChanges } from "../../store/append.ts";
import { openTestStore, type TestStore } from "../../store/test-store.ts";
import { fillRegistry } from "./fill.ts";
import { households } from "./registering.ts";
import { filledTables } from "./rows.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore("sp");
});
afterAll(() => at.close());

/** The same people twice: identifiers are counted, dice fall the same way. */
function crowd(count: number) {
  let ids = 0;
  return households(
    {
      self: "sp.demo",
      systems: at.acting.systems,
      programme: { id: "sp.demo:Programme:cash", name: "Family cash" },
      today: "2026-11-23",
      newId: () => `019ac0ff-ee00-7000-8000-${String((ids += 1)).padStart(12, "0")}`,
    },
    count,
  );
}

/** Every row that was filled; what is sealed differs each time, what is listed says when it was made. */
async function rowsByTable(): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const { name, columns } of filledTables) {
    const told = columns.filter((column) => column !== "state" && column !== "created_at");
    all[name] = await at.sql(
      `select ${told.join(", ")} from ${name} where system = $1
      order by ${told.join(", ")}`,
      ["sp.demo"],
    );
  }
  const { records = [] } = all as Record<string, { id: string }[]>;
  const loaded = await loadRecords(
    at.store,
    records.map(({ id }) => id),
  );
  return { ...all, states: records.map(({ id }) => loaded.get(id)?.state) };
}

test("what COPY fills in is what the append would have written", async () => {
  const { by } = at.acting;
  for (const changes of crowd(40)) {
    await writeChanges(at.store, { by, deed: "test" }, changes, {});
  }
  const written = await rowsByTable();
  for (const { name } of filledTables) await at.asOwner(`delete from ${name}`);
  const filled = await fillRegistry(at.store, at.ownerUrl, crowd(40));
  expect(filled).toMatchObject({ households: 40, people: written["people"]?.length });
  expect(await rowsByTable()).toEqual(written);
});

test("indexes and the fence of a table stand again when it was filled", async () => {
  const indexes =
    "select indexname, indexdef from pg_indexes where schemaname = 'public' order by 1";
  const fences = `select relname, relforcerowsecurity from pg_class
    where relname = any($1) order by 1`;
  const tables = filledTables.map(({ name }) => name);
  const before = await at.sql(indexes);
  for (const { name } of filledTables) await at.asOwner(`delete from ${name}`);
  await fillRegistry(at.store, at.ownerUrl, crowd(3));
  expect(await at.sql(indexes)).toEqual(before);
  expect(await at.sql(fences, [tables])).toEqual(
    tables.toSorted().map((relname) => ({ relname, relforcerowsecurity: true })),
  );
});

test("who was filled in is found by name", async () => {
  const [person] = await at.sql<{ name: string }>("select name from people limit 1");
  const found = await searchPeople(at.store, person?.name ?? "");
  expect(found.map(({ name }) => name)).toContain(person?.name);
});
