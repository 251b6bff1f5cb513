import type { SystemKind } from "../records/field.ts";
import { educationLevels } from "../records/values.ts";

/** The parts of one conversation, in the order in which it goes. */
export const sections = [
  "wishes",
  "strengths",
  "availability",
  "care",
  "transport",
  "barriers",
  "health",
] as const;
export type Section = (typeof sections)[number];

/** How a question is answered; options are catalogue keys `answer.<question>.<option>`. */
export type AnswerKind =
  | { kind: "text" }
  | { kind: "yes_no" }
  | { kind: "number"; max: number }
  | { kind: "one"; options: readonly string[] }
  | { kind: "some"; options: readonly string[] }
  /** Hours of care, papers with their last day, money at hand: domain/records/assessment-records.ts. */
  | { kind: "care" }
  | { kind: "papers" }
  | { kind: "money" };

/** One question. Its words are the catalogue key `question.<code>`. */
export interface Question {
  section: Section;
  answer: AnswerKind;
  /** The attribute of the person that is the answer; without one it is kept as an Answer. */
  field?: string;
  /** The answer is nobody's but the office's that asked, unless an agreement names it. */
  isPrivate?: true;
  /** The offices whose work needs it (their sector); programmes add their own. */
  asked: readonly SystemKind[];
}

const both: readonly SystemKind[] = ["sp", "ess"];

/** Everything that may be asked, as data: a question is asked once, whichever office comes first. */
export const questions = {
  work_wish: { section: "wishes", answer: { kind: "text" }, asked: both },
  own_goal: { section: "wishes", answer: { kind: "text" }, asked: ["sp"] },
  education_level: {
    section: "strengths",
    answer: {
      kind: "one",
      options: educationLevels,
    },
    field: "education_level",
    asked: both,
  },
  can_do: { section: "strengths", answer: { kind: "text" }, asked: ["ess"] },
  hours_a_week: { section: "availability", answer: { kind: "number", max: 60 }, asked: both },
  times_of_day: {
    section: "availability",
    answer: { kind: "some", options: ["mornings", "afternoons", "evenings", "nights", "weekends"] },
    asked: ["ess"],
  },
  care_hours: { section: "care", answer: { kind: "text" }, field: "care_hours", asked: both },
  care_times: { section: "care", answer: { kind: "care" }, asked: both },
  who_else_cares: {
    section: "care",
    answer: { kind: "one", options: ["family", "neighbours", "childcare", "nobody"] },
    asked: both,
  },
  way_to_work: {
    section: "transport",
    answer: { kind: "some", options: ["on_foot", "bicycle", "bus", "own_vehicle", "lift"] },
    asked: both,
  },
  minutes_to_travel: {
    section: "transport",
    answer: { kind: "number", max: 240 },
    asked: ["ess"],
  },
  papers_missing: { section: "barriers", answer: { kind: "yes_no" }, asked: both },
  // Residence is nobody's business but the office's that was told (case.md, Exceptions).
  papers: { section: "barriers", answer: { kind: "papers" }, isPrivate: true, asked: both },
  money_at_hand: { section: "barriers", answer: { kind: "money" }, asked: both },
  phone_shared: { section: "barriers", answer: { kind: "yes_no" }, asked: ["sp"] },
  work_clothes: { section: "barriers", answer: { kind: "yes_no" }, asked: ["ess"] },
  adjustments: {
    section: "health",
    answer: {
      kind: "some",
      options: ["none", "step_free", "sign_language", "easy_read", "rest_breaks", "companion"],
    },
    asked: both,
  },
  health_told: { section: "health", answer: { kind: "text" }, isPrivate: true, asked: ["sp"] },
} as const satisfies Record<string, Question>;
export type QuestionCode = keyof typeof questions;
export const questionCodes = Object.keys(questions) as QuestionCode[];

/** A question by its code; undefined: nobody asks that. */
export function questionOf(code: string): Question | undefined {
  return Object.hasOwn(questions, code) ? questions[code as QuestionCode] : undefined;
}

/** What an office asks of a person: its sector's questions, and those of the programmes it is about. */
export function askedBy(
  kind: SystemKind,
  ofProgrammes: Iterable<string> = [],
): ReadonlySet<QuestionCode> {
  const more = new Set(ofProgrammes);
  return new Set(
    questionCodes.filter((code) => {
      const { asked }: Question = questions[code];
      return asked.includes(kind) || more.has(code);
    }),
  );
}
