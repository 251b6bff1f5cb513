import { createHash } from "node:crypto";
import { checkHousehold, type StoredConflict } from "../domain/plan/conflicts/checking.ts";
import type { StoredChecked } from "../domain/plan/conflicts/checking.ts";
import { planTypes } from "../domain/plan/plan-law.ts";
import { creatorOf } from "../domain/record.ts";
import type { Store } from "../store/database.ts";
import {
  changedForPlans,
  conflictsReadUpTo,
  putConflicts,
  type FoundConflicts,
} from "../store/plan-conflicts.ts";
import { loadPlannedHousehold, openPlans } from "../store/reading/planned-household.ts";
import { waitingChanged } from "../store/waiting-mark.ts";
import { systemsOf } from "./putting-right.ts";

/** What can make or end a conflict. Programmes too, but those are seen when a plan changes next. */
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

/** Checks a person's household; the members that were looked at, and whether anything else waits now. */
async function conflictsOf(
  store: Store,
  personId: string,
): Promise<{ members: string[]; differs: boolean }> {
  const systems = await systemsOf(store);
  const household = await loadPlannedHousehold(store, personId, {
    kindOf: (system) => systems.get(system),
    today: new Date(store.clock.nowMs()).toISOString().slice(0, 10),
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
