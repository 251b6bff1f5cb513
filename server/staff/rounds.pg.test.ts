import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { textOf } from "../../domain/record.ts";
import { loadAbout, loadLinks } from "../../store/load.ts";
import { putAgreement } from "../../store/partners.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import type {
  Counted,
  RoundList,
  RoundRegistries,
  RoundView,
  WhyNotView,
} from "../api/round-schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import type { LineTo } from "../hosting.ts";
import { lineInTheNode } from "./test-line.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let at: TestStaff;
let marc: Staff;
let leila: Staff;
let lineTo: LineTo;
let programme = "";
beforeAll(async () => {
  at = await openTestStaff({ lineTo: (hosted, partner) => lineTo(hosted, partner) });
  await agree();
  marc = await at.signIn("marc");
  leila = await at.signIn("leila");
  const fields = { name: "Roads", programme_type: "public_works" };
  const [made] = await at.write(at.ess, (ctx) => [
    ownChange(ctx, newRecord(ctx, "Programme"), { fields }, "programme.opened"),
  ]);
  programme = made?.record.id ?? "";
});
beforeEach(() => {
  lineTo = lineInTheNode(at);
});
afterAll(async () => {
  expect(at.unlike).toEqual([]);
  await at.close();
});

async function agree(change: object = {}): Promise<void> {
  const nowIso = new Date(at.sp.store.clock.nowMs()).toISOString();
  const agreement = { ...demoAgreement("sp.demo", "ess.demo", "sp", nowIso), ...change };
  await putAgreement(at.ess.store, agreement, "sp.demo");
  await putAgreement(at.sp.store, agreement, "ess.demo");
}

let places = 0;
/** A place of its own for each test, so that one test's households are not another's. */
const newPlace = () => `Valley ${(places += 1)}`;
const looking = (region: string) => ({
  all: [
    { attribute: "region", is: "eq", value: region },
    {
      some: "member_list",
      where: {
        all: [
          { attribute: "age", is: "gte", value: 18 },
          { attribute: "age", is: "lte", value: 64 },
          { attribute: "employment_status", is: "eq", value: "not_employed" },
        ],
      },
    },
  ],
});

let numbers = 5_000;
/** Registers a household of one adult out of work and one child. */
async function registered(region: string, status = "not_employed"): Promise<Registered> {
  const uin = { type: "UIN", value: `${(numbers += 1)}` };
  const members = [
    member({ employment_status: status as "not_employed", identifiers: [uin] }),
    member({
      birth_date: "2015-01-01",
      main_contact: false,
      relationship: "child",
      identifiers: [],
    }),
  ];
  const body = { ...household(...members), region };
  return (await leila.post<Registered>("/households", body)).body;
}

async function opened(region: string, change: object = {}): Promise<string> {
  const body = {
    name: `Roads of ${region}`,
    programme_id: programme,
    partner: "sp.demo",
    criteria: looking(region),
    places: 1,
    order: "draw",
    ...change,
  };
  const answer = await marc.post<{ id: string }>("/rounds", body);
  expect(answer.status).toBe(201);
  return answer.body.id;
}

