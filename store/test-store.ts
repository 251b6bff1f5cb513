import { createHash, randomBytes } from "node:crypto";
import { Client } from "pg";
import { uuidv7 } from "uuidv7";
import type { Change, Deciding } from "../domain/change.ts";
import type { SystemId, SystemKind } from "../domain/records/field.ts";
import { cloneDatabase } from "../test/database.ts";
import { act, type Acting } from "./act.ts";
import { writeChanges } from "./append.ts";
import { openStore, type Store } from "./database.ts";
import type { SideEffects } from "./side-effects.ts";
import { createSealer } from "./sealing.ts";

/** One system's store on a database of its own, with a clock that tests move. */
export interface TestStore {
  store: Store;
  acting: Acting;
  clock: { ms: number };
  /** Another process on the same database. */
  again(): Promise<Store>;
  write(decide: (ctx: Deciding) => Change[], also?: SideEffects): Promise<Change[]>;
  /** Like `write`, but below the one door: values are not looked at. */
  writeUnchecked(decide: (ctx: Deciding) => Change[]): Promise<Change[]>;
  sql<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  /** As the database's owner, who may do what the app may not. */
  asOwner(text: string, values?: unknown[]): Promise<void>;
  /** The owner's address of the database. */
  ownerUrl: string;
  /** Every row of every table as text. */
  dump(): Promise<Record<string, string[]>>;
  close(): Promise<void>;
}

export async function openTestStore(kind: SystemKind = "sp"): Promise<TestStore> {
  const database = await cloneDatabase();
  const clock = { ms: Date.parse("2026-11-23T09:00:00.000Z") };
  const sealer = createSealer(randomBytes(32));
  const id = `${kind}.demo`;
  const systems = new Map<SystemId, SystemKind>([
    ["sp.demo", "sp"],
    ["ess.demo", "ess"],
  ]);
  const stores: Store[] = [];
  const again = async () => {
    const store = await openStore({
      appUrl: database.appUrl,
      system: { id, kind, title: id },
      sealer,
      nowMs: () => clock.ms,
      newId: uuidv7,
      connections_max: 8,
    });
    stores.push(store);
    return store;
  };
  const store = await again();
  const acting: Acting = {
    by: { name: "Leila Haddad", role: "case_manager", system: id },
    deed: "test",
    systems,
    newId: uuidv7,
  };
  const sql = <Row>(text: string, values: unknown[] = []) =>
    store.query<Row>(
      { name: `test-${createHash("md5").update(text).digest("hex")}`, text },
      values,
    );
  return {
    store,
    acting,
    clock,
    again,
    ownerUrl: database.ownerUrl,
    sql,
    async write(decide, also) {
      const done = await act(store, acting, (ctx) => ({
        ok: true,
        changes: decide(ctx),
        ...(also ? { also } : {}),
        result: null,
      }));
      if (!done.ok) throw new Error(done.code);
      return done.changes;
    },
    async writeUnchecked(decide) {
      const nowIso = new Date(clock.ms).toISOString();
      const { systems, by, newId } = acting;
      const ctx = { self: store.system, systems, by, nowIso, tick: store.clock.tick(), newId };
      const changes = decide(ctx);
      await writeChanges(store, acting, changes, {});
      return changes;
    },
    async asOwner(text, values = []) {
      const client = new Client({ connectionString: database.ownerUrl });
      await client.connect();
      try {
        await client.query("select set_config('tandem.system', $1, false)", [id]);
        await client.query(text, values);
      } finally {
        await client.end();
      }
    },
    dump: () => dumpOf(store),
    async close() {
      await Promise.all(stores.map((one) => one.close()));
      await database.drop();
    },
  };
}

/** Every row of every table of a system, as text, by table. */
export async function dumpOf(store: Store): Promise<Record<string, string[]>> {
  const tables = await store.query<{ name: string }>({
    name: "test-tables",
    text: `select tablename as name from pg_tables
      where schemaname = 'public' and tablename <> 'migrations' order by 1`,
  });
  const dump: Record<string, string[]> = {};
  for (const { name } of tables) {
    const text = `select t::text as row from ${name} t order by 1`;
    const rows = await store.query<{ row: string }>({ name: `test-dump-${name}`, text });
    dump[name] = rows.map(({ row }) => row);
  }
  return dump;
}
