import { describe, expect, it } from "vitest";
import { stampOf } from "../hlc.ts";
import type { Json } from "../json.ts";
import { recordOutcome, type Said } from "../outcome/recording.ts";
import { addStep, moveStep, openPlan } from "../plan/planning.ts";
import { Office, sha256 } from "../plan/test-plan.ts";
import type { StoredRecord } from "../record.ts";
import { deciding, now, recordWith } from "../test-records.ts";
import { sealOf } from "../rounds/order.ts";
import { promisesOf } from "./promises.ts";
import { draw, recordReview, replyToReview, sealDraw, type ReviewInput } from "./reviewing.ts";
import { lastReview, questionTo, reviewsOf, standingOf } from "./reviews.ts";
import { defaultRhythm, mondayOf, placesThisWeek } from "./rhythm.ts";
import { triggersOf, type ReviewFacts } from "./triggers.ts";

const root = sha256("a plan");
const plan = { title: "", language: "en", template: "", reassess_on: null, data_shared: "" };
const today = new Date(now).toISOString().slice(0, 10);
const later = (days: number) => new Date(now + days * 86_400_000).toISOString();

function office(kind: "sp" | "ess" = "sp") {
  const one = new Office(kind, recordWith(deciding(kind), "Person", { vital_status: "alive" }));
  one.do(openPlan(one.ctx(), one.person, null, plan));
  return one;
}

function step(of: Office, party: string, fields: Record<string, Json> = {}): StoredRecord {
  const who = { party, role: "" };
  const lane = party === "person" ? "person" : "social";
  const given = { what: `a step of ${party}`, who, ...fields };
  const id = of.do(addStep(of.ctx(), of.person, of.book, lane, given));
  const made = of.book.steps.find((one) => one.id === id);
  if (!made) throw new Error("no step");
  return made;
}

/** A reviewer who is not the worker. */
function reviewer(of: Office, minutes?: number) {
  const ctx = of.ctx(minutes);
  return { ...ctx, by: { name: "Ines Moreau", role: "supervisor", system: ctx.self.id } };
}

function seen(of: Office, authors: string[] = ["Leila Haddad"]) {
  const all = [...of.records.values()];
  const reviews = reviewsOf(
    all.filter(({ type }) => type === "Review"),
    all.filter(({ type }) => type === "ReviewReply"),
  );
  return { person: of.person, book: of.book, reviews, authors, root };
}

const input: ReviewInput = {
  root,
  after: null,
  reasons: ["due"],
  checked: [],
  outcome: "approved",
  text: "",
  ask: null,
  answer_by: null,
  began_at: new Date(now).toISOString(),
};
const look = (line: string) =>
  [{ line, how: "evidence_seen", found: "as_recorded" }] satisfies ReviewInput["checked"];

describe("a review", () => {
  it("is nobody's whose hand is in the plan; such a supervisor may only hand it over", () => {
    const sp = office();
    const line = step(sp, "social").key;
    const own = seen(sp, ["Ines Moreau"]);
    const approving = { ...input, checked: look(line) };
    expect(recordReview(reviewer(sp), own, approving)).toMatchObject({ code: "err.review.own" });
    const over = {
      ...input,
      outcome: "handed_over",
      ask: "employment",
      text: "I wrote it.",
    } as const;
    sp.do(recordReview(reviewer(sp), own, over));
    expect(standingOf(lastReview(seen(sp).reviews, "sp.demo"))).toBe("passed_on");
  });

  it("says what was checked before it approves, and only lines that are the plan's, once", () => {
    const sp = office();
    const line = step(sp, "social").key;
    const by = (change: Partial<ReviewInput>) =>
      recordReview(reviewer(sp), seen(sp), { ...input, ...change });
    expect(by({})).toMatchObject({ code: "err.review.nothing_checked" });
    expect(by({ checked: look("sp.demo/other") })).toMatchObject({ fields: ["checked"] });
    expect(by({ checked: [...look(line), ...look(line)] })).toMatchObject({ fields: ["checked"] });
    expect(by({ checked: look(line) })).toMatchObject({ ok: true });
  });

  it("of two supervisors at once is the first one's; the second is told that it was decided", () => {
    const sp = office();
    const line = step(sp, "social").key;
    const before = seen(sp);
    sp.do(recordReview(reviewer(sp), before, { ...input, checked: look(line) }));
    expect(recordReview(reviewer(sp), seen(sp), { ...input, checked: look(line) })).toMatchObject({
      code: "err.decided",
    });
  });

  it("is over the version that was read", () => {
    const sp = office();
    const line = step(sp, "social").key;
    const moved = { ...seen(sp), root: sha256("another") };
    expect(recordReview(reviewer(sp), moved, { ...input, checked: look(line) })).toMatchObject({
      code: "err.stale",
    });
  });

  it("that returns a plan asks an office, with a question and a day; that office answers, and it is looked at again", () => {
    const sp = office();
    step(sp, "social");
    const by = (change: Partial<ReviewInput>) =>
      recordReview(reviewer(sp), seen(sp), { ...input, outcome: "returned", ...change });
    expect(by({})).toMatchObject({ fields: ["ask", "text", "answer_by"] });
    expect(by({ ask: "person", text: "Why?", answer_by: later(5).slice(0, 10) })).toMatchObject({
      fields: ["ask"],
    });
    sp.do(by({ ask: "social", text: "Was the bus card given?", answer_by: later(5).slice(0, 10) }));
    expect(questionTo(seen(sp).reviews, "employment")).toBeNull();
    const asked = questionTo(seen(sp).reviews, "social");
    expect(triggersOf(facts(sp))).toEqual([]);
    const wrong = replyToReview(sp.ctx(), seen(sp), { review: "sp.demo/none", text: "Yes." });
    expect(wrong).toMatchObject({ code: "err.review.not_asked" });
    sp.do(
      replyToReview(sp.ctx(), seen(sp), { review: asked?.key ?? "", text: "Given on Monday." }),
    );
    expect(standingOf(lastReview(seen(sp).reviews, "sp.demo"))).toBe("answered");
    expect(reasons(sp)).toEqual(["answered", "due"]);
  });

  it("that is passed on waits for the other agency's supervisor until that one looked", () => {
    const sp = office();
    const line = step(sp, "social").key;
    const over = { ...input, outcome: "escalated", ask: "employment", text: "Not ours." } as const;
    sp.do(recordReview(reviewer(sp), seen(sp), over));
    const theirs = { ...facts(sp), self: "ess.demo", party: "employment" as const };
    expect(triggersOf(theirs).map(({ why }) => why)).toEqual(["handed_over"]);
    const there = { ...reviewer(sp), self: { id: "ess.demo", kind: "ess" as const } };
    sp.do(recordReview(there, seen(sp), { ...input, checked: look(line) }));
    const looked = { ...facts(sp), self: "ess.demo", party: "employment" as const };
    expect(triggersOf(looked).map(({ why }) => why)).toEqual(["due"]);
  });
});

