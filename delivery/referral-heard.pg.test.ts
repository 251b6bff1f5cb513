/** What a partner that speaks the standard and no more answers to a referral: by its data, by phone, by letter. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StoredRecord } from "../domain/record.ts";
import type { ReferralLetter } from "../server/api/letter-schemas.ts";
import type { ReferralStepBody, ReferralView, Referred } from "../server/api/referral-schemas.ts";
import type { ApiError, Today } from "../server/api/schemas.ts";
import { createHosted } from "../server/hosting.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
} from "../server/registry/test-registry.ts";
import { openDesk } from "../server/staff/test-plans.ts";
import type { Staff } from "../server/staff/test-staff.ts";
import { newMember, register } from "./test-carry.ts";
import { agree, deliver, events, subscribed } from "./test-plain.ts";

const day_ms = 86_400_000;
const referredOnly = { attribute: "referred", is: "eq", value: true } as const;
let at: TestRegistry;
let leila: Staff;
let code = "";
let nth = 0;
beforeAll(async () => {
  at = await openTestRegistry();
  await treatAs(at.sp, "ess.demo", "standard");
  await agree(at, at.sp, "ess.demo", { people: referredOnly, events });
  Object.assign(at.sp.hosted, await createHosted(at.sp.store));
  code = await subscribed(at, {});
});
// A session ends by the clock that the tests move.
beforeEach(async () => {
  leila = (await openDesk(at.sp, "leila")).staff;
});
afterAll(() => at.close());

const today = () => new Date(at.clock.ms).toISOString().slice(0, 10);

/** Somebody referred to the plain office, and told to it; the number it knows the person by. */
async function referred(service = "training") {
  const number = `U-${(nth += 1)}`;
  const identifiers = [{ identifier_type: "UIN", identifier_value: number }];
  const { people } = await register(
    at.sp,
    newMember({ identifiers, in_full_time_education: true }),
  );
  const person = people[0] as StoredRecord;
  at.clock.ms += 1_000;
  const { body } = await leila.post<Referred>(`/people/${person.id}/referrals`, {
    partner: "ess.demo",
    service,
    reason: "Wishes to learn to sew",
    needs: "Mornings only",
    contact: { channel: "phone", leave_message: false },
    consent: { on: today(), method: "by_voice" },
  });
  await deliver(at.sp, code);
  return { person, number, id: body.id };
}
const look = async (id: string) => (await leila.get<ReferralView>(`/referrals/${id}`)).body;
async function step(id: string, body: Omit<ReferralStepBody, "seen">) {
  const { mark } = await look(id);
  at.clock.ms += 1_000;
  return leila.post<ReferralView & ApiError>(`/referrals/${id}/step`, { ...body, seen: mark });
}

const beneficiary = (number: string, status: string, since = today()) => ({
  "@type": "spdci:Beneficiary",
  "@id": `ess.demo/e-${number}`,
  member: {
    "@type": "spdci:Member",
    member_identifier: [{ identifier_type: "UIN", identifier_value: number }],
  },
  programme_identifier: [{ programme_identifier: "ess.demo/sew", programme_name: "Sewing" }],
  enrolment_status: status,
  enrolment_date: since,
});
async function notify(records: object) {
  at.clock.ms += 1_000;
  const timestamp = new Date(at.clock.ms).toISOString();
  const data = {
    reg_type: "ess",
    reg_event_type: "enrolment",
    reg_record_type: "Beneficiary",
    reg_records: records,
  };
  const answer = await knock(at, at.ess, at.sp, "notify", {
    transaction_id: `t-${(nth += 1)}`,
    notify_event: [{ reference_id: "1", timestamp, data }],
  });
  expect(answer.status).toBe(200);
}
async function push(record: object) {
  at.clock.ms += 1_000;
  const message = {
    transaction_id: `t-${(nth += 1)}`,
    enrolled_updates: { beneficiaries: [record] },
  };
  await knock(at, at.ess, at.sp, "sync/enrollment/updates", message);
}

describe("its data", () => {
  it("confirm a referral that was sent and not confirmed, by notify", async () => {
    const { id, number } = await referred();
    expect(await look(id)).toMatchObject({ state: "sent", unconfirmed: true, answer: null });
    await notify(beneficiary(number, "Active"));
    const shown = await look(id);
    expect(shown).toMatchObject({
      state: "enrolled",
      unconfirmed: false,
      enrolment: { programme: "Sewing", status: "active", since: today() },
      answer: { heard: false, by: { name: "", system: { id: "ess.demo" } } },
    });
    const { mark } = shown;
    await notify(beneficiary(number, "Active"));
    expect((await look(id)).mark).toBe(mark);
    await notify(beneficiary(number, "Exited"));
    expect(await look(id)).toMatchObject({ state: "closed", outcome: "service_completed" });
  });

  it("confirm it by enrollment/updates too", async () => {
    const { id, number } = await referred();
    await push(beneficiary(number, "Active"));
    expect(await look(id)).toMatchObject({ state: "enrolled", turn: "them" });
  });

  it("of an enrolment that was there before confirm nothing", async () => {
    const { id, number } = await referred();
    await notify(beneficiary(number, "Active", "2026-01-05"));
    expect(await look(id)).toMatchObject({ state: "sent", unconfirmed: true });
  });
});

