import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlanOutcomes } from "../server/api/outcome-schemas.ts";
import type { ApiError } from "../server/api/schemas.ts";
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
import { putAgreement } from "../store/partners.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { byKey, carryBothWays, newMember, register, type Carried } from "./test-carry.ts";

/** Two offices on two nodes that record what became of one plan's steps. */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let here: string;
let there: string;
let ours: { plan: string; step: string };
let theirs: { plan: string; step: string };
let today: string;
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
  today = new Date(at.clock.ms).toISOString().slice(0, 10);
  const { people } = await register(sp, newMember());
  here = people[0]?.id ?? "";
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
  const plan = await openPlanFor(leila.staff, here);
  const visit = step("Bring the papers", "person", { due: today });
  ours = { plan, step: await made(leila.staff, `/plans/${plan}/steps`, visit) };
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

const read = async (desk: Desk, plan: string) =>
  (await desk.staff.get<PlanOutcomes>(`/plans/${plan}/outcomes`)).body;
const timesAt = async (desk: Desk, plan: string) => (await read(desk, plan)).steps[0]?.times ?? [];
const say = (desk: Desk, line: string, what: object, more: object = {}) =>
  desk.staff.post<Partial<ApiError> & { id: string }>(`/steps/${line}/outcomes`, {
    time: "",
    day: today,
    what,
    ...more,
  });
const word = { said: "happened", known: { kind: "persons_word", source: "" } };
const ill = { said: "could_not", side: "person", cause: "illness", reason: "In bed since Friday" };

