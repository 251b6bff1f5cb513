import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openEnrolment } from "../domain/case-work.ts";
import type { Change } from "../domain/change.ts";
import { openProgramme } from "../domain/programme/programme.ts";
import { someDefinition } from "../domain/programme/test-definition.ts";
import type { ConflictsView, ConflictView } from "../server/api/conflict-schemas.ts";
import type { ApiError } from "../server/api/schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import {
  made,
  openDesk,
  openPlanFor,
  planOf,
  step,
  type Desk,
} from "../server/staff/test-plans.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

/** Two offices on two nodes, a plan of both, and what each is shown of its conflicts. */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let here: string;
let there: string;

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = await openDesk(sp, "leila");
  marc = await openDesk(ess, "marc");
});
afterAll(async () => {
  await Promise.all([leila.app.close(), marc.app.close()]);
  await at.close();
});

async function inStep(): Promise<void> {
  at.clock.ms += 1_000;
  await carryBothWays(sp, ess);
}

/** A person both offices know, with an open plan. */
async function person(): Promise<{ here: string; there: string; plan: string }> {
  const { people } = await register(sp, newMember());
  const id = people[0]?.id ?? "";
  await inStep();
  const plan = await openPlanFor(leila.staff, id);
  await inStep();
  return { here: id, there: (await byKey(ess, people[0]?.key ?? ""))?.id ?? "", plan };
}

beforeEach(async () => {
  ({ here, there } = await person());
});

const day = () => new Date(at.clock.ms + 10 * 86_400_000).toISOString().slice(0, 10);
const times = (from: string, to: string) => ({
  start: `${day()}T${from}`,
  end: `${day()}T${to}`,
  zone: "Europe/Paris",
});

async function conflictsAt(desk: Desk, who: string): Promise<ConflictView[]> {
  const { id } = await planOf(desk.staff, who);
  const { status, body } = await desk.staff.get<ConflictsView>(`/plans/${id}/conflicts`);
  expect(status).toBe(200);
  return body.conflicts;
}

async function add(desk: Desk, who: string, what: string, lane: string, fields: object) {
  const { id } = await planOf(desk.staff, who);
  return made(desk.staff, `/plans/${id}/steps`, step(what, lane, fields));
}

/** Leila's visit and Marc's course at one time, known to both. */
async function clash(): Promise<{ visit: string; course: string }> {
  const visit = await add(leila, here, "Home visit", "social", { times: times("09:00", "10:00") });
  const fields = { times: times("09:30", "12:00") };
  const course = await add(marc, there, "Cook course", "employment", fields);
  await inStep();
  return { visit, course };
}

async function keep(desk: Desk, who: string, one: ConflictView | undefined, change: object = {}) {
  const { id } = await planOf(desk.staff, who);
  const { about, stamp } = one ?? { about: "", stamp: "" };
  return desk.staff.post<ApiError & { id: string }>(`/plans/${id}/conflicts/keep`, {
    about,
    stamp,
    reason: "The visit is by telephone",
    person_agreed: false,
    ...change,
  });
}

describe("two steps of two offices at one time", () => {
  it("are one conflict under one name at both, with both lines and ways out that help", async () => {
    await clash();
    const [ours, theirs] = [await conflictsAt(leila, here), await conflictsAt(marc, there)];
    expect(ours).toHaveLength(1);
    expect(ours.map(({ about }) => about)).toEqual(theirs.map(({ about }) => about));
    expect(theirs[0]).toMatchObject({
      kind: "time-overlap",
      certainty: "cannot-both",
      on: [day()],
      keeper: "office",
      may_keep: true,
      kept: null,
      reasons: [{ code: "overlap" }],
    });
    expect(theirs[0]?.lines.map(({ what, office }) => [what, office?.id]).sort()).toEqual([
      ["Cook course", "ess.demo"],
      ["Home visit", "sp.demo"],
    ]);
    const way = theirs[0]?.ways.find(({ changes }) => changes?.times);
    expect(way).toMatchObject({ way: "move" });
    await made(marc.staff, `/lines/${way?.line}/edit`, { changes: way?.changes });
    expect(await conflictsAt(marc, there)).toEqual([]);
    await inStep();
    expect(await conflictsAt(leila, here)).toEqual([]);
  });

  it("kept by one office are kept at the other, with the reason; a line that changes asks again", async () => {
    const { course } = await clash();
    const [one] = await conflictsAt(leila, here);
    expect((await keep(leila, here, one, { reason: " " })).status).toBe(400);
    expect((await keep(leila, here, one)).status).toBe(201);
    await inStep();
    const [told] = await conflictsAt(marc, there);
    expect(told?.kept).toMatchObject({
      reason: "The visit is by telephone",
      by: { system: { id: "sp.demo" } },
    });
    await made(marc.staff, `/lines/${course}/edit`, {
      changes: { times: times("09:15", "12:00") },
    });
    await inStep();
    for (const [desk, who] of [
      [leila, here],
      [marc, there],
    ] as const) {
      expect(await conflictsAt(desk, who)).toMatchObject([{ kept: null, asked_again: true }]);
    }
  });

  it("a keeping that saw older lines is refused, and so is one of what is not there", async () => {
    const { visit } = await clash();
    const [one] = await conflictsAt(leila, here);
    await made(leila.staff, `/lines/${visit}/edit`, {
      changes: { times: times("09:05", "10:00") },
    });
    expect((await keep(leila, here, one)).body.code).toBe("err.stale");
    expect((await keep(leila, here, one, { about: "0".repeat(64) })).status).toBe(404);
    expect((await keep(leila, here, one, { about: "x" })).status).toBe(400);
  });
});

