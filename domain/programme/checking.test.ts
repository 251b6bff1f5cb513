import { describe, expect, it } from "vitest";
import { enrolmentStatuses } from "../records/values.ts";
import { enrolmentTransitions } from "../transitions.ts";
import type { ProgrammeDefinition } from "./definition.ts";
import { lawOf, statusesOf } from "./law.ts";
import { readDefinition } from "./programme.ts";
import { faultsSoFar } from "./so-far.ts";
import { someDefinition } from "./test-definition.ts";

const faultsOf = (change: Partial<ProgrammeDefinition>) => {
  const read = readDefinition(someDefinition(change));
  return read.ok ? [] : read.faults.map(({ code, at }) => `${code} ${at}`);
};
const { law, calendar } = someDefinition();
const without = (from: string, to: string) =>
  law.map((line) =>
    line.from === from ? { ...line, to: line.to.filter((status) => status !== to) } : line,
  );

it("takes a definition that says what it means", () => {
  expect(faultsOf({})).toEqual([]);
});

it("names the places of what has not even the shape, and never a value", () => {
  const read = readDefinition({ ...someDefinition(), languages: ["Sindarin"], unit: "village" });
  expect(read.ok).toBe(false);
  if (read.ok) return;
  expect(new Set(read.faults.map(({ at }) => at))).toEqual(new Set(["/languages/0", "/unit"]));
  expect(JSON.stringify(read.faults)).not.toContain("Sindarin");
});

it.each([undefined, null, 7, "x", [], {}])("refuses %j with a fault, not with a crash", (value) => {
  expect(readDefinition(value)).toMatchObject({ ok: false });
});

describe("criteria", () => {
  const tooMany = { all: Array.from({ length: 400 }, () => ({ all: [] })) };
  const wrong: unknown[] = [
    "everybody",
    null,
    { attribute: "is_disabled_and_poor", is: "eq", value: true },
    { attribute: "birth_date", is: "gt", value: "soon" },
    { some: "member_list" },
    tooMany,
  ];
  it.each(wrong)("%j cannot be asked", (criteria) => {
    expect(faultsOf({ criteria })).toEqual(["criteria_not_askable /criteria"]);
  });
  it("are over the unit that is enrolled", () => {
    const criteria = { some: "member_list", where: { attribute: "age", is: "gte", value: 18 } };
    expect(faultsOf({ criteria })).toEqual(["criteria_not_askable /criteria"]);
    expect(faultsOf({ criteria, unit: "household" })).toEqual([]);
  });
});

describe("a programme's law", () => {
  it("is a subset of the enrolment law: any other step is refused, and stays impossible", () => {
    const more = [...law, { from: "deceased" as const, to: ["active" as const] }];
    expect(faultsOf({ law: more })).toContain("step_not_in_law /law/6");
    expect(lawOf({ law: more }).deceased).toEqual([]);
    const resurrects = law.map((line) =>
      line.from === "exited" ? { ...line, to: [...line.to, "active" as const] } : line,
    );
    expect(faultsOf({ law: resurrects })).toEqual(["step_not_in_law /law/5"]);
    expect(lawOf({ law: resurrects }).exited).toEqual(["deceased"]);
  });
  it("takes somebody in", () => {
    expect(faultsOf({ law: law.filter(({ from }) => from !== "start") })).toContain(
      "no_start /law",
    );
  });
  it("never leaves a death out", () => {
    expect(faultsOf({ law: without("suspended", "deceased") })).toEqual(["death_left_out /law"]);
  });
  it("strands nobody in a status that only death ends", () => {
    const stuck = law.map((line) =>
      line.from === "inactive" ? { ...line, to: ["deceased" as const] } : line,
    );
    expect(faultsOf({ law: stuck })).toEqual(["no_way_out /law"]);
  });
  it("has no line for what nobody reaches", () => {
    const more = [...law, { from: "awaiting_renewal" as const, to: ["active" as const] }];
    expect(faultsOf({ law: more })).toContain("status_not_reached /law/6");
  });
  it("is the whole law where nothing is defined", () => {
    expect(lawOf(null)).toEqual(enrolmentTransitions);
    expect([...statusesOf(lawOf(null))].sort()).toEqual([...enrolmentStatuses].sort());
    expect(statusesOf(lawOf({ law })).has("awaiting_renewal")).toBe(false);
  });
});

describe("the rest", () => {
  it("knows the fields it names, and none that stay here", () => {
    const fields = { Person: ["name", "shoe_size"], Enrolment: ["end_reason"] };
    expect(faultsOf({ needs: { fields } })).toEqual([
      "field_not_known /needs/fields/Person",
      "field_not_known /needs/fields/Enrolment",
    ]);
    expect(faultsOf({ shares: { fields: { Planet: ["name"] } } })).toEqual([
      "field_not_known /shares/fields/Planet",
    ]);
  });
  it("says everything in each of its languages", () => {
    expect(faultsOf({ languages: ["en", "ar"] })).toEqual([
      "language_missing /purpose",
      "language_missing /chain/0/text",
    ]);
  });
  it("works on some day, somewhere on earth", () => {
    const days_off = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
    expect(faultsOf({ calendar: { ...calendar, days_off: [...days_off], zone: "Mars" } })).toEqual([
      "zone_not_known /calendar/zone",
      "no_working_day /calendar/days_off",
    ]);
  });
  it("names nothing twice", () => {
    const { clocks, chain } = someDefinition();
    expect(faultsOf({ clocks: [...clocks, ...clocks], chain: [...chain, ...chain] })).toEqual([
      "named_twice /clocks",
      "named_twice /chain",
    ]);
  });
  it("has no window that is over before it begins", () => {
    const days = { from: "2027-03-31", until: "2027-03-01" };
    const rule = { type: "forbids" as const, activity: "work" as const, ...days };
    const text = { en: "-" };
    const one = { code: "rest", text, met_by: "the_person" as const, known_by: text, rule };
    expect(faultsOf({ conditions: [one] })).toEqual(["window_empty /conditions/0/rule"]);
  });
});

describe("while it is being written", () => {
  const { benefit, chain } = someDefinition();
  const begun = {
    ...someDefinition({ calendar: { ...calendar, zone: "Mars" } }),
    benefit: { ...benefit, currency: "", amount: null },
    chain: chain.map((one) => ({ ...one, text: { en: "" } })),
  };
  it("what is empty is named, and what the rest means is checked all the same", () => {
    expect(faultsSoFar(begun).map(({ code, at }) => `${code} ${at}`)).toEqual([
      ...["/benefit/amount", "/benefit/currency", "/chain/0/text/en"].map((at) => `shape ${at}`),
      "zone_not_known /calendar/zone",
    ]);
  });
  it("a window without its end is empty, not wrong", () => {
    const rule = { type: "forbids", activity: "work", from: "2027-01-01", until: "" };
    const text = { en: "-" };
    const one = { code: "rest", text, met_by: "the_person", known_by: text, rule };
    const codes = faultsSoFar({ ...begun, conditions: [one] }).map(({ code }) => code);
    expect(codes).not.toContain("window_empty");
  });
  it.each([undefined, null, 7, "x", [], {}])("%j is faulty, and no crash", (value) => {
    expect(faultsSoFar(value).length).toBeGreaterThan(0);
  });
});
