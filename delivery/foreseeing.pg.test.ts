/** What a worker is shown before saving is what then arrives, field by field; showing it keeps nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { someDefinition } from "../domain/programme/test-definition.ts";
import { elementsOf, valueOf } from "../domain/record.ts";
import type { PreviewView } from "../server/api/preview-schemas.ts";
import type { ApiError } from "../server/api/schemas.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { made, openDesk, type Desk } from "../server/staff/test-plans.ts";
import { activeAgreement, putAgreement } from "../store/partners.ts";
import { byKey, carryBothWays, newMember, register, type Carried } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let leila: Desk;
let marc: Desk;
let ines: Desk;
let here = "";
let there = "";

beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  leila = await openDesk(sp, "leila");
  ines = await openDesk(sp, "ines");
  marc = await openDesk(ess, "marc");
});
afterAll(async () => {
  await Promise.all([leila, ines, marc].map(({ app }) => app.close()));
  await at.close();
});
beforeEach(async () => {
  const { people } = await register(sp, newMember());
  here = people[0]?.id ?? "";
  await inStep();
  there = (await byKey(ess, people[0]?.key ?? ""))?.id ?? "";
});

async function inStep(): Promise<Carried[]> {
  const wire: Carried[] = [];
  at.clock.ms += 2_000;
  const { all } = await carryBothWays(sp, ess);
  wire.push(...all);
  return wire;
}

/** Every row there is, by table: a dry run leaves it as it was. */
async function rows(system: TestSystem): Promise<string> {
  const tables = await system.sql<{ name: string }>(
    `select table_name as name from information_schema.tables
     where table_schema = current_schema() and table_type = 'BASE TABLE' order by 1`,
  );
  const counts = await Promise.all(
    tables.map(({ name }) =>
      system.sql<{ n: string }>(
        `select count(*) || coalesce(max(xmin::text), '') as n from "${name}"`,
      ),
    ),
  );
  return JSON.stringify(counts.map(([row], index) => [tables[index]?.name, row?.n]));
}

async function foreseen(desk: Desk, url: string, body: object) {
  const system = desk === marc ? ess : sp;
  const before = await rows(system);
  const answer = await desk.staff.post<PreviewView>(`${url}/preview`, body);
  expect([url, answer.status]).toEqual([url, 200]);
  expect(await rows(system)).toBe(before);
  const [partner, ...others] = answer.body.partners;
  expect(others).toEqual([]);
  if (!partner) throw new Error("no partner");
  return partner;
}

/** References are shown by name; what a record is told of goes as a key. */
const named = new Set(["person", "target"]);

/** What was shown is what came: the same items, the same fields, the same values, the same reason. */
async function holds(shown: PreviewView["partners"][number], to: TestSystem): Promise<Carried[]> {
  const own = (await inStep()).filter(({ item }) => item.origin !== to.store.system.id);
  expect(shown.items.length).toBe(own.length);
  for (const [nth, { item, data }] of own.entries()) {
    const said = shown.items[nth];
    const fields = said?.values.map(({ field }) => field) ?? [];
    expect(fields.toSorted()).toEqual([...item.ch].toSorted());
    const arrived = await byKey(to, item.key);
    for (const { field, value } of said?.values ?? []) {
      if (!arrived || named.has(field)) continue;
      const shownThere = arrived.state.sets[field]
        ? elementsOf(arrived.state, field).map(({ version }) => version.v)
        : (valueOf(arrived.state, field) ?? null);
      expect([field, value]).toEqual([field, shownThere]);
    }
    const change = data["tandem:change"] as { reason: string };
    expect(said?.reason).toBe(change.reason);
    expect(said?.act).toBe(item.act);
  }
  return own;
}

async function programme(definition = someDefinition()): Promise<string> {
  at.clock.ms += 2_000;
  return made(ines.staff, "/programmes", { name: "Winter help", type: "test", definition });
}
const everything = { shares: { fields: { Enrolment: [...allOfIt()] } } };
function allOfIt() {
  return ["status", "reason", "effective_date", "notice_date", "enrolment_date"];
}