async function done(url: string, body: object = {}): Promise<RoundView> {
  const answer = await marc.post<RoundView>(url, body);
  if (answer.status !== 200) throw new Error(`${url}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** A round of which the community was told. */
async function announced(region: string, change: object = {}): Promise<RoundView> {
  const id = await opened(region, change);
  await done(`/rounds/${id}/search`);
  return done(`/rounds/${id}/announce`, { on: "2026-11-23", how: "Notice at the market" });
}

describe("what may be asked of a registry", () => {
  it("is what the agreement tells anyway, and nothing else", async () => {
    const { body } = await marc.get<RoundRegistries>("/round-registries");
    const [registry] = body.items;
    expect(registry?.system.id).toBe("sp.demo");
    const names = registry?.attributes.map(({ of, name }) => `${of}.${name}`) ?? [];
    expect(names).toContain("household.region");
    expect(names).toContain("member.age");
    expect(names).toContain("member.employment_status");
    expect(names).not.toContain("household.poverty_score");
    expect(names).not.toContain("member.self_id_disability");
    expect(names).not.toContain("member.linked");
  });

  it("is counted without anybody's data being told", async () => {
    const region = newPlace();
    await registered(region);
    await registered(region);
    await registered(region, "employee");
    const before = await disclosures();
    const counted = await marc.post<Counted>("/rounds/count", {
      partner: "sp.demo",
      criteria: looking(region),
    });
    expect(counted.body).toEqual({ total: 2, problem: "" });
    expect(await disclosures()).toBe(before);
  });

  it("is refused where the agreement does not tell it, as a problem in words", async () => {
    const criteria = { attribute: "poverty_score", is: "lte", value: 2 };
    const counted = await marc.post<Counted>("/rounds/count", { partner: "sp.demo", criteria });
    expect(counted.body).toEqual({ total: null, problem: "not_agreed" });
  });

  it("is refused with a code, whatever is sent in its place, counted or opened", async () => {
    const nested = (depth: number): object =>
      depth === 0 ? { attribute: "region", is: "eq", value: "x" } : { not: nested(depth - 1) };
    const given = [
      null,
      5,
      "x",
      [],
      {},
      { all: 5 },
      { all: [null] },
      { any: {} },
      { not: null },
      { some: 3, where: null },
      { some: "member_list" },
      { attribute: "x" },
      { attribute: 5, is: "eq", value: 1 },
      { attribute: "region", is: "zz", value: 1 },
      { attribute: "region", is: "eq", value: {} },
      { attribute: "__proto__", is: "eq", value: 1 },
      { all: Array.from({ length: 200 }, () => nested(0)) },
      nested(100),
    ];
    for (const criteria of given) {
      const count = await marc.post("/rounds/count", { partner: "sp.demo", criteria });
      expect([criteria, count.status]).toEqual([criteria, 400]);
      const round = { name: "R", programme_id: programme, partner: "sp.demo", criteria };
      const open = await marc.post("/rounds", { ...round, places: 1, order: "draw" });
      expect([criteria, open.status]).toEqual([criteria, 400]);
    }
  });
});

describe("a round of proactive enrolment", () => {
  it("finds households with the reason why, keeps only the minimum, and writes the disclosure", async () => {
    const region = newPlace();
    const known = await registered(region);
    await registered(region, "employee");
    const id = await opened(region);
    const before = await disclosures();
    const view = await done(`/rounds/${id}/search`);
    expect(view.found).toMatchObject({ total: 1, taken: 1 });
    const [found] = view.households;
    expect(found?.number).toBe(known.number);
    expect(found?.members.map(({ name, may_be_named }) => [name, may_be_named])).toEqual([
      ["Amina Diallo", true],
    ]);
    expect(found?.because.map(({ path, code }) => [path.at(-1), code])).toContainEqual([
      "employment_status",
      "met",
    ]);
    expect(await disclosures()).toBeGreaterThan(before);
  });

  it("walks from the notice to the enrolment and its news, by the draw that was sealed", async () => {
    const region = newPlace();
    for (let nth = 0; nth < 3; nth += 1) await registered(region);
    let view = await announced(region);
    expect(view.draw).toMatchObject({ seed: "", drawn_on: null });
    for (const one of view.households) {
      await done(`/round-households/${one.id}/name`, { member: one.members[0]?.key });
      await done(`/round-households/${one.id}/answer`, { answer: "agreed" });
    }
    await done(`/rounds/${view.id}/close-naming`);
    view = await done(`/rounds/${view.id}/order`);
    expect(view.households.map(({ state, rank }) => [state, rank])).toEqual([
      ["placed", 1],
      ["waiting", 2],
      ["waiting", 3],
    ]);
    expect(view.draw?.seed).toMatch(/^[0-9a-f]{64}$/);
    const [first, second] = view.households;
    view = await done(`/round-households/${first?.id}/answer`, { answer: "said_no" });
    expect(view.households.find(({ id }) => id === second?.id)?.state).toBe("placed");
    view = await done(`/round-households/${second?.id}/enrol`, { effective_date: "2026-12-01" });
    const enrolled = view.households.find(({ id }) => id === second?.id);
    expect(enrolled?.state).toBe("enrolled");
    expect(view.enrolled).toBe(1);

    const person = enrolled?.person ?? "";
    const about = await loadAbout(at.ess.store, [person], ["Enrolment"]);
    expect(about.map(({ state }) => textOf(state, "status"))).toEqual(["active"]);
    const links = await loadLinks(at.ess.store, [person]);
    expect(links.map(({ partner, key, how }) => [partner, key, how])).toEqual([
      ["sp.demo", second?.members[0]?.key, "round"],
    ]);
  });

  it("says why a household is not in it, without telling what the agreement hides", async () => {
    const region = newPlace();
    const working = await registered(region, "employee");
    const id = await opened(region);
    const told = await marc.post<WhyNotView>(`/rounds/${id}/why-not`, { number: working.number });
    expect(told.body).toMatchObject({ known: true, fits: false, problem: "" });
    expect(told.body.because.map(({ path }) => path)).toEqual([["member_list"]]);
    const none = await marc.post<WhyNotView>(`/rounds/${id}/why-not`, { number: "HH-none" });
    expect(none.body).toMatchObject({ known: false, fits: null });
  });

  it("does not enrol twice, nor by two people at once", async () => {
    const region = newPlace();
    await registered(region);
    const view = await announced(region);
    const [one] = view.households;
    await done(`/round-households/${one?.id}/name`, { member: one?.members[0]?.key });
    await done(`/round-households/${one?.id}/answer`, { answer: "agreed" });
    await done(`/rounds/${view.id}/close-naming`);
    await done(`/rounds/${view.id}/order`);
    const body = { effective_date: "2026-12-01" };
    const both = await Promise.all([
      marc.post(`/round-households/${one?.id}/enrol`, body),
      marc.post(`/round-households/${one?.id}/enrol`, body),
    ]);
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it("is not drawn by somebody who knows the seed: nobody sees it before", async () => {
    const region = newPlace();
    await registered(region);
    const view = await announced(region);
    const rows = await at.sql<{ state: string }>(
      at.ess.store,
      "select state::text as state from records where system = 'ess.demo' and id = $1",
      [view.id],
    );
    const later = await marc.get<RoundView>(`/rounds/${view.id}`);
    expect(later.body.draw?.seed).toBe("");
    expect(rows[0]?.state).not.toMatch(/"seed":\[\{"v":"[0-9a-f]{64}"/);
  });

  it("changes nothing when the registry is silent, and says so", async () => {
    const region = newPlace();
    const id = await opened(region);
    lineTo = () => null;
    expect((await marc.post(`/rounds/${id}/search`, {})).status).toBe(503);
    lineTo = lineInTheNode(at);
    await agree({ status: "revoked" });
    const refusedBy = await marc.post<{ code: string }>(`/rounds/${id}/search`, {});
    expect([refusedBy.status, refusedBy.body.code]).toEqual([409, "err.not_agreed"]);
    await agree();
    const { body } = await marc.get<RoundList>("/rounds");
    expect(body.items.find((one) => one.id === id)).toMatchObject({ state: "draft", found: null });
  });

  it("is nothing that the other system of the same node sees", async () => {
    const region = newPlace();
    const id = await opened(region);
    expect((await leila.get(`/rounds/${id}`)).status).toBe(404);
    expect((await leila.get<RoundList>("/rounds")).body.items).toEqual([]);
  });
});

async function disclosures(): Promise<number> {
  const [row] = await at.sql<{ count: string }>(
    at.sp.store,
    "select count(*) from disclosures where system = 'sp.demo'",
  );
  return Number(row?.count);
}
