/** A referral that a programme answers: its clocks and calendar, and the enrolment it ends in. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { someDefinition } from "../domain/programme/test-definition.ts";
import { textOf, type StoredRecord } from "../domain/record.ts";
import type { PreviewView } from "../server/api/preview-schemas.ts";
import type {
  PersonReferrals,
  ReferralStepBody,
  ReferralView,
  Referred,
} from "../server/api/referral-schemas.ts";
import type { ApiError } from "../server/api/schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { made, openDesk } from "../server/staff/test-plans.ts";
import type { Staff } from "../server/staff/test-staff.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Staff;
let marc: Staff;
/** The programme of employment support that answers: its id there. */
let programme = "";
/** 2026-11-25, two days on, is a feast there. */
const definition = someDefinition({
  referrals: ["public_works"],
  clocks: [
    { clock: "answer_referral", working_days: 2 },
    { clock: "end_referral", working_days: 6 },
  ],
  calendar: {
    zone: "Africa/Tunis",
    days_off: ["FR", "SA"],
    holidays: [{ day: "2026-11-25", name: { en: "Feast" } }],
  },
  shares: { fields: { Enrolment: ["person", "programme", "status", "effective_date"] } },
});
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = (await openDesk(sp, "leila")).staff;
  marc = (await openDesk(ess, "marc")).staff;
  const { staff: samira } = await openDesk(ess, "samira");
  programme = await made(samira, "/programmes", { name: "Roads", type: "test", definition });
  await inStep();
});
afterAll(() => at.close());

async function inStep(): Promise<void> {
  at.clock.ms += 1_000;
  await carryBothWays(sp, ess);
}

/** Whom nothing but a referral covers: no offer was made. */
async function somebody(): Promise<StoredRecord> {
  const { people } = await register(sp, newMember({ in_full_time_education: true }));
  if (!people[0]) throw new Error("nobody");
  return people[0];
}

async function referred(service = "public_works") {
  const person = await somebody();
  const { body } = await leila.post<Referred>(`/people/${person.id}/referrals`, {
    partner: "ess.demo",
    service,
    reason: "Wishes to work near home",
    contact: { channel: "phone", leave_message: false },
    consent: { on: "2026-11-23", method: "by_voice" },
  });
  await inStep();
  const there = await byKey(ess, (await recordAt(sp, body.id)).key);
  return { person, out: body.id, in: there?.id ?? "" };
}
const look = async (by: Staff, id: string) => (await by.get<ReferralView>(`/referrals/${id}`)).body;
async function step(by: Staff, id: string, body: Omit<ReferralStepBody, "seen">) {
  const { mark } = await look(by, id);
  at.clock.ms += 1_000;
  return by.post<ReferralView & ApiError>(`/referrals/${id}/step`, { ...body, seen: mark });
}

describe("its clocks", () => {
  it("are the programme's, in the programme's calendar, at the office that does not own it too", async () => {
    const person = await somebody();
    const { body } = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    const services = body.options[0]?.services ?? [];
    // The feast and the Friday do not count: Tuesday, Thursday.
    expect(services.find(({ id }) => id === "public_works")).toMatchObject({
      answer_days: 2,
      answer_by: "2026-11-26",
      programme: "Roads",
    });
    // No programme answers it: the country's five days, Saturday and Sunday off.
    expect(services.find(({ id }) => id === "training")).toMatchObject({
      answer_days: 5,
      answer_by: "2026-11-30",
      programme: "",
    });
    const { out, in: there } = await referred();
    for (const [by, id] of [
      [leila, out],
      [marc, there],
    ] as const) {
      const shown = await look(by, id);
      expect(shown.calendar).toBe("Roads");
      expect(shown.answer_due?.slice(0, 10)).toBe("2026-11-26");
      expect(shown.expires_at?.slice(0, 10)).toBe("2026-12-02");
    }
  });

  it("begin anew by the same calendar when a question was answered", async () => {
    const { out, in: there } = await referred();
    await step(marc, there, { step: "ask", text: "Which days?" });
    await inStep();
    await step(leila, out, { step: "inform", text: "Mondays" });
    await inStep();
    expect((await look(marc, there)).answer_due?.slice(0, 10)).toBe("2026-11-26");
  });
});

