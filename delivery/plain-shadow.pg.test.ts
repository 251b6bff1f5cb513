import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEnrolment } from "../domain/case-work.ts";
import type { Change } from "../domain/change.ts";
import { editFields } from "../domain/editing.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { concurrentVersions, elementsOf, valueOf, type StoredRecord } from "../domain/record.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
} from "../server/registry/test-registry.ts";
import { linkedPartners, loadAbout } from "../store/load.ts";
import { agree, deliver, events, subscribed } from "./test-plain.ts";
import { newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
  await treatAs(at.sp, "ess.demo", "standard");
  await agree(at, at.sp, "ess.demo", { events });
});
afterAll(() => at.close());

let count = 0;
/** Somebody, and the partner's subscription to changes of them. */
async function somebody(): Promise<{ person: StoredRecord; code: string }> {
  const surname = `Shadow${(count += 1)}`;
  const name = { given_name: "Amina", surname };
  const [person] = (await register(at.sp, newMember({ name }))).people;
  if (!person) throw new Error("nobody");
  const filter = { "name.surname": { $eq: surname } };
  const code = await subscribed(at, { filter, reg_event_type: "enrolment_status_change" });
  await edit(person.id, { phone_number: "+221770000001" });
  return { person, code };
}
async function edit(id: string, changes: Record<string, Json>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(at.sp, id);
  const linked = await linkedPartners(at.sp.store, id);
  await at.sp.write((ctx): Change[] => {
    const decided = editFields(ctx, record, linked, { changes, reason: "" });
    if (!decided.ok) throw new Error("refused");
    return decided.changes;
  });
}
/** What the partner was last told of the person, as it would say it back. */
async function told(code: string): Promise<JsonObject> {
  const { events: all } = await deliver(at.sp, code);
  const last = all.at(-1)?.data.reg_records;
  if (!last) throw new Error("nothing was told");
  return last;
}
/** The same, with something of the person changed. */
function changed(record: JsonObject, change: JsonObject): JsonObject {
  return { ...record, demographic_info: { ...(record["demographic_info"] as object), ...change } };
}
async function says(record: JsonObject, reg_record_type = "Member"): Promise<void> {
  at.clock.ms += 1_000;
  const timestamp = new Date(at.clock.ms).toISOString();
  const notify_event = [
    {
      reference_id: "r",
      timestamp,
      data: {
        version: "1.0.0",
        reg_type: "ns:org:RegistryType:ESS",
        reg_event_type: "enrolment_status_change",
        reg_record_type,
        reg_records: record,
      },
      locale: "eng",
    },
  ];
  const answer = await knock(
    at,
    at.ess,
    at.sp,
    "notify",
    { transaction_id: "t", notify_event },
    { header: { status: "succ", completed_count: 1 } },
  );
  expect([answer.status, answer.code]).toEqual([200, ""]);
}
const proposals = async (person: StoredRecord) =>
  (await loadAbout(at.sp.store, [person.id], ["Proposal"])).map(({ state }) => [
    valueOf(state, "field"),
    valueOf(state, "value"),
  ]);
const phone = async ({ id }: StoredRecord) => {
  const { state } = await recordAt(at.sp, id);
  return [
    valueOf(state, "phone_number"),
    ...concurrentVersions(state, "phone_number").map(({ v }) => v),
  ];
};
const languages = async ({ id }: StoredRecord) =>
  elementsOf((await recordAt(at.sp, id)).state, "languages")
    .map(({ version }) => JSON.stringify(version.v).slice(1, -1))
    .sort();
const versionOf = async ({ id }: StoredRecord) => (await recordAt(at.sp, id)).version;

