/**
 * Takes the pictures of the README into docs/pictures/. By hand, when the screens have changed:
 * `node bin/build.mjs && npx vitest run --config test/pictures.config.ts`.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, it } from "vitest";
import { openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

const folder = join(import.meta.dirname, "..", "docs", "pictures");
const year = new Date().getFullYear();

const inStep = /since|منذ/;

let browser: Browser;
let systems: TwoSystems;
let household = "";

beforeAll(async () => {
  await mkdir(folder, { recursive: true });
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("federated", "country")]);
  await liveADay();
});
afterAll(async () => {
  await browser?.close();
  await systems?.close();
});

it("today", () => take("today-1440", "leila", () => "/today"));
it("household", () =>
  take("household-1440", "leila", () => `/households/${household}`, { height: 800 }));
it("household in Arabic", () =>
  take("household-ar-1440", "leila", () => `/households/${household}`, { locale: "ar-EG" }));
it("household on a phone", () =>
  take("household-390", "leila", () => `/households/${household}`, { width: 390, height: 844 }));
it("result of a registration", () =>
  take("register-result-1440", "leila", () => "/register", {}, registerBenzari));
it("same person", () =>
  take(
    "same-person-1440",
    "marc",
    () => "/matches",
    {},
    async (page) => {
      const why = /The identifier agrees, birth date or sex does not/;
      await page.getByRole("row", { name: why }).first().getByRole("link").click();
      await page.getByRole("heading", { name: "Is this the same person?" }).waitFor();
    },
  ));

type Worker = "leila" | "marc";
type Shape = { width?: number; height?: number; locale?: string };

async function take(
  name: string,
  worker: Worker,
  path: () => string,
  shape: Shape = {},
  act: (page: Page) => Promise<void> = async () => undefined,
): Promise<void> {
  const window = await enter(worker, shape);
  const page = await window.newPage();
  await page.goto(baseOf(worker) + path());
  await page.locator("h1").waitFor();
  await act(page);
  await page.locator("p.sync").filter({ hasText: inStep }).waitFor();
  await page.locator("main :is(table, .overview, .registered)").first().waitFor();
  await page.evaluate(`document.fonts.ready.then(() => undefined)`);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await window.close();
}

/** Something to see on the Diallo household: work, a programme, a service, and a name that waits. */
async function liveADay(): Promise<void> {
  const leila = await enter("leila");
  const marc = await enter("marc");
  const amina = await findPerson(leila, "leila", "Amina Diallo");
  household = amina["household_id"] ?? "";
  const known = await findPerson(marc, "marc", "Amina Diallo");
  const person = `/people/${known["id"]}`;
  const today = new Date().toISOString().slice(0, 10);
  await ask(marc, "marc", `${person}/employment`, {
    employment_status: "not_employed",
    unemployment_reason: "limited_job_ended",
    reason: "The market stall closed for the season",
  });
  const { items } = await ask(marc, "marc", "/programmes");
  const sewing = items.find((one) => one["name"] === "Sewing Workshop");
  await ask(marc, "marc", `${person}/enrolments`, {
    programme_id: sewing?.["id"],
    effective_date: today,
    reason: "Wishes to sew for a living",
  });
  await ask(leila, "leila", `/people/${amina["id"]}/services`, {
    service: "childcare_help",
    on: today,
    outcome: "delivered",
    quantity: "2 hours",
  });
  await ask(marc, "marc", `/records/${known["id"]}/edit`, {
    changes: { name: { given_name: "Aminata", surname: "Diallo" } },
    reason: "Her identity card says Aminata",
  });
  const page = await leila.newPage();
  await page.goto(`${systems.sp}/households/${household}`);
  await page.getByRole("region", { name: "Proposal: Name" }).waitFor();
  await leila.close();
  await marc.close();
}

async function registerBenzari(page: Page): Promise<void> {
  await page.getByLabel("Locality").fill("Kasbah district");
  await page.getByLabel("Region").fill("Port Marov");
  const family = [
    { given: "Amal", sex: "Female", born: `${year - 31}-04-12`, relationship: "" },
    { given: "Yusuf", sex: "Male", born: `${year - 19}-02-03`, relationship: "Son" },
    { given: "Lina", sex: "Female", born: `${year - 7}-06-21`, relationship: "Daughter" },
  ];
  for (const [index, { given, sex, born, relationship }] of family.entries()) {
    if (index > 0) await page.getByRole("button", { name: "Add a member" }).click();
    const form = page.getByRole("group", { name: new RegExp(`^Member ${index + 1}\\b`) });
    await form.getByLabel("Given name").fill(given);
    await form.getByLabel("Surname").fill("Benzari");
    await form.getByLabel("Sex").selectOption({ label: sex });
    await form.getByLabel("Date of birth").fill(born);
    if (relationship === "") continue;
    await form.getByLabel("Relationship to the main contact").selectOption({ label: relationship });
    if (given === "Yusuf") await form.getByLabel("In full-time education").check();
  }
  await page.getByRole("button", { name: "Save the household" }).click();
  await page.getByRole("heading", { name: /is registered$/ }).waitFor();
}

async function enter(worker: Worker, shape: Shape = {}): Promise<BrowserContext> {
  const window = await openWindow(browser, shape);
  await ask(window, worker, "/session", { persona: worker });
  return window;
}

function baseOf(worker: Worker): string {
  return worker === "leila" ? systems.sp : systems.ess;
}

type Items = { items: Record<string, string>[] };

async function findPerson(window: BrowserContext, worker: Worker, q: string) {
  const { items } = await ask(window, worker, "/search", { q });
  const [found] = items;
  if (!found) throw new Error(`${q} is not known to ${worker}`);
  return found;
}

async function ask(
  window: BrowserContext,
  worker: Worker,
  path: string,
  data?: object,
): Promise<Items> {
  const url = `${baseOf(worker)}/api/v1${path}`;
  const answer = data ? await window.request.post(url, { data }) : await window.request.get(url);
  if (!answer.ok()) throw new Error(`${path} answered ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as Items;
}
