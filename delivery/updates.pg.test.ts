/** Updates (PRS.EMP.04): enrolment, work, person and services, told both ways; alone, and as a step of a referral. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import { textOf } from "../domain/record.ts";
import type { ReferralView } from "../server/api/referral-schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { made, openDesk, type Desk } from "../server/staff/test-plans.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let programme_id = "";
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  const [programme] = await sp.write((ctx) => {
    const record = newRecord(ctx, "Programme");
    const fields = { name: "Cash", programme_type: "test" };
    return [ownChange(ctx, record, { fields }, "programme.opened")];
  });
  programme_id = programme?.record.id ?? "";
});
beforeEach(async () => {
  [leila, marc] = [await openDesk(sp, "leila"), await openDesk(ess, "marc")];
});
afterAll(() => at.close());

async function inStep(): Promise<string> {
  const wire: string[] = [];
  at.clock.ms += 2_000;
  const { all } = await carryBothWays(sp, ess);
  wire.push(...all.map(({ text }) => text));
  return wire.join();
}

/** The four kinds of update, each by the office whose it is; how they stand at the other. */
async function tellAll(here: string, there: string, mark: string) {
  const enrolment = await made(leila.staff, `/people/${here}/enrolments`, {
    programme_id,
    effective_date: "2026-11-01",
    reason: mark,
  });
  at.clock.ms += 1_000;
  const stepped = await leila.staff.post(`/enrolments/${enrolment}/status`, {
    status: "suspended",
    reason: mark,
    effective_date: "2026-11-20",
  });
  const service = await made(leila.staff, `/people/${here}/services`, {
    service: "counselling",
    on: "2026-11-20",
    outcome: "delivered",
    quantity: mark,
  });
  const job = { job_title: mark, start_date: "2026-12-01" };
  const work = await marc.staff.post(`/people/${there}/employment`, {
    employment_status: "employee",
    job,
  });
  expect([stepped.status, work.status]).toEqual([200, 200]);
  return { enrolment, service };
}

async function arrived({ enrolment, service }: { enrolment: string; service: string }) {
  const of = async (id: string) => byKey(ess, (await recordAt(sp, id)).key);
  const [one, other] = [await of(enrolment), await of(service)];
  return [one ? textOf(one.state, "status") : null, other ? textOf(other.state, "service") : null];
}

describe("updates", () => {
  it("go both ways by themselves for whoever both offices know", async () => {
    const { people } = await register(sp, newMember());
    const here = people[0]?.id ?? "";
    await inStep();
    const there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
    const told = await tellAll(here, there, "alone");
    await inStep();
    expect(await arrived(told)).toEqual(["suspended", "counselling"]);
    expect(textOf((await recordAt(sp, here)).state, "employment_status")).toBe("employee");
    const death = { step: "report", reason: "A neighbour called" };
    expect((await marc.staff.post(`/people/${there}/death`, death)).status).toBe(200);
    await inStep();
    expect(textOf((await recordAt(sp, here)).state, "vital_status")).toBe("reported");
  });

  it("go as a step of a referral: from its acceptance to its end, and no longer", async () => {
    const { people } = await register(sp, newMember({ in_full_time_education: true }));
    const here = people[0]?.id ?? "";
    const before = await made(leila.staff, `/people/${here}/services`, {
      service: "counselling",
      on: "2026-11-19",
      outcome: "delivered",
      quantity: "before anything",
    });
    expect(await inStep()).not.toContain("before anything");
    const referral = await made(leila.staff, `/people/${here}/referrals`, {
      partner: "ess.demo",
      service: "training",
      reason: "Wishes to learn to cook",
      needs: "",
      contact: { channel: "phone", leave_message: false },
      consent: { on: "2026-11-23", method: "by_voice" },
    });
    expect(await inStep()).not.toContain("before anything");
    const there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
    await step(referral, { step: "accept" });
    expect(await inStep()).toContain("before anything");
    expect((await arrived({ enrolment: before, service: before }))[1]).toBe("counselling");
    const told = await tellAll(here, there, "meanwhile");
    await inStep();
    expect(await arrived(told)).toEqual(["suspended", "counselling"]);
    expect(textOf((await recordAt(sp, here)).state, "employment_status")).toBe("employee");

    await step(referral, { step: "close", outcome: "in_work" });
    await inStep();
    await tellAll(here, there, "afterwards");
    expect(await inStep()).not.toContain("afterwards");
  });
});

async function step(referral: string, body: object): Promise<void> {
  const { key } = await recordAt(sp, referral);
  const received = await byKey(ess, key);
  const { body: shown } = await marc.staff.get<ReferralView>(`/referrals/${received?.id}`);
  const answer = await marc.staff.post(`/referrals/${received?.id}/step`, {
    ...body,
    seen: shown.mark,
  });
  expect([body, answer.status]).toEqual([body, 200]);
}
