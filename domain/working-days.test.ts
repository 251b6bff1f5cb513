import { expect, it } from "vitest";
import { afterWorkingDays } from "./working-days.ts";

it("gives five working days: a week, over one weekend", () => {
  expect(afterWorkingDays("2026-11-18T09:00:00.000Z", 5)).toBe("2026-11-25T09:00:00.000Z");
});

it("begins on Monday for what came at the weekend", () => {
  expect(afterWorkingDays("2026-11-21T09:00:00.000Z", 1)).toBe("2026-11-23T09:00:00.000Z");
});
