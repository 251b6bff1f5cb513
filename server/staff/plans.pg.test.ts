import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { plan_lines_max, plan_lines_read_max } from "../../domain/plan/plan-law.ts";
import { addStep } from "../../domain/plan/planning.ts";
import { bookOf } from "../../domain/plan/plan-law.ts";
import { loadAbout, loadRecord } from "../../store/load.ts";
import { planTypes } from "../../domain/plan/plan-law.ts";
import type { ComparedView, PersonPlan, VersionsView } from "../api/plan-schemas.ts";
import type { ApiError, HouseholdView, Today } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { made, openPlanFor, planOf, step } from "./test-plans.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let person: string;
let home: string;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
});
beforeEach(async () => {
  const { body } = await leila.post<Registered>("/households", household(member()));
  [person, home] = [body.members[0]?.person_id ?? "", body.household_id];
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

const sign = (root: string, party: string, change: object = {}) => ({
  party,
  decision: "signed",
  root,
  method: party === "person" ? "pen" : "office",
  evidence: party === "person" ? "Folder 12" : "",
  ...change,
});

describe("a person's plan", () => {
  it("is none until one is opened; asked for twice, one is opened", async () => {
    const none = await leila.get<PersonPlan>(`/people/${person}/plan`);
    expect(none.body).toEqual({ plan: null, stopped: "" });
    const id = await openPlanFor(leila, person);
    expect(await openPlanFor(leila, person)).toBe(id);
    expect(await planOf(leila, person)).toMatchObject({ id, state: "open", steps: [], goals: [] });
  });

  it("is not opened for a child, nor for nobody, nor read by who is not signed in", async () => {
    const child = member({ birth_date: "2014-02-01", main_contact: false, relationship: "child" });
    const { body } = await leila.post<Registered>("/households", household(member(), child));
    const id = body.members[1]?.person_id ?? "";
    const refused = await leila.post<ApiError>(`/people/${id}/plan`, { title: "", language: "en" });
    expect([refused.status, refused.body.code]).toEqual([409, "err.plan.under_age"]);
    const read = await leila.get<PersonPlan>(`/people/${id}/plan`);
    expect(read.body).toEqual({ plan: null, stopped: "err.plan.under_age" });
    const nobody = staff.node.newId();
    expect((await leila.get(`/people/${nobody}/plan`)).status).toBe(404);
    expect((await leila.get(`/people/x/plan`)).status).toBe(404);
  });

  it("holds goals, steps, private time and threads, each made once under the name the screen chose", async () => {
    const plan = await openPlanFor(leila, person);
    const goalId = staff.node.newId();
    for (const _ of [1, 2]) {
      await made(leila, `/plans/${plan}/goals`, { id: goalId, text: "A job in a kitchen" });
    }
    const [goal] = (await planOf(leila, person)).goals;
    const id = staff.node.newId();
    const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
    const body = {
      id,
      ...step("Childcare place", "social", { goal: goal?.key, times, due: "2026-12-20" }),
    };
    for (const _ of [1, 2]) await made(leila, `/plans/${plan}/steps`, body);
    const message = { id: staff.node.newId(), text: "Which days?", party: "person" };
    for (const _ of [1, 2]) await made(leila, `/steps/${id}/messages`, message);
    await made(leila, `/plans/${plan}/unavailable`, { times });
    const view = await planOf(leila, person);
    expect(view.goals).toHaveLength(1);
    expect(view.steps).toMatchObject([
      {
        what: "Childcare place",
        goal: goal?.key,
        times,
        state: "proposed",
        standing: "not_agreed",
        yours: true,
      },
    ]);
    expect(view.steps[0]?.messages).toMatchObject([{ text: "Which days?", party: "person" }]);
    expect(view.unavailable).toHaveLength(1);
    const history = await leila.get<HouseholdView>(`/households/${home}`);
    const told = history.body.timeline.filter(({ act }) => act === "step.added");
    expect(told).toMatchObject([{ changes: [{ field: "what", to: "Childcare place" }] }]);
  });

  it("takes a line out with the reason, which the history of both offices keeps", async () => {
    const plan = await openPlanFor(leila, person);
    const id = await made(leila, `/plans/${plan}/steps`, step("Visit"));
    await made(leila, `/lines/${id}/withdraw`, { reason: "The clinic moved away" });
    expect((await planOf(leila, person)).steps).toMatchObject([{ withdrawn: true, locked: true }]);
    const history = await leila.get<HouseholdView>(`/households/${home}`);
    const told = history.body.timeline.filter(({ act }) => act === "line.withdrawn");
    expect(told).toMatchObject([{ reason: "The clinic moved away" }]);
  });

  it("moves a step by the law, and locks it at the end", async () => {
    const plan = await openPlanFor(leila, person);
    const id = await made(leila, `/plans/${plan}/steps`, step("Visit"));
    const move = (body: object) => leila.post<ApiError>(`/steps/${id}/move`, body);
    expect((await move({ to: "done" })).body.code).toBe("err.transition");
    await made(leila, `/steps/${id}/move`, { to: "planned" });
    await made(leila, `/steps/${id}/move`, { to: "done", evidence: "Signed list" });
    const edit = await leila.post<ApiError>(`/lines/${id}/edit`, { changes: { where: "X" } });
    expect([edit.status, edit.body.code]).toEqual([409, "err.step.locked"]);
    expect((await planOf(leila, person)).steps).toMatchObject([
      { state: "done", locked: true, next: [], evidence: "Signed list" },
    ]);
  });

  it("answers a stale edit with 409 and what changed; what is there now is read, and combined", async () => {
    const plan = await openPlanFor(leila, person);
    const id = await made(leila, `/plans/${plan}/steps`, step("Visit", "social", { where: "A" }));
    const seen = (await planOf(leila, person)).steps[0]?.stamps ?? {};
    const ines = await staff.signIn("ines");
    await made(ines, `/lines/${id}/edit`, { changes: { where: "B" }, seen });
    const late = { changes: { where: "C", needs: "A card" }, seen };
    const stale = await leila.post<ApiError>(`/lines/${id}/edit`, late);
    expect([stale.status, stale.body]).toMatchObject([
      409,
      { code: "err.stale", fields: ["/where"] },
    ]);
    const now = (await planOf(leila, person)).steps[0];
    expect(now).toMatchObject({ where: "B", needs: "" });
    await made(leila, `/lines/${id}/edit`, {
      changes: { where: "C", needs: "A card" },
      seen: now?.stamps,
    });
    expect((await planOf(leila, person)).steps[0]).toMatchObject({ where: "C", needs: "A card" });
  });

  it("of two edits at one time both are kept, or one is told that it is late", async () => {
    const plan = await openPlanFor(leila, person);
    const id = await made(leila, `/plans/${plan}/steps`, step("Visit"));
    const seen = (await planOf(leila, person)).steps[0]?.stamps ?? {};
    const edits = ["A", "B", "C", "D"].map((where) =>
      leila.post<ApiError>(`/lines/${id}/edit`, { changes: { where }, seen }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(3);
    const others = ["needs", "condition", "how_known"].map((field) =>
      leila.post(`/lines/${id}/edit`, { changes: { [field]: "said" }, seen }),
    );
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect((await planOf(leila, person)).steps[0]).toMatchObject({
      needs: "said",
      condition: "said",
      how_known: "said",
    });
  });

  it("takes 400 lines and refuses the next; a flood from elsewhere is told as too large, never a failure", async () => {
    const plan = await openPlanFor(leila, person);
    const subject = await loadRecord(staff.sp.store, person);
    if (!subject) throw new Error("no person");
    const flood = async (count: number) => {
      const book = bookOf(await loadAbout(staff.sp.store, [person], planTypes));
      if (!book) throw new Error("no plan");
      const empty = { ...book, steps: [] };
      await staff.write(staff.sp, (ctx) =>
        Array.from({ length: count }, (_, n) => {
          const added = addStep(ctx, subject, empty, "social", { what: `Step ${n}` });
          if (!added.ok) throw new Error(added.code);
          return added.changes;
        }).flat(),
      );
    };
    await flood(plan_lines_max);
    const full = await leila.post<ApiError>(`/plans/${plan}/steps`, step("One more"));
    expect([full.status, full.body.code]).toEqual([409, "err.plan.full"]);
    expect((await planOf(leila, person)).too_large).toBe(false);
    await flood(plan_lines_read_max);
    const view = await planOf(leila, person);
    expect([view.too_large, view.root]).toEqual([true, ""]);
    const signed = await leila.post<ApiError>(
      `/plans/${plan}/sign-offs`,
      sign("0".repeat(64), "social"),
    );
    expect(signed.body.code).toBe("err.plan.too_large");
  }, 60_000);

  it("stops for somebody reported dead: nothing new, what runs may be stopped, and it is not signed", async () => {
    const plan = await openPlanFor(leila, person);
    const id = await made(leila, `/plans/${plan}/steps`, step("Visit"));
    const { root } = await planOf(leila, person);
    await leila.post(`/people/${person}/death`, { step: "report", reason: "A neighbour" });
    const view = await planOf(leila, person);
    expect(view.stopped).toBe("err.plan.died");
    const codes = await Promise.all([
      leila.post<ApiError>(`/plans/${plan}/steps`, step("More")),
      leila.post<ApiError>(`/steps/${id}/move`, { to: "planned" }),
      leila.post<ApiError>(`/plans/${plan}/sign-offs`, sign(root, "social")),
    ]);
    expect(codes.map(({ body }) => body.code)).toEqual(Array(3).fill("err.plan.died"));
    await made(leila, `/steps/${id}/move`, { to: "stopped", reason: "Reported dead" });
  });
});

describe("signing", () => {
  it("is asked of the office in Today once the person has agreed to what it has not signed", async () => {
    const plan = await openPlanFor(leila, person);
    await made(leila, `/plans/${plan}/steps`, step("Visit"));
    const asked = async () => {
      const { body } = await leila.get<Today>("/today");
      return body.items
        .filter(({ target, kind }) => target === plan && kind !== "plan_conflict")
        .map(({ kind }) => kind);
    };
    expect(await asked()).toEqual([]);
    const { root } = await planOf(leila, person);
    await made(leila, `/plans/${plan}/sign-offs`, sign(root, "person"));
    expect(await asked()).toEqual(["plan_sign"]);
    await made(leila, `/plans/${plan}/sign-offs`, sign(root, "social"));
    expect(await asked()).toEqual([]);
  });

  it("keeps versions with what differs, the agreed one in force, and who said what how", async () => {
    const plan = await openPlanFor(leila, person);
    await made(leila, `/plans/${plan}/goals`, { text: "A job" });
    const first = await made(leila, `/plans/${plan}/steps`, step("Childcare place"));
    const { root } = await planOf(leila, person);
    await made(leila, `/plans/${plan}/sign-offs`, sign(root, "social"));
    await made(leila, `/plans/${plan}/sign-offs`, sign(root, "person"));
    staff.pass(60_000);
    await made(leila, `/lines/${first}/edit`, { changes: { where: "Town hall" } });
    const next = await planOf(leila, person);
    expect(next.root).not.toBe(root);
    await made(leila, `/plans/${plan}/sign-offs`, sign(next.root, "social"));
    const { body } = await leila.get<VersionsView>(`/plans/${plan}/versions`);
    expect(body.items.map((one) => [one.root, one.agreed_at])).toEqual([
      [next.root, null],
      [root, null],
    ]);
    expect(body.items[0]?.differences).toMatchObject([
      {
        kind: "step",
        what: "changed",
        title: "Childcare place",
        fields: [{ field: "where", from: null, to: "Town hall" }],
      },
    ]);
    expect(body.items[1]?.said.map(({ party, method }) => [party, method]).sort()).toEqual([
      ["person", "pen"],
      ["social", "office"],
    ]);
    expect(next.agreement).toMatchObject({ in_force: null, may_sign: ["social", "person"] });
    const today = await leila.get<Today>("/today");
    expect(today.body.items.filter(({ kind }) => kind === "plan_sign")).toEqual([]);
    const compare = (from: string, to: string) =>
      leila.post<ComparedView & ApiError>(`/plans/${plan}/compare`, { from, to });
    expect((await compare(next.root, root)).body.differences).toMatchObject([
      { title: "Childcare place", fields: [{ field: "where", from: "Town hall", to: null }] },
    ]);
    expect((await compare(root, root)).body.differences).toEqual([]);
    expect((await compare(root, "0".repeat(64))).status).toBe(404);
    expect((await compare(root, "short")).body.code).toBe("err.bad_input");
  });

  it.each([
    [{ party: "employment", method: "office" }, 409, "err.not_yours"],
    [{ party: "social", method: "pen" }, 400, "err.bad_input"],
    [{ party: "person", method: "assisted", evidence: "x" }, 400, "err.bad_input"],
    [{ party: "social", method: "office", root: "0".repeat(64) }, 409, "err.stale"],
    [{ party: "social", method: "office", root: "short" }, 400, "err.bad_input"],
    [{ party: "nobody", method: "office" }, 400, "err.bad_input"],
  ])("is refused with its code: %o", async (change, status, code) => {
    const plan = await openPlanFor(leila, person);
    await made(leila, `/plans/${plan}/steps`, step("Visit"));
    const { root } = await planOf(leila, person);
    const answer = await leila.post<ApiError>(`/plans/${plan}/sign-offs`, {
      decision: "signed",
      root,
      ...change,
    });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
  });

  it.each([
    { lane: "social", fields: { what: "" } },
    { lane: "nowhere", fields: { what: "A" } },
    { lane: "social", fields: { what: "A", state: "done" } },
    { lane: "social", fields: { what: "A", withdrawn: true } },
    { lane: "social", fields: { what: "A", person: "sp.demo/x" } },
    { lane: "social", fields: { what: "A", due: "2026-13-45" } },
    { lane: "social", fields: { what: "A", goal: "not a key" } },
    { lane: "social", fields: { what: "A", times: { start: "9", end: "10", zone: "UTC" } } },
    { lane: "social", fields: { what: "x".repeat(201) } },
  ])("nor is a step what its table does not know: %o", async (body) => {
    const plan = await openPlanFor(leila, person);
    const answer = await leila.post<ApiError>(`/plans/${plan}/steps`, body);
    expect([answer.status, answer.body.code]).toEqual([400, "err.bad_input"]);
  });
});

describe("the household", () => {
  it("has one plan for each adult, and shows shared steps of the others' plans, no other line", async () => {
    const other = member({
      name: { given_name: "Omar", surname: "Diallo" },
      main_contact: false,
      relationship: "spouse",
    });
    const { body } = await leila.post<Registered>("/households", household(member(), other));
    const [one, two] = body.members.map(({ person_id }) => person_id) as [string, string];
    const [mine, theirs] = [await openPlanFor(leila, one), await openPlanFor(leila, two)];
    expect(mine).not.toBe(theirs);
    await made(
      leila,
      `/plans/${theirs}/steps`,
      step("Repair the roof", "person", { for_household: true }),
    );
    await made(leila, `/plans/${theirs}/steps`, step("Omar's own"));
    const view = await planOf(leila, one);
    expect(view.household).toMatchObject([
      { person_id: two, has_plan: true, shared_steps: [{ what: "Repair the roof" }] },
    ]);
    expect(JSON.stringify(view)).not.toContain("Omar's own");
  });
});
