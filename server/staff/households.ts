import { refused } from "../../domain/change.ts";
import { normalIdentifier, identifiersOf } from "../../domain/matching.ts";
import { planTypes } from "../../domain/plan/plan-law.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { Worker } from "../../domain/records/values.ts";
import { registerHousehold, type NewMember } from "../../domain/registration.ts";
import { act } from "../../store/act.ts";
import { loadJoined } from "../../store/aliases.ts";
import { isUuid, loadHousehold, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { nextNumber } from "../../store/reading/counters.ts";
import { peopleWithIdentifier } from "../../store/reading/people.ts";
import { readHouseholdSync } from "../../store/reading/sync.ts";
import { readTimeline } from "../../store/reading/timeline.ts";
import { HouseholdView } from "../api/schemas.ts";
import { RegisterHouseholdBody, Registered } from "../api/work-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { isPlain } from "../telling.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { fieldViews } from "./field-view.ts";
import { joinedView } from "./joined-view.ts";
import { showJoined } from "./joining.ts";
import { loadedFor, todayOf } from "./loading.ts";
import { offerView, personView } from "./person-view.ts";
import { readMembers } from "./new-members.ts";
import { timelineView } from "./timeline-view.ts";
import { deathDay } from "./vital-view.ts";

const timeline_max = 100;
const number_start = 20_000;

/** Registering a household, and its page. */
export function householdRoutes(doors: Doors): void {
  const register = {
    url: "/households",
    summary: "Register a household; every member who may be offered work support is offered it",
    body: RegisterHouseholdBody,
    answer: Registered,
    status: 201 as const,
  };
  post(doors, register, async (call) => {
    if (call.store.system.kind !== "sp") return refused("err.forbidden");
    const read = readMembers(call.body.members, todayOf(call.hosted));
    if (!read.ok) return read;
    return onceAtATime(call.hosted, read.members, () => registered(call, read.members));
  });

  const page = { url: "/households/:id", summary: "A household's page", answer: HouseholdView };
  get(doors, page, async ({ hosted, id, worker }) => {
    const view = isUuid(id) ? await householdView(hosted, id, worker) : null;
    return view ? done(view) : refused("err.not_found");
  });
}

async function registered(call: Call<RegisterHouseholdBody>, members: NewMember[]) {
  const { store, hosted, body } = call;
  const known = await knownIdentifiers(hosted, members);
  if (known.length > 0) return refused("err.identifier.known", known);
  const number = `HH-${await nextNumber(store, "household", number_start)}`;
  const household = {
    number,
    locality: body.locality,
    region: body.region,
    ...(body.address_line ? { address_line: body.address_line } : {}),
    members,
  };
  const acted = await act(store, call.acting("household.register"), (ctx) => {
    const registration = registerHousehold(ctx, household);
    return { ok: true, changes: registration.changes, result: registration };
  });
  if (!acted.ok) return acted;
  const after = new Map(acted.changes.map((change) => [change.record.id, change.after]));
  return done({
    household_id: acted.result.householdId,
    number,
    members: acted.result.members.map(({ personId, member, offer }) => {
      const state = after.get(personId);
      if (!state) throw new Error("a registered member has no record");
      // The reasons are those the decision was made with, before the offer itself stood.
      const view = { ...offerView(state, todayOf(hosted)), ...offer };
      return { person_id: personId, name: displayName(member.name), offer: view };
    }),
  });
}

/** Pointers of identifiers that somebody here already has (type and value; issuers are often left out). */
async function knownIdentifiers(hosted: Hosted, members: readonly NewMember[]): Promise<string[]> {
  const all = members.flatMap((member, m) =>
    member.identifiers.map((one, i) => ({ one, pointer: `/members/${m}/identifiers/${i}` })),
  );
  const values = all.map(({ one }) => one.identifier_value);
  const ids = await peopleWithIdentifier(hosted.store, values);
  const people = await loadRecords(hosted.store, ids);
  const taken = new Set(
    [...people.values()].flatMap(({ state }) => identifiersOf(state).map(nameOf)),
  );
  return all.filter(({ one }) => taken.has(nameOf(one))).map(({ pointer }) => pointer);
}

function nameOf(one: { identifier_type: string; identifier_value: string }): string {
  return `${one.identifier_type}\n${normalIdentifier(one.identifier_value)}`;
}

const registering = new WeakMap<Hosted, Set<string>>();

/** A double click must not register the same people twice: the second waits for nothing and is refused. */
async function onceAtATime<T>(
  hosted: Hosted,
  members: readonly NewMember[],
  run: () => Promise<T>,
) {
  const busy = registering.get(hosted) ?? new Set<string>();
  registering.set(hosted, busy);
  const names = members.flatMap((member) => member.identifiers.map(nameOf));
  if (names.some((name) => busy.has(name))) return refused("err.identifier.known");
  for (const name of names) busy.add(name);
  try {
    return await run();
  } finally {
    for (const name of names) busy.delete(name);
  }
}

async function householdView(
  hosted: Hosted,
  id: string,
  worker: Worker,
): Promise<HouseholdView | null> {
  const { store } = hosted;
  const group = (await loadJoined(store, [id])).get(id);
  const root = group?.winner ?? id;
  const homes = group?.members ?? [id];
  const [found, partners] = await Promise.all([
    Promise.all(homes.map((home) => loadHousehold(store, home, planTypes))),
    hosted.partners(),
  ]);
  const { records, joined } = await showJoined(hosted, found.flat(), root);
  const household = records.find((record) => record.id === root && record.type === "Household");
  if (!household) return null;
  const people = records.filter((record) => record.type === "Person");
  const ids = partners.map((partner) => partner.id);
  const losers = [...joined.values()].flat().map((record) => record.id);
  const [events, loaded, sync] = await Promise.all([
    readTimeline(store, homes, losers, timeline_max),
    loadedFor(hosted, records, records, worker, joined),
    readHouseholdSync(store, root, ids),
  ]);
  // A plain partner to whom nothing of a household goes is not worth a line on its page.
  const keptInStep = new Set(partners.flatMap((one) => (isPlain(one.profile) ? [] : [one.id])));
  const worthSaying = sync.filter(({ partner, shared }) => shared || keptInStep.has(partner));
  const byId = new Map(records.map((record) => [record.id, record]));
  const nameIn = (personId: string) => displayName(shownName(byId.get(personId)));
  return {
    id: root,
    number: textOf(household.state, "number"),
    fields: fieldViews(loaded, household),
    ...joinedView(loaded, household),
    members: people.map((person) => personView(loaded, person, records)),
    timeline: timelineView(hosted, events, byId, nameIn, (person) =>
      deathDay(loaded, byId.get(person)),
    ),
    sync: worthSaying.map(({ partner, waiting, shared }) => ({
      partner: systemRef(hosted, partner),
      waiting,
      shared,
    })),
  };
}

function shownName(record: StoredRecord | undefined) {
  return record && valueOf(record.state, "name");
}
