/** Lines of stored plans as steps of the plan format. */
import type { Step } from "../../conflicts/facts.ts";
import { limits } from "../../conflicts/facts.ts";
import { Faulty } from "../../conflicts/faults.ts";
import type { Schedule } from "../../conflicts/forms.ts";
import { readSeries } from "../../conflicts/series.ts";
import { readDay } from "../../conflicts/time/walls.ts";
import { textOf, valueOf, type StoredRecord } from "../../record.ts";
import type { Cost, Lane, Times } from "../../records/plan-values.ts";
import { isKeepAway, isPlainTime } from "../hidden.ts";
import { isPlanClosed, isWithdrawnLine, stepState } from "../plan-law.ts";
import type { PlanLine } from "./facts-of.ts";
import { timesWithin } from "../../conflicts/time/times-within.ts";
import { daysByLaw } from "./private-facts.ts";
import type { PlannedHousehold, PlannedMember } from "./household.ts";

interface Around {
  /** Filled on the way: places have no record of their own, and go by what they are called. */
  places: Map<string, string>;
  enrolments: ReadonlySet<string>;
  /** The last day that is looked at. */
  until: string;
}

export function stepsOf(household: PlannedHousehold, around: Around) {
  const steps: Step[] = [];
  const lines = new Map<string, PlanLine>();
  const undated = new Set<string>();
  for (const member of household.members) {
    if (member.book === null || isPlanClosed(member.book)) continue;
    for (const [id, line] of linesOf(member)) {
      const step = stepOf(id, line, household, around);
      if (step === null) continue;
      if (step.start === undefined && step.from === undefined) undated.add(id);
      steps.push(step.start === undefined ? withDays(step, household.today, around.until) : step);
      lines.set(id, line);
    }
  }
  return { steps, lines, undated };
}

/** By the key under which both offices know each. */
function linesOf({ person, book }: PlannedMember): [string, PlanLine][] {
  if (book === null) return [];
  const own = new Set(book.privateSteps.map(({ state }) => textOf(state, "cover")));
  const theirs = book.unavailable.filter(({ key }) => !own.has(key));
  const ours = book.privateSteps.filter((step) => !isKeepAway(step) && daysByLaw(step) === null);
  return [
    ...book.steps.map((step): [string, PlanLine] => [step.key, { person, step, shown: "plain" }]),
    ...ours.map((step): [string, PlanLine] => [
      textOf(step.state, "cover") || step.key,
      { person, step, shown: isPlainTime(step) ? "unavailable" : "private" },
    ]),
    ...theirs.map((step): [string, PlanLine] => [step.key, { person, step, shown: "unavailable" }]),
  ];
}

function stepOf(
  id: string,
  { person, step, shown }: PlanLine,
  household: PlannedHousehold,
  around: Around,
): Step | null {
  const { state } = step;
  const times = timesOf(step, household.today, around.until);
  const base = { id, for: person.key, state: stateOf(step) };
  if (shown === "unavailable") {
    if (times === null) return null;
    // Whoever else's it is, no more than the time is read.
    const protectedFrom = [...agencies];
    return { ...base, lane: "person", title: "", protectedFrom, ...times };
  }
  const isKnown = (key: string) => household.members.some((one) => one.person.key === key);
  const other = textOf(state, "with_member");
  const activity = textOf(state, "activity");
  const enrolment = textOf(state, "enrolment");
  const after = textOf(state, "after");
  const hours = valueOf(state, "hours_per_week");
  const earnings = valueOf(state, "earnings") as Step["earningsPerMonth"] | null;
  const place = placeOf(textOf(state, "meeting_place") || textOf(state, "where"), around.places);
  return {
    ...base,
    lane: (textOf(state, "lane") || "person") as Lane,
    title: textOf(state, "what"),
    ...(isKnown(other) && other !== person.key ? { with: [other] } : {}),
    ...(place === null ? {} : { place }),
    ...(times ?? daysOf(step)),
    ...(activity === "work" || activity === "training" ? { activity } : {}),
    ...textIf("service", textOf(state, "service")),
    ...(around.enrolments.has(enrolment) ? { enrolment } : {}),
    ...(typeof hours === "number" ? { hoursPerWeek: hours } : {}),
    ...(earnings ? { earningsPerMonth: earnings } : {}),
    ...asksOf(step, household),
    ...(after === "" ? {} : { prerequisites: [{ step: after, by: "before-start" as const }] }),
  };
}