describe("what became of a step", () => {
  it("is the same at both offices, with who recorded it and how it is known; the plan stays agreed as it was", async () => {
    const before = (await planOf(leila.staff, here)).root;
    expect((await say(leila, ours.step, word)).status).toBe(201);
    await inStep();
    const [[mine], [other]] = [await timesAt(leila, ours.plan), await timesAt(marc, theirs.plan)];
    expect(other).toMatchObject({
      stands: "happened",
      assisted: true,
      outcomes: [{ said: "happened", yours: false, by: { name: "Leila Haddad" } }],
      evidence: [{ kind: "persons_word", assisted: true, fits: true }],
    });
    expect(mine?.outcomes[0]?.yours).toBe(true);
    const roots = [await planOf(leila.staff, here), await planOf(marc.staff, there)];
    expect(roots.map(({ root }) => root)).toEqual([before, before]);
    expect((await read(marc, theirs.plan)).person).toMatchObject({ due: 1, happened: 1 });
  });

  it("tells the other office that there is a good cause, and not which", async () => {
    await say(leila, ours.step, ill);
    await inStep();
    const [mine] = await timesAt(leila, ours.plan);
    expect(mine?.outcomes).toMatchObject([{ cause: "illness", reason: "In bed since Friday" }]);
    const [other] = await timesAt(marc, theirs.plan);
    expect(other).toMatchObject({
      stands: "could_not",
      outcomes: [{ cause: "personal", reason: "", excused: true }],
    });
    expect(other?.shields).toContain("good_cause");
    const text = wire.map((one) => one.text).join("\n");
    expect(text).toContain("tandem:Outcome");
    expect(text).not.toMatch(/illness|In bed since Friday/);
    const stored = await sp.sql<{ state: string }>(
      "select state::text as state from records where type = 'Outcome'",
    );
    expect(stored.map(({ state }) => state).join("\n")).not.toMatch(/illness|In bed since Friday/);
  });

  it("is corrected by who recorded it, with the reason, and both offices read both", async () => {
    const { body } = await say(leila, ours.step, ill);
    await inStep();
    const fixed = { corrects: body.id, why: "She came at noon" };
    expect((await say(leila, ours.step, word, { corrects: body.id })).body.code).toBe(
      "err.bad_input",
    );
    const [told] = await timesAt(marc, theirs.plan);
    const foreign = { corrects: told?.outcomes[0]?.id, why: "No" };
    expect((await say(marc, theirs.step, word, foreign)).body.code).toBe("err.not_yours");
    expect((await say(leila, ours.step, word, fixed)).status).toBe(201);
    expect((await say(leila, ours.step, ill, fixed)).body.code).toBe("err.stale");
    await inStep();
    const [now] = await timesAt(marc, theirs.plan);
    expect(now).toMatchObject({ stands: "happened", earlier: [{ said: "could_not" }] });
    expect(now?.outcomes[0]?.why).toBe("She came at noon");
  });

  it("recorded apart in a cut network comes together the same; where the offices differ, both are shown", async () => {
    await say(leila, ours.step, { ...ill, cause: "not_known", reason: "" });
    await say(marc, theirs.step, word);
    await inStep();
    for (const [desk, plan] of [
      [leila, ours.plan],
      [marc, theirs.plan],
    ] as const) {
      const [time] = await timesAt(desk, plan);
      expect(time?.stands).toBe("differs");
      expect(time?.outcomes.map(({ said }) => said).sort()).toEqual(["could_not", "happened"]);
      expect((await read(desk, plan)).person).toMatchObject({ differs: 1, to_ask: 0 });
    }
  });

  it("is taken back by who recorded it, also at the other office; the same said again is recorded once", async () => {
    const [first, again] = [await say(leila, ours.step, word), await say(leila, ours.step, word)];
    expect([first.body.id, again.status]).toEqual([again.body.id, 201]);
    await inStep();
    const [told] = await timesAt(marc, theirs.plan);
    const not = await marc.staff.post<ApiError>(
      `/outcomes/${told?.outcomes[0]?.id ?? ""}/take-back`,
      {},
    );
    expect(not.body.code).toBe("err.not_yours");
    await made(leila.staff, `/outcomes/${first.body.id}/take-back`, {});
    await inStep();
    const [now] = await timesAt(marc, theirs.plan);
    expect(now).toMatchObject({
      stands: "open",
      outcomes: [],
      earlier: [{}, { said: "taken_back" }],
    });
    expect((await say(leila, ours.step, ill)).status).toBe(201);
  });

  it("refuses what cannot be: a day to come, a time the step does not have, a second record, a cause that is not theirs", async () => {
    const codes = [
      await say(leila, ours.step, word, { day: "2030-01-01" }),
      await say(leila, ours.step, word, { time: `${today}T09:00` }),
      await say(leila, ours.step, { ...ill, side: "social" }),
      await say(leila, ours.step, { said: "happened", known: { kind: "document", source: "" } }),
      await say(leila, ours.step, { said: "taken_back" }),
      await say(leila, "0193a000-0000-7000-8000-000000000000", word),
    ];
    expect(codes.map(({ status, body }) => [status, body.code])).toEqual([
      [409, "err.outcome.future"],
      [409, "err.outcome.no_such_time"],
      [400, "err.bad_input"],
      [400, "err.bad_input"],
      [400, "err.bad_input"],
      [404, "err.not_found"],
    ]);
    expect((await timesAt(leila, ours.plan)).flatMap(({ outcomes }) => outcomes)).toEqual([]);
  });

  it("of two workers at once, one is recorded and the other told", async () => {
    const both = await Promise.all([say(leila, ours.step, word), say(leila, ours.step, ill)]);
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([201, 409]);
    expect(both.flatMap(({ body }) => body.code ?? [])).toEqual(["err.outcome.recorded"]);
    const [time] = await timesAt(leila, ours.plan);
    expect([time?.outcomes.length, time?.earlier]).toEqual([1, []]);
  });

  it("has the service given for it beside it, at both offices; never for somebody else's step or a protected one", async () => {
    const give = (step_id: string) =>
      leila.staff.post<ApiError>(`/people/${here}/services`, {
        service: "counselling",
        on: today,
        outcome: "delivered",
        quantity: "1 hour",
        step_id,
      });
    expect((await give(ours.step)).status).toBe(201);
    const other = await register(sp, newMember());
    const plan = await openPlanFor(leila.staff, other.people[0]?.id ?? "");
    const wrong = await made(leila.staff, `/plans/${plan}/steps`, step("Not hers", "social"));
    const hidden = { ...step("Shelter", "person"), hidden: true };
    const kept = await made(leila.staff, `/plans/${ours.plan}/steps`, hidden);
    for (const id of [wrong, kept, "x"]) expect((await give(id)).status).toBe(400);
    await inStep();
    for (const [desk, of] of [
      [leila, ours.plan],
      [marc, theirs.plan],
    ] as const) {
      expect((await read(desk, of)).steps[0]?.services).toMatchObject([
        { service: "counselling", quantity: "1 hour", outcome: "delivered" },
      ]);
    }
  });

  it("does not leave where the agreement does not list it", async () => {
    const nowIso = new Date(at.clock.ms).toISOString();
    const full = demoAgreement("sp.demo", "ess.demo", "sp", nowIso);
    const { Outcome: _, Evidence: __, ...records } = full.records;
    await putAgreement(sp.store, { ...full, records }, "ess.demo");
    try {
      await say(leila, ours.step, word);
      await inStep();
      const [time] = await timesAt(marc, theirs.plan);
      expect(time).toMatchObject({ stands: "open", outcomes: [] });
    } finally {
      await putAgreement(sp.store, full, "ess.demo");
    }
  });
});
