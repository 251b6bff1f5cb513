import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Change } from "../domain/change.ts";
import { editFields } from "../domain/editing.ts";
import type { Json } from "../domain/json.ts";
import { concurrentVersions, elementsOf, valueOf, type StoredRecord } from "../domain/record.ts";
import type { Identifier } from "../domain/records/values.ts";
import { openTestRegistry, treatAs, type TestRegistry } from "../server/registry/test-registry.ts";
import { linkedPartners, loadAbout } from "../store/load.ts";
import { newMember, recordAt, register } from "./test-carry.ts";
import { agree, events, subscribed } from "./test-plain.ts";
import { PlainPartner, type Habit } from "./test-plain-partner.ts";

let at: TestRegistry;
let codes: string[];
let partner: PlainPartner;
beforeAll(async () => {
  at = await openTestRegistry();
  await treatAs(at.sp, "ess.demo", "standard");
  await agree(at, at.sp, "ess.demo", { events });
  const filter = { "name.surname": { $eq: "Digest" } };
  codes = [
    await subscribed(at, { filter }),
    await subscribed(at, { filter, reg_event_type: "enrolment_status_change" }),
  ];
  partner = new PlainPartner(at);
});
afterAll(() => at.close());
beforeEach(() => {
  partner.habit = "plain";
  at.clock.ms += 60_000;
});

async function somebody(): Promise<{ person: StoredRecord; number: string }> {
  const name = { given_name: "Amina", surname: "Digest" };
  const [person] = (await register(at.sp, newMember({ name }))).people;
  if (!person) throw new Error("nobody");
  await partner.hear(codes);
  await edit(person, { phone_number: "+221770000001", languages: ["fr"] });
  await partner.hear(codes);
  const [first] = elementsOf(person.state, "identifiers");
  if (!first) throw new Error("no number");
  const number = (first.version.v as unknown as Identifier).identifier_value;
  expect(partner.people.has(number)).toBe(true);
  return { person, number };
}
async function edit({ id }: StoredRecord, changes: Record<string, Json>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(at.sp, id);
  const linked = await linkedPartners(at.sp.store, id);
  await at.sp.write((ctx): Change[] => {
    const decided = editFields(ctx, record, linked, { changes, reason: "" });
    if (!decided.ok) throw new Error("refused");
    return decided.changes;
  });
}
const phone = async ({ id }: StoredRecord) => {
  const { state } = await recordAt(at.sp, id);
  const beside = concurrentVersions(state, "phone_number").map(({ v }) => v);
  return [valueOf(state, "phone_number"), ...beside];
};
const theirPhone = (number: string) => {
  const { demographic_info: about } = partner.people.get(number) as {
    demographic_info: { phone_number: string[] };
  };
  return about.phone_number[0];
};
const proposals = async ({ id }: StoredRecord) =>
  (await loadAbout(at.sp.store, [id], ["Proposal"])).map(({ state }) => [
    valueOf(state, "field"),
    valueOf(state, "value"),
  ]);
const versionOf = async ({ id }: StoredRecord) => (await recordAt(at.sp, id)).version;

