import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changeEnrolment, openEnrolment } from "../domain/case-work.ts";
import { everybody } from "../domain/criteria.ts";
import type { Change, Deciding } from "../domain/change.ts";
import { editFields, newRecord, ownChange } from "../domain/editing.ts";
import type { Json } from "../domain/json.ts";
import { mergeRecords, withdrawRecord } from "../domain/merging.ts";
import type { StoredRecord } from "../domain/record.ts";
import {
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { newMember, recordAt, register } from "./test-carry.ts";
import { agree, deliver, events, leftReason, subscribed, type Told } from "./test-plain.ts";

let at: TestRegistry;
let sp: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp } = at);
  await treatAs(sp, "ess.demo", "standard");
  await agree(at, sp, "ess.demo", { people: everybody, events });
});
afterAll(() => at.close());

const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false }): Change[] => {
  if (!decided.ok) throw new Error("refused");
  return decided.changes;
};
async function edit(id: string, changes: Record<string, Json>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  await sp.write((ctx) => changesOf(editFields(ctx, record, [], { changes })));
}
async function enrol(person: StoredRecord): Promise<string> {
  at.clock.ms += 1_000;
  const programme = { id: "cash", name: "Family Cash Transfer" };
  const asked = { programme, effective_date: "2026-11-01", reason: "fits" };
  const [change] = await sp.write((ctx) => changesOf(openEnrolment(ctx, person, asked)));
  return change?.record.id ?? "";
}
async function step(enrolment: string, status: "suspended" | "exited"): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, enrolment);
  const asked = { status, reason: "as agreed", effective_date: "2026-11-20" };
  await sp.write((ctx) => changesOf(changeEnrolment(ctx, record, asked)));
}
/** Everybody registered here by this surname, so that tests do not see each other's people. */
let families = 0;
async function family(...changes: object[]) {
  const surname = `Family${(families += 1)}`;
  const filter = { "demographic_info.name.surname": { $eq: surname } };
  const named = changes.map((change) =>
    newMember({ name: { given_name: "Amina", surname }, ...change }),
  );
  at.clock.ms += 1_000;
  const { home, people } = await register(sp, ...named);
  const [first] = people;
  if (!first) throw new Error("nobody");
  return { surname, filter, home, people, first };
}
const keys = (told: Told[]) => told.map(({ data }) => data.reg_records["@id"]);
const names = (told: Told[]) => told.map(({ data }) => data.reg_event_type);

describe("enrolment of persons", () => {
  it("tells of somebody at the first match, once, and again after they left the filter and came back", async () => {
    const { filter, first } = await family({ employment_status: "not_employed" });
    const both = { $and: [filter, { employment_status: { $eq: "not employed" } }] };
    const code = await subscribed(at, { filter: both });
    const told = await deliver(sp, code);
    expect(keys(told.events)).toEqual([first.key]);
    expect(told.posted[0]?.header.meta).toMatchObject({ subscription_code: code, sequence: 1 });
    await edit(first.id, { phone_number: "+221770000001" });
    expect((await deliver(sp, code)).events).toEqual([]);
    await edit(first.id, { employment_status: "employee" });
    expect((await deliver(sp, code)).events).toEqual([]);
    await edit(first.id, { employment_status: "not_employed" });
    const back = await deliver(sp, code);
    expect(keys(back.events)).toEqual([first.key]);
    expect(back.posted[0]?.header.meta.sequence).toBe(2);
  });

  it("is told under the spelling it was asked in, as a flat Person where that was asked", async () => {
    const { filter } = await family({});
    const code = await subscribed(at, {
      filter,
      reg_event_type: "enrollement",
      notify_record_type: "spdci-extensions-dci:Person",
    });
    const { events: told } = await deliver(sp, code);
    expect(names(told)).toEqual(["enrollement"]);
    expect(told[0]?.data.reg_records).not.toHaveProperty("demographic_info");
  });
});

