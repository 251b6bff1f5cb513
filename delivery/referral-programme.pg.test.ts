/** A referral that a programme answers: its clocks and calendar, and the enrolment it ends in. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { someDefinition } from "../domain/programme/test-definition.ts";
import type { StoredRecord } from "../domain/record.ts";
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
/** Employment support's own; 2026-11-25, two days on, is a feast there. */
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
  await made(samira, "/programmes", { name: "Roads", type: "test", definition });
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
