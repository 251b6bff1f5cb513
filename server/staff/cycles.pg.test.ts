import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEnrolment } from "../../domain/case-work.ts";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { valueOf, type StoredRecord } from "../../domain/record.ts";
import { loadAbout } from "../../store/load.ts";
import type { CycleList, CycleView } from "../api/cycle-schemas.ts";
import { openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let at: TestStaff;
let marc: Staff;
let leila: Staff;
let programme: StoredRecord;
beforeAll(async () => {
  at = await openTestStaff();
  marc = await at.signIn("marc");
  leila = await at.signIn("leila");
  const fields = { name: "Roads", programme_type: "public_works" };
  const [made] = await at.write(at.ess, (ctx) => [
    ownChange(ctx, newRecord(ctx, "Programme"), { fields }, "programme.opened"),
  ]);
  programme = { ...(made?.record as StoredRecord), state: made?.after as StoredRecord["state"] };
});
afterAll(async () => {
  expect(at.unlike).toEqual([]);
  await at.close();
});

/** Somebody enrolled in the programme; `household` is a local id. */
async function enrolled(given_name: string, household: string | null = null): Promise<string> {
  const changes = await at.write(at.ess, (ctx) => {
    const person = newRecord(ctx, "Person", { household });
    const fields = { name: { given_name, surname: "Sow" } };
    const registered = ownChange(ctx, person, { fields }, "person.registered");
    const input = { effective_date: "2026-11-02", reason: "" };
    const named = { id: programme.key, name: "Roads" };
    const opened = openEnrolment(ctx, person, { ...input, programme: named });
    return opened.ok ? [registered, ...opened.changes] : [];
  });
  return changes[0]?.record.id ?? "";
}

async function opened(): Promise<string> {
  const body = {
    name: "Spring",
    programme_id: programme.id,
    area: "North",
    site: "Bridge",
    from: "2026-11-02",
    until: "2026-12-18",
    wage: { amount: 40, currency: "XMV" },
    pay_working_days: 5,
    groups: ["A", "B"],
    creche: true,
  };
  const answer = await marc.post<{ id: string }>("/cycles", body);
  expect(answer.status).toBe(201);
  return answer.body.id;
}

async function done(url: string, body: object): Promise<CycleView> {
  const answer = await marc.post<CycleView>(url, body);
  if (answer.status !== 200) throw new Error(`${url}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

const join = (cycle: string, person_id: string, group = "A") =>
  done(`/cycles/${cycle}/workers`, { person_id, group, role: "worker" });

describe("a public works cycle", () => {
  it("offers who is enrolled and not in it, and shows days worked against days paid", async () => {
    const [awa, ida] = [await enrolled("Awa"), await enrolled("Ida")];
    const cycle = await opened();
    const before = await marc.get<CycleView>(`/cycles/${cycle}`);
    expect(before.body.candidates.map(({ name }) => name)).toEqual(["Awa Sow", "Ida Sow"]);
    await join(cycle, awa);
    let view = await join(cycle, ida, "B");
    expect(view.candidates.map(({ person_id }) => person_id)).not.toContain(awa);
    const [first, second] = view.people;
    const marks = { [first?.id ?? ""]: "worked", [second?.id ?? ""]: "half" };
    view = await done(`/cycles/${cycle}/day`, { day: "2026-11-04", marks });
    view = await done(`/cycle-workers/${first?.id}/payment`, {
      on: "2026-11-13",
      days: 1,
      amount: 40,
    });
    expect(view.people.map(({ name, worked, paid, late }) => [name, worked, paid, late])).toEqual([
      ["Awa Sow", 1, 1, 0],
      ["Ida Sow", 0.5, 0, 0.5],
    ]);
    expect(view.people[1]?.late_since).toBe("2026-11-13");
    const { body } = await marc.get<CycleList>("/cycles");
    expect(body.items.find(({ id }) => id === cycle)).toMatchObject({ workers: 2, late: 0.5 });
  });

  it("tells the enrolment's days, which the other office is told, in the same decision", async () => {
    const person = await enrolled("Omar");
    const cycle = await opened();
    const view = await join(cycle, person);
    const line = view.people[0]?.id ?? "";
    await done(`/cycles/${cycle}/day`, { day: "2026-11-03", marks: { [line]: "worked" } });
    const [enrolment] = await loadAbout(at.ess.store, [person], ["Enrolment"]);
    expect(valueOf((enrolment as StoredRecord).state, "days_worked")).toBe(1);
    const audit = await at.sql<{ count: string }>(
      at.ess.store,
      "select count(*) from events where system = 'ess.demo' and record_id = $1 and act = 'enrolment.days'",
      [enrolment?.id],
    );
    expect(audit[0]?.count).toBe("1");
    await done(`/cycles/${cycle}/day`, { day: "2026-11-03", marks: { [line]: "worked" } });
    const [again] = await loadAbout(at.ess.store, [person], ["Enrolment"]);
    expect(again?.version).toBe(enrolment?.version);
  });

  it("takes two lists of different days at once, and loses neither", async () => {
    const person = await enrolled("Fatou");
    const cycle = await opened();
    const line = (await join(cycle, person)).people[0]?.id ?? "";
    const days = ["2026-11-03", "2026-11-04", "2026-11-05", "2026-11-06"];
    await Promise.all(
      days.map((day) => done(`/cycles/${cycle}/day`, { day, marks: { [line]: "worked" } })),
    );
    const { body } = await marc.get<CycleView>(`/cycles/${cycle}`);
    expect(Object.keys(body.people[0]?.days ?? {}).toSorted()).toEqual(days);
  });

  it("refuses who is not enrolled, days to come, and strangers; nothing is changed", async () => {
    const cycle = await opened();
    const [stranger] = await at.write(at.ess, (ctx) => [
      ownChange(ctx, newRecord(ctx, "Person"), { fields: {} }, "person.registered"),
    ]);
    const body = { person_id: stranger?.record.id, group: "A", role: "worker" };
    const refusals = await Promise.all([
      marc.post<{ code: string }>(`/cycles/${cycle}/workers`, body),
      marc.post<{ code: string }>(`/cycles/${cycle}/day`, { day: "2026-11-24", marks: {} }),
      marc.post<{ code: string }>(`/cycles/${cycle}/day`, {
        day: "2026-11-04",
        marks: { [programme.id]: "worked" },
      }),
      marc.post<{ code: string }>(`/cycle-workers/${cycle}/payment`, {
        on: "2026-11-13",
        days: 1,
        amount: 1,
      }),
    ]);
    expect(refusals.map(({ status, body: { code } }) => [status, code])).toEqual([
      [409, "err.cycle.not_enrolled"],
      [409, "err.cycle.day"],
      [400, "err.bad_input"],
      [404, "err.not_found"],
    ]);
    expect((await marc.get<CycleView>(`/cycles/${cycle}`)).body.people).toEqual([]);
  });

  it("is the programme's own paper: the other system of the node does not see it", async () => {
    const cycle = await opened();
    expect((await leila.get(`/cycles/${cycle}`)).status).toBe(404);
  });
});
