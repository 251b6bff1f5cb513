import { describe, expect, it } from "vitest";
import { checkPlan } from "../../conflicts/check.ts";
import { readPlan } from "../../conflicts/reading.ts";
import type { Json } from "../../json.ts";
import type { StoredRecord } from "../../record.ts";
import { someDefinition } from "../../programme/test-definition.ts";
import { deciding, recordWith } from "../../test-records.ts";
import { addStep } from "../planning.ts";
import { addHiddenStep } from "../hidden.ts";
import { hiding, person, sha256, twoOffices, carry, type Office } from "../test-plan.ts";
import { checkHousehold } from "./checking.ts";
import { factsOf } from "./facts-of.ts";
import type { PlannedHousehold } from "./household.ts";
import { programmeFacts } from "./programme-facts.ts";

const today = "2026-11-25";
const zone = "Europe/Paris";

function householdOf(office: Office, more: Partial<PlannedHousehold> = {}): PlannedHousehold {
  return {
    members: [{ person: office.person, book: office.book, answers: [] }],
    enrolments: [],
    programmes: new Map(),
    services: new Map(),
    person: office.person.key,
    office: office.kind,
    kindOf: (system) => (system.startsWith("sp") ? "sp" : "ess"),
    today,
    zone,
    ...more,
  };
}

const at = (day: string, from: string, to: string): Json => ({
  start: `${day}T${from}`,
  end: `${day}T${to}`,
  zone,
});

function add(office: Office, lane: "social" | "employment", fields: Record<string, Json>): string {
  return office.do(addStep(office.ctx(), office.person, office.book, lane, fields));
}

function kindsOf(household: PlannedHousehold): string[] {
  const checked = checkHousehold(household, sha256);
  return (checked?.conflicts ?? []).map(({ kind, certainty }) => `${kind} ${certainty}`);
}

function enrolment(fields: Record<string, Json>): StoredRecord {
  return recordWith(deciding("sp"), "Enrolment", {
    programme: { id: "sp.demo/p", name: "Cash support" },
    enrolment_date: "2025-01-01",
    ...fields,
  });
}