describe("what is shown before saving", () => {
  it("is what arrives of an enrolment and of each later step of it", async () => {
    const programme_id = await programme(someDefinition(everything));
    const body = { programme_id, effective_date: "2026-11-01", reason: "fits" };
    await inStep();
    const url = `/people/${here}/enrolments`;
    const opened = await foreseen(leila, url, body);
    expect([opened.way, opened.why, opened.items[0]?.first]).toEqual(["standing", null, true]);
    const id = await made(leila.staff, url, body);
    await holds(opened, ess);
    const step = {
      status: "suspended",
      reason: "moved away for the harvest",
      effective_date: "2026-11-20",
      notice_date: "2026-11-10",
    };
    const stepped = await foreseen(leila, `/enrolments/${id}/status`, step);
    expect(stepped.items).toMatchObject([{ about: "Winter help", reason: step.reason }]);
    await leila.staff.post(`/enrolments/${id}/status`, step);
    await holds(stepped, ess);
  });

  it("leaves out what the programme does not share, and so does what arrives", async () => {
    const programme_id = await programme();
    const id = await made(leila.staff, `/people/${here}/enrolments`, {
      programme_id,
      effective_date: "2026-11-01",
    });
    await inStep();
    const step = {
      status: "suspended",
      reason: "told in confidence",
      effective_date: "2026-11-20",
    };
    const shown = await foreseen(leila, `/enrolments/${id}/status`, step);
    expect(shown.items).toMatchObject([
      { values: [{ field: "status", value: "suspended" }], reason: "" },
    ]);
    await leila.staff.post(`/enrolments/${id}/status`, step);
    const came = await holds(shown, ess);
    expect(came.map(({ text }) => text).join()).not.toContain("confidence");
  });

  it("is what arrives of a service, and the note stays here", async () => {
    const url = `/people/${here}/services`;
    const body = { service: "counselling", on: "2026-11-20", outcome: "delivered", note: "cried" };
    const shown = await foreseen(leila, url, body);
    expect(shown.items[0]?.values.map(({ field }) => field)).not.toContain("note");
    await made(leila.staff, url, body);
    const came = await holds(shown, ess);
    expect(came.map(({ text }) => text).join()).not.toContain("cried");
  });

  it("is what arrives of work found, and of a proposal by the office that does not own it", async () => {
    const body = {
      employment_status: "employee",
      job: { job_title: "Cook", start_date: "2026-12-01" },
      reason: "contract seen",
    };
    const url = (id: string) => `/people/${id}/employment`;
    const own = await foreseen(marc, url(there), body);
    await marc.staff.post(url(there), body);
    await holds(own, sp);
    const other = { employment_status: "not_employed", unemployment_reason: "illness" };
    const proposed = await foreseen(leila, url(here), other);
    expect(proposed.items.every(({ type }) => type === "Proposal")).toBe(true);
    await leila.staff.post(url(here), other);
    await holds(proposed, ess);
  });

  it("is nothing, with why, where nothing leaves", async () => {
    const programme_id = await programme();
    await inStep();
    const agreement = await activeAgreement(sp.store, "sp.demo", "ess.demo", "2026-11-23");
    if (!agreement) throw new Error("no agreement");
    const body = { programme_id, effective_date: "2026-11-01" };
    const url = `/people/${here}/enrolments`;
    await putAgreement(sp.store, { ...agreement, programmes: ["sp.demo/other"] }, "ess.demo");
    const scoped = await foreseen(leila, url, body);
    expect(scoped).toMatchObject({ items: [], why: "nothing" });
    await made(leila.staff, url, body);
    await holds(scoped, ess);
    await putAgreement(sp.store, { ...agreement, status: "revoked" }, "ess.demo");
    expect(await foreseen(leila, url, body)).toMatchObject({ items: [], why: "not_agreed" });
    await putAgreement(sp.store, agreement, "ess.demo");
  });

  it("refuses what saving would refuse, by the same code", async () => {
    const programme_id = await programme();
    const id = await made(leila.staff, `/people/${here}/enrolments`, {
      programme_id,
      effective_date: "2026-11-01",
    });
    for (const status of ["reinstated", "awaiting_renewal", "deceased"]) {
      const step = { status, reason: "x", effective_date: "2026-11-20" };
      const shown = await leila.staff.post<ApiError>(`/enrolments/${id}/status/preview`, step);
      const saved = await leila.staff.post<ApiError>(`/enrolments/${id}/status`, step);
      expect([shown.status, shown.body.code]).toEqual([saved.status, saved.body.code]);
      expect(shown.status).toBe(409);
    }
  });
});
