/**
 * Why a plan is worth a look, each from the moment at which it begins: overdue and due begin by the
 * date alone, so their moment may lie ahead and nobody has to wake for it. A reason that began before
 * the last approving review was seen by it (case.md, Review). Facts about the offices' promises, no
 * judgement of anybody.
 */
import { stampMs } from "../hlc.ts";
import {
  isPlanClosed,
  isWithdrawnLine,
  linesOf,
  stepState,
  type PlanBook,
} from "../plan/plan-law.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { Party } from "../records/plan-values.ts";
import type { ReviewReason } from "../records/review-records.ts";
import type { SystemId } from "../records/field.ts";
import { referralTurn } from "../referral-turn.ts";
import { lastReview, standingOf, type ReviewMade } from "./reviews.ts";
import type { Rhythm } from "./rhythm.ts";

const day_ms = 24 * 60 * 60_000;
/** Steps set to done within so short a time, and so long after their day, were written in one go. */
const bulk_ms = 10 * 60_000;
const bulk_lines_min = 3;
const bulk_days_after_min = 14;

/** A reason, the instant from which it holds (ISO), and the lines it is about. */
export interface Trigger {
  why: ReviewReason;
  since: string;
  lines: string[];
}

export interface ReviewFacts {
  self: SystemId;
  party: Party;
  book: PlanBook;
  /** What was agreed last, and when; null: nothing. */
  agreed: { root: string; at: string } | null;
  draftRoot: string;
  reviews: readonly ReviewMade[];
  contacts: readonly StoredRecord[];
  enrolments: readonly StoredRecord[];
  referrals: readonly StoredRecord[];
  /** Draws that took this plan, when they were drawn. */
  drawn: readonly string[];
  /** When the same free text was found in other people's plans too; null: it was not. */
  sameWords: string | null;
  rhythm: Rhythm;
}

/** Every reason that stands now or will by the date alone, each kind once, with its first moment. */
export function triggersOf(facts: ReviewFacts): Trigger[] {
  const last = lastReview(facts.reviews, facts.self);
  const seen = last?.at ?? "";
  const standing = standingOf(last);
  const passed = passedOnTo(facts);
  // While an office owes an answer the plan waits for that, and for nothing else.
  if (standing === "asked") return [];
  const found = isPlanClosed(facts.book)
    ? [closed(facts)]
    : [...rules.flatMap((rule) => rule(facts)), ...dueFrom(facts, seen)];
  const answered = standing === "answered" ? [answeredSince(last)] : [];
  const fresh = found.filter(({ since }) => since > seen);
  return [...answered, ...passed, ...fresh].sort((a, b) => (a.since < b.since ? -1 : 1));
}

function answeredSince(last: ReviewMade | null): Trigger {
  return { why: "answered", since: textOf(last?.replies[0]?.state ?? empty, "at"), lines: [] };
}
const empty = { fields: {}, sets: {} };

/** What the other agency's supervisor passed on to ours, and ours has not looked at since. */
function passedOnTo({ reviews, self, party }: ReviewFacts): Trigger[] {
  const ours = lastReview(reviews, self)?.at ?? "";
  return reviews
    .filter(({ system, ask, at }) => system !== self && ask === party && at > ours)
    .filter((one) => standingOf(one) === "passed_on" && lastReview(reviews, one.system) === one)
    .map(({ at }): Trigger => ({ why: "handed_over", since: at, lines: [] }));
}

type Rule = (facts: ReviewFacts) => Trigger[];

/** Which facts of an open plan are a reason; one entry a reason. */
const rules: readonly Rule[] = [
  supportEnded,
  promiseLate,
  stepOverdue,
  changedAfterSignOff,
  doneWithoutEvidence,
  datedBack,
  noContact,
  referralUnanswered,
  ({ drawn }) => once("random", [...drawn].sort().at(-1) ?? "", []),
  ({ sameWords }) => once("same_words", sameWords ?? "", []),
];

function once(why: ReviewReason, since: string, lines: string[]): Trigger[] {
  return since === "" ? [] : [{ why, since, lines }];
}

/** Every closure is looked at once. */
function closed({ book }: ReviewFacts): Trigger {
  return { why: "plan_closed", since: whenWritten(book.plan, "state"), lines: [] };
}

/** A suspension or an ending of support since the plan began. */
function supportEnded({ book, enrolments }: ReviewFacts): Trigger[] {
  const opened = textOf(book.plan.state, "opened_on");
  const ended = enrolments
    .filter(({ state }) => ["suspended", "inactive"].includes(textOf(state, "status")))
    .map((one) => whenWritten(one, "status"))
    .filter((at) => at >= opened);
  return once("support_ended", ended.sort().at(-1) ?? "", []);
}

/** Steps that run and whose day is over: the offices' and the providers' promises apart from the person's. */
function promiseLate(facts: ReviewFacts): Trigger[] {
  return late(facts, "promise_late", (party) => party !== "person");
}
function stepOverdue(facts: ReviewFacts): Trigger[] {
  return late(facts, "step_overdue", (party) => party === "person");
}

