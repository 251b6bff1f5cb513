import { describe, expect, it } from "vitest";
import { at, facts, planOf, type SomeStep } from "../../../domain/conflicts/test-plans.ts";
import { answerOf } from "./answer.ts";
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

function codeOf(answer: FileAnswer): string {
  return "error" in answer ? `${answer.error.code} ${answer.error.place}` : "no error";
}

describe("what another agency is shown", () => {
  const hidden = at("x", "2026-03-02", "09:00", "10:00", { lane: "social" });
  const other = at("job", "2026-03-02", "09:30", "12:00");
  const answer = (private_one: SomeStep) =>
    JSON.stringify(answerOf(planOf(facts([private_one, other])), "employment"));

  it("is byte for byte the same of a protected step and of any other private time", () => {
    const shelter = {
      ...hidden,
      title: "Shelter interview",
      place: "office",
      service: undefined,
      demands: [{ code: "d", domain: "seeing" as const, maxSeverity: 1 as const }],
      protectedFrom: ["employment" as const],
      hide: ["shelter"],
    };
    const private_time = {
      ...hidden,
      lane: "person" as const,
      title: "",
      place: "office",
      protectedFrom: ["employment" as const],
    };
    const told = answer(JSON.parse(JSON.stringify(shelter)) as SomeStep);
    expect(told).toBe(answer(private_time));
    expect(told).toContain("ways_out");
    expect(told.toLowerCase()).not.toContain("shelter");
  });
});
