import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { answerOffer, changeEnrolment, openEnrolment } from "../../domain/case-work.ts";
import type { Agreement } from "../../domain/agreement.ts";
import type { JsonObject } from "../../domain/json.ts";
import { textOf, type StoredRecord } from "../../domain/record.ts";
import type { EnrolmentStatus } from "../../domain/records/values.ts";
import { newMember, recordAt, register } from "../../delivery/test-carry.ts";
import { partnerById, putAgreement, putPartner, activeAgreement } from "../../store/partners.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type Sending,
  type TestRegistry,
} from "./test-registry.ts";

let at: TestRegistry;
let before: Agreement | null = null;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

/** One enrolment of a person at social protection, taken through these statuses. */
async function enrol(
  person: StoredRecord,
  programme: string,
  ...then: EnrolmentStatus[]
): Promise<StoredRecord> {
  const named = { id: `sp.demo/${programme}`, name: programme };
  const [opened] = await at.sp.write((ctx) => {
    const input = { programme: named, effective_date: "2026-01-01", reason: "CANARY" };
    const done = openEnrolment(ctx, person, input);
    if (!done.ok) throw new Error(done.code);
    return done.changes;
  });
  const id = opened?.record.id ?? "";
  for (const status of then) {
    const enrolment = await recordAt(at.sp, id);
    await at.sp.write((ctx) => {
      const input = { status, reason: "CANARY", effective_date: "2026-02-01" };
      const done = changeEnrolment(ctx, enrolment, input);
      if (!done.ok) throw new Error(done.code);
      return done.changes;
    });
  }
  return recordAt(at.sp, id);
}

async function somebody(value: string, more: object = {}): Promise<StoredRecord> {
  const identifiers = [{ identifier_type: "UIN", identifier_value: value }];
  const { people } = await register(at.sp, newMember({ identifiers, ...more }));
  const [person] = people;
  if (!person) throw new Error("nobody");
  return person;
}

const eq = (value: string) => ({ person_identifier: { eq: value } });
async function ask(query: unknown, how: Sending & { path?: string; message?: object } = {}) {
  const path = how.path ?? "sync/check-enrollment";
  const action = path === "sync/enrolled" ? "enrolled" : "enrollementstatus";
  const criteria = { query_type: "expression", response_entity: "Member", query };
  const message = { transaction_id: "t1", enrolled_criteria: criteria, ...how.message };
  const answer = await knock(at, at.ess, at.sp, path, message, {
    ...how,
    header: { action, ...how.header },
  });
  const body = answer.body as { header: JsonObject; message: { enrolled_response?: JsonObject[] } };
  return { ...answer, header: body.header, items: body.message.enrolled_response ?? [] };
}
const said = ({ items }: { items: JsonObject[] }) => items.map((one) => one["enrolled_status"]);
const disclosures = () =>
  at.sp.sql<JsonObject>(
    "select partner, purpose, how, fields, subject from disclosures order by pos",
  );

async function agree(change: Partial<Agreement>): Promise<void> {
  const { store } = at.sp;
  before ??= await activeAgreement(
    store,
    "sp.demo",
    "ess.demo",
    new Date(at.clock.ms).toISOString(),
  );
  if (!before) throw new Error("no agreement");
  await putAgreement(store, { ...before, ...change }, "ess.demo");
}
afterEach(() => agree({}));

