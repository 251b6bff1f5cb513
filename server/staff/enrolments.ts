import { refused } from "../../domain/change.ts";
import { changeEnrolment, openEnrolment, recordService } from "../../domain/case-work.ts";
import { lawOf } from "../../domain/programme/law.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { creatorOf, textOf } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadOfType, loadRecord } from "../../store/load.ts";
import { EnrolmentView, Programmes } from "../api/schemas.ts";
import {
  Created,
  EnrolmentStatusBody,
  NewEnrolmentBody,
  NewServiceBody,
} from "../api/work-schemas.ts";
import { systemRef } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { lawIn, lawsOf } from "./laws.ts";
import { loadedFor } from "./loading.ts";
import { enrolmentView } from "./person-view.ts";

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
  post(doors, open, async (call) => {
    const { store, id, body } = call;
    const acted = await act(store, call.acting("enrolment.open"), async (ctx) => {
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
      const law = lawOf(definitionOf(programme.state));
      const input = { programme: named, effective_date, reason };
      const decided = openEnrolment(ctx, person, input, law);
      if (!decided.ok) return decided;
      return { ok: true, changes: decided.changes, result: decided.id };
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

function statusRoute(doors: Doors): void {
  const status = {
    url: "/enrolments/:id/status",
    summary: "The next step of an enrolment, with its reason",
    body: EnrolmentStatusBody,
    answer: EnrolmentView,
  };
  post(doors, status, async (call) => {
    const { store, hosted, id, body } = call;
    const acted = await act(store, call.acting("enrolment.status"), async (ctx) => {
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
    });
    if (!acted.ok) return acted;
    const { enrolment, person } = acted.result;
    return done(enrolmentView(await loadedFor(hosted, [enrolment], []), enrolment, person));
  });
}

function serviceRoute(doors: Doors): void {
  const service = {
    url: "/people/:id/services",
    summary: "A service delivered, refused or not available",
    body: NewServiceBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, service, async (call) => {
    const { store, id, body } = call;
    const acted = await act(store, call.acting("service.record"), async (ctx) => {
      const person = await loadRecord(store, id);
      if (person?.type !== "Person") return refused("err.not_found");
      const { service: code, on, outcome, quantity = "", note = "" } = body;
      const decided = recordService(ctx, person, { service: code, on, outcome, quantity, note });
      if (!decided.ok) return decided;
      return { ok: true, changes: decided.changes, result: decided.id };
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}
