import { describe, expect, it } from "vitest";
import type { Change } from "../change.ts";
import { isValid } from "../editing.ts";
import type { Json } from "../json.ts";
import { valueOf, type StoredRecord } from "../record.ts";
import { fieldSpec } from "../records/tables.ts";
import { after, deciding, now, recordWith } from "../test-records.ts";
import { confirmAnswer, giveAnswer, standingOf, type AnswerBook } from "./answering.ts";
import { askedBy, questionCodes, questionOf, type AnswerKind } from "./catalogue.ts";

const sp = deciding("sp");
const ess = deciding("ess", now + 60_000);
const fresh = (fields: Record<string, Json> = {}): AnswerBook => ({
  person: recordWith(sp, "Person", { birth_date: "1992-02-01", ...fields }),
  answers: [],
});
const partners = ["ess.demo"];

function taken(book: AnswerBook, changes: readonly Change[]): AnswerBook {
  let next = book;
  for (const change of changes) {
    const record: StoredRecord = after(change);
    if (record.id === book.person.id) next = { ...next, person: record };
    if (record.type !== "Answer") continue;
    const others = next.answers.filter(({ id }) => id !== record.id);
    next = { ...next, answers: [...others, record] };
  }
  return next;
}
type GivenChanges = ReturnType<typeof giveAnswer> | ReturnType<typeof confirmAnswer>;
function said(book: AnswerBook, given: GivenChanges): AnswerBook {
  if (!given.ok) throw new Error(given.code);
  return taken(book, given.changes);
}
const hours = { days: ["MO", "TU"], from: "07:30", to: "09:00" };
const others = [{ who: "Grandmother", hours: { days: ["MO"], from: "08:00", to: "12:00" } }];
const careTime = { who: "Sara", hours, begins: null, ends: "2027-06-30", others };
const sample = (answer: AnswerKind): Json => {
  switch (answer.kind) {
    case "text":
      return "in the morning";
    case "yes_no":
      return false;
    case "number":
      return answer.max;
    case "one":
      return answer.options[0] ?? "";
    case "some":
      return [...answer.options];
    case "care":
      return [careTime];
    case "papers":
      return [{ paper: "driving_licence", until: "2027-03-01" }];
    case "money":
      return { amount: 40, currency: "MRV" };
  }
};

describe("the catalogue", () => {
  it.each(questionCodes)("%s is asked by somebody, and its answer can be kept", (code) => {
    const question = questionOf(code);
    expect(question?.asked.length).toBeGreaterThan(0);
    const value = sample(question?.answer ?? { kind: "text" });
    const place = question?.field ?? (question?.isPrivate ? "private_value" : "value");
    const type = question?.field === undefined ? "Answer" : "Person";
    expect(isValid(type, place, value)).toBe(true);
  });
  it("keeps what is private in a field that leaves by its own name only", () => {
    expect(fieldSpec("Answer", "private_value")?.sensitivity).toBe("sensitive");
  });
  it("is an office's sector and what its programmes add, and nothing else", () => {
    expect(askedBy("sp").has("work_clothes")).toBe(false);
    expect(askedBy("sp", ["work_clothes", "made_up"]).has("work_clothes")).toBe(true);
    expect([...askedBy("sp", ["made_up"])]).toEqual([...askedBy("sp")]);
  });
});

describe("an answer", () => {
  it.each(questionCodes)("to %s shows with who wrote it and when, to either office", (code) => {
    const book = fresh();
    expect(standingOf(book, code).state).toBe("open");
    const value = sample(questionOf(code)?.answer ?? { kind: "text" });
    const answered = said(book, giveAnswer(sp, book, partners, { question: code, value }));
    const { state, version, repeats } = standingOf(answered, code);
    expect([state, version?.v, version?.o, repeats]).toEqual(["answered", value, "sp.demo", 0]);
  });

  it.each([
    ["own_goal", ""],
    ["own_goal", 3],
    ["hours_a_week", 61],
    ["hours_a_week", -1],
    ["who_else_cares", "the moon"],
    ["times_of_day", []],
    ["times_of_day", ["mornings", "never"]],
    ["papers_missing", "yes"],
    ["made_up", "x"],
    ["__proto__", "x"],
  ])("is refused to %s as %j", (question, value) => {
    const given = giveAnswer(sp, fresh(), partners, { question, value });
    expect(given).toMatchObject({ ok: false, code: "err.bad_input" });
  });

  it("that was there and was not looked at was asked twice, and is counted", () => {
    const first = said(fresh(), giveAnswer(sp, fresh(), partners, words("x")));
    const seen = standingOf(first, "work_wish").version?.h ?? "";
    const looked = said(first, giveAnswer(ess, first, ["sp.demo"], { ...words("y"), seen }));
    expect(standingOf(looked, "work_wish")).toMatchObject({ value: "y", repeats: 0 });
    const twice = said(looked, giveAnswer(ess, looked, ["sp.demo"], words("y")));
    expect(standingOf(twice, "work_wish")).toMatchObject({ value: "y", repeats: 1 });
    const stale = giveAnswer(ess, twice, ["sp.demo"], { ...words("z"), seen });
    expect(stale).toMatchObject({ ok: false, code: "err.stale" });
  });

  it("that stands in an attribute is counted the same way", () => {
    const book = fresh({ care_hours: "Mondays" });
    const given = { question: "care_hours", value: "Tuesdays" };
    const twice = said(book, giveAnswer(sp, book, partners, given));
    expect(standingOf(twice, "care_hours")).toMatchObject({ value: "Tuesdays", repeats: 1 });
  });

  it("is confirmed without being asked, once a day", () => {
    const book = said(fresh(), giveAnswer(sp, fresh(), partners, words("x")));
    const confirmed = said(book, confirmAnswer(ess, book, "work_wish"));
    expect(standingOf(confirmed, "work_wish").confirmed_on).toBe(ess.nowIso.slice(0, 10));
    expect(confirmAnswer(ess, confirmed, "work_wish")).toEqual({ ok: true, changes: [] });
    expect(confirmAnswer(ess, confirmed, "own_goal")).toMatchObject({ code: "err.bad_input" });
  });

  it("begun by both offices while they were apart is one question, and the later word shows", () => {
    const ours = said(fresh(), giveAnswer(sp, fresh(), partners, words("baker")));
    const theirs = said(fresh(), giveAnswer(ess, fresh(), ["sp.demo"], words("cook")));
    const both = { ...ours, answers: [...ours.answers, ...theirs.answers] };
    const swapped = { ...ours, answers: both.answers.toReversed() };
    expect(standingOf(both, "work_wish").value).toBe("cook");
    expect(standingOf(swapped, "work_wish")).toEqual(standingOf(both, "work_wish"));
  });

  it("whose value was not shared is kept there, and not open", () => {
    const book = said(fresh(), giveAnswer(sp, fresh(), partners, told));
    const cut = book.answers.map((one) => {
      const { private_value: _, ...fields } = one.state.fields;
      return { ...one, state: { ...one.state, fields } };
    });
    expect(standingOf({ ...book, answers: cut }, "health_told").state).toBe("kept");
    expect(valueOf(book.answers[0]?.state ?? { fields: {}, sets: {} }, "value")).toBeUndefined();
  });
});
const words = (value: string) => ({ question: "work_wish", value });
const told = { question: "health_told", value: "a bad back" };