describe("enrolled", () => {
  const enrolment = () => ({
    programme_id: programme,
    effective_date: "2026-11-24",
    reason: "Fits",
  });
  const enrolments = async (system: TestSystem, person: string) => {
    const rows = await system.sql<{ id: string }>(
      "select id from records where type = 'Enrolment' and subject = $1",
      [person],
    );
    return Promise.all(rows.map(({ id }) => recordAt(system, id)));
  };

  it("opens the enrolment in the same act, and both are told to the sender by one batch", async () => {
    const { person, out, in: there } = await referred();
    await step(marc, there, { step: "accept" });
    await inStep();
    const { enrolling } = await look(marc, there);
    expect(enrolling).toMatchObject({ usual: programme, already: null });
    expect((await look(leila, out)).enrolling).toBeNull();
    // The office has a programme for it: that somebody is enrolled is not said in words alone.
    const bare = await step(marc, there, { step: "enrol" });
    expect([bare.status, bare.body.code]).toEqual([400, "err.bad_input"]);
    const wrong = await step(marc, there, {
      step: "enrol",
      enrolment: { ...enrolment(), programme_id: person.id },
    });
    expect([wrong.status, wrong.body.fields]).toEqual([400, ["/enrolment/programme_id"]]);
    const nowhere = await step(marc, there, {
      step: "enrol",
      enrolment: { ...enrolment(), effective_date: "2026-02-31" },
    });
    expect(nowhere.status).toBe(400);
    expect((await look(marc, there)).state).toBe("accepted");

    const seen = (await look(marc, there)).mark;
    const before = await marc.post<PreviewView>(`/referrals/${there}/step/preview`, {
      step: "enrol",
      seen,
      enrolment: enrolment(),
    });
    expect(before.body.partners[0]?.items.map(({ type }) => type).sort()).toEqual([
      "Enrolment",
      "Referral",
    ]);
    const done = await step(marc, there, { step: "enrol", enrolment: enrolment() });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      state: "enrolled",
      enrolment: { programme: "Roads", status: "active", since: "2026-11-24" },
    });
    await inStep();
    expect(await look(leila, out)).toMatchObject({
      state: "enrolled",
      enrolment: { programme: "Roads", status: "active", since: "2026-11-24" },
    });
    const [told] = await enrolments(sp, person.id);
    expect(told && textOf(told.state, "status")).toBe("active");

    // PRS.EMP.04 as a step of it: what becomes of the enrolment is told until the referral ends.
    const [theirs] = await enrolments(ess, (await byKey(ess, person.key))?.id ?? "");
    const moved = (status: string) =>
      marc.post(`/enrolments/${theirs?.id}/status`, {
        status,
        reason: status,
        effective_date: "2026-11-25",
      });
    at.clock.ms += 1_000;
    expect((await moved("suspended")).status).toBe(200);
    await inStep();
    expect((await look(leila, out)).enrolment?.status).toBe("suspended");
    await step(marc, there, { step: "close", outcome: "person_stopped" });
    await inStep();
    at.clock.ms += 1_000;
    expect((await moved("reinstated")).status).toBe(200);
    await inStep();
    expect((await look(leila, out)).enrolment?.status).toBe("suspended");
  });

  it("enrols nobody twice: who is in the programme already is only told", async () => {
    const { person, in: there } = await referred();
    await step(marc, there, { step: "accept" });
    await inStep();
    const known = (await byKey(ess, person.key))?.id ?? "";
    const before = { programme_id: programme, effective_date: "2026-11-20" };
    await made(marc, `/people/${known}/enrolments`, before);
    expect((await look(marc, there)).enrolling?.already).toMatchObject({ programme: "Roads" });
    at.clock.ms += 1_000;
    const done = await step(marc, there, { step: "enrol", enrolment: enrolment() });
    expect(done.body.enrolment).toMatchObject({ since: "2026-11-20" });
    expect(await enrolments(ess, known)).toHaveLength(1);
  });

  it("pressed twice at once makes one enrolment", async () => {
    const { person, in: there } = await referred();
    await step(marc, there, { step: "accept" });
    await inStep();
    const seen = (await look(marc, there)).mark;
    at.clock.ms += 1_000;
    const body = { step: "enrol", seen, enrolment: enrolment() };
    const both = await Promise.all([1, 2].map(() => marc.post(`/referrals/${there}/step`, body)));
    expect(both.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 409]);
    const known = (await byKey(ess, person.key))?.id ?? "";
    expect(await enrolments(ess, known)).toHaveLength(1);
  });

  it("is said in words where no programme of the office answers, and of no other step", async () => {
    const { in: there } = await referred("counselling");
    await step(marc, there, { step: "accept" });
    const odd = await step(marc, there, { step: "attend", enrolment: enrolment() });
    expect([odd.status, odd.body.fields]).toEqual([400, ["/enrolment"]]);
    const done = await step(marc, there, { step: "enrol" });
    expect(done.body).toMatchObject({ state: "enrolled", enrolment: null });
  });
});
