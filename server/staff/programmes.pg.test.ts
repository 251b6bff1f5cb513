import { afterAll, beforeAll, expect, it } from "vitest";
import { someDefinition } from "../../domain/programme/test-definition.ts";
import { putAgreement } from "../../store/partners.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import type {
  ProgrammeView,
  CheckedProgramme,
  ProgrammeList,
  ProgrammeMatch,
  ProgrammeVersions,
  ProgrammeWords,
} from "../api/programme-schemas.ts";
import type { ApiError, EnrolmentView } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let at: TestStaff;
let leila: Staff;
let ines: Staff;
let samira: Staff;
let person = "";
beforeAll(async () => {
  at = await openTestStaff();
  leila = await at.signIn("leila");
  ines = await at.signIn("ines");
  samira = await at.signIn("samira");
  const home = { locality: "Old Harbour", region: "Port Marov", members: [member()] };
  const { body } = await leila.post<Registered>("/households", home);
  person = body.members[0]?.person_id ?? "";
});
afterAll(async () => {
  expect(at.unlike).toEqual([]);
  await at.close();
});

async function open(name: string, definition: unknown = someDefinition()): Promise<string> {
  const made = await ines.post<{ id: string }>("/programmes", { name, type: "test", definition });
  expect(made.status).toBe(201);
  return made.body.id;
}
const show = async (id: string) => (await leila.get<ProgrammeView>(`/programmes/${id}`)).body;
const enrol = (programme_id: string) =>
  leila.post<{ id: string }>(`/people/${person}/enrolments`, {
    programme_id,
    effective_date: "2026-11-01",
  });
const step = (id: string, status: string, rest: object = {}) =>
  leila.post<EnrolmentView & ApiError>(`/enrolments/${id}/status`, {
    status,
    reason: "x",
    effective_date: "2026-11-20",
    ...rest,
  });

it("a supervisor defines a programme as data, and everybody reads it", async () => {
  const id = await open("Winter help");
  const shown = await show(id);
  expect(shown).toMatchObject({ name: "Winter help", yours: true, may_define: false });
  expect(shown.definition).toEqual(someDefinition());
  expect(shown.law[0]).toEqual({ from: "start", to: ["active"] });
  expect(shown.needs).toMatchObject({ option: "person", records: [{ type: "Person" }] });
  expect(shown.told.map(({ system }) => system.id)).toEqual(["ess.demo"]);
  // The agreement lists more; the programme itself shares no more than this.
  expect(shown.told[0]?.fields).toEqual(["person", "programme", "status"]);
  const { body } = await leila.get<ProgrammeList>("/programmes/all");
  expect(body.items).toContainEqual(
    expect.objectContaining({ id, purpose: { en: "A month's support" } }),
  );
});

it("nobody but a supervisor of its own system writes it", async () => {
  const id = await open("Guarded");
  const body = { definition: someDefinition(), seen: (await show(id)).stamp };
  const told = await leila.post<ApiError>(`/programmes/${id}/definition`, body);
  expect([told.status, told.body.code]).toEqual([403, "err.supervisor"]);
  const foreign = await samira.post<ApiError>(`/programmes/${id}/definition`, body);
  expect([foreign.status, foreign.body.code]).toEqual([404, "err.not_found"]);
});

it("what is wrong is told place by place, and nothing is kept", async () => {
  const definition = someDefinition({
    languages: ["en", "fr"],
    criteria: { attribute: "shoe_size", is: "eq", value: 1 },
  });
  const checked = await leila.post<CheckedProgramme>("/programmes/check", { definition });
  expect(checked.body.faults).toEqual([
    { code: "criteria_not_askable", at: "/criteria" },
    { code: "language_missing", at: "/purpose" },
    { code: "language_missing", at: "/chain/0/text" },
  ]);
  const refused = await ines.post<ApiError>("/programmes", { name: "x", type: "x", definition });
  expect(refused).toMatchObject({ status: 400, body: { code: "err.programme.definition" } });
  expect(refused.body.fields).toContain("/definition/criteria");
  const { body } = await leila.get<ProgrammeList>("/programmes/all");
  expect(body.items.map(({ name }) => name)).not.toContain("x");
});

it.each([null, 1, "text", [], {}, { ...someDefinition(), law: [] }])(
  "%j is answered with a code",
  async (definition) => {
    const answer = await ines.post<ApiError>("/programmes", { name: "x", type: "x", definition });
    expect([answer.status, answer.body.code]).toEqual([400, "err.programme.definition"]);
  },
);

it("an edit of what changed meanwhile is refused", async () => {
  const id = await open("Changing");
  const { stamp } = await show(id);
  at.pass(1_000);
  const definition = someDefinition({ unit: "member", good_causes: ["care"] });
  const first = await ines.post(`/programmes/${id}/definition`, { definition, seen: stamp });
  expect(first.status).toBe(200);
  const late = await ines.post<ApiError>(`/programmes/${id}/definition`, {
    definition,
    seen: stamp,
  });
  expect([late.status, late.body.code]).toEqual([409, "err.stale"]);
  expect((await show(id)).definition?.good_causes).toEqual(["care"]);
});

