import * as fc from "fast-check";
import { distance } from "fastest-levenshtein";
import { describe, expect, it } from "vitest";
import { readSeries } from "../conflicts/series.ts";
import { isValid } from "../editing.ts";
import type { Json } from "../json.ts";
import type { Times } from "../records/plan-values.ts";
import type { StoredRecord } from "../record.ts";
import { deciding, recordWith } from "../test-records.ts";
import { findServices, type ServiceAsked } from "./finding.ts";
import { placesOn, takenBy, type Capacity, type Taken } from "./places.ts";
import { codeOf } from "./service.ts";
import { stepFrom } from "./step-from.ts";

const service = (fields: Record<string, Json>): StoredRecord =>
  recordWith(deciding("sp"), "DirectoryService", { code: "x", name: "x", ...fields });
const asked: ServiceAsked = {
  q: "",
  kind: null,
  lane: null,
  language: null,
  access: [],
  area: "",
  on: null,
};
const today = "2026-11-25";
const names = (services: StoredRecord[], change: Partial<ServiceAsked>) =>
  findServices(services, { ...asked, ...change }, today, distance).map(
    ({ state }) => state.fields["name"]?.[0]?.v,
  );

const sewing = service({
  name: "Sewing workshop",
  provider: "Kasbah Training Centre",
  kind: "training",
  lane: "employment",
  languages: ["ar", "fr"],
  access: ["step_free"],
  areas: ["Kasbah district"],
});
const nursery = service({
  name: "Neighbourhood nursery",
  kind: "childcare",
  lane: "social",
  areas: [],
});
const over = service({ name: "Summer sewing", kind: "training", valid_until: "2026-09-30" });
const arabic = service({ name: "ورشة الخياطة", kind: "training" });
const all = [sewing, nursery, over, arabic];

describe("finding a service", () => {
  it.each([
    ["sew", ["Sewing workshop"]],
    ["SEWING", ["Sewing workshop"]],
    ["sewnig", []],
    ["sewin", ["Sewing workshop"]],
    ["sweing", []],
    ["sewimg", ["Sewing workshop"]],
    ["workshpo", ["Sewing workshop"]],
    ["training kasba", ["Sewing workshop"]],
    ["neighborhood", ["Neighbourhood nursery"]],
    ["خياطه", []],
    ["الخياطه", ["ورشة الخياطة"]],
    ["xyz", []],
  ])("by the words “%s”", (q, found) => {
    expect(names(all, { q })).toEqual(found);
  });

  it("by what it has: kind, lane, language, access, place, day", () => {
    expect(names(all, { kind: "childcare" })).toEqual(["Neighbourhood nursery"]);
    expect(names(all, { lane: "employment" })).toEqual(["Sewing workshop"]);
    expect(names(all, { language: "fr" })).toEqual(["Sewing workshop"]);
    expect(names(all, { access: ["step_free", "by_phone"] })).toEqual([]);
    expect(names(all, { area: "kasbah  District" })).toContain("Sewing workshop");
    expect(names(all, { area: "Pearl Beach" })).not.toContain("Sewing workshop");
    expect(names(all, { area: "Pearl Beach" })).toContain("Neighbourhood nursery");
    expect(names(all, { on: "2026-09-01" })).toContain("Summer sewing");
    expect(names(all, {})).not.toContain("Summer sewing");
  });

  it("forgives one letter of a word of four or more, whichever it is", () => {
    const words = ["workshop", "nursery", "training", "sewing"];
    fc.assert(
      fc.property(
        fc.constantFrom(...words),
        fc.nat(),
        fc.constantFrom("q", "z"),
        (word, at, sign) => {
          const place = at % word.length;
          const typed = word.slice(0, place) + sign + word.slice(place + 1);
          expect(names(all, { q: typed })).toEqual(names(all, { q: word }));
        },
      ),
    );
  });
});

