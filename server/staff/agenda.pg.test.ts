import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AgendaView, DayListDone } from "../api/agenda-schemas.ts";
import type { PlanOutcomes } from "../api/outcome-schemas.ts";
import type { ApiError, Today } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { made, openPlanFor, step } from "./test-plans.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

/** A group of three that met yesterday (Sunday 22 November 2026), and today is Monday. */
let at: TestStaff;
let leila: Staff;
let people: string[] = [];
let plans: string[] = [];
let steps: string[] = [];
const yesterday = "2026-11-22";
const times = { start: `${yesterday}T09:00`, end: `${yesterday}T10:00`, zone: "Africa/Tunis" };

beforeAll(async () => {
  at = await openTestStaff();
  leila = await at.signIn("leila");
  const { body } = await leila.post<Registered>(
    "/households",
    household(
      member(),
      member({
        name: { given_name: "Omar", surname: "Diallo" },
        main_contact: false,
        relationship: "spouse",
      }),
      member({
        name: { given_name: "Sara", surname: "Diallo" },
        main_contact: false,
        relationship: "child",
      }),
    ),
  );
  people = body.members.map((one) => one.person_id);
  plans = [];
  steps = [];
  for (const person of people) {
    const plan = await openPlanFor(leila, person);
    plans.push(plan);
    const line = step("Parents' group", "social", { times, who: { party: "person", role: "" } });
    steps.push(await made(leila, `/plans/${plan}/steps`, line));
  }
});
afterAll(async () => {
  expect(at.unlike).toEqual([]);
  await at.close();
});

const agenda = async (from: string, to: string) =>
  (await leila.post<AgendaView>("/agenda", { from, to })).body.items;
const rows = (absent: number[] = []) =>
  steps.map((step_id, index) => ({
    step_id,
    time: `${yesterday}T09:00`,
    day: yesterday,
    was_there: !absent.includes(index),
  }));
const known = { kind: "seen", source: "" };

describe("a worker's day", () => {
  it("has the appointments of its people, and asks for what nobody recorded", async () => {
    const items = await agenda(yesterday, yesterday);
    expect(items.map(({ what, start, stands }) => [what, start, stands])).toEqual(
      Array(3).fill(["Parents' group", "09:00", "open"]),
    );
    expect(await agenda("2026-11-23", "2026-11-29")).toEqual([]);
    const { body } = await leila.get<Today>("/today");
    expect(body.items.filter(({ kind }) => kind === "outcome_due")).toHaveLength(3);
    const long = await leila.post<ApiError>("/agenda", { from: "2026-01-01", to: "2026-12-31" });
    expect([long.status, long.body.code]).toEqual([400, "err.bad_input"]);
  });

  it("records a group's list but for two: shown first, saved after, and taken back as one", async () => {
    const seen = await leila.post<DayListDone>("/day-list/preview", { rows: rows([1]), known });
    expect(seen.body.rows.map(({ id, code }) => [id, code])).toEqual(Array(3).fill(["", ""]));
    expect((await agenda(yesterday, yesterday)).map(({ stands }) => stands)).toEqual(
      Array(3).fill("open"),
    );
    const saved = await leila.post<DayListDone>("/day-list", { rows: rows([1]), known });
    const stands = (await agenda(yesterday, yesterday)).map((one) => `${one.stands}`).sort();
    expect(stands).toEqual(["could_not", "happened", "happened"]);
    const { body } = await leila.get<PlanOutcomes>(`/plans/${plans[1] ?? ""}/outcomes`);
    expect(body.steps[0]?.times[0]?.outcomes).toMatchObject([
      { side: "person", cause: "not_known", excused: false },
    ]);
    const ids = saved.body.rows.map(({ id }) => id);
    const back = await leila.post<DayListDone>("/day-list/take-back", { ids });
    expect(back.status).toBe(200);
    expect((await agenda(yesterday, yesterday)).map((one) => one.stands)).toEqual(
      Array(3).fill("open"),
    );
    const again = await leila.post<ApiError>("/day-list/take-back", { ids });
    expect(again.body.code).toBe("err.stale");
  });

  it("refuses a row with its reason, and never half of one", async () => {
    const list = rows();
    const odd = [
      ...list,
      { ...list[0], step_id: "0193a000-0000-7000-8000-000000000000" },
      list[0],
      { ...list[1], time: `${yesterday}T11:00` },
    ];
    const { body } = await leila.post<DayListDone>("/day-list", { rows: odd, known });
    expect(body.rows.map(({ code }) => code)).toEqual([
      "",
      "",
      "",
      "err.not_found",
      "err.outcome.recorded",
      "err.outcome.no_such_time",
    ]);
    const absent = { rows: rows([0, 1, 2]), known };
    const later = await leila.post<DayListDone>("/day-list", absent);
    expect(later.body.rows.map(({ code }) => code)).toEqual(Array(3).fill("err.outcome.recorded"));
    const same = await leila.post<DayListDone>("/day-list", { rows: rows(), known });
    expect(same.body.rows.map(({ again, code }) => [again, code])).toEqual(
      Array(3).fill([true, ""]),
    );
    const { body: today } = await leila.get<Today>("/today");
    expect(today.items.filter(({ kind }) => kind === "outcome_due")).toEqual([]);
  });

  it("does not show the other office's own promises, nor what was taken out", async () => {
    const marc = await at.signIn("marc");
    const { body } = await marc.post<AgendaView>("/agenda", { from: yesterday, to: yesterday });
    expect(body.items).toEqual([]);
    const plan = plans[0] ?? "";
    const theirs = step("Their call", "employment", { due: yesterday });
    await made(leila, `/plans/${plan}/steps`, theirs);
    const gone = await made(
      leila,
      `/plans/${plan}/steps`,
      step("Gone", "social", { due: yesterday }),
    );
    await made(leila, `/lines/${gone}/withdraw`, {});
    const whats = (await agenda(yesterday, yesterday)).map(({ what }) => what);
    expect(new Set(whats)).toEqual(new Set(["Parents' group"]));
  });
});
