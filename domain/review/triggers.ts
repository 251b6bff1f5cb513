/**
 * Why a plan is worth a look, each from the moment at which it begins: overdue and due begin by the
 * date alone, so their moment may lie ahead and nobody has to wake for it. A reason that began before
 * the last approving review was seen by it (case.md, Review). Facts about the offices' promises, no
 * judgement of anybody.
 */
import { stampMs } from "../hlc.ts";
import { stepSide, timesOf, type Recorded, type TimeStanding } from "../outcome/standing.ts";
import {
  isLocked,
  isPlanClosed,
  isWithdrawnLine,
  linesOf,
  stepState,
  type PlanBook,
} from "../plan/plan-law.ts";
import { textOf, type StoredRecord } from "../record.ts";
import type { Party } from "../records/plan-values.ts";
import type { ReviewReason } from "../records/review-records.ts";
import type { SystemId } from "../records/field.ts";
import { referralTurn } from "../referral-turn.ts";
import { lastReview, standingOf, type ReviewMade } from "./reviews.ts";
import { afterWorkingDays } from "../working-days.ts";
import type { Rhythm } from "./rhythm.ts";

const day_ms = 24 * 60 * 60_000;
/** So far ahead the times of steps are looked up, for what will be late by the date alone. */
const ahead_days = 120;
/** After a step was missed for a reason not known, so long the person may wait to be asked. */
const ask_working_days = 5;
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
  /** What became of steps, and how it is known. */
  recorded: Recorded;
  today: string;
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
    : [...rules.flatMap((rule) => rule(facts, seen)), ...dueFrom(facts, seen)];
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

type Rule = (facts: ReviewFacts, seen: string) => Trigger[];

