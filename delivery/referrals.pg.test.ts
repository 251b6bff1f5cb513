import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Change } from "../domain/change.ts";
import { editFields, newRecord, ownChange } from "../domain/editing.ts";
import { textOf, type StoredRecord } from "../domain/record.ts";
import { refer } from "../domain/referring.ts";
import type { ReferralStep } from "../domain/referral-law.ts";
import { lateAnswer, referralMinimum, referralState } from "../domain/referral.ts";
import { referralService } from "../domain/referral-services.ts";
import { stepReferral, type StepInput } from "../domain/referral-steps.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { loadLinks } from "../store/load.ts";
import { keepReferralClocks } from "./referral-deadlines.ts";
import { byKey, carryBothWays, newMember, recordAt, register, type Carried } from "./test-carry.ts";

const day_ms = 86_400_000;
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

const clock = { answer_days: 5, expire_days: 15 };
const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false; code: string }) => {
  if (!decided.ok) throw new Error(decided.code);
  at.clock.ms += 1_000;
  return decided.changes;
};

/** Both ways until nothing waits; what was carried to each. */
async function inStep(): Promise<{ toEss: Carried[]; toSp: Carried[] }> {
  const { there, back } = await carryBothWays(sp, ess);
  return { toEss: there, toSp: back };
}

/** Somebody of social protection whom nothing but a referral covers: no offer was made. */
async function somebody(): Promise<StoredRecord> {
  const { people } = await register(sp, newMember({ in_full_time_education: true }));
  const [person] = people;
  if (!person) throw new Error("nobody");
  await inStep();
  expect(await byKey(ess, person.key)).toBeNull();
  return person;
}

async function send(
  from: TestSystem,
  person: StoredRecord,
  service: string,
): Promise<StoredRecord> {
  const to =
    from === sp
      ? ({ id: "ess.demo", kind: "ess" } as const)
      : ({ id: "sp.demo", kind: "sp" } as const);
  const found = referralService(to.kind, service);
  if (!found) throw new Error("no such service");
  const id = uuidv7();
  await from.write((ctx) =>
    changesOf(
      refer(
        ctx,
        person,
        {
          id,
          to,
          service: found,
          service_name: service,
          reason: "Asked for it",
          needs: "Mornings only",
          contact: { channel: "phone", leave_message: false },
          consent: { on: ctx.nowIso.slice(0, 10), method: "by_voice", heard_by: ctx.by.name },
          agreement: "the law",
          benefits_asked: to.kind === "sp" ? { at: ctx.nowIso, answer: "none" } : null,
        },
        [],
      ),
    ),
  );
  return recordAt(from, id);
}

async function step(
  system: TestSystem,
  key: string,
  name: ReferralStep,
  more: Omit<StepInput, "step"> = {},
): Promise<void> {
  const referral = await byKey(system, key);
  if (!referral) throw new Error("no such referral here");
  await system.write((ctx) =>
    changesOf(stepReferral(ctx, referral, { step: name, ...more }, clock)),
  );
}

async function stateAt(system: TestSystem, key: string) {
  const referral = await byKey(system, key);
  return referral ? referralState(referral) : null;
}
async function states(key: string) {
  return [await stateAt(sp, key), await stateAt(ess, key)];
}

it("brings a person over with the least data, more when it is accepted, and lets go at its end", async () => {
  const person = await somebody();
  const { key } = await send(sp, person, "training");
  await inStep();
  const there = await byKey(ess, person.key);
  if (!there) throw new Error("the person did not come");
  const told = Object.keys(there.state.fields);
  expect(told).toEqual(expect.arrayContaining(["name", "birth_date"]));
  expect(told.filter((field) => !referralMinimum.includes(field))).toEqual([]);

  await keepReferralClocks(ess.store, uuidv7);
  await inStep();
  expect(await states(key)).toEqual(["received", "received"]);

  await step(ess, key, "accept", { appointment: { at: "2026-12-01T09:00:00Z", place: "Room 3" } });
  await inStep();
  expect(await states(key)).toEqual(["accepted", "accepted"]);
  const whole = await byKey(ess, person.key);
  expect(Object.keys(whole?.state.fields ?? {})).toEqual(
    expect.arrayContaining(["sex", "household", "relationship"]),
  );

  // PRS.EMP.04 as a step of 01: while it is open, what changes on either side is told.
  const mine = await recordAt(sp, person.id);
  await sp.write((ctx) =>
    changesOf(editFields(ctx, mine, ["ess.demo"], { changes: { care_hours: "Afternoons" } })),
  );
  await inStep();
  expect(textOf((await byKey(ess, person.key))?.state ?? person.state, "care_hours")).toBe(
    "Afternoons",
  );

  await step(ess, key, "close", { outcome: "in_training" });
  await inStep();
  expect(await states(key)).toEqual(["closed", "closed"]);
  const [link] = await loadLinks(ess.store, [whole?.id ?? ""]);
  expect(link?.left_at).not.toBeNull();
  // Its end ends the flow.
  const again = await recordAt(sp, person.id);
  await sp.write((ctx) =>
    changesOf(editFields(ctx, again, ["ess.demo"], { changes: { care_hours: "None" } })),
  );
  await inStep();
  expect(textOf((await byKey(ess, person.key))?.state ?? person.state, "care_hours")).toBe(
    "Afternoons",
  );
});

