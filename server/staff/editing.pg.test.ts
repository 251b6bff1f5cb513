import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { recordFromPartner, applyIncoming, type Incoming } from "../../domain/receiving.ts";
import { ownChange, newRecord } from "../../domain/editing.ts";
import type {
  ApiError,
  EnrolmentView,
  FieldView,
  HouseholdView,
  PersonView,
  Proposal,
  Today,
} from "../api/schemas.ts";
import type { EditResult } from "../api/work-schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import {
  household,
  link,
  member,
  openTestStaff,
  type Staff,
  type TestStaff,
} from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let person: string;
let home: string;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
});
beforeEach(async () => {
  const { body } = await leila.post<Registered>("/households", household(member()));
  [person, home] = [body.members[0]?.person_id ?? "", body.household_id];
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

async function field(name: string): Promise<FieldView> {
  const { body } = await leila.get<PersonView>(`/people/${person}`);
  const found = body.fields.find((one) => one.name === name);
  if (!found) throw new Error(name);
  return found;
}
function edit<T = EditResult>(changes: object, more: object = {}) {
  return leila.post<T>(`/records/${person}/edit`, { changes, ...more });
}

/** A proposal of employment support about a field of the person, as it arrives here. */
async function proposed(name: string, value: string): Promise<string> {
  const key =
    (
      await staff.sql<{ key: string }>(staff.sp.store, "select key from records where id = $1", [
        person,
      ])
    )[0]?.key ?? "";
  const id = staff.node.newId();
  await staff.write(staff.sp, (ctx) => {
    const version = (v: string) => [{ v, h: ctx.tick, o: "ess.demo" }];
    const by = { name: "Marc Dubois", role: "counsellor", system: "ess.demo" };
    const fields = {
      person: version(key),
      target: version(key),
      field: version(name),
      value: version(value),
      reason: version("seen papers"),
      by: [{ v: by, h: ctx.tick, o: "ess.demo" }],
    };
    const item: Incoming = {
      type: "Proposal",
      key: `ess.demo/${id}`,
      ver: 1,
      prev: 0,
      origin: "ess.demo",
      act: "proposal.made",
      at: ctx.nowIso,
      by,
      reason: "seen papers",
      delta: { fields, sets: {} },
      left: null,
    };
    return [
      applyIncoming(
        recordFromPartner(item, id, { subject: person, household: home }),
        item,
        ctx.systems,
      ),
    ];
  });
  return id;
}

it("saves an edit of a field that is ours, and the timeline says from what to what", async () => {
  const { status, body } = await edit({ birth_date: "1990-04-12" }, { reason: "typed wrongly" });
  expect([status, body]).toEqual([200, { saved: ["birth_date"], sent: [] }]);
  const { body: page } = await leila.get<HouseholdView>(`/households/${home}`);
  expect(page.timeline.find((entry) => entry.act === "person.edited")).toMatchObject({
    changes: [{ field: "birth_date", from: "1991-04-12", to: "1990-04-12" }],
    reason: "typed wrongly",
    person_id: person,
    person_name: "Amina Diallo",
  });
});

it("sends an edit of the partner's field as a proposal, and both values can be read meanwhile", async () => {
  await edit({ occupation: "baker" });
  await link(staff.sp, "ess.demo", person);
  expect((await field("occupation")).yours).toBe(false);
  const { body } = await edit({ occupation: "cook", phone_number: "+221771112233" });
  expect(body.saved).toEqual(["phone_number"]);
  expect(body.sent).toMatchObject([{ field: "occupation", to: { id: "ess.demo" } }]);
  expect(await field("occupation")).toMatchObject({
    value: "baker",
    owner: { id: "ess.demo" },
    proposals: [{ value: "cook", current: "baker", state: "waiting", yours_to_decide: false }],
  });
  const own = body.sent[0]?.proposal_id;
  const decided = await leila.post<ApiError>(`/proposals/${own}/decision`, { decision: "accept" });
  expect([decided.status, decided.body.code]).toEqual([409, "err.not_yours"]);
});

it("refuses a stale edit, and changes nothing of it", async () => {
  const { stamp } = await field("phone_number");
  await edit({ phone_number: "+221770000001" });
  const changes = { phone_number: "+221770000002", email: "a@b.test" };
  const { status, body } = await edit<ApiError>(changes, { seen: { phone_number: stamp } });
  expect([status, body.code, body.fields]).toEqual([409, "err.stale", ["/changes/phone_number"]]);
  expect((await field("phone_number")).value).toBe("+221770000001");
  expect((await field("email")).value).toBeNull();
});

it.each([
  ["err.bad_input", { sex: "f" }],
  ["err.bad_input", { birth_date: "1990-02-30" }],
  ["err.bad_input", { email: "a@b.test", nonsense: 1 }],
  ["err.bad_input", {}],
  ["err.field.fixed", { household: "sp.demo/1" }],
  ["err.field.fixed", { work_offer: "accepted" }],
])("refuses with %s what may not be edited so, and changes nothing", async (code, changes) => {
  const before = await leila.get<PersonView>(`/people/${person}`);
  expect((await edit<ApiError>(changes)).body.code).toBe(code);
  expect((await leila.get(`/people/${person}`)).body).toEqual(before.body);
});

it("does not say saved when a confirmed death would not be undone by an edit", async () => {
  await edit({ vital_status: "confirmed" });
  const { status, body } = await edit<ApiError>({ vital_status: "alive" });
  expect([status, body.code]).toEqual([409, "err.field.fixed"]);
});

it("accepts a proposal: the field changes and cites it, and Today is empty again", async () => {
  await link(staff.sp, "ess.demo", person);
  const id = await proposed("birth_date", "1989-01-01");
  const today = await leila.get<Today>("/today");
  expect(today.body.items.filter((item) => item.target === id)).toMatchObject([
    {
      kind: "proposal",
      field: "birth_date",
      person_id: person,
      late: false,
      from: { id: "ess.demo" },
    },
  ]);
  expect((await field("birth_date")).proposals).toMatchObject([{ id, yours_to_decide: true }]);
  const { status, body } = await leila.post<Proposal>(`/proposals/${id}/decision`, {
    decision: "accept",
  });
  expect([status, body.state, body.current]).toEqual([200, "accepted", "1989-01-01"]);
  expect(await field("birth_date")).toMatchObject({ value: "1989-01-01", proposals: [] });
  const after = await leila.get<Today>("/today");
  expect(after.body.items.filter((item) => item.target === id)).toEqual([]);
  const again = await leila.post<ApiError>(`/proposals/${id}/decision`, { decision: "accept" });
  expect([again.status, again.body.code]).toEqual([409, "err.decided"]);
});

it("refuses a proposal only with a reason, and the value stays", async () => {
  const id = await proposed("birth_date", "1989-01-01");
  const url = `/proposals/${id}/decision`;
  expect((await leila.post(url, { decision: "refuse" })).status).toBe(400);
  const { body } = await leila.post<Proposal>(url, {
    decision: "refuse",
    reason: "the card says 1991",
  });
  expect(body).toMatchObject({
    state: "refused",
    decision: { reason: "the card says 1991", by: { name: "Leila Haddad" } },
  });
  expect((await field("birth_date")).value).toBe("1991-04-12");
});

it("calls a proposal late after five working days", async () => {
  const id = await proposed("birth_date", "1989-01-01");
  staff.pass(8 * 24 * 3_600_000);
  leila = await staff.signIn("leila");
  const { body } = await leila.get<Today>("/today");
  expect(body.items[0]).toMatchObject({ target: id, late: true });
  expect(body.late).toBeGreaterThan(0);
});

it("keeps the enrolment law: each step is one that may follow", async () => {
  const programme = (
    await staff.write(staff.sp, (ctx) => [
      ownChange(
        ctx,
        newRecord(ctx, "Programme"),
        { fields: { name: "Child grant", programme_type: "cash" } },
        "programme.opened",
      ),
    ])
  )[0]?.record.id;
  const programmes = await leila.get<{ items: { id: string }[] }>("/programmes");
  expect(programmes.body.items.map((one) => one.id)).toContain(programme);
  const open = { programme_id: programme, effective_date: "2026-11-01" };
  const opened = await leila.post<{ id: string }>(`/people/${person}/enrolments`, open);
  expect(opened.status).toBe(201);
  const step = (status: string) =>
    leila.post<EnrolmentView>(`/enrolments/${opened.body.id}/status`, {
      status,
      reason: "x",
      effective_date: "2026-11-20",
    });
  expect(await step("reinstated")).toMatchObject({ status: 409, body: { code: "err.transition" } });
  expect(await step("suspended")).toMatchObject({
    status: 200,
    body: { status: { value: "suspended" } },
  });
  const { body } = await step("reinstated");
  expect(body.next).toEqual(["exited", "suspended", "inactive", "awaiting_renewal"]);
  const unknown = await leila.post(`/people/${person}/enrolments`, {
    ...open,
    programme_id: person,
  });
  expect(unknown.status).toBe(400);
});

it("proposes work found to employment support, and records services", async () => {
  await link(staff.sp, "ess.demo", person);
  const job = { job_title: "Baker", employer: "Bread & Co", start_date: "2026-11-01" };
  const { status, body } = await leila.post<EditResult>(`/people/${person}/employment`, {
    employment_status: "employee",
    job,
  });
  expect(status).toBe(200);
  expect(body.sent).toMatchObject([{ field: "employment_status", to: { id: "ess.demo" } }]);
  expect(body.saved).toEqual(["employment_info"]);
  const lost = await leila.post<ApiError>(`/people/${person}/employment`, {
    employment_status: "not_employed",
  });
  expect(lost.body).toMatchObject({ code: "err.bad_input", fields: ["/unemployment_reason"] });
  const service = { service: "home_visit", on: "2026-11-20", outcome: "delivered", note: "kind" };
  expect((await leila.post(`/people/${person}/services`, service)).status).toBe(201);
  const { body: view } = await leila.get<PersonView>(`/people/${person}`);
  expect(view.services).toMatchObject([{ ...service, by: { name: "Leila Haddad" } }]);
});