/** Which facts of an open plan are a reason; one entry a reason. `seen`: the last look, or empty. */
const rules: readonly Rule[] = [
  supportEnded,
  (facts, seen) => late(facts, seen, "promise_late", (side) => side !== "person"),
  (facts, seen) => late(facts, seen, "step_overdue", (side) => side === "person"),
  cancelledByUs,
  notAsked,
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

/** Times that came and of which nobody recorded anything, or that will have: from the day after each. */
function late(
  facts: ReviewFacts,
  seen: string,
  why: ReviewReason,
  isMeant: (side: string) => boolean,
): Trigger[] {
  const open = stepsOf(facts)
    .filter((step) => !isLocked(step) && isMeant(stepSide(step)))
    .flatMap((step) => timesAround(facts, step).map((time) => ({ key: step.key, time })))
    .filter(({ time }) => time.day !== "" && ["open", "ahead"].includes(time.stands))
    .map(({ key, time }) => ({ key, since: daysAfter(time.day, 1) }))
    .filter(({ since }) => since > seen)
    .sort((a, b) => (a.since < b.since ? -1 : 1));
  const first = open[0]?.since;
  if (first === undefined) return [];
  const now = daysAfter(facts.today, 0);
  const lines = open.filter(({ since }) => since <= (first > now ? first : now));
  return [{ why, since: first, lines: [...new Set(lines.map(({ key }) => key))] }];
}

/** An office, a provider or an employer could not: the latest of it. */
function cancelledByUs(facts: ReviewFacts): Trigger[] {
  const ours = missedTimes(facts).filter(({ state }) => textOf(state, "side") !== "person");
  return latestOf("cancelled_by_us", ours);
}

/** Missed, the reason not known, and nobody met the person since to ask. */
function notAsked(facts: ReviewFacts): Trigger[] {
  const { contacts } = facts;
  const waiting = missedTimes(facts).filter(({ state }) => {
    const isUnknown = textOf(state, "side") === "person" && textOf(state, "cause") === "not_known";
    const asked = contacts.some((one) => textOf(one.state, "on") >= textOf(state, "day"));
    return isUnknown && !asked;
  });
  const first = waiting.map(({ state }) => textOf(state, "at")).sort()[0] ?? "";
  const since = first === "" ? "" : afterWorkingDays(first, ask_working_days);
  return once(
    "not_asked",
    since,
    waiting.map(({ state }) => textOf(state, "step")),
  );
}

/** What counts now of the times that could not happen. */
function missedTimes(facts: ReviewFacts): StoredRecord[] {
  return stepsOf(facts)
    .flatMap((step) => timesAround(facts, step))
    .flatMap(({ outcomes }) => outcomes)
    .filter(({ state }) => textOf(state, "said") === "could_not");
}

function latestOf(why: ReviewReason, outcomes: readonly StoredRecord[]): Trigger[] {
  const last = outcomes.map(({ state }) => textOf(state, "at")).sort();
  const steps = new Set(outcomes.map(({ state }) => textOf(state, "step")));
  return once(why, last.at(-1) ?? "", [...steps]);
}

/** The substance is another than what was signed. */
function changedAfterSignOff({ book, agreed, draftRoot }: ReviewFacts): Trigger[] {
  if (!agreed || agreed.root === draftRoot) return [];
  const changed = [book.plan, ...linesOf(book)].map(lastWritten).filter((at) => at > agreed.at);
  return once("changed_after_sign_off", changed.sort()[0] ?? agreed.at, []);
}

/** Ticked is not happened: said to be done, and nothing fitting shows it. */
function doneWithoutEvidence(facts: ReviewFacts): Trigger[] {
  const ticked = stepsOf(facts).flatMap((step) =>
    timesAround(facts, step)
      .filter(({ stands }) => stands === "ticked")
      .map(({ outcomes }) => ({
        key: step.key,
        at: outcomes[0] ? textOf(outcomes[0].state, "at") : whenWritten(step, "state"),
      })),
  );
  const last = ticked.map(({ at }) => at).sort();
  const lines = new Set(ticked.map(({ key }) => key));
  return once("done_without_evidence", last.at(-1) ?? "", [...lines]);
}

/** Several times written down in one go, long after their days. */
function datedBack(facts: ReviewFacts): Trigger[] {
  const written = stepsOf(facts)
    .flatMap((step) => writtenOf(facts, step))
    .filter(({ day, at }) => day !== "" && daysBetween(day, at) >= bulk_days_after_min)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  for (let first = 0; first + bulk_lines_min <= written.length; first += 1) {
    const start = written[first]?.at;
    const group = written.slice(first).filter(({ at }) => msBetween(start, at) <= bulk_ms);
    if (group.length < bulk_lines_min) continue;
    const keys = new Set(group.map(({ key }) => key));
    return once("dated_back", group.at(-1)?.at ?? "", [...keys]);
  }
  return [];
}

/** When each time of a step was written down; of one moved to done without more, when that was. */
function writtenOf(facts: ReviewFacts, step: StoredRecord) {
  const times = timesAround(facts, step);
  const recorded = times.flatMap(({ day, outcomes }) =>
    outcomes.map(({ state }) => ({ key: step.key, day, at: textOf(state, "at") })),
  );
  if (recorded.length > 0 || stepState(step) !== "done") return recorded;
  return [{ key: step.key, day: times.at(-1)?.day ?? "", at: whenWritten(step, "state") }];
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
  const set = textOf(book.plan.state, "reassess_on");
  const from = seen !== "" ? seen.slice(0, 10) : (agreed?.at.slice(0, 10) ?? "");
  const rhythmic = from === "" ? "" : daysAfter(from, rhythm.every_days);
  const days = [set === "" ? "" : daysAfter(set, 0), rhythmic].filter((day) => day > seen);
  return once("due", days.sort()[0] ?? "", []);
}

function stepsOf({ book }: ReviewFacts): StoredRecord[] {
  return book.steps.filter((step) => !isWithdrawnLine(step));
}

/** Every time of a step since the plan began, and those near ahead. */
function timesAround({ book, recorded, today }: ReviewFacts, step: StoredRecord): TimeStanding[] {
  const to = daysAfter(today, ahead_days).slice(0, 10);
  return timesOf(step, recorded, { from: planBegan(book), to, today });
}

/** A step may have been due before the plan was written down. */
export function planBegan({ plan }: PlanBook): string {
  return daysAfter(textOf(plan.state, "opened_on"), -365).slice(0, 10);
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

function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * day_ms).toISOString();
}
function daysBetween(day: string, instant: string): number {
  return (Date.parse(instant) - Date.parse(`${day}T00:00:00Z`)) / day_ms;
}
function msBetween(from: string | undefined, to: string): number {
  return from === undefined ? Infinity : Date.parse(to) - Date.parse(from);
}
