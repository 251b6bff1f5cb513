import { refused, type Deciding } from "../../domain/change.ts";
import type { StoredRecord } from "../../domain/record.ts";
import {
  confirmDeath,
  reportDeath,
  restoreEnrolment,
  reverseDeath,
  type DeathDecided,
} from "../../domain/vital-status.ts";
import { act } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { loadAbout, loadRecord } from "../../store/load.ts";
import { readDeaths, readEarlier } from "../../store/reading/deaths.ts";
import { DeathBody, ReasonBody } from "../api/joining-schemas.ts";
import { EnrolmentView, PersonView } from "../api/schemas.ts";
import { PreviewView } from "../api/preview-schemas.ts";
import { done, post, type Doors } from "./doors.ts";
import { loadedFor, loadPerson } from "./loading.ts";
import { enrolmentView, personView } from "./person-view.ts";
import { preview, type DecideCall } from "./previewing.ts";
import { reporterOf } from "./vital-view.ts";

/** A death reported, confirmed or taken back; and an enrolment made again what it was. */
export function vitalRoutes(doors: Doors): void {
  const death = {
    url: "/people/:id/death",
    summary: "Report a death, confirm it, or take it back",
    body: DeathBody,
    answer: PersonView,
  };
  const deciding: DecideCall<DeathBody, null> =
    ({ store, id, body }) =>
    async (ctx) => {
      const person = await loadRecord(store, id);
      if (person?.type !== "Person") return refused("err.not_found");
      const decided = await decide(store, ctx, person, body);
      return decided.ok ? { ok: true, changes: decided.changes, result: null } : decided;
    };
  const foreseen = {
    url: "/people/:id/death/preview",
    summary: "What each partner would be told of it; nothing is kept",
    body: DeathBody,
    answer: PreviewView,
    reads: true as const,
  };
  post(doors, foreseen, (call) => preview(doors, call, `death.${call.body.step}`, deciding));
  post(doors, death, async (call) => {
    const { store, hosted, id, body, worker } = call;
    const acted = await act(store, call.acting(`death.${body.step}`), deciding(call));
    if (!acted.ok) return acted;
    const found = await loadPerson(hosted, id);
    if (!found) return refused("err.not_found");
    const { person, about, joined } = found;
    const loaded = await loadedFor(hosted, [person, ...about], about, worker, joined);
    return done(personView(loaded, person, about));
  });

  const restore = {
    url: "/enrolments/:id/restore",
    summary: "Make an enrolment again what it was before a death that was taken back",
    body: ReasonBody,
    answer: EnrolmentView,
  };
  post(doors, restore, async (call) => {
    const { store, hosted, id, body } = call;
    const acted = await act(store, call.acting("enrolment.restore"), async (ctx) => {
      const enrolment = await loadRecord(store, id);
      const person = enrolment?.subject ? await loadRecord(store, enrolment.subject) : null;
      if (enrolment?.type !== "Enrolment" || !person) return refused("err.not_found");
      const earlier = await readEarlier(store, [enrolment]);
      const decided = restoreEnrolment(ctx, person, enrolment, earlier, body.reason);
      if (!decided.ok) return decided;
      const state = decided.changes[0]?.after ?? enrolment.state;
      const result = { person, enrolment: { ...enrolment, state } };
      return { ok: true, changes: decided.changes, result };
    });
    if (!acted.ok) return acted;
    const { enrolment, person } = acted.result;
    return done(enrolmentView(await loadedFor(hosted, [enrolment], []), enrolment, person));
  });
}

async function decide(
  store: Store,
  ctx: Deciding,
  person: StoredRecord,
  { step, reason, date }: DeathBody,
): Promise<DeathDecided> {
  const news = { date: date ?? null, reason };
  if (step === "report") return reportDeath(ctx, person, news);
  const enrolments = await loadAbout(store, [person.id], ["Enrolment"]);
  if (step === "reverse") {
    return reverseDeath(ctx, person, enrolments, await readEarlier(store, enrolments), reason);
  }
  const told = await readDeaths(store, [person.id]);
  return confirmDeath(ctx, person, enrolments, reporterOf(told.get(person.id)), news);
}
