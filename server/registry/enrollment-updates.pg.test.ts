import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../domain/json.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { openEnrolment } from "../../domain/case-work.ts";
import { newMember, recordAt, register } from "../../delivery/test-carry.ts";
import { loadAbout } from "../../store/load.ts";
import { activeAgreement, putAgreement } from "../../store/partners.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type Sending,
  type TestRegistry,
} from "./test-registry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
  await treatAs(at.sp, "ess.demo", "standard");
});
afterAll(() => at.close());

async function somebody(value: string): Promise<StoredRecord> {
  const identifiers = [{ identifier_type: "UIN", identifier_value: value }];
  const [person] = (await register(at.sp, newMember({ identifiers }))).people;
  if (!person) throw new Error("nobody");
  return person;
}
const member = (value: string) => ({
  "@type": "spdci:Member",
  member_identifier: [{ identifier_type: "UIN", identifier_value: value }],
});
/** The flat form of the schema. */
const flat = (value: string, status: string, more: object = {}) => ({
  "@type": "spdci:Beneficiary",
  member: member(value),
  programme_identifier: [{ programme_identifier: "ess.demo/roads", programme_name: "Roads" }],
  enrolment_status: status,
  enrolment_date: "2026-02-01",
  ...more,
});
async function tell(beneficiaries: unknown[], how: Sending = {}) {
  at.clock.ms += 1_000;
  const message = { transaction_id: "t1", enrolled_updates: { beneficiaries } };
  const answer = await knock(at, at.ess, at.sp, "sync/enrollment/updates", message, how);
  const { message: said } = answer.body as { message: { enrolled_response?: JsonObject[] } };
  const items = said.enrolled_response ?? [];
  return { ...answer, items, statuses: items.map(({ status }) => status) };
}
const enrolmentsOf = (person: StoredRecord) => loadAbout(at.sp.store, [person.id], ["Enrolment"]);
const statuses = async (person: StoredRecord) =>
  (await enrolmentsOf(person)).map(({ state }) => textOf(state, "status"));
const events = async () =>
  (await at.sp.sql<{ n: number }>("select count(*)::int as n from events"))[0]?.n;

