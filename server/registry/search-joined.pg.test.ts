import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newMember, recordAt, register } from "../../delivery/test-carry.ts";
import { openEnrolment } from "../../domain/case-work.ts";
import type { Change, Deciding } from "../../domain/change.ts";
import type { JsonObject } from "../../domain/json.ts";
import {
  bringBack,
  mergeRecords,
  unmergeRecord,
  withdrawRecord,
  type MergeDecided,
} from "../../domain/merging.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { askNow } from "./test-asking.ts";
import { knock, openTestRegistry, type TestRegistry } from "./test-registry.ts";

/** Records that are one, and records made by mistake, as partners find them: guarantees, F. */
let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

let nth = 0;
async function somebody(given_name: string): Promise<StoredRecord & { value: string }> {
  const value = `JOIN-${(nth += 1)}`;
  const identifiers = [{ identifier_type: "UIN", identifier_value: value }];
  const name = { given_name, surname: "Sow" };
  const [person] = (await register(at.sp, newMember({ identifiers, name }))).people;
  if (!person) throw new Error("nobody");
  return { ...person, value };
}
/** What a first person asked; a second one decides. */
const asked = (reason: string) => ({
  by: { name: "Leila", role: "case_manager", system: "sp.demo" },
  reason,
});
const now = (record: StoredRecord) => recordAt(at.sp, record.id);
/** A supervisor of social protection, whose fields these are. */
const supervised = async (decide: (ctx: Deciding) => MergeDecided) => {
  at.clock.ms += 1_000;
  await at.sp.write((ctx): Change[] => {
    const done = decide({ ...ctx, by: { ...ctx.by, role: "supervisor" } });
    if (!done.ok) throw new Error(done.code);
    return done.changes;
  });
};
async function enrol(person: StoredRecord, programme: string) {
  const reason = "";
  await at.sp.write((ctx) => {
    const named = { id: `sp.demo/${programme}`, name: programme };
    const done = openEnrolment(ctx, person, {
      programme: named,
      effective_date: "2026-01-01",
      reason,
    });
    if (!done.ok) throw new Error(done.code);
    return done.changes;
  });
}

const person = (query: object) =>
  askNow(at, { reg_record_type: "Member", response_entity: "Member", query });
const byNumber = (value: string) =>
  askNow(at, {
    reg_record_type: "Member",
    query_type: "idtype-value",
    query: { type: "UIN", value },
  });
const byProgramme = (programme: string) =>
  askNow(at, {
    reg_type: "ns:org:RegistryType:IBR",
    response_entity: "Beneficiary",
    query: { "programme_identifier.programme_identifier": { $eq: `sp.demo/${programme}` } },
  });
async function enrolment(value: string) {
  const query = { person_identifier: { eq: value } };
  const criteria = { query_type: "expression", response_entity: "Member", query };
  const message = { transaction_id: "t1", enrolled_criteria: criteria };
  const header = { action: "enrollementstatus" };
  const answer = await knock(at, at.ess, at.sp, "sync/check-enrollment", message, { header });
  const { message: said } = answer.body as { message: { enrolled_response?: JsonObject[] } };
  return (said.enrolled_response ?? []).map((one) => one["enrolled_status"]);
}

describe("a person who was joined into another", () => {
  it("is found under the one that stays, by what either is known by, and counted once", async () => {
    const [stays, other] = [await somebody("Awa"), await somebody("Awah")];
    await enrol(other, "joined");
    const both = async () => {
      const found = await person({ "demographic_info.name.surname": { $eq: "Sow" } });
      return [found.ids, found.item.pagination?.total_count];
    };
    expect(await both()).toEqual([[stays.key, other.key], 2]);
    expect([await enrolment(stays.value), await enrolment(other.value)]).toEqual([[], ["Active"]]);
    await supervised((ctx) => mergeRecords(ctx, other, stays, asked("one person")));
    for (const { value } of [stays, other]) {
      const answer = await byNumber(value);
      expect([answer.ids, answer.item.pagination?.total_count]).toEqual([[stays.key], 1]);
      expect(JSON.stringify(answer.records)).toContain(stays.value);
      expect(JSON.stringify(answer.records)).toContain(other.value);
      expect(answer.text).not.toContain(other.key);
      expect(await enrolment(value)).toEqual(["Active"]);
    }
    expect(await both()).toEqual([[stays.key], 1]);
    const [beneficiary, ...more] = (await byProgramme("joined")).records;
    expect([beneficiary, more]).toMatchObject([{ member: { "@id": stays.key } }, []]);
    const loser = await now(other);
    await supervised((ctx) => unmergeRecord(ctx, loser, [], "two people"));
    expect((await byNumber(other.value)).ids).toEqual([other.key]);
    expect((await byNumber(stays.value)).ids).toEqual([stays.key]);
    expect(await enrolment(stays.value)).toEqual([]);
    expect(await enrolment(other.value)).toEqual(["Active"]);
  });

  it("and whose surviving record is withdrawn, is found no more", async () => {
    const [stays, other] = [await somebody("Bintou"), await somebody("Bintou")];
    await supervised((ctx) => mergeRecords(ctx, other, stays, asked("one person")));
    const winner = await now(stays);
    await supervised((ctx) => withdrawRecord(ctx, winner, [], "a test entry"));
    for (const { value } of [stays, other]) expect((await byNumber(value)).ids).toEqual([]);
  });
});

describe("a record made by mistake", () => {
  it("is neither found, counted nor told of, in pages asked for before as well, until it is brought back", async () => {
    const [rest, mistake] = [await somebody("Chidi"), await somebody("Chidi")];
    const query = { "demographic_info.name.given_name": { $eq: "Chidi" } };
    const page = (page_number: number) =>
      askNow(
        at,
        { reg_record_type: "Member", query, pagination: { page_size: 1, page_number } },
        { transaction: "pages" },
      );
    expect((await page(1)).ids).toEqual([rest.key]);
    await supervised((ctx) => withdrawRecord(ctx, mistake, [], "a test entry"));
    const second = await page(2);
    expect([second.ids, second.item.pagination?.total_count]).toEqual([[], 2]);
    const found = await person(query);
    expect([found.ids, found.item.pagination?.total_count]).toEqual([[rest.key], 1]);
    expect((await byNumber(mistake.value)).ids).toEqual([]);
    const record = await now(mistake);
    await supervised((ctx) => bringBack(ctx, record, "it was none"));
    expect((await byNumber(mistake.value)).ids).toEqual([mistake.key]);
  });
});
