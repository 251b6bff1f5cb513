/** From a referral to a plan, and no question asked twice: what one office heard stands filled in at the other. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { someDefinition } from "../domain/programme/test-definition.ts";
import type { AssessmentView, QuestionView } from "../server/api/assessment-schemas.ts";
import type { ReferralView } from "../server/api/referral-schemas.ts";
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
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let here = "";
let there = "";
const wire: string[] = [];

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = await openDesk(sp, "leila");
  marc = await openDesk(ess, "marc");
  await refer();
});
afterAll(async () => {
  await Promise.all([leila.app.close(), marc.app.close()]);
  await at.close();
});

/** PRS.EMP.01: somebody whom nothing but the referral covers is referred, and the referral accepted. */
async function refer(): Promise<void> {
  const { people } = await register(sp, newMember({ in_full_time_education: true }));
  here = people[0]?.id ?? "";
  const referral = await made(leila.staff, `/people/${here}/referrals`, {
    partner: "ess.demo",
    service: "training",
    reason: "Wishes to learn to cook",
    needs: "",
    contact: { channel: "phone", leave_message: false },
    consent: { on: "2026-11-23", method: "by_voice" },
  });
  await inStep();
  const received = await byKey(ess, (await recordAt(sp, referral)).key);
  const { body } = await marc.staff.get<ReferralView>(`/referrals/${received?.id}`);
  const accept = { step: "accept", seen: body.mark };
  const accepted = await marc.staff.post(`/referrals/${received?.id}/step`, accept);
  expect(accepted.status).toBe(200);
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
}

async function inStep(): Promise<void> {
  at.clock.ms += 2_000;
  const { all } = await carryBothWays(sp, ess);
  wire.push(...all.map(({ text }) => text));
}

const idOf = (desk: Desk) => (desk === marc ? there : here);
async function read(desk: Desk): Promise<AssessmentView> {
  const answer = await desk.staff.get<AssessmentView>(`/people/${idOf(desk)}/assessment`);
  expect(answer.status).toBe(200);
  return answer.body;
}
const questionsOf = ({ sections }: AssessmentView): QuestionView[] =>
  sections.flatMap(({ questions }) => questions);
const openOf = (view: AssessmentView) => questionsOf(view).filter(({ state }) => state === "open");

function anAnswer({ kind, options, max }: QuestionView): unknown {
  if (kind === "text") return "As the person put it";
  if (kind === "yes_no") return true;
  if (kind === "number") return Math.min(20, max ?? 20);
  if (kind === "care") {
    const hours = { days: ["MO"], from: "07:30", to: "09:00" };
    return [{ who: "Sara", hours, begins: null, ends: null, others: [] }];
  }
  if (kind === "papers") return [{ paper: "driving_licence", until: null }];
  if (kind === "money") return { amount: 40, currency: "MRV" };
  return kind === "one" ? options[0] : options.slice(0, 1);
}

/** The conversation: whatever is open is asked, and nothing else. */
async function ask(desk: Desk): Promise<string[]> {
  at.clock.ms += 60_000;
  const open = openOf(await read(desk));
  const answers = open.map((one) => ({
    question: one.code,
    value: anAnswer(one),
    seen: one.stamp,
  }));
  const { status, body } = await desk.staff.post<AssessmentView>(
    `/people/${idOf(desk)}/assessment`,
    { answers },
  );
  expect(status).toBe(200);
  expect(body.open).toBe(0);
  return open.map(({ code }) => code);
}

