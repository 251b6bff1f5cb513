import { afterAll, beforeAll, expect, it } from "vitest";
import { registerHousehold } from "../domain/registration.ts";
import { putSubscription, loadSubscription, noteFailure } from "./feed.ts";
import { sequenceEvents } from "./sequencer.ts";
import { openTestStore, type TestStore } from "./test-store.ts";
import { pauseTraffic, readTraffic, resumeTraffic } from "./traffic.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
  await putSubscription(at.store, {
    code: "SUB-1",
    partner: "ess.demo",
    event_type: "tandem:changed",
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: "http://127.0.0.1:1",
    transaction_id: "t",
    reference_id: "r",
    starts_at: null,
    ends_at: null,
  });
});
afterAll(() => at.close());

const hand = { by: "Ines Moreau", role: "supervisor", reason: "keys are replaced" };
const pause = () => pauseTraffic(at.store, "ess.demo", { ...hand, at: new Date(at.clock.ms) });
const read = async () => (await readTraffic(at.store)).get("ess.demo")?.[0];
const audited = () =>
  at.sql<{ act: string; actor: string; detail: string }>(
    "select act, actor, detail from audit where act like 'link.%' order by pos",
  );

it("counts what waits, numbered or not, and says since when", async () => {
  expect(await read()).toMatchObject({ waiting: 0, oldest_at: null });
  const member = {
    name: { given_name: "Amina", surname: "Diallo" },
    sex: "female" as const,
    birth_date: "1992-02-01",
    relationship: "head" as const,
    main_contact: true,
    identifiers: [],
    in_full_time_education: false,
  };
  const household = { number: "HH-1", locality: "x", region: "y", members: [member] };
  const changes = await at.write((ctx) => registerHousehold(ctx, household).changes);
  const unnumbered = await read();
  while ((await sequenceEvents(at.store)) > 0);
  const numbered = await read();
  for (const one of [unnumbered, numbered]) {
    expect(one).toMatchObject({ waiting: changes.length, status: "active" });
    expect(one?.oldest_at).toBeInstanceOf(Date);
  }
});

it("is paused once, by a named person with a reason, and the log says so by role only", async () => {
  expect([await pause(), await pause()]).toEqual([1, 0]);
  expect(await read()).toMatchObject({
    status: "paused",
    paused_by: "Ines Moreau",
    paused_reason: "keys are replaced",
  });
  expect(await audited()).toEqual([
    { act: "link.paused", actor: "supervisor@sp.demo", detail: "ess.demo, 1 subscriptions" },
  ]);
});

it("goes on at once where it stood, and says nothing of a pause any more", async () => {
  expect(await resumeTraffic(at.store, "ess.demo", { role: "operator" })).toBe(1);
  expect(await read()).toMatchObject({ status: "active", paused_by: "", paused_reason: "" });
  expect(await resumeTraffic(at.store, "ess.demo", { role: "operator" })).toBe(0);
  expect((await audited()).map(({ act }) => act)).toEqual(["link.paused", "link.resumed"]);
});

it("ends the wait after a failure, so that it is tried again now", async () => {
  const sub = await loadSubscription(at.store, "SUB-1");
  if (!sub) throw new Error("no subscription");
  const nextAttemptAt = new Date(at.clock.ms + 900_000);
  const failure = { problem: "unreachable", nextAttemptAt, pause: false, messageId: "m", ms: 1 };
  await noteFailure(at.store, sub, failure);
  expect(await read()).toMatchObject({ problem: "unreachable", attempts: 1 });
  expect(await resumeTraffic(at.store, "ess.demo", { role: "operator" })).toBe(1);
  expect(await read()).toMatchObject({ attempts: 0, next_attempt_at: null });
});
