import { askable } from "../../domain/attributes.ts";
import { questionCodes } from "../../domain/assessment/catalogue.ts";
import { refused } from "../../domain/change.ts";
import type { Criteria } from "../../domain/criteria.ts";
import { sameJson, type Json } from "../../domain/json.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { recordTables } from "../../domain/records/tables.ts";
import { referralServices } from "../../domain/referral-services.ts";
import { settleGiven } from "../../domain/settling.ts";
import type { Store } from "../../store/database.ts";
import { loadOfType, loadRecord, loadRecords } from "../../store/load.ts";
import { countMatching, findMatching } from "../../store/reading/matching.ts";
import { readTimeline, type TimelineEvent } from "../../store/reading/timeline.ts";
import { displayName } from "../../store/projection.ts";
import {
  ProgrammeMatch,
  ProgrammeMatchBody,
  ProgrammeVersions,
  ProgrammeWords,
} from "../api/programme-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { attributeView } from "./attribute-view.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { actorOf } from "./proposal-view.ts";

/** Counted so far and no further: a preview is no census. */
const counted_max = 10_000;
const shown_max = 5;
const versions_max = 100;
const programmes_max = 500;
/** Records whose fields a programme asks for or lets out. */
const recordsOfData = ["Person", "Household", "Enrolment", "Service"] as const;

/** What a supervisor needs to write a definition: its words, who would fit, and how it came to be. */
export function programmePreviewRoutes(doors: Doors): void {
  wordsRoute(doors);
  matchRoute(doors);
  versionsRoute(doors);
}

function wordsRoute(doors: Doors): void {
  const written = {
    url: "/programme-words",
    summary: "What a programme's definition is written with",
    answer: ProgrammeWords,
  };
  get(doors, written, async ({ hosted, store }) => {
    const programmes = await loadOfType(store, "Programme", programmes_max);
    const types = new Set(programmes.map(({ state }) => textOf(state, "programme_type")));
    return done({
      attributes: attributesOf(),
      records: recordsOfData.map((type) => ({ type, fields: fieldsThatTravel(type) })),
      questions: [...questionCodes],
      services: referralServices[hosted.store.system.kind].map(({ id }) => id),
      types: [...types].filter((one) => one !== ""),
    });
  });
}

/** What can be asked of everybody known here; hashes and links between systems say nothing of a need. */
function attributesOf(): ProgrammeWords["attributes"] {
  const household = [...askable.Household.attributes.values()].map((one) =>
    attributeView(one, "household"),
  );
  const member = [...askable.Person.attributes.values()]
    .filter(({ derived }) => derived !== "linked" && derived !== "referred")
    .map((one) => attributeView(one, "member"));
  return [...household, ...member].filter(({ type }) => type !== "blind");
}

function fieldsThatTravel(type: (typeof recordsOfData)[number]) {
  return Object.entries(recordTables[type].fields)
    .filter(([, spec]) => spec.class !== "local")
    .map(([name, { sensitivity }]) => ({ name, sensitive: sensitivity === "sensitive" }));
}

