/** The long log of the benchmark: as the system itself would have written it, as far as it is read. */
import * as fc from "fast-check";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { registerHousehold } from "../../domain/registration.ts";
import { readSamples } from "../../test/bench/floor.ts";
import { newMember } from "../../delivery/test-carry.ts";
import { readLog } from "../../store/feed.ts";
import { sequenceEvents } from "../../store/sequencer.ts";
import { openTestStore, type TestStore } from "../../store/test-store.ts";
import { copyIn } from "./copy-in.ts";
import { makeLongLog, versions_per_record } from "./long-log.ts";

let at: TestStore;
let admin: Client;
beforeAll(async () => {
  at = await openTestStore();
  const [row] = await at.sql<{ name: string }>("select current_database() as name");
  const url = new URL(inject("database").adminUrl);
  url.pathname = `/${row?.name}`;
  admin = new Client({ connectionString: url.href });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await at.close();
});

async function register(number: string): Promise<string[]> {
  const household = { number, locality: "Rosehill", region: "North", members: [newMember()] };
  const changes = await at.write((ctx) => registerHousehold(ctx, household).changes);
  while ((await sequenceEvents(at.store)) > 0);
  return changes.map(({ record }) => record.id);
}

describe("a long log", () => {
  it("is dense, readable, in each record's order, and goes on as if it had been written", async () => {
    const ids = await register("LL-1");
    const before = await readLog(at.store, 0, 1_000);
    const samples = await readSamples(at.store, ids);
    expect(samples.length).toBe(2);
    const events = 30 * versions_per_record;
    const size = await makeLongLog(admin, "sp.demo", samples, events);
    expect(size).toBe(before.length + events);
    await register("LL-2");

    const log = await readLog(at.store, 0, 10_000);
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    const versions = new Map<string, number>();
    for (const { record_id, origin_ver } of log) {
      expect(origin_ver).toBe((versions.get(record_id) ?? 0) + 1);
      versions.set(record_id, origin_ver);
    }
    const made = log.slice(before.length, before.length + events);
    const bodies = new Set(before.map(({ delta }) => JSON.stringify(delta)));
    for (const { delta } of made) expect(bodies).toContain(JSON.stringify(delta));
    const month_ms = 30 * 24 * 3_600_000;
    const [first] = made;
    expect(Date.now() - (first?.received_at.getTime() ?? 0)).toBeGreaterThan(month_ms * 0.9);
    const records = await at.sql<{ own_version: string }>(
      "select own_version from records where system = 'sp.demo' and key like 'sp.demo/%'",
    );
    expect(records.length).toBeGreaterThanOrEqual(30);
  });

  it("or nothing of it: what cannot be written is not begun", async () => {
    const { count } = await counted();
    const samples = [{ state: "{}", body: "{\u0000}" }];
    await expect(makeLongLog(admin, "sp.demo", samples, 20)).rejects.toThrow();
    expect((await counted()).count).toBe(count);
    await expect(makeLongLog(admin, "nobody", samples, 20)).rejects.toThrow("no such system");
  });
});

describe("COPY", () => {
  it("takes any text as it is", async () => {
    await admin.query("create temp table copied (v text, n integer)");
    const text = fc.string({ unit: "grapheme" }).map((one) => one.replaceAll("\u0000", ""));
    const special = fc.stringMatching(/^[\\\n\r\tN.a]*$/);
    const texts = fc.array(fc.oneof(text, special), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(texts, async (given) => {
        await admin.query("truncate copied");
        const lines = given.map((v, n): [string, number] => [v, n]);
        expect(await copyIn(admin, "copied", ["v", "n"], lines)).toBe(given.length);
        const { rows } = await admin.query<{ v: string }>("select v from copied order by n");
        expect(rows.map(({ v }) => v)).toEqual(given);
      }),
      { numRuns: 50 },
    );
  });
});

async function counted(): Promise<{ count: number }> {
  const [row] = await at.sql<{ count: string }>("select count(*) from events");
  return { count: Number(row?.count) };
}
