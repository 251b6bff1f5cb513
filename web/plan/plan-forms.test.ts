import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { readRule } from "../../domain/conflicts/time/rrule.ts";
import { checkCode } from "./check-code.ts";
import { nextStepOf, standingOf } from "./standing.ts";
import { newStepDraft, stepChanges, stepDraft, stepFields } from "./step-draft.ts";
import { timesDraft, timesOf, weekdayCodes, weekdayOf } from "./times-draft.ts";

const hex = fc.string({
  unit: fc.constantFrom(..."0123456789abcdef".split("")),
  minLength: 64,
  maxLength: 64,
});
const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10));

describe("the check code", () => {
  it("is twelve letters and digits that nobody mixes up, another for another beginning of the root", () => {
    expect(checkCode(`${"0".repeat(14)}1${"f".repeat(49)}`)).toBe("0000-0000-0001");
    expect(checkCode("")).toBe("");
    fc.assert(
      fc.property(hex, hex, (a, b) => {
        expect(checkCode(a)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/);
        expect(checkCode(a) === checkCode(b)).toBe(a.slice(0, 15) === b.slice(0, 15));
      }),
    );
  });
});

describe("the times of a form", () => {
  it("say the rule again as it was written, and its first day is one of its days", () => {
    const draft = fc.record({
      day,
      start: fc.constantFrom("08:30", "23:15"),
      end: fc.constantFrom("09:30", "07:00"),
      zone: fc.constantFrom("UTC", "Africa/Tunis"),
      rhythm: fc.constantFrom("once", "daily", "weekly", "monthly"),
      weekdays: fc.subarray([...weekdayCodes]),
      last: fc.constantFrom("", "2061-12-31"),
    });
    fc.assert(
      fc.property(draft, (written) => {
        const times = timesOf(written, null);
        if (times === null) throw new Error("no times");
        expect(times.end > times.start).toBe(true);
        expect(timesOf(timesDraft(times), times)).toEqual(times);
        if (written.rhythm !== "weekly") return;
        const rule = readRule(times.rrule ?? "");
        if (typeof rule === "string") throw new Error(rule);
        expect(rule.byDay.map(({ weekday }) => weekday)).toContain(weekdayOf(written.day));
      }),
    );
  });

  it("leave a rule and exceptions they do not write as they are", () => {
    const times = {
      start: "2026-11-02T09:00",
      end: "2026-11-02T10:00",
      zone: "UTC",
      rrule: "FREQ=MONTHLY;BYDAY=1MO",
      exdate: ["2026-12-07T09:00"],
    };
    const draft = timesDraft(times);
    expect(draft.rhythm).toBe("own");
    expect(timesOf(draft, times)).toEqual(times);
    expect(timesOf({ ...draft, start: "11:00", end: "12:00" }, times)).toMatchObject({
      rrule: times.rrule,
      exdate: ["2026-12-07T11:00"],
    });
  });
});

const step: StepView = {
  id: "1",
  key: "sp.demo/1",
  lane: "employment",
  hidden: false,
  state: "planned",
  state_reason: "",
  evidence: "",
  locked: false,
  withdrawn: false,
  next: [],
  standing: "not_agreed",
  office: { id: "sp.demo", kind: "sp", title: "" },
  yours: true,
  what: "Workshop",
  service: "",
  goal: null,
  who: null,
  obligation: null,
  from: null,
  until: null,
  due: "2026-12-01",
  repeats: null,
  hours_per_week: 16,
  earnings: { amount: 300, currency: "MVD" },
  costs: [
    { kind: "fare", amount: 2, currency: "MVD", each: true, paid_by: "person", back_on: null },
  ],
  permits: ["work_permit"],
  where: "",
  condition: "",
  how_known: "",
  adjustments: "",
  needs: "",
  after: null,
  for_household: false,
  times: { start: "2026-11-30T09:00", end: "2026-11-30T10:00", zone: "UTC" },
  meeting_place: "",
  accepted: null,
  keep_off: [],
  activity: "",
  stamps: {},
  also: [],
  messages: [],
};

describe("the form of a step", () => {
  it("sends what was changed and nothing else", () => {
    const draft = stepDraft(step);
    expect(stepChanges(draft, step)).toEqual({});
    expect(stepChanges({ ...draft, where: " Town hall ", due: "" }, step)).toEqual({
      where: "Town hall",
      due: null,
    });
  });

  it("begins a new one as its lane's promise, free of duty", () => {
    expect(stepFields({ ...newStepDraft("person", ""), what: "Visit" }, null)).toMatchObject({
      what: "Visit",
      who: { party: "person", role: "" },
      obligation: { kind: "voluntary" },
      goal: null,
      times: null,
    });
  });
});

describe("how a plan stands", () => {
  const agreement = {
    in_force: null,
    asks: ["social", "employment", "person"],
    said: [],
    differences: [],
    may_sign: ["social", "person"],
  } as unknown as PlanView["agreement"];
  const plan = {
    state: "open",
    stopped: "",
    too_large: false,
    root: "b",
    goals: [{ withdrawn: false }],
    steps: [step],
    not_shared: [],
    agreement,
  } as unknown as PlanView;
  const with_ = (change: Partial<PlanView["agreement"]>) => ({
    ...plan,
    agreement: { ...agreement, ...change },
  });

  it("is one word, and one thing is next", () => {
    expect(standingOf(plan)).toBe("draft");
    expect(nextStepOf({ ...plan, goals: [] })).toBe("goal");
    expect(nextStepOf({ ...plan, steps: [{ ...step, withdrawn: true }] })).toBe("step");
    expect(nextStepOf({ ...plan, not_shared: ["Step.who"] })).toBe("not_shared");
    expect(nextStepOf(plan)).toBe("sign");
    const asked = with_({
      asks: ["employment", "person"],
      said: [{ decision: "signed" }] as never,
    });
    expect([standingOf(asked), nextStepOf(asked)]).toEqual(["waiting", "person"]);
    expect(nextStepOf(with_({ asks: ["employment"] }))).toBe("other");
    const agreed = with_({ asks: [], in_force: { root: "b", at: "" } });
    expect([standingOf(agreed), nextStepOf(agreed)]).toEqual(["agreed", "follow"]);
    expect(standingOf(with_({ in_force: { root: "a", at: "" } }))).toBe("changed");
    expect([standingOf({ ...plan, state: "closed" }), nextStepOf({ ...plan, state: "closed" })]) //
      .toEqual(["ended", "ended"]);
    expect(nextStepOf({ ...plan, stopped: "err.plan.died" })).toBe("stopped");
  });
});
