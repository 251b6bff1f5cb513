import { expect, it } from "vitest";
import { asksOnePage, isComplete, partsOf } from "./answered-parts.ts";

const page = (page_number: number, total_count = 5) => ({
  reference_id: "r",
  timestamp: "2026-11-24T10:00:00Z",
  status: "succ",
  pagination: { page_size: 2, page_number, total_count },
});
const parts = (...pages: number[]) =>
  partsOf({ search_response: pages.map((number) => page(number)) });

it("an answer is whole when every page of every item is there", () => {
  expect(isComplete(["r"], parts(1, 3))).toBe(false);
  expect(isComplete(["r"], parts(1, 2, 3))).toBe(true);
  expect(isComplete(["r", "other"], parts(1, 2, 3))).toBe(false);
  expect(isComplete(["r"], partsOf({ search_response: [page(1, 0)] }))).toBe(true);
});

it("a question that named its page has its answer with that page", () => {
  expect(asksOnePage({ criteria: { pagination: { page_size: 2, page_number: 2 } } })).toBe(true);
  expect(asksOnePage({ criteria: { pagination: { page_size: 2 } } })).toBe(false);
  expect(asksOnePage({})).toBe(false);
  expect(isComplete(["r"], parts(2), true)).toBe(true);
  expect(isComplete(["r"], [], true)).toBe(false);
});