describe("a programme of the other office", () => {
  it("has its rule looked at where the job is planned, in words, and its office keeps both", async () => {
    const plain = someDefinition();
    const benefit = { ...plain.benefit, linked: ["school_meals"] };
    const definition = { ...plain, benefit };
    const { currency, limit } = definition.benefit;
    const known = await recordAt(sp, here);
    await sp.write((ctx) => {
      const input = { name: "Cash support", programme_type: "", definition };
      const opened = openProgramme(ctx, input);
      const [{ record }] = opened.changes as [Change];
      const programme = { id: record.key, name: "Cash support" };
      const enrolled = openEnrolment(ctx, known, {
        programme,
        effective_date: "2026-11-01",
        reason: "",
      });
      if (!enrolled.ok) throw new Error(enrolled.code);
      return [...opened.changes, ...enrolled.changes];
    });
    await inStep();
    await add(marc, there, "Kitchen job", "employment", {
      activity: "work",
      from: day(),
      until: new Date(at.clock.ms + 90 * 86_400_000).toISOString().slice(0, 10),
      earnings: { amount: (limit?.amount ?? 0) + 1, currency },
    });
    const told = await conflictsAt(marc, there);
    expect(told).toMatchObject([{ kind: "benefit-threshold", rule_owner: { id: "sp.demo" } }]);
    await inStep();
    expect(await conflictsAt(leila, here)).toMatchObject([{ about: told[0]?.about }]);
  });
});

describe("a service of the directory", () => {
  it("that others filled has no place for this person, also while the step is written", async () => {
    const entry = {
      name: "Driving course",
      provider: "",
      kind: "training",
      lane: "employment",
      about: "",
      capacity: 1,
      taken_elsewhere: 0,
      hours: [],
      zone: "Europe/Paris",
      place: "",
      areas: [],
      languages: [],
      access: [],
      phone: "",
      cost: "",
      needs: "",
      hours_per_week: null,
      weeks: null,
      valid_from: null,
      valid_until: null,
    };
    const ines = await openDesk(sp, "ines");
    await made(ines.staff, "/services", entry);
    await ines.app.close();
    const service = "driving-course";
    const fields = { service, times: times("09:00", "12:00") };
    await add(leila, here, "Driving", "employment", fields);
    expect(await conflictsAt(leila, here)).toEqual([]);
    const other = await person();
    const draft = { id: "", lane: "employment", fields: { what: "Driving", ...fields } };
    const check = `/plans/${other.plan}/check`;
    const { body } = await leila.staff.post<ConflictsView>(check, { draft });
    expect(body.conflicts).toMatchObject([{ kind: "capacity", reasons: [{ code: "full" }] }]);
    await add(leila, other.here, "Driving", "employment", fields);
    expect(await conflictsAt(leila, other.here)).toMatchObject([{ kind: "capacity" }]);
  });
});

describe("while a line is written", () => {
  it("its conflicts are told before anything is stored, only its own, with free times", async () => {
    await clash();
    const { id } = await planOf(marc.staff, there);
    const draft = {
      id: "",
      lane: "employment",
      fields: { what: "Interview", times: times("11:00", "11:30") },
    };
    const { status, body } = await marc.staff.post<ConflictsView>(`/plans/${id}/check`, { draft });
    expect(status).toBe(200);
    expect(body.conflicts).toMatchObject([{ kind: "time-overlap" }]);
    const lines = body.conflicts[0]?.lines.map(({ what, id: line }) => [
      what,
      line === "draft/new",
    ]);
    expect(lines).toContainEqual(["Interview", true]);
    const way = body.conflicts[0]?.ways.find(
      ({ line, changes }) => line === "draft/new" && changes,
    );
    const moved = { ...draft, fields: { ...draft.fields, ...way?.changes } };
    const after = await marc.staff.post<ConflictsView>(`/plans/${id}/check`, { draft: moved });
    expect(after.body.conflicts).toEqual([]);
    expect((await planOf(marc.staff, there)).steps).toHaveLength(2);
  });

  it.each([
    [{ times: { start: "2026-13-45T99:99", end: "2026-13-45T99:99", zone: "Mars/Base" } }],
    [{ times: { start: "2027-01-01T09:00", end: "2027-01-01T10:00", zone: "UTC", rrule: "X" } }],
    [{ from: "2027-02-01", until: "2027-01-01" }],
    [{ service: "x".repeat(60), hours_per_week: 168 }],
  ])("nonsense is no failure: %j", async (fields) => {
    const { id } = await planOf(marc.staff, there);
    const draft = { id: "", lane: "employment", fields };
    const { status } = await marc.staff.post(`/plans/${id}/check`, { draft });
    expect([200, 400]).toContain(status);
  });
});

