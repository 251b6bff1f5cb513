/**
 * The checker's own proof: each known bug, patched into a scratch copy of the sources and driven on
 * real databases, is found by name; the sources as they are pass the same runs. A patch that no
 * longer applies fails.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { projectRoot } from "../../main/project-root.ts";
import { afterAll, describe, expect, it } from "vitest";
import { readJournal } from "../checker/journal.ts";
import { check } from "../checker/rules.ts";
import type { Verdict } from "../checker/verdict.ts";
import { knownBugs } from "./bugs.ts";
import type { Drive } from "./drive.ts";
import { dropScratch, scratchCopy } from "./scratch.ts";

const journals = mkdtempSync(join(tmpdir(), "tandem-known-bugs-"));
const drive_ms_max = 60_000;

afterAll(() => {
  dropScratch();
  rmSync(journals, { recursive: true, force: true });
});

describe("the sources as they are", () => {
  const drivers = [...new Set(knownBugs.map(({ driver }) => driver))];
  it.each(drivers)(
    "refute nothing in the run %s",
    async (driver) => {
      const { violations, not_checked } = await driven(projectRoot(), "as-it-is", driver);
      expect(violations).toEqual([]);
      expect(not_checked).toEqual([]);
    },
    drive_ms_max,
  );
});

describe("a known bug", () => {
  it.each(knownBugs)(
    "$name is found",
    async ({ name, driver, rules }) => {
      const patch = join(import.meta.dirname, "patches", `${name}.patch`);
      const { violations } = await driven(scratchCopy(name, patch), name, driver);
      const found = new Set(violations.map(({ rule }) => rule));
      expect(rules.filter((rule) => found.has(rule))).not.toEqual([]);
    },
    drive_ms_max,
  );
});

/** Runs a driver of a copy of the sources; what the checker (always our own) says of its journals. */
async function driven(root: string, name: string, driver: string): Promise<Verdict> {
  const file = join(root, "test", "known-bugs", "drivers", `${driver}.ts`);
  const { drive } = (await import(/* @vite-ignore */ file)) as { drive: Drive };
  const folder = mkdtempSync(join(journals, `${name}-${driver}-`));
  await drive(folder);
  return check(readJournal(folder));
}
