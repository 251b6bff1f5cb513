import { afterAll, beforeAll, expect, it } from "vitest";
import { openEnrolment } from "../../domain/case-work.ts";
import { findByIdentifiers } from "../../store/receipts.ts";
import { loadRecord } from "../../store/load.ts";
import type {
  ApiError,
  FieldView,
  HouseholdView,
  PeoplePage,
  PersonView,
  SearchResult,
  Today,
} from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let at: TestStaff;
let ines: Staff;
let leila: Staff;
beforeAll(async () => {
  at = await openTestStaff();
  ines = await at.signIn("ines");
  leila = await at.signIn("leila");
});
afterAll(() => at.close());

let count = 0;
async function register(given: string, phone: string) {
  count += 1;
  const { body } = await ines.post<Registered>("/households", {
    locality: "Rosehill",
    region: "North",
    members: [
      {
        name: { given_name: given, surname: `Ndoye${count}` },
        sex: "male",
        birth_date: "1990-01-01",
        relationship: "head",
        main_contact: true,
        identifiers: [{ type: "UIN", value: `M-${count}` }],
        phone_number: phone,
        in_full_time_education: false,
      },
    ],
  });
  const uin = { identifier_type: "UIN", identifier_value: `M-${count}` };
  return { id: body.members[0]?.person_id ?? "", home: body.household_id, uin };
}
const reason = "the same card was shown";
const ask = (id: string, into: string, who = leila) =>
  who.post<ApiError>(`/records/${id}/merge`, { into, reason });
const confirm = (id: string, into: string, who = ines) =>
  who.post<ApiError>(`/records/${id}/merge/confirm`, { into });
const merge = async (id: string, into: string) => {
  expect((await ask(id, into)).status).toBe(200);
  return confirm(id, into);
};
const person = async (id: string) => (await ines.get<PersonView>(`/people/${id}`)).body;
const field = (fields: FieldView[], name: string) => fields.find((one) => one.name === name);
const listed = async () =>
  (await ines.post<PeoplePage>("/people/list", { view: "all" })).body.items.map(({ id }) => id);
const search = async (q: string) =>
  (await ines.post<SearchResult>("/search", { q })).body.items.map(({ id }) => id);

it("two records of one person show as one, under every name, and are two again", async () => {
  const [winner, loser] = [await register("Anna", "111"), await register("Anne", "222")];
  const before = (await loadRecord(at.sp.store, loser.id))?.state;
  const record = await loadRecord(at.sp.store, loser.id);
  await at.write(at.sp, (ctx) => {
    if (!record) throw new Error("nobody");
    const programme = { id: "sp.demo/cash", name: "Cash" };
    const opened = openEnrolment(ctx, record, {
      programme,
      effective_date: "2026-01-01",
      reason: "",
    });
    if (!opened.ok) throw new Error(opened.code);
    return opened.changes;
  });
  expect((await merge(loser.id, winner.id)).status).toBe(200);

  const shown = await person(loser.id);
  expect(shown.id).toBe(winner.id);
  expect(shown.also_known).toMatchObject([{ id: loser.id }]);
  expect(field(shown.fields, "phone_number")?.value).toBe("111");
  expect(shown.enrolments).toHaveLength(1);
  expect(field(shown.fields, "identifiers")?.value).toHaveLength(2);
  expect(await listed()).not.toContain(loser.id);
  expect(await search("Anne")).toEqual([winner.id]);
  expect(await findByIdentifiers(at.sp.store, [loser.uin])).toEqual([winner.id]);

  // An edit of what shows, made knowing it, is saved.
  const phone = field(shown.fields, "phone_number");
  const edit = { changes: { phone_number: "333" }, seen: { phone_number: phone?.stamp } };
  expect((await ines.post(`/records/${winner.id}/edit`, edit)).status).toBe(200);
  expect(field((await person(loser.id)).fields, "phone_number")?.value).toBe("333");

  const parted = await ines.post(`/records/${loser.id}/unmerge`, { reason: "two sisters" });
  expect(parted.status).toBe(200);
  expect((await person(loser.id)).id).toBe(loser.id);
  expect((await person(winner.id)).also_known).toEqual([]);
  expect(await listed()).toEqual(expect.arrayContaining([winner.id, loser.id]));
  const after = (await loadRecord(at.sp.store, loser.id))?.state;
  expect(after?.fields["phone_number"]).toEqual(before?.fields["phone_number"]);
  expect(after?.sets).toEqual(before?.sets);
  expect(await findByIdentifiers(at.sp.store, [loser.uin])).toEqual([loser.id]);
  expect(at.unlike).toEqual([]);
});