describe("sync/enrollment/updates", () => {
  it("takes an enrolment of the partner, which stays the partner's", async () => {
    const person = await somebody("UP-1");
    const answer = await tell([flat("UP-1", "Active", { "@id": "ess.demo/e-1" })]);
    expect(answer.body["header"]).toMatchObject({ action: "txn-on-status", status: "succ" });
    expect(answer.items).toMatchObject([{ reference_id: "ess.demo/e-1", status: "succ" }]);
    const [enrolment] = await enrolmentsOf(person);
    expect(enrolment).toMatchObject({ key: "ess.demo/e-1", subject: person.id });
    expect(enrolment?.state.fields["status"]?.[0]).toMatchObject({ v: "active", o: "ess.demo" });
    expect(valueOf(enrolment?.state ?? person.state, "programme")).toEqual({
      id: "ess.demo/roads",
      name: "Roads",
    });
  });

  it("takes the nested form of the published IBR sample, from a partner on trial", async () => {
    const person = await somebody("0205202401");
    const nid = [{ identifier_type: "UIN", identifier_value: "0205202401" }];
    await treatAs(at.sp, "ess.demo", "test");
    const message = {
      transaction_id: "",
      receipt_information: {
        receipt_type: "enrollment",
        beneficiaries: [
          {
            "@context": { "@vocab": "https://schema.spdci.org/extensions/ibr/v1" },
            "@id": "Beneficiary",
            "@type": "Beneficiary",
            assistance_unit: "1",
            member: {
              member_identifier: nid,
              demographic_info: {
                person: {
                  identifier: nid,
                  name: { first_name: "Test", surname: "Test3" },
                  sex: "F",
                },
              },
            },
            marital_status: "Single",
            is_disabled: "0",
            programme_identifier: {
              programme: { programme_identifier: "DCI001", programme_name: "Test Programme" },
              enrolment_date: "2024-04-12T00:00",
              enrolment_status: "Active",
              status_change_date: "",
              benefits: { benefit_type: "Cash", benefit_date: "02.05.2024" },
            },
          },
        ],
      },
    };
    const how: Sending = {
      sign: false,
      header: {
        action: "register",
        sender_id: "spmis.example.org",
        receiver_id: "ibr.example.org",
        message_ts: "2023-07-19T12:15:04.555Z",
        total_count: "1",
        meta: "",
      },
    };
    const answer = await knock(at, at.ess, at.sp, "sync/enrollment/updates", message, how);
    await treatAs(at.sp, "ess.demo", "standard");
    expect(answer.body["message"]).toMatchObject({
      enrolled_response: [{ reference_id: "0205202401", status: "succ" }],
    });
    const [enrolment] = await enrolmentsOf(person);
    expect(valueOf(enrolment?.state ?? person.state, "enrolment_date")).toBe("2024-04-12");
    expect(enrolment?.key).toMatch(/^ess\.demo\/enrolment-/);
    expect(valueOf((await recordAt(at.sp, person.id)).state, "name")).toMatchObject({
      surname: "Diallo",
    });
  });

  it("gives the same answer to a repetition, and changes nothing by it", async () => {
    const person = await somebody("UP-2");
    const how = { header: { message_id: "again-1", message_ts: "2026-11-23T09:00:00Z" } };
    const first = await tell([flat("UP-2", "Active"), flat("NOBODY", "Active")], how);
    const count = await events();
    at.clock.ms += 60_000;
    const again = await tell([flat("UP-2", "Active"), flat("NOBODY", "Active")], how);
    expect([again.body["header"], again.body["message"]]).toEqual([
      first.body["header"],
      first.body["message"],
    ]);
    expect(await events()).toBe(count);
    const other = await tell([flat("UP-2", "Suspended")], how);
    expect(other.code).toBe("rjct.message_id.duplicate");
    expect(await statuses(person)).toEqual(["active"]);
  });

  it("writes nothing for what is known already, told anew", async () => {
    const person = await somebody("UP-3");
    await tell([flat("UP-3", "Active")]);
    const count = await events();
    expect((await tell([flat("UP-3", "Active")])).statuses).toEqual(["succ"]);
    expect(await events()).toBe(count);
    expect(await statuses(person)).toEqual(["active"]);
  });

  it("applies two changes at once from two connections once each", async () => {
    const person = await somebody("UP-4");
    const both = await Promise.all([
      tell([flat("UP-4", "Active")]),
      tell([flat("UP-4", "Active")]),
    ]);
    expect(both.map(({ statuses: said }) => said)).toEqual([["succ"], ["succ"]]);
    expect(await statuses(person)).toEqual(["active"]);
  });

  it("keeps two enrolments in two programmes apart", async () => {
    const person = await somebody("UP-5");
    const other = { programme_identifier: [{ programme_identifier: "ess.demo/skills" }] };
    await tell([flat("UP-5", "Active"), flat("UP-5", "Active", other)]);
    await tell([flat("UP-5", "Suspended", { status_change_date: "2026-05-01", ...other })]);
    expect(new Set(await statuses(person))).toEqual(new Set(["active", "suspended"]));
  });

  it("holds each step against the enrolment law, takes the others, and says why not", async () => {
    const [held, other] = [await somebody("UP-6"), await somebody("UP-7")];
    await tell([flat("UP-6", "Active")]);
    await tell([flat("UP-6", "Exited", { status_change_date: "2026-05-01" })]);
    const answer = await tell([
      flat("UP-6", "Suspended", { status_change_date: "2026-06-01" }),
      flat("UP-7", "Active"),
      flat("UP-7", "Suspended"),
    ]);
    expect(answer.statuses).toEqual(["rjct", "succ", "succ"]);
    expect(answer.items[0]?.["status_reason_message"]).toMatch(/does not follow/);
    expect(answer.body["header"]).toMatchObject({ total_count: 3, completed_count: 2 });
    expect([await statuses(held), await statuses(other)]).toEqual([["exited"], ["suspended"]]);
    expect((await tell([flat("UP-6", "Graduated")])).statuses).toEqual(["succ"]);
  });

  it("hears of an enrolment for the first time after its start, if one step leads there", async () => {
    const [late, back] = [await somebody("UP-8"), await somebody("UP-9")];
    const answer = await tell([
      flat("UP-8", "Suspended"),
      flat("UP-9", "Reinstated"),
      flat("UP-9", "Suspended", { enrolment_date: undefined }),
    ]);
    expect(answer.statuses).toEqual(["succ", "rjct", "rjct"]);
    expect([await statuses(late), await statuses(back)]).toEqual([["suspended"], []]);
  });

  it("does not let a late message undo what is newer", async () => {
    const person = await somebody("UP-10");
    await tell([flat("UP-10", "Active")]);
    await tell([flat("UP-10", "Suspended", { status_change_date: "2026-06-01" })]);
    await tell([flat("UP-10", "Reinstated", { status_change_date: "2026-07-01" })]);
    const late = await tell([flat("UP-10", "Suspended", { status_change_date: "2026-06-01" })]);
    expect(late.statuses).toEqual(["rjct"]);
    expect(await statuses(person)).toEqual(["reinstated"]);
  });

  it("takes a death as a report to be checked, once, and stops nothing by it", async () => {
    const person = await somebody("UP-11");
    const other = { programme_identifier: [{ programme_identifier: "ess.demo/skills" }] };
    const dead = { status_change_date: "2026-06-01" };
    await tell([flat("UP-11", "Active"), flat("UP-11", "Active", other)]);
    const told = [
      flat("UP-11", "Deceased", dead),
      flat("UP-11", "Deceased", { ...dead, ...other }),
    ];
    expect((await tell(told)).statuses).toEqual(["succ", "succ"]);
    await tell(told);
    expect(valueOf((await recordAt(at.sp, person.id)).state, "vital_status")).not.toBe("confirmed");
    const proposals = await loadAbout(at.sp.store, [person.id], ["Proposal"]);
    expect(proposals.map(({ state }) => [textOf(state, "field"), valueOf(state, "value")])).toEqual(
      [["vital_status", "reported"]],
    );
    const back = await tell([flat("UP-11", "Active", { status_change_date: "2026-07-01" })]);
    expect(back.statuses).toEqual(["rjct"]);
  });

  it("makes nobody up, and takes no identifier the agreement does not trust", async () => {
    await somebody("UP-12");
    const people = () => at.sp.sql("select id from records where type in ('Person', 'Enrolment')");
    const count = (await people()).length;
    const untrusted = {
      member: { member_identifier: [{ identifier_type: "CARD", identifier_value: "UP-12" }] },
    };
    const answer = await tell([
      flat("NOBODY-1", "Active"),
      flat("UP-12", "Active", untrusted),
      flat("UP-12", "Active", { member: undefined, group: { group_identifier: "HH-1" } }),
      flat("UP-12", "Sleeping"),
      flat("UP-12", "Active", { programme_identifier: undefined }),
    ]);
    expect(answer.statuses).toEqual(Array.from({ length: 5 }, () => "rjct"));
    expect(answer.body["header"]).toMatchObject({ status: "rjct", completed_count: 0 });
    expect(await people()).toHaveLength(count);
  });

  it("refuses a partner that claims another's enrolment, programme or person's record", async () => {
    const [mine, other] = [await somebody("UP-13"), await somebody("UP-14")];
    const [opened] = await at.sp.write((ctx) => {
      const programme = { id: "sp.demo/cash", name: "Cash" };
      const done = openEnrolment(ctx, mine, {
        programme,
        effective_date: "2026-01-01",
        reason: "",
      });
      if (!done.ok) throw new Error(done.code);
      return done.changes;
    });
    await tell([flat("UP-14", "Active", { "@id": "ess.demo/theirs" })]);
    const ours = { programme_identifier: [{ programme_identifier: "sp.demo/cash" }] };
    const answer = await tell([
      flat("UP-13", "Exited", { "@id": opened?.record.key }),
      flat("UP-13", "Exited", ours),
      flat("UP-13", "Exited", { "@id": "ess.demo/theirs", status_change_date: "2026-06-01" }),
    ]);
    expect(answer.statuses).toEqual(["rjct", "rjct", "rjct"]);
    expect([await statuses(mine), await statuses(other)]).toEqual([["active"], ["active"]]);
  });

  it("takes a batch of a hundred and refuses a hundred and one, whole", async () => {
    const person = await somebody("UP-15");
    const batch = Array.from({ length: 100 }, (_, nth) =>
      flat("UP-15", "Active", { programme_identifier: [{ programme_identifier: `P-${nth}` }] }),
    );
    const more = await tell([...batch, flat("UP-15", "Active")]);
    expect([more.status, more.code]).toEqual([400, "rjct.total_count.limit_exceeded"]);
    expect(await statuses(person)).toEqual([]);
    expect(new Set((await tell(batch)).statuses)).toEqual(new Set(["succ"]));
    expect(await statuses(person)).toHaveLength(100);
  });

  it("is refused when the agreement is revoked or says nothing of enrolments", async () => {
    const { store } = at.sp;
    const nowIso = new Date(at.clock.ms).toISOString();
    const agreement = await activeAgreement(store, "ess.demo", "sp.demo", nowIso);
    if (!agreement) throw new Error("no agreement");
    for (const change of [{ status: "revoked" as const }, { records: { Person: ["name"] } }]) {
      await putAgreement(store, { ...agreement, ...change }, "ess.demo");
      const answer = await tell([flat("UP-1", "Active")]);
      expect([answer.status, answer.code]).toEqual([403, "err.request.forbidden"]);
    }
    await putAgreement(store, agreement, "ess.demo");
  });
});

it("a notify of a Beneficiary from a plain partner goes the same way", async () => {
  const person = await somebody("UP-20");
  const event = (status: string, more: object = {}) => ({
    reference_id: "r1",
    timestamp: "2026-11-23T09:00:00Z",
    data: {
      version: "1.0.0",
      reg_event_type: "enrolment",
      reg_record_type: "Beneficiary",
      reg_records: flat("UP-20", status, more),
    },
  });
  const send = (...events: object[]) =>
    knock(at, at.ess, at.sp, "notify", { transaction_id: "t", notify_event: events });
  expect((await send(event("Active"))).status).toBe(200);
  const later = { status_change_date: "2026-06-01" };
  expect((await send(event("Reinstated", later), event("Suspended", later))).status).toBe(200);
  expect(await statuses(person)).toEqual(["suspended"]);
});
