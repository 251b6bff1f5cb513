/** Held against `rrule`, a port of dateutil that is older than we are. */
import fc from "fast-check";
import { RRule } from "rrule";
import { describe, expect, it } from "vitest";
import { ruleDays } from "./rule-days.ts";
import { frequencies, readRule, weekdays } from "./rrule.ts";
import { dayText, readDay } from "./walls.ts";

const last = day("2029-12-31");

describe("days of a recurrence rule", () => {
  it.each([
    ["FREQ=DAILY;COUNT=3", "2026-03-02", ["2026-03-02", "2026-03-03", "2026-03-04"]],
    ["FREQ=WEEKLY;INTERVAL=2;COUNT=3", "2026-03-02", ["2026-03-02", "2026-03-16", "2026-03-30"]],
    ["FREQ=MONTHLY;BYDAY=2TU;COUNT=2", "2026-03-10", ["2026-03-10", "2026-04-14"]],
    ["FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "2026-03-27", ["2026-03-27", "2026-04-24"]],
    // The 31st: months without one are left out, not moved.
    ["FREQ=MONTHLY;COUNT=3", "2026-01-31", ["2026-01-31", "2026-03-31", "2026-05-31"]],
    ["FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", "2026-01-31", ["2026-01-31", "2026-02-28"]],
    ["FREQ=YEARLY;COUNT=2", "2028-02-29", ["2028-02-29"]],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=1", "2026-05-29", ["2026-05-29"]],
    ["FREQ=YEARLY;BYDAY=20MO;COUNT=1", "2026-05-18", ["2026-05-18"]],
  ])("%s from %s", (text, first, expected) => {
    expect(ours(text, first)).toEqual(expected);
  });

  it("counts weeks from WKST: the two rules of RFC 5545 that differ only in it", () => {
    const rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=";
    expect(ours(`${rule}MO`, "1997-08-05")).toEqual([
      "1997-08-05",
      "1997-08-10",
      "1997-08-19",
      "1997-08-24",
    ]);
    expect(ours(`${rule}SU`, "1997-08-05")).toEqual([
      "1997-08-05",
      "1997-08-17",
      "1997-08-19",
      "1997-08-31",
    ]);
  });

  it("are those another implementation finds, whatever the rule", () => {
    fc.assert(
      fc.property(anyRule(), fc.integer({ min: 0, max: 1_000 }), (text, offset) => {
        const start = day("2024-01-01") + offset;
        const rule = readRule(text);
        if (typeof rule === "string") throw new Error(`${text}: ${rule}`);
        // UNTIL is the series' affair, as it needs the zone; here all begin at nine.
        const end = Math.min(last, rule.until?.day ?? last);
        const found = ruleDays(rule, start, end, { periods: 100_000 }) ?? [];
        expect(found.map(dayText)).toEqual(theirs(text, start, found.length));
      }),
      { numRuns: 600 },
    );
  });

  it("are counted once where two positions name the same one, and none where there are too few", () => {
    const rule = "FREQ=WEEKLY;BYDAY=MO;COUNT=2;BYSETPOS=";
    expect(ours(`${rule}1,-1`, "2026-03-02")).toEqual(["2026-03-02", "2026-03-09"]);
    expect(ours(`${rule}-2`, "2026-03-02")).toEqual([]);
    const inWeek = "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=2;BYSETPOS=1";
    expect(ours(inWeek, "2026-03-03")).toEqual(["2026-03-09", "2026-03-16"]);
  });

  it("end where the work allowed ends", () => {
    const rule = readRule("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2");
    if (typeof rule === "string") throw new Error(rule);
    expect(ruleDays(rule, day("2026-01-01"), last, { periods: 10 })).toBeNull();
    expect(ruleDays(rule, day("2026-01-01"), last, { periods: 100 })).toEqual([]);
  });
});

describe("a rule is refused that", () => {
  it.each([
    "",
    "WEEKLY",
    "FREQ=HOURLY",
    "FREQ=WEEKLY;FREQ=DAILY",
    "FREQ=WEEKLY;COUNT=2;UNTIL=20260101",
    "FREQ=WEEKLY;COUNT=0",
    "FREQ=WEEKLY;BYDAY=1MO",
    "FREQ=WEEKLY;BYMONTHDAY=1",
    "FREQ=MONTHLY;BYMONTHDAY=0",
    "FREQ=MONTHLY;BYSETPOS=1",
    "FREQ=WEEKLY;UNTIL=20260230",
    "FREQ=WEEKLY;BYDAY=XX",
    "FREQ=WEEKLY;X-OURS=1",
  ])("says %j", (text) => {
    expect(readRule(text)).toBe("rrule");
  });

  it("has a part we do not know", () => {
    expect(readRule("FREQ=YEARLY;BYWEEKNO=20")).toBe("rrule-part");
  });
});

function ours(text: string, first: string): string[] {
  const rule = readRule(text);
  if (typeof rule === "string") throw new Error(`${text}: ${rule}`);
  return (ruleDays(rule, day(first), last, { periods: 100_000 }) ?? []).map(dayText);
}

/** As many as we found: it looks for a rare day until the year 9999. What we leave out, shifts. */
function theirs(text: string, start: number, count: number): string[] {
  const options = RRule.parseString(text);
  options.dtstart = new Date(`${dayText(start)}T09:00:00Z`);
  const found: string[] = [];
  if (count === 0) return found;
  new RRule(options).all((date) => {
    found.push(date.toISOString().slice(0, 10));
    return found.length < count;
  });
  return found;
}

function day(text: string): number {
  const found = readDay(text);
  if (found === null) throw new Error(text);
  return found;
}

function anyRule(): fc.Arbitrary<string> {
  const some = <T>(value: fc.Arbitrary<T>) =>
    fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map((all) => all.join(","));
  const nonZero = (max: number) => fc.integer({ min: -max, max }).filter((value) => value !== 0);
  return fc
    .record({
      frequency: fc.constantFrom(...frequencies),
      interval: fc.integer({ min: 1, max: 4 }),
      end: fc.constantFrom("", ";COUNT=1", ";COUNT=7", ";UNTIL=20270315T090000Z"),
      plain: fc.option(some(fc.constantFrom(...weekdays))),
      ordinal: fc.option(
        some(
          fc
            .tuple(fc.constantFrom(-2, -1, 1, 2, 5), fc.constantFrom(...weekdays))
            .map(([n, name]) => `${n}${name}`),
        ),
      ),
      monthDays: fc.option(some(nonZero(31))),
      months: fc.option(some(fc.integer({ min: 1, max: 12 }))),
      // rrule 2.8.1 repeats a day that two positions name, and takes -2 of one for that one; RFC 5545
      // does neither, so these are asked one position at a time.
      places: fc.option(fc.constantFrom(-1, 1, 2, 3)),
      weekStart: fc.constantFrom(...weekdays),
    })
    .map(({ frequency, interval, end, plain, ordinal, monthDays, months, places, weekStart }) => {
      const long = frequency === "MONTHLY" || frequency === "YEARLY";
      const byDay = long && ordinal !== null ? ordinal : plain;
      const parts = [`FREQ=${frequency};INTERVAL=${interval};WKST=${weekStart}${end}`];
      if (byDay !== null) parts.push(`BYDAY=${byDay}`);
      if (monthDays !== null && frequency !== "WEEKLY") parts.push(`BYMONTHDAY=${monthDays}`);
      if (months !== null) parts.push(`BYMONTH=${months}`);
      // A position in a set needs a set; of a day there is only one, and rrule begins the set of a
      // first week at the first day instead of at its beginning.
      if (places !== null && byDay !== null && long) {
        parts.push(`BYSETPOS=${places}`);
      }
      return parts.join(";");
    });
}
