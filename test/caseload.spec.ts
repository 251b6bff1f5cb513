/** The caseload at the desk: taken on, handed over with a look before and a way back, by keyboard; rows stay where they are. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
let systems: TwoSystems;
let leila: BrowserContext;
let ines: BrowserContext;
let axe = "";
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("integrated")]);
  [leila, ines] = await Promise.all([signedIn("leila"), signedIn("ines")]);
  for (const name of ["Amina Diallo", "Karim Diallo"]) await planFor(name);
});
afterAll(async () => {
  await systems?.close();
  await browser?.close();
});

it("a worker takes on whom nobody is responsible for, by keyboard", async () => {
  const page = await leila.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${systems.sp}/caseload`);
  await page.getByText("You are responsible for nobody yet.").waitFor();
  await page.getByRole("link", { name: "Nobody's yet" }).click();
  await page.getByRole("link", { name: "Amina Diallo", exact: true }).waitFor();
  // `j` goes to the first person, `x` ticks.
  for (const name of ["Amina Diallo", "Karim Diallo"]) {
    await goTo(page, name);
    await page.keyboard.press("x");
    await expect.poll(() => page.getByLabel(`Tick ${name}`).isChecked()).toBe(true);
  }
  await page.getByRole("button", { name: "Take on or give up…" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("I know the family");
  await dialog.getByText("2 cases would move.").waitFor();
  await dialog.getByRole("button", { name: /^Hand over \d/ }).click();
  await page.getByText("2 cases were handed over.").waitFor();
  await page.getByRole("link", { name: "Mine", exact: true }).click();
  await page.getByRole("link", { name: "Karim Diallo", exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

it("a supervisor sees who carries how much, hands over, is told what was refused, and takes it back", async () => {
  const page = await ines.newPage();
  await page.goto(`${systems.sp}/caseload?scope=team`);
  const team = page.getByRole("region", { name: "Who carries how much" });
  expect(await unitsOf(page, "Leila Haddad")).toBe("4");
  await page.getByLabel("All 2").check();
  await page.getByRole("button", { name: "Hand over…" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("To", { exact: true }).selectOption("ines");
  await dialog.getByLabel("How much of a week").selectOption("intensive");
  await dialog.getByText("2 cases would move.").waitFor();
  // Meanwhile one of the two is given up elsewhere.
  await move(leila, "Karim Diallo", null, "leila");
  await dialog.getByLabel("Why").fill("Leila is on leave");
  await dialog.getByRole("button", { name: /^Hand over \d/ }).click();
  await page.getByText("1 case was handed over.").waitFor();
  await page.getByText("Somebody changed this meanwhile.").waitFor();
  await expect.poll(() => unitsOf(page, "Ines Moreau")).toBe("4");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => unitsOf(page, "Leila Haddad")).toBe("2");
  await team.waitFor();
  await page.close();
});

it("what happens elsewhere is said, and moves no row", async () => {
  const page = await ines.newPage();
  await page.goto(`${systems.sp}/caseload?scope=team`);
  await page.getByRole("link", { name: "Amina Diallo", exact: true }).waitFor();
  await move(leila, "Karim Diallo", "leila", null);
  await page.getByText("1 change in this list.").waitFor();
  expect(await names(page)).toEqual(["Amina Diallo"]);
  await page.getByRole("button", { name: "Show them" }).click();
  await expect.poll(async () => (await names(page)).length).toBe(2);
  await page.close();
});

it("a filter stands in the address, and one that fits nobody says so", async () => {
  const page = await ines.newPage();
  await page.goto(`${systems.sp}/caseload?scope=team&show=late`);
  await page.getByText("Nobody in this list fits the filter.").waitFor();
  await page.getByRole("link", { name: /^Not met for long 2$/ }).click();
  await expect.poll(async () => (await names(page)).length).toBe(2);
  expect(page.url()).toContain("show=quiet");
  await page.close();
});

it.each(["en-GB", "ar-EG"])("axe finds nothing, with the dialog open too (%s)", async (locale) => {
  const window = await signedIn("ines", locale);
  const page = await window.newPage();
  await page.goto(`${systems.sp}/caseload?scope=team`);
  await page.locator("table.caseload").waitFor();
  await page.evaluate(axe);
  for (const open of [false, true]) {
    if (open) {
      await page.locator(".caseload-bulk input").check();
      await page.locator(".caseload-bulk button").click();
      await page.getByRole("dialog").waitFor();
    }
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect({ width, open, found: await violations(page) }).toEqual({ width, open, found: [] });
      const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
      expect({ width, open, wide }).toEqual({ width, open, wide: 0 });
    }
  }
  await window.close();
});

async function goTo(page: Page, name: string): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.keyboard.press("j");
    const here = await page.evaluate<string>(`document.activeElement?.textContent ?? ""`);
    if (here === name) return;
    if (here !== "" && tries === 30) await page.keyboard.press("k");
  }
  throw new Error(`the keyboard did not come to ${name}`);
}

function names(page: Page): Promise<string[]> {
  return page.locator("table.caseload [data-row-link]").allTextContents();
}

async function unitsOf(page: Page, worker: string): Promise<string> {
  const team = page.getByRole("region", { name: "Who carries how much" });
  const row = team.getByRole("row").filter({ hasText: worker });
  return (await row.locator("td").last().textContent()) ?? "";
}

async function personId(window: BrowserContext, q: string): Promise<string> {
  const { items } = await ask<{ items: { id: string }[] }>(window, "/search", { q });
  return items[0]?.id ?? "";
}

async function planFor(name: string): Promise<void> {
  const id = await personId(leila, name);
  await ask(leila, `/people/${id}/plan`, { title: name, language: "en" });
}

async function move(window: BrowserContext, name: string, to: string | null, seen: string | null) {
  const person_id = await personId(window, name);
  await ask(window, "/caseload/hand-over", {
    moves: [{ person_id, to, seen }],
    reason: "Elsewhere",
  });
}

async function ask<T>(window: BrowserContext, path: string, data: object): Promise<T> {
  const answer = await window.request.post(`${systems.sp}/api/v1${path}`, { data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function signedIn(persona: string, locale = "en-GB"): Promise<BrowserContext> {
  const window = await openWindow(browser, { locale });
  const answer = await window.request.post(`${systems.sp}/api/v1/session`, { data: { persona } });
  expect(answer.ok()).toBe(true);
  return window;
}

function violations(page: Page): Promise<string[]> {
  const tags = JSON.stringify(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  return page.evaluate<string[]>(`axe.run(document, { runOnly: { type: "tag", values: ${tags} },
    resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => id + ": " + node.target.join(" ") + " " + (node.any[0]?.message ?? ""))))`);
}