describe("sync/check-enrollment", () => {
  it("answers the question of the standard's own example with the status in its words", async () => {
    const person = await somebody("CHECK-1");
    await enrol(person, "cash", "suspended");
    const answer = await ask(eq("check 1"));
    expect(answer.header).toMatchObject({
      action: "txn-on-status",
      status: "succ",
      total_count: 1,
    });
    expect(answer.body["message"]).toMatchObject({ transaction_id: "t1" });
    expect(answer.items).toMatchObject([
      {
        reference_id: "check 1",
        status: "succ",
        enrolled_status: "Suspended",
        programme_identifier: { programme_identifier: "sp.demo/cash", programme_name: "cash" },
      },
    ]);
    expect(answer.text).not.toMatch(/CANARY|Diallo/);
    expect((await disclosures()).at(-1)).toEqual({
      partner: "ess.demo",
      purpose: "verification",
      how: "check",
      fields: ["status", "programme"],
      subject: person.id,
    });
  });

  it("answers for each of two programmes, and for one when one is asked for", async () => {
    const person = await somebody("CHECK-2");
    await enrol(person, "cash");
    await enrol(person, "pension", "inactive");
    expect(new Set(said(await ask(eq("CHECK-2"))))).toEqual(new Set(["Active", "Inactive"]));
    const one = await ask({
      ...eq("CHECK-2"),
      "programme_identifier.program.programme_identifier": { eq: "sp.demo/pension" },
    });
    expect(said(one)).toEqual(["Inactive"]);
  });

  it.each<[string, object]>([
    ["idtype-value", { query_type: "idtype-value", query: { type: "UIN", value: "CHECK-3" } }],
    [
      "a predicate",
      {
        query_type: "predicate",
        query: { attribute_name: "person_identifier", operator: "eq", attribute_value: "CHECK-3" },
      },
    ],
    [
      "GraphQL",
      {
        query_type: "graphql",
        query: 'query { enrolment(person_identifier: "CHECK-3") { enrolment_status } }',
      },
    ],
    ["a household", { response_entity: "Group", query: { group_identifier: { eq: "" } } }],
  ])("is asked by %s as well", async (form, criteria) => {
    const person = await somebody("CHECK-3");
    const home = await recordAt(at.sp, person.household ?? "");
    await enrol(person, "cash", "awaiting_renewal");
    const number = textOf(home.state, "number");
    const query = form === "a household" ? { query: { group_identifier: { eq: number } } } : {};
    const answer = await ask(null, { message: { enrolled_criteria: { ...criteria, ...query } } });
    expect(said(answer)).toContain("Awaiting Renewal");
    await at.sp.write((ctx) => {
      const left = answerOffer(ctx, person, "said_no");
      if (!left.ok) throw new Error(left.code);
      return left.changes;
    });
  });

  it("takes the published sample as it is, under its other action and names", async () => {
    const person = await somebody("ABC451123");
    await enrol(person, "cash");
    await treatAs(at.sp, "ess.demo", "test");
    const query = eq("ABC451123");
    const answer = await ask(null, {
      sign: false,
      header: {
        action: "search-status",
        sender_id: "spmis.example.org",
        receiver_id: "ess.example.org",
        message_ts: "2026-02-16T14:30:00Z",
      },
      message: {
        enrolled_criteria: undefined,
        search_activity_id: "SR-1",
        reference_id: "SDFRTYUX",
        search_criteria: { query_type: "expression", response_entity: "Member", query },
      },
    });
    await treatAs(at.sp, "ess.demo", "tandem");
    expect(answer.items).toMatchObject([
      { reference_id: "SDFRTYUX", status: "succ", enrolled_status: "Active" },
    ]);
  });

  it("does not tell unknown, not covered and never enrolled from each other", async () => {
    await somebody("NEVER-1");
    const hidden = await somebody("HIDDEN-1", { birth_date: "2020-01-01" });
    await enrol(hidden, "cash");
    const count = (await disclosures()).length;
    const nobody = await ask(eq("NOBODY-1"));
    expect(nobody.items).toEqual([]);
    expect(nobody.header["status_reason_message"]).toMatch(/not the same as not enrolled/);
    const shape = ({ header, items }: Awaited<ReturnType<typeof ask>>) => [
      { ...header, message_id: "" },
      items,
    ];
    expect(shape(await ask(eq("NEVER-1")))).toEqual(shape(nobody));
    expect(shape(await ask(eq("HIDDEN-1")))).toEqual(shape(nobody));
    expect(await disclosures()).toHaveLength(count);
  });

  it("does not tell who lives where, or which numbers are one person's, unless it is agreed", async () => {
    const person = await somebody("TWICE-1");
    await enrol(person, "cash");
    const both = { $and: [eq("TWICE-1"), { "member.household.number": { eq: "H-1" } }] };
    const two = { $and: [eq("TWICE-1"), eq("TWICE-2")] };
    for (const query of [both, two]) expect((await ask(query)).items).toEqual([]);
    const records: Agreement["records"] = before?.records ?? {};
    const told = records.Person?.filter((one) => !["identifiers", "household"].includes(one));
    await agree({ records: { ...records, Person: told ?? [] } });
    expect((await ask(eq("TWICE-1"))).items).toHaveLength(1);
    for (const query of [both, two]) {
      expect((await ask(query)).items).toMatchObject([{ status: "rjct" }]);
    }
  });

  it("says Exited where it is agreed, and rejects the item where the list has no such word", async () => {
    const person = await somebody("EXIT-1");
    await enrol(person, "cash", "exited");
    expect(said(await ask(eq("EXIT-1")))).toEqual(["Exited"]);
    const partner = await partnerById(at.sp.store, "ess.demo");
    if (!partner) throw new Error("no partner");
    const writing = { enrolment_status: "check-enrollment" };
    await putPartner(at.sp.store, { ...partner, terms: { ...partner.terms, writing } });
    const answer = await ask(eq("EXIT-1"));
    await putPartner(at.sp.store, partner);
    expect(answer.items).toMatchObject([{ status: "rjct" }]);
    expect(said(answer)).toEqual([undefined]);
    expect(answer.header["status"]).toBe("rjct");
  });

  it("says yes or no where the agreement lets no more out", async () => {
    const person = await somebody("YESNO-1");
    await enrol(person, "cash", "suspended");
    await enrol(person, "pension", "exited");
    await agree({ verification: "yes_no" });
    expect(new Set(said(await ask(eq("YESNO-1"))))).toEqual(new Set(["no", "yes"]));
  });

  it("answers a list of a hundred, each under the number it was asked by", async () => {
    const person = await somebody("LIST-1");
    await enrol(person, "cash");
    const list = ["LIST-1", ...Array.from({ length: 99 }, (_, nth) => `LIST-X${nth}`)];
    const answer = await ask({ person_identifier: { in: list } });
    expect(answer.items).toMatchObject([{ reference_id: "LIST-1", enrolled_status: "Active" }]);
    const more = await ask({ person_identifier: { in: [...list, "one more"] } });
    expect(more.items).toMatchObject([{ status: "rjct" }]);
  });

  it("answers about nobody when several people carry a number whose type is not said", async () => {
    const first = await somebody("TWIN-1");
    const second = await somebody("TWIN-2");
    const nid = { identifier_type: "NID", identifier_value: "TWIN-1" };
    const third = await somebody("TWIN-3", { identifiers: [nid] });
    for (const one of [first, second, third]) await enrol(one, "cash");
    expect((await ask(eq("TWIN-1"))).items).toMatchObject([{ status: "rjct" }]);
    const typed = { query_type: "idtype-value", query: { type: "NID", value: "TWIN-1" } };
    expect(said(await ask(null, { message: { enrolled_criteria: typed } }))).toEqual(["Active"]);
  });

  it.each<[string, unknown]>([
    ["names nobody", { enrolment_status: { eq: "Active" } }],
    ["names everybody", {}],
    ["names somebody or anybody", { $or: [eq("CHECK-1"), { enrolment_status: { eq: "Active" } }] }],
    ["excludes somebody", { person_identifier: { ne: "CHECK-1" } }],
    ["asks an unknown attribute", { ...eq("CHECK-1"), password: { eq: "x" } }],
    [
      "asks what the agreement does not tell",
      { ...eq("CHECK-1"), "member.marital_status": "widowed" },
    ],
  ])("rejects a question that %s, and tells nothing", async (_, query) => {
    const count = (await disclosures()).length;
    const answer = await ask(query);
    expect([answer.status, answer.items]).toMatchObject([200, [{ status: "rjct" }]]);
    expect(said(answer)).toEqual([undefined]);
    expect(await disclosures()).toHaveLength(count);
  });

  it.each<[string, Partial<Agreement>, Sending & { message?: object }]>([
    ["for a purpose that is not agreed", { purposes: ["work_support"] }, {}],
    ["where statuses are not agreed", { records: { Enrolment: ["programme"] } }, {}],
    ["where enrolments are not agreed", { records: { Person: ["name"] } }, {}],
  ])("tells nothing %s", async (_, change, how) => {
    await enrol(await somebody("PURPOSE-1"), "cash");
    await agree(change);
    const answer = await ask(eq("PURPOSE-1"), how);
    expect([answer.status, answer.items]).toEqual([200, []]);
  });

  it("is refused when the agreement is revoked", async () => {
    await agree({ status: "revoked" });
    const answer = await ask(eq("CHECK-1"));
    expect([answer.status, answer.code]).toEqual([403, "err.request.forbidden"]);
  });
});

