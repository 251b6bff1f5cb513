import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccessList, AccessMade } from "../server/api/access-schemas.ts";
import type { PlanOutcomes } from "../server/api/outcome-schemas.ts";
import type { Registered } from "../server/api/work-schemas.ts";
import { registerPages } from "../server/pages.ts";
import { made, openPlanFor, step } from "../server/staff/test-plans.ts";
import {
  household,
  member,
  openTestStaff,
  type Staff,
  type TestStaff,
} from "../server/staff/test-staff.ts";
import { registerPortal } from "./routes.ts";

/** A training centre with two people on Sunday and Monday, and another provider's person. */
let at: TestStaff;
let app: FastifyInstance;
let leila: Staff;
let plans: string[] = [];
const centre = "Harbour centre";
const day = "2026-11-22";
const ip = { count: 0 };

beforeAll(async () => {
  at = await openTestStaff();
  app = Fastify();
  await registerPortal(app, at.node);
  // As a node has it: the staff app beside it, with a policy that is looser.
  await registerPages(app, "/nowhere");
  await app.ready();
  leila = await at.signIn("leila");
  const { body } = await leila.post<Registered>(
    "/households",
    household(
      member({ name: { given_name: "Amina Zahra", surname: "Diallo" } }),
      member({
        name: { given_name: "Omar", surname: "<b>Bold" },
        main_contact: false,
        relationship: "spouse",
      }),
      member({
        name: { given_name: "Hidden", surname: "Else" },
        main_contact: false,
        relationship: "child",
      }),
    ),
  );
  plans = [];
  for (const { person_id } of body.members) plans.push(await openPlanFor(leila, person_id));
  const times = {
    start: `${day}T09:00`,
    end: `${day}T10:00`,
    zone: "Africa/Tunis",
    rrule: "FREQ=DAILY;COUNT=3",
  };
  const line = (role: string) =>
    step("Course", "employment", { times, who: { party: "provider", role }, where: "Quay 4" });
  await made(leila, `/plans/${plans[0]}/steps`, line(centre));
  await made(leila, `/plans/${plans[1]}/steps`, line("harbour  Centre"));
  await made(leila, `/plans/${plans[2]}/steps`, line("Other school"));
  await made(leila, `/plans/${plans[0]}/steps`, {
    ...step("Shelter talk", "person", {
      times: { ...times, start: `${day}T11:00`, end: `${day}T12:00` },
    }),
    hidden: true,
  });
});
afterAll(async () => {
  expect(at.unlike).toEqual([]);
  await app.close();
  await at.close();
});

const link = async (body: object) => (await leila.post<AccessMade>("/access-links", body)).body;
const provider = () => link({ kind: "provider", provider: centre, days: 30 });
/** Each caller from an address of its own, unless it says which. */
const ask = (url: string, remoteAddress = `10.0.0.${(ip.count += 1)}`) =>
  app.inject({ method: "GET", url, remoteAddress });
const send = (url: string, form: Record<string, string>) =>
  app.inject({
    method: "POST",
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    payload: new URLSearchParams(form).toString(),
  });