describe("protected lines", () => {
  /** What the other office is answered, with every name of a record told by its place. */
  async function answerTo(who: string): Promise<string> {
    const { id } = await planOf(marc.staff, who);
    const { body } = await marc.staff.get<ConflictsView>(`/plans/${id}/conflicts`);
    const names = new Map<string, string>();
    const name = (found: string) =>
      names.get(found) ?? `#${names.set(found, `#${names.size}`).size}`;
    const plain = JSON.stringify(body).replace(
      /[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
      name,
    );
    return plain;
  }

  it("and any other private time are one and the same to the other office, byte for byte", async () => {
    const twins = [await person(), await person()];
    const [one, other] = twins.map((twin) => twin);
    if (!one || !other) throw new Error("no twins");
    const hidden = { what: "Shelter interview", where: "Shelter", service: "home_visit" };
    await made(leila.staff, `/plans/${one.plan}/steps`, {
      lane: "social",
      hidden: true,
      fields: { ...hidden, times: times("09:00", "10:00") },
    });
    await made(leila.staff, `/plans/${other.plan}/unavailable`, { times: times("09:00", "10:00") });
    await inStep();
    for (const { there: who } of twins) {
      await add(marc, who, "Cook course", "employment", {
        times: times("09:30", "12:00"),
        service: "home_visit",
      });
    }
    await inStep();
    const [told, plain] = [await answerTo(one.there), await answerTo(other.there)];
    expect(told).toBe(plain);
    expect(told).toContain('"code":"not-available"');
    expect(told.toLowerCase()).not.toMatch(/shelter|sp\.demo/);
    // Its own office sees it all.
    const [ours] = await conflictsAt(leila, one.here);
    expect(ours?.lines.map(({ what }) => what)).toContain("Shelter interview");
    // What is kept of it, and why, stays with who kept it.
    expect((await keep(leila, one.here, ours)).status).toBe(201);
    await inStep();
    expect(await answerTo(one.there)).toBe(plain);
  });

  it("of any kind, and of what to keep away from, give the other office the same bytes", async () => {
    const lines: object[] = [
      { times: times("09:00", "10:00") },
      { times: times("09:00", "10:00"), kind: "court", keep_off: ["paper", "household"] },
      { times: times("09:00", "10:00"), kind: "treatment" },
    ];
    const answers: string[] = [];
    for (const line of lines) {
      const twin = await person();
      await made(leila.staff, `/plans/${twin.plan}/unavailable`, line);
      const fields = { times: times("09:30", "12:00"), where: "Workshop, 2 Dyers' Street" };
      await inStep();
      await add(marc, twin.there, "Cook course", "employment", fields);
      await inStep();
      answers.push(await answerTo(twin.there));
      // A place to keep away from takes no time: nothing changes there, and here it is not suitable.
      const away = { away_place: "Dyers' Street" };
      await made(leila.staff, `/plans/${twin.plan}/unavailable`, away);
      await inStep();
      answers.push(await answerTo(twin.there));
      const ours = await conflictsAt(leila, twin.here);
      const unsafe = ours.find(({ kind }) => kind === "unsafe");
      expect(unsafe).toMatchObject({ may_keep: false, reasons: [{ code: "not-suitable" }] });
      expect(JSON.stringify(unsafe?.reasons)).not.toMatch(/dyers/i);
    }
    expect(new Set(answers).size).toBe(1);
  });

  it("need a time, or somebody or somewhere to keep away from", async () => {
    const twin = await person();
    const url = `/plans/${twin.plan}/unavailable`;
    for (const bad of [{}, { away_place: " " }, { times: times("09:00", "10:00"), kind: "spa" }]) {
      expect((await leila.staff.post(url, bad)).status).toBe(400);
    }
    const id = await made(leila.staff, url, { away_person: "Karl" });
    await made(leila.staff, `/lines/${id}/withdraw`, {});
    expect((await planOf(leila.staff, twin.here)).private).toEqual([]);
  });

  it("that take no time are not to be told from no line at all", async () => {
    const twins = [await person(), await person()];
    const fields = { what: "Shelter interview", service: "home_visit" };
    const url = `/plans/${twins[0]?.plan}/steps`;
    await made(leila.staff, url, { lane: "social", hidden: true, fields });
    await inStep();
    for (const { there: who } of twins) {
      const course = { times: times("09:30", "12:00"), service: "home_visit" };
      await add(marc, who, "Cook course", "employment", course);
    }
    const answers = await Promise.all(twins.map((twin) => answerTo(twin.there)));
    expect(answers[0]).toBe(answers[1]);
    expect(answers[0]).toContain('"conflicts":[]');
  });
});
