import { afterAll, beforeAll, expect, it } from "vitest";
import { registerHousehold } from "../domain/registration.ts";
import { noteFailure } from "./acknowledge.ts";
import { loadSubscription } from "./feed.ts";
import { pauseLink, resumeLink } from "./pauses.ts";
import { sequenceEvents } from "./sequencer.ts";
import { putStanding } from "./test-standing.ts";
import { openTestStore, type TestStore } from "./test-store.ts";
import { readTraffic } from "./traffic.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
  await putStanding(at.store, "ess.demo");
});
afterAll(() => at.close());

const read = async () => (await readTraffic(at.store)).get("ess.demo")?.[0];

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

it("says who paused it and why, and nothing of that once it goes on", async () => {
  const by = { name: "Ines Moreau", role: "supervisor" };
  await pauseLink(at.store, "ess.demo", by, "keys are replaced");
  expect(await read()).toMatchObject({
    status: "paused",
    paused_by: "Ines Moreau",
    pause_note: "keys are replaced",
  });
  await resumeLink(at.store, "ess.demo", by, "");
  expect(await read()).toMatchObject({ status: "active", paused_by: "", pause_note: "" });
});

it("tells of a failure and when it is tried again", async () => {
  const sub = await loadSubscription(at.store, "SUB-1");
  if (!sub) throw new Error("no subscription");
  const nextAttemptAt = new Date(at.clock.ms + 900_000);
  const failure = { problem: "unreachable", nextAttemptAt, pause: false, messageId: "m", ms: 1 };
  await noteFailure(at.store, sub, failure);
  expect(await read()).toMatchObject({
    problem: "unreachable",
    attempts: 1,
    next_attempt_at: nextAttemptAt,
  });
});
