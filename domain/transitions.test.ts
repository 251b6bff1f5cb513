import { expect, it } from "vitest";
import {
  enrolmentStatuses,
  offerStates,
  type EnrolmentStatus,
  type OfferState,
} from "./records/values.ts";
import { enrolmentTransitions, mayFollow, offerTransitions } from "./transitions.ts";

/** Guides, case.md, Enrolment law, in the numbers of CD.EMP.03. */
const codes = enrolmentStatuses.map((status, index) => [index + 1, status] as const);
const law: Record<string, number[]> = {
  start: [1],
  "1": [2, 3, 4, 5, 7],
  "6": [2, 3, 4, 5, 7],
  "4": [2, 3, 5, 6],
  "5": [1, 2, 3],
  "7": [1, 2, 3, 5],
  "3": [2, 6],
  "2": [],
};
const froms = [["start", "start"], ...codes.map(([code, status]) => [String(code), status])];

it("numbers the statuses as the standard does", () => {
  expect(enrolmentStatuses[0]).toBe("active");
  expect(enrolmentStatuses[2]).toBe("exited");
  expect(enrolmentStatuses[5]).toBe("reinstated");
});

it.each(froms)("allows from %s exactly the steps of the law", (code = "", from = "") => {
  for (const [number, to] of codes) {
    const allowed = law[code]?.includes(number) ?? false;
    expect([to, mayFollow(from as EnrolmentStatus, to)]).toEqual([to, allowed]);
  }
});

it("answers for every status, and lets nobody leave deceased or stay where they are", () => {
  expect(Object.keys(enrolmentTransitions).sort()).toEqual(["start", ...enrolmentStatuses].sort());
  expect(enrolmentTransitions.deceased).toEqual([]);
  for (const status of enrolmentStatuses) expect(mayFollow(status, status)).toBe(false);
});

it("lets a person take back every answer to an offer", () => {
  expect(Object.keys(offerTransitions).sort()).toEqual([...offerStates].sort());
  const reaches = (from: OfferState, seen = new Set<OfferState>()): Set<OfferState> => {
    for (const to of offerTransitions[from]) if (!seen.has(to)) reaches(to, seen.add(to));
    return seen;
  };
  for (const from of offerStates) {
    expect(reaches(from).has("offered")).toBe(true);
    expect(reaches(from).has("left_out")).toBe(true);
  }
});
