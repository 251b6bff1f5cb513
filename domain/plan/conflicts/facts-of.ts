/**
 * From stored plans to the facts that the check reads. Members, steps and enrolments go by their keys,
 * which both offices use; a protected step goes by the key of what stands for it, so that both name one
 * conflict alike. What a stored plan does not know is left out, never guessed.
 */
import type { Calendar } from "../../conflicts/facts-more.ts";
import type {
  Enrolment,
  Facts,
  HouseholdMember,
  Rule,
  Service,
  Step,
} from "../../conflicts/facts.ts";
import { limits } from "../../conflicts/facts.ts";
import { dayText, readDay } from "../../conflicts/time/walls.ts";
import {
  creatorOf,
  elementsOf,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../../record.ts";
import type { Static } from "typebox";
import { ageOn } from "../../person-subject.ts";
import type { DisabilityInfo, EnrolmentStatus } from "../../records/values.ts";
import { isDeathTold } from "../../vital-status.ts";
import type { PlannedHousehold, PlannedMember } from "./household.ts";
import { keepAway, protectedTimes } from "./private-facts.ts";
import { lifeFacts, papersOf } from "./life-facts.ts";
import { closedTimes, seatsOf } from "./service-facts.ts";
import { stepsOf } from "./steps-of.ts";

/** So far ahead a plan is looked at. */
export const horizon_days = 365;

export interface StoredFacts {
  facts: Facts;
  /** What stands behind each step of the facts, by its id. */
  lines: ReadonlyMap<string, PlanLine>;
  /** Steps without any day: what depends on when they are cannot be told. */
  undated: ReadonlySet<string>;
}

/** `step` is the line as this office knows it; null: somebody's private time, of which no more is known. */
export interface PlanLine {
  person: StoredRecord;
  step: StoredRecord;
  /** `private`: ours, kept from the other office. `unavailable`: nothing but a time. */
  shown: "plain" | "private" | "unavailable";
}

export function factsOf(household: PlannedHousehold): StoredFacts {
  const asOf = readDay(household.today) ?? 0;
  const people = new Set(household.members.map(({ person }) => person.key));
  const enrolments = household.enrolments.filter(({ state }) =>
    people.has(textOf(state, "person")),
  );
  const known = new Set(enrolments.map(({ key }) => key));
  const places = new Map<string, string>();
  const until = dayText(asOf + horizon_days);
  const made = stepsOf(household, { places, enrolments: known, until });
  const { rules, calendar } = programmesOf(household, known);
  const life = lifeFacts(household);
  return {
    lines: made.lines,
    undated: made.undated,
    facts: {
      zone: household.zone,
      asOf: household.today,
      horizon: { from: household.today, until },
      person: household.person,
      household: {
        members: [
          ...household.members.map((one) => memberOf(one, household.today)),
          ...life.others,
        ],
        care: life.care,
        protectedTimes: protectedTimes(household),
        keepAway: keepAway(household, places, made.steps),
        ...(life.money === null ? {} : { money: life.money }),
      },
      weeklyLoad: life.loads,
      places: [...places].map(([name, id]) => ({ id, name })),
      services: servicesOf(made.steps).map((one) => ({
        ...one,
        ...seatsOf(household.services.get(one.code)),
      })),
      enrolments: enrolments.map((one) => enrolmentOf(one, household)),
      rules,
      calendar: [...calendar, ...closedTimes(household, made.steps, until)].slice(
        0,
        limits.calendar_max,
      ),
      steps: made.steps,
    },
  };
}

const severities = { none: 1, some: 2, a_lot: 3, cannot: 4 } as const;
const domains = {
  vision: "seeing",
  hearing: "hearing",
  mobility: "walking",
  cognition: "remembering",
  self_care: "self-care",
  communication: "communicating",
} as const;

function memberOf(member: PlannedMember, today: string): HouseholdMember {
  const { key, state } = member.person;
  const died = dayIn(state, "death_date");
  const limits = (valueOf(state, "disability_info") ?? []) as Static<typeof DisabilityInfo>;
  const languages = elementsOf(state, "languages").flatMap(({ version: { v } }) =>
    typeof v === "string" ? [v] : [],
  );
  return {
    id: key,
    name: "",
    ...bornOf(state, today),
    ...(isDeathTold(state) && died !== "" ? { died } : {}),
    limitations: limits.map(({ limitation_type, severity = "some" }) => ({
      domain: domains[limitation_type],
      severity: severities[severity],
    })),
    ...papersOf(member),
    ...(languages.length > 0 ? { skills: { languages } } : {}),
  };
}

/** Days before 1970 are none of a plan's: of who was born then the age is enough. */
function bornOf(state: RecordState, today: string): Pick<HouseholdMember, "born" | "age"> {
  const born = dayIn(state, "birth_date");
  if (born !== "") return { born };
  const age = ageOn(valueOf(state, "birth_date"), today);
  return age === null || age < 0 || age > 150 ? {} : { age };
}

/** Empty: not told, or a day that no calendar of plans has; a partner may write one. */
function dayIn(state: RecordState, field: string): string {
  const day = textOf(state, field);
  return readDay(day) === null ? "" : day;
}

const statuses: Record<EnrolmentStatus, Enrolment["history"][number]["status"]> = {
  active: "Active",
  deceased: "Deceased",
  exited: "Exited",
  suspended: "Suspended",
  inactive: "Inactive",
  reinstated: "Reinstated",
  awaiting_renewal: "Awaiting Renewal",
};

/** Active from its first day until the status that holds now began. */
function enrolmentOf({ key, state }: StoredRecord, household: PlannedHousehold): Enrolment {
  const { kindOf, today } = household;
  const status = statuses[(textOf(state, "status") || "active") as EnrolmentStatus];
  const opened = dayIn(state, "enrolment_date");
  // Since when may not be shared; that it is so now is known.
  const since = dayIn(state, "effective_date") || opened || today;
  const programme = valueOf(state, "programme") as { name?: string } | undefined;
  const before =
    opened !== "" && opened < since ? [{ status: "Active" as const, from: opened }] : [];
  return {
    id: key,
    programme: programme?.name ?? "",
    agency: kindOf(creatorOf(key)) ?? "",
    member: textOf(state, "person"),
    history: [...before, { status, from: since }],
  };
}

function programmesOf({ programmes }: PlannedHousehold, known: ReadonlySet<string>) {
  const rules: Rule[] = [];
  const calendar = new Map<string, Calendar>();
  for (const [enrolment, one] of programmes) {
    if (!known.has(enrolment)) continue;
    rules.push(...one.rules);
    // Two programmes of one office have its calendar once.
    for (const entry of one.calendar) calendar.set(`${entry.id} ${entry.from}`, entry);
  }
  return { rules, calendar: [...calendar.values()] };
}

/** A service that both offices plan for one person may be the same thing paid twice. */
function servicesOf(steps: readonly Step[]): Service[] {
  const lanes = new Map<string, Set<string>>();
  for (const { service, lane, for: member } of steps) {
    if (service === undefined) continue;
    const name = JSON.stringify([service, member]);
    lanes.set(name, (lanes.get(name) ?? new Set()).add(lane));
  }
  const codes = new Map<string, Service["repeat"]>();
  for (const [name, found] of lanes) {
    const [code] = JSON.parse(name) as [string];
    const isTwice = found.has("social") && found.has("employment");
    codes.set(code, isTwice || codes.get(code) === "never" ? "never" : "free");
  }
  return [...codes].map(([code, repeat]) => ({ code, repeat }));
}
