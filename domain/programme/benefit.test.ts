import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benefitAfter, planRules } from "./benefit.ts";
import { afterWorkingDays, isWorkingDay, type DaysOff } from "../working-days.ts";
import { someDefinition } from "./test-definition.ts";

const { benefit, calendar } = someDefinition();

describe("a benefit beside income", () => {
  it.each([
    [0, 100],
    [20, 100],
    [60, 80],
    [180, 20],
    [181, 0],
  ])("with %i a month it is %i", (income, left) => {
    expect(benefitAfter(benefit, income)).toBe(left);
  });
  it("`<` leaves the limit itself outside, `<=` inside", () => {
    const limit = { allowed: "<" as const, amount: 180 };
    expect(benefitAfter({ ...benefit, limit }, 180)).toBe(0);
    expect(benefitAfter({ ...benefit, limit }, 179)).toBeGreaterThan(0);
  });
  it("never grows with income, is never below nothing, and never above what it is", () => {
    const money = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(
        money,
        money,
        fc.integer({ min: 0, max: 100 }),
        money,
        (a, b, taper_percent, disregard) => {
          const one = { ...benefit, taper_percent, disregard };
          const [less, more] = [Math.min(a, b), Math.max(a, b)];
          expect(benefitAfter(one, more)).toBeLessThanOrEqual(benefitAfter(one, less));
          expect(benefitAfter(one, more)).toBeGreaterThanOrEqual(0);
          expect(benefitAfter(one, less)).toBeLessThanOrEqual(one.amount);
        },
      ),
    );
  });
  it("without a limit and with a taper up to everything, work never costs more than it brings", () => {
    const money = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(money, money, fc.integer({ min: 0, max: 100 }), (a, b, taper_percent) => {
        const one = { ...benefit, taper_percent, limit: null };
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const household = (income: number) => income + benefitAfter(one, income);
        expect(household(more)).toBeGreaterThanOrEqual(household(less) - 1e-6);
      }),
    );
  });
});

describe("rules for a plan", () => {
  it("are the limits of the benefit, and the conditions that ask for time", () => {
    const text = { en: "Mornings for the course", ar: "الصباح للدورة" };
    const rule = {
      type: "keep-free" as const,
      days: ["MO" as const],
      from: "09:00",
      to: "12:00",
      exceptLanes: ["social" as const],
      toleratedHoursPerWeek: 2,
    };
    const conditions = [
      { code: "mornings", text, met_by: "the_person" as const, known_by: text, rule },
      { code: "school", text, met_by: "each_child" as const, known_by: text },
    ];
    const hours = { activity: "work" as const, allowed: "<=" as const, hours: 20 };
    const definition = someDefinition({ conditions, benefit: { ...benefit, hours } });
    expect(planRules(definition, "e1", "ar", 30)).toEqual([
      {
        id: "earnings",
        enrolment: "e1",
        type: "earnings-limit",
        text: "",
        per: "month",
        scope: "member",
        currency: "MAR",
        allowed: "<=",
        limit: 180,
        otherEarnings: 30,
      },
      {
        id: "hours",
        enrolment: "e1",
        type: "hours-limit",
        text: "",
        activity: "work",
        per: "week",
        allowed: "<=",
        limit: 20,
      },
      { id: "mornings", enrolment: "e1", text: "الصباح للدورة", ...rule, zone: "Africa/Tunis" },
    ]);
  });
  it("are none where nothing is limited", () => {
    const definition = someDefinition({ benefit: { ...benefit, limit: null } });
    expect(planRules(definition, "e1", "en")).toEqual([]);
  });
});

const dueAfter = (calendar: DaysOff, day: string, days: number) =>
  afterWorkingDays(`${day}T09:00:00.000Z`, days, calendar).slice(0, 10);

describe("clocks", () => {
  // 2027-03-05 is a Friday.
  it("run in working days of the programme's own calendar", () => {
    expect(dueAfter(calendar, "2027-03-05", 1)).toBe("2027-03-08");
    expect(dueAfter(calendar, "2027-03-05", 0)).toBe("2027-03-05");
    const gulf = { ...calendar, days_off: ["FR" as const, "SA" as const] };
    expect(dueAfter(gulf, "2027-03-04", 1)).toBe("2027-03-07");
    const feast = { ...calendar, holidays: [{ day: "2027-03-08", name: { en: "Feast" } }] };
    expect(dueAfter(feast, "2027-03-05", 1)).toBe("2027-03-09");
  });
  it("end on a working day, after so many of them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 60 }), (at, n) => {
        const from = new Date(Date.UTC(2027, 0, 1 + at)).toISOString().slice(0, 10);
        const due = dueAfter(calendar, from, n);
        expect(isWorkingDay(due, calendar)).toBe(true);
        let worked = 0;
        for (let day = from; day < due;) {
          day = dueAfter({ ...calendar, days_off: [] }, day, 1);
          if (isWorkingDay(day, calendar)) worked += 1;
        }
        expect(worked).toBe(n);
      }),
    );
  });
  it("end also in a calendar that has no working day", () => {
    const never = { ...calendar, days_off: ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as never[] };
    expect(dueAfter(never, "2027-03-05", 1) > "2036").toBe(true);
  });
});
