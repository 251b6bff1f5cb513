import { describe, expect, it } from "vitest";
import { readPlan } from "./reading.ts";
import { at, facts, notesOf, planOf, type SomeStep } from "./test-plans.ts";

const day = "2026-03-02";

describe("facts are refused, with a code and the place", () => {
  const withStep = (more: object) =>
    facts([{ ...at("a", day, "09:00", "10:00"), ...more } as SomeStep]);
  it.each([
    ["nothing", null, "err.plan.field", "/"],
    ["a list", [], "err.plan.field", "/"],
    ["no zone", { ...facts([]), zone: undefined }, "err.plan.field", "zone"],
    ["a zone that is none", { ...facts([]), zone: "Mars/Base" }, "err.plan.zone", "zone"],
    ["an offset for a zone", { ...facts([]), zone: "+02:00" }, "err.plan.zone", "zone"],
    ["a day that is none", { ...facts([]), asOf: "2026-02-30" }, "err.plan.time", "asOf"],
    [
      "a horizon that ends before it begins",
      { ...facts([]), horizon: { from: day, until: "2026-03-01" } },
      "err.plan.order",
      "horizon.until",
    ],
    [
      "a horizon of centuries",
      { ...facts([]), horizon: { from: day, until: "2190-01-01" } },
      "err.plan.limit",
      "horizon.until",
    ],
    ["an unknown person", { ...facts([]), person: "nobody" }, "err.plan.unknown", "person"],
    ["a step for nobody", withStep({ for: "nobody" }), "err.plan.unknown", "steps[0].for"],
    ["a step nowhere", withStep({ place: "moon" }), "err.plan.unknown", "steps[0].place"],
    ["an unknown service", withStep({ service: "x" }), "err.plan.unknown", "steps[0].service"],
    ["a state that is none", withStep({ state: "maybe" }), "err.plan.field", "steps[0].state"],
    ["a time that is none", withStep({ start: `${day}T25:00` }), "err.plan.time", "steps[0].start"],
    [
      "an end before the start",
      withStep({ end: `${day}T09:00` }),
      "err.plan.order",
      "steps[0].end",
    ],
    ["a start without an end", withStep({ end: undefined }), "err.plan.field", "steps[0].end"],
    ["times and days", withStep({ from: day, until: day }), "err.plan.when", "steps[0]"],
    ["neither times nor days", facts([{ id: "a" }]), "err.plan.when", "steps[0]"],
    ["a rule that is none", withStep({ rrule: "WEEKLY" }), "err.plan.rrule", "steps[0].rrule"],
    [
      "a rule of a part unknown here",
      withStep({ rrule: "FREQ=YEARLY;BYWEEKNO=10" }),
      "err.plan.rrule_part",
      "steps[0].rrule",
    ],
    [
      "a first occurrence that breaks its rule",
      withStep({ rrule: "FREQ=WEEKLY;BYDAY=TU" }),
      "err.plan.rrule_first",
      "steps[0].rrule",
    ],
    [
      "an exception that is no time",
      withStep({ exdate: ["x"] }),
      "err.plan.time",
      "steps[0].exdate[0]",
    ],
    [
      "one id twice",
      facts([at("a", day, "09:00", "10:00"), at("a", day, "11:00", "12:00")]),
      "err.plan.twice",
      "steps[1].id",
    ],
    [
      "too many steps",
      facts(
        Array.from({ length: 10_001 }, (_, index) => ({ id: `${index}`, from: day, until: day })),
      ),
      "err.plan.limit",
      "steps",
    ],
  ])("for %s", (_, value, code, place) => {
    const given: unknown = JSON.parse(JSON.stringify(value));
    expect(readPlan(given)).toEqual({ ok: false, fault: { code, place } });
  });

  it("for what would be worked out without an end", () => {
    const daily = { rrule: "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30" };
    const steps = Array.from({ length: 400 }, (_, index) => {
      const first = at(`s${index}`, "1990-03-02", "09:00", "10:00", { state: "done" });
      return { ...first, ...daily };
    });
    const read = readPlan(facts(steps));
    expect(read.ok).toBe(false);
  });

  it("naming the case they are of, and never what stood there", () => {
    const read = readPlan({ ...facts([]), zone: "Secret/Place" }, "cases[3].facts");
    expect(read).toEqual({
      ok: false,
      fault: { code: "err.plan.zone", place: "cases[3].facts.zone" },
    });
  });

  it("for names as JavaScript has them, like for others", () => {
    const text = JSON.stringify(facts([])).replace('"country"', '"__proto__"');
    expect(readPlan(JSON.parse(text)).ok).toBe(true);
    const rule = { type: "constructor", enrolment: "e" };
    const read = readPlan({ ...facts([]), rules: [rule] });
    expect(read).toMatchObject({ ok: false, fault: { code: "err.plan.field" } });
  });
});

describe("facts are read", () => {
  it("with null where nothing is given", () => {
    const nulled = { ...at("a", day, "09:00", "10:00"), rrule: null, place: null, activity: null };
    expect(
      planOf({ ...facts([nulled as unknown as SomeStep]), weeklyLoad: null }).planned,
    ).toHaveLength(1);
  });

  it("and what nothing reads is told, by its place", () => {
    const given = facts([{ ...at("a", day, "09:00", "10:00"), exdates: [] } as SomeStep]);
    const read = readPlan(given);
    expect(read.ok && read.value.notes).toEqual([{ code: "not-read", place: "steps[0].exdates" }]);
  });

  it("and what lies outside the horizon, or before the check, is told", () => {
    expect(notesOf(facts([at("a", "2026-09-01", "09:00", "10:00")]))).toEqual(["outside-horizon"]);
    const early = facts([at("a", "2026-03-01", "09:00", "10:00")], { asOf: "2026-03-02" });
    expect(notesOf(early)).toEqual(["before-as-of"]);
    const endless = facts([at("a", day, "09:00", "10:00", { rrule: "FREQ=WEEKLY" })]);
    expect(notesOf(endless)).toEqual(["outside-horizon"]);
  });
});
