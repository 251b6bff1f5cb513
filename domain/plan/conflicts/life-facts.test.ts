import { describe, expect, it } from "vitest";
import { giveAnswer } from "../../assessment/answering.ts";
import type { Json } from "../../json.ts";
import type { StoredRecord } from "../../record.ts";
import { after } from "../../test-records.ts";
import { privateKinds, type PrivateKind } from "../../records/plan-values.ts";
import { addKeepAway, addUnavailable } from "../hidden.ts";
import { addStep } from "../planning.ts";
import { carry, hiding, person, sha256, twoOffices, type Office } from "../test-plan.ts";
import { checkHousehold } from "./checking.ts";
import type { KnownService, PlannedHousehold } from "./household.ts";

const zone = "Europe/Paris";
const at = (day: string, from: string, to: string): Json => ({
  start: `${day}T${from}`,
  end: `${day}T${to}`,
  zone,
});
const hours = (from: string, to: string, days = ["MO", "TU", "WE", "TH", "FR"]): Json => ({
  days,
  from,
  to,
});

/** An office's plan and what its person said. */
class Told {
  readonly office: Office = twoOffices().sp;
  answers: StoredRecord[] = [];

  says(question: string, value: Json): this {
    const book = { person: this.office.person, answers: this.answers };
    const given = giveAnswer(this.office.ctx(), book, [], { question, value, seen: "" });
    if (!given.ok) throw new Error(`${question}: ${given.code}`);
    const records = given.changes.map(after);
    const now = new Set(records.map(({ id }) => id));
    this.answers = [...this.answers.filter(({ id }) => !now.has(id)), ...records];
    return this;
  }

  step(fields: Record<string, Json>, lane: "social" | "employment" = "employment"): this {
    const { office } = this;
    office.do(addStep(office.ctx(), office.person, office.book, lane, fields));
    return this;
  }

  household(others: PlannedHousehold["members"] = []): PlannedHousehold {
    const { office, answers } = this;
    return {
      members: [{ person: office.person, book: office.book, answers }, ...others],
      enrolments: [],
      programmes: new Map(),
      services: new Map(),
      person: office.person.key,
      office: "sp",
      kindOf: () => "sp",
      today: "2026-11-25",
      zone,
    };
  }

  found(others: PlannedHousehold["members"] = []): string[] {
    const checked = checkHousehold(this.household(others), sha256);
    if (!checked) throw new Error("not read");
    return checked.conflicts.map(({ kind, certainty, reasons }) =>
      [kind, certainty, reasons[0]?.code].join(" "),
    );
  }
}

const told = () => new Told();
const course = { what: "Course", times: at("2026-12-01", "08:00", "12:00") };
const sara = (change: Record<string, Json> = {}): Json => [
  { who: "Sara", hours: hours("07:00", "09:00"), begins: null, ends: null, others: [], ...change },
];

