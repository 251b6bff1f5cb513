import { afterAll, beforeAll, expect, it } from "vitest";
import { openEnrolment, recordService } from "../../domain/case-work.ts";
import type { Change, Deciding } from "../../domain/change.ts";
import { editFields } from "../../domain/editing.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { loadAbout } from "../../store/load.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "../../delivery/test-carry.ts";
import { undo } from "./test-unlinking.ts";
import { openTestRegistry, type TestRegistry, type TestSystem } from "../registry/test-registry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

async function inStep(): Promise<void> {
  await carryBothWays(sp, ess);
}
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
it("a rule linked two people: undone, each is one's own, and what comes next goes where it belongs", async () => {
  const member = newMember();
  const mine = await register(ess, { ...member, phone_number: "111" });
  const ours = mine.people[0]?.id ?? "";
  const theirs = await register(sp, { ...member, phone_number: "222" });
  const key = theirs.people[0]?.key ?? "";
  await inStep();
  expect((await byKey(ess, key))?.id).toBe(ours);
  await edit(sp, theirs.people[0]?.id ?? "", { email: "a@b.test" });
  await inStep();
  const spBefore = await recordAt(sp, theirs.people[0]?.id ?? "");

  const apart = await undo(at, ess, ours, "sp.demo");
  expect((await byKey(ess, key))?.id).toBe(apart);
  const [kept, own] = [await recordAt(ess, ours), await recordAt(ess, apart)];
  expect(valueOf(kept.state, "phone_number")).toBe("111");
  expect(valueOf(kept.state, "email")).toBeUndefined();
  expect(valueOf(own.state, "phone_number")).toBe("222");
  expect(valueOf(own.state, "email")).toBe("a@b.test");

  // What was told under the link is taken back there: it was of somebody else.
  await inStep();
  const taken = await recordAt(sp, spBefore.id);
  expect(writersOf(spBefore)).toEqual(["ess.demo", "sp.demo"]);
  expect(writersOf(taken)).toEqual(["sp.demo"]);
  expect(valueOf(taken.state, "phone_number")).toBe("222");
  const [audited] = await ess.sql<{ n: number }>(
    "select count(*)::int as n from audit where act = 'link.undo'",
  );
  expect(audited?.n).toBe(1);

  // What the partner tells next is of its own person; what we tell next under the key is heard.
  await edit(sp, spBefore.id, { email: "c@d.test" });
  await edit(ess, apart, { phone_number: "333" });
  await inStep();
  expect(valueOf((await recordAt(ess, apart)).state, "email")).toBe("c@d.test");
  expect(valueOf((await recordAt(ess, ours)).state, "email")).toBeUndefined();
  expect(valueOf((await recordAt(sp, spBefore.id)).state, "phone_number")).toBe("333");
});

it("what came by the link goes back with the partner's person, and what this office did stays with its own", async () => {
  const member = newMember();
  const [ours] = (await register(ess, member)).people;
  const [theirs] = (await register(sp, member)).people;
  if (!ours || !theirs) throw new Error("nobody");
  await inStep();
  const did = async (
    system: TestSystem,
    decide: (ctx: Deciding) => { ok: true; changes: Change[]; id: string } | { ok: false },
  ): Promise<string> => {
    at.clock.ms += 1_000;
    let id = "";
    await system.write((ctx) => {
      const done = decide(ctx);
      if (!done.ok) throw new Error("refused");
      ({ id } = done);
      return done.changes;
    });
    return id;
  };
  const programme = { id: "sp.demo/cash", name: "Cash" };
  const opened = await did(sp, (ctx) =>
    openEnrolment(ctx, theirs, { programme, effective_date: "2026-01-01", reason: "" }),
  );
  const service = { service: "job_search_help", on: "2026-11-20", quantity: "1", note: "" };
  const served = await did(ess, (ctx) =>
    recordService(ctx, ours, { ...service, outcome: "delivered" }),
  );
  await inStep();
  const enrolled = await byKey(ess, `sp.demo/${opened}`);
  expect(enrolled?.subject).toBe(ours.id);

  const apart = await undo(at, ess, ours.id, "sp.demo");
  const aboutOf = async (id: string) =>
    (await loadAbout(ess.store, [id], ["Enrolment", "Service"])).map((one) => one.id);
  expect(await aboutOf(apart)).toEqual([enrolled?.id]);
  expect(await aboutOf(ours.id)).toEqual([served]);
  const moved = await byKey(ess, `sp.demo/${opened}`);
  expect(textOf(moved?.state ?? { fields: {}, sets: {} }, "person")).toBe(theirs.key);
  // What the partner does next about its person comes to the same place.
  const reason = { programme: { ...programme, id: "sp.demo/more" }, reason: "" };
  const next = await did(sp, (ctx) =>
    openEnrolment(ctx, theirs, { ...reason, effective_date: "2026-02-01" }),
  );
  await inStep();
  expect((await byKey(ess, `sp.demo/${next}`))?.subject).toBe(apart);
});