describe("sync/enrolled", () => {
  const enrolled = (query: unknown) => ask(query, { path: "sync/enrolled" });
  const inProgramme = (value: string, id: string) => ({
    ...eq(value),
    "programme_identifier.program.programme_identifier": { eq: id },
  });

  it("says yes while support goes on and no when it ended, for a person the agreement covers", async () => {
    await enrol(await somebody("IBR-1"), "cash", "suspended");
    await enrol(await somebody("IBR-2"), "cash", "inactive");
    await somebody("IBR-3");
    const yes = await enrolled(eq("IBR-1"));
    expect(yes.items).toMatchObject([{ reference_id: "IBR-1", enrolled_status: "yes" }]);
    expect(said(await enrolled(eq("IBR-2")))).toEqual(["no"]);
    expect(said(await enrolled(eq("IBR-3")))).toEqual(["no"]);
    const told = (await disclosures()).at(-1);
    expect(told).toMatchObject({ how: "check", fields: ["status", "programme"] });
  });

  it("says neither of whoever is unknown or not covered, and the two look alike", async () => {
    await enrol(await somebody("IBR-4", { birth_date: "2020-01-01" }), "cash");
    const nobody = await enrolled(eq("IBR-NOBODY"));
    expect([nobody.items, (await enrolled(eq("IBR-4"))).items]).toEqual([[], []]);
  });

  it("denies enrolment in programmes of its own alone", async () => {
    await enrol(await somebody("IBR-5"), "cash");
    expect(said(await enrolled(inProgramme("IBR-5", "sp.demo/cash")))).toEqual(["yes"]);
    expect(said(await enrolled(inProgramme("IBR-5", "sp.demo/pension")))).toEqual(["no"]);
    expect(said(await enrolled(inProgramme("IBR-5", "pw.demo/roads")))).toEqual([]);
  });

  it("takes the published IBR question, a predicate under the action search", async () => {
    await enrol(await somebody("847951632"), "cash");
    const answer = await ask(
      { attribute_name: "person_identifier", operator: "eq", attribute_value: "847951632" },
      { path: "sync/enrolled", header: { action: "search" } },
    );
    expect(said(answer)).toEqual(["yes"]);
  });

  it("is offered by social protection alone", async () => {
    const message = { transaction_id: "t", enrolled_criteria: { query: eq("IBR-1") } };
    const answer = await knock(at, at.sp, at.ess, "sync/enrolled", message);
    expect([answer.status, answer.code]).toEqual([404, "err.request.not_found"]);
  });
});