describe("places", () => {
  const capacity = (more: Partial<Capacity> = {}): Capacity => ({
    capacity: 2,
    taken_elsewhere: 0,
    valid_from: null,
    valid_until: null,
    ...more,
  });
  const taken: Taken[] = [
    { from: "2026-11-01", until: "2026-12-10" },
    { from: "2026-11-20", until: "2027-01-13" },
  ];

  it("that are full name the next day with a free one: the day after somebody's last", () => {
    expect(placesOn(capacity(), taken, "2026-12-01")).toEqual({
      free: 0,
      isGiven: true,
      next: "2026-12-11",
    });
    expect(placesOn(capacity({ taken_elsewhere: 1 }), taken, "2026-12-01")).toMatchObject({
      free: -1,
      next: "2027-01-14",
    });
    expect(placesOn(capacity(), [...taken, { from: null, until: null }], "2026-12-01").next).toBe(
      "2027-01-14",
    );
  });

  it("are none that are known where everybody stays, or it ends before", () => {
    const endless = [1, 2].map(() => ({ from: null, until: null }));
    expect(placesOn(capacity(), endless, today).next).toBeNull();
    expect(placesOn(capacity({ valid_until: "2026-12-10" }), taken, "2026-12-01").next).toBeNull();
  });

  it("have no limit where there is none, and wait for a service that has not begun", () => {
    expect(placesOn(capacity({ capacity: null }), taken, today)).toEqual({
      free: null,
      isGiven: true,
      next: today,
    });
    const later = capacity({ valid_from: "2027-02-01" });
    expect(placesOn(later, taken, today)).toMatchObject({ isGiven: false, next: "2027-02-01" });
  });

  it("are free on the day that is named, and on no day between", () => {
    const day = fc.integer({ min: 0, max: 40 }).map((n) => at(n));
    const at = (n: number) =>
      new Date(Date.parse(today) + n * 86_400_000).toISOString().slice(0, 10);
    const one = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 }))
      .map(([from, length]) => ({ from: at(from), until: at(from + length) }));
    fc.assert(
      fc.property(
        fc.array(one, { maxLength: 12 }),
        fc.integer({ min: 1, max: 3 }),
        day,
        (some, size, asks) => {
          const { next } = placesOn(capacity({ capacity: size }), some, asks);
          const free = (on: string) => placesOn(capacity({ capacity: size }), some, on).free ?? 1;
          expect(next).not.toBeNull();
          for (let n = 0; at(n) < (next ?? ""); n += 1) {
            if (at(n) >= asks) expect(free(at(n))).toBeLessThanOrEqual(0);
          }
          expect(free(next ?? "")).toBeGreaterThan(0);
        },
      ),
    );
  });

  it("are taken from a step's first day to its last, and by none that is over", () => {
    const step = (fields: Record<string, Json>) =>
      takenBy(recordWith(deciding("sp"), "Step", { what: "x", ...fields }));
    const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
    expect(step({ times })).toEqual({ from: "2026-12-01", until: "2026-12-01" });
    expect(step({ times: { ...times, rrule: "FREQ=WEEKLY;COUNT=3" } })).toEqual({
      from: "2026-12-01",
      until: "2026-12-15",
    });
    expect(step({ times: { ...times, rrule: "FREQ=WEEKLY" } })?.until).toBeNull();
    expect(step({ from: "2026-12-01", until: "2026-12-24" })).toEqual({
      from: "2026-12-01",
      until: "2026-12-24",
    });
    expect(step({})).toEqual({ from: null, until: null });
    const never = { ...times, start: "2026-02-31T09:00", end: "2026-02-31T10:00" };
    expect(step({ times: never, due: "2026-13-01" })).toEqual({ from: null, until: null });
    for (const over of [{ state: "done" }, { state: "stopped" }, { withdrawn: true }]) {
      expect(step({ times, ...over })).toBeNull();
    }
  });
});

describe("a step from a service", () => {
  const course = service({
    name: "Sewing workshop",
    provider: "Kasbah Training Centre",
    lane: "employment",
    place: "Station Road 3",
    zone: "Africa/Tunis",
    hours: [{ days: ["MO", "WE"], from: "08:30", to: "12:30" }],
    weeks: 2,
    hours_per_week: 8,
  });

  it("has its lane, place, provider and hours, from the first open day on", () => {
    const { lane, fields } = stepFrom(course, "2026-11-26");
    expect(lane).toBe("employment");
    expect(fields).toMatchObject({
      what: "Sewing workshop",
      service: "x",
      where: "Station Road 3",
      who: { party: "provider", role: "Kasbah Training Centre" },
      hours_per_week: 8,
      from: "2026-11-30",
      until: "2026-12-13",
      times: { start: "2026-11-30T08:30", end: "2026-11-30T12:30", zone: "Africa/Tunis" },
    });
    for (const [name, value] of Object.entries(fields))
      expect(isValid("Step", name, value)).toBe(true);
  });

  it("is one visit of an hour where the service has no length of its own", () => {
    const desk = service({
      hours: [{ days: ["TH"], from: "08:30", to: "15:30" }],
      zone: "Africa/Tunis",
    });
    const { fields } = stepFrom(desk, "2026-11-25");
    expect(fields["times"]).toEqual({
      start: "2026-11-26T08:30",
      end: "2026-11-26T09:30",
      zone: "Africa/Tunis",
    });
    expect(fields).not.toHaveProperty("until");
  });

  it("repeats on the days it is open, for as long as it takes, and the rule can be followed", () => {
    const times = stepFrom(course, "2026-11-26").fields["times"] as unknown as Times;
    const effort = { periods: 1_000, occurrences: 1_000 };
    const series = readSeries(
      times,
      { caseZone: "Africa/Tunis", first: 20_000, last: 22_000, effort },
      "times",
    );
    expect(series.starts.map((s) => new Date(s * 1000).toISOString().slice(0, 10))).toEqual([
      "2026-11-30",
      "2026-12-02",
      "2026-12-07",
      "2026-12-09",
    ]);
  });

  it("is valid for every service that can be listed", () => {
    const days = fc.uniqueArray(fc.constantFrom("MO", "TU", "WE", "TH", "FR", "SA", "SU"), {
      minLength: 1,
    });
    fc.assert(
      fc.property(days, fc.option(fc.integer({ min: 1, max: 520 })), (open, weeks) => {
        const one = service({
          provider: "P".repeat(120),
          hours: [{ days: open, from: "09:00", to: "10:00" }],
          zone: "Europe/Paris",
          lane: "social",
          weeks,
        });
        const { fields } = stepFrom(one, today);
        for (const [name, value] of Object.entries(fields)) {
          expect([name, isValid("Step", name, value)]).toEqual([name, true]);
        }
      }),
    );
  });
});

it("a code is made of a name's Latin letters and figures", () => {
  expect(codeOf("Crèche « Les Étoiles » 2")).toBe("creche-les-etoiles-2");
  expect(codeOf("ورشة")).toBe("");
  expect(codeOf("x".repeat(200))).toHaveLength(50);
});
