/** G15: a database put back from an older backup never gives a number a second meaning. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { checkRestored, writeHighWater } from "../main/high-water.ts";
import { newRecord, ownChange } from "../domain/editing.ts";
import type { StoredRecord } from "../domain/record.ts";
import { openStore, type Store } from "../store/database.ts";
import { loadRecord } from "../store/load.ts";
import { beginEpoch, isAheadOfUs, readHighWater } from "../store/restore.ts";
import { chainAudit, sequenceEvents } from "../store/sequencer.ts";
import { act } from "../store/act.ts";
import { openTestStore, type TestStore } from "../store/test-store.ts";

const rounds = 4;
let folder: string;
let at: TestStore;
let store: Store;
/** Every number that was ever given, with what it stood for. */
const meant = new Map<string, string>();
let collisions = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tandem-high-water-"));
  at = await openTestStore();
  store = at.store;
});
afterAll(async () => {
  if (store !== at.store) await store.close();
  await at.close();
  rmSync(folder, { recursive: true, force: true });
});

async function edit(record: StoredRecord | null, value: string): Promise<StoredRecord> {
  const done = await act(store, at.acting, (ctx) => {
    const on = record ?? newRecord(ctx, "Person");
    return {
      ok: true,
      changes: [ownChange(ctx, on, { fields: { occupation: value } }, "person.edited")],
      result: on.id,
    };
  });
  if (!done.ok) throw new Error(done.code);
  const now = await loadRecord(store, done.result);
  if (!now) throw new Error("not there");
  return now;
}

/** Numbers what waits and notes, as a partner would, what each number and version stands for. */
async function number(): Promise<void> {
  while ((await sequenceEvents(store)) > 0);
  while ((await chainAudit(store)) > 0);
  const rows = await store.query<Record<"seq" | "id" | "ver" | "body", string>>({
    name: "test-numbers",
    text: `select seq, record_id as id, origin_ver as ver, md5(body) as body from events`,
  });
  for (const { seq, id, ver, body } of rows) {
    note(`${store.system.epoch} ${seq}`, `${id} ${ver} ${body}`, true);
    note(`${id} version ${ver}`, body, false);
  }
}
function note(number: string, content: string, byEpoch: boolean): void {
  const before = meant.get(number);
  // What a number of the old epoch stood for stands under the new one as well, from the backup.
  if (before !== undefined && before !== content) collisions += 1;
  meant.set(number, content);
  expect(byEpoch || before === undefined || before === content).toBe(true);
}

async function asAdmin(work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: inject("database").adminUrl });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
async function databaseName(): Promise<string> {
  const [row] = await at.sql<{ name: string }>("select current_database() as name");
  return row?.name ?? "";
}
/** A copy of the whole database, and its return in place of what is there then. */
async function backup(name: string): Promise<() => Promise<void>> {
  const kept = `${name}_backup`;
  const copy = (from: string, to: string) =>
    asAdmin(async (client) => {
      for (const one of [from, to]) {
        await client.query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1",
          [one],
        );
      }
      await client.query(`drop database if exists ${to} with (force)`);
      await client.query(
        `create database ${to} template ${from} owner tandem_owner strategy file_copy`,
      );
    });
  await copy(name, kept);
  return async () => {
    if (store !== at.store) await store.close();
    await copy(kept, name);
    await asAdmin(async (client) => void (await client.query(`drop database ${kept}`)));
    store = await openStore({
      appUrl: withDatabase(name),
      system: { id: "sp.demo", kind: "sp", title: "sp.demo" },
      sealer: at.store.sealer,
      nowMs: () => at.clock.ms,
      newId: at.acting.newId,
      connections_max: 4,
    });
  };
}
function withDatabase(name: string): string {
  const url = new URL(inject("database").appUrl);
  url.pathname = `/${name}`;
  return url.href;
}

describe("a database put back from a backup", () => {
  it("is known by what stands beside it: a new epoch, and no number or version means two things", async () => {
    const name = await databaseName();
    const file = join(folder, "sp.high-water.json");
    const epochs = [store.system.epoch];
    let record = await edit(null, "first");
    for (let round = 0; round < rounds; round += 1) {
      record = await edit(record, `before ${round}`);
      await number();
      const restore = await backup(name);
      for (let nth = 0; nth < 5; nth += 1) record = await edit(record, `lost ${round}.${nth}`);
      const lost = await edit(null, `lost ${round}`);
      await number();
      const before = await readHighWater(store);
      writeHighWater(file, JSON.stringify(before));
      at.clock.ms -= 60_000;
      await restore();
      expect(await loadRecord(store, lost.id)).toBeNull();
      const epoch = await checkRestored(store, file);
      expect(epoch).not.toBeNull();
      epochs.push(epoch ?? "");
      expect(store.clock.tick() > before.hlc).toBe(true);
      const back = await loadRecord(store, record.id);
      record = await edit(back, `after ${round}`);
      await edit(record, `and again ${round}`);
      record = (await loadRecord(store, record.id)) ?? record;
      await number();
      expect(await checkRestored(store, join(folder, "none"))).toBeNull();
      writeHighWater(file, JSON.stringify(await readHighWater(store)));
      expect(await checkRestored(store, file)).toBeNull();
    }
    expect(new Set(epochs).size).toBe(rounds + 1);
    expect(collisions).toBe(0);
    const noted = await store.query<{ detail: string }>({
      name: "test-epochs",
      text: "select detail from audit where act = 'epoch.began' order by pos",
    });
    expect(noted.map(({ detail }) => (JSON.parse(detail) as { now: string }).now)).toEqual(
      epochs.slice(1),
    );
    process.stdout.write(
      `restore: ${rounds} restores, ${meant.size} numbers given, ${collisions} collisions\n`,
    );
  }, 60_000);

  it("is known by what a partner holds of it: a checkpoint, or a change of ours that we do not have", async () => {
    const { epoch } = store.system;
    const { last_audit_seq } = await readHighWater(store);
    const [row] = await store.query<{ hlc: string }>({
      name: "test-own-high",
      text: "select max(hlc) as hlc from events where origin = 'sp.demo'",
    });
    const high = row?.hlc ?? "";
    expect(await isAheadOfUs(store, { kept: { epoch, size: last_audit_seq }, high })).toBe(false);
    expect(await isAheadOfUs(store, { kept: { epoch: "other", size: 9e9 } })).toBe(false);
    expect(await isAheadOfUs(store, { high: "ffffffffffff-0000" })).toBe(false);
    expect(await isAheadOfUs(store, { kept: { epoch, size: last_audit_seq + 1 } })).toBe(true);
    expect(await isAheadOfUs(store, { high: high.replace(/.$/, "f") })).toBe(true);
  });

  it("begins one epoch when two processes find it out at once, and both go on under it", async () => {
    const other = await openStore({
      appUrl: withDatabase(await databaseName()),
      system: { id: "sp.demo", kind: "sp", title: "sp.demo" },
      sealer: store.sealer,
      nowMs: () => at.clock.ms,
      newId: at.acting.newId,
      connections_max: 2,
    });
    const begun = await Promise.all([
      beginEpoch(store, "partner", at.acting.newId()),
      beginEpoch(other, "high_water", at.acting.newId()),
    ]);
    expect(begun.filter((one) => one !== null)).toHaveLength(1);
    await Promise.all([readHighWater(store), readHighWater(other)]);
    expect(store.system.epoch).toBe(other.system.epoch);
    expect(store.system.versionFloor).toBe(other.system.versionFloor);
    await other.close();
  });
});