it("a change under the loser's key shows under the winner, and can be settled there", async () => {
  const [winner, loser] = [await register("Bea", "111"), await register("Bee", "222")];
  await merge(loser.id, winner.id);
  const late = { changes: { phone_number: "444" } };
  expect((await ines.post(`/records/${loser.id}/edit`, late)).status).toBe(200);
  const shown = await person(winner.id);
  const phone = field(shown.fields, "phone_number");
  expect(phone?.value).toBe("444");
  const edit = { changes: { phone_number: "555" }, seen: { phone_number: phone?.stamp } };
  expect((await ines.post(`/records/${winner.id}/edit`, edit)).status).toBe(200);
  expect(field((await person(winner.id)).fields, "phone_number")).toMatchObject({
    value: "555",
    also: [],
  });
});

it("two households that are one show their people together, and part again", async () => {
  const [winner, loser] = [await register("Cora", "1"), await register("Cory", "2")];
  expect((await merge(loser.home, winner.home)).status).toBe(200);
  const { body } = await ines.get<HouseholdView>(`/households/${loser.home}`);
  expect([body.id, body.also_known.length]).toEqual([winner.home, 1]);
  expect(body.members.map(({ id }) => id).sort()).toEqual([winner.id, loser.id].sort());
  expect(body.timeline.map(({ act }) => act)).toContain("household.merged");
  await ines.post(`/records/${loser.home}/unmerge`, { reason: "two families" });
  const parted = (await ines.get<HouseholdView>(`/households/${loser.home}`)).body;
  expect([parted.id, parted.members.map(({ id }) => id)]).toEqual([loser.home, [loser.id]]);
});

it("two people of the office join: one asks, another decides, one of the two a supervisor; both are in the audit", async () => {
  const [a, b] = [await register("Dora", "1"), await register("Dory", "2")];
  const mine = async (who: Staff) =>
    (await who.get<PersonView>(`/people/${a.id}`)).body.merge_asked?.may;
  const due = async () =>
    (await ines.get<Today>("/today")).body.items
      .filter(({ kind }) => kind === "merge_asked")
      .map(({ person_id }) => person_id);
  expect((await confirm(a.id, b.id)).body.code).toBe("err.decided");
  expect((await ask(a.id, b.id)).status).toBe(200);
  expect((await ask(a.id, b.id, ines)).body.code).toBe("err.decided");
  // Nothing is joined yet; both see who asked what, why, and who decides.
  expect((await person(b.id)).also_known).toEqual([]);
  expect((await person(a.id)).merge_asked).toMatchObject({
    into: b.id,
    by: { name: "Leila Haddad" },
    reason,
    may: "yes",
  });
  expect([await mine(leila), await mine(ines)]).toEqual(["second", "yes"]);
  expect(await due()).toEqual([a.id]);
  expect((await confirm(a.id, b.id, leila)).body.code).toBe("err.second_person");
  expect((await confirm(a.id, b.home)).body.code).toBe("err.stale");
  expect((await confirm(a.id, b.id)).status).toBe(200);
  expect((await person(a.id)).id).toBe(b.id);
  expect(await due()).toEqual([]);
  expect((await confirm(a.id, b.id)).body.code).toBe("err.decided");
  const audit = await at.sql<{ act: string; actor: string }>(
    at.sp.store,
    "select act, actor from audit where act like 'record.merge%' order by pos desc limit 2",
  );
  expect(audit).toEqual([
    { act: "record.merge", actor: "supervisor@sp.demo" },
    { act: "record.merge_ask", actor: "case_manager@sp.demo" },
  ]);
});

