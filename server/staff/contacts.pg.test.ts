import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Contacts } from "../api/contact-schemas.ts";
import type { ApiError, HouseholdView, Today } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

const day_ms = 86_400_000;
let staff: TestStaff;
let leila: Staff;
let marc: Staff;
let person = "";
let home = "";
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
  marc = await staff.signIn("marc");
  const { body } = await leila.post<Registered>("/households", household(member()));
  person = body.members[0]?.person_id ?? "";
  home = body.household_id;
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

const url = () => `/people/${person}/contacts`;
const waiting = async () =>
  (await leila.get<Today>("/today")).body.items.filter(({ kind }) => kind === "contact_due");

it("keeps a contact with its note, its worker and the next day, and puts it into the timeline", async () => {
  const call = { kind: "call", on: "2026-11-20", outcome: "not_reached", next_on: "2026-11-24" };
  expect((await leila.post(url(), call)).status).toBe(201);
  const visit = { kind: "home_visit", on: "2026-11-23", outcome: "met", note: " Sara is well. " };
  await leila.post(url(), { ...visit, next_on: "2026-11-25" });
  const { body } = await leila.get<Contacts>(url());
  expect(body).toMatchObject({
    next_on: "2026-11-25",
    items: [
      { kind: "home_visit", note: "Sara is well.", by: { name: "Leila Haddad" } },
      { kind: "call", outcome: "not_reached", next_on: "2026-11-24", note: "" },
    ],
  });
  const told = await leila.get<HouseholdView>(`/households/${home}`);
  const acts = told.body.timeline.filter(({ act }) => act === "contact.recorded");
  expect(acts).toMatchObject([{ changes: [] }, { changes: [] }]);
});

it("refuses a day that has not come, and a next one that is not after it; nothing is written", async () => {
  const before = await leila.get<Contacts>(url());
  const given = { kind: "call", on: "2026-11-23", outcome: "met" };
  for (const change of [
    { on: "2026-11-25" },
    { next_on: "2026-11-23" },
    { on: "2026-02-31" },
    { next_on: "2027-02-29" },
    { kind: "fax" },
    { outcome: "guilty" },
    { note: "n".repeat(4_001) },
  ]) {
    const answer = await leila.post<ApiError>(url(), { ...given, ...change });
    expect([change, answer.status, answer.body.code]).toEqual([change, 400, "err.bad_input"]);
  }
  expect((await leila.get<Contacts>(url())).body).toEqual(before.body);
  expect((await leila.post(`/people/${home}/contacts`, given)).status).toBe(404);
});

it("waits in Today on its day, is late after it, and is gone once something was written down", async () => {
  expect(await waiting()).toEqual([]);
  staff.pass(2 * day_ms);
  leila = await staff.signIn("leila");
  expect(await waiting()).toMatchObject([{ person_id: person, late: false }]);
  staff.pass(day_ms);
  leila = await staff.signIn("leila");
  expect(await waiting()).toMatchObject([{ person_id: person, late: true }]);
  await leila.post(url(), { kind: "in_office", on: "2026-11-26", outcome: "did_not_come" });
  expect(await waiting()).toEqual([]);
});

it("does not ask anybody to call somebody who is said to have died", async () => {
  const { body } = await leila.post<Registered>("/households", household(member()));
  const other = body.members[0]?.person_id ?? "";
  const set = { kind: "call", on: "2026-11-20", outcome: "met", next_on: "2026-11-25" };
  await leila.post(`/people/${other}/contacts`, set);
  expect(await waiting()).toMatchObject([{ person_id: other }]);
  await leila.post(`/people/${other}/death`, { step: "report", reason: "Family" });
  expect(await waiting()).toEqual([]);
});

it("stays in its office: the other system of the node has nothing of it", async () => {
  const text = "select count(*)::int as n from records where type = 'Contact'";
  expect(await staff.sql(staff.ess.store, text)).toEqual([{ n: 0 }]);
  marc = await staff.signIn("marc");
  expect((await marc.get(url())).status).toBe(404);
});

it("is sealed where it is stored", async () => {
  const text = "select count(*)::int as n from events where body like '%Sara is well%'";
  expect(await staff.sql(staff.sp.store, text)).toEqual([{ n: 0 }]);
});
