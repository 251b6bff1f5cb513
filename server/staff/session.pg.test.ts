import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ApiError, Session } from "../api/schemas.ts";
import { openTestStaff, staffWith, type TestStaff } from "./test-staff.ts";

let staff: TestStaff;
beforeAll(async () => {
  staff = await openTestStaff();
});
afterAll(() => staff.close());
afterEach(() => expect(staff.unlike).toEqual([]));

const hour_ms = 3_600_000;

const mutations = [
  "/people/list",
  "/search",
  "/households",
  "/records/x/edit",
  "/people/x/offer",
  "/people/x/enrolments",
  "/enrolments/x/status",
  "/people/x/employment",
  "/people/x/services",
  "/proposals/x/decision",
  "/matches/x/decision",
];

it("offers the personas of both systems that the node hosts", async () => {
  const { body } = await staffWith(staff.app, "").get<{ items: { id: string }[] }>("/personas");
  expect(body.items.map((one) => one.id)).toEqual([
    "leila",
    "ines",
    "omar",
    "marc",
    "samira",
    "dalia",
  ]);
});

it("signs a persona in to one system, with a cookie that no script reads", async () => {
  const payload = { persona: "marc" };
  const answer = await staff.app.inject({ method: "POST", url: "/api/v1/session", payload });
  expect(answer.statusCode).toBe(200);
  expect(answer.json<Session>().persona.system).toMatchObject({ id: "ess.demo", kind: "ess" });
  expect(answer.headers["set-cookie"]).toMatch(/^tandem_session=ess\.[\w-]{43}; Path=\/; HttpOnly/);
  expect(answer.headers["set-cookie"]).toContain("SameSite=Lax");
  expect(answer.headers["cache-control"]).toBe("no-store");
});

it("keeps only the hash of a session's id", async () => {
  const leila = await staff.signIn("leila");
  const rows = await staff.sql(staff.sp.store, "select * from sessions");
  expect(JSON.stringify(rows)).not.toContain(leila.cookie.slice(3));
});

it("answers nobody without a session", async () => {
  const nobody = staffWith(staff.app, "");
  for (const url of ["/session", "/today", "/programmes", "/sync", "/matches", "/live"]) {
    expect(await nobody.get(url)).toMatchObject({
      status: 401,
      body: { code: "err.session.none" },
    });
  }
  const forged = staffWith(staff.app, `sp.${"A".repeat(43)}`);
  expect((await forged.get("/session")).status).toBe(401);
});

it("refuses every mutation of a session that ended", async () => {
  const leila = await staff.signIn("leila");
  expect((await leila.delete("/session")).status).toBe(204);
  for (const url of mutations) expect((await leila.post(url, {})).status).toBe(401);
});

it("takes a session of one system for that system only", async () => {
  const leila = await staff.signIn("leila");
  const elsewhere = staffWith(staff.app, leila.cookie.replace("sp.", "ess."));
  expect((await elsewhere.get("/session")).status).toBe(401);
});

it("ends a session after eight idle hours, and after a day in any case", async () => {
  const idle = await staff.signIn("leila");
  const busy = await staff.signIn("ines");
  for (let hours = 7; hours <= 21; hours += 7) {
    staff.pass(7 * hour_ms);
    expect((await busy.get("/session")).status).toBe(200);
  }
  expect((await idle.get("/session")).status).toBe(401);
  staff.pass(4 * hour_ms);
  expect((await busy.get("/session")).status).toBe(401);
});

it("refuses a mutation from another site", async () => {
  const leila = await staff.signIn("leila");
  const foreign: Record<string, string>[] = [
    { origin: "https://evil.test" },
    { "sec-fetch-site": "cross-site" },
    { origin: "null" },
  ];
  for (const headers of foreign) {
    const answer = await leila.post<ApiError>("/search", { q: "am" }, headers);
    expect(answer).toMatchObject({ status: 403, body: { code: "err.origin" } });
  }
  const own = { origin: "http://localhost:80", host: "localhost:80" };
  expect((await leila.post("/search", { q: "am" }, own)).status).toBe(200);
});

it("takes mutations as JSON only", async () => {
  const leila = await staff.signIn("leila");
  const answer = await staff.app.inject({
    method: "POST",
    url: "/api/v1/search",
    cookies: { tandem_session: leila.cookie },
    headers: { "content-type": "text/plain" },
    payload: '{"q":"am"}',
  });
  expect(answer.statusCode).toBe(400);
});

it("lets nobody choose a persona from another machine, under a foreign name, or outside the demo", async () => {
  const ask = { method: "POST", url: "/api/v1/session", payload: { persona: "leila" } } as const;
  const remote = await staff.app.inject({ ...ask, remoteAddress: "192.0.2.7" });
  expect(remote.json()).toMatchObject({ code: "err.demo_only" });
  const rebound = await staff.app.inject({ ...ask, headers: { host: "evil.test" } });
  expect(rebound.json()).toMatchObject({ code: "err.demo_only" });
  for (const change of [{ demo: false }, { loopback: false }]) {
    const other = await openTestStaff(change);
    expect((await other.app.inject(ask)).json()).toMatchObject({ code: "err.demo_only" });
    await other.close();
  }
});

it("says what is refused by pointers and never by values", async () => {
  const leila = await staff.signIn("leila");
  const { status, body } = await leila.post<ApiError>("/search", { q: "s" });
  expect(status).toBe(400);
  expect(body).toMatchObject({ code: "err.bad_input", fields: ["/q"] });
  expect(body.reference).not.toBe("");
});

it("describes itself in OpenAPI 3.1", async () => {
  const { body } = await staffWith(staff.app, "").get<Record<string, never>>("/openapi.json");
  expect(body).toMatchObject({ openapi: "3.1.0" });
  expect(Object.keys(body["paths"] ?? {})).toContain("/api/v1/households/{id}");
});

it("refuses a body larger than 1 MiB", async () => {
  const leila = await staff.signIn("leila");
  const { status } = await leila.post("/search", { q: "a".repeat(1024 * 1024 + 10) });
  expect(status).toBe(413);
});
