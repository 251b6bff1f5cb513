/** Every screen, in both languages and both widths: WCAG 2.2 A and AA, no sideways scrolling, no complaint. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

const widths_px = [1440, 390] as const;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A screen: who looks, where, and what is done there before it is judged. */
interface Screen {
  worker: "leila" | "marc" | null;
  path: string;
  /** What stands there once everything has come: before that there is nothing to judge. */
  ready: string;
  act?: (page: Page) => Promise<void>;
}

const openDialog = async (page: Page) => {
  await page.locator("section[aria-labelledby^=group-work] .button-small").click();
  await page.getByRole("dialog").waitFor();
};
const household = (search: string) => `/households/{household}${search}`;
const screens: Record<string, Screen> = {
  "sign-in": { worker: null, path: "/sign-in", ready: ".persona" },
  today: { worker: "leila", path: "/today", ready: "main table, main .empty" },
  "today of employment support": {
    worker: "marc",
    path: "/today",
    ready: "main table, main .empty",
  },
  people: { worker: "leila", path: "/people", ready: "main table" },
  "register with errors": {
    worker: "leila",
    path: "/register",
    ready: "form.register",
    act: async (page) => {
      await page.locator("form.register button[type=submit]").click();
      await page.locator(".problems").waitFor();
    },
  },
  "household overview": { worker: "leila", path: household(""), ready: ".member-list" },
  "household members": { worker: "leila", path: household("?tab=members"), ready: ".person" },
  "household programmes": {
    worker: "leila",
    path: household("?tab=programmes"),
    ready: ".tab-panel .panel",
  },
  "household timeline": { worker: "leila", path: household("?tab=timeline"), ready: ".timeline" },
  "open field editor": {
    worker: "leila",
    path: household("?tab=members"),
    ready: ".person",
    act: async (page) => {
      await page.locator("button.edit").first().click();
      await page.locator("form.editor").waitFor();
    },
  },
  "employment dialog": {
    worker: "leila",
    path: household("?tab=members"),
    ready: ".person",
    act: openDialog,
  },
  matches: { worker: "marc", path: "/matches", ready: "main table" },
  "one match": { worker: "marc", path: "/matches/{match}", ready: ".match-form" },
  rounds: { worker: "marc", path: "/rounds", ready: "main table" },
  "new round": { worker: "marc", path: "/rounds/new", ready: "form.round-form" },
  "one round": { worker: "marc", path: "/rounds/{round}", ready: "main table" },
  cycles: { worker: "marc", path: "/cycles", ready: "main table" },
  "new cycle": { worker: "marc", path: "/cycles/new", ready: "form.round-form" },
  "cycle that begins": { worker: "marc", path: "/cycles/{cycle}", ready: "main .empty" },
  "one cycle": { worker: "marc", path: "/cycles/{joined}", ready: "main table" },
  assessment: { worker: "leila", path: "/people/{person}/assessment", ready: ".question" },
  programmes: { worker: "leila", path: "/programmes", ready: ".programme-card" },
  "one programme": { worker: "leila", path: "/programmes/{programme}", ready: ".programme-chain" },
  services: { worker: "leila", path: "/services", ready: "main table" },
  "one service": { worker: "leila", path: "/services/{service}", ready: "main .panel" },
  "new service": {
    worker: "leila",
    path: "/services",
    ready: "main table",
    act: async (page) => {
      await page.locator(".page-actions .button-primary").click();
      await page.getByRole("dialog").waitFor();
    },
  },
  referrals: { worker: "leila", path: "/referrals?show=out", ready: "main table" },
  "one referral": { worker: "leila", path: "/referrals/{referral}", ready: ".referral-facts" },
  refer: {
    worker: "leila",
    path: "/people/{person}/refer",
    ready: ".refer",
    act: async (page) => {
      await page.locator("input[name=service]:enabled").last().check();
      await page.locator("textarea").first().fill("Would like to sell vegetables");
      await page.locator(".refer-leaving dl").first().waitFor();
    },
  },
  "not found": { worker: "leila", path: "/nowhere", ready: "main a" },
};

let browser: Browser;
let systems: TwoSystems;
let axe = "";

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("integrated")]);
});
afterAll(async () => {
  await browser?.close();
  await systems?.close();
});

