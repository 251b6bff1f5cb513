import { stampMs } from "../../domain/hlc.ts";
import { defaultOfferAges, mayBeOffered } from "../../domain/offer.ts";
import {
  concurrentVersions,
  creatorOf,
  textOf,
  valueOf,
  type StoredRecord,
} from "../../domain/record.ts";
import { fieldSpec } from "../../domain/records/tables.ts";
import { isDeathTold } from "../../domain/vital-status.ts";
import { openClaims } from "../../store/claims.ts";
import { loadLinks, loadRecords, resolveKeys } from "../../store/load.ts";
import { waitingConflicts } from "../../store/plan-conflicts.ts";
import { displayName } from "../../store/projection.ts";
import { readMatches } from "../../store/reading/matches.ts";
import {
  changedByPartners,
  newestProposals,
  newFromPartner,
  notOffered,
} from "../../store/reading/today.ts";
import { Today, type TodayItem } from "../api/schemas.ts";
import { systemRef, type Hosted, type Node } from "../hosting.ts";
import type { StaffSession } from "../sessions.ts";
import { done, get, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { together } from "./matches.ts";
import { isWaiting, madeAt, mayDecide } from "./proposal-view.ts";
import { alarmsToday } from "./today-alarms.ts";
import { outcomesToday } from "./agenda.ts";
import { contactsToday } from "./contacts.ts";
import { deathChecks, enrolmentsAfterDeath } from "./today-deaths.ts";
import { mergesToConfirm } from "./today-merges.ts";
import { plansToSign } from "./today-plans.ts";
import { referralsToday } from "./today-referrals.ts";
import { mattersToday } from "./hearings.ts";
import { reviewQuestionsToday } from "./reviews.ts";
import { unreadThreads } from "./threads.ts";
import { supervisorOf } from "./vital-view.ts";
import { afterWorkingDays } from "../../domain/working-days.ts";

const proposal_due_working_days = 5;
/** A claim has so long to show in the partner's data before somebody calls. */
const claim_due_working_days = 5;
const items_of_a_kind_max = 20;

/** An item before its household's number is known; `person` names and places it. */
export interface Draft extends Pick<TodayItem, "id" | "kind" | "field" | "from" | "at" | "target"> {
  due?: string;
  person: StoredRecord | null;
  household?: string | null;
  name?: string;
  owner?: string;
}

/** What waits for this office's workers, late first, then oldest first. */
export function todayRoutes(doors: Doors): void {
  const door = { url: "/today", summary: "What waits for this worker", answer: Today };
  get(doors, door, async ({ hosted, session }) =>
    done(await todayView(doors.node, hosted, session)),
  );
}

/** `session`: whose day it is; what depends on one worker is left out without it. */
export async function todayView(
  node: Node,
  hosted: Hosted,
  session: StaffSession | null = null,
): Promise<Today> {
  const drafts = await Promise.all([
    proposalsToDecide(hosted),
    session ? unreadThreads(session) : [],
    samePersonQuestions(hosted),
    concurrentValues(hosted),
    offersToMake(hosted),
    newPeople(hosted),
    unshownClaims(hosted),
    deathChecks(hosted),
    enrolmentsAfterDeath(hosted),
    mergesToConfirm(hosted),
    referralsToday(hosted),
    alarmsToday(hosted),
    planConflicts(hosted),
    plansToSign(node, hosted),
    contactsToday(hosted),
    reviewQuestionsToday(hosted),
    mattersToday(hosted),
    outcomesToday(hosted),
  ]);
  const items = await complete(hosted, drafts.flat());
  // Late first, then what has a date, nearest first, then what has waited longest.
  items.sort(
    (a, b) => Number(b.late) - Number(a.late) || compare(a.due, b.due) || compare(a.at, b.at),
  );
  return { items, late: items.filter((item) => item.late).length };
}

async function proposalsToDecide(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const own = store.system.id;
  const waiting = (await newestProposals(store)).filter(
    (proposal) => isWaiting(proposal) && creatorOf(proposal.key) !== own,
  );
  const targets = await resolveKeys(
    store,
    waiting.map((one) => textOf(one.state, "target")),
  );
  const ids = [...targets.values()].map((target) => target.id);
  const [records, links] = await Promise.all([loadRecords(store, ids), loadLinks(store, ids)]);
  return waiting.flatMap((proposal): Draft[] => {
    const found = targets.get(textOf(proposal.state, "target"));
    const target = found && records.get(found.id);
    if (!target) return [];
    const partners = links.filter((link) => link.record_id === target.id);
    const names = [...new Set(partners.map((link) => link.partner))];
    if (!mayDecide(hosted, proposal, target, names)) return [];
    const at = madeAt(proposal);
    const due = afterWorkingDays(at, proposal_due_working_days);
    const isLate = due < new Date(store.clock.nowMs()).toISOString();
    return [
      {
        id: proposal.id,
        // Nobody answered in time: the office's supervisor is told.
        kind: isLate ? "proposal_overdue" : "proposal",
        ...(isLate ? { owner: supervisorOf(hosted) } : {}),
        field: textOf(proposal.state, "field"),
        from: systemRef(hosted, creatorOf(proposal.key)),
        at,
        due,
        target: proposal.id,
        ...placeOf(target),
      },
    ];
  });
}

async function samePersonQuestions(hosted: Hosted): Promise<Draft[]> {
  const matches = await readMatches(hosted.store);
  return matches.map((match) => ({
    id: match.id,
    kind: "same_person",
    field: "",
    from: systemRef(hosted, match.partner),
    at: match.at.toISOString(),
    target: match.id,
    person: null,
    name: displayName(valueOf(together(match.incoming), "name")),
  }));
}

async function concurrentValues(hosted: Hosted): Promise<Draft[]> {
  const records = await changedByPartners(hosted.store);
  const own = hosted.store.system.id;
  return records
    .flatMap((record) =>
      Object.keys(record.state.fields).flatMap((field): Draft[] => {
        const top = record.state.fields[field]?.[0];
        const others = concurrentVersions(record.state, field);
        const shared = fieldSpec(record.type, field)?.class === "shared";
        if (!top || others.length === 0 || !shared) return [];
        const theirs = [top, ...others].find((version) => version.o !== own) ?? top;
        return [
          {
            id: `${record.id}/${field}`,
            kind: "concurrent",
            field,
            from: systemRef(hosted, theirs.o),
            at: new Date(stampMs(top.h)).toISOString(),
            target: record.household ?? record.id,
            ...placeOf(record),
          },
        ];
      }),
    )
    .slice(0, items_of_a_kind_max);
}

/** Claims that a plain partner's data do not show after some working days: somebody calls them. */
async function unshownClaims(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const now = store.clock.nowMs();
  const nowIso = new Date(now).toISOString();
  const claims = (await openClaims(store, new Date(now))).filter(
    ({ made_at }) => afterWorkingDays(made_at.toISOString(), claim_due_working_days) <= nowIso,
  );
  const people = await loadRecords(
    store,
    claims.map(({ subject }) => subject),
  );
  return claims.flatMap((claim): Draft[] => {
    const person = people.get(claim.subject);
    if (!person) return [];
    const at = claim.made_at.toISOString();
    return [
      {
        id: `claim_overdue/${claim.id}`,
        kind: "claim_overdue",
        field: claim.field,
        from: systemRef(hosted, claim.partner),
        at,
        due: afterWorkingDays(at, claim_due_working_days),
        target: person.household ?? person.id,
        person,
      },
    ];
  });
}

/** Plans in which something does not fit together, found since somebody last looked. */
async function planConflicts(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const waiting = await waitingConflicts(store, items_of_a_kind_max);
  const people = await loadRecords(
    store,
    waiting.map(({ subject }) => subject),
  );
  return waiting.flatMap(({ plan, subject, since }): Draft[] => {
    const person = people.get(subject);
    if (!person) return [];
    return [
      {
        id: `plan_conflict/${plan}`,
        kind: "plan_conflict",
        field: "",
        from: systemRef(hosted, store.system.id),
        at: since.toISOString(),
        target: plan,
        person,
      },
    ];
  });
}

async function offersToMake(hosted: Hosted): Promise<Draft[]> {
  if (hosted.store.system.kind !== "sp") return [];
  const today = todayOf(hosted);
  const { age_min, age_max } = defaultOfferAges;
  const yearsAgo = (years: number) => `${Number(today.slice(0, 4)) - years}${today.slice(4)}`;
  const born = [yearsAgo(age_max + 1), yearsAgo(age_min)].map((day) =>
    day.replace("02-29", "02-28"),
  );
  const people = await notOffered(hosted.store, born[0] ?? today, born[1] ?? today);
  return people
    .filter((person) => mayBeOffered(person.state, today).fits)
    .slice(0, items_of_a_kind_max)
    .map((person) => personDraft(hosted, person, "offer_to_make", hosted.store.system.id));
}

async function newPeople(hosted: Hosted): Promise<Draft[]> {
  const people = await newFromPartner(hosted.store, items_of_a_kind_max);
  return people
    .filter(({ state }) => !isDeathTold(state))
    .map((person) => personDraft(hosted, person, "new_from_partner", creatorOf(person.key)));
}

function personDraft(
  hosted: Hosted,
  person: StoredRecord,
  kind: TodayItem["kind"],
  from: string,
): Draft {
  const stamp = (person.state.fields["work_offer"] ?? person.state.fields["name"])?.[0]?.h;
  return {
    id: `${kind}/${person.id}`,
    kind,
    field: "",
    from: systemRef(hosted, from),
    at: new Date(stamp ? stampMs(stamp) : 0).toISOString(),
    target: person.household ?? person.id,
    person,
  };
}

export function placeOf(record: StoredRecord): Pick<Draft, "person" | "household"> {
  return { person: record.type === "Person" ? record : null, household: record.household };
}

async function complete(hosted: Hosted, drafts: readonly Draft[]): Promise<TodayItem[]> {
  const homeOf = (draft: Draft) => draft.person?.household ?? draft.household ?? null;
  const households = await loadRecords(
    hosted.store,
    drafts.flatMap((draft) => homeOf(draft) ?? []),
  );
  const now = new Date(hosted.store.clock.nowMs()).toISOString();
  return drafts.map((draft) => {
    const { person, due = null, name, owner = "", household: _, ...rest } = draft;
    const home = homeOf(draft);
    const state = home ? households.get(home)?.state : undefined;
    return {
      ...rest,
      person_id: person?.id ?? null,
      person_name: name ?? (person ? displayName(valueOf(person.state, "name")) : ""),
      household_id: home,
      household_number: state ? textOf(state, "number") : "",
      due,
      late: due !== null && due < now,
      owner,
    };
  });
}

/** By time; what has none comes last. */
function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}
