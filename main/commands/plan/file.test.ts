import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { at, facts } from "../../../domain/conflicts/test-plans.ts";
import { projectRoot } from "../../project-root.ts";
import { answerFile, hasConflicts, type FileAnswer } from "./file.ts";

const day = "2026-03-02";
const good = facts([at("a", day, "09:00", "11:00"), at("b", day, "10:00", "12:00")]);
const bad = { ...good, zone: "Mars/Base" };

describe("a file of one plan", () => {
  it("is answered with both lines, the days and a sentence", () => {
    expect(answerFile(JSON.stringify(good), null)).toMatchObject({
      conflicts: [
        {
          kind: "time-overlap",
          steps: ["a", "b"],
          on: [day],
          certainty: "cannot-both",
          text: "Amina would have to be at “Step a” (a) and at “Step b” (b) at the same time.",
        },
      ],
      notes: [],
    });
  });

  it("that is faulty is refused whole, with code and place", () => {
    expect(codeOf(answerFile("{", null))).toBe("err.plan.json /");
    expect(codeOf(answerFile(JSON.stringify(bad), null))).toBe("err.plan.zone zone");
    expect(codeOf(answerFile('{"cases": 1}', null))).toBe("err.plan.field zone");
  });
});

describe("a file of many plans", () => {
  const cases = [{ id: "one", facts: good }, { id: "two", facts: bad }, { id: "three" }, 7];

  it("is answered case by case, and a faulty one does not keep back the others", () => {
    const answer = answerFile(JSON.stringify({ cases }), null);
    expect(answer).toMatchObject({
      cases: [
        { id: "one", conflicts: [{ kind: "time-overlap" }] },
        { id: "two", error: { code: "err.plan.zone", place: "cases[1].facts.zone" } },
        { id: "three", error: { code: "err.plan.field", place: "cases[2].facts" } },
        { id: 3, error: { code: "err.plan.field" } },
      ],
    });
    expect(hasConflicts(answer)).toBe(true);
  });
});

describe("npx tandem plan check", () => {
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

function codeOf(answer: FileAnswer): string {
  return "error" in answer ? `${answer.error.code} ${answer.error.place}` : "no error";
}
