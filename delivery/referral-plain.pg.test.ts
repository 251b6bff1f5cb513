/** A referral to a partner that speaks the standard and no more, as the samples do (PRS.EMP.01, 02). */
import Fastify from "fastify";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import { referralMinimum } from "../domain/referral.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { PersonReferrals, ReferralPreview, Referred } from "../server/api/referral-schemas.ts";
import { createHosted } from "../server/hosting.ts";
import {
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { registerStaffApi } from "../server/staff/app.ts";
import { signIn, type Staff } from "../server/staff/test-staff.ts";
import { keepReferralClocks } from "./referral-deadlines.ts";
import { newMember, recordAt, register } from "./test-carry.ts";
import { agree, deliver, events, subscribed } from "./test-plain.ts";

const referredOnly = { attribute: "referred", is: "eq", value: true } as const;
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
  await treatAs(at.sp, "ess.demo", "standard");
  await treatAs(at.ess, "sp.demo", "standard");
  await agree(at, at.sp, "ess.demo", { people: referredOnly, events });
  await agree(at, at.ess, "sp.demo", { people: referredOnly, events });
  // What is known of partners is fresh for two seconds; this is at once.
  for (const { hosted, store } of [at.sp, at.ess]) Object.assign(hosted, await createHosted(store));
});
afterAll(() => at.close());

async function deskOf(system: TestSystem, persona: string): Promise<Staff> {
  system.node.demo = true;
  const app = Fastify();
  await registerStaffApi(app, system.node);
  await app.ready();
  return signIn(app, persona);
}

const referring = (partner: string, service: string) => ({
  partner,
  service,
  reason: "A reason that stays here",
  contact: { channel: "phone", leave_message: false },
  consent: { on: new Date(at.clock.ms).toISOString().slice(0, 10), method: "by_voice" },
});

/** What of the person a DCI record tells, by our names of the least data. */
const told = (record: object) => JSON.stringify(record);

describe("PRS.EMP.01, to employment support", () => {
  /** As sample flow 1: not employed, over 18 and under 64. */
  const filter = {
    $and: [
      { employment_status: { $eq: "not employed" } },
      { "demographic_info.birth_date": { $gt: "1962-11-23", $lt: "2008-11-23" } },
    ],
  };
  let person: StoredRecord;
  let leila: Staff;
  let code = "";

  it("tells nobody without a referral, and offers the office once it has subscribed", async () => {
    leila = await deskOf(at.sp, "leila");
    const { people } = await register(
      at.sp,
      newMember({ employment_status: "not_employed", in_full_time_education: true }),
    );
    if (!people[0]) throw new Error("nobody");
    [person] = people as [StoredRecord];
    const before = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    expect(before.body.options).toEqual([]);
    code = await subscribed(at, { filter });
    expect((await deliver(at.sp, code)).events).toEqual([]);
    const after = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    expect(after.body.options.map(({ system }) => system.id)).toEqual(["ess.demo"]);
  });

  it("sends one Member in a notify, with the least data and as the preview said", async () => {
    const url = `/people/${person.id}/referrals`;
    const { body } = await leila.post<ReferralPreview>(
      `${url}/preview`,
      referring("ess.demo", "training"),
    );
    expect(body).toMatchObject({ why: "", on_acceptance: [] });
    expect(body.leaves.map(({ type }) => type)).toEqual(["Person"]);
    const [shown] = body.leaves;
    expect(
      shown?.fields.map(({ field }) => field).filter((one) => !referralMinimum.includes(one)),
    ).toEqual([]);
    at.clock.ms += 1_000;
    const made = await leila.post<Referred>(url, referring("ess.demo", "training"));
    expect(made.status).toBe(201);
    const { events: sent, posted } = await deliver(at.sp, code);
    expect(sent).toHaveLength(1);
    expect(posted[0]?.header).toMatchObject({ action: "notify", receiver_id: "ess.demo" });
    expect(sent[0]?.data).toMatchObject({ reg_event_type: "enrolment", reg_record_type: "Member" });
    const text = told(sent[0]?.data.reg_records ?? {});
    expect(text).toContain("Amina");
    // Neither what only an acceptance would let out, nor the request, which the standard has no word for.
    expect(text).not.toMatch(/A reason that stays here|"sex"|employment_status|marital_status/);
    expect((await deliver(at.sp, code)).events).toEqual([]);
    // The disclosure is of the fields the preview showed, and no others.
    const rows = await at.sp.sql<{ fields: string[] }>(
      "select fields from disclosures where record_id = $1",
      [person.id],
    );
    const names = shown?.fields.map(({ field }) => field) ?? [];
    expect(rows.flatMap(({ fields }) => fields).filter((one) => !names.includes(one))).toEqual([]);
  });

  it("does not end by the silence of an office that cannot answer by message: somebody calls", async () => {
    at.clock.ms += 40 * 86_400_000;
    expect(await keepReferralClocks(at.sp.store, uuidv7)).toBe(0);
    leila = await deskOf(at.sp, "leila");
    const { body } = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    expect(body.items).toMatchObject([{ state: "sent", turn: "us", task: "call", late: true }]);
  });

  it("ends with its withdrawal: what changes later is told to nobody", async () => {
    const { body } = await leila.get<PersonReferrals>(`/people/${person.id}/referrals`);
    const id = body.items[0]?.id ?? "";
    const { body: view } = await leila.get<{ mark: string }>(`/referrals/${id}`);
    at.clock.ms += 1_000;
    const step = { step: "withdraw", seen: view.mark, text: "Found work" };
    expect((await leila.post(`/referrals/${id}/step`, step)).status).toBe(200);
    const mine = await recordAt(at.sp, person.id);
    await at.sp.write((ctx) => [
      ownChange(ctx, mine, { fields: { phone_number: "+221770009999" } }, "person.edited"),
    ]);
    expect((await deliver(at.sp, code)).events).toEqual([]);
  });
});

it("PRS.EMP.02: an applicant is told to social protection that subscribed, by a notify of a Member", async () => {
  const marc = await deskOf(at.ess, "marc");
  const [made] = await at.ess.write((ctx) => {
    const fields = {
      name: { given_name: "Bakari", surname: "Touré" },
      birth_date: "1990-05-05",
      employment_status: "not_employed",
      vital_status: "alive",
    };
    const identifier = { identifier_type: "UIN", identifier_value: "U-9009" };
    const sets = { identifiers: { "ess.demo:1": identifier } };
    return [ownChange(ctx, newRecord(ctx, "Person"), { fields, sets }, "person.registered")];
  });
  const filter = { employment_status: { $eq: "not employed" } };
  const code = await subscribed(at, { filter }, at.sp, at.ess);
  expect((await deliver(at.ess, code)).events).toEqual([]);
  at.clock.ms += 1_000;
  const sent = await marc.post<Referred>(
    `/people/${made?.record.id}/referrals`,
    referring("sp.demo", "cash_assistance"),
  );
  expect(sent.status).toBe(201);
  const { events: notified } = await deliver(at.ess, code);
  expect(notified).toHaveLength(1);
  expect(told(notified[0]?.data.reg_records ?? {})).toContain("U-9009");
});
