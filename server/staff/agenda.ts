/** A worker's days, and the list of a day's group. */
import { refused, type Change, type Refusal } from "../../domain/change.ts";
import { nextContacts } from "../../domain/contacts.ts";
import { dayText, readDay } from "../../domain/conflicts/time/walls.ts";
import { recordDayList, type DayRow, type DayRowResult } from "../../domain/outcome/day-list.ts";
import { causeLaw, fitting } from "../../domain/outcome/law.ts";
import { takeBack } from "../../domain/outcome/recording.ts";
import { stepSide, timesOf } from "../../domain/outcome/standing.ts";
import { isPlainTime } from "../../domain/plan/hidden.ts";
import { isWithdrawnLine, stepState } from "../../domain/plan/plan-law.ts";
import { partyOf } from "../../domain/plan/sign-off.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { causes } from "../../domain/records/outcome-records.ts";
import type { Lane } from "../../domain/records/plan-values.ts";
import { isDeathTold } from "../../domain/vital-status.ts";
import { act } from "../../store/act.ts";
import { loadRecord, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { loadOpenPlans, type OpenPlan } from "../../store/reading/open-plans.ts";
import { loadRecorded } from "../../store/reading/outcomes.ts";
import { newestContacts } from "../../store/reading/today.ts";
import {
  agenda_days_max,
  AgendaBody,
  AgendaView,
  DayListBody,
  DayListDone,
  TakeBackListBody,
  type AgendaEntry,
} from "../api/agenda-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, post, type Call, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { stepOf, subjectsOf } from "./outcomes.ts";
import { loadPlanningOf } from "./plan-loading.ts";
import { sha256 } from "./sha256.ts";
import type { Draft } from "./today.ts";

export function agendaRoutes(doors: Doors): void {
  const read = {
    url: "/agenda",
    summary:
      "Appointments, steps that are due and contacts of these days, with what became of them",
    body: AgendaBody,
    answer: AgendaView,
    reads: true as const,
  };
  post(doors, read, async ({ hosted, body }) => {
    const days = (readDay(body.to) ?? 0) - (readDay(body.from) ?? 0);
    if (days < 0 || days > agenda_days_max) return refused("err.bad_input", ["to"]);
    const { items, isMore } = await agendaOf(hosted, body.from, body.to);
    return done({
      items,
      causes: causes.map((cause) => ({
        cause,
        sides: [...causeLaw[cause].sides],
        is_personal: causeLaw[cause].isPersonal,
      })),
      today: todayOf(hosted),
      is_more: isMore,
    });
  });
  dayListRoutes(doors);
}

function dayListRoutes(doors: Doors): void {
  const list = {
    summary: "Who of a group was there; each row is recorded, or refused with its reason",
    body: DayListBody,
    answer: DayListDone,
  };
  post(doors, { ...list, url: "/day-list" }, async (call) => {
    const acted = await act(call.store, call.acting("outcome.record"), async (ctx) => {
      const { changes, results } = recordDayList(ctx, sha256, await rowsOf(call));
      return { ok: true as const, changes, result: results };
    });
    return acted.ok ? done({ rows: acted.result }) : acted;
  });
  const before = { ...list, url: "/day-list/preview", reads: true as const };
  post(doors, before, async (call) => {
    // Decided as it would be, and nothing of it is written.
    let seen: DayRowResult[] = [];
    const acted = await act(call.store, call.acting("outcome.record"), async (ctx) => {
      seen = recordDayList(ctx, sha256, await rowsOf(call)).results;
      return { ok: true as const, changes: [], result: null };
    });
    return acted.ok ? done({ rows: seen.map((row) => ({ ...row, id: "" })) }) : acted;
  });
  const back = {
    url: "/day-list/take-back",
    summary: "Take back what our office has just recorded of a group: all of it, or nothing",
    body: TakeBackListBody,
    answer: DayListDone,
  };
  post(doors, back, async (call) => {
    const acted = await act(
      call.store,
      call.acting("outcome.take_back"),
      async (ctx): Promise<{ ok: true; changes: Change[]; result: string[] } | Refusal> => {
        const changes: Change[] = [];
        for (const id of call.body.ids) {
          const outcome = await loadRecord(call.store, id);
          const step = outcome && (await stepOf(call.hosted, outcome));
          const found =
            step && (await loadPlanningOf(call.hosted, step.id, ["Step", "PrivateStep"]));
          if (!outcome || !step || !found) return refused("err.not_found");
          const { outcomes } = await loadRecorded(call.store, subjectsOf(found));
          const made = takeBack(ctx, sha256, step, outcomes, outcome, "");
          if (!made.ok) return made;
          changes.push(...made.changes);
        }
        return { ok: true, changes, result: changes.map(({ record }) => record.id) };
      },
    );
    if (!acted.ok) return acted;
    return done({ rows: acted.result.map((id) => ({ id, again: false, code: "" })) });
  });
}

async function rowsOf({ hosted, body }: Call<DayListBody>): Promise<(DayRow | null)[]> {
  const rows: (DayRow | null)[] = [];
  for (const { step_id, time, day, was_there } of body.rows) {
    const found = await loadPlanningOf(hosted, step_id, ["Step", "PrivateStep"]);
    const recorded = found && (await loadRecorded(hosted.store, subjectsOf(found)));
    rows.push(
      found && recorded
        ? {
            book: found.book,
            step: found.record,
            recorded,
            time,
            day,
            was_there,
            known: body.known,
          }
        : null,
    );
  }
  return rows;
}

/** Everything of these days that this office has a hand in, in their order. */
export async function agendaOf(
  hosted: Hosted,
  from: string,
  to: string,
): Promise<{ items: AgendaEntry[]; isMore: boolean }> {
  const { items: steps, isMore } = await stepsBetween(hosted, from, to);
  const items = [...steps.map(({ entry }) => entry), ...(await contactEntries(hosted, from, to))];
  return { items: items.sort((a, b) => (order(a) < order(b) ? -1 : 1)), isMore };
}

/** Times of steps in these days, each with whose it is. */
async function stepsBetween(hosted: Hosted, from: string, to: string) {
  const { store } = hosted;
  const { plans, isMore } = await loadOpenPlans(store);
  const subjects = plans.flatMap((plan) => plan.subjects);
  const recorded = await loadRecorded(store, subjects);
  const today = todayOf(hosted);
  const items = plans
    .filter(({ person }) => !isDeathTold(person.state))
    .flatMap((plan) =>
      stepsOf(hosted, plan).flatMap((step) =>
        timesOf(step, recorded, { from, to, today })
          .filter(({ day }) => day >= from && day <= to)
          .map((time) => ({
            person: plan.person,
            entry: stepEntry(hosted, plan, step, time),
          })),
      ),
    );
  return { items, isMore };
}

/** Days back in which what nobody recorded is a task of today, and after which it is late. */
const asked_days = 14;
const late_days = 3;
const outcomes_today_max = 20;

/** Appointments that are over and of which nobody recorded what became of them. */
export async function outcomesToday(hosted: Hosted): Promise<Draft[]> {
  const today = todayOf(hosted);
  const dayOf = (days: number) => dayText((readDay(today) ?? 0) + days);
  const { items } = await stepsBetween(hosted, dayOf(-asked_days), dayOf(-1));
  const open = items.filter(({ entry }) => entry.stands === "open");
  return open.slice(-outcomes_today_max).map(({ entry, person }): Draft => ({
    id: `outcome_due/${entry.id}`,
    kind: "outcome_due",
    field: entry.what,
    from: systemRef(hosted, hosted.store.system.id),
    at: `${entry.day}T00:00:00.000Z`,
    due: `${dayText((readDay(entry.day) ?? 0) + late_days)}T23:59:59.000Z`,
    target: entry.plan_id,
    person,
  }));
}

function order({ day, start, person_name, id }: AgendaEntry): string {
  return `${day} ${start === "" ? "99" : start} ${person_name} ${id}`;
}

/** Lines that stand, but what the other office promised to do by itself. */
function stepsOf(hosted: Hosted, { book }: OpenPlan): StoredRecord[] {
  const other = partyOf(hosted.store.system.kind) === "social" ? "employment" : "social";
  return [...book.steps, ...book.privateSteps.filter((one) => !isPlainTime(one))].filter(
    (step) => !isWithdrawnLine(step) && stepState(step) !== "stopped" && stepSide(step) !== other,
  );
}

function stepEntry(
  hosted: Hosted,
  { person, book }: OpenPlan,
  step: StoredRecord,
  time: ReturnType<typeof timesOf>[number],
): AgendaEntry {
  const side = stepSide(step);
  return {
    id: `${step.id}/${time.time}`,
    kind: time.start === "" ? "due" : "at",
    ...personIn(person),
    plan_id: book.plan.id,
    step_id: step.id,
    what: textOf(step.state, "what"),
    where: textOf(step.state, "meeting_place") || textOf(step.state, "where"),
    lane: textOf(step.state, "lane") as Lane,
    side,
    fitting: [...fitting[side]],
    time: time.time,
    day: time.day,
    start: time.start,
    end: time.end,
    stands: time.stands,
    recorded: time.outcomes.some(({ key }) => creatorOf(key) === hosted.store.system.id),
  };
}

function personIn(person: StoredRecord) {
  return {
    person_id: person.id,
    person_name: displayName(valueOf(person.state, "name")),
    household_id: person.household,
  };
}

/** The next contacts that were set for these days; met since, they are over. */
async function contactEntries(hosted: Hosted, from: string, to: string): Promise<AgendaEntry[]> {
  const set = nextContacts(await newestContacts(hosted.store), to).filter(({ day }) => day >= from);
  const people = await loadRecords(
    hosted.store,
    set.flatMap(({ contact }) => contact.subject ?? []),
  );
  return set.flatMap(({ contact, day }): AgendaEntry[] => {
    const person = people.get(contact.subject ?? "");
    if (!person || isDeathTold(person.state)) return [];
    return [
      {
        id: `contact/${contact.id}`,
        kind: "contact",
        ...personIn(person),
        plan_id: "",
        step_id: "",
        what: "",
        where: "",
        lane: null,
        side: null,
        fitting: [],
        time: "",
        day,
        start: "",
        end: "",
        stands: null,
        recorded: false,
      },
    ];
  });
}
