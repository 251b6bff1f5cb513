import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isValid } from "../editing.ts";
import { addFromTemplate, isInPlan } from "../plan/from-template.ts";

import { person, twoOffices } from "../plan/test-plan.ts";
import type { StoredRecord } from "../record.ts";
import type { TemplateStep } from "../records/directory-records.ts";
import { deciding, recordWith } from "../test-records.ts";
import { keepTemplate, workOut, type TemplateInput } from "./template.ts";

const step = (fields: Partial<TemplateStep>): TemplateStep => ({
  lane: "social",
  what: "x",
  service: "",
  who: { party: "social", role: "" },
  obligation: { kind: "voluntary", source: "", consequence: "" },
  starts: 0,
  lasts: null,
  due: null,
  repeats: "once",
  clock: null,
  hours_per_week: null,
  where: "",
  condition: "",
  how_known: "",
  adjustments: "",
  needs: "",
  goal: null,
  after: null,
  for_household: false,
  ...fields,
});
const input = (steps: TemplateStep[], more: Partial<TemplateInput> = {}): TemplateInput => ({
  name: "First job",
  about: "",
  for_programme: "",
  for_goal: "",
  language: "en",
  zone: "Africa/Tunis",
  goals: [{ text: "A job", by_days: 100, how_known: "" }],
  steps,
  ...more,
});
function kept(steps: TemplateStep[], more: Partial<TemplateInput> = {}): StoredRecord {
  const made = keepTemplate(deciding("sp"), [], input(steps, more));
  if (!made.ok) throw new Error(`${made.code} ${made.fields?.join()}`);
  const [change] = made.changes;
  if (!change) throw new Error("no change");
  return { ...change.record, version: 1, ownVersion: 1, state: change.after };
}
const start = "2026-11-25";
const days = (steps: TemplateStep[], services: StoredRecord[] = []) =>
  workOut(kept(steps), start, services).steps.map(({ fields }) => fields);

describe("a template's days", () => {
  it("are counted from the first day of the plan; a clock waits for its day of the week", () => {
    const clock = { days: ["MO" as const], from: "09:00", to: "10:00" };
    const [due, range, timed] = days([
      step({ starts: 3, due: 12 }),
      step({ starts: 5, lasts: 10, repeats: "weekly" }),
      step({ starts: 1, clock }),
    ]);
    expect(due).toMatchObject({ due: "2026-12-07" });
    expect(range).toMatchObject({ from: "2026-11-30", until: "2026-12-09", repeats: "weekly" });
    expect(timed).toMatchObject({
      times: { start: "2026-11-30T09:00", end: "2026-11-30T10:00", zone: "Africa/Tunis" },
    });
    expect(workOut(kept([step({})]), start, []).goals).toMatchObject([{ by: "2027-03-05" }]);
  });

  it("move behind the last day of the step they come after", () => {
    const [, second, third] = days([
      step({ starts: 0, due: 30 }),
      step({ starts: 5, lasts: 3, after: 0 }),
      step({ starts: 200, lasts: 1, after: 1 }),
    ]);
    expect(second).toMatchObject({ from: "2026-12-26", until: "2026-12-28" });
    expect(third).toMatchObject({ from: "2027-06-13" });
  });

  it("and places come from the directory where the template has none; its own words go first", () => {
    const course = recordWith(deciding("sp"), "DirectoryService", {
      code: "course",
      name: "Course",
      lane: "employment",
      place: "Station Road 3",
      provider: "Centre",
      needs: "Card",
      zone: "Africa/Tunis",
      hours: [{ days: ["TU"], from: "08:30", to: "12:30" }],
      weeks: 2,
    });
    const [filled, own, fixed] = days(
      [
        step({ what: "Kitchen course", service: "course" }),
        step({ service: "course", where: "Elsewhere", lasts: 7 }),
        step({ service: "gone" }),
      ],
      [course],
    );
    expect(filled).toMatchObject({
      what: "Kitchen course",
      service: "course",
      where: "Station Road 3",
      needs: "Card",
      from: "2026-12-01",
      until: "2026-12-14",
      repeats: "weekly",
      times: { start: "2026-12-01T08:30" },
    });
    expect(own).toMatchObject({ where: "Elsewhere", from: start, until: "2026-12-01" });
    expect(own).not.toHaveProperty("times");
    expect(fixed).toMatchObject({ service: "" });
  });

  it("give steps that are valid, in order, for whatever template can be kept", () => {
    const any = fc.record({
      starts: fc.integer({ min: 0, max: 400 }),
      lasts: fc.option(fc.integer({ min: 1, max: 200 })),
      due: fc.option(fc.integer({ min: 0, max: 400 })),
      clock: fc.option(
        fc.constant<TemplateStep["clock"]>({ days: ["SU", "TH"], from: "09:00", to: "10:00" }),
      ),
      repeats: fc.constantFrom("once" as const, "weekly" as const),
      chained: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 8 }), (lines) => {
        const steps = lines.map(({ chained, ...line }, nth) =>
          step({ ...line, after: chained && nth > 0 ? nth - 1 : null }),
        );
        for (const fields of days(steps)) {
          for (const [name, value] of Object.entries(fields)) {
            expect([name, isValid("Step", name, value)]).toEqual([name, true]);
          }
          const { from, until, due } = fields as Partial<Record<string, string>>;
          if (from && until) expect(from <= until).toBe(true);
          if (from && due) expect(from <= due).toBe(true);
        }
      }),
    );
  });
});