describe("unanswered", () => {
  it("becomes a task to call, and what was said there is noted by its sender", async () => {
    const { id } = await referred();
    at.clock.ms += 9 * day_ms;
    leila = (await openDesk(at.sp, "leila")).staff;
    const late = await look(id);
    expect(late).toMatchObject({ turn: "us", task: "call", late: true });
    expect(late.may).toEqual(expect.arrayContaining(["accept", "decline", "wait", "withdraw"]));
    expect(late.may).not.toContain("ask");
    const { items } = (await leila.get<Today>("/today")).body;
    expect(items.find(({ target }) => target === id)).toMatchObject({ field: "call" });
    const appointment = { at: "2026-12-10T09:00:00Z", place: "Room 3" };
    const heard = await step(id, { step: "accept", appointment });
    expect(heard.body).toMatchObject({
      state: "accepted",
      appointment,
      answer: { heard: true, by: { name: "Leila Haddad" } },
    });
    const closed = await step(id, { step: "close", outcome: "in_training" });
    expect(closed.body).toMatchObject({ state: "closed", outcome: "in_training", may: [] });
  });

  it("no enrolment of ours is opened by what another office is heard to say", async () => {
    const { id } = await referred();
    await step(id, { step: "accept" });
    const enrolment = { programme_id: "x", effective_date: today() };
    expect((await step(id, { step: "enrol", enrolment })).status).toBe(400);
    expect((await step(id, { step: "enrol" })).body.state).toBe("enrolled");
  });
});

describe("the letter", () => {
  const letterOf = (id: string) => leila.get<ReferralLetter & ApiError>(`/referrals/${id}/letter`);
  const told = (id: string) =>
    at.sp.sql<{ record_id: string; fields: string[]; partner: string }>(
      `select record_id, fields, partner from disclosures where how = 'letter'
        and subject = (select subject from records where id = $1) order by pos`,
      [id],
    );

  it("carries the reason and the needs that no message does, where the agreement lists them", async () => {
    const { id, person, number } = await referred();
    const { body } = await letterOf(id);
    expect(body).toMatchObject({
      why: "",
      reason: "Wishes to learn to sew",
      needs: "Mornings only",
      left_out: [],
      printed: [],
      person: { identifiers: [{ type: "UIN", value: number }] },
      to: { system: { id: "ess.demo" } },
    });
    expect(await told(id)).toEqual([]);
    const printed = await leila.post<ReferralLetter>(`/referrals/${id}/letter/printed`, {});
    expect(printed.body.printed).toHaveLength(1);
    const rows = await told(id);
    expect(rows.map(({ record_id }) => record_id)).toEqual([person.id, id]);
    expect(rows[1]?.fields).toEqual(expect.arrayContaining(["reason", "needs", "service"]));
    expect(rows.every(({ partner }) => partner === "ess.demo")).toBe(true);
  });

  it("leaves out what the agreement does not list, and says so; what was printed names no more", async () => {
    const { id } = await referred();
    const before = { people: referredOnly, events };
    await agree(at, at.sp, "ess.demo", { records: { Person: ["identifiers", "name"] } });
    const { body } = await letterOf(id);
    expect(body).toMatchObject({ reason: "", needs: "", contact: null, why: "" });
    expect(body.left_out).toEqual(["reason", "needs", "contact"]);
    expect(body.person).toMatchObject({ birth_date: null, phone_number: "" });
    await leila.post(`/referrals/${id}/letter/printed`, {});
    const [ofPerson, ofRequest] = await told(id);
    expect(ofPerson?.fields.sort()).toEqual(["identifiers", "name"]);
    expect(ofRequest?.fields).not.toContain("reason");
    // An agreement that does not know the purpose lets out no letter, and nothing is noted.
    await agree(at, at.sp, "ess.demo", { ...before, purposes: ["case_management"] });
    expect((await letterOf(id)).body).toMatchObject({ why: "not_agreed", person: { name: "" } });
    expect((await leila.post(`/referrals/${id}/letter/printed`, {})).status).toBe(409);
    expect(await told(id)).toHaveLength(2);
    await agree(at, at.sp, "ess.demo", { purposes: ["referral", "case_management"] });
  });

  it("is of an open referral of ours only", async () => {
    const { id } = await referred();
    await step(id, { step: "withdraw", text: "Found work" });
    expect((await letterOf(id)).status).toBe(409);
    expect((await letterOf("00000000-0000-4000-8000-000000000000")).status).toBe(404);
  });
});