it("goes the other way to social protection: the person arrives, and no household with them", async () => {
  const [made] = await ess.write((ctx) => {
    const fields = {
      name: { given_name: "Bakari", surname: "Touré" },
      birth_date: "1990-05-05",
      sex: "male",
      phone_number: "0700 1",
      occupation: "7",
    };
    const identifier = { identifier_type: "UIN", identifier_value: "U-9001" };
    const sets = { identifiers: { "ess.demo:1": identifier } };
    return [ownChange(ctx, newRecord(ctx, "Person"), { fields, sets }, "person.registered")];
  });
  if (!made) throw new Error("nobody");
  const person = await recordAt(ess, made.record.id);
  await inStep();
  expect(await byKey(sp, person.key)).toBeNull();
  const { key } = await send(ess, person, "cash_assistance");
  await inStep();
  const there = await byKey(sp, person.key);
  expect(there?.household).toBeNull();
  expect(Object.keys(there?.state.fields ?? {}).toSorted()).toEqual([
    "birth_date",
    "name",
    "phone_number",
  ]);
  await step(sp, key, "accept");
  await inStep();
  expect(await states(key)).toEqual(["accepted", "accepted"]);
  expect(textOf((await byKey(sp, person.key))?.state ?? person.state, "occupation")).toBe("7");
});

it("withdrawn here while it is accepted there, in a cut network: both end in the same state", async () => {
  const person = await somebody();
  const { key } = await send(sp, person, "training");
  await inStep();
  // Nothing passes between these two.
  await step(ess, key, "accept");
  await step(sp, key, "withdraw", { text: "She found work by herself" });
  expect(await states(key)).toEqual(["withdrawn", "accepted"]);
  await inStep();
  expect(await states(key)).toEqual(["withdrawn", "withdrawn"]);
  const [here, there] = [await byKey(sp, key), await byKey(ess, key)];
  // Nothing is lost: that it had been accepted is known on both sides.
  expect([here, there].map((one) => one && textOf(one.state, "answer"))).toEqual([
    "accepted",
    "accepted",
  ]);
});

it("the person's no and an acceptance that cross end it, whichever office heard it", async () => {
  const person = await somebody();
  const { key } = await send(sp, person, "counselling");
  await inStep();
  await step(ess, key, "accept");
  await step(sp, key, "note_no");
  await inStep();
  expect(await states(key)).toEqual(["declined_by_person", "declined_by_person"]);
});

it("expires by the clock alone, and keeps an answer that comes late and shows it as that", async () => {
  const person = await somebody();
  const { key } = await send(sp, person, "job_search_help");
  await inStep();
  await keepReferralClocks(ess.store, uuidv7);
  await inStep();
  at.clock.ms += 20 * day_ms;
  expect(await keepReferralClocks(sp.store, uuidv7)).toBe(0);
  at.clock.ms += 3 * day_ms;
  // Both offices' clocks come to it at once.
  expect(await keepReferralClocks(sp.store, uuidv7)).toBe(1);
  expect(await keepReferralClocks(ess.store, uuidv7)).toBe(1);
  expect(await keepReferralClocks(ess.store, uuidv7)).toBe(0);
  await step(ess, key, "accept");
  await inStep();
  expect(await states(key)).toEqual(["expired", "expired"]);
  const both = [await byKey(sp, key), await byKey(ess, key)];
  expect(both.map((one) => one && lateAnswer(one))).toEqual(["accepted", "accepted"]);
});

it("an answer in time that a cut network held back until after the end counts", async () => {
  const person = await somebody();
  const { key } = await send(sp, person, "job_search_help");
  await inStep();
  await step(ess, key, "accept");
  at.clock.ms += 30 * day_ms;
  await keepReferralClocks(sp.store, uuidv7);
  expect(await states(key)).toEqual(["expired", "accepted"]);
  await inStep();
  expect(await states(key)).toEqual(["accepted", "accepted"]);
});

it("a question and what was given for it go their ways", async () => {
  const person = await somebody();
  const { key } = await send(sp, person, "training");
  await inStep();
  await step(ess, key, "ask", { text: "Which hours?" });
  await inStep();
  expect(await states(key)).toEqual(["information_asked", "information_asked"]);
  await step(sp, key, "inform", { text: "Before noon" });
  await inStep();
  expect(await states(key)).toEqual(["received", "received"]);
});

it("withdrawn before anything was carried, it and its person are told to nobody", async () => {
  const person = await somebody();
  const { key, id } = await send(sp, person, "training");
  const referral = await recordAt(sp, id);
  await sp.write((ctx) =>
    changesOf(stepReferral(ctx, referral, { step: "withdraw", text: "Found work" }, clock)),
  );
  const { toEss } = await inStep();
  expect(toEss).toEqual([]);
  expect(await byKey(ess, key)).toBeNull();
  expect(await byKey(ess, person.key)).toBeNull();
});

it("writes down what was disclosed", async () => {
  const rows = await sp.sql<{ fields: string[] }>(
    `select d.fields from disclosures d join records r on r.system = d.system and r.id = d.record_id
      where r.type = 'Referral' and 'service' = any(d.fields) limit 1`,
  );
  expect(rows[0]?.fields).toEqual(expect.arrayContaining(["person", "service", "consent"]));
});
