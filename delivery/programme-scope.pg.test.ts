/** An agreement that names programmes: an enrolment of another one does not leave, is not found, not counted. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { changeEnrolment, openEnrolment } from "../domain/case-work.ts";
import type { Change } from "../domain/change.ts";
import { everybody } from "../domain/criteria.ts";
import { defineProgramme, openProgramme } from "../domain/programme/programme.ts";
import { someDefinition } from "../domain/programme/test-definition.ts";
import type { StoredRecord } from "../domain/record.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { activeAgreement, putAgreement } from "../store/partners.ts";
import { forgetShares } from "../store/programme-shares.ts";
import { countMatching, findMatching } from "../store/reading/matching.ts";
import { byKey, carry, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let person: StoredRecord;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  const agreement = await agreed();
  await putAgreement(sp.store, { ...agreement, programmes: ["sp.demo/cash"] }, "ess.demo");
  const { people } = await register(sp, newMember());
  if (!people[0]) throw new Error("nobody");
  [person] = people;
});
afterAll(() => at.close());

async function agreed() {
  const found = await activeAgreement(sp.store, "sp.demo", "ess.demo", "2026-11-23");
  if (!found) throw new Error("no agreement");
  return found;
}
const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false }): Change[] => {
  if (!decided.ok) throw new Error("refused");
  return decided.changes;
};
async function enrol(programme: string): Promise<StoredRecord> {
  at.clock.ms += 1_000;
  const input = {
    programme: { id: `sp.demo/${programme}`, name: programme },
    effective_date: "2026-11-01",
    reason: "",
  };
  const [change] = await sp.write((ctx) => changesOf(openEnrolment(ctx, person, input)));
  return recordAt(sp, change?.record.id ?? "");
}
async function suspend({ id }: StoredRecord) {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  const step = { status: "suspended", reason: "away", effective_date: "2026-11-20" } as const;
  await sp.write((ctx) => changesOf(changeEnrolment(ctx, record, step)));
}

it("holds for what goes along with a person, for a new enrolment, and for each later step", async () => {
  const along = [await enrol("cash"), await enrol("secret")];
  const first = await carry(sp, ess);
  expect(first.carried.map(({ item }) => item.key)).toContain(along[0]?.key);
  const later = [await enrol("cash"), await enrol("secret")];
  for (const one of [...along, ...later]) await suspend(one);
  const second = await carry(sp, ess);
  const text = [...first.carried, ...second.carried].map((one) => one.text).join();
  expect(text).not.toContain("secret");
  const keys = second.carried.map(({ item }) => item.key);
  expect(keys).toContain(along[0]?.key);
  expect(keys).toContain(later[0]?.key);
  for (const { key } of [along[1], later[1]].flatMap((one) => one ?? [])) {
    expect([...keys, ...first.carried.map(({ item }) => item.key)]).not.toContain(key);
    expect(await byKey(ess, key)).toBeNull();
  }
});

it("holds for what a partner's search finds and counts", async () => {
  const agreement = await agreed();
  const coverage = { agreement, purpose: "case_management" as const, partner: "ess.demo" };
  const today = "2026-11-23";
  const asking = { type: "Enrolment" as const, criteria: everybody, sort: [], today };
  const theirs = await findMatching(sp.store, { ...asking, coverage }, 10);
  expect(theirs).toHaveLength(2);
  for (const id of theirs) {
    expect((await recordAt(sp, id)).state.fields["programme"]?.[0]?.v).toMatchObject({
      id: "sp.demo/cash",
    });
  }
  expect(await countMatching(sp.store, { ...asking, coverage })).toBe(2);
  expect(await countMatching(sp.store, { ...asking, coverage: null })).toBe(4);
});

it("a programme's own line of what it shares holds beside the agreement, from its definition on", async () => {
  const { id, key } = await define();
  await putAgreement(
    sp.store,
    { ...(await agreed()), programmes: ["sp.demo/cash", key] },
    "ess.demo",
  );
  const { id: enrolled } = await enrol(key.replace("sp.demo/", ""));
  await suspend(await recordAt(sp, enrolled));
  const narrow = await carry(sp, ess);
  const there = async () =>
    (await byKey(ess, (await recordAt(sp, enrolled)).key))?.state.fields ?? {};
  // The agreement lists reason and effective date; the programme shares neither.
  expect(Object.keys(await there()).sort()).toEqual(["person", "programme", "status"]);
  expect(narrow.carried.map((one) => one.text).join()).not.toContain("away");
  at.clock.ms += 2_000;
  const wider = someDefinition({
    shares: { fields: { Enrolment: ["status", "reason", "effective_date"] } },
  });
  const [programme, seen] = [await recordAt(sp, id), await stampAt(id)];
  await sp.write((ctx) => changesOf(defineProgramme(ctx, programme, wider, seen)));
  forgetShares(sp.store);
  const step = { status: "reinstated", reason: "is back", effective_date: "2026-11-22" } as const;
  const record = await recordAt(sp, enrolled);
  await sp.write((ctx) => changesOf(changeEnrolment(ctx, record, step)));
  await carry(sp, ess);
  expect((await there())["reason"]?.[0]?.v).toBe("is back");
});
async function stampAt(id: string): Promise<string | null> {
  return (await recordAt(sp, id)).state.fields["definition"]?.[0]?.h ?? null;
}
async function define(): Promise<{ id: string; key: string }> {
  const definition = someDefinition();
  const input = { name: "Quiet help", programme_type: "test", definition };
  const [change] = await sp.write((ctx) => changesOf(openProgramme(ctx, input)));
  forgetShares(sp.store);
  const { id, key } = await recordAt(sp, change?.record.id ?? "");
  return { id, key };
}
