import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type {
  ApiError,
  HouseholdView,
  PeoplePage,
  PersonView,
  SearchResult,
} from "../api/schemas.ts";
import type { NewMember, Registered } from "../api/work-schemas.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

async function register(...members: NewMember[]): Promise<Registered> {
  const { status, body } = await leila.post<Registered>("/households", household(...members));
  expect(status).toBe(201);
  return body;
}

async function counted(): Promise<string> {
  const text = "select (select count(*) from records) || '/' || (select count(*) from events) as n";
  const [row] = await staff.sql<{ n: string }>(staff.sp.store, text);
  return row?.n ?? "";
}

it("registers a household and offers work support to everyone who may be offered it, with reasons", async () => {
  const child = member({ birth_date: "2015-01-02", relationship: "child", main_contact: false });
  const student = member({ in_full_time_education: true, birth_date: "2005-01-02" });
  const { number, members } = await register(member(), child, student);
  expect(number).toMatch(/^HH-2\d{4}$/);
  expect(members.map((one) => [one.offer.fits, one.offer.state])).toEqual([
    [true, "offered"],
    [false, "not_offered"],
    [false, "not_offered"],
  ]);
  const unmet = members.map((one) => one.offer.reasons.filter((r) => !r.met).map((r) => r.rule));
  expect(unmet).toEqual([[], ["age"], ["education"]]);
});

it("gives twins who differ only in sex, place in the family or given name the same offer", async () => {
  const twin = member({ sex: "female", relationship: "head" });
  const other = member({ sex: "male", relationship: "spouse", main_contact: false });
  const { members } = await register(twin, other);
  expect(members[0]?.offer).toEqual(members[1]?.offer);
});

it("does not offer to who asked to be left out, and says so", async () => {
  const { members } = await register(member({ left_out: true }));
  expect(members[0]?.offer).toMatchObject({ fits: false, state: "left_out" });
});

