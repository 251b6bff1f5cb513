/**
 * The part of the checker's proof that every test run can afford: every patch applies to the sources
 * as they are, and the quickest bugs are found. All of them: `npm run prove`.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { projectRoot } from "../../main/project-root.ts";
import { knownBugs } from "./bugs.ts";
import { asTheyAre, drive_ms_max, patchFile, withBug } from "./driven.ts";
import { DoesNotApply, patched } from "./patching.ts";
import { dropScratch } from "./scratch.ts";

const quick = knownBugs.filter(({ isQuick }) => isQuick);

afterAll(dropScratch);

describe("the known bugs", () => {
  it("each have a patch, and each patch is a bug", () => {
    const files = readdirSync(join(import.meta.dirname, "patches")).sort();
    expect(files).toEqual(knownBugs.map(({ name }) => `${name}.patch`).sort());
    expect(quick.length).toBeGreaterThan(2);
  });

  it.each(knownBugs)("$name: the patch applies to the sources as they are", ({ name }) => {
    const texts = patched(projectRoot(), readFileSync(patchFile(name), "utf8"));
    expect(texts.size).toBeGreaterThan(0);
  });

  it("fail when their patch no longer applies", () => {
    const patch = readFileSync(patchFile("xid-pos-cursor"), "utf8");
    expect(() => patched(projectRoot(), patch.replace(/^-/gm, "-was "))).toThrow(DoesNotApply);
  });
});

describe("in a run that shows it", () => {
  it.each(quick)(
    "$name is found, and the sources as they are refute nothing",
    async (bug) => {
      const clean = await asTheyAre(bug.driver);
      expect([clean.violations, clean.not_checked]).toEqual([[], []]);
      const found = new Set((await withBug(bug)).violations.map(({ rule }) => rule));
      expect(bug.rules.filter((rule) => found.has(rule))).not.toEqual([]);
    },
    drive_ms_max,
  );
});