describe("hours of care that were told", () => {
  it("are uncovered while a step takes the person away, and nobody else is there", () => {
    expect(told().says("care_times", sara()).step(course).found()).toEqual([
      "care-uncovered cannot-both uncovered",
    ]);
  });

  it("are covered by whoever else was named, at their hours and no others", () => {
    const by = (from: string, to: string) =>
      sara({ others: [{ who: "Grandmother", hours: hours(from, to) }] });
    expect(told().says("care_times", by("07:00", "09:00")).step(course).found()).toEqual([]);
    expect(told().says("care_times", by("07:00", "08:30")).step(course).found()).toHaveLength(1);
  });

  it("count on other days, in other months, and after the end, only if they were told so", () => {
    for (const free of [
      { hours: hours("07:00", "09:00", ["SA"]) },
      { begins: "2026-12-02" },
      { ends: "2026-11-30" },
      { ends: "2026-11-01" },
    ]) {
      expect(told().says("care_times", sara(free)).step(course).found()).toEqual([]);
    }
    expect(
      told()
        .says("care_times", sara({ ends: "2026-12-01" }))
        .step(course)
        .found(),
    ).toHaveLength(1);
  });

  it("go on past midnight, and a step in the night takes the person away", () => {
    const nights = sara({ hours: hours("22:00", "06:00", ["MO"]) });
    const shift = { what: "Shift", times: at("2026-12-01", "04:00", "08:00") };
    expect(told().says("care_times", nights).step(shift).found()).toHaveLength(1);
  });

  it("are covered by a member of the household until a step of theirs takes them away too", () => {
    const named = sara({ others: [{ who: "omar", hours: hours("07:00", "09:00") }] });
    const omar = {
      ...person({ name: { given_name: "Omar", surname: "Diallo" } }),
      key: "sp.demo/omar",
    };
    const plan = twoOffices(omar).sp;
    const member = () => ({ person: omar, book: plan.book, answers: [] });
    const both = () => told().says("care_times", named).step(course);
    expect(both().found([member()])).toEqual([]);
    const visit = { what: "Visit", times: at("2026-12-01", "08:30", "09:30") };
    plan.do(addStep(plan.ctx(), plan.person, plan.book, "social", visit));
    expect(both().found([member()])).toEqual(["care-uncovered cannot-both uncovered"]);
  });

  it("of somebody who is at the step are covered by that", () => {
    const child = {
      ...person({ name: { given_name: "Sara", surname: "Diallo" } }),
      key: "sp.demo/sara",
    };
    const others = [{ person: child, book: null, answers: [] }];
    const visit = { ...course, with_member: child.key };
    expect(told().says("care_times", sara()).step(visit).found(others)).toEqual([]);
  });
});

describe("hours a week that the person can give", () => {
  it("are the limit, to the hour", () => {
    const job = (hours_per_week: number) => ({
      what: "Job",
      from: "2026-12-07",
      until: "2026-12-20",
      hours_per_week,
    });
    expect(told().says("hours_a_week", 20).step(job(20)).found()).toEqual([]);
    expect(told().says("hours_a_week", 20).step(job(21)).found()).toEqual([
      "weekly-load would-cost load",
    ]);
    expect(told().step(job(60)).found()).toEqual([]);
  });
});

describe("papers that a step asks for", () => {
  const lorry = {
    what: "Driving",
    from: "2026-12-01",
    until: "2027-03-31",
    permits: ["driving_licence"],
  };
  const has = (paper: string, until: string | null): Json => [{ paper, until }];
  it("must hold on every day of it", () => {
    expect(told().says("papers", has("driving_licence", null)).step(lorry).found()).toEqual([]);
    expect(told().says("papers", has("driving_licence", "2027-03-31")).step(lorry).found()).toEqual(
      [],
    );
    expect(told().says("papers", has("driving_licence", "2027-03-30")).step(lorry).found()).toEqual(
      ["permission cannot-both permit-not-valid"],
    );
    expect(told().says("papers", has("work_permit", null)).step(lorry).found()).toEqual([
      "permission cannot-both permit-missing",
    ]);
  });

  it("of somebody nobody asked are not known, and that is said", () => {
    expect(told().step(lorry).found()).toEqual(["permission cannot-tell permit-unknown"]);
  });
});

describe("what a step costs", () => {
  const cost = (change: Record<string, Json> = {}): Record<string, Json> => ({
    ...course,
    costs: [
      {
        kind: "fare",
        amount: 30,
        currency: "MRV",
        each: false,
        paid_by: "person",
        back_on: null,
        ...change,
      },
    ],
  });
  const money: Json = { amount: 40, currency: "MRV" };
  it("is laid out from what there is, and is too much by the first unit more", () => {
    expect(
      told()
        .says("money_at_hand", money)
        .step(cost({ amount: 40 }))
        .found(),
    ).toEqual([]);
    expect(
      told()
        .says("money_at_hand", money)
        .step(cost({ amount: 41 }))
        .found(),
    ).toEqual(["cost would-cost cost-short"]);
  });

  it("is paid each time, unless an office pays at once", () => {
    const weekly = { start: "2026-12-01T08:00", end: "2026-12-01T12:00", zone };
    const each = (paid_by: string) => ({
      ...cost({ each: true, paid_by }),
      times: { ...weekly, rrule: "FREQ=WEEKLY;COUNT=2" },
    });
    expect(told().says("money_at_hand", money).step(each("person")).found()).toHaveLength(1);
    expect(told().says("money_at_hand", money).step(each("office")).found()).toEqual([]);
  });

  it("that is given back before the next is due is there again", () => {
    const back = (back_on: string) =>
      told()
        .says("money_at_hand", money)
        .step(cost({ back_on }))
        .step({ ...cost(), what: "Second", times: at("2026-12-15", "08:00", "12:00") })
        .found();
    expect(back("2026-12-15")).toEqual([]);
    expect(back("2026-12-16")).toHaveLength(1);
  });

  it("is not known to be affordable when nobody said what there is", () => {
    expect(told().step(cost()).found()).toEqual(["cost cannot-tell cost-unknown"]);
  });
});