it("shows the household with members, owners and a timeline", async () => {
  const { household_id, number, members } = await register(member());
  const { status, body } = await leila.get<HouseholdView>(`/households/${household_id}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: household_id, number });
  expect(body.members.map((one) => one.id)).toEqual([members[0]?.person_id]);
  const name = body.members[0]?.fields.find((field) => field.name === "name");
  expect(name).toMatchObject({ yours: true, owner: { id: "sp.demo" }, from: { id: "sp.demo" } });
  expect(body.timeline.map((entry) => entry.act).sort()).toEqual([
    "household.registered",
    "person.registered",
  ]);
  expect(body.timeline[0]?.by).toMatchObject({ name: "Leila Haddad", system: { kind: "sp" } });
  expect(body.sync).toEqual([
    { partner: { id: "ess.demo", kind: "ess", title: "Employment" }, waiting: 0, shared: false },
  ]);
});

it("refuses a household with somebody who is already registered, however the number is typed", async () => {
  const first = member({ identifiers: [{ type: "NATIONAL_ID", value: "AB-12 34" }] });
  await register(first);
  const before = await counted();
  const again = member({ identifiers: [{ type: "NATIONAL_ID", value: "ab1234", issuer: "X" }] });
  const { status, body } = await leila.post<ApiError>("/households", household(member(), again));
  expect([status, body.code]).toEqual([409, "err.identifier.known"]);
  expect(body.fields).toEqual(["/members/1/identifiers/0"]);
  expect(await counted()).toBe(before);
});

it("registers once when the same form is sent twice at once", async () => {
  const form = household(member());
  const answers = await Promise.all([1, 2, 3].map(() => leila.post("/households", form)));
  expect(answers.map((one) => one.status).sort((a, b) => a - b)).toEqual([201, 409, 409]);
});

it.each([
  ["/members/0/birth_date", { birth_date: "2026-02-31" }],
  ["/members/0/birth_date", { birth_date: "2031-01-01" }],
  ["/members/0/sex", { sex: "F" as never }],
  ["/members/0/name/given_name", { name: { given_name: " ", surname: "B" } }],
  ["/members/0/name/surname", { name: { given_name: "A\0", surname: "\ud800" } }],
  ["/members/0/identifiers/0", { identifiers: [{ type: "X", value: "--" }] }],
])("bad input at %s changes nothing", async (pointer, change) => {
  const before = await counted();
  const { status, body } = await leila.post<ApiError>("/households", household(member(change)));
  expect([status, body.code]).toEqual([400, "err.bad_input"]);
  expect(body.fields).toContain(pointer);
  expect(await counted()).toBe(before);
});

it("lets only social protection register a household", async () => {
  const marc = await staff.signIn("marc");
  expect((await marc.post("/households", household(member()))).status).toBe(403);
});

it("shows nothing of one system's people to the other", async () => {
  const { household_id, members } = await register(member());
  const marc = await staff.signIn("marc");
  expect((await marc.get(`/households/${household_id}`)).status).toBe(404);
  expect((await marc.get(`/people/${members[0]?.person_id}`)).status).toBe(404);
  expect((await leila.get("/people/nobody")).status).toBe(404);
});

async function find(q: string) {
  const { body } = await leila.post<SearchResult>("/search", { q });
  return body.items.map((item) => [item.id, item.matched]);
}

it("finds people by the beginnings of their words, in Arabic too, and says why", async () => {
  const arabic = member({ name: { given_name: "أَمينة", surname: "الخوري" } });
  const { members } = await register(arabic);
  const found = [members[0]?.person_id, "name"];
  for (const q of ["امين", "الخوري أمي", "أمينة"]) expect(await find(q)).toEqual([found]);
  expect(await find("امين غيره")).toEqual([]);
});

it("finds people by identifier, phone and case number as a whole", async () => {
  const identifiers = [{ type: "NATIONAL_ID", value: "ZX-7781-90" }];
  const zoe = member({ identifiers, phone_number: "+221 77 612 44 09" });
  const { number, members } = await register(zoe);
  const typed = { identifier: "zx778190", phone: "0776124409", case_number: number.slice(3) };
  for (const [matched, q] of Object.entries(typed)) {
    const { body } = await leila.post<SearchResult>("/search", { q });
    expect(body.items.map((item) => [item.id, item.matched])).toEqual([
      [members[0]?.person_id, matched],
    ]);
  }
  const { body } = await leila.post<SearchResult>("/search", { q: "zx7781" });
  expect(body.items).toEqual([]);
});

it("shows at most ten people found", async () => {
  await register(
    ...Array.from({ length: 12 }, () => member({ name: { given_name: "Qiu", surname: "Wen" } })),
  );
  const { body } = await leila.post<SearchResult>("/search", { q: "qiu" });
  expect(body.items).toHaveLength(10);
});

it("pages through the caseload without missing or repeating anybody", async () => {
  await register(member(), member(), member(), member());
  const seen: string[] = [];
  let after: string | null = null;
  let total = 0;
  do {
    const ask: object = { view: "all", limit: 3, ...(after ? { after } : {}) };
    const page: PeoplePage = (await leila.post<PeoplePage>("/people/list", ask)).body;
    seen.push(...page.items.map((item) => item.id));
    ({ next: after, total } = page);
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen.length).toBe(total);
  const bad = await leila.post("/people/list", { view: "all", after: "eA" });
  expect(bad.status).toBe(400);
});

it("takes the person's answer to the offer, and lets it be taken back", async () => {
  const { members } = await register(member());
  const url = `/people/${members[0]?.person_id}`;
  for (const answer of ["said_no", "accepted", "left_out", "offered"]) {
    const { status, body } = await leila.post(`${url}/offer`, { answer });
    expect([status, body]).toMatchObject([200, { state: answer }]);
  }
  expect((await leila.get<PersonView>(url)).body.offer.state).toBe("offered");
});