describe.each(["en", "ar"] as const)("in %s", (language) => {
  const windows = new Map<Screen["worker"], BrowserContext>();
  const ids: Record<string, string> = {};

  beforeAll(async () => {
    const locale = language === "ar" ? "ar-EG" : "en-GB";
    for (const worker of [null, "leila", "marc"] as const) {
      const window = await openWindow(browser, { locale });
      windows.set(worker, window);
      if (worker) await ask(window, "/session", { persona: worker });
    }
    const found = await ask(windows.get("leila"), "/search", { q: "Amina Diallo" });
    ids["household"] = String(found.items[0]?.["household_id"]);
    const { items } = await ask(windows.get("marc"), "/matches");
    const compared = items.find((one) => (one["candidates"] as unknown[]).length > 0);
    ids["match"] = String(compared?.["id"]);
    ids["person"] = String(found.items[0]?.["id"]);
    ids["programme"] = String((await ask(windows.get("leila"), "/programmes")).items[0]?.["id"]);
    const services = await ask(windows.get("leila"), "/services/find", { q: "sewing" });
    ids["service"] = String(services.items[0]?.["id"]);
    ids["person"] = String(found.items[0]?.["id"]);
    ids["referral"] = await sentReferral(windows.get("leila"), ids["person"]);
    ids["round"] = await searchedRound(windows.get("marc"));
    ids["cycle"] = await openedCycle(windows.get("marc"), []);
    ids["joined"] = await openedCycle(windows.get("marc"), ["Diallo"]);
  });
  afterAll(async () => {
    for (const window of windows.values()) await window.close();
  });

  it.each(Object.keys(screens))("%s", async (name) => {
    const { worker, path, ready, act } = screens[name] as Screen;
    const page = await (windows.get(worker) as BrowserContext).newPage();
    const complaints = complaintsOf(page);
    const address = path.replace(/\{(\w+)\}/, (_, key: string) => ids[key] ?? "");
    await page.goto(`${systems.sp}${address}`);
    await settled(page, ready);
    await act?.(page);
    expect(await page.evaluate(`document.documentElement.dir`)).toBe(
      language === "ar" ? "rtl" : "ltr",
    );
    await page.evaluate(axe);
    for (const width of widths_px) {
      await page.setViewportSize({ width, height: 900 });
      expect({ width, violations: await violations(page) }).toEqual({ width, violations: [] });
      const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
      expect({ width, wide }).toEqual({ width, wide: 0 });
    }
    expect(complaints).toEqual([]);
    await page.close();
  });
});

it("finds a fault that was put there", async () => {
  const page = await (await openWindow(browser)).newPage();
  await page.goto(systems.sp);
  await settled(page, ".persona");
  await page.evaluate(`document.querySelector("h1").append(document.createElement("img"))`);
  await page.evaluate(axe);
  expect(await violations(page)).toEqual([expect.stringMatching(/^image-alt: /)]);
  await page.context().close();
});

type Items = { items: Record<string, unknown>[] };

/** A cycle of public works, with somebody of these names in it. */
async function openedCycle(
  window: BrowserContext | undefined,
  names: readonly string[],
): Promise<string> {
  const { items } = await ask(window, "/programmes");
  const programme_id = items[0]?.["id"];
  const site = {
    name: "Quarry road",
    area: "Port Marov",
    site: "Quarry",
    groups: ["East", "West"],
  };
  const dates = { from: "2026-01-05", until: "2099-12-31", pay_working_days: 5, creche: true };
  const wage = { amount: 40, currency: "XMV" };
  const made = await ask(window, "/cycles", { ...site, ...dates, wage, programme_id });
  const { id } = made as unknown as { id: string };
  for (const name of names) {
    const found = await ask(window, "/search", { q: name });
    const person = found.items[0]?.["id"];
    const enrolment = { programme_id, effective_date: "2026-01-05" };
    await ask(window, `/people/${String(person)}/enrolments`, enrolment);
    await ask(window, `/cycles/${id}/workers`, {
      person_id: person,
      group: "East",
      role: "worker",
    });
  }
  return id;
}

/** A person referred to training; a second time it is the same referral. */
async function sentReferral(window: BrowserContext | undefined, person: string): Promise<string> {
  const made = await ask(window, `/people/${person}/referrals`, {
    partner: "ess.demo",
    service: "training",
    reason: "Wishes to learn to sew",
    needs: "Mornings only",
    contact: { channel: "phone", leave_message: false },
    consent: { on: "2026-01-05", method: "by_voice" },
  });
  return (made as unknown as { id: string }).id;
}

/** A round of proactive enrolment that found households. */
async function searchedRound(window: BrowserContext | undefined): Promise<string> {
  const { items } = await ask(window, "/programmes");
  const made = await ask(window, "/rounds", {
    name: "Road works",
    programme_id: items[0]?.["id"],
    partner: "sp.demo",
    criteria: { some: "member_list", where: { attribute: "age", is: "gte", value: 18 } },
    places: 2,
    order: "draw",
  });
  const { id } = made as unknown as { id: string };
  await ask(window, `/rounds/${id}/search`, {});
  return id;
}

/** The staff API with the window's own cookie. */
async function ask(
  window: BrowserContext | undefined,
  path: string,
  data?: object,
): Promise<Items> {
  const url = `${systems.sp}/api/v1${path}`;
  const answer = data ? await window?.request.post(url, { data }) : await window?.request.get(url);
  if (!answer?.ok()) throw new Error(`${path} answered ${answer?.status()}`);
  return (await answer.json()) as Items;
}

/** What the screen is for is there, nothing loads any more, and the fonts are in. */
async function settled(page: Page, ready: string): Promise<void> {
  await page.locator(ready).first().waitFor();
  await page.locator(".skeleton, [aria-busy=true]").first().waitFor({ state: "detached" });
  await page.evaluate(`document.fonts.ready.then(() => undefined)`);
}

/** What axe found, in one line each: the rule, and where. */
function violations(page: Page): Promise<string[]> {
  const options = JSON.stringify({
    runOnly: { type: "tag", values: rules },
    resultTypes: ["violations"],
  });
  return page.evaluate<string[]>(`axe.run(document, ${options}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => id + ": " + node.target.join(" ") + " " + (node.any[0]?.message ?? ""))))`);
}
