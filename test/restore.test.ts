/** A database that is put back from a backup under a running pair: two real processes, one PostgreSQL (G15). */
import { readFile } from "node:fs/promises";
import { Client } from "pg";
import { uuidv7 } from "uuidv7";
import { expect, inject, it, vi } from "vitest";
import { editFields } from "../domain/editing.ts";
import { ownVersions, valueOf, type StoredRecord } from "../domain/record.ts";
import { highWaterFile, lastHighWater } from "../main/high-water.ts";
import type { NodeSettings } from "../main/node-settings.ts";
import { act } from "../store/act.ts";
import { openStore, type Store } from "../store/database.ts";
import { loadOfType, resolveKeys, loadRecord } from "../store/load.ts";
import { readHighWater } from "../store/restore.ts";
import { createSealer } from "../store/sealing.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

const healed_ms_max = 45_000;

async function asAdmin(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: inject("database").adminUrl });
  await client.connect();
  try {
    for (const text of statements) await client.query(text);
  } finally {
    await client.end();
  }
}
const nameOf = ({ ownerUrl }: NodeSettings) => new URL(ownerUrl).pathname.slice(1);

async function withStore<T>(
  settings: NodeSettings,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const [system] = settings.systems;
  if (!system) throw new Error("no system");
  const { seal } = JSON.parse(await readFile(settings.keysFile, "utf8")) as { seal: string };
  const store = await openStore({
    appUrl: settings.appUrl,
    system,
    sealer: createSealer(Buffer.from(seal, "base64")),
    nowMs: Date.now,
    newId: uuidv7,
    connections_max: 2,
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}
const people = (settings: NodeSettings) =>
  withStore(settings, (store) => loadOfType(store, "Person", 500));

/** An edit as a worker's click makes it: acknowledged when it returns. */
async function edit(settings: NodeSettings, key: string, changes: Record<string, string>) {
  await withStore(settings, async (store) => {
    const { id } = store.system;
    const by = { name: "Test", role: "worker", system: id };
    const systems = new Map([["sp.demo", "sp"] as const, ["ess.demo", "ess"] as const]);
    const done = await act(
      store,
      { by, deed: "person.edit", systems, newId: uuidv7 },
      async (ctx) => {
        const found = (await resolveKeys(store, [key])).get(key);
        const record = found && (await loadRecord(store, found.id));
        if (!record) throw new Error(`${key} is not at ${id}`);
        const edited = editFields(ctx, record, [], { changes });
        return edited.ok ? { ...edited, result: null } : edited;
      },
    );
    if (!done.ok) throw new Error(done.code);
  });
}

/** What each system wrote of people both know, as each of the two holds it. */
async function both(two: TwoSystems) {
  const [sp, ess] = await Promise.all(two.nodes.map(people));
  const shared = ["phone_number", "email", "occupation"];
  const held = (list: readonly StoredRecord[] = []) =>
    new Map(
      list.map(({ key, state }) => [
        key,
        ["sp.demo", "ess.demo"].map((writer) => {
          const { fields } = ownVersions(state, writer);
          return shared.map((field) => fields[field] ?? null);
        }),
      ]),
    );
  const [mine, theirs] = [held(sp), held(ess)];
  const common = [...mine.keys()].filter((key) => theirs.has(key));
  const pick = (from: typeof mine) => common.map((key) => [key, from.get(key)]);
  return { common, mine: pick(mine), theirs: pick(theirs), sp: sp ?? [], ess: ess ?? [] };
}
const epochOf = (settings: NodeSettings) =>
  withStore(settings, (store) => Promise.resolve(store.system.epoch));

it("put back from a backup while the partner went on: a new epoch, and both agree field by field, with nothing acknowledged lost", async () => {
  const two = await startTwoSystems("federated");
  try {
    const [sp, ess] = two.nodes;
    if (!sp || !ess) throw new Error("no nodes");
    const [first, second, third] = (await both(two)).common;
    if (!first || !second || !third) throw new Error("too few people");
    await edit(sp, first, { email: "before@example.test" });
    const backup = `${nameOf(sp)}_backup`;
    await two.without(0, () =>
      asAdmin(`create database ${backup} template ${nameOf(sp)} strategy file_copy`),
    );
    const before = await epochOf(sp);
    await edit(sp, first, { email: "after@example.test" });
    await edit(sp, second, { phone_number: "5550101" });
    await edit(ess, third, { phone_number: "5550202" });
    await vi.waitFor(
      async () => {
        const { mine, theirs, ess: there } = await both(two);
        expect(there.find(({ key }) => key === second)?.state.fields["phone_number"]?.[0]?.v).toBe(
          "5550101",
        );
        expect(theirs).toEqual(mine);
      },
      { timeout: healed_ms_max, interval: 300 },
    );
    // The numbers the node notes beside its database each second.
    const written = highWaterFile(sp.dataDir, "sp");
    const { last_seq } = await withStore(sp, readHighWater);
    await vi.waitFor(
      () => expect(lastHighWater(written)?.last_seq).toBeGreaterThanOrEqual(last_seq),
      { timeout: 10_000 },
    );
    await two.without(0, () =>
      asAdmin(
        `drop database ${nameOf(sp)} with (force)`,
        `alter database ${backup} rename to ${nameOf(sp)}`,
      ),
    );
    await edit(sp, second, { email: "later@example.test" });
    // The partner's next message shows that some before it are missing here; without one its heartbeat
    // would, within a minute.
    await edit(ess, first, { phone_number: "5550303" });
    await vi.waitFor(
      async () => {
        const { mine, theirs, sp: here } = await both(two);
        expect(theirs).toEqual(mine);
        const at = (key: string) =>
          here.find((one) => one.key === key)?.state ?? { fields: {}, sets: {} };
        expect(valueOf(at(first), "email")).toBe("after@example.test");
        expect(valueOf(at(second), "phone_number")).toBe("5550101");
        expect(valueOf(at(second), "email")).toBe("later@example.test");
        expect(valueOf(at(third), "phone_number")).toBe("5550202");
      },
      { timeout: healed_ms_max, interval: 300 },
    );
    expect(await epochOf(sp)).not.toBe(before);
  } finally {
    await two.close();
  }
}, 150_000);
