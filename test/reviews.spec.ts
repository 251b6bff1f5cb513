/** A supervisor asks whether a plan works: by keyboard only, across both offices, in two nodes or one. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow, patience_ms } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

const tabs_max = 60;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let browser: Browser;
let axe = "";
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.each(standings)("%s", (standing) => {
  let systems: TwoSystems;
  let ines: Page;
  let marc: Page;
  let plan = "";
  const complaints: string[][] = [];

  beforeAll(async () => {
    systems = await startTwoSystems(standing);
    const leila = await pageOf(systems.sp, "leila");
    ines = await pageOf(systems.sp, "ines");
    marc = await pageOf(systems.ess, "marc");
    const person = await personAt(leila, systems.sp);
    plan = await make(leila, `/people/${person}/plan`, { title: "Amina's plan", language: "en" });
    const who = { party: "social", role: "" };
    const fields = { what: "Bus card for the course", due: "2026-01-15", who };
    await make(leila, `/plans/${plan}/steps`, { lane: "social", fields });
    await leila.context().close();
  });
  afterAll(async () => {
    await ines?.context().close();
    await marc?.context().close();
    await systems?.close();
  });

  async function pageOf(base: string, persona: string): Promise<Page> {
    const window = await openWindow(browser);
    await window.request.post(`${base}/api/v1/session`, { data: { persona } });
    const page = await window.newPage();
    complaints.push(complaintsOf(page));
    return page;
  }

  async function make(page: Page, path: string, data: object): Promise<string> {
    const answer = await page.context().request.post(`${systems.sp}/api/v1${path}`, { data });
    expect(answer.ok()).toBe(true);
    return ((await answer.json()) as { id: string }).id;
  }

  it("finds the late promise in the queue and returns the plan with a question, without a mouse", async () => {
    await shown(ines, `${systems.sp}/reviews`, "Amina Diallo");
    await ines.getByText("A promise of ours is late").first().waitFor();
    await ines.keyboard.press("j");
    await ines.keyboard.press("Enter");
    await ines.getByRole("heading", { name: "Is Amina Diallo's plan working?" }).waitFor();
    await ines.getByRole("heading", { name: "Kept by us" }).waitFor();
    expect(await ines.locator(".review-state-late").innerText()).toContain("Late");
    expect(await ines.getByText("%").count()).toBe(0);
    await ines.keyboard.press("r");
    await ines.getByRole("dialog").waitFor();
    await reach(ines, /^Social protection$/);
    await ines.keyboard.press("ArrowDown");
    await reach(ines, /^Your question$/);
    await ines.keyboard.type("Was the bus card given?");
    await press(ines, /^Send the question$/);
    await ines.getByRole("heading", { name: "Are the plans working?" }).waitFor();
    await expect.poll(() => ines.getByRole("link", { name: "Amina Diallo" }).count()).toBe(0);
  });

  it("asks the office in its Today; the answer comes back, and the plan is looked at again and approved", async () => {
    await shown(marc, `${systems.ess}/today`, "A supervisor asks about a plan");
    await marc.getByText("A supervisor asks about a plan").first().waitFor();
    await marc
      .locator("tr", { hasText: "A supervisor asks about a plan" })
      .getByRole("link", { name: /^Open/ })
      .click();
    await marc.getByText("Was the bus card given?").first().waitFor();
    expect(await marc.getByRole("button", { name: /^Approve/ }).count()).toBe(0);
    await marc.getByLabel("Your answer").fill("Given on Monday.");
    await marc.getByRole("button", { name: "Send the answer" }).click();
    await marc.getByText("Given on Monday.").waitFor();

    await shown(ines, `${systems.sp}/reviews`, "Our question was answered");
    await ines.getByRole("link", { name: "Begin with the first" }).click();
    await ines.getByText("Given on Monday.").waitFor();
    expect(await ines.getByRole("button", { name: /^Approve/ }).isDisabled()).toBe(true);
    await ines.getByRole("checkbox").first().check();
    await ines.getByLabel(/^How:/).selectOption({ label: "Person called" });
    await ines.getByLabel(/^Was it useful/).selectOption({ label: "Useful in part" });
    await ines.getByRole("heading", { level: 1 }).click();
    await ines.keyboard.press("a");
    await ines.getByRole("heading", { name: "Are the plans working?" }).waitFor();
    await ines.getByText("No plan waits for a look this week").waitFor();
    await ines.getByRole("heading", { name: "Our reviewers" }).waitFor();
  });

  it("shows the seal of a draw before it and its seed after, and changes the rhythm", async () => {
    await ines.getByRole("button", { name: "Seal this month's draw" }).click();
    await ines.getByRole("button", { name: "Draw now" }).click();
    await ines.getByText(/1 of 1 plans drawn/).waitFor();
    await ines.getByText("Drawn at random").waitFor();
    await ines.getByRole("button", { name: "Change hours and rhythm" }).click();
    await ines.getByLabel("Minutes for one plan").fill("30");
    await ines.getByRole("button", { name: "Save" }).click();
    await ines.getByText(/about 30 minutes each/).waitFor();
  });

  it("has nothing that axe finds, in both directions of writing, wide and narrow", async () => {
    for (const locale of ["en-GB", "ar-EG"]) {
      const window = await openWindow(browser, { locale });
      await window.request.post(`${systems.sp}/api/v1/session`, { data: { persona: "ines" } });
      const page = await window.newPage();
      for (const path of ["/reviews", `/plans/${plan}/review`, "dialog"]) {
        if (path === "dialog") await page.keyboard.press("r");
        else await page.goto(systems.sp + path);
        await page
          .locator(path === "dialog" ? ".dialog" : ".overview .panel")
          .first()
          .waitFor();
        await page.evaluate(axe);
        for (const width of [1440, 390]) {
          await page.setViewportSize({ width, height: 900 });
          const found = await violations(page);
          expect({ locale, path, width, found }).toEqual({ locale, path, width, found: [] });
          const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
          expect({ locale, path, width, wide }).toEqual({ locale, path, width, wide: 0 });
        }
      }
      await window.close();
    }
    expect(complaints.flat()).toEqual([]);
  });
});

/** A page, asked for again until it says something that another process has still to find out. */
async function shown(page: Page, address: string, text: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await page.goto(address);
        await page.locator("h1").waitFor();
        await page.locator("table, .empty").first().waitFor();
        return page.locator("main").innerText();
      },
      { timeout: patience_ms, interval: 500 },
    )
    .toContain(text);
}

async function personAt(page: Page, base: string): Promise<string> {
  const data = { q: "Amina Diallo" };
  const answer = await page.context().request.post(`${base}/api/v1/search`, { data });
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
  return items.find(({ name }) => name === "Amina Diallo")?.id ?? "";
}

/** By Tab alone, to what bears this name. */
async function reach(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < tabs_max; tabs += 1) {
    const focused = await page.evaluate<string>(`(() => {
      const node = document.activeElement;
      return (node?.getAttribute("aria-label") ?? node?.labels?.[0]?.textContent ?? node?.textContent ?? "").trim();
    })()`);
    if (name.test(focused)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(name)} is not reached by Tab`);
}

async function press(page: Page, name: RegExp): Promise<void> {
  await reach(page, name);
  await page.keyboard.press("Enter");
}

async function violations(page: Page): Promise<string[]> {
  const how = JSON.stringify({ runOnly: { type: "tag", values: rules } });
  return page.evaluate<string[]>(`axe.run(document, ${how}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 120)))`);
}
