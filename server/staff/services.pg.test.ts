import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { NewServiceEntryBody, ServiceList, ServiceView } from "../api/directory-schemas.ts";
import type { StepFromService } from "../api/directory-schemas.ts";
import type { ApiError } from "../api/schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import { made, openPlanFor, step } from "./test-plans.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
let leila: Staff;
beforeAll(async () => {
  staff = await openTestStaff();
  leila = await staff.signIn("leila");
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

const entry = (change: Partial<NewServiceEntryBody> = {}): NewServiceEntryBody => ({
  name: "Sewing workshop",
  provider: "Kasbah Training Centre",
  kind: "training",
  lane: "employment",
  about: "",
  capacity: 2,
  taken_elsewhere: 0,
  hours: [{ days: ["MO", "WE"], from: "08:30", to: "12:30" }],
  zone: "Africa/Tunis",
  place: "Station Road 3",
  areas: [],
  languages: ["ar"],
  access: ["step_free"],
  phone: "+999 700 100 420",
  cost: "",
  needs: "",
  hours_per_week: 8,
  weeks: 6,
  valid_from: null,
  valid_until: null,
  ...change,
});
const list = (change: Partial<NewServiceEntryBody>) => made(leila, "/services", entry(change));
const one = async (id: string) => (await leila.get<ServiceView>(`/services/${id}`)).body;
const find = async (body: object) =>
  (await leila.post<ServiceList>("/services/find", body)).body.items.map(({ name }) => name);
const planOfSomebody = async () => {
  const { body } = await leila.post<Registered>("/households", household(member()));
  return openPlanFor(leila, body.members[0]?.person_id ?? "");
};

describe("the directory", () => {
  it("lists a service once, finds it with a typing mistake, and edits what the worker saw", async () => {
    const id = await list({ name: "Bicycle repair" });
    const twice = await leila.post<ApiError>("/services", entry({ name: "Bicycle  Repair" }));
    expect([twice.status, twice.body.code]).toEqual([409, "err.directory.twice"]);
    expect(await find({ q: "bycicle", lane: "employment" })).toEqual([]);
    expect(await find({ q: "bicicle" })).toEqual(["Bicycle repair"]);
    expect(await find({ q: "bicycle", access: ["by_phone"] })).toEqual([]);
    const { stamps, ...seen } = await one(id);
    expect(seen).toMatchObject({ code: "bicycle-repair", in_plans: 0, places: { free: 2 } });
    const edited = { ...entry({ name: "Bicycle repair", capacity: 5 }), seen: stamps };
    await made(leila, `/services/${id}`, edited);
    expect((await one(id)).capacity).toBe(5);
    const stale = await leila.post<ApiError>(`/services/${id}`, { ...edited, capacity: 9 });
    expect([stale.status, stale.body.code]).toEqual([409, "err.stale"]);
  });

  it.each([
    { name: "" },
    { name: "Bad hours", hours: [{ days: ["MO"], from: "12:00", to: "09:00" }] },
    { name: "Bad day", hours: [{ days: ["XX"], from: "09:00", to: "12:00" }] },
    { name: "Bad dates", valid_from: "2027-01-01", valid_until: "2026-01-01" },
    { name: "Bad day", valid_from: "2026-02-31" },
    { name: "Bad capacity", capacity: -1 },
    { name: "Bad kind", kind: "magic" },
    { name: "Bad zone", zone: "Not a zone!" },
    { name: "Too much", more: "x" },
  ])("refuses with a code, and lists nothing: %o", async (change) => {
    const before = (await leila.post<ServiceList>("/services/find", {})).body.total;
    const answer = await leila.post<ApiError>("/services", { ...entry(), ...change });
    expect([answer.status, answer.body.code]).toEqual([400, "err.bad_input"]);
    expect((await leila.post<ServiceList>("/services/find", {})).body.total).toBe(before);
  });

  it("is asked about days of the calendar only", async () => {
    const id = await list({ name: "Calendar" });
    const asked = await Promise.all([
      leila.post<ApiError>("/services/find", { on: "2026-02-31" }),
      leila.post<ApiError>(`/services/${id}/step`, { day: "2026-13-01" }),
    ]);
    expect(asked.map(({ status, body }) => [status, body.code])).toEqual([
      [400, "err.bad_input"],
      [400, "err.bad_input"],
    ]);
  });

  it("counts the places that steps take; a full service says so and names the next free day", async () => {
    const id = await list({ name: "Pottery", capacity: 1 });
    const plan = await planOfSomebody();
    const at = { service: "pottery", from: "2026-11-20", until: "2026-12-10" };
    const taken = await made(leila, `/plans/${plan}/steps`, step("Pottery", "employment", at));
    expect(await one(id)).toMatchObject({
      in_plans: 1,
      places: { free: 0, is_given: true, next: "2026-12-11" },
    });
    const { body } = await leila.post<StepFromService>(`/services/${id}/step`, {
      day: "2026-11-24",
    });
    expect(body).toMatchObject({
      lane: "employment",
      fields: { service: "pottery", where: "Station Road 3", from: "2026-11-25" },
      places: { free: 0, next: "2026-12-11" },
    });
    expect(await find({ q: "pottery", free: true })).toEqual([]);
    expect(await find({ q: "pottery", free: true, on: "2026-12-11" })).toEqual(["Pottery"]);

    await made(leila, `/lines/${taken}/edit`, { changes: { until: "2026-11-22" } });
    expect((await one(id)).places).toMatchObject({ free: 1, next: "2026-11-23" });
    await made(leila, `/lines/${taken}/edit`, { changes: { until: "2026-12-31" } });
    expect((await one(id)).places.free).toBe(0);
    await made(leila, `/steps/${taken}/move`, { to: "stopped", reason: "Another way" });
    expect(await one(id)).toMatchObject({ in_plans: 0, places: { free: 1 } });
  });

  it("a step on a day that no calendar has takes its place, and breaks nothing", async () => {
    const id = await list({ name: "Glass", capacity: 3 });
    const plan = await planOfSomebody();
    const times = { start: "2026-02-31T09:00", end: "2026-02-31T10:00", zone: "Europe/Paris" };
    await made(leila, `/plans/${plan}/steps`, step("Glass", "social", { service: "glass", times }));
    expect((await one(id)).places.free).toBe(2);
  });

  it("a plan that is closed, and a line taken out, give their places back", async () => {
    const id = await list({ name: "Weaving", capacity: 3 });
    const at = { service: "weaving", from: "2026-11-20", until: "2026-12-10" };
    const [closed, kept] = [await planOfSomebody(), await planOfSomebody()];
    await made(leila, `/plans/${closed}/steps`, step("Weaving", "employment", at));
    const line = await made(leila, `/plans/${kept}/steps`, step("Weaving", "employment", at));
    expect((await one(id)).places.free).toBe(1);
    await made(leila, `/plans/${closed}/close`, { reason: "Moved away" });
    expect((await one(id)).places.free).toBe(2);
    await made(leila, `/lines/${line}/withdraw`, {});
    expect((await one(id)).places.free).toBe(3);
  });

  it("belongs to its system, even where the other one shares the node", async () => {
    const id = await list({ name: "Only here" });
    const marc = await staff.signIn("marc");
    expect((await marc.get(`/services/${id}`)).status).toBe(404);
    const { body } = await marc.post<ServiceList>("/services/find", { q: "only here" });
    expect(body).toEqual({ items: [], total: 0 });
  });
});
