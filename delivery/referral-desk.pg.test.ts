/** A referral as two workers do it: through the staff API of each office, carried between real doors. */
import Fastify, { type FastifyInstance } from "fastify";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { editFields, newRecord, ownChange } from "../domain/editing.ts";
import type { StoredRecord } from "../domain/record.ts";
import type {
  BenefitsView,
  PersonReferrals,
  ReferralList,
  ReferralPreview,
  ReferralStepBody,
  ReferralView,
  Referred,
} from "../server/api/referral-schemas.ts";
import type { ApiError, Today } from "../server/api/schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { registerStaffApi } from "../server/staff/app.ts";
import { signIn, type Staff } from "../server/staff/test-staff.ts";
import { createClient } from "../wire/client.ts";
import { jwks } from "../wire/keys.ts";
import { keepReferralClocks } from "./referral-deadlines.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

const day_ms = 86_400_000;
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Staff;
let marc: Staff;
const desks = new Map<TestSystem, FastifyInstance>();
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  for (const system of [sp, ess]) {
    system.node.demo = true;
    const app = Fastify();
    await registerStaffApi(app, system.node);
    await app.ready();
    desks.set(system, app);
  }
});
beforeEach(signedIn);
afterAll(async () => {
  await Promise.all([...desks.values()].map((app) => app.close()));
  await at.close();
});

function deskOf(system: TestSystem, persona: string): Promise<Staff> {
  const app = desks.get(system);
  if (!app) throw new Error("no such desk");
  return signIn(app, persona);
}

/** Sessions end by the clock that the tests move. */
async function signedIn(): Promise<void> {
  [leila, marc] = [await deskOf(sp, "leila"), await deskOf(ess, "marc")];
}

async function pass(days: number): Promise<void> {
  at.clock.ms += days * day_ms;
  await signedIn();
}

async function inStep(): Promise<void> {
  await carryBothWays(sp, ess);
}

/** Whom nothing but a referral covers: no offer was made. */
async function somebody(change: object = {}): Promise<StoredRecord> {
  const { people } = await register(sp, newMember({ in_full_time_education: true, ...change }));
  await inStep();
  if (!people[0]) throw new Error("nobody");
  return people[0];
}

const today = () => new Date(at.clock.ms).toISOString().slice(0, 10);
const referring = (change: object = {}) => ({
  partner: "ess.demo",
  service: "training",
  reason: "Wishes to learn to sew",
  needs: "Mornings only",
  contact: { channel: "phone", leave_message: false },
  consent: { on: today(), method: "by_voice" },
  ...change,
});

async function sent(person: StoredRecord): Promise<{ out: string; in: string }> {
  const { body, status } = await leila.post<Referred>(
    `/people/${person.id}/referrals`,
    referring(),
  );
  expect(status).toBe(201);
  at.clock.ms += 1_000;
  await inStep();
  const { key } = await recordAt(sp, body.id);
  const there = await byKey(ess, key);
  return { out: body.id, in: there?.id ?? "" };
}

async function look(by: Staff, id: string): Promise<ReferralView> {
  return (await by.get<ReferralView>(`/referrals/${id}`)).body;
}

async function step(by: Staff, id: string, body: Omit<ReferralStepBody, "seen">, seen?: string) {
  const mark = seen ?? (await look(by, id)).mark;
  const answer = await by.post<ReferralView & ApiError>(`/referrals/${id}/step`, {
    ...body,
    seen: mark,
  });
  at.clock.ms += 1_000;
  return answer;
}

const waits = async (by: Staff, id: string) =>
  (await by.get<Today>("/today")).body.items.find((one) => one.target === id);

