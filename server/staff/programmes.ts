import { coversProgramme, sharedByProgramme } from "../../domain/agreement.ts";
import { refused } from "../../domain/change.ts";
import type { Criteria } from "../../domain/criteria.ts";
import { fieldsOf } from "../../domain/programme/data-options.ts";
import type { DataNeeded, ProgrammeDefinition } from "../../domain/programme/definition.ts";
import { lawOf, statusesOf } from "../../domain/programme/law.ts";
import {
  defineProgramme,
  endProgramme,
  definitionOf,
  openProgramme,
  readDefinition,
} from "../../domain/programme/programme.ts";
import { faultsSoFar } from "../../domain/programme/so-far.ts";
import {
  creatorOf,
  emptyState,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../../domain/record.ts";
import type { EnrolmentStatus } from "../../domain/records/values.ts";
import { settleGiven } from "../../domain/settling.ts";
import { act } from "../../store/act.ts";
import { loadOfType, loadRecord } from "../../store/load.ts";
import { activeAgreement } from "../../store/partners.ts";
import { forgetShares } from "../../store/programme-shares.ts";
import {
  CheckedProgramme,
  CheckProgrammeBody,
  DefineProgrammeBody,
  EndProgrammeBody,
  NewProgrammeBody,
  ProgrammeList,
  ProgrammeView,
  type ProgrammeLine,
} from "../api/programme-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { systemRef } from "../hosting.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { programmePreviewRoutes } from "./programme-preview.ts";

const programmes_max = 500;

/** What each programme is, in data: read by everybody, written by a supervisor of its own system. */
export function programmeRoutes(doors: Doors): void {
  const list = {
    url: "/programmes/all",
    summary: "Every programme known here: ours, and what partners tell of theirs",
    answer: ProgrammeList,
  };
  get(doors, list, async ({ hosted, store, worker }) => {
    const all = await loadOfType(store, "Programme", programmes_max);
    const items = all.map(({ id, key, state }) => ({
      id,
      name: textOf(state, "name"),
      type: textOf(state, "programme_type"),
      owner: systemRef(hosted, creatorOf(key)),
      ends_on: endOf(state),
      ...lineFacts(definitionOf(state)),
    }));
    return done({ items, may_open: worker.role === "supervisor" });
  });
  const one = {
    url: "/programmes/:id",
    summary: "A programme: its law, its data, its clocks, its benefit",
    answer: ProgrammeView,
  };
  get(doors, one, async (call) => {
    const programme = await loadRecord(call.store, call.id);
    if (programme?.type !== "Programme") return refused("err.not_found");
    return done(await programmeView(call, programme));
  });
  writingRoutes(doors);
  endingRoute(doors);
  programmePreviewRoutes(doors);
}

function endOf(state: RecordState): string | null {
  return (valueOf(state, "ends_on") as string | null | undefined) ?? null;
}

function lineFacts(
  definition: ProgrammeDefinition | null,
): Pick<ProgrammeLine, "purpose" | "facts"> {
  if (!definition) return { purpose: null, facts: null };
  const { purpose, unit, benefit, conditions, calendar } = definition;
  const facts = {
    unit,
    criteria: criteriaView(definition),
    benefit,
    conditions: conditions.map(({ text }) => text),
    statuses: [...statusesOf(lawOf(definition))],
    days_off: calendar.days_off,
  };
  return { purpose, facts };
}

/** What a partner wrote is read only where it is a condition. */
function criteriaView({ criteria, unit }: ProgrammeDefinition): Criteria | null {
  const settled = settleGiven(unit === "household" ? "Household" : "Person", criteria);
  return settled.ok ? settled.criteria : null;
}

function writingRoutes(doors: Doors): void {
  const check = {
    url: "/programmes/check",
    summary: "What is wrong with a definition, place by place; nothing is kept",
    body: CheckProgrammeBody,
    answer: CheckedProgramme,
    reads: true as const,
  };
  post(doors, check, ({ body }) => {
    return Promise.resolve(done({ faults: faultsSoFar(body.definition) }));
  });
  const open = {
    url: "/programmes",
    summary: "A new programme of ours",
    body: NewProgrammeBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, open, async (call) => {
    const { body, store } = call;
    const read = mayDefine(call, body.definition);
    if (!read.ok) return read;
    const { name, type: programme_type } = body;
    const acted = await act(store, call.acting("programme.open"), (ctx) => {
      const opened = openProgramme(ctx, { name, programme_type, definition: read.definition });
      return { ok: true, changes: opened.changes, result: opened.id };
    });
    forgetShares(store);
    return acted.ok ? done({ id: acted.result }) : acted;
  });
  const define = {
    url: "/programmes/:id/definition",
    summary: "What one of our programmes is from now on, as a whole",
    body: DefineProgrammeBody,
    answer: ProgrammeView,
  };
  post(doors, define, async (call) => {
    const { body, store, id } = call;
    const read = mayDefine(call, body.definition);
    if (!read.ok) return read;
    const acted = await act(store, call.acting("programme.define"), async (ctx) => {
      const programme = await loadRecord(store, id);
      if (programme?.type !== "Programme") return refused("err.not_found");
      const decided = defineProgramme(ctx, programme, read.definition, body.seen ?? null);
      if (!decided.ok) return decided;
      const state = decided.changes[0]?.after ?? programme.state;
      return { ok: true, changes: decided.changes, result: { ...programme, state } };
    });
    forgetShares(store);
    return acted.ok ? done(await programmeView(call, acted.result)) : acted;
  });
}

function endingRoute(doors: Doors): void {
  const end = {
    url: "/programmes/:id/end",
    summary: "The last day on which one of our programmes takes anybody in, or none",
    body: EndProgrammeBody,
    answer: ProgrammeView,
  };
  post(doors, end, async (call) => {
    const { body, store, id, worker } = call;
    if (worker.role !== "supervisor") return refused("err.supervisor");
    const acted = await act(store, call.acting("programme.end"), async (ctx) => {
      const programme = await loadRecord(store, id);
      if (programme?.type !== "Programme") return refused("err.not_found");
      const decided = endProgramme(ctx, programme, body);
      if (!decided.ok) return decided;
      const state = decided.changes[0]?.after ?? programme.state;
      return { ok: true, changes: decided.changes, result: { ...programme, state } };
    });
    return acted.ok ? done(await programmeView(call, acted.result)) : acted;
  });
}

/** A definition decides who gets what: it is a supervisor's. */
function mayDefine({ worker }: Call<unknown>, given: unknown) {
  if (worker.role !== "supervisor") return refused("err.supervisor");
  const read = readDefinition(given);
  if (read.ok) return read;
  const places = read.faults.map(({ at }) => `/definition${at}`);
  return refused("err.programme.definition", [...new Set(places)]);
}

async function programmeView(call: Call<unknown>, programme: StoredRecord): Promise<ProgrammeView> {
  const { hosted, store, worker } = call;
  const { id, key, state } = programme;
  const definition = definitionOf(state);
  const yours = creatorOf(key) === store.system.id;
  return {
    id,
    key,
    name: textOf(state, "name"),
    type: textOf(state, "programme_type"),
    owner: systemRef(hosted, creatorOf(key)),
    yours,
    definition,
    stamp: state.fields["definition"]?.[0]?.h ?? null,
    ends_on: endOf(state),
    law: lawLines(definition),
    needs: definition && dataView(definition.needs),
    shares: definition && dataView(definition.shares),
    criteria: definition && criteriaView(definition),
    told: yours ? await toldOf(call, programme) : [],
    may_define: yours && worker.role === "supervisor",
  };
}

function lawLines(definition: ProgrammeDefinition | null): ProgrammeView["law"] {
  const law = lawOf(definition);
  const froms = Object.keys(law) as (EnrolmentStatus | "start")[];
  return froms
    .map((from) => ({ from, to: [...law[from]] }))
    .filter(({ to }) => to.length > 0)
    .sort((a, b) => Number(b.from === "start") - Number(a.from === "start"));
}

function dataView(data: DataNeeded): ProgrammeView["needs"] {
  const records = Object.entries(fieldsOf(data)).map(([type, fields]) => ({
    type,
    fields: [...fields],
  }));
  return { option: "option" in data ? data.option : null, records };
}

/** Partners that an agreement in force lets know of this programme's enrolments, and what of them. */
async function toldOf({ hosted, store }: Call<unknown>, { key, state }: StoredRecord) {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const named = { v: { id: key, name: textOf(state, "name") }, h: "", o: store.system.id };
  const enrolment = { ...emptyState, fields: { programme: [named] } };
  const told: ProgrammeView["told"] = [];
  for (const { id } of await hosted.partners()) {
    const agreement = await activeAgreement(store, store.system.id, id, nowIso);
    if (!agreement || !coversProgramme(agreement, "Enrolment", enrolment)) continue;
    const shared = sharedByProgramme(agreement, "Enrolment", enrolment);
    const fields = (agreement.records.Enrolment ?? []).filter((one) => shared?.has(one) ?? true);
    if (fields.length === 0) continue;
    const ways: ProgrammeView["told"][number]["ways"] = [];
    if (agreement.events.length > 0) ways.push("subscription");
    if ((agreement.push ?? []).length > 0) ways.push("push");
    told.push({ system: systemRef(hosted, id), fields, ways });
  }
  return told;
}
