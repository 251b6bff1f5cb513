/**
 * What of a plan stands on the paper that all three sign and the person takes home. Its lines are
 * those of the terms that the root names, so what is read is what is signed; only the calendar comes
 * from the diary, which leaves what was agreed as it is. A line that is kept off paper, and whatever
 * is hidden from one of the offices, does not stand on it, nor does that it is missing (case.md,
 * Protected lines).
 */
import type { JsonObject } from "../json.ts";
import { textOf as stateText, valueOf, type StoredRecord } from "../record.ts";
import type { Lane, Party, StepState, Times } from "../records/plan-values.ts";
import { stepState, type PlanBook } from "./plan-law.ts";
import type { Terms, TermsLine } from "./terms.ts";
import { weeksAhead, type Dated, type PaperWeek } from "./paper-calendar.ts";
import { timesWithin } from "../conflicts/time/times-within.ts";

export interface PaperGoal {
  key: string;
  number: number;
  terms: JsonObject;
  refused: boolean;
}
export interface PaperStep {
  key: string;
  /** As the paper counts them: the offices' promises first. */
  number: number;
  /** Who promises it. */
  party: PaperParty;
  terms: JsonObject;
  goal: number | null;
  after: number | null;
  times: Times | null;
  meeting_place: string;
  state: StepState;
  /** The person said no to this line: nobody is held to it. */
  refused: boolean;
}
export interface Paper {
  goals: PaperGoal[];
  steps: PaperStep[];
  weeks: PaperWeek[];
}
export type PaperParty = Party | "provider" | "employer";

/** The order in which a plan is read: what the offices do, what others do, what the person does. */
export const paperParties = [
  "social",
  "employment",
  "provider",
  "employer",
  "person",
] as const satisfies readonly PaperParty[];

/** The paper of one version; `refused` are the lines of it that the person said no to. */
export function paperOf(
  { terms, book, refused }: { terms: Terms; book: PlanBook; refused: ReadonlySet<string> },
  today: string,
): Paper {
  const records = new Map(book.steps.map((step) => [step.key, step]));
  const shown = terms.steps.filter(({ key }) => !isKeptOff(records.get(key)));
  const goals = terms.goals.map(({ key, terms: said }, index) => ({
    key,
    number: index + 1,
    terms: said,
    refused: refused.has(key),
  }));
  const numbers = new Map(goals.map(({ key, number }) => [key, number]));
  const ordered = [...shown].sort((a, b) => compare(orderOf(a, records), orderOf(b, records)));
  ordered.forEach(({ key }, index) => numbers.set(key, index + 1));
  const numberOf = (key: unknown) => (typeof key === "string" ? (numbers.get(key) ?? null) : null);
  const steps = ordered.map(({ key, terms: said }): PaperStep => {
    const record = records.get(key);
    return {
      key,
      number: numberOf(key) ?? 0,
      party: partyOf(said),
      terms: said,
      goal: numberOf(said["goal"]),
      after: numberOf(said["after"]),
      times: timesOf(record),
      meeting_place: record ? stateText(record.state, "meeting_place") : "",
      state: record ? stepState(record) : "proposed",
      refused: refused.has(key),
    };
  });
  return { goals, steps, weeks: weeksAhead(steps.flatMap(datedOf), today) };
}

/** Kept off paper by anybody's word: of two that were written at one time the careful one counts. */
function isKeptOff(step: StoredRecord | undefined): boolean {
  const told = step?.state.fields["keep_off"] ?? [];
  return told.some(({ v }) => Array.isArray(v) && v.includes("paper"));
}

/** Who promises a step: who is named, else whose lane it stands in. */
export function partyOf(said: JsonObject): PaperParty {
  const { party } = (said["who"] ?? {}) as { party?: PaperParty };
  return party ?? ((said["lane"] ?? "person") as Lane);
}

function orderOf(line: TermsLine, records: ReadonlyMap<string, StoredRecord>): string {
  const { terms: said, key } = line;
  const place = paperParties.indexOf(partyOf(said));
  const when =
    timesOf(records.get(key))?.start || textOf(said, "from") || textOf(said, "due") || "9999";
  return `${place} ${when} ${key}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function timesOf(step: StoredRecord | undefined): Times | null {
  return ((step && valueOf(step.state, "times")) ?? null) as Times | null;
}

function textOf(said: JsonObject, field: string): string {
  const value = said[field];
  return typeof value === "string" ? value : "";
}

/** What of a step has a day; what is over, or was said no to, has none ahead. */
function datedOf(step: PaperStep): Dated[] {
  const { number, terms: said, times, state, refused } = step;
  if (refused || state === "done" || state === "stopped") return [];
  const what = textOf(said, "what");
  const where = step.meeting_place || textOf(said, "where");
  const line = { number, what, where };
  const days: Dated[] = [];
  const within = times && timesWithin(times, textOf(said, "until"));
  if (within) days.push({ ...line, times: within });
  for (const kind of ["from", "until", "due"] as const) {
    const day = said[kind];
    // That something with times of its own begins is seen by them.
    if (kind === "from" && times) continue;
    if (typeof day === "string") days.push({ ...line, kind, day });
  }
  return days;
}