it("an enrolment takes only the steps its programme lists, and a screen offers no others", async () => {
  const id = await open("Short law");
  const enrolled = await enrol(id);
  const { id: enrolment } = enrolled.body;
  const renewal = await step(enrolment, "awaiting_renewal");
  expect([renewal.status, renewal.body.code]).toEqual([409, "err.programme.step"]);
  const never = await step(enrolment, "reinstated");
  expect([never.status, never.body.code]).toEqual([409, "err.transition"]);
  const suspended = await step(enrolment, "suspended", { notice_date: "2026-11-10" });
  expect(suspended.status).toBe(200);
  // By the whole law a suspended one may also become inactive; not here.
  expect(suspended.body.next).toEqual(["exited", "reinstated"]);
  expect(suspended.body.notice_date).toBe("2026-11-10");
  const back = await step(enrolment, "reinstated");
  expect(back.body.notice_date).toBeNull();
});

it("a programme without a definition has the whole law, and one that defines less from then on", async () => {
  const id = await open("First whole");
  const opened = await enrol(id);
  const narrow = someDefinition({
    law: someDefinition().law.map((line) =>
      line.from === "active" ? { ...line, to: ["deceased" as const, "exited" as const] } : line,
    ),
  });
  // Suspended and inactive are not reached any more.
  const law = narrow.law.filter(({ from }) => ["start", "active", "exited"].includes(from));
  const { stamp } = await show(id);
  const definition = { ...narrow, law };
  expect(
    (await ines.post(`/programmes/${id}/definition`, { definition, seen: stamp })).status,
  ).toBe(200);
  const refused = await step(opened.body.id, "suspended");
  expect([refused.status, refused.body.code]).toEqual([409, "err.programme.step"]);
});

it("an agreement that names programmes lets nobody know of another's enrolments", async () => {
  const [named, other] = [await open("Named"), await open("Other")];
  const nowIso = "2026-11-23T09:00:00.000Z";
  const agreement = demoAgreement("sp.demo", "ess.demo", "sp", nowIso);
  const { key } = await show(named);
  await putAgreement(at.sp.store, { ...agreement, programmes: [key] }, "ess.demo");
  expect((await show(named)).told.map(({ system }) => system.id)).toEqual(["ess.demo"]);
  expect((await show(other)).told).toEqual([]);
  await putAgreement(at.sp.store, agreement, "ess.demo");
});

it("an end takes nobody in after its day, leaves whoever is in it, and can be taken back", async () => {
  const id = await open("Ending");
  const before = await enrol(id);
  expect(before.status).toBe(201);
  const end = (ends_on: string | null, by = ines) =>
    by.post<ProgrammeView & ApiError>(`/programmes/${id}/end`, {
      ends_on,
      reason: "Money ran out",
    });
  expect((await end("2026-10-31", leila)).body.code).toBe("err.supervisor");
  expect((await end("some day")).body.code).toBe("err.bad_input");
  expect((await end("2026-10-31")).body.ends_on).toBe("2026-10-31");
  expect((await end("2026-10-31")).body.code).toBe("err.stale");
  const late = await enrol(id);
  expect(late).toMatchObject({ status: 409, body: { code: "err.programme.ended" } });
  expect((await step(before.body.id, "suspended")).status).toBe(200);
  expect((await end(null)).body.ends_on).toBeNull();
  expect((await enrol(id)).status).toBe(201);
});

it("its versions say who changed which parts and why it ended, newest first", async () => {
  const id = await open("Versions");
  at.pass(1_000);
  const { stamp } = await show(id);
  const definition = someDefinition({ good_causes: ["care"], unit: "member" });
  await ines.post(`/programmes/${id}/definition`, { definition, seen: stamp });
  at.pass(1_000);
  await ines.post(`/programmes/${id}/end`, { ends_on: "2027-01-31", reason: "Merged" });
  const { body } = await leila.get<ProgrammeVersions>(`/programmes/${id}/versions`);
  expect(body.items.map(({ act, parts, reason, by }) => [act, parts, reason, by.name])).toEqual([
    ["ended", [], "Merged", "Ines Moreau"],
    ["defined", ["good_causes"], "", "Ines Moreau"],
    ["opened", [], "", "Ines Moreau"],
  ]);
});

it("a preview says who would fit now, who is new to it and who no longer fits; only a supervisor asks", async () => {
  const home = (locality: string, members: object[]) =>
    leila.post("/households", { locality, region: "Match", members });
  await home("Match East", [member({ employment_status: "not_employed" })]);
  await home("Match West", [member({ employment_status: "employee" })]);
  const of = (value: string) => ({
    all: [
      { attribute: "household.region", is: "eq", value: "Match" },
      { attribute: "employment_status", is: "eq", value },
    ],
  });
  const id = await open("Matching", someDefinition({ criteria: of("not_employed") }));
  const match = (criteria: unknown, by = ines) =>
    by.post<ProgrammeMatch & ApiError>("/programmes/match", {
      unit: "member",
      criteria,
      programme: id,
    });
  const same = await match(of("not_employed"));
  expect(same.body).toMatchObject({ fit: 1, change: { before: 1, more: 0, fewer: 0 } });
  const other = await match(of("employee"));
  expect(other.body).toMatchObject({
    fit: 1,
    change: { before: 1, more: 1, fewer: 1 },
    enrolled: 0,
  });
  expect(other.body.some).toHaveLength(1);
  expect((await match(of("employee"), leila)).body.code).toBe("err.supervisor");
  const wrong = await match({ attribute: "shoe_size", is: "eq", value: 1 });
  expect([wrong.status, wrong.body.code]).toEqual([400, "err.bad_input"]);
  const words = (await ines.get<ProgrammeWords>("/programme-words")).body;
  expect(words.attributes.map(({ type }) => type)).not.toContain("blind");
  const local = words.records.flatMap(({ fields }) => fields.map(({ name }) => name));
  expect(local).not.toContain("notes");
});
