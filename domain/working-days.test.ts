import { expect, it } from "vitest";
import { afterWorkingDays } from "./working-days.ts";

it("gives five working days: a week, over one weekend", () => {
  expect(afterWorkingDays("2026-11-18T09:00:00.000Z", 5)).toBe("2026-11-25T09:00:00.000Z");
});

it("begins on Monday for what came at the weekend", () => {
  expect(afterWorkingDays("2026-11-21T09:00:00.000Z", 1)).toBe("2026-11-23T09:00:00.000Z");
});

it("counts the days of the calendar's own zone, at the same time of day", () => {
  const friday = { days_off: ["FR" as const, "SA" as const], holidays: [] };
  // 23:30 of Wednesday in UTC is Thursday in Tunis: the next working day is Sunday.
  const late = "2026-11-25T23:30:00.000Z";
  expect(afterWorkingDays(late, 1, friday)).toBe("2026-11-26T23:30:00.000Z");
  expect(afterWorkingDays(late, 1, { ...friday, zone: "Africa/Tunis" })).toBe(
    "2026-11-28T23:30:00.000Z",
  );
  expect(afterWorkingDays(late, 1, { ...friday, zone: "Mars/Olympus" })).toBe(
    "2026-11-26T23:30:00.000Z",
  );
});