it("walks from the first office to the plan, and asks each question once", async () => {
  const first = await ask(leila);
  expect(first.length).toBeGreaterThan(5);
  await inStep();
  const second = await ask(marc);
  expect(second.length).toBeGreaterThan(0);
  await inStep();
  const asked = [...first, ...second, ...(await ask(leila)), ...(await ask(marc))];
  expect(asked.toSorted()).toEqual([...new Set(asked)].toSorted());

  const [ours, theirs] = [await read(leila), await read(marc)];
  for (const view of [ours, theirs]) expect([view.open, view.repeats]).toEqual([0, 0]);
  // What the other office heard stands filled in, with its source and its time.
  for (const code of first) {
    const filled = questionsOf(theirs).find((one) => one.code === code);
    if (questionsOf(ours).find((one) => one.code === code)?.private) continue;
    expect(filled).toMatchObject({ state: "answered", source: { id: "sp.demo" } });
    expect(filled?.on).toMatch(/^2026-11-23T/);
    expect(filled?.value).toEqual(questionsOf(ours).find((one) => one.code === code)?.value);
  }
  for (const code of second) {
    const filled = questionsOf(ours).find((one) => one.code === code);
    expect(filled).toMatchObject({ state: "answered", source: { id: "ess.demo" } });
  }

  await openPlanFor(leila.staff, here);
  const plan = await planOf(leila.staff, here);
  await made(leila.staff, `/plans/${plan.id}/steps`, step("Childcare place"));
  await inStep();
  const shared = await planOf(marc.staff, there);
  await made(marc.staff, `/plans/${shared.id}/steps`, step("Cook course", "employment"));
  await inStep();
  expect((await planOf(leila.staff, here)).steps.map(({ what }) => what)).toEqual([
    "Childcare place",
    "Cook course",
  ]);
  expect([(await read(leila)).open, (await read(marc)).open]).toEqual([0, 0]);
});

it("keeps what was told of health in the office that was told", async () => {
  const ours = questionsOf(await read(leila)).find(({ code }) => code === "health_told");
  expect(ours).toMatchObject({ state: "answered", private: true });
  expect(wire.join()).not.toContain('"private_value":"As the person put it"');
  const said = { question: "health_told", value: "a bad back", seen: ours?.stamp };
  await leila.staff.post(`/people/${here}/assessment`, { answers: [said] });
  await inStep();
  expect(wire.join()).not.toContain("a bad back");
});

it("confirms an answer without asking, and the other office sees when", async () => {
  await marc.staff.post(`/people/${there}/assessment`, { confirmed: ["work_wish"] });
  await inStep();
  const shown = questionsOf(await read(leila)).find(({ code }) => code === "work_wish");
  expect(shown).toMatchObject({ source: { id: "sp.demo" }, confirmed_on: "2026-11-23" });
});

it("counts, at both offices, a question that was asked although the answer was there", async () => {
  const again = { answers: [{ question: "work_wish", value: "As the person put it" }] };
  expect(
    (await marc.staff.post<AssessmentView>(`/people/${there}/assessment`, again)).body,
  ).toMatchObject({
    repeats: 1,
  });
  await inStep();
  expect((await read(leila)).repeats).toBe(1);
});

it("asks what a programme of the office needs of whoever takes part in it, and nobody else", async () => {
  const ines = await openDesk(sp, "ines");
  const definition = someDefinition({ assessment: ["work_clothes"] });
  const body = { name: "Winter work", type: "test", definition };
  const programme_id = await made(ines.staff, "/programmes", body);
  const asked = async () =>
    questionsOf(await read(leila)).find(({ code }) => code === "work_clothes")?.asked;
  // The other office asked it already, so it stands filled in.
  expect(await asked()).toBe(false);
  const enrolment = { programme_id, effective_date: "2026-11-23" };
  await made(leila.staff, `/people/${here}/enrolments`, enrolment);
  expect(await asked()).toBe(true);
  await ines.app.close();
});

it("refuses what does not answer the question, all of it or nothing", async () => {
  const url = `/people/${here}/assessment`;
  const before = await read(leila);
  const stamp = questionsOf(before).find(({ code }) => code === "own_goal")?.stamp ?? "";
  const fine = { question: "own_goal", value: "A room of my own", seen: stamp };
  for (const bad of [
    { question: "hours_a_week", value: "many" },
    { question: "made_up", value: 1 },
    { question: "papers_missing", value: true, seen: "0000" },
  ]) {
    const answer = await leila.staff.post<ApiError>(url, { answers: [fine, bad] });
    expect([400, 409]).toContain(answer.status);
    expect(await read(leila)).toEqual(before);
  }
});
