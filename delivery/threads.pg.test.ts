import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlanThreads } from "../server/api/plan-schemas.ts";
import type { ApiError, Today } from "../server/api/schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import {
  made,
  openDesk,
  openPlanFor,
  planOf,
  step,
  type Desk,
} from "../server/staff/test-plans.ts";
import { signIn } from "../server/staff/test-staff.ts";
import { putAgreement } from "../store/partners.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { byKey, carryBothWays, newMember, register, type Carried } from "./test-carry.ts";

/** Two offices on two nodes that write to each other about a step. */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let here: string;
let there: string;
let ours: { plan: string; step: string };
let theirs: { plan: string; step: string };
let wire: Carried[] = [];

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = await openDesk(sp, "leila");
  marc = await openDesk(ess, "marc");
});
afterAll(async () => {
  await Promise.all([leila.app.close(), marc.app.close()]);
  await at.close();
});
beforeEach(async () => {
  const { people } = await register(sp, newMember());
  here = people[0]?.id ?? "";
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
  const plan = await openPlanFor(leila.staff, here);
  const line = await made(leila.staff, `/plans/${plan}/steps`, step("Childcare place"));
  ours = { plan, step: line };
  await inStep();
  const view = await planOf(marc.staff, there);
  theirs = { plan: view.id, step: view.steps[0]?.id ?? "" };
  wire = [];
});

async function inStep(): Promise<void> {
  at.clock.ms += 1_000;
  const { all } = await carryBothWays(sp, ess);
  wire.push(...all);
}

const unread = async (desk: Desk, plan: string) =>
  (await desk.staff.get<PlanThreads>(`/plans/${plan}/threads`)).body.items.map((one) => one.unread);
const today = async (desk: Desk) =>
  (await desk.staff.get<Today>("/today")).body.items.filter(
    ({ kind, person_id }) => kind === "message" && [here, there].includes(person_id ?? ""),
  );
const write = (desk: Desk, line: string, text: string, party: string) =>
  made(desk.staff, `/steps/${line}/messages`, { text, party });

describe("a message on a step", () => {
  it("reaches the other office, is unread there and in Today, until it is read", async () => {
    await write(leila, ours.step, "Which days?", "social");
    const last = await write(leila, ours.step, "Mornings?", "social");
    expect(await unread(leila, ours.plan)).toEqual([0]);
    expect(await today(leila)).toEqual([]);
    await inStep();
    expect(await unread(marc, theirs.plan)).toEqual([2]);
    expect(await today(marc)).toMatchObject([
      { field: "Childcare place", target: theirs.plan, from: { id: "sp.demo" } },
    ]);
    const [first] = (await planOf(marc.staff, there)).steps[0]?.messages ?? [];
    await marc.staff.post(`/steps/${theirs.step}/read`, { message_id: first?.id });
    expect(await unread(marc, theirs.plan)).toEqual([1]);
    const messages = (await planOf(marc.staff, there)).steps[0]?.messages ?? [];
    await marc.staff.post(`/steps/${theirs.step}/read`, { message_id: messages.at(-1)?.id });
    expect([await unread(marc, theirs.plan), await today(marc)]).toEqual([[0], []]);
    // An earlier mark, late, takes nothing back.
    await marc.staff.post(`/steps/${theirs.step}/read`, { message_id: first?.id });
    expect(await unread(marc, theirs.plan)).toEqual([0]);
    expect(last).not.toBe("");
  });

  it("is each worker's own to read; once the office has answered it waits for nobody", async () => {
    const samira: Desk = { app: marc.app, staff: await signIn(marc.app, "samira") };
    await write(leila, ours.step, "Which days?", "social");
    await inStep();
    const [message] = (await planOf(marc.staff, there)).steps[0]?.messages ?? [];
    await marc.staff.post(`/steps/${theirs.step}/read`, { message_id: message?.id });
    expect([await unread(marc, theirs.plan), await unread(samira, theirs.plan)]).toEqual([
      [0],
      [1],
    ]);
    expect(await today(samira)).toHaveLength(1);
    await write(marc, theirs.step, "Mondays", "employment");
    expect(await today(samira)).toEqual([]);
    expect(await unread(samira, theirs.plan)).toEqual([2]);
    await inStep();
    expect(await today(leila)).toMatchObject([{ from: { id: "ess.demo" }, target: ours.plan }]);
  });

  it("is no task of a plan that is closed", async () => {
    await write(leila, ours.step, "Which days?", "social");
    await inStep();
    await made(marc.staff, `/plans/${theirs.plan}/close`, { reason: "Moved away" });
    expect(await today(marc)).toEqual([]);
  });

  it("is marked only by a message of that thread", async () => {
    const other = await made(leila.staff, `/plans/${ours.plan}/steps`, step("Other"));
    const message = await write(leila, other, "About the other", "social");
    const refused = await Promise.all(
      [message, ours.step, "x"].map((id) =>
        leila.staff.post<ApiError>(`/steps/${ours.step}/read`, { message_id: id }),
      ),
    );
    expect(refused.map(({ status, body }) => [status, body.code])).toEqual(
      Array(3).fill([404, "err.not_found"]),
    );
  });

  it("does not leave where the agreement does not list messages", async () => {
    const { store } = sp;
    const nowIso = new Date(at.clock.ms).toISOString();
    const full = demoAgreement("sp.demo", "ess.demo", "sp", nowIso);
    const { StepMessage: _, ...records } = full.records;
    await putAgreement(store, { ...full, records }, "ess.demo");
    try {
      await write(leila, ours.step, "Only for our office", "social");
      await made(leila.staff, `/lines/${ours.step}/edit`, { changes: { where: "Town hall" } });
      await inStep();
      const [seen] = (await planOf(marc.staff, there)).steps;
      expect(seen).toMatchObject({ where: "Town hall", messages: [] });
      expect(wire.map(({ text }) => text).join("\n")).not.toContain("Only for our office");
    } finally {
      await putAgreement(store, full, "ess.demo");
    }
  });
});