describe("enrolment_status_change of persons", () => {
  it("tells of later changes the agreement allows, and of leaving the filter with key and reason alone, once", async () => {
    const { filter, first } = await family({ employment_status: "not_employed" });
    const both = { $and: [filter, { employment_status: { $eq: "not employed" } }] };
    const code = await subscribed(at, { filter: both, reg_event_type: "enrolment_status_change" });
    expect((await deliver(sp, code)).events).toEqual([]);
    await edit(first.id, { phone_number: "+221770000002" });
    expect((await deliver(sp, code)).events).toHaveLength(1);
    await edit(first.id, { marital_status: "widowed" });
    expect((await deliver(sp, code)).events).toEqual([]);
    await edit(first.id, { employment_status: "employee" });
    const { events: left } = await deliver(sp, code);
    expect(left.map(leftReason)).toEqual(["filter"]);
    expect(Object.keys(left[0]?.data.reg_records ?? {}).sort()).toEqual(
      ["@context", "@id", "@type", "additional_attributes"].sort(),
    );
    await edit(first.id, { phone_number: "+221770000003" });
    expect((await deliver(sp, code)).events).toEqual([]);
  });

  it("tells once that somebody was registered by mistake, or is one with another record, and no more of either", async () => {
    const { filter, people } = await family({}, {}, {});
    const [stays, mistake, other] = people;
    if (!stays || !mistake || !other) throw new Error("nobody");
    const first_match = await subscribed(at, { filter });
    const code = await subscribed(at, { filter, reg_event_type: "enrolment_status_change" });
    expect((await deliver(sp, first_match)).events).toHaveLength(3);
    await deliver(sp, code);
    const supervised = async (
      decide: (ctx: Deciding) => { ok: true; changes: Change[] } | { ok: false },
    ) => {
      at.clock.ms += 1_000;
      const by = { name: "Ines", role: "supervisor", system: "sp.demo" };
      await sp.write((ctx) => changesOf(decide({ ...ctx, by })));
    };
    const asked = { by: { name: "Leila", role: "case_manager", system: "sp.demo" }, reason: "one" };
    await supervised((ctx) => withdrawRecord(ctx, mistake, [], "a test entry"));
    await supervised((ctx) => mergeRecords(ctx, other, stays, asked));
    const { events: left } = await deliver(sp, code);
    expect(keys(left)).toEqual([mistake.key, other.key]);
    expect(left.map(leftReason)).toEqual(["withdrawn", "joined"]);
    await edit(mistake.id, { phone_number: "+221770000010" });
    await edit(other.id, { phone_number: "+221770000011" });
    await edit(stays.id, { phone_number: "+221770000012" });
    expect(keys((await deliver(sp, code)).events)).toEqual([stays.key]);
    const late = await subscribed(at, {
      filter: { $and: [filter, { "demographic_info.birth_date": { $gte: "1900-01-01" } }] },
    });
    expect(keys((await deliver(sp, late)).events)).toEqual([stays.key]);
    expect((await deliver(sp, first_match)).events).toEqual([]);
    // Where the agreement does not tell of withdrawals, it says only that nothing more is told.
    const { records } = demoAgreement("sp.demo", "ess.demo", "sp", "2026-11-23T09:00:00Z");
    const Person = (records.Person ?? []).filter((field) => field !== "withdrawn");
    await agree(at, sp, "ess.demo", { people: everybody, events, records: { ...records, Person } });
    const now = await recordAt(sp, stays.id);
    await supervised((ctx) => withdrawRecord(ctx, now, [], "a test entry"));
    const { events: last } = await deliver(sp, code);
    await agree(at, sp, "ess.demo", { people: everybody, events, records });
    expect([keys(last), last.map(leftReason)]).toEqual([[stays.key], ["agreement"]]);
  });

  it("tells of somebody whom only the partner's other subscription told of, when they leave the agreement", async () => {
    const { filter, first } = await family({});
    const first_match = await subscribed(at, { filter });
    const changes = await subscribed(at, { filter, reg_event_type: "enrolment_status_change" });
    await deliver(sp, first_match);
    await deliver(sp, changes);
    await agree(at, sp, "ess.demo", {
      people: { attribute: "work_offer", is: "eq", value: "accepted" },
    });
    await edit(first.id, { phone_number: "+221770000004" });
    expect((await deliver(sp, first_match)).events).toEqual([]);
    const { events: left } = await deliver(sp, changes);
    await agree(at, sp, "ess.demo", { people: everybody });
    expect([keys(left), left.map(leftReason)]).toEqual([[first.key], ["agreement"]]);
  });

  it("says nothing when what the partner selected is the same as it has", async () => {
    const { surname, first } = await family({});
    const expression = `subscription S { e(name: { surname: "${surname}" }) { id sex } }`;
    const code = await subscribed(at, {
      filter: { type: "graphql", value: { expression } },
      reg_event_type: "enrolment_status_change",
    });
    await edit(first.id, { phone_number: "+221770000005" });
    expect((await deliver(sp, code)).events).toHaveLength(1);
    await edit(first.id, { phone_number: "+221770000006" });
    expect((await deliver(sp, code)).events).toEqual([]);
  });
});

