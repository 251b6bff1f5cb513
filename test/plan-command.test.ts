import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { at, facts } from "../domain/conflicts/test-plans.ts";
import { projectRoot } from "../main/project-root.ts";

const day = "2026-03-02";
const good = facts([at("a", day, "09:00", "11:00"), at("b", day, "10:00", "12:00")]);
const bad = { ...good, zone: "Mars/Base" };

describe("npx tandem plan check", () => {
  // The first call of a fresh tree builds it.
  beforeAll(() => run(["check", "--help"]));
  const folder = mkdtempSync(join(tmpdir(), "plan-check-"));
  const file = join(folder, "good.json");
  writeFileSync(file, JSON.stringify(good));

  it("reads a file, or standard input, and ends with 0", () => {
    const one = run(["check", file, "--json"]);
    expect([one.status, one.stderr]).toEqual([0, ""]);
    const other = run(["check", "-", "--json"], JSON.stringify(good));
    expect(other.stdout).toBe(one.stdout);
    expect(JSON.parse(one.stdout)).toMatchObject({ conflicts: [{ kind: "time-overlap" }] });
  });

  it("says it in lines, and ends with 1 if asked to", () => {
    const told = run(["check", file, "--exit-code"]);
    expect(told.status).toBe(1);
    expect(told.stdout.split("\n")[0]).toBe(`time-overlap (cannot-both) on ${day}`);
  });

  it("prints nothing half: an error has a code and a place, and the exit code is 65", () => {
    const told = run(["check", "-"], JSON.stringify(bad));
    expect([told.status, told.stdout]).toEqual([65, ""]);
    expect(told.stderr).toContain("zone: This is no time zone of the IANA list. (err.plan.zone)");
    const json = run(["check", "-", "--json"], "{");
    expect([json.status, JSON.parse(json.stdout)]).toMatchObject([65, { error: { place: "/" } }]);
    expect(run(["check", join(folder, "none.json")]).status).toBe(69);
    expect(run(["check", file, "--as", "nobody"]).status).toBe(64);
  });

  function run(args: string[], input = "") {
    const command = [join(projectRoot(), "bin/tandem.mjs"), "plan", ...args];
    return spawnSync(process.execPath, command, { input, encoding: "utf8" });
  }
});
