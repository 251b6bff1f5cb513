/**
 * An audit log in a file, to be verified without node and database: JSON lines, the first with what
 * stands beside the entries (system, epoch, head, checkpoints, public keys), then an entry a line.
 * Entries hold no personal data and no event; what they commit to is a hash.
 */
import { createReadStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { AuditBeside, AuditReader, ReadEntry } from "../../store/audit-reading.ts";
import type { SignedCheckpoint } from "../../wire/checkpoint.ts";
import { publicKeysFromJwks } from "../../wire/keys.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import type { Evidence, Witness } from "./verify.ts";

interface FileHead extends Pick<AuditBeside, "epoch" | "head"> {
  kind: "tandem-audit";
  system: string;
  checkpoints: (SignedCheckpoint & { epoch: string; size: number; at: string })[];
  keys: object;
}

/** Writes a log; returns how many entries. */
export async function exportAudit(
  reader: AuditReader,
  system: string,
  keys: object,
  path: string,
): Promise<number> {
  const { epoch, head, checkpoints } = await reader.beside();
  const file = await open(path, "w", 0o600);
  let count = 0;
  try {
    const first = { kind: "tandem-audit", system, epoch, head, checkpoints, keys };
    await file.write(`${JSON.stringify(first)}\n`);
    for await (const part of reader.entries()) {
      const lines = part.map(({ found: _found, ...entry }) => `${JSON.stringify(entry)}\n`);
      await file.write(lines.join(""));
      count += part.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return count;
}

/** Reads a log from a file; keys given count instead of those the file names. @throws CannotGoOn */
export async function auditFromFile(
  path: string,
  keySet: object | undefined,
  witnesses: readonly Witness[],
): Promise<Evidence> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
  const texts = lines[Symbol.asyncIterator]();
  try {
    const first = await texts.next();
    const head = JSON.parse(first.done ? "" : first.value) as FileHead;
    if (head.kind !== "tandem-audit") throw new TypeError("not an audit file");
    const { system, epoch, head: last, checkpoints } = head;
    const rows = checkpoints.map((row) => ({ ...row, at: new Date(row.at) }));
    return {
      system,
      beside: { epoch, head: last, checkpoints: rows },
      entries: entriesOf(texts),
      keys: publicKeysFromJwks(keySet ?? head.keys),
      witnesses,
    };
  } catch {
    lines.close();
    throw unusable(path, "It is no file of npx tandem audit verify --export");
  }
}

async function* entriesOf(texts: AsyncIterator<string>) {
  for (let line = await texts.next(); !line.done; line = await texts.next()) {
    const entry = JSON.parse(line.value) as Omit<ReadEntry, "found" | "at"> & { at: string };
    yield [{ ...entry, at: new Date(entry.at) }];
  }
}

/** What `audit witness --json` of a partner printed. @throws CannotGoOn when it is not that. */
export async function witnessFromFile(path: string): Promise<Witness> {
  try {
    const read = JSON.parse(await readFile(path, "utf8")) as {
      system: string;
      keys: object;
      checkpoints: SignedCheckpoint[];
    };
    const checkpoints = read.checkpoints.map(({ note, kid, signature }) => ({
      note,
      kid,
      signature,
    }));
    return { keeper: read.system, checkpoints, keys: publicKeysFromJwks(read.keys) };
  } catch {
    throw unusable(path, "It is no file of npx tandem audit witness --json");
  }
}

/** A key set in a file. @throws CannotGoOn */
export async function keySetFromFile(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as object;
  } catch {
    throw unusable(path, "It is no key set (JWKS)");
  }
}

function unusable(path: string, what: string): CannotGoOn {
  return new CannotGoOn({ code: exitCodes.usage, line: `${path} cannot be used. ${what}.` });
}
