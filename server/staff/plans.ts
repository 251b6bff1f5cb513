import { refused } from "../../domain/change.ts";
import type { Json } from "../../domain/json.ts";
import { bookOf, isWithdrawnLine, mayNotPlan, stepState } from "../../domain/plan/plan-law.ts";
import { closePlan, editPlan, openPlan } from "../../domain/plan/planning.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { ageOn } from "../../domain/person-subject.ts";
import type { Lane } from "../../domain/records/plan-values.ts";
import { act } from "../../store/act.ts";
import { loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { loadAboutAtMost } from "../../store/reading/plans.ts";
import { memberIds } from "../../store/receipts.ts";
import {
  ClosePlanBody,
  EditPlanBody,
  OpenPlanBody,
  PersonPlan,
  PlanView,
} from "../api/plan-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import type { Hosted, Node } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { decided, planLineRoutes } from "./plan-lines.ts";
import {
  agreedOf,
  loadPlanning,
  loadPlanningOf,
  naming,
  sharingOf,
  type Planning,
} from "./plan-loading.ts";
import { planPaperRoutes } from "./plan-paper.ts";
import { planConflictRoutes } from "./plan-conflicts.ts";
import { planPresenceRoutes } from "./plan-presence.ts";
import { planSigningRoutes } from "./plan-signing.ts";
import { planView } from "./plan-view.ts";

/** The joint plan of a person: read, opened, edited, closed. */
export function planRoutes(doors: Doors): void {
  readRoutes(doors);
  writeRoutes(doors);
  planLineRoutes(doors);
  planSigningRoutes(doors);
  planPresenceRoutes(doors);
  planConflictRoutes(doors);
  planPaperRoutes(doors);
}

function readRoutes(doors: Doors): void {
  const ofPerson = { url: "/people/:id/plan", summary: "A person's plan", answer: PersonPlan };
  get(doors, ofPerson, async ({ hosted, id }) => {
    const planning = await loadPlanning(hosted, id);
    if (!planning) return refused("err.not_found");
    const stopped = mayNotPlan(planning.person, todayOf(hosted))?.code ?? "";
    return done({ plan: await viewOf(doors.node, hosted, planning), stopped });
  });
  const plan = { url: "/plans/:id", summary: "A plan", answer: PlanView };
  get(doors, plan, async ({ hosted, id }) => {
    const planning = await loadPlanningOf(hosted, id, ["Plan"]);
    const view = planning ? await viewOf(doors.node, hosted, planning) : null;
    return view ? done(view) : refused("err.not_found");
  });
}

function writeRoutes(doors: Doors): void {
  const open = {
    url: "/people/:id/plan",
    summary: "Open a person's plan; one that is open is the answer",
    body: OpenPlanBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, open, async (call) => {
    const { hosted, body } = call;
    const acted = await act(call.store, call.acting("plan.open"), async (ctx) => {
      const planning = await loadPlanning(hosted, call.id);
      if (!planning) return refused("err.not_found");
      const { title, language, template = "", reassess_on = null, data_shared = "" } = body;
      const input = { title, language, template, reassess_on, data_shared };
      const decided = openPlan(naming(ctx, body.id), planning.person, planning.book, input);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });

  const edit = {
    url: "/plans/:id/edit",
    summary: "Edit what a plan says of itself",
    body: EditPlanBody,
    answer: Created,
  };
  post(doors, edit, (call) => {
    const { changes, seen } = call.body;
    const edits = { changes: changes as Record<string, Json>, ...(seen ? { seen } : {}) };
    return decided(call, ["Plan"], "plan.edit", (ctx, { book }) => editPlan(ctx, book, edits));
  });

  const close = {
    url: "/plans/:id/close",
    summary: "Close a plan, with the reason",
    body: ClosePlanBody,
    answer: Created,
  };
  post(doors, close, (call) =>
    decided(call, ["Plan"], "plan.close", (ctx, { book }) =>
      closePlan(ctx, book, call.body.reason),
    ),
  );
}

async function viewOf(node: Node, hosted: Hosted, planning: Planning): Promise<PlanView | null> {
  const { person, book, tooLarge } = planning;
  if (!book) return null;
  const [agreed, sharing, household] = await Promise.all([
    tooLarge ? null : agreedOf(node, hosted, book),
    sharingOf(hosted, person),
    householdOf(hosted, person),
  ]);
  return planView({ hosted, person, book, agreed, sharing, household });
}

const household_records_max = 2_000;

/** The household's other adults, and what of their plans is for the whole household. */
async function householdOf(hosted: Hosted, person: StoredRecord): Promise<PlanView["household"]> {
  const { store } = hosted;
  if (!person.household) return [];
  const ids = (await memberIds(store, [person.household])).filter((id) => id !== person.id);
  const [members, about] = await Promise.all([
    loadRecords(store, ids),
    loadAboutAtMost(store, ids, ["Plan", "Step"], household_records_max),
  ]);
  return [...members.values()].filter(isAdult(todayOf(hosted))).map((member) => {
    const book = bookOf(about.filter(({ subject }) => subject === member.id));
    const shared = (book?.steps ?? []).filter(
      (step) => valueOf(step.state, "for_household") === true && !isWithdrawnLine(step),
    );
    return {
      person_id: member.id,
      name: displayName(valueOf(member.state, "name")),
      has_plan: book !== null,
      shared_steps: shared.map((step) => ({
        id: step.id,
        lane: textOf(step.state, "lane") as Lane,
        what: textOf(step.state, "what"),
        state: stepState(step),
        due: (valueOf(step.state, "due") ?? null) as string | null,
        times: (valueOf(step.state, "times") ?? null) as PlanView["steps"][number]["times"],
      })),
    };
  });
}

function isAdult(today: string) {
  return ({ state }: StoredRecord) => {
    const age = ageOn(valueOf(state, "birth_date"), today);
    return age === null || age >= 18;
  };
}
