import { refused, type Refusal } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import { checkHousehold } from "../../domain/plan/conflicts/checking.ts";
import { withDraft } from "../../domain/plan/conflicts/draft.ts";
import { mayKeep } from "../../domain/plan/conflicts/keeping.ts";
import { keepBoth } from "../../domain/plan/conflicts/kept.ts";
import { isPlanClosed } from "../../domain/plan/plan-law.ts";
import { act } from "../../store/act.ts";
import { loadPlannedHousehold } from "../../store/reading/planned-household.ts";
import { CheckPlanBody, ConflictsView, KeepBothBody } from "../api/conflict-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { conflictsView, stampOfSeen } from "./conflict-view.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { loadPlanningOf } from "./plan-loading.ts";
import { sha256 } from "./sha256.ts";

/** A plan's conflicts: as they stand, while a line is written, and keeping both. */
export function planConflictRoutes(doors: Doors): void {
  const stands = {
    url: "/plans/:id/conflicts",
    summary: "Conflicts of a plan as it stands, over the household",
    answer: ConflictsView,
  };
  get(doors, stands, ({ hosted, id }) => answer(hosted, id, {}));

  const check = {
    url: "/plans/:id/check",
    summary: "Conflicts of a plan, also with a line as it is being written; nothing is stored",
    body: CheckPlanBody,
    answer: ConflictsView,
    reads: true as const,
  };
  post(doors, check, ({ hosted, id, body }) => answer(hosted, id, body));

  const keep = {
    url: "/plans/:id/conflicts/keep",
    summary: "Keep both lines of a conflict, with a reason; asked again when one of them changes",
    body: KeepBothBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, keep, async (call) => {
    const { hosted, body } = call;
    const acted = await act(call.store, call.acting("conflict.keep"), async (ctx) => {
      const planning = await loadPlanningOf(hosted, call.id, ["Plan"]);
      if (!planning) return refused("err.not_found");
      const { person, book } = planning;
      if (isPlanClosed(book)) return refused("err.plan.closed");
      const found = await conflictOf(hosted, person.id, body.about);
      if ("ok" in found) return found;
      if (!mayKeep(found, hosted.store.system.kind)) return refused("err.conflict.not_kept");
      if (stampOfSeen(found.seen) !== body.stamp) return refused("err.stale");
      if (found.keeper === "with_person" && !body.person_agreed) {
        return refused("err.conflict.ask_person", ["person_agreed"]);
      }
      const decided = keepBoth(ctx, person, book, {
        about: body.about,
        seen: found.seen,
        reason: body.reason,
        personAgreed: body.person_agreed,
        staysHere: found.isPrivate || found.isUnavailable,
      });
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

async function answer(hosted: Hosted, planId: string, { draft, language }: CheckPlanBody) {
  const planning = await loadPlanningOf(hosted, planId, ["Plan"]);
  if (!planning) return refused("err.not_found");
  const nothing: ConflictsView = { conflicts: [], notes: [], too_large: false };
  if (isPlanClosed(planning.book)) return done(nothing);
  const household = await householdOf(hosted, planning.person.id, language, draft?.fields.service);
  if (!household) return done({ ...nothing, too_large: true });
  const { household: seen, step } = draft
    ? withDraft(household, {
        id: draft.id === "" ? null : draft.id,
        lane: draft.lane,
        fields: draft.fields as Record<string, Json>,
      })
    : { household, step: undefined };
  const checked = checkHousehold(seen, sha256);
  if (!checked) return done({ ...nothing, too_large: true });
  return done(conflictsView(hosted, seen, checked, step));
}

export function householdOf(hosted: Hosted, personId: string, language = "", service = "") {
  return loadPlannedHousehold(hosted.store, personId, {
    kindOf: (system) => hosted.titles.get(system)?.kind ?? hosted.systems.get(system),
    today: todayOf(hosted),
    language,
    service,
  });
}

async function conflictOf(hosted: Hosted, personId: string, about: string) {
  const household = await householdOf(hosted, personId);
  const checked = household && checkHousehold(household, sha256);
  const missing: Refusal = refused("err.not_found");
  return checked?.conflicts.find((one) => one.about === about) ?? missing;
}
