import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ApiError } from "../api/schemas.ts";
import type {
  TemplateBody,
  TemplateList,
  TemplatePreview,
  TemplateView,
} from "../api/template-schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { made, openPlanFor, planOf } from "./test-plans.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let person: string;
let plan: string;
let template: string;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
  template = await made(leila, "/plan-templates", body());
});
beforeEach(async () => {
  const { body: home } = await leila.post<Registered>("/households", household(member()));
  person = home.members[0]?.person_id ?? "";
  plan = await openPlanFor(leila, person);
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

function body(change: Partial<TemplateBody> = {}): TemplateBody {
  const step = {
    service: "",
    who: { party: "social" as const, role: "case manager" },
    obligation: { kind: "voluntary" as const, source: "", consequence: "" },
    lasts: null,
    due: null,
    repeats: "once" as const,
    clock: null,
    hours_per_week: null,
    where: "",
    condition: "",
    how_known: "",
    adjustments: "",
    needs: "",
    goal: 0,
    after: null,
    for_household: false,
  };
  return {
    name: "First job",
    about: "",
    for_programme: "",
    for_goal: "",
    language: "en",
    zone: "Africa/Tunis",
    goals: [{ text: "A steady job", by_days: 100, how_known: "" }],
    steps: [
      { ...step, lane: "social", what: "Childcare place", starts: 0, due: 10 },
      { ...step, lane: "employment", what: "Course", starts: 5, lasts: 14, after: 0 },
    ],
    ...change,
  };
}
const ask = { start: "2026-11-25" };
const preview = async () => {
  const url = `/plans/${plan}/template-preview`;
  return (await leila.post<TemplatePreview>(url, { template_id: template, ...ask })).body;
};
const add = (more: object = {}) =>
  leila.post<ApiError & { goals: number; steps: number }>(`/plans/${plan}/from-template`, {
    template_id: template,
    ...ask,
    leave_out: { goals: [], steps: [] },
    ...more,
  });

describe("a template", () => {
  it("is looked over with its days before anything is added, and added once", async () => {
    const seen = await preview();
    expect(seen.steps.map(({ fields, in_plan }) => [fields["what"], in_plan])).toEqual([
      ["Childcare place", false],
      ["Course", false],
    ]);
    expect(seen.steps[1]?.fields).toMatchObject({ from: "2026-12-06", until: "2026-12-19" });
    expect((await planOf(leila, person)).steps).toEqual([]);
    const id = staff.node.newId();
    expect((await add({ id })).body).toEqual({ goals: 1, steps: 2 });
    expect((await add({ id })).body).toEqual({ goals: 0, steps: 0 });
    const { goals, steps } = await planOf(leila, person);
    expect(goals).toMatchObject([{ text: "A steady job", by: "2027-03-05" }]);
    expect(steps.map(({ what, goal }) => [what, goal])).toEqual([
      ["Childcare place", goals[0]?.key],
      ["Course", goals[0]?.key],
    ]);
    expect(steps[1]?.after).toBe(steps[0]?.key);
    expect((await preview()).steps.map(({ in_plan }) => in_plan)).toEqual([true, true]);
  });

  it("leaves out what was left out", async () => {
    await add({ leave_out: { goals: [0], steps: [0] } });
    const { goals, steps } = await planOf(leila, person);
    expect(goals).toEqual([]);
    expect(steps).toMatchObject([{ what: "Course", goal: null, after: null }]);
  });

  it("is refused with a code where it leads nowhere, is not there, or the plan is closed", async () => {
    const bad = await leila.post<ApiError>("/plan-templates", body({ name: "Bad", goals: [] }));
    expect([bad.status, bad.body.code]).toEqual([400, "err.bad_input"]);
    expect((await add({ template_id: plan })).status).toBe(404);
    expect((await add({ start: "2026-02-31" })).status).toBe(400);
    await made(leila, `/plans/${plan}/close`, { reason: "Moved" });
    expect((await add()).body.code).toBe("err.plan.closed");
  });

  it("belongs to its system; one of the same name is replaced", async () => {
    await made(leila, "/plan-templates", body({ about: "Newer" }));
    const { body: list } = await leila.get<TemplateList>("/plan-templates");
    expect(list.items).toMatchObject([{ id: template, about: "Newer" }]);
    const marc = await staff.signIn("marc");
    expect((await marc.get<TemplateList>("/plan-templates")).body.items).toEqual([]);
  });

  it("is changed under another name by its id, and no two bear one name", async () => {
    const renamed = { ...body({ name: "Course and childcare" }), id: template };
    expect((await leila.post("/plan-templates", renamed)).status).toBe(201);
    const second = await made(leila, "/plan-templates", body({ name: "Second" }));
    const taken = { ...body({ name: "Course and childcare" }), id: second };
    const refused = await leila.post<ApiError>("/plan-templates", taken);
    expect([refused.status, refused.body.fields]).toEqual([400, ["/name"]]);
    const { body: list } = await leila.get<TemplateList>("/plan-templates");
    expect(list.items.map(({ name }) => name)).toEqual(["Course and childcare", "Second"]);
  });

  it("is retired and offered again; twice the same is told", async () => {
    const retire = (retired: boolean) =>
      leila.post<TemplateView & ApiError>(`/plan-templates/${template}/retire`, { retired });
    expect((await retire(true)).body.retired).toBe(true);
    expect((await retire(true)).body.code).toBe("err.stale");
    expect((await retire(false)).body.retired).toBe(false);
    const nowhere = await leila.post(`/plan-templates/${plan}/retire`, { retired: true });
    expect(nowhere.status).toBe(404);
  });
});