describe("the social registry's events", () => {
  it("REGISTER tells of a household, with those members whom the agreement covers", async () => {
    const { surname, home } = await family({}, {});
    const code = await subscribed(at, {
      filter: {
        member_list: { $elemMatch: { "demographic_info.name.surname": { $eq: surname } } },
      },
      reg_event_type: "REGISTER",
      notify_record_type: "Group",
    });
    const { events: told } = await deliver(sp, code);
    expect(keys(told)).toEqual([home.key]);
    expect(told[0]?.data.reg_type).toBe("ns:org:RegistryType:Social");
    expect(told[0]?.data.reg_records["member_list"]).toHaveLength(2);
    expect((await deliver(sp, code)).events).toEqual([]);
  });

  it("NewHouseHoldMember tells of whoever comes into a household afterwards, and of nobody registered with it", async () => {
    const { filter, home, surname } = await family({});
    const code = await subscribed(at, { filter, reg_event_type: "NewHouseHoldMember" });
    expect((await deliver(sp, code)).events).toEqual([]);
    at.clock.ms += 1_000;
    await sp.write((ctx) => {
      const person = newRecord(ctx, "Person", { household: home.id });
      const fields = {
        name: { given_name: "Late", surname },
        birth_date: "2001-02-03",
        household: home.key,
      };
      return [ownChange(ctx, person, { fields }, "person.registered")];
    });
    const { events: told } = await deliver(sp, code);
    expect(told).toHaveLength(1);
    expect(JSON.stringify(told[0])).toContain("Late");
    expect((await deliver(sp, code)).events).toEqual([]);
  });

  it("is not offered of other records, nor by employment support", async () => {
    const joined = { reg_event_type: "NewHouseHoldMember", notify_record_type: "Group" };
    expect(await subscribed(at, joined)).toBe("rjct.notify_types.invalid");
    const { ess } = at;
    await treatAs(ess, "sp.demo", "standard");
    await agree(at, ess, "sp.demo", { events });
    const asked = { reg_event_type: "REGISTER", notify_record_type: "Group" };
    expect(await subscribed(at, asked, sp, ess)).toBe("rjct.notify_types.invalid");
  });
});

describe("beneficiaries", () => {
  it("are told of when an enrolment opens, at its later steps, and when it is over", async () => {
    const { first, surname } = await family({});
    const filter = { "member.demographic_info.name.surname": { $eq: surname } };
    const about = { filter, notify_record_type: "Beneficiary" };
    const opened = await subscribed(at, about);
    const changed = await subscribed(at, { ...about, reg_event_type: "enrollment_status_change" });
    const over = await subscribed(at, { ...about, reg_event_type: "Deregister" });
    const id = await enrol(first);
    const { key } = await recordAt(sp, id);
    const all = async () =>
      Promise.all(
        [opened, changed, over].map(async (code) => keys((await deliver(sp, code)).events)),
      );
    expect(await all()).toEqual([[key], [], []]);
    await step(id, "suspended");
    expect(await all()).toEqual([[], [key], []]);
    await step(id, "exited");
    const [, steps, gone] = await Promise.all(
      [opened, changed, over].map((code) => deliver(sp, code)),
    );
    expect(steps?.events).toHaveLength(1);
    expect(gone?.events.map(leftReason)).toEqual(["exited"]);
    expect(gone?.events[0]?.data).toMatchObject({
      reg_event_type: "Deregister",
      reg_type: "ns:org:RegistryType:IBR",
    });
    expect(await all()).toEqual([[], [], []]);
  });
});

describe("time alone", () => {
  it("tells of somebody on the day they turn 18, and lets them go on the day they turn 20", async () => {
    const { filter, first } = await family({ birth_date: "2008-12-01" });
    const adults = { $and: [filter, { age: { $gte: 18 } }, { age: { $lt: 20 } }] };
    const code = await subscribed(at, { filter: adults });
    const changes = await subscribed(at, {
      filter: adults,
      reg_event_type: "enrolment_status_change",
    });
    const before = at.clock.ms;
    const on = async (day: string) => {
      at.clock.ms = Date.parse(`${day}T00:00:01Z`);
      const told = await deliver(sp, code);
      return [...told.events, ...(await deliver(sp, changes)).events];
    };
    expect(await on("2026-11-24")).toEqual([]);
    expect(await on("2026-11-30")).toEqual([]);
    expect(keys(await on("2026-12-01"))).toEqual([first.key]);
    expect(await on("2027-06-01")).toEqual([]);
    const left = await on("2028-12-01");
    expect([keys(left), left.map(leftReason)]).toEqual([[first.key], ["filter"]]);
    expect(await on("2029-12-01")).toEqual([]);
    expect(await sp.sql("select * from due where sub in ($1, $2)", [code, changes])).toEqual([]);
    at.clock.ms = before;
  });

  it("loses nobody when the sender is killed around the day", async () => {
    const { filter, first } = await family({ birth_date: "2008-12-01" });
    const code = await subscribed(at, { filter: { $and: [filter, { age: { $gte: 18 } }] } });
    await deliver(sp, code);
    const before = at.clock.ms;
    at.clock.ms = Date.parse("2026-12-01T08:00:00Z");
    for (const point of ["before-send", "after-send", "before-cursor"]) {
      const killed = deliver(sp, code, {
        fault: (now) => {
          if (now === point) throw new Error("killed");
        },
      });
      await expect(killed).rejects.toThrow("killed");
    }
    const told = await deliver(sp, code);
    expect(keys(told.events)).toEqual([first.key]);
    expect(told.posted[0]?.header.meta.sequence).toBe(1);
    expect((await deliver(sp, code)).events).toEqual([]);
    at.clock.ms = before;
  });
});
