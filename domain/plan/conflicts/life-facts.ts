/** What people said of their lives that a plan has to fit around: care, papers, money, what they can carry. */
import { isDay } from "../../attributes.ts";
import { standingOf } from "../../assessment/answering.ts";
import type { QuestionCode } from "../../assessment/catalogue.ts";
import type { Care, Carer, Facts, HouseholdMember, WeeklyLoadForm } from "../../conflicts/facts.ts";
import type { Schedule } from "../../conflicts/forms.ts";
import { dayText, readDay } from "../../conflicts/time/walls.ts";
import { firstOpen } from "../../directory/step-from.ts";
import { valueOf } from "../../record.ts";
import type { AtHand, CareTime, Paper } from "../../records/assessment-records.ts";
import type { OpenHours } from "../../records/directory-records.ts";
import type { Static } from "typebox";
import type { PlannedHousehold, PlannedMember } from "./household.ts";

type Household = Facts["household"];

export interface LifeFacts {
  care: Static<typeof Care>[];
  /** People who are cared for and are no members here. */
  others: HouseholdMember[];
  money: NonNullable<Household["money"]> | null;
  loads: WeeklyLoadForm[];
}

export function lifeFacts(household: PlannedHousehold): LifeFacts {
  const care = household.members.flatMap((member) => careOf(household, member));
  return {
    care: care.map(({ facts }) => facts),
    others: care.flatMap(({ other }) => (other === null ? [] : [other])),
    money: moneyOf(household),
    loads: household.members.flatMap((member): WeeklyLoadForm[] => {
      const hours = answerOf<number>(member, "hours_a_week");
      if (hours === null) return [];
      return [{ member: member.person.key, limitHours: hours, allowed: "<=" }];
    }),
  };
}

/** Nothing said: not known, which is not that there are none. */
export function papersOf(member: PlannedMember): Pick<HouseholdMember, "documents"> {
  const papers = answerOf<Paper[]>(member, "papers");
  if (papers === null) return {};
  return {
    documents: papers.map(({ paper: name, until }) => ({
      name,
      ...(until === null || !isDay(until) ? {} : { validUntil: until }),
    })),
  };
}

function answerOf<T>({ person, answers }: PlannedMember, question: QuestionCode): T | null {
  return standingOf({ person, answers }, question).value as T | null;
}

/** All that members have in the currency of the first who said so. */
function moneyOf({ members }: PlannedHousehold): LifeFacts["money"] {
  const said = members.flatMap((one) => answerOf<AtHand>(one, "money_at_hand") ?? []);
  const currency = said[0]?.currency;
  if (currency === undefined) return null;
  const own = said.filter((one) => one.currency === currency);
  return { currency, atHand: own.reduce((sum, { amount }) => sum + amount, 0) };
}

function careOf(household: PlannedHousehold, carer: PlannedMember) {
  const { key } = carer.person;
  return (answerOf<CareTime[]>(carer, "care_times") ?? []).flatMap((time, at) => {
    const days = daysOf(time, household);
    if (days === null) return [];
    const id = `care ${at} ${key}`;
    const cared = memberCalled(household, time.who, key);
    const other: HouseholdMember | null = cared === null ? { id, name: time.who } : null;
    const need = scheduleOf(time.hours, days, household.zone);
    const others = time.others.map(({ who, hours }): Static<typeof Carer> => {
      const schedule = scheduleOf(hours, days, household.zone);
      const member = memberCalled(household, who, key);
      return member === null ? { name: who, schedule } : { member, schedule };
    });
    const carers = [{ member: key }, ...others];
    const facts = { id, member: cared ?? id, text: time.who, need, carers };
    return [{ facts, other }];
  });
}

interface Bounds {
  from: string;
  until: string | null;
}

/** From today on; null: it is over. */
function daysOf({ begins, ends }: CareTime, { today }: PlannedHousehold): Bounds | null {
  const until = ends !== null && isDay(ends) ? ends : null;
  const from = begins !== null && readDay(begins) !== null && begins > today ? begins : today;
  return until !== null && until < from ? null : { from, until };
}

function scheduleOf(hours: OpenHours, { from, until }: Bounds, zone: string): Schedule {
  const first = firstOpen(hours, from);
  const isOvernight = hours.to <= hours.from;
  const last = isOvernight ? dayText((readDay(first) ?? 0) + 1) : first;
  // Nothing of it is left when its first day lies after its last; then once, before anything is looked at.
  const isOver = until !== null && first > until;
  const rule = `FREQ=WEEKLY;BYDAY=${hours.days.join(",")}`;
  const ends = until === null ? "" : `;UNTIL=${until.replaceAll("-", "")}T235959`;
  return {
    start: `${first}T${hours.from}`,
    end: `${last}T${hours.to}`,
    zone,
    ...(isOver ? { exdate: [first] } : { rrule: `${rule}${ends}` }),
  };
}

/** A member who goes by this name; not the carer. Null: somebody else. */
function memberCalled({ members }: PlannedHousehold, who: string, carer: string): string | null {
  const wanted = folded(who);
  const found = members.find(({ person }) => {
    const name = valueOf(person.state, "name") as { given_name?: string; surname?: string } | null;
    const { given_name = "", surname = "" } = name ?? {};
    return wanted === folded(given_name) || wanted === folded(`${given_name} ${surname}`);
  });
  return found === undefined || found.person.key === carer || wanted === ""
    ? null
    : found.person.key;
}

function folded(text: string): string {
  return text.normalize("NFKC").trim().replace(/\s+/g, " ").toLowerCase();
}