/** What it costs, which papers it asks for, in which languages it is held, and with whom. */
function asksOf({ state }: StoredRecord, household: PlannedHousehold): Pick<Step, "asks"> {
  const { languages = [] } = household.services.get(textOf(state, "service")) ?? {};
  const costs = ((valueOf(state, "costs") ?? []) as Cost[]).map(
    ({ kind: text, amount, currency, each, paid_by, back_on }) => ({
      text,
      amount,
      currency,
      each,
      paidByOffice: paid_by === "office",
      ...(back_on === null || readDay(back_on) === null ? {} : { refundedOn: back_on }),
    }),
  );
  const { role = "" } = (valueOf(state, "who") ?? {}) as { role?: string };
  const permits = (valueOf(state, "permits") ?? []) as string[];
  const asks = {
    ...(costs.length === 0 ? {} : { costs }),
    ...(permits.length === 0 ? {} : { permits }),
    ...(languages.length === 0 ? {} : { languages: [...languages] }),
    ...(role === "" ? {} : { people: [role] }),
  };
  return Object.keys(asks).length === 0 ? {} : { asks };
}

const agencies = ["social", "employment"] as const;

function stateOf(step: StoredRecord): Step["state"] {
  if (isWithdrawnLine(step)) return "cancelled";
  if (step.type === "Unavailable") return "planned";
  const state = stepState(step);
  return state === "done" ? "done" : state === "stopped" ? "cancelled" : "planned";
}

function textIf(field: "service", value: string) {
  return value === "" ? {} : { [field]: value };
}

function placeOf(text: string, places: Map<string, string>): string | null {
  const name = text.trim().replace(/\s+/g, " ").toLowerCase();
  if (name === "") return null;
  const id = places.get(name) ?? `place-${places.size + 1}`;
  places.set(name, id);
  return id;
}

const repeats: Record<string, string> = {
  daily: "FREQ=DAILY",
  weekly: "FREQ=WEEKLY",
  monthly: "FREQ=MONTHLY",
};

type Timed = Pick<Step, "start" | "end" | "zone" | "rrule" | "exdate">;

/** Null: it has no times, or none that can be read; then its days count. */
function timesOf({ state }: StoredRecord, today: string, until: string): Timed | null {
  const times = valueOf(state, "times") as Times | null | undefined;
  if (!times) return null;
  const { start, end, zone, rrule: written, exdate } = times;
  const told = repeats[textOf(state, "repeats")];
  const once: Times = { start, end, zone, ...(exdate === undefined ? {} : { exdate }) };
  const rrule = written ?? told;
  const last = textOf(state, "until") || (written === undefined ? until : null);
  const within = rrule === undefined ? once : timesWithin({ ...once, rrule }, last);
  // It is over before its first time: of that the days tell.
  if (within === null) return null;
  const rule = within.rrule;
  // A rule that cannot be read leaves the first time.
  const tried: Timed[] = [...(rule === undefined ? [] : [{ ...once, rrule: rule }]), once];
  return tried.find((one) => isReadable({ ...one, start, end }, today, until)) ?? null;
}

/** The record's table looks at the looks of times only. */
function isReadable(schedule: Schedule, today: string, until: string): boolean {
  const effort = { periods: limits.occurrences_max, occurrences: limits.occurrences_max };
  const [first, last] = [readDay(today) ?? 0, readDay(until) ?? 0];
  try {
    readSeries(schedule, { caseZone: "UTC", first, last, effort }, "");
    return true;
  } catch (error) {
    if (error instanceof Faulty) return false;
    throw error;
  }
}

function daysOf({ state }: StoredRecord): Pick<Step, "from" | "until" | "due"> {
  const day = (field: string) => {
    const text = textOf(state, field);
    return readDay(text) === null ? {} : { [field]: text };
  };
  const days: Pick<Step, "from" | "until" | "due"> = {
    ...day("from"),
    ...day("until"),
    ...day("due"),
  };
  if (days.from === undefined && days.until !== undefined) days.from = days.until;
  return days;
}

/** Of something that has no time: on any day from today, or until it is due. */
function withDays(step: Step, today: string, until: string): Step {
  if (step.from !== undefined) {
    const last = step.until ?? step.due ?? step.from;
    return { ...step, until: last < step.from ? step.from : last };
  }
  const last = step.due ?? until;
  const { due: _, ...rest } = step;
  return last < today
    ? { ...step, from: last, until: last }
    : { ...rest, from: today, until: last };
}