const recordedAt = (of: Office) => ({
  outcomes: of.about.filter(({ type }) => type === "Outcome"),
  evidence: of.about.filter(({ type }) => type === "Evidence"),
});

/** What became of a step as a whole. */
function record(of: Office, { key }: StoredRecord, day: string, what: Said): void {
  const given = { time: "", day, what, corrects: null, why: "" };
  of.do(recordOutcome(of.ctx(), sha256, of.book, of.byKey(key), recordedAt(of), given));
}

function facts(of: Office, change: Partial<ReviewFacts> = {}): ReviewFacts {
  return {
    self: "sp.demo",
    party: "social",
    book: of.book,
    agreed: null,
    draftRoot: root,
    reviews: seen(of).reviews,
    contacts: [],
    enrolments: [],
    referrals: [],
    recorded: recordedAt(of),
    today,
    drawn: [],
    sameWords: null,
    rhythm: defaultRhythm,
    ...change,
  };
}
const reasons = (of: Office, change: Partial<ReviewFacts> = {}) =>
  triggersOf(facts(of, change)).map(({ why }) => why);

describe("a reason to look", () => {
  it("is a promise that is late, an office's apart from the person's, from the day after", () => {
    const sp = office();
    const ours = step(sp, "provider", { due: "2026-11-30" });
    step(sp, "person", { due: "2026-12-10" });
    step(sp, "social", { due: null });
    expect(triggersOf(facts(sp))).toEqual([
      { why: "promise_late", since: "2026-12-01T00:00:00.000Z", lines: [ours.key] },
      { why: "step_overdue", since: "2026-12-11T00:00:00.000Z", lines: [expect.any(String)] },
    ]);
    const known = { kind: "provider_attendance", source: "list of 23 November" } as const;
    record(sp, ours, "2026-11-23", { said: "happened", known });
    expect(reasons(sp)).toEqual(["step_overdue"]);
  });

  it("is what is said to be done while nothing shows it, and what was written in one go long after", () => {
    const sp = office();
    for (const due of ["2026-10-01", "2026-10-02", "2026-10-03"]) {
      record(sp, step(sp, "person", { due }), due, { said: "happened", known: null });
    }
    expect(reasons(sp).sort()).toEqual(["dated_back", "done_without_evidence"]);
    const board = office();
    const planned = board.do(
      moveStep(board.ctx(), board.person, step(board, "person", { due: today }), "planned"),
    );
    board.do(moveStep(board.ctx(), board.person, board.byId(planned), "done", { evidence: "yes" }));
    expect(reasons(board)).toEqual(["done_without_evidence"]);
  });

  it("is what an office could not do, and somebody whom nobody asked why; a meeting since is asking", () => {
    const sp = office();
    const ours = step(sp, "employment", { due: "2026-11-20" });
    record(sp, ours, "2026-11-20", {
      said: "could_not",
      side: "employment",
      cause: "closed",
      reason: "",
    });
    const theirs = step(sp, "person", { due: "2026-11-20" });
    record(sp, theirs, "2026-11-20", {
      said: "could_not",
      side: "person",
      cause: "not_known",
      reason: "",
    });
    const found = triggersOf(facts(sp));
    expect(found).toMatchObject([
      { why: "cancelled_by_us", lines: [ours.key] },
      { why: "not_asked", lines: [theirs.key] },
    ]);
    expect((found[1]?.since ?? "") > later(6)).toBe(true);
    const met = recordWith(deciding("sp"), "Contact", { outcome: "met", on: "2026-11-21" });
    expect(reasons(sp, { contacts: [met] })).toEqual(["cancelled_by_us"]);
  });

  it("comes again with the next time of a series that nobody recorded, though an earlier one was seen", () => {
    const sp = office();
    const weekly = step(sp, "provider", {
      times: {
        start: "2026-11-16T09:00",
        end: "2026-11-16T11:00",
        zone: "UTC",
        rrule: "FREQ=WEEKLY;COUNT=6",
      },
    });
    expect(triggersOf(facts(sp))[0]).toMatchObject({
      why: "promise_late",
      since: "2026-11-17T00:00:00.000Z",
    });
    sp.do(recordReview(reviewer(sp), seen(sp), { ...input, checked: look(weekly.key) }));
    expect(triggersOf(facts(sp))[0]).toMatchObject({
      why: "promise_late",
      since: "2026-11-24T00:00:00.000Z",
    });
  });

  it("is a change of substance after the sign-off, and a long silence, but no plan that was just agreed", () => {
    const sp = office();
    step(sp, "social");
    const agreed = { root, at: new Date(now).toISOString() };
    const dated = triggersOf(facts(sp, { agreed }));
    expect(dated.map(({ why }) => why)).toEqual(["no_contact", "due"]);
    expect(dated.every(({ since }) => since > later(30))).toBe(true);
    expect(reasons(sp, { agreed: { ...agreed, root: sha256("before") } })).toContain(
      "changed_after_sign_off",
    );
  });

  it("was seen by the review after it; a draw takes the plan whatever else there is", () => {
    const sp = office();
    const line = step(sp, "social", { due: "2026-11-01" }).key;
    expect(reasons(sp)).toEqual(["promise_late"]);
    sp.do(recordReview(reviewer(sp), seen(sp), { ...input, checked: look(line) }));
    expect(reasons(sp)).toEqual(["due"]);
    expect(reasons(sp, { drawn: [later(1)] })).toEqual(["random", "due"]);
  });
});

