import { createHash } from "node:crypto";
import { checkHousehold, type StoredConflict } from "../domain/plan/conflicts/checking.ts";
import type { StoredChecked } from "../domain/plan/conflicts/checking.ts";
import { planTypes } from "../domain/plan/plan-law.ts";
import { creatorOf } from "../domain/record.ts";
import type { Store } from "../store/database.ts";
import {
  changedForPlans,
  conflictsReadUpTo,
  lookedAt,
  notLookedAt,
  putConflicts,
  type FoundConflicts,
} from "../store/plan-conflicts.ts";
import { loadPlannedHousehold, openPlans } from "../store/reading/planned-household.ts";
import { waitingChanged } from "../store/waiting-mark.ts";
import { systemsOf } from "./putting-right.ts";

/** What can make or end a conflict. Programmes and services too, but those are seen within the day. */
const watched: readonly string[] = [...planTypes, "Enrolment", "Person", "Answer"];

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * After every change, whoever made it, the plans of its household are checked again, and what is new
 * waits in Today of the office whose it is. The cursor moves after the rows are written: killed in
 * between, the same is done again. Tells whether there may be more.
 */
export async function watchConflicts(store: Store): Promise<boolean> {
  const news = await changedForPlans(store, watched);
  if (news === null) return false;
  const done = new Set<string>();
  let changed = false;
  for (const person of news.people) {
    if (done.has(person)) continue;
    const { members, differs } = await conflictsOf(store, person);
    for (const one of members) done.add(one);
    changed ||= differs;
  }
  await conflictsReadUpTo(store, news.upTo);
  if (changed) await waitingChanged(store);
  return true;
}

/** Looked at in one round of the dispatcher, so that a new day holds up nothing else. */
const people_at_once = 20;
/** The day on which every plan was looked at, by store. */
const days_done = new WeakMap<Store, string>();

/**
 * What begins by the date alone (a permit that runs out, a day that comes nearer, a programme that was
 * defined anew) has no change that tells of it: once a day every plan is looked at. Killed in between,
 * those that were not reached are looked at again.
 */
export async function watchDays(store: Store): Promise<void> {
  const day = dayOf(store);
  if (days_done.get(store) === day) return;
  const people = await notLookedAt(store, day, people_at_once);
  if (people.length < people_at_once) days_done.set(store, day);
  const done = new Set<string>();
  let changed = false;
  for (const person of people) {
    if (done.has(person)) continue;
    const { members, differs } = await conflictsOf(store, person);
    for (const one of [person, ...members]) done.add(one);
    changed ||= differs;
  }
  await lookedAt(store, [...done], day);
  if (changed) await waitingChanged(store);
}

function dayOf({ clock }: Store): string {
  return new Date(clock.nowMs()).toISOString().slice(0, 10);
}

/** Checks a person's household; the members that were looked at, and whether anything else waits now. */
async function conflictsOf(
  store: Store,
  personId: string,
): Promise<{ members: string[]; differs: boolean }> {
  const systems = await systemsOf(store);
  const household = await loadPlannedHousehold(store, personId, {
    kindOf: (system) => systems.get(system),
    today: dayOf(store),
    language: "",
  });
  const checked = household && checkHousehold(household, sha256);
  // Too large to be checked as one: its screen says so.
  if (!checked) return { members: [personId], differs: false };
  const open = openPlans(household);
  const plans = open.map(({ person, book }): FoundConflicts => {
    const own = checked.conflicts.filter((one) => isOurs(store, checked, one, person.key));
    const found = own.map(({ about, kind }) => ({ about, kind }));
    return { plan: book.plan.id, subject: person.id, found };
  });
  const closed = household.members.flatMap(({ person, book }) =>
    book === null || open.some((one) => one.book === book)
      ? []
      : [{ plan: book.plan.id, subject: person.id, found: [] }],
  );
  const differs = await putConflicts(store, [...plans, ...closed]);
  return { members: household.members.map(({ person }) => person.id), differs };
}

/** Open, in this person's plan, and of our rule or, where it is nobody's rule, with a line of ours. */
function isOurs(
  store: Store,
  { lines }: StoredChecked,
  { kept, kind, steps, ruleOwner }: StoredConflict,
  person: string,
): boolean {
  const named = steps.map((id) => lines.get(id)).filter((line) => line !== undefined);
  if (kept !== null || !named.some((line) => line.person.key === person)) return false;
  if (ruleOwner !== undefined) return ruleOwner === store.system.kind;
  // What only this office knows of, no other will see.
  if (kind === "unsafe" || kind === "protected-time") return true;
  return named.some(({ step }) => creatorOf(step.key) === store.system.id);
}
