/** The labelled set holds its shape: enough cases, half of them near misses, labels that can be true. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../main/project-root.ts";

/** The kinds that can be decided from the format. */
const kinds = [
  "time-overlap",
  "travel-gap",
  "care-uncovered",
  "benefit-threshold",
  "contradicting-obligation",
  "functional-limitation",
  "duplicate-service",
  "prerequisite",
  "weekly-load",
  "ended-enrolment",
] as const;
const cases_min = 60;
const of_each_kind_min = 3;
/** Kinds that are about two steps. */
const pairs: readonly string[] = ["time-overlap", "travel-gap", "duplicate-service"];

interface Step {
  id: string;
  state: string;
  start?: string;
  from?: string;
}

interface PlanCase {
  id: string;
  why: string;
  expected: { kind: string; steps: string[] }[];
  nearMissOf: string[];
  facts: { asOf: string; steps: Step[] };
}

const folder = join(projectRoot(), "tools", "plan-cases");
const cases = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap(
    (name) => (JSON.parse(readFileSync(join(folder, name), "utf8")) as { cases: PlanCase[] }).cases,
  );

it("has at least 60 cases with ids of their own, and says of each why", () => {
  expect(cases.length).toBeGreaterThanOrEqual(cases_min);
  expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
  expect(cases.filter(({ why }) => why.length < 15)).toEqual([]);
});

it("is at least half near misses", () => {
  const near = cases.filter(({ nearMissOf }) => nearMissOf.length > 0);
  expect(near.length * 2).toBeGreaterThanOrEqual(cases.length);
});

it("calls nothing a near miss of a kind that is there", () => {
  const both = cases.filter(({ expected, nearMissOf }) =>
    expected.some(({ kind }) => nearMissOf.includes(kind)),
  );
  expect(both.map(({ id }) => id)).toEqual([]);
});

describe.each(kinds)("%s", (kind) => {
  it("is found in three cases and nearly so in three others", () => {
    const found = cases.filter(({ expected }) => expected.some((one) => one.kind === kind));
    const near = cases.filter(({ nearMissOf }) => nearMissOf.includes(kind));
    expect(found.length).toBeGreaterThanOrEqual(of_each_kind_min);
    expect(near.length).toBeGreaterThanOrEqual(of_each_kind_min);
  });
});

describe.each(cases.map((one) => [one.id, one] as const))("%s", (_id, { expected, ...rest }) => {
  it("names known kinds, each set of steps once, sorted, and only steps of the plan", () => {
    const inPlan = rest.facts.steps.map(({ id }) => id);
    expect(new Set(inPlan).size).toBe(inPlan.length);
    for (const { kind, steps } of expected) {
      expect(kinds).toContain(kind);
      expect(steps).toEqual([...new Set(steps)].sort());
      expect(steps.length).toBeGreaterThanOrEqual(pairs.includes(kind) ? 2 : 1);
      for (const step of steps) expect(inPlan).toContain(step);
    }
    const named = expected.map(({ kind, steps }) => `${kind} ${steps.join(" ")}`);
    expect(new Set(named).size).toBe(named.length);
    for (const kind of rest.nearMissOf) expect(kinds).toContain(kind);
  });

  it("plans from the day of the check on, and has done what lies before it", () => {
    for (const { state, start, from = "" } of rest.facts.steps) {
      const day = (start ?? from).slice(0, 10);
      if (state === "planned") expect(day >= rest.facts.asOf).toBe(true);
      if (state === "done") expect(day < rest.facts.asOf).toBe(true);
    }
  });
});