describe("what is noted privately", () => {
  const days = (from: string, after: string): Json => ({
    start: `${from}T00:00`,
    end: `${after}T00:00`,
    zone,
  });
  const noted = (kind: PrivateKind, times: Json, fields: Record<string, Json> = course) => {
    const one = told().step(fields);
    const { office } = one;
    office.do(addUnavailable(office.ctx(), hiding, office.person, office.book, { times, kind }));
    return one;
  };
  const away = (place: string, whom: string, fields: Record<string, Json>) => {
    const one = told().step(fields);
    const { office } = one;
    office.do(addKeepAway(office.ctx(), office.person, office.book, { place, person: whom }));
    return one;
  };

  it("as days that the law protects keeps other steps off, to the day, and nobody keeps both", () => {
    const birth = noted("birth", days("2026-11-30", "2026-12-02"));
    expect(birth.found()).toEqual(["protected-time cannot-both protected-birth"]);
    const checked = checkHousehold(birth.household(), sha256);
    expect(checked?.conflicts).toMatchObject([{ keeper: "nobody", isUnavailable: true }]);
    expect(noted("birth", days("2026-11-30", "2026-12-01")).found()).toEqual([]);
    expect(noted("birth", days("2026-12-02", "2026-12-30")).found()).toEqual([]);
    const job = { what: "Job", from: "2026-11-26", until: "2027-01-31" };
    expect(noted("pregnancy", days("2027-01-31", "2027-02-01"), job).found()).toHaveLength(1);
  });

  it("as hours of the law's is a time like any other, which nobody keeps", () => {
    const court = noted("court", at("2026-12-01", "11:00", "12:00"));
    expect(court.found()).toEqual(["time-overlap cannot-both overlap"]);
    expect(checkHousehold(court.household(), sha256)?.conflicts).toMatchObject([
      { keeper: "nobody", isUnavailable: true },
    ]);
    const own = noted("other", at("2026-12-01", "11:00", "12:00"));
    expect(checkHousehold(own.household(), sha256)?.conflicts).toMatchObject([
      { keeper: "office" },
    ]);
  });

  it("as a place or a person to keep away from makes a step there not suitable, and says no more", () => {
    const there = { ...course, where: "Workshop, 2  Dyers' Street" };
    const unsafe = away("dyers' street", "", there);
    expect(unsafe.found()).toEqual(["unsafe cannot-both not-suitable"]);
    const checked = checkHousehold(unsafe.household(), sha256);
    expect(JSON.stringify(checked?.conflicts.map(({ reasons }) => reasons))).not.toMatch(/dyers/i);
    expect(checked?.conflicts).toMatchObject([{ keeper: "nobody" }]);
    expect(away("harbour", "", there).found()).toEqual([]);
    const who = { party: "provider", role: "Karl Meyer, foreman" };
    expect(away("", "karl meyer", { ...course, who }).found()).toHaveLength(1);
    expect(away("", "karla", { ...course, who }).found()).toEqual([]);
  });

  it("is one and the same at the other office, whatever it is", () => {
    const kinds = [...privateKinds].map((kind) => {
      const { sp, ess } = twoOffices();
      const times = days("2026-11-30", "2026-12-02");
      sp.do(addUnavailable(sp.ctx(), hiding, sp.person, sp.book, { times, kind }));
      sp.do(addStep(sp.ctx(), sp.person, sp.book, "social", course));
      carry(sp, ess);
      const member = { person: ess.person, book: ess.book, answers: [] };
      const household = { ...told().household(), members: [member], person: ess.person.key };
      const checked = checkHousehold({ ...household, office: "ess" }, sha256);
      const [cover] = ess.book.unavailable;
      return JSON.stringify([
        checked?.conflicts.map(({ kind: found, on, certainty, keeper, isUnavailable, reasons }) => [
          found,
          on,
          certainty,
          keeper,
          isUnavailable,
          reasons.map(({ code }) => code),
        ]),
        Object.keys(cover?.state.fields ?? {}).sort(),
        sp.done.filter(({ record }) => record.type !== "PrivateStep").length,
      ]);
    });
    expect(new Set(kinds).size).toBe(1);
    expect(kinds[0]).toContain("time-overlap");
  });
});

