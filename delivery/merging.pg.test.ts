import { afterAll, beforeAll, expect, it } from "vitest";
import type { Change } from "../domain/change.ts";
import { editFields } from "../domain/editing.ts";
import {
  isWithdrawn,
  mergeRecords,
  shownState,
  unmergeRecord,
  withdrawRecord,
} from "../domain/merging.ts";
import { valueOf } from "../domain/record.ts";
import { confirmDeath, reportDeath, reverseDeath } from "../domain/vital-status.ts";
import { loadJoined } from "../store/aliases.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

const systems = new Map([
  ["sp.demo", "sp"],
  ["ess.demo", "ess"],
] as const);
const supervisor = { name: "Ines Moreau", role: "supervisor", system: "sp.demo" };
/** What a first person asked; a second one decides. */
const asked = (reason: string) => ({
  by: { name: "Leila", role: "case_manager", system: "sp.demo" },
  reason,
});
const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false; code: string }) => {
  if (!decided.ok) throw new Error(decided.code);
  at.clock.ms += 1_000;
  return decided.changes;
};
async function inStep(): Promise<void> {
  await carryBothWays(sp, ess);
}
async function two() {
  const { people } = await register(sp, newMember(), newMember({ main_contact: false }));
  const [winner, loser] = people;
  if (!winner || !loser) throw new Error("nobody");
  await inStep();
  return { winner, loser };
}
async function shownAt(system: TestSystem, key: string) {
  const record = await byKey(system, key);
  if (!record) throw new Error("not here");
  const group = (await loadJoined(system.store, [record.id])).get(record.id);
  const members = await Promise.all(
    (group?.members ?? [record.id]).map((id) => recordAt(system, id)),
  );
  const winner = members.find(({ id }) => id === (group?.winner ?? record.id)) ?? record;
  const losers = members.filter(({ id }) => id !== winner.id);
  return { winner, state: shownState(winner, losers, systems) };
}

it("a joining and a parting reach the other side as what they are, and both show the same", async () => {
  const { winner, loser } = await two();
  await sp.write((ctx) =>
    changesOf(mergeRecords({ ...ctx, by: supervisor }, loser, winner, asked("one card"))),
  );
  await inStep();
  const [here, there] = [await shownAt(sp, loser.key), await shownAt(ess, loser.key)];
  expect([here.winner.key, there.winner.key]).toEqual([winner.key, winner.key]);
  expect(there.state.sets["identifiers"]).toEqual(here.state.sets["identifiers"]);

  // What the other side writes under the loser's key shows under the winner on both.
  const theirs = await byKey(ess, loser.key);
  if (!theirs) throw new Error("not there");
  await ess.write((ctx) =>
    changesOf(editFields(ctx, theirs, ["sp.demo"], { changes: { phone_number: "777" } })),
  );
  await inStep();
  for (const system of [sp, ess]) {
    expect(valueOf((await shownAt(system, winner.key)).state, "phone_number")).toBe("777");
  }

  const joined = await recordAt(sp, loser.id);
  await sp.write((ctx) =>
    changesOf(unmergeRecord({ ...ctx, by: supervisor }, joined, [], "two sisters")),
  );
  await inStep();
  for (const system of [sp, ess]) {
    expect((await shownAt(system, loser.key)).winner.key).toBe(loser.key);
    expect(valueOf((await shownAt(system, winner.key)).state, "phone_number")).not.toBe("777");
  }
});

it("one made by mistake leaves the lists of both sides", async () => {
  const { loser } = await two();
  const [before] = await ess.sql<{ n: number }>("select count(*)::int as n from people");
  await sp.write((ctx) =>
    changesOf(withdrawRecord({ ...ctx, by: supervisor }, loser, [], "typed twice")),
  );
  await inStep();
  const there = await byKey(ess, loser.key);
  expect(there && isWithdrawn(there)).toBe(true);
  const [after] = await ess.sql<{ n: number }>("select count(*)::int as n from people");
  expect((after?.n ?? 0) - (before?.n ?? 0)).toBe(-1);
});

it("a death told at one office is checked by the other, confirmed and taken back on both", async () => {
  const { winner } = await two();
  const status = async (system: TestSystem) => {
    const record = await byKey(system, winner.key);
    return record && valueOf(record.state, "vital_status");
  };
  const theirs = await byKey(ess, winner.key);
  if (!theirs) throw new Error("not there");
  const news = { date: "2026-11-01", reason: "the neighbour said so" };
  await ess.write((ctx) => changesOf(reportDeath(ctx, theirs, news)));
  await inStep();
  expect([await status(sp), await status(ess)]).toEqual(["reported", "reported"]);

  const marc = { name: "Marc", role: "counsellor", system: "ess.demo" };
  const reported = await recordAt(sp, winner.id);
  await sp.write((ctx) =>
    changesOf(confirmDeath({ ...ctx, by: supervisor }, reported, [], marc, news)),
  );
  await inStep();
  expect([await status(sp), await status(ess)]).toEqual(["confirmed", "confirmed"]);

  const dead = await recordAt(sp, winner.id);
  await sp.write((ctx) =>
    changesOf(reverseDeath({ ...ctx, by: supervisor }, dead, [], new Map(), "she came in")),
  );
  await inStep();
  expect([await status(sp), await status(ess)]).toEqual(["alive", "alive"]);
});

it("a proposal that a rule of the agreement covers is accepted at once, and says by which rule", async () => {
  const { winner } = await two();
  const rule = {
    name: "Who is who in a household, as either office hears it",
    record: "Person",
    field: "relationship",
    only_if: "any",
  };
  const withRule = (body: string) => JSON.stringify({ ...JSON.parse(body), auto_accept: [rule] });
  const [row] = await sp.sql<{ id: string; body: string }>(
    "select id, body from agreements where body::jsonb->>'from' = 'ess.demo'",
  );
  if (!row) throw new Error("no agreement");
  await sp.sql("update agreements set body = $2 where id = $1", [row.id, withRule(row.body)]);
  const theirs = await byKey(ess, winner.key);
  if (!theirs) throw new Error("not there");
  await ess.write((ctx) =>
    changesOf(editFields(ctx, theirs, ["sp.demo"], { changes: { relationship: "spouse" } })),
  );
  await inStep();
  expect(valueOf((await recordAt(sp, winner.id)).state, "relationship")).toBe("spouse");
  const [decided] = await sp.sql<{ body: string }>(
    "select body from events where record_id = $1 and act = 'proposal.accepted'",
    [winner.id],
  );
  expect(decided?.body).toContain(rule.name);
  // Another field is for a person.
  const known = await byKey(ess, winner.key);
  if (!known) throw new Error("not there");
  await ess.write((ctx) =>
    changesOf(editFields(ctx, known, ["sp.demo"], { changes: { sex: "male" } })),
  );
  await inStep();
  expect(valueOf((await recordAt(sp, winner.id)).state, "sex")).toBe("female");
});
