import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../main/project-root.ts";
import { readJournal } from "../checker/journal.ts";
import { check } from "../checker/rules.ts";
import type { Verdict } from "../checker/verdict.ts";
import type { KnownBug } from "./bugs.ts";
import type { Drive } from "./drive.ts";
import { scratchCopy } from "./scratch.ts";

/** Room for the sources to be read anew on a busy machine, and for a database to be killed and started. */
export const drive_ms_max = 90_000;

export function patchFile(name: string): string {
  return join(projectRoot(), "test", "known-bugs", "patches", `${name}.patch`);
}

/** What the checker says of the sources as they are. */
export function asTheyAre(driver: string): Promise<Verdict> {
  return driven(projectRoot(), driver);
}

/** What the checker says of a copy with the bug in it. @throws DoesNotApply */
export function withBug({ name, driver }: KnownBug): Promise<Verdict> {
  return driven(scratchCopy(name, patchFile(name)), driver);
}

/** Runs a driver of a copy of the sources; the checker that reads its journals is always our own. */
async function driven(root: string, driver: string): Promise<Verdict> {
  const file = join(root, "test", "known-bugs", "drivers", `${driver}.ts`);
  const { drive } = (await import(/* @vite-ignore */ file)) as { drive: Drive };
  const folder = mkdtempSync(join(tmpdir(), "tandem-journals-"));
  try {
    await drive(folder);
    return check(readJournal(folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
