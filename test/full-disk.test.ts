/**
 * A disk that is really full (G14): PostgreSQL of its own with its tables, then with its write-ahead
 * log, on a small file system of its own. Needs the right to mount; where there is none it says so.
 */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import { afterEach, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import { startPostgres, type PostgresServer } from "../main/postgres/server.ts";
import { act } from "../store/act.ts";
import { isOutage, openStore, type Store } from "../store/database.ts";
import { migrate } from "../store/migrate.ts";
import { createSealer } from "../store/sealing.ts";
import { probeWriting } from "../store/write-probe.ts";

const disk_mb = 96;
const people_per_edit = 60;
const edits_until_full_max = 4_000;
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

function mayMount(): boolean {
  if (process.getuid?.() !== 0) return false;
  const place = mkdtempSync(join(tmpdir(), "tandem-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", place], { stdio: "ignore" });
    execFileSync("umount", [place]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}
/** The figure of a run, beside the tests. */
const tell = (line: string) => process.stdout.write(`${line}\n`);

const canMount = mayMount();
if (!canMount) tell("full disk: not tested here, as this user may not mount a file system");

/** A server whose `part` (base: the tables, pg_wal: the log) stands on a small disk of its own. */
async function serverOnSmallDisk(part: "base" | "pg_wal") {
  const folder = mkdtempSync(join(tmpdir(), "tandem-full-disk-"));
  chmodSync(folder, 0o711);
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const dir = join(folder, "pg");
  const first = await startPostgres({ dir, fsync: true });
  const urls = await first.database("tandem");
  await migrate(urls.ownerUrl);
  await first.stop();
  const disk = join(folder, "disk");
  mkdirSync(disk);
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${disk_mb}m,mode=0755`, "tmpfs", disk]);
  undo.push(() => void execFileSync("umount", ["-l", disk]));
  const inside = join(first.dir, "data", part);
  const moved = join(disk, part);
  cpSync(inside, moved, { recursive: true, preserveTimestamps: true });
  const { uid, gid } = statSync(join(first.dir, "data"));
  execFileSync("chown", ["-R", `${uid}:${gid}`, disk]);
  execFileSync("chmod", ["0700", moved]);
  rmSync(inside, { recursive: true });
  symlinkSync(moved, inside);
  const filler = join(disk, "filler");
  const free = () =>
    Number(execFileSync("df", ["--output=avail", "-B1", disk]).toString().split("\n")[1]);
  /** Leaves so much of the disk. */
  const leave = (bytes: number) => {
    writeFileSync(filler, Buffer.alloc(Math.max(0, free() - bytes)));
  };
  return { dir, leave, release: () => truncateSync(filler, 0) };
}

async function open(server: PostgresServer): Promise<Store> {
  const { appUrl } = await server.database("tandem");
  return openStore({
    appUrl,
    system: { id: "sp.demo", kind: "sp", title: "SP" },
    sealer: createSealer(randomBytes(32)),
    nowMs: Date.now,
    newId: uuidv7,
    connections_max: 4,
  });
}

/** One worker's edit: its value when it was acknowledged, null when it was refused. */
async function edit(store: Store, nth: number): Promise<string | null> {
  const by = { name: "", role: "system", system: "sp.demo" };
  const acting = {
    by,
    deed: "test",
    systems: new Map([["sp.demo", "sp" as const]]),
    newId: uuidv7,
  };
  const value = `${nth} ${randomBytes(18).toString("base64")}`;
  try {
    const done = await act(store, acting, (ctx) => ({
      ok: true,
      changes: Array.from({ length: people_per_edit }, () =>
        ownChange(
          ctx,
          newRecord(ctx, "Person"),
          { fields: { occupation: value } },
          "person.edited",
        ),
      ),
      result: null,
    }));
    if (!done.ok) expect(done.code).toBe("err.unavailable");
    return done.ok ? value : null;
  } catch (error) {
    if (isOutage(error)) return null;
    throw error;
  }
}

async function kept(store: Store): Promise<Set<string>> {
  const rows = await store.query<{ state: string }>({
    name: "test-states",
    text: "select state from records",
  });
  const values = rows.map(({ state }) => /"v":"(\d+ [^"]*)"/.exec(state)?.[1] ?? "");
  return new Set(values);
}

/** Edits until some are refused, then makes room and waits until one is taken again. */
async function fillAndFree(
  store: Store,
  release: () => void,
  comeBack: () => Promise<Store>,
): Promise<{ store: Store; acknowledged: string[]; refused: number }> {
  const acknowledged: string[] = [];
  let refused = 0;
  for (let nth = 0; nth < edits_until_full_max && refused < 5; nth += 1) {
    const value = await edit(store, nth);
    if (value === null) refused += 1;
    else acknowledged.push(value);
  }
  expect(refused).toBe(5);
  release();
  const back = await comeBack();
  for (let nth = 0; nth < 100; nth += 1) {
    await probeWriting(back).catch(() => undefined);
    const value = await edit(back, 10_000 + nth);
    if (value === null) continue;
    acknowledged.push(value);
    break;
  }
  return { store: back, acknowledged, refused };
}

describe.runIf(canMount)("a disk that is full", () => {
  it("of the tables: nothing acknowledged is lost, it is told, and goes on by itself", async () => {
    const { dir, leave, release } = await serverOnSmallDisk("base");
    const server = await startPostgres({ dir, fsync: true });
    undo.push(() => server.stop());
    const store = await open(server);
    undo.push(() => store.close());
    leave(2_000_000);
    let told: string[] = [];
    const { acknowledged, refused } = await fillAndFree(
      store,
      () => {
        told = store.soundness.faults().map(({ code }) => code);
        release();
      },
      () => Promise.resolve(store),
    );
    expect(told).toEqual(["disk_full"]);
    expect(store.soundness.faults()).toEqual([]);
    const there = await kept(store);
    expect(acknowledged.filter((value) => !there.has(value))).toEqual([]);
    tell(`full disk, tables: ${acknowledged.length} acknowledged, ${refused} refused, 0 lost`);
  }, 120_000);

  it("of the write-ahead log: the database stops rather than forget, and comes back with all of it", async () => {
    const { dir, leave, release } = await serverOnSmallDisk("pg_wal");
    const server = await startPostgres({ dir, fsync: true });
    const store = await open(server);
    leave(1_000_000);
    const {
      acknowledged,
      refused,
      store: back,
    } = await fillAndFree(store, release, async () => {
      await store.close();
      await server.stop().catch(() => undefined);
      const again = await startPostgres({ dir, fsync: true });
      undo.push(() => again.stop());
      const reopened = await open(again);
      undo.push(() => reopened.close());
      return reopened;
    });
    const there = await kept(back);
    expect(acknowledged.filter((value) => !there.has(value))).toEqual([]);
    tell(`full disk, log: ${acknowledged.length} acknowledged, ${refused} refused, 0 lost`);
  }, 180_000);
});