function late(
  { book }: ReviewFacts,
  why: ReviewReason,
  isMeant: (party: string) => boolean,
): Trigger[] {
  const open = stepsOf(book).filter(
    (step) => !["done", "stopped"].includes(stepState(step)) && isMeant(promiserOf(step)),
  );
  const byDay = open.flatMap((step) => {
    const day = lastDayOf(step);
    return day === "" ? [] : [{ key: step.key, since: dayAfter(day) }];
  });
  const first = byDay.map(({ since }) => since).sort()[0];
  if (first === undefined) return [];
  return [{ why, since: first, lines: byDay.map(({ key }) => key) }];
}

/** The substance is another than what was signed. */
function changedAfterSignOff({ book, agreed, draftRoot }: ReviewFacts): Trigger[] {
  if (!agreed || agreed.root === draftRoot) return [];
  const changed = [book.plan, ...linesOf(book)].map(lastWritten).filter((at) => at > agreed.at);
  return once("changed_after_sign_off", changed.sort()[0] ?? agreed.at, []);
}

/** Said to be done, and nothing says how we know. */
function doneWithoutEvidence({ book }: ReviewFacts): Trigger[] {
  const bare = stepsOf(book).filter(
    (step) => stepState(step) === "done" && textOf(step.state, "evidence").trim() === "",
  );
  const since = bare.map((step) => whenWritten(step, "state")).sort();
  return once(
    "done_without_evidence",
    since.at(-1) ?? "",
    bare.map(({ key }) => key),
  );
}

/** Several steps set to done in one go, long after their days. */
function datedBack({ book }: ReviewFacts): Trigger[] {
  const done = stepsOf(book)
    .filter((step) => stepState(step) === "done" && lastDayOf(step) !== "")
    .map((step) => ({ step, at: whenWritten(step, "state") }))
    .filter(({ step, at }) => daysBetween(lastDayOf(step), at) >= bulk_days_after_min)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  for (let first = 0; first + bulk_lines_min <= done.length; first += 1) {
    const group = done.slice(first).filter(({ at }) => msBetween(done[first]?.at, at) <= bulk_ms);
    if (group.length < bulk_lines_min) continue;
    const keys = group.map(({ step }) => step.key);
    return once("dated_back", group.at(-1)?.at ?? "", keys);
  }
  return [];
}

/** Nobody met, called or wrote to the person for so long; written on a step's thread counts as well. */
function noContact({ book, contacts, agreed, rhythm }: ReviewFacts): Trigger[] {
  if (!agreed) return [];
  const met = contacts
    .filter(({ state }) => textOf(state, "outcome") === "met")
    .map(({ state }) => textOf(state, "on"));
  const wrote = book.messages.map(({ state }) => textOf(state, "at").slice(0, 10));
  const last = [...met, ...wrote, agreed.at.slice(0, 10)].sort().at(-1) ?? "";
  return once("no_contact", daysAfter(last, rhythm.contact_days), []);
}

/** A referral that an office let lie over its day. */
function referralUnanswered({ referrals }: ReviewFacts): Trigger[] {
  const dues = referrals.map((one) => referralTurn(one, false)?.due ?? "").filter(Boolean);
  return once("referral_unanswered", dues.sort()[0] ?? "", []);
}

/** The day on which it is looked at again: what was agreed for it, or so long after the last look. */
function dueFrom({ book, agreed, rhythm }: ReviewFacts, seen: string): Trigger[] {
  const set = (valueOf(book.plan.state, "reassess_on") ?? "") as string;
  const from = seen !== "" ? seen.slice(0, 10) : (agreed?.at.slice(0, 10) ?? "");
  const rhythmic = from === "" ? "" : daysAfter(from, rhythm.every_days);
  const days = [set === "" ? "" : `${set}T00:00:00.000Z`, rhythmic].filter((day) => day > seen);
  return once("due", days.sort()[0] ?? "", []);
}

function stepsOf(book: PlanBook): StoredRecord[] {
  return book.steps.filter((step) => !isWithdrawnLine(step));
}

export function promiserOf(step: StoredRecord): string {
  const who = valueOf(step.state, "who") as { party?: string } | undefined;
  return who?.party ?? textOf(step.state, "lane");
}

/** The day by which a step is to have happened; empty: nobody said. */
export function lastDayOf({ state }: StoredRecord): string {
  const due = textOf(state, "due") || textOf(state, "until");
  if (due !== "") return due;
  const times = valueOf(state, "times") as { end?: string; rrule?: string } | null | undefined;
  return times?.end !== undefined && times.rrule === undefined ? times.end.slice(0, 10) : "";
}

/** When a field's value was written (ISO); of a record without it, the beginning of time. */
function whenWritten({ state }: StoredRecord, field: string): string {
  const stamp = state.fields[field]?.[0]?.h;
  return new Date(stamp ? stampMs(stamp) : 0).toISOString();
}
function lastWritten(record: StoredRecord): string {
  const stamps = Object.values(record.state.fields).flatMap(([top]) => (top ? [top.h] : []));
  const last = stamps.reduce((high, one) => (one > high ? one : high), stamps[0] ?? "");
  return last === "" ? "" : new Date(stampMs(last)).toISOString();
}

function dayAfter(day: string): string {
  return daysAfter(day, 1);
}
function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString();
}
function daysBetween(day: string, instant: string): number {
  return (Date.parse(instant) - Date.parse(`${day}T00:00:00Z`)) / day_ms;
}
function msBetween(from: string | undefined, to: string): number {
  return from === undefined ? Infinity : Date.parse(to) - Date.parse(from);
}
