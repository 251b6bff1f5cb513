import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OfficeList, PlanPaper } from "../api/paper-schemas.ts";
import type { ApiError } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { made, openPlanFor, planOf, step } from "./test-plans.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let person: string;
let plan: string;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
});
beforeEach(async () => {
  const { body } = await leila.post<Registered>("/households", household(member()));
  person = body.members[0]?.person_id ?? "";
  plan = await openPlanFor(leila, person);
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

const paper = async (root = "") => {
  const answer = await leila.get<PlanPaper>(`/plans/${plan}/paper${root && `/${root}`}`);
  expect(answer.status).toBe(200);
  return answer.body;
};
const sign = (root: string, party: string, more: object = {}) =>
  made(leila, `/plans/${plan}/sign-offs`, {
    party,
    root,
    decision: "signed",
    method: party === "person" ? "pen" : "office",
    evidence: party === "person" ? "Folder 12" : "",
    ...more,
  });

describe("the plan on paper", () => {
  it("bears the root that is signed; a version bears its own, and reads as it was signed", async () => {
    const line = await made(leila, `/plans/${plan}/steps`, step("Childcare place"));
    const first = await paper();
    expect(first).toMatchObject({
      root: (await planOf(leila, person)).root,
      standing: "to_sign",
      person_name: "Amina Diallo",
      said: [],
      steps: [{ what: "Childcare place", number: 1, party: "social" }],
    });
    await sign(first.root, "social");
    const no = { refused_lines: [first.steps[0]?.key] };
    await sign(first.root, "person", no);
    await made(leila, `/lines/${line}/edit`, { changes: { where: "Market" } });
    const now = await paper();
    expect(now.root).not.toBe(first.root);
    expect(now).toMatchObject({ standing: "to_sign", said: [], steps: [{ where: "Market" }] });
    const then = await paper(first.root);
    expect(then).toMatchObject({
      root: first.root,
      standing: "earlier",
      steps: [{ where: "", refused: true }],
    });
    expect(then.said.map(({ party, method }) => `${party} ${method}`).sort()).toEqual([
      "person pen",
      "social office",
    ]);
  });

  it("says nothing of a protected step, of private time, of what is kept off paper, nor of threads", async () => {
    const times = { start: "2026-11-25T09:00", end: "2026-11-25T10:00", zone: "Europe/Paris" };
    const seen = await made(leila, `/plans/${plan}/steps`, step("Course", "employment"));
    await made(leila, `/steps/${seen}/messages`, { text: "Between us", party: "social" });
    const before = await paper();
    await made(leila, `/plans/${plan}/steps`, {
      ...step("Shelter counselling", "social", { times }),
      hidden: true,
    });
    await made(leila, `/plans/${plan}/unavailable`, { times });
    await made(
      leila,
      `/plans/${plan}/steps`,
      step("Safety talk", "social", { keep_off: ["paper"], times, where: "Women's house" }),
    );
    const after = await paper();
    expect({ ...after, root: "" }).toEqual({ ...before, root: "" });
    for (const word of ["Shelter", "Safety", "Women", "Between us"]) {
      expect(JSON.stringify(after)).not.toContain(word);
    }
  });

  it("is not found under a root that nobody signed, nor for a plan that is not there", async () => {
    for (const root of ["0".repeat(64), "not-a-root", "%27"]) {
      const answer = await leila.get<ApiError>(`/plans/${plan}/paper/${root}`);
      expect([answer.status, answer.body.code]).toEqual([404, "err.not_found"]);
    }
    const none = await leila.get<ApiError>(`/plans/${person}/paper`);
    expect(none.status).toBe(404);
  });
});

describe("the offices on paper", () => {
  const contact = {
    ask_for: "Leila Haddad",
    phone: "+999 700 100 210",
    hours: "08:00–16:00",
    place: "Station Road 12",
    complaints: { name: "Ines Moreau", phone: "+999 700 100 211", place: "Room 4" },
  };

  it("are noted once each and brought up to date; nobody else's system can be noted", async () => {
    const { store } = staff.sp;
    await leila.post("/offices", { system: "sp.demo", ...contact });
    const { body } = await leila.post<OfficeList>("/offices", {
      system: "sp.demo",
      ...contact,
      phone: "+999 700 100 299",
    });
    const ours = body.items.filter(({ system }) => system.id === "sp.demo");
    expect(ours).toMatchObject([{ phone: "+999 700 100 299", complaints: contact.complaints }]);
    const count = await staff.sql<{ n: number }>(
      store,
      "select count(*)::int as n from records where system = $1 and type = 'Office'",
      ["sp.demo"],
    );
    expect(count).toEqual([{ n: 1 }]);
    const strange = await leila.post<ApiError>("/offices", { system: "x.other", ...contact });
    expect([strange.status, strange.body.code]).toEqual([400, "err.bad_input"]);
    expect((await paper()).offices).toMatchObject([
      { system: { id: "sp.demo" }, phone: "+999 700 100 299" },
    ]);
  });

  it("stay in their own system, even where the other one shares the node", async () => {
    const marc = await staff.signIn("marc");
    const { body } = await marc.get<OfficeList>("/offices");
    expect(body.items.map(({ phone }) => phone)).toEqual(body.items.map(() => ""));
  });
});