describe("a service of the directory", () => {
  const workshop = (change: Partial<KnownService> = {}): KnownService => ({
    name: "Workshop",
    capacity: 2,
    taken_elsewhere: 1,
    taken: [],
    hours: [{ days: ["MO", "TU"], from: "08:00", to: "12:00" }],
    zone,
    languages: [],
    valid_from: null,
    valid_until: null,
    ...change,
  });
  const at_it = (change: Partial<KnownService>, fields: Record<string, Json> = {}) => {
    const one = told().step({ ...course, service: "workshop", ...fields });
    const services = new Map([["workshop", workshop(change)]]);
    const checked = checkHousehold({ ...one.household(), services }, sha256);
    return checked?.conflicts.map(({ kind, certainty, on }) => `${kind} ${certainty} ${on.length}`);
  };

  it("has a place until others took the last, on these days and no others", () => {
    expect(at_it({})).toEqual([]);
    expect(at_it({ taken_elsewhere: 2 })).toEqual(["capacity cannot-both 1"]);
    const taken = (from: string | null, until: string | null) =>
      at_it({ taken: [{ from, until }] });
    expect(taken("2026-12-01", "2026-12-01")).toEqual(["capacity cannot-both 1"]);
    expect(taken(null, null)).toEqual(["capacity cannot-both 1"]);
    expect(taken("2026-12-02", null)).toEqual([]);
    expect(taken(null, "2026-11-30")).toEqual([]);
    expect(at_it({ capacity: null, taken_elsewhere: 100 })).toEqual([]);
  });

  it("is full when the last place goes in the middle of a step", () => {
    const long = { from: "2026-12-01", until: "2027-02-01", times: null };
    const taken = [{ from: "2027-01-10", until: null }];
    expect(at_it({ taken }, long)).toEqual(["capacity cannot-both 1"]);
  });

  it("is closed outside its hours and days, and open to the minute", () => {
    const times = (from: string, to: string, day = "2026-12-01") => ({ times: at(day, from, to) });
    expect(at_it({}, times("11:00", "12:00"))).toEqual([]);
    expect(at_it({}, times("11:00", "12:01"))).toEqual(["calendar cannot-both 1"]);
    expect(at_it({}, times("07:59", "09:00"))).toEqual(["calendar cannot-both 1"]);
    expect(at_it({}, times("09:00", "10:00", "2026-12-02"))).toEqual(["calendar cannot-both 1"]);
    expect(at_it({ hours: [] }, times("03:00", "04:00"))).toEqual([]);
    expect(at_it({ valid_until: "2026-11-30" })).toEqual(["calendar cannot-both 1"]);
    expect(at_it({ valid_until: "2026-12-01" })).toEqual([]);
    expect(at_it({ valid_from: "2026-12-02" })).toEqual(["calendar cannot-both 1"]);
  });

  it("in a language nobody said the person speaks is asked about", () => {
    expect(at_it({ languages: ["ur"] })).toEqual(["access cannot-tell 1"]);
  });
});
