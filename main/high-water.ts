/**
 * `<data>/<node>/<kind>.high-water.json`: how far a system had come, beside its database. It is written
 * after the database has committed, so it is never ahead of it; a database that is behind it was put
 * back from a backup.
 */
import { closeSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { uuidv7 } from "uuidv7";
import type { Store } from "../store/database.ts";
import { beginEpoch, isBehind, readHighWater, type HighWater } from "../store/restore.ts";
import { replaceFile } from "./data-folder.ts";

const write_every_ms = 1_000;

/** The file of one system. */
export function highWaterFile(dataDir: string, kind: string): string {
  return join(dataDir, `${kind}.high-water.json`);
}

/** What was written last; null when there is none that can be read. */
export function lastHighWater(path: string): HighWater | null {
  try {
    const { epoch, last_seq, last_audit_seq, hlc } = JSON.parse(
      readFileSync(path, "utf8"),
    ) as HighWater;
    const isWhole = typeof epoch === "string" && typeof hlc === "string";
    const numbers = [last_seq, last_audit_seq].every(Number.isSafeInteger);
    return isWhole && numbers ? { epoch, last_seq, last_audit_seq, hlc } : null;
  } catch {
    return null;
  }
}

/**
 * Before anything is numbered: is this the database that we had? If it is an older one, a new epoch
 * begins. Returns it, or null.
 */
export async function checkRestored(store: Store, path: string): Promise<string | null> {
  const before = lastHighWater(path);
  if (!before || !isBehind(await readHighWater(store), before)) return null;
  return beginEpoch(store, "high_water", uuidv7(), before.hlc);
}

/** Writes how far the system is, each second in which that changed; returns how to stop. */
export function keepHighWater(store: Store, path: string, everyMs = write_every_ms): () => void {
  let written = "";
  let busy = false;
  const write = async (): Promise<void> => {
    if (busy) return;
    busy = true;
    try {
      const now = JSON.stringify(await readHighWater(store));
      if (now !== written) writeHighWater(path, now);
      written = now;
    } catch {
      // The database is away, or the disk full: written at the next time, and never ahead meanwhile.
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void write(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

export function writeHighWater(path: string, text: string): void {
  replaceFile(path, `${text}\n`, 0o600);
  const file = openSync(path, "r+");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