describe("what a plain partner has, held against what it was told", () => {
  it("is the same, and nothing is sent or written for it", async () => {
    const { person } = await somebody();
    const version = await versionOf(person);
    const before = partner.asked.length;
    expect(await partner.compare(codes)).toMatchObject({
      records: 1,
      different: 0,
      repaired: 0,
      waiting: 0,
      problem: "",
      until: null,
    });
    expect(partner.asked.slice(before)).toEqual([1]);
    expect(await partner.hear(codes)).toBe(0);
    expect(await versionOf(person)).toBe(version);
    const told = await at.sp.sql<{ how: string; fields: string[] }>(
      "select how, fields from disclosures where record_id = $1 order by at desc limit 1",
      [person.id],
    );
    expect(told).toEqual([{ how: "question", fields: ["identifiers"] }]);
  });

  it("and lost is told again: a message it took and did not keep, and a person it dropped", async () => {
    const [one, other] = [await somebody(), await somebody()];
    await edit(one.person, { phone_number: "+221770000002" });
    await partner.hear(codes, true);
    partner.people.delete(other.number);
    expect(await partner.compare(codes)).toMatchObject({ different: 2, repaired: 2, problem: "" });
    expect(theirPhone(one.number)).toBe("+221770000002");
    expect(theirPhone(other.number)).toBe("+221770000001");
    expect(await partner.compare(codes)).toMatchObject({ different: 0, waiting: 0 });
  });

  it("after its restore from a backup is brought up to date, and undoes nothing here", async () => {
    const { person, number } = await somebody();
    const backup = structuredClone(partner.people.get(number) ?? {});
    await edit(person, { phone_number: "+221770000003", languages: ["fr", "ar"] });
    await partner.hear(codes);
    await edit(person, { phone_number: "+221770000004" });
    await partner.hear(codes);
    partner.people.set(number, backup);
    const version = await versionOf(person);
    expect(await partner.compare(codes)).toMatchObject({ different: 1, repaired: 1 });
    expect(theirPhone(number)).toBe("+221770000004");
    expect(partner.people.get(number)?.["language_code"]).toEqual(["fr", "ar"]);
    expect(await versionOf(person)).toBe(version);
    expect(await proposals(person)).toEqual([]);
  });

  it("and told nobody, or told and we lost, is taken by the rules of what it tells", async () => {
    const { person, number } = await somebody();
    partner.write(
      number,
      { phone_number: ["+221770000009"], birth_date: "1991-01-31" },
      { language_code: ["fr", "en"] },
    );
    expect(await partner.compare(codes)).toMatchObject({ different: 1, repaired: 1, problem: "" });
    expect(await phone(person)).toEqual(["+221770000009"]);
    // What belongs to social protection it may only propose.
    expect(await proposals(person)).toEqual([["birth_date", "1991-01-31"]]);
    const { state } = await recordAt(at.sp, person.id);
    expect(valueOf(state, "birth_date")).toBe("1992-02-01");
    expect(elementsOf(state, "languages").map(({ version }) => version.v)).toEqual(
      expect.arrayContaining(["fr", "en"]),
    );
    // Its message of it, late, is no news any more.
    const version = await versionOf(person);
    await partner.tell(number);
    expect(await versionOf(person)).toBe(version);
    expect(await partner.compare(codes)).toMatchObject({ different: 0 });
    expect(await proposals(person)).toHaveLength(1);
  });

  it("and both changed stands beside ours: both are shown, nothing is overwritten in silence", async () => {
    const { person, number } = await somebody();
    await edit(person, { phone_number: "+221770000005" });
    partner.write(number, { phone_number: ["+221770000008"] });
    expect(await partner.compare([])).toMatchObject({ different: 1 });
    expect(await phone(person)).toEqual(["+221770000008", "+221770000005"]);
  });

  it("and is still to be told is waited for, and no difference", async () => {
    const { person, number } = await somebody();
    await edit(person, { phone_number: "+221770000006" });
    const found = await partner.compare([]);
    expect(found).toMatchObject({ different: 0, waiting: 1 });
    await partner.hear(codes);
    expect(theirPhone(number)).toBe("+221770000006");
  });
});

describe("a plain partner that answers otherwise", () => {
  it.each<[Habit, string]>([
    ["no_search", "no_search"],
    ["garbage", "no_answer"],
    ["unsigned", "not_believed"],
    ["away", "no_answer"],
  ])("%s: nothing follows from it, and it is said", async (habit, problem) => {
    const { person, number } = await somebody();
    partner.write(number, { phone_number: ["+221770000010"] });
    partner.habit = habit;
    const version = await versionOf(person);
    expect(await partner.compare(codes)).toMatchObject({ records: 0, different: 0, problem });
    expect(await versionOf(person)).toBe(version);
    expect(await partner.hear(codes)).toBe(0);
    partner.habit = "plain";
    expect(await partner.compare(codes)).toMatchObject({ different: 1, repaired: 1, problem: "" });
  });

  it("rejects every item: all of them wait, nobody is taken for lost", async () => {
    await somebody();
    partner.habit = "rejects";
    const found = await partner.compare(codes);
    expect(found).toMatchObject({ records: 0, different: 0, repaired: 0, problem: "" });
    expect(found.waiting).toBeGreaterThan(5);
    expect(await partner.hear(codes)).toBe(0);
  });

  it.each<Habit>(["one_item", "shuffled"])(
    "%s: everybody is compared all the same",
    async (habit) => {
      const { number } = await somebody();
      partner.write(number, { phone_number: ["+221770000011"] });
      partner.habit = habit;
      const found = await partner.compare(codes);
      expect(found).toMatchObject({ different: 1, repaired: 1, waiting: 0, problem: "" });
      expect(found.records).toBe(partner.people.size);
    },
  );

  it("takes what is told again and keeps none of it: that shows as not repaired", async () => {
    const { number } = await somebody();
    partner.people.delete(number);
    partner.habit = "half";
    expect(await partner.compare(codes)).toMatchObject({ different: 1, repaired: 0 });
    partner.habit = "plain";
    expect(await partner.compare(codes)).toMatchObject({ different: 1, repaired: 1 });
  });
});
