import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPlan } from "./check.ts";
import type { Benefit } from "./facts.ts";
import { netEffect } from "./net-effect.ts";
import { facts, found, notesOf, planOf } from "./test-plans.ts";

const benefit: Benefit = { amount: 300, currency: "MAD", disregard: 200, taper: 0.5 };
const limit = { allowed: "<=" as const, limit: 1000, otherEarnings: 0 };

describe("the net effect of earnings", () => {
  it.each([
    [100, 300, 100],
    [200, 300, 200],
    [400, 200, 300],
    [800, 0, 500],
    [1000, 0, 700],
    [1100, 0, 800],
  ])("%i earned leave a benefit of %i, and %i more in all", (earned, after, net) => {
    expect(netEffect(limit, benefit, earned)).toMatchObject({ benefitAfter: after, net });
  });

  it("counts what is earned already, a stipend and the fare", () => {
    const more = { ...benefit, stipend: 50, fare: 30 };
    const effect = netEffect({ ...limit, otherEarnings: 400 }, more, 100);
    expect(effect).toMatchObject({ benefitBefore: 200, benefitAfter: 150, net: 70 });
  });

  it("is below nothing only where a limit cuts the benefit off, or the fare costs more", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1000 }),
        fc.integer({ min: 0, max: 900 }),
        (earned, other) => {
          const { net } = netEffect(
            { ...limit, limit: 1e6, otherEarnings: other },
            benefit,
            earned,
          );
          expect(net).toBeGreaterThanOrEqual(0);
        },
      ),
    );
    expect(netEffect({ ...limit, limit: 150 }, benefit, 160).net).toBe(-140);
  });
});

describe("a plan with a benefit", () => {
  const plan = (amount: number, more: Partial<Benefit> = {}, top = 1000) =>
    facts(
      [
        {
          id: "job",
          from: "2026-03-02",
          until: "2026-04-30",
          activity: "work",
          earningsPerMonth: { amount, currency: "MAD" },
        },
      ],
      {
        enrolments: [
          { id: "cash", member: "amina", history: [{ status: "Active", from: "2025-01-01" }] },
        ],
        rules: [
          {
            type: "earnings-limit",
            enrolment: "cash",
            per: "month",
            scope: "household",
            currency: "MAD",
            allowed: "<=",
            limit: top,
            benefit: { ...benefit, ...more },
          },
        ],
      },
    );
  const codes = (value: unknown) =>
    checkPlan(planOf(value)).conflicts.flatMap(({ reasons }) => reasons.map(({ code }) => code));

  it("has no conflict as long as the household has more: a note says about how much, once", () => {
    expect(found("benefit-threshold", plan(400))).toEqual([]);
    expect(notesOf(plan(400))).toEqual(["you-keep"]);
    // Above the limit too, if what is earned is more than the benefit was.
    expect(found("benefit-threshold", plan(1200))).toEqual([]);
  });

  it("has one if they have less, lose what hangs on the benefit, or must report in time", () => {
    expect(codes(plan(160, {}, 150))).toEqual(["earnings-above"]);
    expect(codes(plan(100, { fare: 150 }))).toEqual(["worse-off"]);
    expect(codes(plan(1200, { linked: ["school meals"] }))).toEqual(["loses-linked"]);
    expect(codes(plan(100, { reportWithinDays: 10 }))).toEqual(["must-report"]);
  });
});
