import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import type { Criteria } from "../../domain/criteria.ts";
import { hasEnded } from "../../domain/programme/programme.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import {
  endCycle,
  isEnrolledFor,
  joinCycle,
  markDay,
  notePayment,
  openCycle,
  reckonWorker,
  shareDays,
  stopSite,
  tellDays,
  workingStatuses,
} from "../../domain/works/cycle.ts";
import { act, afterChange } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadAbout, loadOfType, loadRecord, loadRecords, resolveKeys } from "../../store/load.ts";
import { findMatching } from "../../store/reading/matching.ts";
import {
  CycleList,
  CycleView,
  DayListBody,
  JoinCycleBody,
  NewCycleBody,
  PaymentBody,
  ShareDaysBody,
  SiteStopBody,
} from "../api/cycle-schemas.ts";
import { Created, Nothing } from "../api/work-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { cycleSummary, cycleView } from "./cycle-view.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";

const cycles_max = 500;
/** Enrolled people offered for a work group at a time. */
const candidates_max = 500;

/** Public works cycles (case.md, Proactive enrolment): site lists, days worked and days paid. */
export function cycleRoutes(doors: Doors): void {
  const list = { url: "/cycles", summary: "Public works cycles", answer: CycleList };
  get(doors, list, async ({ hosted, store }) => {
    const cycles = await loadOfType(store, "WorkCycle", cycles_max);
    const workers = await workersOf(store, cycles);
    const today = todayOf(hosted);
    return done({ items: cycles.map((one) => cycleSummary(one, workers, today)).reverse() });
  });
  const one = { url: "/cycles/:id", summary: "One cycle, with its people", answer: CycleView };
  get(doors, one, ({ hosted, id }) => viewNow(hosted, id));
  openingRoute(doors);
  cycleStepRoutes(doors);
  workerRoutes(doors);
}

