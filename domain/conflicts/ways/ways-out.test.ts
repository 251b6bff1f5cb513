import { readdirSync, readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkPlan } from "../check.ts";
import type { Facts } from "../facts.ts";
import { at, facts, planOf, type SomeStep } from "../test-plans.ts";
import { dayText } from "../time/walls.ts";
import { waysOut, ways_max } from "./ways-out.ts";
import type { Way } from "./way.ts";

const folder = new URL("../../../tools/plan-cases/", import.meta.url);
const labelled = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return (JSON.parse(text) as { cases: { id: string; facts: Facts }[] }).cases;
  });

/** Conflicts with their days, each as one line. */
function linesOf(value: unknown): Map<string, Set<string>> {
  return new Map(
    checkPlan(planOf(value)).conflicts.map(({ kind, steps, on }) => [
      `${kind}: ${steps.join("+")}`,
      new Set(on.map(dayText)),
    ]),
  );
}

function done(value: Facts, { step, set }: Way): Facts {
  const steps = value.steps.map((one) => (one.id === step ? { ...one, ...set } : one));
  return { ...value, steps };
}

/** What is wrong with the ways out of a plan: done, they do not help, or make something new. */
function faultsOf(value: Facts): string[] {
  const plan = planOf(value);
  const checked = checkPlan(plan);
  const before = linesOf(value);
  return waysOut(plan, checked).flatMap((ways, index) => {
    const { kind = "", steps = [] } = checked.conflicts[index] ?? {};
    const name = `${kind}: ${steps.join("+")}`;
    if (ways.length === 0 || ways.length > ways_max) return [`${name} has ${ways.length} ways`];
    return ways.flatMap((way) => {
      if (way.set === undefined) return [];
      const after = linesOf(done(value, way));
      const stays = after.has(name) ? [`${name} stays`] : [];
      const fresh = [...after].filter(([one, days]) =>
        [...days].some((day) => before.get(one)?.has(day) !== true),
      );
      return [...stays, ...fresh.map(([one]) => `${name} makes ${one}`)];
    });
  });
}

describe("a way out", () => {
  it("done, is out: the conflict is gone and no other has come, in every labelled plan", () => {
    const faults = labelled.flatMap(({ id, facts: value }) =>
      faultsOf(value).map((fault) => `${id} ${fault}`),
    );
    expect(faults).toEqual([]);
  });

  it("is tried and found for every clash of times, journeys and care that is labelled", () => {
    const without = labelled.flatMap(({ id, facts: value }) => {
      const plan = planOf(value);
      const checked = checkPlan(plan);
      const ways = waysOut(plan, checked);
      return checked.conflicts.flatMap(({ kind }, index) => {
        const isOfTime = ["time-overlap", "travel-gap", "care-uncovered"].includes(kind);
        return isOfTime && !ways[index]?.some(({ set }) => set) ? [`${id} ${kind}`] : [];
      });
    });
    expect(without).toEqual([]);
  });

  it("is out whatever the week looks like", () => {
    const hour = (n: number) => `${String(n).padStart(2, "0")}:00`;
    const one = fc.record({
      day: fc.integer({ min: 2, max: 13 }),
      from: fc.integer({ min: 6, max: 20 }),
      hours: fc.integer({ min: 1, max: 3 }),
      place: fc.constantFrom("home", "office", "site", "clinic"),
      for: fc.constantFrom("amina", "yusuf"),
      rrule: fc.constantFrom(undefined, "FREQ=WEEKLY;COUNT=8", "FREQ=DAILY;COUNT=3"),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 2, maxLength: 9 }), (all) => {
        const steps = all.map(({ day, from, hours, place, for: member, rrule }, index) =>
          at(
            `s${index}`,
            `2026-03-${String(day).padStart(2, "0")}`,
            hour(from),
            hour(from + hours),
            {
              place,
              for: member,
              ...(rrule === undefined ? {} : { rrule }),
            },
          ),
        );
        expect(faultsOf(facts(steps, { travelMarginMinutes: 5, household: caring() }))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

/** The child is cared for by both parents, on weekday mornings. */
function caring(): Facts["household"] {
  const { household } = facts([]);
  const need = {
    start: "2026-03-02T08:00",
    end: "2026-03-02T12:00",
    zone: "Europe/Berlin",
    rrule: "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
  };
  const carers = [{ member: "amina" }, { member: "yusuf" }];
  return { ...household, care: [{ id: "noor", member: "child", need, carers }] };
}

describe("by kind", () => {
  const day = "2026-03-02";
  const wayOf = (value: Facts, kind: string) => {
    const plan = planOf(value);
    const checked = checkPlan(plan);
    return waysOut(plan, checked)[checked.conflicts.findIndex((one) => one.kind === kind)];
  };
  const course = (more: object = {}): SomeStep => ({
    id: "course",
    from: day,
    until: "2026-04-30",
    ...more,
  });

  it("a clash is moved to the nearest quarter of an hour that is free for both", () => {
    const value = facts([
      at("a", day, "09:00", "10:00"),
      at("b", day, "09:30", "10:30", { for: "yusuf", with: ["amina"] }),
      at("c", day, "10:00", "11:00", { for: "yusuf" }),
      at("d", day, "08:00", "09:00", { for: "yusuf" }),
    ]);
    const ways = wayOf(value, "time-overlap") ?? [];
    expect(ways.find(({ step }) => step === "b")?.set?.start).toBe(`${day}T11:00`);
  });

  it("a limit of earnings is met by phasing in, and the rule's own office is named", () => {
    const rule = {
      type: "earnings-limit" as const,
      enrolment: "cash",
      per: "month" as const,
      scope: "member" as const,
      currency: "MAD",
      allowed: "<=" as const,
      limit: 500,
      otherEarnings: 100,
    };
    const enrolments = [
      { id: "cash", member: "amina", history: [{ status: "Active" as const, from: "2025-01-01" }] },
    ];
    const paid = course({ activity: "work", earningsPerMonth: { amount: 600, currency: "MAD" } });
    const value = facts([paid], { rules: [rule], enrolments });
    expect(wayOf(value, "benefit-threshold")).toMatchObject([
      { way: "earn", set: { earningsPerMonth: { amount: 400 } } },
      { way: "earn" },
      { way: "rule-owner" },
    ]);
  });

  it("an adjustment is the way out of what somebody cannot do, never leaving the step", () => {
    const household = caring();
    const [amina] = household.members;
    if (amina) amina.limitations = [{ domain: "walking", severity: 3 }];
    const demands = [
      { code: "stairs", domain: "walking" as const, maxSeverity: 2, text: "A lift" },
    ];
    const ways = wayOf(facts([course({ demands })], { household }), "functional-limitation");
    expect(ways).toMatchObject([{ way: "adjust", values: { demand: "stairs", text: "A lift" } }]);
  });

  it("what is not known is asked", () => {
    const ways = wayOf(facts([course({ asks: { languages: ["fr"] } })]), "access");
    expect(ways).toEqual([{ way: "ask", values: { about: "language-unknown" } }]);
  });
});