describe("keeping a template", () => {
  it.each([
    [input([]), "/steps"],
    [input([step({ what: " " })]), "/steps/0"],
    [input([step({ goal: 1 })]), "/steps/0"],
    [input([step({ after: 0 })]), "/steps/0"],
    [input([step({ clock: { days: ["MO"], from: "12:00", to: "09:00" } })]), "/steps/0"],
    [input([step({})], { name: " " }), "/name"],
    [input([step({})], { goals: [{ text: "", by_days: null, how_known: "" }] }), "/goals"],
  ])("is refused where it leads nowhere: %#", (bad, field) => {
    const answer = keepTemplate(deciding("sp"), [], bad);
    expect(answer).toMatchObject({ ok: false, code: "err.bad_input" });
    expect(answer.ok ? [] : answer.fields).toContain(field);
  });

  it("replaces the one of the same name", () => {
    const first = kept([step({})]);
    const again = keepTemplate(deciding("sp"), [first], input([step({ what: "Other" })]));
    expect(again.ok && again.id).toBe(first.id);
  });
});

describe("adding a template to a plan", () => {
  const worked = () =>
    workOut(
      kept([
        step({ what: "One", goal: 0, due: 5 }),
        step({ what: "Two", goal: 0, after: 0 }),
        step({ what: "Three", after: 1 }),
      ]),
      start,
      [],
    );
  const none = { goals: new Set<number>(), steps: new Set<number>() };

  it("adds its goals and steps with what they are for and what they come after", () => {
    const { sp } = twoOffices();
    const added = addFromTemplate(sp.ctx(), sp.person, sp.book, worked(), none);
    expect(added).toMatchObject({ ok: true, goals: 1, steps: 3 });
    if (!added.ok) return;
    sp.do({ ok: true, changes: added.changes, id: "" });
    const { goals, steps } = sp.book;
    const [goal] = goals;
    const of = (field: string) => steps.map(({ state }) => state.fields[field]?.[0]?.v ?? null);
    expect(of("what")).toEqual(["One", "Two", "Three"]);
    expect(of("goal")).toEqual([goal?.key, goal?.key, null]);
    expect(of("after")).toEqual([null, steps[0]?.key, steps[1]?.key]);
    expect(isInPlan(sp.book, worked().steps[0] as never)).toBe(true);
  });

  it("leaves out what the worker left out, and what hung on it stands for itself", () => {
    const { sp } = twoOffices();
    const out = { goals: new Set([0]), steps: new Set([1]) };
    const added = addFromTemplate(sp.ctx(), sp.person, sp.book, worked(), out);
    if (!added.ok) throw new Error(added.code);
    sp.do({ ok: true, changes: added.changes, id: "" });
    expect(sp.book.goals).toEqual([]);
    expect(
      sp.book.steps.map(({ state }) => [
        state.fields["goal"]?.[0]?.v,
        state.fields["after"]?.[0]?.v,
      ]),
    ).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it("adds nothing where one line may not be added", () => {
    const { sp } = twoOffices();
    const reported = person({ vital_status: "reported" });
    const added = addFromTemplate(sp.ctx(), reported, sp.book, worked(), none);
    expect(added).toMatchObject({ ok: false, code: "err.plan.died" });
  });
});