describe("the preview", () => {
  it("shows to the field what leaves, before it does and as it then does", async () => {
    const person = await somebody();
    const before = await leila.post<ReferralPreview>(
      `/people/${person.id}/referrals/preview`,
      referring(),
    );
    expect(before.body).toMatchObject({ why: "", open: null, shared_already: false });
    expect(before.body.agreement?.text).toContain("Marovia");
    const shown = (type: string) =>
      before.body.leaves
        .find((one) => one.type === type)
        ?.fields.map(({ field }) => field)
        .sort();
    const { out, in: there } = await sent(person);
    const told = await sp.sql<{ record_id: string; fields: string[] }>(
      "select record_id, fields from disclosures where record_id = any($1::uuid[])",
      [[person.id, out]],
    );
    const left = (id: string) => told.find((one) => one.record_id === id)?.fields.toSorted();
    expect(left(person.id)).toEqual(shown("Person"));
    expect(left(out)).toEqual(shown("Referral"));

    expect(before.body.on_acceptance.map(({ type }) => type)).toContain("Household");
    await step(marc, there, { step: "accept" });
    await inStep();
    const later = await sp.sql<{ type: string; fields: string[] }>(
      `select distinct r.type, d.fields from disclosures d
        join records r on r.system = d.system and r.id = d.record_id
        where d.subject = $1 or d.record_id = $2`,
      [person.id, person.household],
    );
    for (const { type, fields } of before.body.on_acceptance) {
      const gone = later.filter((one) => one.type === type).flatMap((one) => one.fields);
      expect(gone, type).toEqual(expect.arrayContaining(fields));
    }
  });

  it("is of nothing for somebody under the working age, and says the rule", async () => {
    const child = await somebody({ birth_date: "2012-03-03" });
    const { body } = await leila.post<ReferralPreview>(
      `/people/${child.id}/referrals/preview`,
      referring(),
    );
    expect(body).toMatchObject({ why: "rules", unmet: ["working_age"], leaves: [] });
    const refused = await leila.post<ApiError>(`/people/${child.id}/referrals`, referring());
    expect([refused.status, refused.body.code]).toEqual([409, "err.referral.rules"]);
  });

  it("writes nothing down and sends nothing", async () => {
    const person = await somebody();
    const count = async () =>
      (await sp.sql<{ n: number }>("select count(*)::int as n from events"))[0]?.n;
    const events = await count();
    await leila.post(`/people/${person.id}/referrals/preview`, referring());
    await inStep();
    expect(await count()).toBe(events);
    expect(await byKey(ess, person.key)).toBeNull();
  });
});

