import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlanView } from "../server/api/plan-schemas.ts";
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
import { byKey, carryBothWays, newMember, register, type Carried } from "./test-carry.ts";

/** Two offices on two nodes, each by its own staff API, and what went over the wire between them. */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let here: string;
let there: string;
let plan: string;
let wire: Carried[] = [];

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
  const { all } = await carryBothWays(sp, ess);
  wire.push(...all);
}

/** A person both offices know, with a plan that has a line of each. */
beforeEach(async () => {
  wire = [];
  const { people } = await register(sp, newMember());
  here = people[0]?.id ?? "";
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
  plan = await openPlanFor(leila.staff, here);
  await made(leila.staff, `/plans/${plan}/goals`, { text: "A job in a kitchen" });
  await made(leila.staff, `/plans/${plan}/steps`, step("Childcare place"));
  await inStep();
  const theirs = await planOf(marc.staff, there);
  await made(marc.staff, `/plans/${theirs.id}/steps`, step("Cook course", "employment"));
  await inStep();
});

const views = () => Promise.all([planOf(leila.staff, here), planOf(marc.staff, there)]);

async function sign(desk: Desk, view: PlanView, party: string, change: object = {}) {
  at.clock.ms += 1_000;
  const isPerson = party === "person";
  return desk.staff.post<ApiError>(`/plans/${view.id}/sign-offs`, {
    party,
    decision: "signed",
    root: view.root,
    method: isPerson ? "touch" : "office",
    ...(isPerson ? { evidence: "Tablet 3" } : {}),
    ...change,
  });
}

async function signedByAll(): Promise<string> {
  const [ours, theirs] = await views();
  for (const [desk, view, party] of [
    [leila, ours, "social"],
    [marc, theirs, "employment"],
    [marc, theirs, "person"],
  ] as const) {
    expect((await sign(desk, view, party)).status).toBe(201);
  }
  await inStep();
  return ours.root;
}