describe("what a plain partner says, held against what passed between the two", () => {
  it("is no news when it is our own data coming back, also after we changed them", async () => {
    const { person, code } = await somebody();
    const record = await told(code);
    await edit(person.id, { phone_number: "+221770000002" });
    const version = await versionOf(person);
    await says(record);
    await says(record);
    expect(await versionOf(person)).toBe(version);
    expect(await phone(person)).toEqual(["+221770000002"]);
    expect(await proposals(person)).toEqual([]);
  });

  it("makes a proposal once of a field of ours, however often it is said", async () => {
    const { person, code } = await somebody();
    const record = await told(code);
    const other = changed(record, { birth_date: "1991-01-31" });
    await says(other);
    await says(other);
    await edit(person.id, { phone_number: "+221770000003" });
    await says(other);
    expect(await proposals(person)).toEqual([["birth_date", "1991-01-31"]]);
    expect(valueOf((await recordAt(at.sp, person.id)).state, "birth_date")).toBe("1992-02-01");
    await says(changed(record, { birth_date: "1991-01-30" }));
    expect(await proposals(person)).toHaveLength(2);
  });

  it("takes effect in a field both may write when only they changed it", async () => {
    const { person, code } = await somebody();
    await says(changed(await told(code), { phone_number: ["+221770000009"] }));
    expect(await phone(person)).toEqual(["+221770000009"]);
  });

  it("stands beside ours when both changed it; nothing is overwritten in silence", async () => {
    const { person, code } = await somebody();
    const record = await told(code);
    await edit(person.id, { phone_number: "+221770000004" });
    await says(changed(record, { phone_number: ["+221770000008"] }));
    expect(await phone(person)).toEqual(["+221770000008", "+221770000004"]);
  });

  it("of a list takes the elements that are theirs, once, and tells none of them back", async () => {
    const { person, code } = await somebody();
    await edit(person.id, { languages: ["fr"] });
    const record = await told(code);
    const more = { ...record, language_code: ["fr", "en"] };
    await says(more);
    expect(await languages(person)).toEqual(["en", "fr"]);
    const version = await versionOf(person);
    await says(more);
    expect(await versionOf(person)).toBe(version);
    const { state } = await recordAt(at.sp, person.id);
    expect(
      elementsOf(state, "languages")
        .map(({ version: { o } }) => o)
        .sort(),
    ).toEqual(["ess.demo", "sp.demo"]);
    expect((await deliver(at.sp, code)).events).toEqual([]);
    await says({ ...record, language_code: ["fr"] });
    expect(await languages(person)).toEqual(["fr"]);
    await says(more);
    expect(await languages(person)).toEqual(["en", "fr"]);
  });

  it("of a list takes nothing of ours away, and brings nothing back that we took away", async () => {
    const { person, code } = await somebody();
    await edit(person.id, { languages: ["fr", "ar"] });
    const record = await told(code);
    await says({ ...record, language_code: ["ar"] });
    expect(await languages(person)).toEqual(["ar", "fr"]);
    await edit(person.id, { languages: ["fr"] });
    await says(record);
    expect(await languages(person)).toEqual(["fr"]);
  });

  it("of a list merges what both added at the same time", async () => {
    const { person, code } = await somebody();
    await edit(person.id, { languages: ["fr"] });
    const record = await told(code);
    await edit(person.id, { languages: ["fr", "ar"] });
    await says({ ...record, language_code: ["fr", "en"] });
    expect(await languages(person)).toEqual(["ar", "en", "fr"]);
    expect(await proposals(person)).toEqual([]);
  });

  it("of an enrolment of ours makes a proposal of another status, once, and nothing of ours coming back", async () => {
    const { person } = await somebody();
    const { surname } = valueOf(person.state, "name") as { surname: string };
    const code = await subscribed(at, {
      filter: { "member.demographic_info.name.surname": { $eq: surname } },
      notify_record_type: "Beneficiary",
      reg_event_type: "enrolment",
    });
    at.clock.ms += 1_000;
    const [opened] = await at.sp.write((ctx): Change[] => {
      const decided = openEnrolment(ctx, person, {
        programme: { id: "cash", name: "Family Cash Transfer" },
        effective_date: "2026-11-01",
        reason: "meets the criteria",
      });
      if (!decided.ok) throw new Error("refused");
      return decided.changes;
    });
    const enrolment = opened?.record.id ?? "";
    const record = await told(code);
    const version = async () => (await recordAt(at.sp, enrolment)).version;
    const before = await version();
    await says(record, "Beneficiary");
    expect(await proposals(person)).toEqual([]);
    const other = JSON.parse(
      JSON.stringify(record).replaceAll('"Active"', '"Suspended"'),
    ) as JsonObject;
    expect(other).not.toEqual(record);
    await says(other, "Beneficiary");
    await says(other, "Beneficiary");
    expect(await proposals(person)).toEqual([["status", "suspended"]]);
    await says(record, "Beneficiary");
    expect(await proposals(person)).toHaveLength(1);
    expect(await version()).toBe(before);
  });

  it("leaves nothing in the shadow that can be read", async () => {
    const { code } = await somebody();
    await says(await told(code));
    const rows = await at.sp.sql<{ fields: string }>(
      "select fields from shadows union all select fields from sent where fields is not null",
    );
    expect(rows.length).toBeGreaterThan(1);
    for (const { fields } of rows) {
      expect(fields).not.toMatch(/Amina|Shadow|22177|1992|female|suspended|Family Cash/);
      const known = Object.keys(JSON.parse(fields) as object);
      expect(known.includes("phone_number") || known.includes("status")).toBe(true);
    }
  });
});
