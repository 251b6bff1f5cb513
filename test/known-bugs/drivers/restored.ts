import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";
import { newMember } from "../../../delivery/test-carry.ts";
import { editFields } from "../../../domain/editing.ts";
import { registerHousehold } from "../../../domain/registration.ts";
import { checkRestored, writeHighWater } from "../../../main/high-water.ts";
import { act } from "../../../store/act.ts";
import { openStore, type Store } from "../../../store/database.ts";
import { loadRecord } from "../../../store/load.ts";
import { readHighWater } from "../../../store/restore.ts";
import { sequenceEvents } from "../../../store/sequencer.ts";
import { openTestStore, type TestStore } from "../../../store/test-store.ts";
import type { Drive } from "../drive.ts";
import { readSystem, writeSystem } from "../journaling.ts";

/** Changes are numbered after a backup, the backup is put back, and others are made in their place. */
export const drive: Drive = async (folder) => {
  const test = await openTestStore();
  const beside = mkdtempSync(join(tmpdir(), "tandem-restored-"));
  let store = test.store;
  try {
    const members = [newMember()];
    const home = { number: "HH-1", locality: "Talin", region: "North", members };
    const made = await test.write((ctx) => registerHousehold(ctx, home).changes);
    const person = made.find(({ record }) => record.type === "Person")?.record.id ?? "";
    await numbered(store);
    const database = new URL(inject("database").appUrl);
    database.pathname = `/${await nameOf(test)}`;
    const restore = await backup(await nameOf(test));
    for (const nth of [1, 2, 3]) await edit(test, store, person, `lost ${nth}`);
    await numbered(store);
    const { events: snapshots } = await readSystem(store, test.acting.systems);
    const file = join(beside, "high-water.json");
    writeHighWater(file, JSON.stringify(await readHighWater(store)));
    await restore();
    store = await openStore({
      appUrl: database.href,
      system: test.store.system,
      sealer: test.store.sealer,
      nowMs: () => test.clock.ms,
      newId: test.acting.newId,
    });
    await checkRestored(store, file);
    for (const nth of [1, 2, 3]) await edit(test, store, person, `after ${nth}`);
    await numbered(store);
    const memory = await readSystem(store, test.acting.systems);
    const { id } = store.system;
    // What the backup did not know is lost, and nobody promised otherwise: nothing is acknowledged here.
    const nothing = { acked: [], sent: [], received: [], agreements: [] };
    writeSystem(join(folder, id), { ...memory, ...nothing, snapshots });
    const meta = { format: 1, run: "restored", systems: [id], healed_at: 1 };
    writeFileSync(join(folder, "meta.json"), JSON.stringify(meta));
  } finally {
    if (store !== test.store) await store.close();
    await test.close();
    rmSync(beside, { recursive: true, force: true });
  }
};

async function numbered(store: Store): Promise<void> {
  while ((await sequenceEvents(store)) > 0);
}

async function edit(test: TestStore, store: Store, id: string, phone: string): Promise<void> {
  const record = await loadRecord(store, id);
  if (!record) throw new Error("nobody there");
  const done = await act(store, test.acting, (ctx) => {
    const edited = editFields(ctx, record, [], { changes: { phone_number: phone } });
    return edited.ok ? { ok: true, changes: edited.changes, result: null } : edited;
  });
  if (!done.ok) throw new Error(done.code);
}

async function nameOf(test: TestStore): Promise<string> {
  const [row] = await test.sql<{ name: string }>("select current_database() as name");
  return row?.name ?? "";
}

/** Copies a database; the answer puts the copy in its place, whatever was written there meanwhile. */
async function backup(name: string): Promise<() => Promise<void>> {
  const kept = `${name}_backup`;
  await copy(name, kept);
  return async () => {
    await copy(kept, name);
    await asAdmin(`drop database ${kept} with (force)`);
  };
}

async function copy(from: string, to: string): Promise<void> {
  await asAdmin(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`,
    `drop database if exists ${to} with (force)`,
    `create database ${to} template ${from} owner tandem_owner strategy file_copy`,
  );
}

async function asAdmin(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: inject("database").adminUrl });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