describe("a plan of two offices", () => {
  it("is the same on both sides, line by line, under one root; each knows whose line it is", async () => {
    const [ours, theirs] = await views();
    expect(ours.root).toBe(theirs.root);
    expect(ours.steps.map(({ what, office, yours }) => [what, office.id, yours])).toEqual([
      ["Childcare place", "sp.demo", true],
      ["Cook course", "ess.demo", false],
    ]);
    expect(theirs.steps.map(({ yours }) => yours)).toEqual([false, true]);
    expect(ours.shared_with.map(({ id }) => id)).toEqual(["ess.demo"]);
    expect(ours.not_shared).toEqual([]);
  });

  it("is agreed when all three have signed, each signature held against the key pinned for its system", async () => {
    const root = await signedByAll();
    for (const view of await views()) {
      expect(view.agreement.in_force?.root).toBe(root);
      expect(view.agreement.asks).toEqual([]);
      expect(view.agreement.said.map(({ party }) => party).sort()).toEqual([
        "employment",
        "person",
        "social",
      ]);
      expect(view.steps.map(({ standing }) => standing)).toEqual(["agreed", "agreed"]);
    }
  });

  it("does not count a sign-off whose signature the pinned key did not make", async () => {
    const [ours, theirs] = await views();
    await sign(leila, ours, "social");
    await sign(marc, theirs, "employment");
    await inStep();
    const before = await planOf(leila.staff, here);
    expect(before.agreement.said).toHaveLength(2);
    const [{ jwks } = { jwks: "" }] = await sp.sql<{ jwks: string }>(
      "select jwks from partners where id = 'ess.demo'",
    );
    const other = JSON.stringify({ keys: [] });
    await sp.sql("update partners set jwks = $1 where id = 'ess.demo'", [other]);
    const view = await planOf(leila.staff, here);
    expect(view.agreement.said.map(({ party }) => party)).toEqual(["social"]);
    await sp.sql("update partners set jwks = $1 where id = 'ess.demo'", [jwks]);
  });

  it("signed, then edited on both sides in a cut network: heals to one root, the old one in force, and asks for new sign-offs", async () => {
    const root = await signedByAll();
    const [ours, theirs] = await views();
    const lineOf = (view: PlanView, what: string) => {
      const line = view.steps.find((one) => one.what === what);
      if (!line) throw new Error(what);
      return line;
    };
    // Nothing is carried between here…
    at.clock.ms += 60_000;
    const childcare = lineOf(ours, "Childcare place");
    await made(leila.staff, `/lines/${childcare.id}/edit`, {
      changes: { where: "Rosehill nursery", due: "2027-01-10" },
    });
    at.clock.ms += 60_000;
    await made(marc.staff, `/lines/${lineOf(theirs, "Childcare place").id}/edit`, {
      changes: { due: "2027-02-01" },
    });
    await made(marc.staff, `/lines/${lineOf(theirs, "Cook course").id}/edit`, {
      changes: { hours_per_week: 20 },
    });
    await made(marc.staff, `/plans/${theirs.id}/steps`, step("Bring certificates", "person"));
    const [alone, other] = await views();
    expect(alone.root).not.toBe(other.root);
    // …and here.
    await inStep();
    const healed = await views();
    expect(healed[0].root).toBe(healed[1].root);
    expect(healed[0].root).not.toBe(root);
    for (const view of healed) {
      expect(view.agreement.in_force?.root).toBe(root);
      expect(view.agreement.asks).toEqual(["social", "employment", "person"]);
      const line = lineOf(view, "Childcare place");
      expect(line).toMatchObject({ where: "Rosehill nursery", due: "2027-02-01" });
      expect(line.also).toMatchObject([{ field: "due", value: "2027-01-10" }]);
      expect(line.standing).toBe("changed");
      expect(lineOf(view, "Bring certificates").standing).toBe("not_agreed");
      const told = view.agreement.differences.map(({ what, title }) => `${what} ${title}`);
      expect(told.sort()).toEqual([
        "added Bring certificates",
        "changed Childcare place",
        "changed Cook course",
      ]);
    }
    // What a worker saw before is not signed any more.
    expect((await sign(leila, ours, "social")).body.code).toBe("err.stale");
    await signedByAll();
    expect((await views()).map(({ agreement }) => agreement.in_force?.root)).toEqual([
      healed[0].root,
      healed[0].root,
    ]);
  });

  it("opened by both while they could not speak is one plan with the lines of both", async () => {
    const { people } = await register(sp, newMember());
    const mine = people[0]?.id ?? "";
    await inStep();
    const their = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
    const one = await openPlanFor(leila.staff, mine);
    const two = await openPlanFor(marc.staff, their);
    await made(leila.staff, `/plans/${one}/steps`, step("Ours"));
    await made(marc.staff, `/plans/${two}/steps`, step("Theirs", "employment"));
    await inStep();
    const [a, b] = [await planOf(leila.staff, mine), await planOf(marc.staff, their)];
    expect([a.key, a.root]).toEqual([b.key, b.root]);
    expect(a.steps.map(({ what }) => what).sort()).toEqual(["Ours", "Theirs"]);
  });

  it("whose status, diary and messages move stays agreed on both sides", async () => {
    const root = await signedByAll();
    const [ours, theirs] = await views();
    const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
    const own = ours.steps[0]?.id ?? "";
    await made(leila.staff, `/lines/${own}/edit`, { changes: { times, meeting_place: "Room 2" } });
    await made(leila.staff, `/steps/${own}/move`, { to: "planned" });
    await made(marc.staff, `/steps/${theirs.steps[0]?.id}/messages`, {
      text: "Can she come earlier?",
      party: "employment",
    });
    await inStep();
    for (const view of await views()) {
      expect([view.root, view.agreement.asks]).toEqual([root, []]);
      expect(view.steps[0]).toMatchObject({ times, state: "planned", standing: "agreed" });
      expect(view.steps[0]?.messages.map(({ text }) => text)).toEqual(["Can she come earlier?"]);
    }
  });
});

