import { refused } from "../../domain/change.ts";
import { readDay } from "../../domain/conflicts/time/walls.ts";
import {
  isRetired,
  keepTemplate,
  plan_templates_max,
  retireTemplate,
  workOut,
  type DraftStep,
} from "../../domain/directory/template.ts";
import { addFromTemplate, isInPlan } from "../../domain/plan/from-template.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import { loadOfType, loadRecord } from "../../store/load.ts";
import type { ServiceView } from "../api/directory-schemas.ts";
import {
  FromTemplate,
  FromTemplateBody,
  PreviewBody,
  RetireBody,
  TemplateBody,
  TemplateList,
  TemplatePreview,
  TemplateView,
} from "../api/template-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { loadPlanningOf, naming } from "./plan-loading.ts";
import { directoryOf, viewsOf } from "./services.ts";

/** Templates of plans: listed, kept, looked at with their days, added to a plan. */
export function templateRoutes(doors: Doors): void {
  keepingRoutes(doors);
  retiringRoute(doors);
  addingRoutes(doors);
}

function keepingRoutes(doors: Doors): void {
  const list = { url: "/plan-templates", summary: "Templates of plans", answer: TemplateList };
  get(doors, list, async ({ hosted }) => {
    const templates = await templatesOf(hosted);
    return done({ items: templates.map(view).sort((a, b) => (a.name < b.name ? -1 : 1)) });
  });

  const keep = {
    url: "/plan-templates",
    summary: "Keep a template; one of the same name is replaced",
    body: TemplateBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, keep, async (call) => {
    const acted = await act(call.store, call.acting("template.keep"), async (ctx) => {
      const { id = null, ...input } = call.body;
      const decided = keepTemplate(ctx, await templatesOf(call.hosted), input, id);
      return decided.ok ? { ...decided, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

function retiringRoute(doors: Doors): void {
  const retire = {
    url: "/plan-templates/:id/retire",
    summary: "Offer a template to no plan any more, or again",
    body: RetireBody,
    answer: TemplateView,
  };
  post(doors, retire, async (call) => {
    const { hosted, store, id, body } = call;
    const acted = await act(store, call.acting("template.retire"), async (ctx) => {
      const template = await templateOf(hosted, id);
      if (!template) return refused("err.not_found");
      const decided = retireTemplate(ctx, template, body.retired);
      if (!decided.ok) return decided;
      const state = decided.changes[0]?.after ?? template.state;
      return { ok: true, changes: decided.changes, result: { ...template, state } };
    });
    return acted.ok ? done(view(acted.result)) : acted;
  });
}

function addingRoutes(doors: Doors): void {
  const preview = {
    url: "/plans/:id/template-preview",
    reads: true as const,
    summary: "What a template would add to a plan, with its days; nothing is added",
    body: PreviewBody,
    answer: TemplatePreview,
  };
  post(doors, preview, async ({ hosted, id, body }) => {
    if (readDay(body.start) === null) return refused("err.bad_input", ["/start"]);
    const found = await loadPlanningOf(hosted, id, ["Plan"]);
    const template = await templateOf(hosted, body.template_id);
    if (!found || !template) return refused("err.not_found");
    const services = await directoryOf(hosted);
    const { goals, steps } = workOut(template, body.start, services);
    const places = await placesFor(hosted, steps, services);
    return done({
      goals,
      steps: steps.map((step, nth) => ({
        ...step,
        in_plan: isInPlan(found.book, step),
        places: places[nth] ?? null,
      })),
    });
  });

  const add = {
    url: "/plans/:id/from-template",
    summary: "Add the goals and steps of a template that were not left out",
    body: FromTemplateBody,
    answer: FromTemplate,
    status: 201 as const,
  };
  post(doors, add, async (call) => {
    const { hosted, body, store } = call;
    if (readDay(body.start) === null) return refused("err.bad_input", ["/start"]);
    const { goals, steps } = body.leave_out;
    const leftOut = { goals: new Set(goals), steps: new Set(steps) };
    const acted = await act(store, call.acting("plan.template"), async (ctx) => {
      const found = await loadPlanningOf(hosted, call.id, ["Plan"]);
      const template = await templateOf(hosted, body.template_id);
      if (!found || !template) return refused("err.not_found");
      const { person, book } = found;
      const again = [...book.goals, ...book.steps].some(({ id }) => id === body.id);
      if (again) return { ok: true, changes: [], result: { goals: 0, steps: 0 } };
      const worked = workOut(template, body.start, await directoryOf(hosted));
      const added = addFromTemplate(naming(ctx, body.id), person, book, worked, leftOut);
      if (!added.ok) return added;
      const result = { goals: added.goals, steps: added.steps };
      return { ok: true, changes: added.changes, result };
    });
    return acted.ok ? done(acted.result) : acted;
  });
}

/** Free places of each step's service on its first day. */
function placesFor(
  hosted: Hosted,
  steps: readonly DraftStep[],
  services: readonly StoredRecord[],
): Promise<(ServiceView["places"] | null)[]> {
  return Promise.all(
    steps.map(async ({ fields }) => {
      const { service: code, from, times } = fields;
      const service = services.find(({ state }) => textOf(state, "code") === code);
      const first = from ?? (times as { start: string } | undefined)?.start.slice(0, 10);
      if (!service || typeof first !== "string") return null;
      const [seen] = await viewsOf(hosted, [service], first);
      return seen?.places ?? null;
    }),
  );
}

function templatesOf({ store }: Hosted): Promise<StoredRecord[]> {
  return loadOfType(store, "PlanTemplate", plan_templates_max);
}

async function templateOf({ store }: Hosted, id: string): Promise<StoredRecord | null> {
  const record = await loadRecord(store, id);
  return record?.type === "PlanTemplate" ? record : null;
}

function view({ id, state }: StoredRecord): TemplateView {
  const list = <T>(field: string) => (valueOf(state, field) ?? []) as T[];
  return {
    id,
    retired: isRetired({ state }),
    name: textOf(state, "name"),
    about: textOf(state, "about"),
    for_programme: textOf(state, "for_programme"),
    for_goal: textOf(state, "for_goal"),
    language: textOf(state, "language"),
    zone: textOf(state, "zone") || "UTC",
    goals: list<TemplateView["goals"][number]>("goals"),
    steps: list<TemplateView["steps"][number]>("steps"),
  };
}
