import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openProgramme } from "../domain/programme/programme.ts";
import { someDefinition } from "../domain/programme/test-definition.ts";
import type { HearingView, Matters, PersonMatters } from "../server/api/hearing-schemas.ts";
import type { PersonView, Today } from "../server/api/schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { made, openDesk, openPlanFor, step, type Desk } from "../server/staff/test-plans.ts";
import { newMember, register } from "./test-carry.ts";

/** From a missed duty to a decision, through the doors of the staff API, as time goes by. */
let at: TestRegistry;
let sp: TestSystem;
let desks: Desk[] = [];
let leila: Desk;
let ines: Desk;
let omar: Desk;
let person: string;
let enrolment: string;

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp } = at);
  const definition = someDefinition();
  const input = { name: "Cash support", programme_type: "", definition };
  await sp.write((ctx) => openProgramme(ctx, input).changes);
});
afterAll(async () => {
  await Promise.all(desks.map(({ app }) => app.close()));
  await at.close();
});

/** Everybody signs in anew: sessions end in the nights between. */
async function pass(days: number): Promise<void> {
  at.clock.ms += days * 86_400_000;
  [leila, ines, omar] = [
    await openDesk(sp, "leila"),
    await openDesk(sp, "ines"),
    await openDesk(sp, "omar"),
  ];
  desks = [...desks, leila, ines, omar];
}

beforeEach(async () => {
  await pass(0);
  const { people } = await register(sp, newMember());
  person = people[0]?.id ?? "";
  const programmes = await leila.staff.get<{ items: { id: string }[] }>("/programmes");
  enrolment = await made(leila.staff, `/people/${person}/enrolments`, {
    programme_id: programmes.body.items[0]?.id,
    effective_date: today(),
  });
});

const today = (days = 0) => new Date(at.clock.ms + days * 86_400_000).toISOString().slice(0, 10);
const asking = () => ({
  enrolment_id: enrolment,
  on: today(-1),
  fact: "The clinic visit was missed",
  asked_by: "phone",
  language: "ar",
});
const suspending = {
  outcome: "suspended",
  reason: "Nobody named a cause",
  legal_source: "Act 14, article 9",
  told_by: "letter",
};

async function open(): Promise<string> {
  return made(leila.staff, `/people/${person}/hearings`, asking());
}
async function of(id: string): Promise<HearingView> {
  return (await leila.staff.get<HearingView>(`/hearings/${id}`)).body;
}
async function statusNow(): Promise<unknown> {
  const { body } = await leila.staff.get<PersonView>(`/people/${person}`);
  return body.enrolments.find(({ id }) => id === enrolment)?.status.value;
}
async function waiting(kind: string): Promise<string[]> {
  const { body } = await ines.staff.get<Today>("/today");
  return body.items.filter((item) => item.kind === kind).map(({ target }) => target);
}

describe("a missed duty", () => {
  it("is asked about, helped, decided by a supervisor, carried out on its day and never before", async () => {
    const id = await open();
    expect(await of(id)).toMatchObject({ state: "asked", next: ["answer", "help"] });
    expect(await waiting("hearing")).not.toContain(id);
    const excusing = { ...suspending, outcome: "excused" };
    const early = await ines.staff.post(`/hearings/${id}/decide`, excusing);
    expect(early).toMatchObject({ status: 409, body: { code: "err.hearing.step" } });

    await pass(30);
    expect(await waiting("hearing")).toContain(id);
    const byWorker = await leila.staff.post(`/hearings/${id}/decide`, suspending);
    expect(byWorker).toMatchObject({ status: 403, body: { code: "err.supervisor" } });
    const helpless = await ines.staff.post(`/hearings/${id}/decide`, suspending);
    expect(helpless).toMatchObject({ status: 409, body: { code: "err.hearing.help_first" } });
    await made(leila.staff, `/hearings/${id}/help`, {
      help: "A bus card and a call the day before",
    });
    await made(ines.staff, `/hearings/${id}/decide`, suspending);
    expect(await statusNow()).toBe("active");
    const soon = await ines.staff.post(`/hearings/${id}/carry-out`, {});
    expect(soon).toMatchObject({ status: 409, body: { code: "err.hearing.too_early" } });

    await pass(30);
    await made(ines.staff, `/hearings/${id}/carry-out`, {});
    expect(await statusNow()).toBe("suspended");
  });

  it("objected to in time keeps the benefit, and somebody else decides anew; both at once decide once", async () => {
    const id = await open();
    await made(leila.staff, `/hearings/${id}/help`, { help: "A bus card" });
    await made(leila.staff, `/hearings/${id}/answer`, { answer: "I was ill", cause: "illness" });
    await made(ines.staff, `/hearings/${id}/decide`, suspending);
    await made(leila.staff, `/hearings/${id}/appeal`, { appeal: "Here is the paper", on: today() });
    await pass(40);
    expect(await waiting("hearing_appeal")).toContain(id);
    const kept = await ines.staff.post(`/hearings/${id}/carry-out`, {});
    expect(kept).toMatchObject({ status: 409, body: { code: "err.hearing.step" } });
    const reversing = { outcome: "reversed", reason: "The paper shows it" };
    const own = await ines.staff.post(`/hearings/${id}/decide-appeal`, reversing);
    expect(own).toMatchObject({ status: 409, body: { code: "err.second_person" } });
    const both = await Promise.all(
      [1, 2].map(() => omar.staff.post(`/hearings/${id}/decide-appeal`, reversing)),
    );
    expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
    expect(await of(id)).toMatchObject({ state: "closed", appeal: { outcome: "reversed" } });
    expect(await statusNow()).toBe("active");
  });

  it("of a step that nobody signed is shielded: nobody is asked about it as a duty", async () => {
    const plan = await openPlanFor(leila.staff, person);
    const line = await made(
      leila.staff,
      `/plans/${plan}/steps`,
      step("Go to the interview", "person", { due: today(-1), who: { party: "person", role: "" } }),
    );
    await made(leila.staff, `/steps/${line}/outcomes`, {
      time: "",
      day: today(-1),
      what: { said: "could_not", side: "person", cause: "not_known", reason: "" },
    });
    const { body } = await leila.staff.get<PersonMatters>(`/people/${person}/hearings`);
    expect(body.missed).toMatchObject([{ step_id: line, shields: ["not_signed"] }]);
    const refusal = await leila.staff.post(`/people/${person}/hearings`, {
      ...asking(),
      step_id: line,
    });
    expect(refusal).toMatchObject({ status: 409, body: { code: "err.hearing.shielded" } });
  });

  it("stays in its office: no field of it is in any agreement", async () => {
    const id = await open();
    const rows = await sp.store.query<{ n: number }>(events, [id]);
    expect(rows[0]?.n).toBe(1);
    const { body } = await leila.staff.get<Matters>("/hearings");
    expect(body.hearings.map((one) => one.id)).toContain(id);
  });
});
const events = {
  name: "",
  text: "select count(*)::int as n from events where record_id = $1::uuid and type = 'Hearing'",
};

it("a complaint has a day, an answer by somebody else, and comes up in Today until then", async () => {
  const id = await made(leila.staff, `/people/${person}/complaints`, {
    about: "a_worker",
    text: "Nobody called back",
    on: today(),
  });
  expect(await waiting("complaint")).toContain(id);
  const answer = { answer: "Called today, with an excuse", put_right: true };
  expect(await leila.staff.post(`/complaints/${id}/answer`, answer)).toMatchObject({ status: 409 });
  await made(omar.staff, `/complaints/${id}/answer`, answer);
  expect(await waiting("complaint")).not.toContain(id);
});
