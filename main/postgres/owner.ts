import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf, isRunning, startOf } from "./processes.ts";

/** The process that answers for a server's folder: its pid, and when it started. */
type Owner = { pid: number; started: string };

/**
 * Claims a server's folder for this process, so that two nodes never fight over one database. What a
 * dead process left is taken over; a living one's folder is refused.
 */
export async function claim(dir: string): Promise<void> {
  const file = join(dir, "owner.json");
  const mine = JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Owner);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, mine);
  try {
    // A link is refused when the name is taken: of two claimants one wins.
    while (!(await linked(draft, file))) {
      const text = await readOr(file);
      if (text === mine) return;
      if (isAlive(text)) throw new Error(`${dir} is in use by process ${parse(text)?.pid}`);
      await removeDead(file, text);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** Gives the folder up. */
export async function release(dir: string): Promise<void> {
  await rm(join(dir, "owner.json"), { force: true });
}

/** Whether a process that is dead now left this folder behind; false when it never had an owner. */
export async function isAbandoned(dir: string): Promise<boolean> {
  const text = await readOr(join(dir, "owner.json"));
  return text !== "" && !isAlive(text);
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** Removes the claim of a dead process, and no other that came in between. */
async function removeDead(file: string, dead: string): Promise<void> {
  const aside = `${file}.dead.${process.pid}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return;
    throw error;
  }
  if ((await readOr(aside)) !== dead) await linked(aside, file);
  await rm(aside, { force: true });
}

async function readOr(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  }
}

function isAlive(text: string): boolean {
  const owner = parse(text);
  return owner !== undefined && isRunning(owner.pid) && startOf(owner.pid) === owner.started;
}

function parse(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}
