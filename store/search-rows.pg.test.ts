import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Agreement } from "../domain/agreement.ts";
import type { Change } from "../domain/change.ts";
import { everybody, type Criteria } from "../domain/criteria.ts";
import { newRecord, ownChange } from "../domain/editing.ts";
import type { Json } from "../domain/json.ts";
import { deciding } from "../domain/test-records.ts";
import { afterChange } from "./act.ts";
import { loadRecord } from "./load.ts";
import { findMatching, type Asking } from "./reading/matching.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeEach(async () => {
  at = await openTestStore();
});
afterEach(() => at.close());

const agreement = {
  from: "sp.demo",
  to: "ess.two",
  status: "active",
  valid_from: "2026-01-01",
  valid_until: "2026-12-31",
  basis: "law",
  purposes: ["work_support"],
  records: { Person: [], Household: [], Enrolment: [] },
  people: everybody,
} as unknown as Agreement;

function found(type: Asking["type"], criteria: Criteria, asks: "staff" | "partner" = "staff") {
  const coverage =
    asks === "staff" ? null : ({ agreement, purpose: "work_support", partner: "ess.two" } as const);
  const asking: Asking = { type, criteria, coverage, sort: [], today: "2026-11-23" };
  return findMatching(at.store, asking, 10);
}
const is = (attribute: string, value: Json): Criteria => ({ attribute, is: "eq", value });

/** A record that a partner told us of, and we wrote nothing of. */
async function told(fields: Record<string, Json>): Promise<string> {
  const theirs = deciding("ess");
  const record = { ...newRecord(theirs, "Person"), id: randomUUID() };
  const change = ownChange(
    theirs,
    { ...record, subject: record.id },
    { fields },
    "person.registered",
  );
  await at.writeUnchecked(() => [{ ...change, ownVersion: 0 }]);
  return record.id;
}

async function edit(id: string, fields: Record<string, Json>): Promise<void> {
  const record = await loadRecord(at.store, id);
  if (!record) throw new Error("no record");
  await at.write((ctx) => [ownChange(ctx, record, { fields }, "person.edited")]);
}

describe("what a partner told us", () => {
  it("is found by our staff, and by no other partner", async () => {
    const id = await told({ sex: "female" });
    expect(await found("Person", is("sex", "female"))).toEqual([id]);
    expect(await found("Person", everybody, "partner")).toEqual([]);
  });

  it("does not become ours by a note that we keep to ourselves", async () => {
    const id = await told({ sex: "female" });
    await edit(id, { notes: "called" });
    expect(await found("Person", everybody, "partner")).toEqual([]);
  });

  it("is beside our own words once we wrote any, even where nothing asks for them", async () => {
    const id = await told({ sex: "female" });
    await edit(id, { notes: "called" });
    await edit(id, { care_hours: "mornings" });
    expect(await found("Person", everybody, "partner")).toEqual([id]);
    // What they told stays theirs to tell.
    expect(await found("Person", is("sex", "female"), "partner")).toEqual([]);
    await edit(id, { sex: "male" });
    expect(await found("Person", is("sex", "male"), "partner")).toEqual([id]);
    expect(await found("Person", is("sex", "male"))).toEqual([id]);
  });
});

describe("an enrolment that came before its person was known", () => {
  const fields = { status: "active" };
  const orphan = async (): Promise<Change> => {
    const [change] = await at.write((ctx) => [
      ownChange(ctx, newRecord(ctx, "Enrolment"), { fields }, "enrolment.opened"),
    ]);
    if (!change) throw new Error("no change");
    return change;
  };
  const person = async (): Promise<string> => {
    const [change] = await at.write((ctx) => [
      ownChange(ctx, newRecord(ctx, "Person"), { fields: { sex: "other" } }, "person.registered"),
    ]);
    return change?.record.id ?? "";
  };

  it("is asked about the person from the moment it is adopted", async () => {
    const { record } = await orphan();
    const subject = await person();
    expect(await found("Enrolment", is("member.sex", "other"))).toEqual([]);
    await at.write(() => [], { adopted: [{ id: record.id, subject, household: null }] });
    expect(await found("Enrolment", is("member.sex", "other"))).toEqual([record.id]);
    expect(await found("Enrolment", is("member.sex", "other"), "partner")).toEqual([record.id]);
  });

  it("also when the same statement changes it, and afterwards", async () => {
    const change = await orphan();
    const subject = await person();
    const record = afterChange(
      { ...change.record, state: change.after, version: 0, ownVersion: 0 },
      change,
    );
    const adopted = [{ id: record.id, subject, household: null }];
    await at.write(
      (ctx) => [ownChange(ctx, record, { fields: { status: "suspended" } }, "enrolment.status")],
      { adopted },
    );
    expect(await found("Enrolment", is("member.sex", "other"))).toEqual([record.id]);
    expect(await found("Enrolment", is("status", "suspended"))).toEqual([record.id]);
    await edit(record.id, { status: "exited" });
    expect(await found("Enrolment", is("member.sex", "other"))).toEqual([record.id]);
  });
});
