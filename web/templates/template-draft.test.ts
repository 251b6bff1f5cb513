import * as fc from "fast-check";
import { expect, it } from "vitest";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { emptyStep, templateOf, withoutStep } from "./template-draft.ts";

const step = (part: object) =>
  ({
    ...emptyStep(),
    key: "k",
    from: null,
    until: null,
    times: null,
    withdrawn: false,
    hidden: false,
    state: "planned",
    ...part,
  }) as unknown as StepView;
const plan = (steps: StepView[], goals: object[] = []) =>
  ({ language: "en", opened_on: "2026-12-01", goals, steps }) as unknown as PlanView;

it("counts days from the first step, and keeps goals and what comes after what", () => {
  const goal = { key: "g", text: "Work", by: "2026-12-31", how_known: "", withdrawn: false };
  const made = templateOf(
    plan(
      [
        step({ key: "a", what: "Childcare", from: "2026-12-03", until: "2026-12-09" }),
        step({ key: "b", what: "Course", from: "2026-12-10", after: "a", goal: "g" }),
      ],
      [goal],
    ),
  );
  expect(made.goals).toEqual([{ text: "Work", by_days: 28, how_known: "" }]);
  expect(
    made.steps.map(({ starts, lasts, after, goal: of }) => [starts, lasts, after, of]),
  ).toEqual([
    [0, 7, null, null],
    [7, null, 0, 0],
  ]);
});

it("a time becomes a clock of the week; stopped, hidden and withdrawn lines stay behind", () => {
  const times = { start: "2026-12-01T09:00", end: "2026-12-01T12:00", zone: "Africa/Tunis" };
  const made = templateOf(
    plan([
      step({ what: "Visit", times }),
      step({ what: "Old", state: "stopped" }),
      step({ what: "Own", hidden: true }),
      step({ what: "Out", withdrawn: true }),
    ]),
  );
  expect(made.steps.map(({ what }) => what)).toEqual(["Visit"]);
  expect(made.steps[0]?.clock).toEqual({ days: ["TU"], from: "09:00", to: "12:00" });
});

it("a line taken out leaves nobody coming after itself or after a later one", () => {
  const after = fc.option(fc.nat(10));
  fc.assert(
    fc.property(fc.array(after, { minLength: 1, maxLength: 10 }), fc.nat(9), (afters, at) => {
      const steps = afters.map((one, nth) => ({
        ...emptyStep(),
        after: one === null || one >= nth ? null : one,
      }));
      const left = withoutStep(steps, at % steps.length);
      expect(left).toHaveLength(steps.length - 1);
      expect(left.every((one, nth) => one.after === null || one.after < nth)).toBe(true);
    }),
  );
});