describe("referring", () => {
  it("twice for one service finds the open one, also at the same moment", async () => {
    const person = await somebody();
    const url = `/people/${person.id}/referrals`;
    const both = await Promise.all([
      leila.post<Referred>(url, referring()),
      leila.post<Referred>(url, referring()),
    ]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(new Set(both.map(({ body }) => body.id)).size).toBe(1);
    const again = await leila.post<Referred>(url, referring({ reason: "Once more" }));
    expect(again.body).toEqual({ id: both[0]?.body.id, found: true });
    const { body } = await leila.get<PersonReferrals>(url);
    expect(body.items).toHaveLength(1);
    const [option] = body.options;
    expect(option?.services.find(({ id }) => id === "training")?.open).toBe(again.body.id);
  });

  it("needs the person's yes, a way to reach them and a service that there is", async () => {
    const person = await somebody();
    const url = `/people/${person.id}/referrals`;
    const { consent: _, ...without } = referring();
    const later = { on: "2027-01-01", method: "by_voice" };
    for (const [body, code] of [
      [without, "err.bad_input"],
      [referring({ consent: later }), "err.bad_input"],
      [referring({ service: "wishes" }), "err.bad_input"],
      [referring({ partner: "nobody.demo" }), "err.bad_input"],
      [referring({ contact: { channel: "shout", leave_message: false } }), "err.bad_input"],
    ] as const) {
      const answer = await leila.post<ApiError>(url, body);
      expect([answer.status, answer.body.code]).toEqual([400, code]);
    }
    expect((await leila.get<PersonReferrals>(url)).body.items).toEqual([]);
  });

  it("keeps what was typed until it is sent, for its worker only", async () => {
    const person = await somebody();
    const draft = {
      partner: "ess.demo",
      service: "training",
      reason: "half a sen",
      needs: "",
      channel: "phone",
      when: "",
      leave_message: false,
      consent_on: "",
      consent_method: "",
    };
    await leila.post(`/people/${person.id}/referrals/draft`, { draft });
    const mine = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    expect(mine.body.draft?.draft).toEqual(draft);
    const ines = await deskOf(sp, "ines");
    const other = await ines.get<PersonReferrals>(`/people/${person.id}/referrals`);
    expect(other.body.draft).toBeNull();
    await sent(person);
    const after = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    expect(after.body.draft).toBeNull();
  });
});

describe("the two desks", () => {
  it("each see whose turn it is, by when, and the sender every answer at once", async () => {
    const person = await somebody();
    const { out, in: there } = await sent(person);
    expect(await look(marc, there)).toMatchObject({
      direction: "in",
      turn: "us",
      task: "answer",
      late: false,
      needs: "Mornings only",
    });
    expect(await look(leila, out)).toMatchObject({ direction: "out", turn: "them" });
    expect(await waits(marc, there)).toMatchObject({ kind: "referral", field: "answer" });
    expect(await waits(leila, out)).toBeUndefined();

    await step(marc, there, { step: "ask", text: "Which mornings?" });
    await inStep();
    expect(await look(leila, out)).toMatchObject({
      state: "information_asked",
      turn: "us",
      task: "inform",
      question: { text: "Which mornings?" },
      owner: "Leila Haddad",
    });
    expect(await waits(leila, out)).toMatchObject({ field: "inform" });
    await step(leila, out, { step: "inform", text: "Monday and Tuesday" });
    await inStep();
    const appointment = { at: "2026-12-01T09:00:00Z", place: "Room 3" };
    await step(marc, there, { step: "accept", appointment });
    await inStep();
    expect(await look(leila, out)).toMatchObject({
      state: "accepted",
      appointment,
      turn: "them",
      task: "attend",
      due: appointment.at,
    });
    await step(marc, there, { step: "attend" });
    await step(marc, there, { step: "enrol" });
    await step(marc, there, { step: "close", outcome: "in_training" });
    await inStep();
    expect(await look(leila, out)).toMatchObject({
      state: "closed",
      outcome: "in_training",
      turn: "nobody",
      may: [],
    });
    const { items } = (await marc.get<ReferralList>("/referrals")).body;
    expect(items.find(({ id }) => id === there)).toMatchObject({ state: "closed", open: false });
  });

  it("refuse a step that was decided on an older view", async () => {
    const person = await somebody();
    const { out, in: there } = await sent(person);
    const { mark } = await look(marc, there);
    // That it arrived is no news to anybody.
    await keepReferralClocks(ess.store, uuidv7);
    expect((await step(marc, there, { step: "wait" }, mark)).status).toBe(200);
    const stale = await step(marc, there, { step: "decline", reason: "no_capacity" }, mark);
    expect([stale.status, stale.body.code]).toEqual([409, "err.stale"]);
    await step(leila, out, { step: "withdraw", text: "Found work herself" });
    const shown = (await look(marc, there)).mark;
    await inStep();
    const late = await step(marc, there, { step: "accept" }, shown);
    expect([late.status, late.body.code]).toEqual([409, "err.stale"]);
    expect((await look(marc, there)).may).toEqual([]);
  });

  it("refuse a step that is the other's, and a day that there is not", async () => {
    const person = await somebody();
    const { out, in: there } = await sent(person);
    expect((await step(leila, out, { step: "accept" })).body.code).toBe("err.not_yours");
    expect((await step(marc, there, { step: "withdraw", text: "no" })).body.code).toBe(
      "err.not_yours",
    );
    expect((await step(marc, there, { step: "expire" })).status).toBe(400);
    const nowhen = { at: "2026-13-40T00:00:00Z", place: "" };
    expect((await step(marc, there, { step: "accept", appointment: nowhen })).status).toBe(400);
    expect((await step(marc, there, { step: "decline" })).status).toBe(400);
  });

  it("offer the next service when an office declined or let it expire, and the date stays", async () => {
    const person = await somebody();
    const { out, in: there } = await sent(person);
    const first = await look(leila, out);
    await step(marc, there, { step: "re_route", next_service: "counselling", text: "Full" });
    await inStep();
    expect(await look(leila, out)).toMatchObject({ state: "re_routed", task: "next_service" });
    expect(await waits(leila, out)).toMatchObject({ field: "next_service" });
    await pass(3);
    const again = await leila.post<Referred>(
      `/people/${person.id}/referrals`,
      referring({ service: "counselling" }),
    );
    const second = await look(leila, again.body.id);
    expect(second.requested_on).toBe(first.requested_on);
    // Taken up: it waits for nobody any more.
    expect(await look(leila, out)).toMatchObject({ turn: "nobody" });
    expect(await waits(leila, out)).toBeUndefined();
  });

  it("late is the supervisor's, and silence only ends the referral", async () => {
    const person = await somebody();
    const { out, in: there } = await sent(person);
    await pass(9);
    expect(await look(marc, there)).toMatchObject({ late: true, owner: "Samira Nasser" });
    await pass(30);
    await keepReferralClocks(ess.store, uuidv7);
    await inStep();
    expect(await look(leila, out)).toMatchObject({
      state: "expired",
      task: "next_service",
      turn: "us",
    });
    // The failure is the office's: its supervisor is told, and the sender offers the next service.
    expect(await waits(marc, there)).toMatchObject({
      field: "ended_unanswered",
      owner: "Samira Nasser",
    });
    expect(await waits(leila, out)).toMatchObject({ field: "next_service" });
    const now = await recordAt(sp, person.id);
    expect(now.state).toEqual(person.state);
    await step(marc, there, { step: "accept" });
    await inStep();
    expect(await look(leila, out)).toMatchObject({ state: "expired", late_answer: "accepted" });
    expect(await waits(marc, there)).toBeUndefined();
  });
});

describe("to social protection", () => {
  beforeEach(() => {
    ess.node.lineTo = (hosted, partner) =>
      createClient({
        baseUrl: sp.baseUrl,
        registryPath: "/registry",
        senderId: hosted.store.system.id,
        receiverId: partner.id,
        signer: ess.key,
        verify: { jwks: jwks([sp.key]) },
        nowMs: () => at.clock.ms,
        fetch: async (url, init) => {
          const { pathname } = new URL(url instanceof Request ? url.url : url);
          const headers = Object.fromEntries(new Headers(init?.headers).entries());
          const payload = await new Response(init?.body ?? null).text();
          const answer = await sp.app.inject({ method: "POST", url: pathname, headers, payload });
          return new Response(answer.body, { status: answer.statusCode });
        },
      });
  });

  async function jobseeker(value: string): Promise<StoredRecord> {
    const [made] = await ess.write((ctx) => {
      const fields = { name: { given_name: "Bakari", surname: "Touré" }, birth_date: "1990-05-05" };
      const identifier = { identifier_type: "UIN", identifier_value: value };
      const sets = { identifiers: { "ess.demo:1": identifier } };
      return [ownChange(ctx, newRecord(ctx, "Person"), { fields, sets }, "person.registered")];
    });
    if (!made) throw new Error("nobody");
    return recordAt(ess, made.record.id);
  }
  const forCash = () => referring({ partner: "sp.demo", service: "cash_assistance" });

  it("the benefits a person has are asked first, once, and stand in the referral", async () => {
    const person = await jobseeker("U-7001");
    const url = `/people/${person.id}/referrals`;
    const refused = await marc.post<ApiError>(url, forCash());
    expect([refused.status, refused.body.code]).toEqual([409, "err.referral.benefits"]);
    // The preview needs no answer.
    const preview = await marc.post<ReferralPreview>(`${url}/preview`, forCash());
    expect(preview.body.why).toBe("");
    const asked = await marc.post<BenefitsView>(`${url}/benefits`, { partner: "sp.demo" });
    // Social protection says nothing of people it does not know: that is not a no.
    expect(asked.body.answer).toBe("could_not_be_checked");
    const { body, status } = await marc.post<Referred>(url, forCash());
    expect(status).toBe(201);
    expect((await look(marc, body.id)).benefits_asked?.answer).toBe("could_not_be_checked");
    const questions = await ess.sql<{ n: number }>(
      "select count(*)::int as n from questions where record_id = $1 and operation = 'sync/enrolled'",
      [person.id],
    );
    expect(questions[0]?.n).toBe(1);
  });

  it("nobody is kept from being referred because the other office is silent", async () => {
    ess.node.lineTo = () => null;
    const person = await jobseeker("U-7002");
    const { body, status } = await marc.post<Referred>(`/people/${person.id}/referrals`, forCash());
    expect(status).toBe(201);
    at.clock.ms += 1_000;
    await inStep();
    const { key } = await recordAt(ess, body.id);
    const there = await byKey(sp, key);
    expect((await look(leila, there?.id ?? "")).person_name).toBe("Bakari Touré");
  });
});

it("shows a referral only to its two offices' desks, and nothing of one that there is not", async () => {
  expect((await leila.get(`/referrals/${uuidv7()}`)).status).toBe(404);
  expect((await leila.get("/referrals/not-an-id")).status).toBe(404);
  const person = await somebody();
  expect((await leila.get(`/referrals/${person.id}`)).status).toBe(404);
  const mine = await recordAt(sp, person.id);
  await sp.write((ctx) => {
    const edited = editFields(ctx, mine, [], { changes: { care_hours: "Mornings" } });
    return edited.ok ? edited.changes : [];
  });
  expect((await leila.get(`/people/${person.id}/referrals`)).status).toBe(200);
});
