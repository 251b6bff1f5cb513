import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { columnsOf, firstDayOf, itemsOf, occurrenceDays, undatedOf, weekOf } from "./calendar.ts";
import { isSubstance, movedBy } from "./moving.ts";
import { dayAfter, timesDraft, timesOf, weekdayCodes, weekdayOf } from "./times-draft.ts";

const monday = "2026-11-23";

function step(id: string, change: Partial<StepView>): StepView {
  const empty = { lane: "social", what: id, withdrawn: false, times: null };
  return { id, ...empty, from: null, until: null, due: null, ...change } as StepView;
}
function planOf(steps: StepView[], change: Partial<PlanView> = {}): PlanView {
  return { steps, unavailable: [], household: [], ...change } as unknown as PlanView;
}
const at = (day: string, rrule?: string) => ({
  start: `${day}T09:00`,
  end: `${day}T10:00`,
  zone: "UTC",
  ...(rrule ? { rrule } : {}),
});

describe("the calendar", () => {
  it("begins its weeks where the language does", () => {
    expect(weekOf("2026-11-25", 0)).toBe(monday);
    expect(weekOf("2026-11-25", 5)).toBe("2026-11-21");
    expect([firstDayOf("en"), firstDayOf("en-GB"), firstDayOf("ar")]).toEqual([0, 0, 5]);
  });

  it("shows a series as one item by weeks, and each of its times by days, without those left out", () => {
    const times = { ...at("2026-11-24", "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20261210T235959") };
    const plan = planOf([step("a", { times: { ...times, exdate: ["2026-11-26T09:00"] } })]);
    const weeks = itemsOf(plan, columnsOf("weeks", monday), "weeks");
    expect(weeks.map(({ first, last, start }) => [first, last, start])).toEqual([[0, 2, "09:00"]]);
    const days = itemsOf(plan, columnsOf("days", monday), "days");
    expect(days.map(({ first, day }) => [first, day])).toEqual([[1, "2026-11-24"]]);
  });

  it("puts what overlaps in a lane below one another, and nothing over anything", () => {
    const days = fc.integer({ min: -10, max: 60 });
    const drawn = fc.array(fc.tuple(days, fc.nat(30), fc.constantFrom("social", "person")), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(drawn, (spans) => {
        const steps = spans.map(([from, length, lane], n) =>
          step(String(n), {
            lane: lane as StepView["lane"],
            from: dayAfter(monday, from),
            until: dayAfter(monday, from + length),
          }),
        );
        const items = itemsOf(planOf(steps), columnsOf("weeks", monday), "weeks");
        for (const one of items) {
          for (const other of items) {
            if (one === other || one.lane !== other.lane || one.row !== other.row) continue;
            expect(one.last < other.first || other.last < one.first).toBe(true);
          }
        }
        const shown = steps.filter(
          ({ from, until }) => (until ?? "") >= monday && (from ?? "") < dayAfter(monday, 42),
        );
        expect(new Set(items.map((one) => one.step?.id))).toEqual(
          new Set(shown.map(({ id }) => id)),
        );
      }),
      { numRuns: 60 },
    );
  });

  it("marks what only has a last day, keeps private time without a word, and finds what has no day", () => {
    const plan = planOf([step("due", { due: "2026-11-25" }), step("none", {})], {
      unavailable: [{ id: "u", times: at("2026-11-25") }],
    });
    const items = itemsOf(plan, columnsOf("days", monday), "days");
    expect(items.map(({ kind, title, isDue }) => [kind, title, isDue])).toEqual([
      ["away", "", false],
      ["step", "due", true],
    ]);
    expect(undatedOf(plan).map(({ id }) => id)).toEqual(["none"]);
  });
});

describe("a step that is moved", () => {
  it("keeps its promise where it has a time, and says so where it has only promised days", () => {
    const timed = movedBy(step("a", { times: at(monday), due: "2026-12-01" }), 7);
    expect(timed).toEqual({ times: at(dayAfter(monday, 7)) });
    expect(isSubstance(timed ?? {})).toBe(false);
    const promised = movedBy(step("b", { from: monday, due: "2026-12-01" }), -7);
    expect(promised).toEqual({ from: "2026-11-16", due: "2026-11-24" });
    expect(isSubstance(promised ?? {})).toBe(true);
    expect(movedBy(step("c", {}), 7)).toBeNull();
    expect(movedBy(step("d", { times: at(monday, "FREQ=MONTHLY;BYDAY=4MO") }), 7)).toBeNull();
  });

  it("moves a series as a whole: its days all move by as many, and back again is where it was", () => {
    const series = fc.record({
      weekdays: fc.subarray([...weekdayCodes], { minLength: 1 }),
      offset: fc.nat(6),
      days: fc.integer({ min: -30, max: 30 }),
      last: fc.constantFrom("", "2027-01-15"),
    });
    fc.assert(
      fc.property(series, ({ weekdays, offset, days, last }) => {
        const draft = timesDraft(at(dayAfter("2026-11-02", offset)));
        const times = timesOf({ ...draft, rhythm: "weekly", weekdays, last }, null);
        if (!times) throw new Error("no times");
        const moved = movedBy(step("a", { times }), days)?.times;
        if (!moved) throw new Error("not moved");
        const all = [{ from: "2026-09-01", to: "2027-04-01" }];
        const until = (of: string[]) => of.slice(0, 8);
        expect(until(occurrenceDays(moved, all))).toEqual(
          until(occurrenceDays(times, all).map((day) => dayAfter(day, days))),
        );
        expect(weekdayOf(moved.start.slice(0, 10))).toBe(
          (((weekdayOf(times.start.slice(0, 10)) + days) % 7) + 7) % 7,
        );
        expect(movedBy(step("a", { times: moved }), -days)?.times).toMatchObject({
          start: times.start,
          end: times.end,
        });
      }),
      { numRuns: 100 },
    );
  });
});
