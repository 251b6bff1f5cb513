import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { recordService } from "../domain/case-work.ts";
import { editFields } from "../domain/editing.ts";
import { valueOf, type StoredRecord } from "../domain/record.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { undo } from "../server/staff/test-unlinking.ts";
import { loadAbout } from "../store/load.ts";
import { refold } from "../store/refold.ts";
import { readRecordLog } from "../store/unlinked.ts";
import { foldOf } from "../domain/unlinking.ts";
import { byKey, carry, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

/** Two people whom the identifier made one: ours here (ess), the partner's there (sp). */
let ours: string;
let theirs: StoredRecord;
let served: string;
beforeEach(async () => {
  const member = newMember();
  const mine = (await register(ess, { ...member, phone_number: "111" })).people[0];
  const other = (await register(sp, { ...member, phone_number: "222" })).people[0];
  if (!mine || !other) throw new Error("nobody");
  [ours, theirs] = [mine.id, other];
  await carryBothWays(sp, ess);
  at.clock.ms += 1_000;
  const service = { service: "job_search_help", on: "2026-11-20", quantity: "1", note: "" };
  await ess.write((ctx) => {
    const done = recordService(ctx, mine, { ...service, outcome: "delivered" });
    if (!done.ok) throw new Error(done.code);
    served = done.id;
    return done.changes;
  });
  await carryBothWays(sp, ess);
  expect(writersOf(await recordAt(sp, theirs.id))).toEqual(["ess.demo", "sp.demo"]);
  expect((await byKey(sp, `ess.demo/${served}`))?.subject).toBe(theirs.id);
});

function writersOf({ state }: StoredRecord): string[] {
  const sets = Object.values(state.sets).flatMap((set) => Object.values(set));
  return [...new Set([...Object.values(state.fields).flat(), ...sets].map(({ o }) => o))].sort();
}
async function edit(system: TestSystem, id: string, changes: Record<string, string>) {
  at.clock.ms += 1_000;
  const record = await recordAt(system, id);
  await system.write((ctx) => {
    const edited = editFields(ctx, record, [], { changes });
    if (!edited.ok) throw new Error(edited.code);
    return edited.changes;
  });
}

/** Nothing of what was told under the link stands there any more, and the record is still its events' fold. */
async function expectTakenBack() {
  const record = await recordAt(sp, theirs.id);
  expect(writersOf(record)).toEqual(["sp.demo"]);
  expect(valueOf(record.state, "phone_number")).toBe("222");
  expect(await loadAbout(sp.store, [theirs.id], ["Service"])).toEqual([]);
  const systems = new Map([
    ["sp.demo", "sp"],
    ["ess.demo", "ess"],
  ] as const);
  expect(await refold(sp.store, systems, [record.id])).toEqual([]);
  expect(foldOf(record, await readRecordLog(sp.store, record), { systems })).toEqual(record.state);
}

it("the partner takes out what it was told under a link that was none, told once and once only", async () => {
  await undo(at, ess, ours, "sp.demo");
  const { there, back } = await carryBothWays(ess, sp);
  expect(there.filter(({ item }) => item.left).map(({ item }) => [item.key, item.left])).toEqual([
    [`ess.demo/${served}`, "link_undone"],
    [theirs.key, "link_undone"],
  ]);
  expect(there.every(({ text }) => !text.includes("two people"))).toBe(true);
  expect(back).toEqual([]);
  await expectTakenBack();
  expect((await carryBothWays(ess, sp)).all).toEqual([]);
});

it("cut off before it left, it is said later; its answer lost, it is said again and changes nothing twice", async () => {
  await undo(at, ess, ours, "sp.demo");
  const killed = () => {
    throw new Error("killed");
  };
  await carry(ess, sp, undefined, { refuse: killed }).catch(() => undefined);
  expect(writersOf(await recordAt(sp, theirs.id))).toContain("ess.demo");
  at.clock.ms += 60_000;
  await carry(ess, sp, killed).catch(() => undefined);
  await expectTakenBack();
  const [before] = await sp.sql("select max(pos) as pos from events");
  at.clock.ms += 60_000;
  await carryBothWays(ess, sp);
  await expectTakenBack();
  expect(await sp.sql("select max(pos) as pos from events")).toEqual([before]);
});

it("late: what the partner wrote meanwhile stays, and what comes next goes where it belongs", async () => {
  const apart = await undo(at, ess, ours, "sp.demo");
  await edit(sp, theirs.id, { phone_number: "444" });
  await edit(ess, ours, { phone_number: "555" });
  await carryBothWays(sp, ess);
  expect(valueOf((await recordAt(sp, theirs.id)).state, "phone_number")).toBe("444");
  expect(writersOf(await recordAt(sp, theirs.id))).toEqual(["sp.demo"]);
  expect(valueOf((await recordAt(ess, apart)).state, "phone_number")).toBe("444");
  expect(valueOf((await recordAt(ess, ours)).state, "phone_number")).toBe("555");
});

describe("where the agreement covers both people", () => {
  beforeEach(async () => {
    for (const system of [sp, ess]) {
      await system.sql(
        `update agreements set body = jsonb_set(body::jsonb, '{people}', '{"all":[]}')::text
          where id = 'ess.demo-to-sp.demo'`,
      );
    }
  });
  const worker = { name: "Leila Haddad", role: "supervisor", system: "sp.demo" };
  const asked = () =>
    sp.sql<{ id: string; why: string; candidates: string[] }>(
      "select id, why, candidates from matches where key = $1 and state = 'waiting'",
      [`ess.demo/${ours}`],
    );

  it("ours goes under its own name, and no rule links the two again: a person is asked", async () => {
    await undo(at, ess, ours, "sp.demo");
    await carryBothWays(ess, sp);
    await expectTakenBack();
    const [match, ...more] = await asked();
    expect(more).toEqual([]);
    expect(match).toMatchObject({ why: "parted", candidates: [theirs.id] });
    const done = await sp.node.decideMatch(sp.hosted, match?.id ?? "", "new", null, worker, "");
    if (!done.ok) throw new Error(done.code);
    const made = await recordAt(sp, done.id);
    expect([made.key, writersOf(made)]).toEqual([`ess.demo/${ours}`, ["ess.demo"]]);
    expect(valueOf(made.state, "phone_number")).toBe("111");
    await carryBothWays(ess, sp);
    expect((await byKey(sp, `ess.demo/${served}`))?.subject).toBe(made.id);
    await edit(ess, ours, { phone_number: "777" });
    await carryBothWays(ess, sp);
    expect(valueOf((await recordAt(sp, made.id)).state, "phone_number")).toBe("777");
    await expectTakenBack();
  });

  it("and a person may decide that they were one after all", async () => {
    await undo(at, ess, ours, "sp.demo");
    await carryBothWays(ess, sp);
    const [match] = await asked();
    const done = await sp.node.decideMatch(
      sp.hosted,
      match?.id ?? "",
      "same",
      theirs.id,
      worker,
      "papers",
    );
    expect(done.ok).toBe(true);
    await carryBothWays(ess, sp);
    const one = await recordAt(sp, theirs.id);
    expect(writersOf(one)).toEqual(["ess.demo", "sp.demo"]);
    expect((await byKey(sp, `ess.demo/${served}`))?.subject).toBe(theirs.id);
    await edit(ess, ours, { phone_number: "888" });
    await carryBothWays(ess, sp);
    expect(valueOf((await recordAt(sp, theirs.id)).state, "phone_number")).toBe("888");
  });
});

it("known to each other under both names, each side parts the two, whatever crossed on the way", async () => {
  await undo(at, ess, ours, "sp.demo");
  await carryBothWays(ess, sp);
  const member = newMember();
  const mine = (await register(ess, member)).people[0];
  const other = (await register(sp, member)).people[0];
  if (!mine || !other) throw new Error("nobody");
  let crossing = false;
  await carry(ess, sp, undefined, {
    refuse: async () => {
      if (!crossing) {
        crossing = true;
        await carry(sp, ess);
      }
      return null;
    },
  });
  await carryBothWays(ess, sp);
  expect((await byKey(ess, other.key))?.id).toBe(mine.id);
  expect((await byKey(sp, mine.key))?.id).toBe(other.id);
  await edit(ess, mine.id, { phone_number: "999" });
  await edit(sp, other.id, { email: "a@b.test" });
  await carryBothWays(ess, sp);
  const apart = await undo(at, ess, mine.id, "sp.demo");
  await carryBothWays(ess, sp);
  expect(writersOf(await recordAt(sp, other.id))).toEqual(["sp.demo"]);
  const made = await byKey(sp, mine.key);
  expect([made?.id === other.id, made && writersOf(made)]).toEqual([false, ["ess.demo"]]);
  expect(made && valueOf(made.state, "phone_number")).toBe("999");
  expect(writersOf(await recordAt(ess, mine.id))).toEqual(["ess.demo"]);
  // Each goes on by itself.
  await edit(sp, other.id, { email: "c@d.test" });
  await edit(ess, mine.id, { phone_number: "1010" });
  await carryBothWays(ess, sp);
  expect(valueOf((await recordAt(ess, apart)).state, "email")).toBe("c@d.test");
  expect(valueOf((await recordAt(ess, mine.id)).state, "email")).toBeUndefined();
  expect(valueOf((await recordAt(sp, made?.id ?? "")).state, "phone_number")).toBe("1010");
  expect(valueOf((await recordAt(sp, other.id)).state, "phone_number")).toBeUndefined();
});
