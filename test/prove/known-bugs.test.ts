/** All known bugs, each found by name in a copy of the sources; the sources as they are pass the same runs. */
import { afterAll, describe, expect, it } from "vitest";
import { knownBugs } from "../known-bugs/bugs.ts";
import { asTheyAre, drive_ms_max, withBug } from "../known-bugs/driven.ts";
import { dropScratch } from "../known-bugs/scratch.ts";

afterAll(dropScratch);

describe("the sources as they are", () => {
  const drivers = [...new Set(knownBugs.map(({ driver }) => driver))];
  it.each(drivers)(
    "refute nothing in the run %s",
    async (driver) => {
      const { violations, not_checked } = await asTheyAre(driver);
      expect([violations, not_checked]).toEqual([[], []]);
    },
    drive_ms_max,
  );
});

describe("a known bug", () => {
  it.each(knownBugs)(
    "$name is found",
    async (bug) => {
      const found = new Set((await withBug(bug)).violations.map(({ rule }) => rule));
      process.stderr.write(`${bug.name}: ${[...found].join(", ")}\n`);
      expect(bug.rules.filter((rule) => found.has(rule))).not.toEqual([]);
    },
    drive_ms_max,
  );
});
