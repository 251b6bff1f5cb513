import type { RecordType } from "../records/field.ts";
import { fieldSpec, recordTypes } from "../records/tables.ts";
import { settleGiven } from "../settling.ts";
import { enrolmentTransitions } from "../transitions.ts";
import type { DataNeeded, InLanguages, ProgrammeDefinition } from "./definition.ts";
import { lawOf, statusesOf } from "./law.ts";

/** What can be wrong with a definition that has the right shape; catalogue key `programme.fault.<code>`. */
export const definitionFaultCodes = [
  "shape",
  "criteria_not_askable",
  "step_not_in_law",
  "no_start",
  "status_not_reached",
  "death_left_out",
  "no_way_out",
  "field_not_known",
  "language_missing",
  "named_twice",
  "zone_not_known",
  "no_working_day",
  "window_empty",
] as const;
export type DefinitionFaultCode = (typeof definitionFaultCodes)[number];

/** A fault and where it is (a JSON pointer into the definition). */
export interface DefinitionFault {
  code: DefinitionFaultCode;
  at: string;
}

/** Everything that is wrong with what a definition says; none: it may be used. */
export function definitionFaults(definition: ProgrammeDefinition): DefinitionFault[] {
  return [
    ...criteriaFaults(definition),
    ...lawFaults(definition),
    ...dataFaults("/needs", definition.needs),
    ...dataFaults("/shares", definition.shares),
    ...nameFaults(definition),
    ...calendarFaults(definition),
    ...languageFaults(definition),
  ];
}

function criteriaFaults({ criteria, unit }: ProgrammeDefinition): DefinitionFault[] {
  const type = unit === "household" ? "Household" : "Person";
  return settleGiven(type, criteria).ok ? [] : [{ code: "criteria_not_askable", at: "/criteria" }];
}

/** A subset of the law in which everybody can be taken in, die and come to an end or back. */
function lawFaults(definition: ProgrammeDefinition): DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  const law = lawOf(definition);
  const reached = statusesOf(law);
  for (const [index, { from, to }] of definition.law.entries()) {
    const at = `/law/${index}`;
    const lawful = to.every((status) => enrolmentTransitions[from].includes(status));
    if (!lawful) faults.push({ code: "step_not_in_law", at });
    if (from === "start") continue;
    if (!reached.has(from)) faults.push({ code: "status_not_reached", at });
  }
  if (!law.start.includes("active")) faults.push({ code: "no_start", at: "/law" });
  for (const status of reached) {
    if (status === "deceased") continue;
    if (!law[status].includes("deceased")) faults.push({ code: "death_left_out", at: "/law" });
    const others = law[status].filter((to) => to !== "deceased");
    if (status !== "exited" && others.length === 0) faults.push({ code: "no_way_out", at: "/law" });
  }
  return unique(faults);
}

function dataFaults(at: string, data: DataNeeded): DefinitionFault[] {
  if ("option" in data) return [];
  return Object.entries(data.fields).flatMap(([type, fields]): DefinitionFault[] => {
    const known = recordTypes.includes(type as RecordType);
    const unknown = fields.filter((field) => !known || !mayTravel(type as RecordType, field));
    return unknown.length > 0 ? [{ code: "field_not_known", at: `${at}/fields/${type}` }] : [];
  });
}

function mayTravel(type: RecordType, field: string): boolean {
  const spec = fieldSpec(type, field);
  return spec !== undefined && spec.class !== "local";
}

/** Codes stand for one thing each. */
function nameFaults({ law, conditions, clocks, chain }: ProgrammeDefinition): DefinitionFault[] {
  const lists: [string, string[]][] = [
    ["/law", law.map(({ from }) => from)],
    ["/conditions", conditions.map(({ code }) => code)],
    ["/clocks", clocks.map(({ clock }) => clock)],
    ["/chain", chain.map(({ code }) => code)],
  ];
  return lists
    .filter(([, names]) => new Set(names).size < names.length)
    .map(([at]) => ({ code: "named_twice", at }));
}

function calendarFaults({ calendar, conditions }: ProgrammeDefinition): DefinitionFault[] {
  const faults: DefinitionFault[] = [];
  if (!isZone(calendar.zone)) faults.push({ code: "zone_not_known", at: "/calendar/zone" });
  if (new Set(calendar.days_off).size === 7) {
    faults.push({ code: "no_working_day", at: "/calendar/days_off" });
  }
  for (const [index, { rule }] of conditions.entries()) {
    const at = `/conditions/${index}/rule`;
    const empty =
      rule?.type === "keep-free" ? rule.from >= rule.to : rule && rule.until < rule.from;
    if (empty) faults.push({ code: "window_empty", at });
  }
  return faults;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** Every sentence in every language: nobody gets a letter in a language they were not promised. */
function languageFaults(definition: ProgrammeDefinition): DefinitionFault[] {
  const { purpose, conditions, calendar, chain, languages } = definition;
  const texts: [string, InLanguages][] = [
    ["/purpose", purpose],
    ...conditions.map(({ text }, at): [string, InLanguages] => [`/conditions/${at}/text`, text]),
    ...conditions.map(({ known_by }, at): [string, InLanguages] => [
      `/conditions/${at}/known_by`,
      known_by,
    ]),
    ...calendar.holidays.map(({ name }, at): [string, InLanguages] => [
      `/calendar/holidays/${at}/name`,
      name,
    ]),
    ...chain.map(({ text }, at): [string, InLanguages] => [`/chain/${at}/text`, text]),
  ];
  return texts
    .filter(([, text]) => !languages.every((one) => Object.hasOwn(text, one)))
    .map(([at]) => ({ code: "language_missing", at }));
}

function unique(faults: readonly DefinitionFault[]): DefinitionFault[] {
  const seen = new Set<string>();
  return faults.filter(({ code, at }) => !seen.has(`${code} ${at}`) && seen.add(`${code} ${at}`));
}
