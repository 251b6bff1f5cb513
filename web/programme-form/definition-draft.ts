import type { ProgrammeDefinition } from "../../domain/programme/definition.ts";
import { lawOf, statusesOf } from "../../domain/programme/law.ts";
import { enrolmentTransitions } from "../../domain/transitions.ts";
import type { EnrolmentStatus } from "../../domain/records/values.ts";

/** A programme while it is being written; it is a definition only once the server finds no fault in it. */
export interface ProgrammeDraft {
  name: string;
  type: string;
  definition: ProgrammeDefinition;
}

/** The parts of the form, in the order in which a programme is thought of. */
export const parts = [
  "about",
  "who",
  "gives",
  "asks",
  "statuses",
  "data",
  "fairness",
  "calendar",
  "chain",
  "look",
] as const;
export type Part = (typeof parts)[number];

/** Which part of the form a fault belongs to, by the first name of its place. */
export function partOf(at: string): Part {
  const [, first = ""] = at.split("/");
  return places.get(first) ?? "about";
}
const places: ReadonlyMap<string, Part> = new Map<string, Part>([
  ["criteria", "who"],
  ["unit", "who"],
  ["benefit", "gives"],
  ["conditions", "asks"],
  ["law", "statuses"],
  ["needs", "data"],
  ["shares", "data"],
  ["update_modes", "data"],
  ["assessment", "data"],
  ["good_causes", "fairness"],
  ["clocks", "fairness"],
  ["referrals", "fairness"],
  ["calendar", "calendar"],
  ["chain", "chain"],
]);

/** What a new programme begins from: the whole law, every good cause, nothing asked and nothing told. */
export function newProgramme(language: string, zone: string): ProgrammeDraft {
  const froms = Object.keys(enrolmentTransitions) as (EnrolmentStatus | "start")[];
  const law = froms
    .map((from) => ({ from, to: [...enrolmentTransitions[from]] }))
    .filter(({ to }) => to.length > 0);
  return {
    name: "",
    type: "",
    definition: {
      purpose: { [language]: "" },
      languages: [language],
      unit: "member",
      criteria: { all: [] },
      law,
      needs: { option: "person" },
      shares: { fields: { Enrolment: ["person", "programme", "status", "effective_date"] } },
      update_modes: ["subscription"],
      conditions: [],
      benefit: {
        kind: "cash",
        amount: Number.NaN,
        currency: "",
        per: "month",
        whose_income: "member",
        disregard: 0,
        taper_percent: 0,
        limit: null,
        hours: null,
        waiting_months: 0,
        return_months: 6,
        linked: [],
      },
      good_causes: [
        "illness",
        "care",
        "birth",
        "bereavement",
        "violence",
        "transport",
        "religious_day",
        "work_or_interview",
        "our_fault",
        "short_notice",
        "not_understood",
        "disaster",
      ],
      clocks: [
        { clock: "time_to_reply", working_days: 10 },
        { clock: "notice", working_days: 10 },
        { clock: "appeal", working_days: 30 },
      ],
      calendar: { zone, days_off: ["SA", "SU"], holidays: [] },
      chain: [{ stage: "intake", code: "apply", text: { [language]: "" }, by: "person" }],
    },
  };
}

/**
 * What is sent: lines of the law that nobody reaches are left out, and a death is always a step. What
 * was typed as a number and is none yet goes as null, which the server names as a fault of its place.
 */
export function sentDefinition(definition: ProgrammeDefinition): ProgrammeDefinition {
  const withDeath = definition.law.map(({ from, to }) => ({
    from,
    to: from === "start" || to.includes("deceased") ? to : [...to, "deceased" as const],
  }));
  const reached = statusesOf(lawOf({ law: withDeath }));
  const law = withDeath.filter(({ from, to }) => to.length > 0 && isReached(reached, from));
  const { assessment, referrals, ...rest } = definition;
  return {
    ...rest,
    law,
    ...(assessment && assessment.length > 0 && { assessment }),
    ...(referrals && referrals.length > 0 && { referrals }),
  };
}

export function isReached(
  reached: ReadonlySet<EnrolmentStatus>,
  from: EnrolmentStatus | "start",
): boolean {
  return from === "start" || reached.has(from);
}

/** The same sentence with a place for each language that is promised, and none beside. */
export function inEach(
  text: Readonly<Record<string, string>>,
  languages: readonly string[],
): Record<string, string> {
  return Object.fromEntries(languages.map((one) => [one, text[one] ?? ""]));
}

/** Every sentence of the definition in these languages. */
export function speaking(
  definition: ProgrammeDefinition,
  languages: readonly string[],
): ProgrammeDefinition {
  const { conditions, calendar, chain } = definition;
  return {
    ...definition,
    languages: [...languages],
    purpose: inEach(definition.purpose, languages),
    conditions: conditions.map((one) => ({
      ...one,
      text: inEach(one.text, languages),
      known_by: inEach(one.known_by, languages),
    })),
    calendar: {
      ...calendar,
      holidays: calendar.holidays.map((one) => ({ ...one, name: inEach(one.name, languages) })),
    },
    chain: chain.map((one) => ({ ...one, text: inEach(one.text, languages) })),
  };
}

/** A code of its own for a new line: codes are for machines and letters, nobody types them. */
export function newCode(stem: string, taken: readonly string[]): string {
  let at = taken.length + 1;
  while (taken.includes(`${stem}-${at}`)) at += 1;
  return `${stem}-${at}`;
}
