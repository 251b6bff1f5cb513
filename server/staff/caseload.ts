import { handOver, mayHandOver, weightOf, weightUnits, workerOf } from "../../domain/caseload.ts";
import { refused, type Change, type Deciding } from "../../domain/change.ts";
import { dayText, readDay } from "../../domain/conflicts/time/walls.ts";
import { ageOn } from "../../domain/person-subject.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadAbout, loadOfType, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { loadOpenPlans } from "../../store/reading/open-plans.ts";
import { loadAboutAtMost } from "../../store/reading/plans.ts";
import { agenda_days_max, type AgendaEntry } from "../api/agenda-schemas.ts";
import {
  CaseloadBody,
  CaseloadView,
  Moved,
  MovesBody,
  type CaseRow,
} from "../api/caseload-schemas.ts";
import type { TodayItem } from "../api/schemas.ts";
import { caseWorkers } from "../personas.ts";
import { agendaOf } from "./agenda.ts";
import { done, post, type Call, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { todayView } from "./today.ts";

/** Cases that are looked at in one list, and who holds them at most. */
const cases_max = 500;
const holders_max = 5_000;
const contacts_max = 5_000;
/** So many days without a meeting are long. */
const quiet_days = 30;

/** The caseload: mine, the team's, and who is nobody's yet; a case is handed over with a reason. */
export function caseloadRoutes(doors: Doors): void {
  const list = {
    url: "/caseload",
    summary: "People a worker is responsible for, with what comes next",
    body: CaseloadBody,
    answer: CaseloadView,
    reads: true as const,
  };
  post(doors, list, async (call) => done(await caseloadView(doors, call)));

  const moved = { body: MovesBody, answer: Moved };
  const move = {
    ...moved,
    url: "/caseload/hand-over",
    summary: "Hand cases over; each is moved, or refused with its reason",
  };
  post(doors, move, async (call) => {
    const acted = await act(call.store, call.acting("case.hand_over"), async (ctx) => {
      const { changes, rows } = await decide(call, ctx);
      return { ok: true as const, changes, result: rows };
    });
    return acted.ok ? done({ rows: acted.result }) : acted;
  });
  const before = {
    ...moved,
    url: "/caseload/hand-over/preview",
    summary: "What a handover would move and refuse; nothing is kept",
    reads: true as const,
  };
  post(doors, before, async (call) => {
    let rows: Moved["rows"] = [];
    const acted = await act(call.store, call.acting("case.hand_over"), async (ctx) => {
      rows = (await decide(call, ctx)).rows;
      return { ok: true as const, changes: [], result: null };
    });
    return acted.ok ? done({ rows }) : acted;
  });
}

/** Each move by itself: one that is refused does not hold the others. */
async function decide(
  { store, body, session, hosted }: Call<MovesBody>,
  ctx: Deciding,
): Promise<{ changes: Change[]; rows: Moved["rows"] }> {
  const ids = body.moves.map(({ person_id }) => person_id);
  const [people, about] = await Promise.all([
    loadRecords(store, ids),
    loadAbout(store, ids, ["CaseHolder"]),
  ]);
  const staff = caseWorkers(hosted.store.system.kind);
  const changes: Change[] = [];
  const seen = new Set<string>();
  const rows = body.moves.map(({ person_id, to, weight, seen: shown }) => {
    const person = people.get(person_id);
    const name = person ? displayName(valueOf(person.state, "name")) : "";
    const worker = to === null ? null : staff.find((one) => one.id === to);
    const holder = about.find(({ subject }) => subject === person_id) ?? null;
    const now = holder ? (workerOf(holder)?.id ?? null) : null;
    const decided =
      person?.type !== "Person" || worker === undefined || seen.has(person_id)
        ? refused("err.bad_input", ["person_id"])
        : !mayHandOver(session.persona, now, to)
          ? refused("err.caseload.not_yours")
          : handOver(ctx, person, holder, {
              to: worker && { id: worker.id, name: worker.name },
              weight,
              seen: shown,
              reason: body.reason,
            });
    seen.add(person_id);
    if (decided.ok) changes.push(...decided.changes);
    return { person_id, name, code: decided.ok ? "" : decided.code };
  });
  return { changes, rows };
}

async function caseloadView(
  doors: Doors,
  { hosted, session, store, body, worker }: Call<{ scope: string }>,
): Promise<CaseloadView> {
  const me = session.persona.id;
  const [holders, plans, waiting] = await Promise.all([
    loadOfType(store, "CaseHolder", holders_max + 1),
    loadOpenPlans(store),
    todayView(doors.node, hosted),
  ]);
  const held = holders.filter((one) => one.subject !== null && workerOf(one) !== null);
  const openPeople = [
    ...plans.plans.map(({ person }) => person.id),
    ...waiting.items.flatMap(({ person_id }) => person_id ?? []),
  ];
  const holderOf = new Map(held.map((one) => [one.subject ?? "", one]));
  const ids =
    body.scope === "nobody"
      ? [...new Set(openPeople)].filter((id) => !holderOf.has(id))
      : held
          .filter((one) => body.scope === "team" || workerOf(one)?.id === me)
          .map(({ subject }) => subject ?? "");
  const asked = ids.slice(0, cases_max);
  const rows = await rowsOf(hosted, asked, holderOf, waiting.items);
  const planOf = new Map(plans.plans.map(({ person, book }) => [person.id, book.plan.id]));
  return {
    items: rows.map((row) => ({ ...row, plan_id: planOf.get(row.person_id) ?? null })).sort(byNeed),
    workers: caseWorkers(store.system.kind).map(({ id, name, role }) => {
      const own = held.filter((one) => workerOf(one)?.id === id);
      const units = own.reduce((sum, one) => sum + weightUnits[weightOf(one)], 0);
      return { id, name, role, cases: own.length, units };
    }),
    me,
    may_hand_over: worker.role === "supervisor",
    today: todayOf(hosted),
    quiet_days,
    is_more: ids.length > cases_max || holders.length > holders_max,
  };
}

type Hosted = Call<unknown>["hosted"];

async function rowsOf(
  hosted: Hosted,
  ids: readonly string[],
  holderOf: ReadonlyMap<string, StoredRecord>,
  waiting: readonly TodayItem[],
): Promise<CaseRow[]> {
  const { store } = hosted;
  const today = todayOf(hosted);
  const until = dayText((readDay(today) ?? 0) + agenda_days_max);
  const [people, contacts, agenda] = await Promise.all([
    loadRecords(store, ids),
    loadAboutAtMost(store, ids, ["Contact"], contacts_max),
    agendaOf(hosted, today, until),
  ]);
  const found = [...people.values()].filter(({ type }) => type === "Person");
  const homes = await loadRecords(
    store,
    found.flatMap(({ household }) => household ?? []),
  );
  const nexts = firstOfEach(agenda.items);
  return found.map((person) => {
    const own = waiting.filter(({ person_id }) => person_id === person.id);
    const met = contacts
      .filter(({ subject, state }) => subject === person.id && textOf(state, "outcome") === "met")
      .map(({ state }) => textOf(state, "on"));
    const holder = holderOf.get(person.id);
    const home = person.household ? homes.get(person.household) : undefined;
    return {
      person_id: person.id,
      name: displayName(valueOf(person.state, "name")),
      age: ageOn(textOf(person.state, "birth_date") || undefined, today),
      household_id: person.household,
      household_number: home ? textOf(home.state, "number") : "",
      plan_id: null,
      worker: holder ? workerOf(holder) : null,
      since: holder ? textOf(holder.state, "since") : null,
      weight: holder ? weightOf(holder) : "usual",
      next: nexts.get(person.id) ?? null,
      last_met: met.sort().at(-1) ?? null,
      clocks: own.length,
      late: own.filter(({ late }) => late).length,
      due: own.flatMap(({ due }) => due ?? []).sort()[0] ?? null,
    };
  });
}

/** The agenda is in order: the first of each person is what comes next. */
function firstOfEach(entries: readonly AgendaEntry[]): Map<string, NonNullable<CaseRow["next"]>> {
  const nexts = new Map<string, NonNullable<CaseRow["next"]>>();
  for (const { person_id, day, start, what, kind, stands } of entries) {
    const isOver = stands !== null && stands !== "open" && stands !== "ahead";
    if (!nexts.has(person_id) && !isOver) nexts.set(person_id, { day, start, what, kind });
  }
  return nexts;
}

/** Late first, then what comes next soonest, then who was met longest ago. */
function byNeed(a: CaseRow, b: CaseRow): number {
  const last = "9999";
  return (
    b.late - a.late ||
    (a.next?.day ?? last).localeCompare(b.next?.day ?? last) ||
    (a.last_met ?? "").localeCompare(b.last_met ?? "") ||
    (a.name < b.name ? -1 : 1)
  );
}
