import { giveAnswer } from "../../domain/assessment/answering.ts";
import { answerOffer } from "../../domain/case-work.ts";
import type { Deciding } from "../../domain/change.ts";
import { ownChange } from "../../domain/editing.ts";
import type { Json } from "../../domain/json.ts";
import { ageOn } from "../../domain/person-subject.ts";
import type { Worker } from "../../domain/records/values.ts";
import { registerHousehold } from "../../domain/registration.ts";
import type { Country, DemoHousehold, DemoMember } from "./country.ts";
import { decided, enrol, serve, type Diary, type Step } from "./diary.ts";

/** A member with the id its record got. */
interface Registered {
  id: string;
  member: DemoMember;
  age: number;
}

/**
 * Social protection: households register, are visited, answer the offer, and get their benefits.
 * Gives the people who could be referred, by their ids.
 */
export function liveSocialProtection(diary: Diary, country: Country): string[] {
  const byDay = country.households.toSorted((a, b) => b.days_ago - a.days_ago);
  const told = new Set(country.households.slice(0, named_households));
  const known: Registered[] = [];
  for (const household of byDay) {
    const ctx = diary.on(household.days_ago);
    const members = ctx ? live(diary, ctx, household) : [];
    if (household.days_ago > known_days_min && !told.has(household)) known.push(...members);
  }
  return known.filter(mayBeReferred).map(({ id }) => id);
}

/** The households told by name have stories of their own. */
const named_households = 10;
/** Known for longer than any referral of the demo runs. */
const known_days_min = 70;

/** Of working age, and never said no. */
function mayBeReferred({ age, member }: Registered): boolean {
  return age >= 20 && age <= 55 && member.left_out !== true && member.answer !== "said_no";
}

function live(diary: Diary, ctx: Deciding, household: DemoHousehold): Registered[] {
  const { days_ago, ...input } = household;
  const registration = registerHousehold(ctx, input);
  diary.write(registration.changes);
  const members = registration.members.map(({ personId }, index) => {
    const member = household.members[index];
    if (!member) throw new RangeError("a member was registered that was not named");
    return { id: personId, member, age: ageOn(member.birth_date, diary.today) ?? 0 };
  });
  visit(diary, days_ago, registration.householdId, members);
  for (const person of members) answer(diary, days_ago, person);
  familyCash(diary, days_ago, members);
  for (const person of members) pension(diary, days_ago, person);
  return members;
}

/** At the visit the rest is told: schooling, hours of care, and how the household lives. */
function visit(diary: Diary, daysAgo: number, householdId: string, members: Registered[]): void {
  const { random } = diary;
  const day = daysAgo - random.whole(2, 9);
  const by = diary.on(day)?.by;
  for (const { id, member } of members) {
    const ctx = diary.on(day, by);
    const fields: Record<string, Json> = {};
    if (member.care_hours) fields["care_hours"] = member.care_hours;
    if (member.education_level) fields["education_level"] = member.education_level;
    if (!ctx || Object.keys(fields).length === 0) continue;
    diary.write([ownChange(ctx, diary.record(id), { fields }, "person.edited")]);
  }
  for (const { id, member } of members) hear(diary, id, day, by, member.said ?? {});
  const contact = members.find(({ member }) => member.main_contact);
  if (!contact || !random.chance(0.4)) return;
  serve(diary, contact.id, day, { service: "home_visit", quantity: "1", outcome: "delivered" });
  const ctx = diary.on(day, by);
  const fields = { poverty_score: random.whole(18, 62) };
  if (ctx) {
    diary.write([ownChange(ctx, diary.record(householdId), { fields }, "household.edited")]);
  }
}

/** What somebody told at the visit, question by question. */
function hear(
  diary: Diary,
  personId: string,
  daysAgo: number,
  by: Worker | undefined,
  said: Readonly<Record<string, Json>>,
): void {
  for (const [question, value] of Object.entries(said)) {
    const ctx = diary.on(daysAgo, by);
    if (!ctx) return;
    const book = { person: diary.record(personId), answers: [] };
    diary.write(decided(giveAnswer(ctx, book, [], { question, value })).changes);
  }
}

function answer(diary: Diary, daysAgo: number, { id, member }: Registered): void {
  const ctx = diary.on(daysAgo - diary.random.whole(3, 21));
  if (!ctx || !member.answer) return;
  const offered = diary.record(id).state.fields["work_offer"]?.[0]?.v === "offered";
  if (offered) diary.write(decided(answerOffer(ctx, diary.record(id), member.answer)).changes);
}

/** Families with children; the main contact is the payee. Most are active, some are elsewhere on the way. */
const cashWays: readonly (readonly [readonly Step[], number])[] = [
  [[], 68],
  [
    [
      ["suspended", "Papers of a child are missing", 45],
      ["reinstated", "The papers came", 20],
    ],
    8,
  ],
  [[["suspended", "Moved; the new address is being checked", 60]], 5],
  [[["awaiting_renewal", "Twelve months are nearly over", 90]], 9],
  [[["exited", "The youngest child is of age", 80]], 5],
  [[["inactive", "Own wish", 50]], 5],
];

function familyCash(diary: Diary, daysAgo: number, members: Registered[]): void {
  const { random } = diary;
  const contact = members.find(({ member }) => member.main_contact);
  const hasChildren = members.some(({ age }) => age < 18);
  const named = contact?.member.name.surname === "Diallo";
  if (!contact || !hasChildren || !(named || random.chance(0.6))) return;
  const start = daysAgo - random.whole(10, 24);
  const way = named ? [] : random.weighted(cashWays);
  enrol(diary, contact.id, start, "cash", "Household with children under 18", way);
  const paidUntil = way.some(([status]) => status === "exited" || status === "inactive") ? 999 : 0;
  for (let day = Math.min(start - 12, 95); day > paidUntil; day -= 30) {
    serve(diary, contact.id, day, {
      service: "cash_payment",
      quantity: "1,800 marovi",
      outcome: random.chance(0.97) ? "delivered" : "not_available",
    });
  }
  const young = members.some(({ age }) => age <= 5);
  if (young && random.chance(0.3)) {
    serve(diary, contact.id, start - random.whole(8, 40), {
      service: random.pick(["health_visit", "childcare_help"] as const),
      quantity: "1",
      outcome: random.pick(["delivered", "delivered", "not_available"] as const),
    });
  }
}

function pension(diary: Diary, daysAgo: number, { id, age }: Registered): void {
  const { random } = diary;
  if (age < 65 || !random.chance(0.72)) return;
  const start = daysAgo - random.whole(7, 20);
  const way: readonly Step[] = random.chance(0.1)
    ? [["awaiting_renewal", "Yearly proof of life is due", 70]]
    : [];
  enrol(diary, id, start, "pension", "Aged 65 or over", way);
  for (let day = Math.min(start - 10, 65); day > 0; day -= 30) {
    serve(diary, id, day, {
      service: "cash_payment",
      quantity: "950 marovi",
      outcome: "delivered",
    });
  }
}