function matchRoute(doors: Doors): void {
  const match = {
    url: "/programmes/match",
    summary: "Who of those known here would fit a programme now, against who fits it today",
    body: ProgrammeMatchBody,
    answer: ProgrammeMatch,
    reads: true as const,
  };
  post(doors, match, async ({ hosted, store, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.supervisor");
    const type = body.unit === "household" ? "Household" : "Person";
    const settled = settleGiven(type, body.criteria);
    if (!settled.ok) return refused("err.bad_input", ["/criteria"]);
    const programme = body.programme ? await loadRecord(store, body.programme) : null;
    const asked = { type, coverage: null, sort: [], today: todayOf(hosted) } as const;
    const count = (criteria: Criteria) =>
      countMatching(store, { ...asked, criteria }, counted_max + 1);
    const ids = await findMatching(store, { ...asked, criteria: settled.criteria }, shown_max);
    return done({
      fit: await count(settled.criteria),
      most: counted_max,
      change: await changed(programme, body.unit, settled.criteria, count),
      some: await namesOf(store, ids),
      enrolled: programme ? await enrolledIn(hosted, programme) : 0,
    });
  });
}

async function changed(
  programme: StoredRecord | null,
  unit: "member" | "household",
  criteria: Criteria,
  count: (criteria: Criteria) => Promise<number>,
): Promise<ProgrammeMatch["change"]> {
  const before = programme?.type === "Programme" ? definitionOf(programme.state) : null;
  if (before?.unit !== unit) return null;
  const old = settleGiven(unit === "household" ? "Household" : "Person", before.criteria);
  if (!old.ok) return null;
  return {
    before: await count(old.criteria),
    more: await count({ all: [criteria, { not: old.criteria }] }),
    fewer: await count({ all: [old.criteria, { not: criteria }] }),
  };
}

async function namesOf(store: Store, ids: readonly string[]): Promise<ProgrammeMatch["some"]> {
  const records = await loadRecords(store, ids);
  return ids.flatMap((id) => {
    const record = records.get(id);
    if (!record) return [];
    const isHousehold = record.type === "Household";
    const name = isHousehold
      ? [textOf(record.state, "number"), textOf(record.state, "locality")]
          .filter((part) => part !== "")
          .join(" · ")
      : displayName(valueOf(record.state, "name"));
    return [{ id, name, household: isHousehold ? id : record.household }];
  });
}

/** Enrolments that have not come to an end. */
function enrolledIn({ store, ...hosted }: Hosted, { key }: StoredRecord): Promise<number> {
  const ended = ["deceased", "exited", "inactive"];
  const criteria: Criteria = {
    all: [
      { attribute: "programme.id", is: "eq", value: key },
      { not: { attribute: "status", is: "in", value: ended } },
    ],
  };
  const today = todayOf({ store, ...hosted });
  return countMatching(
    store,
    { type: "Enrolment", criteria, coverage: null, sort: [], today },
    counted_max + 1,
  );
}

function versionsRoute(doors: Doors): void {
  const versions = {
    url: "/programmes/:id/versions",
    summary: "How one of our programmes came to be what it is, newest first",
    answer: ProgrammeVersions,
  };
  get(doors, versions, async ({ hosted, store, id }) => {
    const programme = await loadRecord(store, id);
    if (programme?.type !== "Programme") return refused("err.not_found");
    if (creatorOf(programme.key) !== store.system.id) return done({ items: [] });
    const events = await readTimeline(store, [], [id], versions_max);
    return done({ items: events.flatMap((event) => versionOf(hosted, event)) });
  });
}

function versionOf(hosted: Hosted, event: TimelineEvent): ProgrammeVersions["items"] {
  const act = acts.get(event.act);
  if (!act) return [];
  const now = valueOf(event.delta, "definition");
  const before = event.before["definition"];
  return [
    {
      at: event.at.toISOString(),
      by: actorOf(hosted, { ...event.by }, event.origin),
      act,
      parts: act === "defined" ? partsChanged(before, now) : [],
      ends_on: (valueOf(event.delta, "ends_on") as string | null | undefined) ?? null,
      reason: event.reason,
    },
  ];
}

const acts: ReadonlyMap<string, ProgrammeVersions["items"][number]["act"]> = new Map([
  ["programme.opened", "opened"],
  ["programme.defined", "defined"],
  ["programme.ended", "ended"],
]);

/** The parts of a definition that are not what they were. */
function partsChanged(before: Json | undefined, now: Json | undefined): string[] {
  const [old, fresh] = [new Map(entriesOf(before)), new Map(entriesOf(now))];
  const names = [...new Set([...old.keys(), ...fresh.keys()])];
  return names.filter((name) => !sameJson(old.get(name) ?? null, fresh.get(name) ?? null));
}

function entriesOf(value: Json | undefined): [string, Json][] {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.entries(value as Record<string, Json>)
    : [];
}
