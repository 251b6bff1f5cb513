import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextInstant, readQuartz } from "./quartz.ts";

const at = (iso: string) => Date.parse(iso);
function next(text: string, after: string, zone = 0): string | null {
  const schedule = readQuartz(text);
  if (!schedule) throw new Error("not read");
  const ms = nextInstant(schedule, at(after), zone);
  return ms === null ? null : new Date(ms).toISOString().replace(".000", "");
}

describe("a Quartz text", () => {
  // The 24th of November 2026 is a Tuesday.
  it.each([
    ["the standard's own example", "0 0 0 5,15 * ? *", "2026-12-05T00:00:00Z"],
    ["every second", "* * * * * ?", "2026-11-24T10:00:01Z"],
    ["every ten minutes", "0 0/10 * * * ?", "2026-11-24T10:10:00Z"],
    ["every day at six", "0 0 6 * * ?", "2026-11-25T06:00:00Z"],
    ["Monday to Friday", "0 30 9 ? * MON-FRI", "2026-11-25T09:30:00Z"],
    ["Sunday is 1", "0 0 12 ? * 1", "2026-11-29T12:00:00Z"],
    ["a range over the weekend", "0 0 12 ? * SAT-MON", "2026-11-28T12:00:00Z"],
    ["a range over midnight", "0 0 22-2/2 * * ?", "2026-11-24T22:00:00Z"],
    ["the last day of the month", "0 0 0 L * ?", "2026-11-30T00:00:00Z"],
    ["three days before it", "0 0 0 L-3 * ?", "2026-11-27T00:00:00Z"],
    ["the last weekday", "0 0 0 LW * ?", "2026-11-30T00:00:00Z"],
    ["the weekday nearest the 28th, a Saturday", "0 0 0 28W * ?", "2026-11-27T00:00:00Z"],
    [
      "the weekday nearest the 1st, never in the month before",
      "0 0 0 1W AUG ?",
      "2027-08-02T00:00:00Z",
    ],
    ["the last Friday", "0 15 10 ? * 6L", "2026-11-27T10:15:00Z"],
    ["the same by name", "0 15 10 ? * FRIL", "2026-11-27T10:15:00Z"],
    ["the first Wednesday", "0 0 8 ? * WED#1", "2026-12-02T08:00:00Z"],
    ["a fifth Tuesday, not of every month", "0 0 8 ? * 3#5", "2026-12-29T08:00:00Z"],
    ["a leap day", "0 0 0 29 2 ?", "2028-02-29T00:00:00Z"],
    ["a year", "0 0 0 1 1 ? 2030", "2030-01-01T00:00:00Z"],
    ["no day at all", "0 0 0 30 2 ?", null],
    ["a year that is over", "0 0 0 * * ? 2020", null],
  ])("%s: %s", (_, text, expected) => {
    expect(next(text, "2026-11-24T10:00:00Z")).toBe(expected);
  });

  it("goes by the clock of its zone", () => {
    expect(next("0 0 6 * * ?", "2026-11-24T10:00:00Z", -240)).toBe("2026-11-25T10:00:00Z");
    expect(next("0 0 6 * * ?", "2026-11-24T10:00:00Z", 330)).toBe("2026-11-25T00:30:00Z");
  });

  it.each([
    "",
    "real-time",
    "0 0 * * *",
    "0 0 6 * * * * *",
    "0 0 6 ? * ?",
    "0 0 6 1 * MON",
    "60 0 6 * * ?",
    "0 0 24 * * ?",
    "0 0 6 32 * ?",
    "0 0 6 0 * ?",
    "0 0 6 ? * 8",
    "0 0 6 ? * 0",
    "0 0 6 ? * FRI#6",
    "0 0 6 20-10 * ?",
    "0 0 6 * 13 ?",
    "0 0 6 * * ? 1969",
    "0 0/0 6 * * ?",
    "0 -1 6 * * ?",
    "0 1- 6 * * ?",
    "0 0 6 L-31 * ?",
    "0 1,,2 6 * * ?",
    "0 " + "1,".repeat(150) + "1 6 * * ?",
  ])("is not %j", (text) => {
    expect(readQuartz(text)).toBeNull();
  });

  it("any text at all is read or not, and never breaks", () => {
    fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void readQuartz(text)));
  });
});

describe("the next instant", () => {
  const part = (max: number) =>
    fc.oneof(
      fc.constant("*"),
      fc.integer({ min: 0, max }).map(String),
      fc
        .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 1, max }))
        .map(([a, b]) => `${a}/${b}`),
      fc
        .tuple(fc.integer({ min: 0, max }), fc.integer({ min: 0, max }))
        .map(([a, b]) => `${a},${b}`),
    );
  const texts = fc
    .tuple(
      part(59),
      part(59),
      part(23),
      fc.constantFrom("* * ?", "L * ?", "15W * ?", "? * MON-FRI", "? * 6#2", "1-7 JAN-JUN ?"),
    )
    .map((fields) => fields.join(" "));
  const instants = fc.integer({ min: at("2026-01-01T00:00:00Z"), max: at("2028-12-31T00:00:00Z") });
  const zones = fc.constantFrom(-240, 0, 330);

  it("is later, is one of the schedule's, and nothing of the schedule lies between", () => {
    fc.assert(
      fc.property(texts, instants, zones, (text, after, zone) => {
        const schedule = readQuartz(text);
        const found = schedule && nextInstant(schedule, after, zone);
        if (!schedule || found === null) throw new Error("never");
        expect(found).toBeGreaterThan(after);
        const local = new Date(found + zone * 60_000);
        expect(schedule.seconds).toContain(local.getUTCSeconds());
        expect(schedule.minutes).toContain(local.getUTCMinutes());
        expect(schedule.hours).toContain(local.getUTCHours());
        const [y, m, d] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
        expect(schedule.fits(y, m, d) && schedule.months.has(m)).toBe(true);
        // From any instant between, the same one comes next.
        const between = after + Math.floor((found - after) / 2);
        if (between < found) expect(nextInstant(schedule, between, zone)).toBe(found);
      }),
    );
  });
});