const references = (body: string) => [
  ...new Set([...body.matchAll(/name="row-([^"]+)"/g)].map(([, one]) => one ?? "")),
];
const standing = async (plan: string | undefined, time: string) => {
  const { body } = await leila.get<PlanOutcomes>(`/plans/${plan}/outcomes`);
  return body.steps[0]?.times.find((one) => one.time === time);
};

describe("a provider's link", () => {
  it("shows the provider's own people of the open days, and the least of them", async () => {
    const { path } = await provider();
    const days = await ask(path);
    expect(days.statusCode).toBe(200);
    expect(days.headers).toMatchObject({
      "cache-control": "no-store",
      "x-robots-tag": "noindex, nofollow",
      "referrer-policy": "no-referrer",
    });
    expect(days.headers["content-security-policy"]).toMatch(
      /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'/,
    );
    expect([...days.body.matchAll(/\/p\/[^/]+\/([\d-]+)\?/g)].map(([, one]) => one)).toEqual([
      "2026-11-23",
      "2026-11-22",
    ]);
    const { body } = await ask(`${path}/${day}`);
    expect(body).toContain("Amina D.");
    expect(body).toContain("Omar &lt;.");
    expect(body).not.toMatch(/Diallo|Zahra|Hidden|Shelter|<script|<b>Bold|Quay/);
    expect(references(body)).toHaveLength(2);
    const arabic = await ask(`${path}?lang=ar`);
    expect(arabic.body).toContain('lang="ar" dir="rtl"');
  });

  it("records who was there by the provider's list, and leaves what is recorded to the office", async () => {
    const { path } = await provider();
    const [first = "", second = ""] = references((await ask(`${path}/${day}`)).body);
    const bare = await send(`${path}/${day}`, { [`row-${first}`]: "yes", who: " " });
    expect([bare.statusCode, bare.body.includes("Write your name first")]).toEqual([400, true]);
    const filled = { [`row-${first}`]: "yes", [`row-${second}`]: "no", who: "Hana" };
    const done = await send(`${path}/${day}`, filled);
    expect(done.statusCode).toBe(200);
    const all = [
      await standing(plans[0], `${day}T09:00`),
      await standing(plans[1], `${day}T09:00`),
    ];
    expect(all.map((one) => `${one?.stands}`).sort()).toEqual(["could_not", "happened"]);
    const there = all.find((one) => one?.stands === "happened");
    expect(there).toMatchObject({
      assisted: false,
      evidence: [{ kind: "provider_attendance", source: "Harbour centre: Hana", fits: true }],
      outcomes: [{ by: { name: "Hana, Harbour centre", role: "provider" } }],
    });
    const missed = all.find((one) => one?.stands === "could_not");
    expect(missed?.outcomes).toMatchObject([
      { side: "person", cause: "not_known", excused: false },
    ]);
    const again = await send(`${path}/${day}`, { ...filled, [`row-${first}`]: "no" });
    expect(again.body).toContain("recorded or changed meanwhile");
    expect((await ask(`${path}/${day}`)).body).not.toContain('type="radio"');
  });

  it("takes a list as CSV: shown first, each bad line with its code, recorded when sent", async () => {
    const { path } = await provider();
    const monday = `${path}/2026-11-23`;
    const csv = await ask(`${monday}/list.csv`);
    expect(csv.headers["content-type"]).toContain("text/csv");
    const [, one = "", two = ""] = csv.body.split("\r\n");
    const ref = (line: string) => line.split(",")[0]?.replaceAll('"', "") ?? "";
    const text = [
      "reference,name,what,attended",
      `${ref(one)},Amina,Course,yes`,
      `${ref(two)};;;perhaps`,
      `${ref(one)},Amina,Course,no`,
      "NOBODY,,,yes",
      "alone",
    ].join("\n");
    const seen = await send(`${monday}/csv`, { csv: text });
    for (const code of ["csv.word", "csv.twice", "csv.unknown", "csv.columns"]) {
      expect(seen.body).toContain(`(${code})`);
    }
    expect((await standing(plans[0], "2026-11-23T09:00"))?.stands).toBe("open");
    const sure = await send(`${monday}/csv`, { csv: text, sure: "yes", who: "Hana" });
    expect(sure.statusCode).toBe(200);
    const all = [plans[0], plans[1]].map((plan) => standing(plan, "2026-11-23T09:00"));
    expect((await Promise.all(all)).map((one) => `${one?.stands}`).sort()).toEqual([
      "happened",
      "open",
    ]);
    const late = await send(`${monday}/csv`, { csv: text, sure: "yes", who: "Hana" });
    expect(late.body).toContain("Nothing was filled in");
  });

  it("shows what the office had only ticked, as evidence of what was said", async () => {
    const plan = await leila.get<{ steps: { id: string; what: string }[] }>(`/plans/${plans[1]}`);
    const line = plan.body.steps[0]?.id ?? "";
    const monday = { time: "2026-11-23T09:00", day: "2026-11-23" };
    const ticked = { ...monday, what: { said: "happened", known: null } };
    await made(leila, `/steps/${line}/outcomes`, ticked);
    expect((await standing(plans[1], monday.time))?.stands).toBe("ticked");
    const { path } = await provider();
    const [one = ""] = references((await ask(`${path}/${monday.day}`)).body);
    const done = await send(`${path}/${monday.day}`, { [`row-${one}`]: "yes", who: "Hana" });
    expect(done.statusCode).toBe(200);
    const now = await standing(plans[1], monday.time);
    expect(now).toMatchObject({
      stands: "happened",
      outcomes: [{ by: { name: "Leila Haddad" } }],
      evidence: [{ kind: "provider_attendance" }],
    });
  });

  it("answers clearly when it is guessed, withdrawn, over, or of a day that is not open", async () => {
    const made = await provider();
    expect((await ask(`${made.path}/2026-11-24`)).statusCode).toBe(404);
    expect((await ask(`${made.path}/2020-01-01`)).statusCode).toBe(404);
    await leila.post(`/access-links/${made.id}/revoke`, {});
    const withdrawn = await ask(made.path);
    expect([withdrawn.statusCode, withdrawn.body.includes("was withdrawn")]).toEqual([410, true]);
    expect(withdrawn.body).not.toContain("Amina");
    const closed = await send(`${made.path}/${day}`, { who: "Hana" });
    expect(closed.statusCode).toBe(410);
    const short = await link({ kind: "provider", provider: centre, days: 1 });
    at.pass(25 * 3_600_000);
    const over = await ask(short.path);
    expect([over.statusCode, over.body.includes("Tuesday 24 November")]).toEqual([410, true]);
    at.pass(-25 * 3_600_000);
    const guesses = Array.from({ length: 21 }, () => ask(`/p/${"x".repeat(43)}`, "10.9.9.9"));
    const codes = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
    expect(codes[0]).toBe(404);
    expect((await ask(short.path, "10.9.9.9")).statusCode).toBe(429);
    expect((await ask(short.path)).statusCode).toBe(200);
  });

  it("is made only for a provider that has steps, listed with its uses, its token kept by nobody", async () => {
    const wrong = await leila.post("/access-links", {
      kind: "provider",
      provider: "Nobody",
      days: 9,
    });
    expect(wrong.status).toBe(400);
    const { path } = await provider();
    await ask(path);
    const { body } = await leila.get<AccessList>("/access-links");
    expect(body.items[0]).toMatchObject({ name: centre, state: "open", uses: 1 });
    expect(body.providers).toContain("Other school");
    const [row] = await at.sql<{ text: string }>(
      at.sp.store,
      "select string_agg(t::text, ' ') as text from access_links t",
    );
    expect(row?.text).not.toContain(path.slice(3));
    const marc = await at.signIn("marc");
    expect((await marc.get<AccessList>("/access-links")).body.items).toEqual([]);
  });
});

describe("a calendar feed", () => {
  it("has the times of a person in neutral words, as instants, and keeps off what is to be kept off", async () => {
    const { body } = await leila.get<{ person_id: string }>(`/plans/${plans[0]}`);
    const kept = step("Court", "person", {
      times: { start: `${day}T15:00`, end: `${day}T16:00`, zone: "Africa/Tunis" },
      keep_off: ["calendar"],
    });
    await made(leila, `/plans/${plans[0]}/steps`, kept);
    const { path } = await link({ kind: "person", person_id: body.person_id, days: 100 });
    const feed = await ask(path);
    expect(feed.headers["content-type"]).toContain("text/calendar");
    expect(feed.body).toContain("DTSTART:20261122T080000Z");
    expect(feed.body).toContain("SUMMARY:Appointment");
    expect(feed.body).not.toContain("20261122T140000Z");
    expect(feed.body).not.toMatch(/Course|Shelter|Court|Harbour|Amina|Diallo/);
    expect(feed.body.split("\r\n").every((line) => line.length <= 75)).toBe(true);
    const uids = [...feed.body.matchAll(/UID:(\S+)/g)].map(([, uid]) => uid);
    expect(new Set(uids).size).toBe(uids.length);
    const again = await ask(path);
    expect([...again.body.matchAll(/UID:(\S+)/g)].map(([, uid]) => uid)).toEqual(uids);
  });

  it("of a worker is the worker's own, opens no list, and ends when it is withdrawn", async () => {
    const mine = await link({ kind: "agenda", days: 100 });
    expect((await ask(mine.path)).statusCode).toBe(200);
    const token = mine.path.slice("/calendar/".length, -".ics".length);
    expect((await ask(`/p/${token}`)).statusCode).toBe(404);
    const ines = await at.signIn("ines");
    const kinds = (await ines.get<AccessList>("/access-links")).body.items.map(({ kind }) => kind);
    expect(kinds).not.toContain("agenda");
    await leila.post(`/access-links/${mine.id}/revoke`, {});
    expect((await ask(mine.path)).statusCode).toBe(410);
  });
});
