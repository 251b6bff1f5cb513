/** A supervisor writes a programme without a line of code, changes it, ends it: by keyboard too, in both directions of writing. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProgrammeView } from "../server/api/programme-schemas.ts";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
let systems: TwoSystems;
let axe = "";
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("integrated")]);
});
afterAll(async () => {
  await systems?.close();
  await browser?.close();
});

it("a programme is written part by part, what is missing is said beside its field, and it holds", async () => {
  const ines = await signedIn("ines");
  const page = await ines.newPage();
  const complaints = complaintsOf(page);
  await page.goto(`${systems.sp}/programmes`);
  await page.getByRole("link", { name: "New programme" }).click();
  // Nothing is said of what comes next, and everything of what was tried.
  await page.getByRole("heading", { name: "About it" }).waitFor();
  expect(await page.locator(".field-error").count()).toBe(0);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("button", { name: "Name: Fill this in" }).click();
  expect(await focusedId(page)).toBe("programme-name");
  await page.keyboard.type("Winter fuel");
  await page.getByLabel("Kind of programme").fill("cash transfer");
  await page.getByLabel("What it is for").fill("A warm room");
  await next(page, "For whom");
  await page.getByRole("button", { name: "Add a line about the person" }).click();
  await page.getByLabel("Value of Age").fill("60");
  await page
    .getByText(/people known here fit\.|person known here fits\.|Nobody known here fits\./)
    .waitFor();
  await next(page, "What it gives");
  await page.getByLabel("Currency").fill("mrv");
  await next(page);
  await page.getByRole("button", { name: "Amount: Fill this in" }).waitFor();
  await page.getByLabel("Amount", { exact: true }).fill("250");
  await next(page, "What it asks");
  await page.getByRole("button", { name: "Add a condition" }).click();
  await page.getByLabel("What is asked").fill("Mondays are kept free");
  await page.getByLabel("How we will know").fill("The list");
  await page.getByLabel("In the plan").selectOption({ label: "Times are kept free" });
  await page.getByLabel("To (time)").fill("08:00");
  await next(page);
  await page.locator(".field-error", { hasText: "This ends before it begins." }).waitFor();
  await page.getByLabel("To (time)").fill("11:00");
  await next(page, "Statuses");
  const active = page.getByRole("group", { name: "What may follow “Active”" });
  await active.getByLabel("Awaiting renewal").uncheck();
  expect(await active.getByLabel("Deceased").isDisabled()).toBe(true);
  const back = page.getByRole("group", { name: "What may follow “Reinstated”" });
  await back.getByLabel("Awaiting renewal").uncheck();
  await page.getByText("Not used: no step leads here.").waitFor();
  await next(page, "What is known and told");
  await next(page, "Good reasons and clocks");
  await page.getByLabel("Notice before a change takes effect").fill("12");
  await next(page, "Calendar");
  await page.getByLabel("Time zone").fill("Mars");
  await next(page);
  await page.locator(".field-error", { hasText: "There is no such time zone." }).waitFor();
  await page.getByLabel("Time zone").fill("Africa/Tunis");
  await next(page, "From first word to end");
  await page.getByLabel("What happens").fill("Apply at the office");
  await next(page, "Look over and save");
  // A time-out or a reload loses nothing.
  await page.reload();
  await page.getByRole("button", { name: "Look over and save" }).click();
  await page.getByText("250 MRV a month").waitFor();
  await press(page, "Save the programme");
  await page.getByRole("heading", { name: "Winter fuel", level: 1 }).waitFor();
  await page.getByText("Written for the first time").waitFor();
  const made = await programme(ines, page);
  expect(made.definition).toMatchObject({
    purpose: { en: "A warm room" },
    criteria: { all: [{ attribute: "age", is: "gte", value: 60 }] },
    benefit: { amount: 250, currency: "MRV" },
    conditions: [{ rule: { type: "keep-free", from: "09:00", to: "11:00" } }],
    calendar: { zone: "Africa/Tunis" },
  });
  expect(made.law.map(({ from }) => from)).not.toContain("awaiting_renewal");
  expect(made.definition?.clocks).toContainEqual({ clock: "notice", working_days: 12 });
  expect(complaints).toEqual([]);
  await ines.close();
});

it("a new version shows what changes before it holds, and whose screen was old is told", async () => {
  const [ines, twin] = [await signedIn("ines"), await signedIn("ines")];
  const page = await ines.newPage();
  await openNamed(page, "Winter fuel");
  const late = await twin.newPage();
  await late.goto(page.url());
  await page.getByRole("link", { name: "Write a new version" }).click();
  await late.getByRole("link", { name: "Write a new version" }).click();
  await late.getByRole("button", { name: "What it gives" }).click();
  await late.getByLabel("Amount", { exact: true }).fill("999");
  await page.getByRole("button", { name: "For whom" }).click();
  await page.getByLabel("Value of Age").fill("70");
  await page
    .getByText(/^Until now it was/)
    .or(page.getByText("The same as until now."))
    .waitFor();
  await page.getByRole("button", { name: "Look over and save" }).click();
  const changes = page.getByRole("region", { name: "What changes" });
  await changes.getByText("For whom").waitFor();
  expect(await changes.getByRole("listitem").count()).toBe(1);
  await press(page, "Save the new version");
  await page.getByText("New version: For whom").waitFor();

  await late.getByRole("button", { name: "Look over and save" }).click();
  await press(late, "Save the new version");
  await late
    .getByRole("alert")
    .filter({ hasText: /changed/ })
    .waitFor();
  const now = await programme(ines, page);
  expect(now.definition?.benefit.amount).toBe(250);
  await ines.close();
  await twin.close();
});

it("it is ended with a reason, and goes on again", async () => {
  const ines = await signedIn("ines");
  const page = await ines.newPage();
  await openNamed(page, "Winter fuel");
  await page.getByRole("button", { name: "Set its last day" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Last day on which anybody is taken in").fill("2026-01-31");
  await dialog.getByLabel("Why").fill("The winter is over");
  await dialog.getByRole("button", { name: "Set the last day" }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("This programme takes nobody in after 31 Jan 2026.").waitFor();
  await page.locator("main p", { hasText: "The winter is over" }).waitFor();
  await page.getByRole("button", { name: "Let it go on" }).click();
  await dialog.getByLabel("Why").fill("It is cold again");
  await dialog.getByRole("button", { name: "Let it go on" }).click();
  await page.getByText("Goes on without an end").waitFor();
  await ines.close();
});

it("who may not write it is told who can", async () => {
  const leila = await signedIn("leila");
  const page = await leila.newPage();
  await page.goto(`${systems.sp}/programmes`);
  await page.getByRole("link", { name: "Winter fuel" }).waitFor();
  expect(await page.getByRole("link", { name: "New programme" }).count()).toBe(0);
  await page.goto(`${systems.sp}/programmes/new`);
  await page.getByText("Ask the supervisor of Social protection.").waitFor();
  await leila.close();
});

it.each(["en-GB", "ar-EG"])("axe finds nothing in any part (%s)", async (locale) => {
  const ines = await signedIn("ines", locale);
  const page = await ines.newPage();
  await page.goto(`${systems.sp}/programmes/new`);
  const parts = page.locator(".programme-part-link");
  await parts.first().waitFor();
  await page.locator(".programme-part .button-primary:enabled").click();
  await page.locator(".field-error").first().waitFor();
  await page.evaluate(axe);
  const count = await parts.count();
  for (let at = 0; at < count; at += 1) {
    await parts.nth(at).click();
    await page.locator("[aria-busy=true]").first().waitFor({ state: "detached" });
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      expect({ at, width, found: await violations(page) }).toEqual({ at, width, found: [] });
      const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
      expect({ at, width, wide }).toEqual({ at, width, wide: 0 });
    }
  }
  await ines.close();
});

async function next(page: Page, heading?: string): Promise<void> {
  await press(page, "Next");
  if (heading) await page.getByRole("heading", { name: heading, level: 2 }).waitFor();
}

/** By keyboard, once what was typed last has been checked. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name, exact: true });
  await expect.poll(() => button.isEnabled()).toBe(true);
  await button.focus();
  await page.keyboard.press("Enter");
}

async function openNamed(page: Page, name: string): Promise<void> {
  await page.goto(`${systems.sp}/programmes`);
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

async function programme(window: BrowserContext, page: Page): Promise<ProgrammeView> {
  const id = page.url().split("/").at(-1) ?? "";
  const answer = await window.request.get(`${systems.sp}/api/v1/programmes/${id}`);
  return (await answer.json()) as ProgrammeView;
}

function focusedId(page: Page): Promise<string> {
  return expect
    .poll(() => page.evaluate<string>(`document.activeElement?.id ?? ""`))
    .not.toBe("")
    .then(() => page.evaluate<string>(`document.activeElement?.id ?? ""`));
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
