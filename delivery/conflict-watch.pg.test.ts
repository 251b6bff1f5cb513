import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Today } from "../server/api/schemas.ts";
import type { ConflictsView } from "../server/api/conflict-schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import {
  made,
  openDesk,
  openPlanFor,
  planOf,
  step,
  type Desk,
} from "../server/staff/test-plans.ts";
import { sequenceEvents } from "../store/sequencer.ts";
import { watchConflicts, watchDays } from "./conflict-watch.ts";
import { byKey, carryBothWays, newMember, register } from "./test-carry.ts";

/** What waits in Today of each office after changes of either. */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let here: string;
let there: string;

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = await openDesk(sp, "leila");
  marc = await openDesk(ess, "marc");
});
afterAll(async () => {
  await Promise.all([leila.app.close(), marc.app.close()]);
  await at.close();
});

async function inStep(): Promise<void> {
  at.clock.ms += 1_000;
  await carryBothWays(sp, ess);
}

async function watched(): Promise<void> {
  for (const { store } of [sp, ess]) {
    while ((await sequenceEvents(store)) > 0);
    while (await watchConflicts(store));
  }
}

beforeEach(async () => {
  const { people } = await register(sp, newMember());
  here = people[0]?.id ?? "";
  await inStep();
  await openPlanFor(leila.staff, here);
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
});

const day = () => new Date(at.clock.ms + 10 * 86_400_000).toISOString().slice(0, 10);
const times = (from: string, to: string) => ({
  start: `${day()}T${from}`,
  end: `${day()}T${to}`,
  zone: "Europe/Paris",
});

async function add(desk: Desk, who: string, what: string, lane: string, fields: object) {
  const { id } = await planOf(desk.staff, who);
  return made(desk.staff, `/plans/${id}/steps`, step(what, lane, fields));
}

/** Plans that wait in Today of an office, of this test's person. */
async function waitingAt(desk: Desk, who: string): Promise<string[]> {
  const { body } = await desk.staff.get<Today>("/today");
  return body.items
    .filter(({ kind, person_id }) => kind === "plan_conflict" && person_id === who)
    .map(({ target }) => target);
}

describe("a plan's conflicts", () => {
  it("wait in Today of both offices whose lines they are, also when the second came from the partner", async () => {
    await add(leila, here, "Home visit", "social", { times: times("09:00", "10:00") });
    await inStep();
    await watched();
    expect(await waitingAt(leila, here)).toEqual([]);
    const course = await add(marc, there, "Cook course", "employment", {
      times: times("09:30", "12:00"),
    });
    await inStep();
    await watched();
    const plans = [await planOf(leila.staff, here), await planOf(marc.staff, there)];
    expect(await waitingAt(leila, here)).toEqual([plans[0]?.id]);
    expect(await waitingAt(marc, there)).toEqual([plans[1]?.id]);
    await made(marc.staff, `/lines/${course}/edit`, {
      changes: { times: times("11:00", "12:00") },
    });
    await inStep();
    await watched();
    expect(await waitingAt(leila, here)).toEqual([]);
    expect(await waitingAt(marc, there)).toEqual([]);
  });

  it("are gone once both are kept, come back when a line changes, and keep the day they were found", async () => {
    await add(leila, here, "Home visit", "social", { times: times("09:00", "10:00") });
    const other = await add(leila, here, "Course", "social", { times: times("09:30", "12:00") });
    await watched();
    const { id } = await planOf(leila.staff, here);
    expect(await waitingAt(leila, here)).toEqual([id]);
    const { body } = await leila.staff.get<ConflictsView>(`/plans/${id}/conflicts`);
    const [one] = body.conflicts;
    await made(leila.staff, `/plans/${id}/conflicts/keep`, {
      about: one?.about,
      stamp: one?.stamp,
      reason: "By telephone",
      person_agreed: false,
    });
    await watched();
    expect(await waitingAt(leila, here)).toEqual([]);
    await made(leila.staff, `/lines/${other}/edit`, {
      changes: { times: times("09:45", "12:00") },
    });
    await watched();
    expect(await waitingAt(leila, here)).toEqual([id]);
    await made(leila.staff, `/plans/${id}/close`, { reason: "Moved away" });
    await watched();
    expect(await waitingAt(leila, here)).toEqual([]);
  });

  it("are the same after the watch was killed before its cursor moved, and with two at once", async () => {
    await add(leila, here, "Home visit", "social", { times: times("09:00", "10:00") });
    await add(leila, here, "Course", "social", { times: times("09:30", "12:00") });
    while ((await sequenceEvents(sp.store)) > 0);
    await Promise.all([watchConflicts(sp.store), watchConflicts(sp.store)]);
    const { id } = await planOf(leila.staff, here);
    expect(await waitingAt(leila, here)).toEqual([id]);
  });

  it("with a private time of the other office wait at the office whose step it is", async () => {
    const plan = await planOf(leila.staff, here);
    await made(leila.staff, `/plans/${plan.id}/unavailable`, { times: times("09:00", "10:00") });
    await inStep();
    await add(marc, there, "Cook course", "employment", { times: times("09:30", "12:00") });
    await watched();
    expect(await waitingAt(marc, there)).toHaveLength(1);
  });

  it("that begin by the date alone are found on that day, though nobody wrote anything", async () => {
    // So far ahead that today's year of looking ahead does not reach it.
    const on = new Date(at.clock.ms + 366 * 86_400_000).toISOString().slice(0, 10);
    const far = (from: string, to: string) => {
      return { start: `${on}T${from}`, end: `${on}T${to}`, zone: "Europe/Paris" };
    };
    await add(leila, here, "Home visit", "social", { times: far("09:00", "10:00") });
    await add(leila, here, "Group", "social", { times: far("09:30", "11:00") });
    await watched();
    const { id } = await planOf(leila.staff, here);
    expect(await waitingAt(leila, here)).toEqual([]);
    const looks = async () => {
      for (let round = 0; round < 10; round += 1) await watchDays(sp.store);
    };
    await looks();
    expect(await waitingAt(leila, here)).toEqual([]);
    at.clock.ms += 2 * 86_400_000;
    await looks();
    // Nobody stays signed in for two days.
    const later = await openDesk(sp, "leila");
    expect(await waitingAt(later, here)).toEqual([id]);
    await later.app.close();
  });
});