describe("a protected step", () => {
  it("never leaves: the wire and the other office's books hold its time and a commitment, and one root", async () => {
    wire = [];
    const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
    await made(leila.staff, `/plans/${plan}/steps`, {
      ...step("Shelter visit", "social", { where: "Linden House", condition: "Court", times }),
      hidden: true,
    });
    await inStep();
    const [ours, theirs] = await views();
    expect(ours.root).toBe(theirs.root);
    expect(ours.steps.filter(({ hidden }) => hidden)).toMatchObject([{ what: "Shelter visit" }]);
    expect(theirs.unavailable).toEqual([{ id: expect.any(String) as string, times }]);
    const said = wire.map(({ text }) => text).join("\n");
    const book = await ess.sql<{ state: string; body: string }>(
      "select r.state, e.body from records r join events e on e.record_id = r.id",
    );
    const known = `${said}\n${JSON.stringify(book)}\n${JSON.stringify(theirs)}`;
    for (const word of ["Shelter", "Linden", "Court", "PrivateStep", "Leila Haddad, shelter"]) {
      expect(known).not.toContain(word);
    }
    const item = wire.find(({ data }) => data["reg_record_type"] === "tandem:Unavailable");
    expect(Object.keys(item?.data.reg_records ?? {}).sort()).toEqual(
      ["@context", "@id", "@type", "commitment", "member", "plan", "times", "withdrawn"].sort(),
    );
    expect(item?.text).not.toContain("Leila");
    const own = await sp.sql<{ state: string }>(
      "select state from records where type = 'PrivateStep'",
    );
    // Sealed where it is stored, too.
    expect(JSON.stringify(own)).not.toContain("Shelter");
  });

  it("is told from no other private time by anything that leaves, and is signed all the same", async () => {
    wire = [];
    const times = { start: "2026-12-01T09:00", end: "2026-12-01T10:00", zone: "Europe/Paris" };
    const events = () => sp.sql<{ n: string }>("select count(*) as n from events");
    const counts = [await events()];
    await made(leila.staff, `/plans/${plan}/steps`, {
      ...step("Shelter visit, a long title that says much", "person", { times }),
      hidden: true,
    });
    counts.push(await events());
    await inStep();
    await made(leila.staff, `/plans/${plan}/unavailable`, { times });
    counts.push(await events());
    await inStep();
    const items = wire.filter(({ data }) => data["reg_record_type"] === "tandem:Unavailable");
    expect(items).toHaveLength(2);
    // Numbers of the log that stay away are seen by the other side: as many for either.
    const [before, between, after] = counts.map(([row]) => Number(row?.n)) as [
      number,
      number,
      number,
    ];
    expect(after - between).toBe(between - before);
    const plain = (text: string) =>
      text
        .replaceAll(/[0-9a-f]{64}/g, "H")
        .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "I")
        .replaceAll(/[0-9a-f]{12}-[0-9a-f]{4}/g, "S")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "T")
        .replaceAll(/SUB-ess.demo-\d+/g, "R");
    expect(plain(items[0]?.text ?? "a")).toBe(plain(items[1]?.text ?? "b"));
    const root = await signedByAll();
    expect((await views()).map(({ agreement }) => agreement.in_force?.root)).toEqual([root, root]);
  });
});

describe("a plan whose person left", () => {
  it("stays with each office and is not shared on; edits go nowhere, and nobody is held to the new", async () => {
    const root = await signedByAll();
    await leila.staff.post(`/people/${here}/offer`, { answer: "left_out" });
    await inStep();
    const [ours] = await views();
    expect(ours.agreement.in_force?.root).toBe(root);
    wire = [];
    await made(leila.staff, `/plans/${plan}/steps`, step("Home visit"));
    await inStep();
    expect(
      wire.filter(({ data }) => JSON.stringify(data["reg_record_type"]).includes("tandem:")),
    ).toEqual([]);
    const after = await planOf(leila.staff, here);
    expect(after.shared_with).toEqual([]);
    expect(after.agreement.in_force?.root).toBe(root);
    const theirs = await planOf(marc.staff, there);
    expect(theirs.steps).toHaveLength(2);
  });
});
