import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readSeries } from "../series.ts";
import { dayText, readDay } from "./walls.ts";
import { wallAt } from "./zones.ts";
import type { Times } from "../../records/plan-values.ts";
import { timesWithin } from "./times-within.ts";

const zone = "Europe/Paris";
const from = "2026-12-01";
const times = (rrule: string): Times => ({
  start: `${from}T09:00`,
  end: `${from}T10:00`,
  zone,
  rrule,
});

function daysOf(one: Times): string[] {
  const first = readDay(from) ?? 0;
  const effort = { periods: 10_000, occurrences: 10_000 };
  const series = readSeries(one, { caseZone: zone, first, last: first + 800, effort }, "");
  return series.starts.map((start) => dayText(wallAt(series.zone, start).day));
}

describe("times within the days of a step", () => {
  it("are those of its series up to its last day, and no other, whatever the rule ends with", () => {
    const rule = fc.record({
      freq: fc.constantFrom("DAILY", "WEEKLY", "MONTHLY"),
      interval: fc.integer({ min: 1, max: 4 }),
      end: fc.oneof(
        fc.constant(""),
        fc.integer({ min: 1, max: 60 }).map((count) => `;COUNT=${count}`),
        fc.integer({ min: 0, max: 500 }).map((days) => {
          const until = dayText((readDay(from) ?? 0) + days).replaceAll("-", "");
          return `;UNTIL=${until}`;
        }),
      ),
    });
    fc.assert(
      fc.property(rule, fc.integer({ min: 0, max: 700 }), ({ freq, interval, end }, days) => {
        const whole = times(`FREQ=${freq};INTERVAL=${interval}${end}`);
        const until = dayText((readDay(from) ?? 0) + days);
        const within = timesWithin(whole, until);
        expect(within && daysOf(within)).toEqual(daysOf(whole).filter((day) => day <= until));
      }),
    );
  });

  it("that begin after it are none; without a last day, or a rule that can be read, nothing changes", () => {
    expect(timesWithin(times("FREQ=DAILY"), "2026-11-30")).toBeNull();
    for (const until of [null, "", "2026-02-31"]) {
      expect(timesWithin(times("FREQ=DAILY"), until)).toEqual(times("FREQ=DAILY"));
    }
    expect(timesWithin(times("FREQ=NEVER"), "2026-12-05")).toEqual(times("FREQ=NEVER"));
  });
});