function openingRoute(doors: Doors): void {
  const open = {
    url: "/cycles",
    summary: "Open a cycle of a public works programme",
    body: NewCycleBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, open, async (call) => {
    const { store, body } = call;
    const acted = await act(store, call.acting("cycle.open"), async (ctx) => {
      const { programme_id, ...input } = body;
      const programme = await loadRecord(store, programme_id);
      const isOurs = programme && creatorOf(programme.key) === store.system.id;
      if (programme?.type !== "Programme" || !isOurs) {
        return refused("err.bad_input", ["/programme_id"]);
      }
      if (hasEnded(programme.state, input.from)) {
        return refused("err.programme.ended", ["/from"]);
      }
      const named = { id: programme.key, name: textOf(programme.state, "name") };
      const decided = openCycle(ctx, { ...input, programme: named });
      return decided.ok ? { ok: true, changes: decided.changes, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

type Decided = { ok: true; changes: Change[] } | Refusal;
type Decide = (
  ctx: Deciding,
  cycle: StoredRecord,
  workers: StoredRecord[],
) => Promise<Decided> | Decided;

function cycleStepRoutes(doors: Doors): void {
  const door = <B>(name: string, summary: string, body: B) => ({
    url: `/cycles/:id/${name}`,
    summary,
    body,
    answer: CycleView,
  });
  post(doors, door("workers", "Somebody enrolled joins a work group", JoinCycleBody), (call) =>
    take(call, call.id, "cycle.join", (ctx, cycle, workers) => join(call, ctx, cycle, workers)),
  );
  post(doors, door("day", "The site's list of one day", DayListBody), (call) =>
    take(call, call.id, "cycle.day", (ctx, cycle, workers) =>
      markDay(ctx, cycle, workers, call.body),
    ),
  );
  post(doors, door("stop", "The site stands still", SiteStopBody), (call) =>
    take(call, call.id, "cycle.stop", (ctx, cycle, workers) =>
      stopSite(ctx, cycle, workers, call.body),
    ),
  );
  post(doors, door("end", "The cycle ends; enrolments go on", Nothing), (call) =>
    take(call, call.id, "cycle.end", (ctx, cycle) => endCycle(ctx, cycle)),
  );
}

function workerRoutes(doors: Doors): void {
  const payment = {
    url: "/cycle-workers/:id/payment",
    summary: "What was paid to one person, by whoever pays",
    body: PaymentBody,
    answer: CycleView,
  };
  post(doors, payment, async (call) => {
    const line = await loadLine(call.store, call.id);
    if (!line) return refused("err.not_found");
    return take(call, line.subject ?? "", "cycle.payment", (ctx, _cycle, workers) => {
      const now = workers.find(({ id }) => id === call.id);
      return now ? notePayment(ctx, now, call.body) : refused("err.not_found");
    });
  });
  const share = {
    url: "/cycle-workers/:id/share",
    summary: "Two members of one household share the days of one place",
    body: ShareDaysBody,
    answer: CycleView,
  };
  post(doors, share, async (call) => {
    const { store, id, body } = call;
    const line = await loadLine(store, id);
    if (!line) return refused("err.not_found");
    return take(call, line.subject ?? "", "cycle.share", async (ctx, _cycle, workers) => {
      const [now, other] = [id, body.with].map((one) => workers.find((w) => w.id === one));
      if (!now || !other) return refused("err.bad_input", ["/with"]);
      const people = await peopleOf(store, [now, other]);
      const householdOf = (one: StoredRecord) =>
        people.get(textOf(one.state, "person"))?.household ?? null;
      return shareDays(ctx, now, other, { of: householdOf(now), ofOther: householdOf(other) });
    });
  });
}

/** One decision about a cycle; what its people's enrolments tell of days goes with it. */
async function take(call: Call<unknown>, cycleId: string, deed: string, decide: Decide) {
  const { store, hosted } = call;
  const acted = await act(store, call.acting(deed), async (ctx) => {
    const cycle = await loadCycle(store, cycleId);
    if (!cycle) return refused("err.not_found");
    const workers = await workersOf(store, [cycle]);
    const decided = await decide(ctx, cycle, workers);
    if (!decided.ok) return decided;
    const told = await daysTold(ctx, store, cycle, workers, decided.changes);
    return { ok: true, changes: [...decided.changes, ...told], result: null };
  });
  return acted.ok ? viewNow(hosted, cycleId) : acted;
}

/** Changes of enrolments that follow from changed lines. */
async function daysTold(
  ctx: Deciding,
  store: Store,
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
  changes: readonly Change[],
): Promise<Change[]> {
  const before = new Map(workers.map((one) => [one.id, one]));
  const changed = changes.flatMap((change) => {
    const known = before.get(change.record.id);
    return known ? [afterChange(known, change)] : [];
  });
  const keys = changed.map(({ state }) => textOf(state, "enrolment"));
  const found = await resolveKeys(store, keys);
  const enrolments = await loadRecords(
    store,
    [...found.values()].map(({ id }) => id),
  );
  return changed.flatMap((worker) => {
    const id = found.get(textOf(worker.state, "enrolment"))?.id ?? "";
    const enrolment = enrolments.get(id);
    return enrolment
      ? tellDays(ctx, enrolment, reckonWorker(cycle, worker, ctx.nowIso.slice(0, 10)))
      : [];
  });
}

async function join(
  { store, body }: Call<JoinCycleBody>,
  ctx: Deciding,
  cycle: StoredRecord,
  workers: readonly StoredRecord[],
): Promise<Decided> {
  const person = await loadRecord(store, body.person_id);
  if (person?.type !== "Person") return refused("err.bad_input", ["/person_id"]);
  const enrolments = await loadAbout(store, [person.id], ["Enrolment"]);
  const enrolment = enrolments.find((one) => isEnrolledFor(one, cycle));
  if (!enrolment) return refused("err.cycle.not_enrolled", ["/person_id"]);
  const { group, role } = body;
  return joinCycle(ctx, cycle, workers, { person, enrolment, group, role });
}

async function viewNow(hosted: Hosted, id: string) {
  const { store } = hosted;
  const cycle = await loadCycle(store, id);
  if (!cycle) return refused("err.not_found");
  const workers = await workersOf(store, [cycle]);
  const people = await peopleOf(store, workers);
  const candidates = await candidatesOf(hosted, cycle, [...people.values()]);
  return done(cycleView(cycle, workers, people, candidates, todayOf(hosted)));
}

/** Who is enrolled in the programme now and in no work group of the cycle yet. */
async function candidatesOf(
  hosted: Hosted,
  cycle: StoredRecord,
  inIt: readonly StoredRecord[],
): Promise<StoredRecord[]> {
  const { store } = hosted;
  const programme = valueOf(cycle.state, "programme") as ProgrammeName;
  const criteria: Criteria = {
    all: [
      { attribute: "programme.id", is: "eq", value: programme.id },
      { attribute: "status", is: "in", value: [...workingStatuses] },
    ],
  };
  const asking = { criteria, coverage: null, sort: [], today: todayOf(hosted) };
  const ids = await findMatching(store, { type: "Enrolment", ...asking }, candidates_max);
  const enrolments = await loadRecords(store, ids);
  const known = new Set(inIt.map(({ id }) => id));
  const subjects = [...enrolments.values()].flatMap(({ subject }) => subject ?? []);
  const people = await loadRecords(
    store,
    subjects.filter((one) => !known.has(one)),
  );
  return [...people.values()];
}

/** The people of lines, by their keys. */
async function peopleOf(
  store: Store,
  workers: readonly StoredRecord[],
): Promise<Map<string, StoredRecord>> {
  const keys = workers.map(({ state }) => textOf(state, "person"));
  const found = await resolveKeys(store, keys);
  const records = await loadRecords(
    store,
    [...found.values()].map(({ id }) => id),
  );
  return new Map(
    [...found].flatMap(([key, { id }]) => {
      const person = records.get(id);
      return person ? [[key, person] as const] : [];
    }),
  );
}

async function loadCycle(store: Store, id: string): Promise<StoredRecord | null> {
  const record = await loadRecord(store, id);
  return record?.type === "WorkCycle" ? record : null;
}

async function loadLine(store: Store, id: string): Promise<StoredRecord | null> {
  const record = await loadRecord(store, id);
  return record?.type === "CycleWorker" ? record : null;
}

/** The people of cycles; their lines' subject is the cycle. */
function workersOf(store: Store, cycles: readonly StoredRecord[]): Promise<StoredRecord[]> {
  return loadAbout(
    store,
    cycles.map(({ id }) => id),
    ["CycleWorker"],
  );
}
