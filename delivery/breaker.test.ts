import { expect, it } from "vitest";
import { breaker_failures_max, createBreakers } from "./breaker.ts";

const down = { failedUntilMs: 10_000 };
function opened() {
  const breakers = createBreakers();
  for (let n = 0; n < breaker_failures_max; n += 1) {
    expect(breakers.enter("ess.demo", 0, false)).toBe(true);
    breakers.settle("ess.demo", down);
  }
  return breakers;
}

it("lets everything through until three requests in a row failed, of whatever subscription", () => {
  const breakers = createBreakers();
  breakers.settle("ess.demo", down);
  breakers.settle("ess.demo", down);
  breakers.settle("ess.demo", "answered");
  breakers.settle("ess.demo", down);
  breakers.settle("ess.demo", down);
  expect(breakers.enter("ess.demo", 0, false)).toBe(true);
});

it("then lets one request at a time try, and not before its pause is over", () => {
  const breakers = opened();
  expect(breakers.enter("ess.demo", 9_999, false)).toBe(false);
  expect(breakers.enter("ess.demo", 10_000, false)).toBe(true);
  expect(breakers.enter("ess.demo", 10_000, false)).toBe(false);
  expect(breakers.settle("ess.demo", { failedUntilMs: 50_000 })).toBe(false);
  expect(breakers.enter("ess.demo", 20_000, false)).toBe(false);
  expect(breakers.untilMs("ess.demo")).toBe(50_000);
});

it("closes with the first answer, whatever it says, and says so once", () => {
  const breakers = opened();
  expect(breakers.enter("ess.demo", 10_000, false)).toBe(true);
  expect(breakers.settle("ess.demo", "answered")).toBe(true);
  expect(breakers.settle("ess.demo", "answered")).toBe(false);
  expect(breakers.enter("ess.demo", 10_000, false)).toBe(true);
  expect(breakers.untilMs("ess.demo")).toBe(0);
});

it("is tried at once when the partner was heard of, and never holds up another partner", () => {
  const breakers = opened();
  expect(breakers.enter("ess.demo", 1, true)).toBe(true);
  expect(breakers.enter("ess.demo", 1, true)).toBe(false);
  expect(breakers.enter("works.demo", 1, false)).toBe(true);
});