describe("the draw", () => {
  it("is sealed before and shown after, once a month, and anybody can draw again", () => {
    const ctx = { ...deciding("sp"), tick: stampOf(now, 1) };
    const seed = sha256("seed");
    const sp = office();
    const id = sp.do(sealDraw(ctx, [], { rate_percent: 10, seed }, sha256));
    const sealed = [...sp.records.values()].find((one) => one.id === id);
    if (!sealed) throw new Error("no draw");
    expect(sealed.state.fields["seed_hash"]?.[0]?.v).toBe(sealOf(seed, sha256));
    expect(sealDraw(ctx, [sealed], { rate_percent: 10, seed }, sha256)).toMatchObject({
      code: "err.decided",
    });
    const plans = Array.from({ length: 31 }, (_, nth) => `sp.demo/${nth}`);
    const drawn = draw(ctx, sealed, plans, sha256);
    const again = draw(ctx, sealed, [...plans].reverse(), sha256);
    const listOf = (one: typeof drawn) =>
      one.ok ? one.changes[0]?.after.fields["drawn"]?.[0]?.v : null;
    expect(listOf(drawn)).toHaveLength(4);
    expect(listOf(again)).toEqual(listOf(drawn));
  });
});

it("what was promised stands in two lists, the offices' first, without a score", () => {
  const sp = office();
  step(sp, "employment", { due: "2026-11-01" });
  const card = step(sp, "social", { due: "2026-11-20" });
  record(sp, card, "2026-11-20", {
    said: "happened",
    known: { kind: "service", source: "card 7" },
  });
  step(sp, "person", { due: "2026-12-24" });
  expect(promisesOf(sp.book, recordedAt(sp), "2026-11-24")).toMatchObject({
    ours: [
      { by: "employment", state: "late", day: "2026-11-01", happened: 0, due: 1 },
      { by: "social", state: "happened", evidence: [{ kind: "service", source: "card 7" }] },
    ],
    person: [{ by: "person", state: "ahead", due: 0 }],
  });
});

it("the queue is as long as the reviewers' week, which begins on Monday", () => {
  expect(placesThisWeek({ ...defaultRhythm, hours_per_week: 2, minutes_each: 25 }, 1)).toBe(3);
  expect(placesThisWeek(defaultRhythm, 100)).toBe(0);
  expect(mondayOf("2026-11-29")).toBe("2026-11-23");
  expect(mondayOf("2026-11-23")).toBe("2026-11-23");
});
