/** The service directory in the worker's hands: found with a typing mistake, chosen in a step, counted. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
let systems: TwoSystems;
let window: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("integrated")]);
  window = await openWindow(browser);
  await ask("/session", { persona: "leila" });
  page = await window.newPage();
});
afterAll(async () => {
  await window?.close();
  await systems?.close();
  await browser?.close();
});

it("a service is found with a typing mistake, and by what a life asks for", async () => {
  const complaints = complaintsOf(page);
  await page.goto(`${systems.sp}/services`);
  await page.getByLabel("Find by name, provider or place").fill("kitchin helpr");
  await expect.poll(() => names()).toEqual(["Kitchen helper course"]);
  await page.getByLabel("Find by name, provider or place").fill("");
  await page.getByLabel("What makes it fit").selectOption("sign_language");
  await expect.poll(() => names()).toEqual(["Child health visit", "Job club"]);
  await page.getByLabel("Language").selectOption("sw");
  await page.getByRole("button", { name: "Show all services" }).click();
  await expect.poll(async () => (await names()).length).toBeGreaterThan(10);
  expect(complaints).toEqual([]);
});

it("one is listed, and changed", async () => {
  await page.getByRole("button", { name: "Add a service" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name", { exact: true }).fill("Bicycle repair");
  await dialog.getByLabel("Kind of help").selectOption("training");
  await dialog.getByLabel("Where", { exact: false }).first().fill("Salt Quay 9");
  await dialog.getByLabel("Places at one time").fill("1");
  await dialog.getByLabel("Usual length in weeks").fill("2");
  await dialog.getByRole("button", { name: "Add a service" }).click();
  await page.getByRole("link", { name: "Bicycle repair" }).click();
  await page.getByText("1 of 1 free").waitFor();
  await page.getByRole("button", { name: "Change this service" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Phone" }).fill("+999 700 100 499");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByText("+999 700 100 499").waitFor();
});

it("chosen in a step it fills in place, hours, lane and language; the next one is told that it is full", async () => {
  const plan = await planFor("Amina Diallo");
  const other = await planFor("Karim Diallo");
  await addFromDirectory(plan);
  const { plan: made } = await planOf("Amina Diallo");
  const [step] = made.steps;
  expect(step).toMatchObject({
    what: "Bicycle repair",
    service: "bicycle-repair",
    lane: "employment",
    where: "Salt Quay 9",
    repeats: "weekly",
  });
  expect(step?.times?.start.slice(11)).toBe("09:00");

  await page.goto(`${systems.sp}/plans/${other}`);
  await page.getByRole("button", { name: "Add a step" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Choose from the service directory").click();
  await dialog.getByLabel("Find by name, provider or place").fill("bicicle");
  await dialog.getByRole("button", { name: "Choose: Bicycle repair" }).click();
  await dialog.getByText("This service is full then.").waitFor();
  await dialog.getByRole("button", { name: "Begin then" }).click();
  await dialog.getByText("From the service directory: bicycle-repair").waitFor();
  await dialog.getByText("This service is full then.").waitFor({ state: "detached" });
  const until = step?.until ?? "";
  const from = await dialog.getByLabel("From", { exact: false }).first().inputValue();
  expect(from > until).toBe(true);
});

async function addFromDirectory(plan: string): Promise<void> {
  await page.goto(`${systems.sp}/plans/${plan}`);
  await page.getByRole("button", { name: "Add a step" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Choose from the service directory").click();
  await dialog.getByLabel("Find by name, provider or place").fill("bicycle");
  await dialog.getByRole("button", { name: "Choose: Bicycle repair" }).click();
  await expect
    .poll(() => dialog.getByLabel("What happens", { exact: true }).inputValue())
    .toBe("Bicycle repair");
  await dialog.getByRole("button", { name: "Add a step" }).click();
  await dialog.waitFor({ state: "detached" });
}

async function names(): Promise<string[]> {
  return page.locator("table.services td:first-child a").allTextContents();
}

interface Found {
  plan: {
    steps: { what: string; until: string | null; times: { start: string } | null }[];
  };
}
async function planOf(name: string): Promise<Found> {
  const answer = await window.request.get(
    `${systems.sp}/api/v1/people/${await personId(name)}/plan`,
  );
  return (await answer.json()) as Found;
}

async function planFor(name: string): Promise<string> {
  const url = `/people/${await personId(name)}/plan`;
  return (await ask<{ id: string }>(url, { title: name, language: "en" })).id;
}

async function personId(name: string): Promise<string> {
  const { items } = await ask<{ items: { id: string }[] }>("/search", { q: name });
  return items[0]?.id ?? "";
}

async function ask<T>(url: string, data: object): Promise<T> {
  const answer = await window.request.post(`${systems.sp}/api/v1${url}`, { data });
  if (!answer.ok()) throw new Error(`${url}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}