describe("a stored plan", () => {
  it("is read as facts that the check takes, whatever its times and rules say", () => {
    const { sp } = twoOffices();
    const odd = [
      { start: "2026-02-31T09:00", end: "2026-02-31T10:00", zone },
      { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Mars/Base" },
      { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone, rrule: "FREQ=NEVER" },
      { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone, rrule: "FREQ=WEEKLY;BYDAY=MO" },
    ];
    for (const times of odd) {
      const made = addStep(sp.ctx(), sp.person, sp.book, "social", { what: "A", times });
      if (made.ok) sp.do(made);
    }
    add(sp, "social", { what: "No day at all" });
    add(sp, "social", { what: "Due before today", due: "2026-11-01" });
    expect(checkHousehold(householdOf(sp), sha256)).not.toBeNull();
  });

  it("is checked whatever days its people and enrolments were given, old ones and none", () => {
    for (const day of ["1931-05-06", "1990-02-31", "", "2026-11-25"]) {
      const { sp } = twoOffices();
      add(sp, "social", { what: "Visit", times: at("2026-12-01", "09:00", "10:00") });
      add(sp, "social", { what: "Group", times: at("2026-12-01", "09:30", "10:00") });
      const old = { ...person({ birth_date: day, death_date: day }), key: "sp.demo/old" };
      const members = [
        { person: sp.person, book: sp.book, answers: [] },
        { person: old, book: null, answers: [] },
      ];
      const one = enrolment({
        person: sp.person.key,
        status: "active",
        effective_date: day,
        enrolment_date: day,
      });
      expect(kindsOf(householdOf(sp, { members, enrolments: [one] }))).toEqual([
        "time-overlap cannot-both",
      ]);
    }
  });

  it("with no time has no clash, and what hangs on its day cannot be told", () => {
    const { sp } = twoOffices();
    const first = sp.byId(add(sp, "social", { what: "Childcare place" }));
    add(sp, "social", {
      what: "Course",
      after: first.key,
      times: at("2026-12-01", "09:00", "12:00"),
    });
    expect(kindsOf(householdOf(sp))).toEqual(["prerequisite cannot-tell"]);
  });

  it("that repeats every week does so, though nobody wrote a rule", () => {
    const { sp } = twoOffices();
    add(sp, "social", {
      what: "Group",
      repeats: "weekly",
      times: at("2026-12-01", "09:00", "12:00"),
    });
    add(sp, "social", { what: "Visit", times: at("2026-12-15", "11:00", "12:00") });
    expect(kindsOf(householdOf(sp))).toEqual(["time-overlap cannot-both"]);
  });

  it("of one adult clashes with a step of another that both take part in", () => {
    const { sp } = twoOffices();
    const other = {
      ...person({ name: { given_name: "Omar", surname: "D" } }),
      key: "sp.demo/omar",
    };
    add(sp, "social", {
      what: "Talk",
      with_member: other.key,
      times: at("2026-12-01", "09:00", "10:00"),
    });
    const theirs = twoOffices(other).sp;
    add(theirs, "social", { what: "Shift", times: at("2026-12-01", "09:30", "12:00") });
    const members = [
      { person: sp.person, book: sp.book, answers: [] },
      { person: other, book: theirs.book, answers: [] },
    ];
    expect(kindsOf(householdOf(sp, { members }))).toContain("time-overlap cannot-both");
  });

  it("has a step under an enrolment that is suspended", () => {
    const { sp } = twoOffices();
    const one = enrolment({
      person: sp.person.key,
      status: "suspended",
      effective_date: "2026-11-01",
    });
    add(sp, "social", {
      what: "Meeting",
      enrolment: one.key,
      times: at("2026-12-01", "09:00", "10:00"),
    });
    const household = householdOf(sp, { enrolments: [one] });
    const checked = checkHousehold(household, sha256);
    expect(checked?.conflicts).toMatchObject([
      { kind: "ended-enrolment", keeper: "rule_owner", ruleOwner: "sp" },
    ]);
  });

  it("and the programme's rule: what the job does to the benefit, decided by its net effect", () => {
    const { sp } = twoOffices();
    const one = enrolment({ person: sp.person.key, status: "active" });
    const definition = someDefinition();
    const { currency, limit } = definition.benefit;
    const amount = (limit?.amount ?? 0) + 1;
    add(sp, "employment", {
      what: "Kitchen job",
      activity: "work",
      from: "2026-12-01",
      until: "2027-02-28",
      earnings: { amount, currency },
    });
    const rules = programmeFacts(definition, one.key, "en");
    const household = householdOf(sp, {
      enrolments: [one],
      programmes: new Map([[one.key, rules]]),
    });
    const read = readPlan(factsOf(household).facts);
    if (!read.ok) throw new Error(read.fault.code);
    const { conflicts, notes } = checkPlan(read.value);
    const told = [...conflicts.map(({ kind }) => kind), ...notes.map(({ code }) => code)];
    expect(told.some((code) => code === "benefit-threshold" || code === "you-keep")).toBe(true);
  });

  it("of the other office's protected step tells a time, and nothing in it counts", () => {
    const { sp, ess } = twoOffices();
    const hidden = { what: "Shelter", service: "x", times: at("2026-12-01", "09:00", "10:00") };
    sp.do(addHiddenStep(sp.ctx(), hiding, sp.person, sp.book, "social", hidden));
    carry(sp, ess);
    add(ess, "employment", {
      what: "Job",
      service: "x",
      times: at("2026-12-01", "09:30", "11:00"),
    });
    const { facts } = factsOf(householdOf(ess));
    expect(JSON.stringify(facts)).not.toContain("Shelter");
    expect(kindsOf(householdOf(ess))).toEqual(["time-overlap cannot-both"]);
  });
});