it("what was asked is given up with a reason, and may be asked again; it never leaves the office", async () => {
  const [a, b] = [await register("Gia", "1"), await register("Gio", "2")];
  const drop = (who: Staff, why: string) =>
    who.post<ApiError>(`/records/${a.id}/merge/drop`, { reason: why });
  expect((await ask(a.id, b.id, ines)).status).toBe(200);
  expect((await drop(leila, " ")).status).toBe(400);
  expect((await drop(leila, "brothers")).status).toBe(200);
  expect((await drop(leila, "brothers")).body.code).toBe("err.decided");
  expect((await person(a.id)).merge_asked).toBeNull();
  const told = await at.sql<{ act: string }>(
    at.sp.store,
    "select act from events where record_id = $1 and act like 'person.merge%' order by pos",
    [a.id],
  );
  expect(told.map(({ act }) => act)).toEqual(["person.merge_asked", "person.merge_dropped"]);
  // A supervisor asks, and a case manager is the second person.
  expect((await ask(a.id, b.id, ines)).status).toBe(200);
  expect((await confirm(a.id, b.id, leila)).status).toBe(200);
});

it("nothing is asked of a person with a household, of oneself, or of nobody", async () => {
  const [a, b] = [await register("Hana", "1"), await register("Hani", "2")];
  expect((await ask(a.id, b.home)).body.code).toBe("err.bad_input");
  expect((await ask(a.id, a.id)).body.code).toBe("err.bad_input");
  expect((await ask(a.id, crypto.randomUUID())).status).toBe(404);
  expect((await person(a.id)).merge_asked).toBeNull();
});

it("joined in both directions at once, the lowest key speaks, and parting parts both", async () => {
  const [a, b] = [await register("Efua", "1"), await register("Efia", "2")];
  const [first, second] = [
    await loadRecord(at.sp.store, a.id),
    await loadRecord(at.sp.store, b.id),
  ];
  if (!first || !second) throw new Error("nobody");
  await merge(b.id, a.id);
  // The other direction, as another authority's change brings it.
  await at.write(at.sp, (ctx) => {
    const version = { v: second.key, h: ctx.tick, o: ctx.self.id };
    const delta = { fields: { merged_into: [version] }, sets: {} };
    const state = { ...first.state, fields: { ...first.state.fields, ...delta.fields } };
    const base = { record: first, expected: first.version, delta, after: state, before: {} };
    return [
      {
        ...base,
        act: "person.merged" as const,
        reason: "",
        by: ctx.by,
        origin: ctx.self.id,
        originVersion: first.ownVersion + 1,
        at: ctx.nowIso,
        ownVersion: first.ownVersion + 1,
      },
    ];
  });
  const lowest = first.key < second.key ? a : b;
  const other = lowest === a ? b : a;
  expect((await person(a.id)).id).toBe(lowest.id);
  expect((await person(b.id)).id).toBe(lowest.id);
  expect(await search("Ndoye" + count)).toEqual([lowest.id]);
  await ines.post(`/records/${other.id}/unmerge`, { reason: "two people" });
  expect((await person(a.id)).id).toBe(a.id);
  expect((await person(b.id)).id).toBe(b.id);
});

it("a record made by mistake leaves lists and search, keeps its page, and comes back", async () => {
  const { id, home } = await register("Fatou", "1");
  const withdraw = (who: Staff) => who.post<ApiError>(`/records/${id}/withdraw`, { reason });
  expect((await withdraw(await at.signIn("leila"))).status).toBe(403);
  expect((await withdraw(ines)).status).toBe(200);
  expect(await listed()).not.toContain(id);
  expect(await search("Fatou")).toEqual([]);
  expect((await ines.get<HouseholdView>(`/households/${home}`)).body.members).toEqual([]);
  expect(await person(id)).toMatchObject({ withdrawn: true, may_about: ["bring_back"] });
  expect((await ines.post(`/records/${id}/bring-back`, { reason })).status).toBe(200);
  expect(await search("Fatou")).toEqual([id]);
  expect((await person(id)).withdrawn).toBe(false);
});
