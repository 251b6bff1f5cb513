import type { Static } from "typebox";
import { refused } from "../../domain/change.ts";
import { changeEnrolment, openEnrolment, recordService } from "../../domain/case-work.ts";
import { lawOf } from "../../domain/programme/law.ts";
import { definitionOf, hasEnded } from "../../domain/programme/programme.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { isUuid, loadOfType, loadRecord } from "../../store/load.ts";
import { EnrolmentView, Programmes } from "../api/schemas.ts";
import {
  Created,
  EnrolmentStatusBody,
  NewEnrolmentBody,
  NewServiceBody,
} from "../api/work-schemas.ts";
import { PreviewView } from "../api/preview-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { lawIn, lawsOf } from "./laws.ts";
import { loadedFor } from "./loading.ts";
import { loadPlanningOf } from "./plan-loading.ts";
import { enrolmentView } from "./person-view.ts";
import { preview, type DecideCall } from "./previewing.ts";

const programmes_max = 500;

/** Programmes, enrolments in them, and services given. */
export function enrolmentRoutes(doors: Doors): void {
  const programmes = { url: "/programmes", summary: "Our programmes", answer: Programmes };
  get(doors, programmes, async ({ hosted, store }) => {
    const all = await loadOfType(store, "Programme", programmes_max);
    const own = all.filter((programme) => creatorOf(programme.key) === store.system.id);
    const items = own.map(({ id, state }) => ({
      id,
      name: textOf(state, "name"),
      type: textOf(state, "programme_type"),
      owner: systemRef(hosted, store.system.id),
    }));
    return done({ items });
  });
  openRoute(doors);
  statusRoute(doors);
  serviceRoute(doors);
}

function openRoute(doors: Doors): void {
  const open = {
    url: "/people/:id/enrolments",
    summary: "Enrol a person in one of our programmes",
    body: NewEnrolmentBody,
    answer: Created,
    status: 201 as const,
  };
  const opening: DecideCall<Static<typeof NewEnrolmentBody>, string> =
    ({ store, id, body }) =>
    async (ctx) => {
      const [person, programme] = await Promise.all([
        loadRecord(store, id),
        loadRecord(store, body.programme_id),
      ]);
      if (person?.type !== "Person") return refused("err.not_found");
      const ours = programme && creatorOf(programme.key) === store.system.id;
      if (programme?.type !== "Programme" || !ours) {
        return refused("err.bad_input", ["/programme_id"]);
      }
      // Local ids never travel: the programme is named by its key.
      const named = { id: programme.key, name: textOf(programme.state, "name") };
      const { effective_date, reason = "" } = body;
      if (hasEnded(programme.state, effective_date)) {
        return refused("err.programme.ended", ["/effective_date"]);
      }
      const law = lawOf(definitionOf(programme.state));
      const input = { programme: named, effective_date, reason };
      const decided = openEnrolment(ctx, person, input, law);
      if (!decided.ok) return decided;
      return { ok: true, changes: decided.changes, result: decided.id };
    };
  post(doors, open, async (call) => {
    const acted = await act(call.store, call.acting("enrolment.open"), opening(call));
    return acted.ok ? done({ id: acted.result }) : acted;
  });
  const before = { ...foreseen, url: "/people/:id/enrolments/preview", body: NewEnrolmentBody };
  post(doors, before, (call) => preview(doors, call, "enrolment.open", opening));
}
/** Every preview is a read that answers the same. */
const foreseen = {
  summary: "What each partner would be told of it; nothing is kept",
  answer: PreviewView,
  reads: true as const,
};

function statusRoute(doors: Doors): void {
  const status = {
    url: "/enrolments/:id/status",
    summary: "The next step of an enrolment, with its reason",
    body: EnrolmentStatusBody,
    answer: EnrolmentView,
  };
  type Stepped = { person: StoredRecord | null; enrolment: StoredRecord };
  const stepping: DecideCall<Static<typeof EnrolmentStatusBody>, Stepped> =
    ({ store, id, body }) =>
    async (ctx) => {
      const enrolment = await loadRecord(store, id);
      if (enrolment?.type !== "Enrolment") return refused("err.not_found");
      const person = enrolment.subject ? await loadRecord(store, enrolment.subject) : null;
      const isConfirmed = person && textOf(person.state, "vital_status") === "confirmed";
      if (body.status === "deceased" && !isConfirmed) return refused("err.transition", ["/status"]);
      const law = lawIn(await lawsOf(store, [enrolment]), enrolment);
      const decided = changeEnrolment(ctx, enrolment, body, law);
      if (!decided.ok) return decided;
      const after = decided.changes[0]?.after ?? enrolment.state;
      const result = { person, enrolment: { ...enrolment, state: after } };
      return { ok: true, changes: decided.changes, result };
    };
  post(doors, status, async (call) => {
    const acted = await act(call.store, call.acting("enrolment.status"), stepping(call));
    if (!acted.ok) return acted;
    const { enrolment, person } = acted.result;
    return done(enrolmentView(await loadedFor(call.hosted, [enrolment], []), enrolment, person));
  });
  const before = { ...foreseen, url: "/enrolments/:id/status/preview", body: EnrolmentStatusBody };
  post(doors, before, (call) => preview(doors, call, "enrolment.status", stepping));
}

function serviceRoute(doors: Doors): void {
  const service = {
    url: "/people/:id/services",
    summary: "A service delivered, refused or not available",
    body: NewServiceBody,
    answer: Created,
    status: 201 as const,
  };
  const recording: DecideCall<Static<typeof NewServiceBody>, string> =
    ({ hosted, store, id, body }) =>
    async (ctx) => {
      const person = await loadRecord(store, id);
      if (person?.type !== "Person") return refused("err.not_found");
      const { service: code, on, outcome, quantity = "", note = "", step_id } = body;
      const step = step_id === undefined ? null : await promisedTo(hosted, person, step_id);
      if (step_id !== undefined && !step) return refused("err.bad_input", ["/step_id"]);
      const input = { service: code, on, outcome, quantity, note };
      const decided = recordService(ctx, person, { ...input, ...(step ? { step: step.key } : {}) });
      if (!decided.ok) return decided;
      return { ok: true, changes: decided.changes, result: decided.id };
    };
  post(doors, service, async (call) => {
    const acted = await act(call.store, call.acting("service.record"), recording(call));
    return acted.ok ? done({ id: acted.result }) : acted;
  });
  const before = { ...foreseen, url: "/people/:id/services/preview", body: NewServiceBody };
  post(doors, before, (call) => preview(doors, call, "service.record", recording));
}

/** A step of this person's plan; one that the other office does not see is named to nobody. */
async function promisedTo(hosted: Hosted, person: StoredRecord, id: string) {
  if (!isUuid(id)) return null;
  const found = await loadPlanningOf(hosted, id, ["Step"]);
  return found?.person.id === person.id ? found.record : null;
}
