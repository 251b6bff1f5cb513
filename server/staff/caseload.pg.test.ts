import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { CaseloadView, Moved, MovesBody } from "../api/caseload-schemas.ts";
import type { ApiError, HouseholdView } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
let ines: Staff;
let person = "";
let other = "";
let home = "";
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
  ines = await staff.signIn("ines");
  const { body } = await leila.post<Registered>(
    "/households",
    household(member(), member({ main_contact: false, relationship: "SPOUSE" })),
  );
  [person = "", other = ""] = body.members.map(({ person_id }) => person_id);
  home = body.household_id;
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

const list = async (scope: string, by = leila) =>
  (await by.post<CaseloadView>("/caseload", { scope })).body;
const move = (
  by: Staff,
  moves: MovesBody["moves"],
  where = "/caseload/hand-over",
  reason = "Leave",
) => by.post<Moved & ApiError>(where, { moves, reason });
const codes = ({ body }: { body: Moved }) => body.rows.map(({ code }) => code);

it("somebody with something waiting is nobody's until a worker takes them on", async () => {
  expect((await list("mine")).items).toEqual([]);
  // A contact whose day has come waits in Today.
  const call = { kind: "call", outcome: "not_reached", on: "2026-11-18", next_on: "2026-11-20" };
  await leila.post(`/people/${person}/contacts`, call);
  expect((await list("nobody")).items.map(({ person_id }) => person_id)).toContain(person);
  const seen = await move(
    leila,
    [{ person_id: person, to: "leila", seen: null }],
    "/caseload/hand-over/preview",
  );
  expect(codes(seen)).toEqual([""]);
  expect((await list("mine")).items).toEqual([]);
  expect(codes(await move(leila, [{ person_id: person, to: "leila", seen: null }]))).toEqual([""]);
  const mine = await list("mine");
  expect(mine.items).toMatchObject([
    {
      person_id: person,
      worker: { id: "leila" },
      weight: "usual",
      since: "2026-11-23",
      last_met: null,
    },
  ]);
  expect(mine.workers).toContainEqual(expect.objectContaining({ id: "leila", cases: 1, units: 2 }));
  expect((await list("nobody")).items.map(({ person_id }) => person_id)).not.toContain(person);
});

it("what comes next, the last meeting and what waits stand in the row", async () => {
  const contact = { kind: "in_office", outcome: "met", on: "2026-11-20", next_on: "2026-11-27" };
  await leila.post(`/people/${person}/contacts`, contact);
  const [row] = (await list("mine")).items;
  expect(row).toMatchObject({
    last_met: "2026-11-20",
    next: { day: "2026-11-27", kind: "contact" },
  });
});

it("a worker moves no case to or from a colleague; a supervisor does, each with its own answer", async () => {
  const asked = [
    { person_id: person, to: "ines", seen: "leila" },
    { person_id: other, to: "leila", seen: null },
  ];
  expect(codes(await move(leila, asked))).toEqual(["err.caseload.not_yours", ""]);
  const mixed = await move(ines, [
    { person_id: person, to: "ines", seen: "leila", weight: "intensive" },
    { person_id: other, to: "leila", seen: "leila" },
    { person_id: other, to: "ines", seen: "leila" },
    { person_id: "0b6ff9d2-0000-7000-8000-000000000000", to: "ines", seen: null },
    { person_id: person, to: "somebody", seen: "leila" },
  ]);
  expect(codes(mixed)).toEqual([
    "",
    "err.caseload.same",
    "err.bad_input",
    "err.bad_input",
    "err.bad_input",
  ]);
  const team = await list("team", ines);
  expect(new Set(team.items.map(({ worker }) => worker?.id))).toEqual(new Set(["ines", "leila"]));
  expect(team.workers.map(({ units }) => units)).toEqual([2, 4]);
});

it("a handover from an old list is refused, and the way back is a handover too", async () => {
  const late = await move(ines, [{ person_id: person, to: null, seen: "leila" }]);
  expect(codes(late)).toEqual(["err.stale"]);
  const back = await move(
    ines,
    [{ person_id: person, to: "leila", seen: "ines" }],
    undefined,
    "Undo",
  );
  expect(codes(back)).toEqual([""]);
  const { body } = await leila.get<HouseholdView>(`/households/${home}`);
  const acts = body.timeline.filter(({ act }) => act === "case.handed_over");
  expect(acts.map(({ reason }) => reason)).toEqual(["Undo", "Leave", "Leave", "Leave"]);
});

it("bad input is answered with a code and moves nothing", async () => {
  for (const moves of [[], [{ person_id: person }], [{ person_id: 7, to: null, seen: null }]]) {
    const answer = await move(ines, moves as never);
    expect([answer.status, answer.body.code]).toEqual([400, "err.bad_input"]);
  }
});

it("nothing of it leaves: the other office's household says nothing of it", async () => {
  const marc = await staff.signIn("marc");
  expect((await list("team", marc)).items).toEqual([]);
});
