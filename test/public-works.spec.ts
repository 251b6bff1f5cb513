/** PRS.EMP.03 by screen: a programme that is no Tandem searches the registry, enrols, and tells it. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.each(standings)("%s", (standing) => {
  let systems: TwoSystems;
  let works: Page;
  let office: Page;
  const complaints: string[][] = [];
  const open = async (address: string) => {
    const page = await (await openWindow(browser)).newPage();
    complaints.push(complaintsOf(page));
    await page.goto(address);
    return page;
  };
  beforeAll(async () => {
    systems = await startTwoSystems(standing, "village", { works: true });
    [works, office] = await Promise.all([open(systems.works), open(systems.sp)]);
  });
  afterAll(() => systems?.close());

  /** The page has no script: it is asked again until it says so. */
  const reads = (text: RegExp) =>
    expect
      .poll(
        async () => {
          await works.goto(systems.works);
          return works.locator("body").innerText();
        },
        { timeout: 30_000, interval: 300 },
      )
      .toMatch(text);

  it("begins the link by itself once every prerequisite holds", async () => {
    await reads(/standing subscription active/);
    await office.getByRole("button", { name: /Ines Moreau/ }).click();
    await office.getByRole("link", { name: "Links", exact: true }).click();
    const panel = office.getByRole("region", { name: "Public works programme" });
    await panel.getByText("Running", { exact: true }).waitFor();
    expect(await panel.getByRole("listitem").count()).toBe(8);
  });

  it("finds households of its area, and the member a household names is enrolled at both", async () => {
    await works.getByRole("button", { name: "Search households" }).click();
    await works
      .getByRole("status")
      .filter({ hasText: /household.* found/ })
      .waitFor();
    await works.getByRole("button", { name: "Name Amina Diallo" }).click();
    await reads(/Amina Diallo[\s\S]*Active since[\s\S]*registry told/);
    await office.getByRole("combobox").fill("Amina Diallo");
    await office.getByRole("option", { name: /Amina Diallo/ }).click();
    await office.getByRole("tab", { name: "Programmes and services" }).click();
    await office.getByText("Harbour drainage works").first().waitFor();
  });

  it("tells the registry of a change of status, too", async () => {
    await works.getByRole("button", { name: "Suspended" }).click();
    await reads(/Amina Diallo[\s\S]*Suspended since[\s\S]*registry told/);
    await office.getByText("Suspended").first().waitFor();
  });

  it("asks for nothing any more when a supervisor stops the link, and says why", async () => {
    await office.goto(`${systems.sp}/links`);
    const panel = office.getByRole("region", { name: "Public works programme" });
    await panel.getByRole("button", { name: /^Stop the link/ }).click();
    await office.getByRole("textbox", { name: "Reason" }).fill("their keys are being replaced");
    await office.getByRole("button", { name: "Stop the link", exact: true }).click();
    await panel.getByText("Stopped", { exact: true }).waitFor();
    await works.getByRole("button", { name: "Search households" }).click();
    await reads(/was not answered: err\.request\.forbidden: The standing link was stopped/);
  });

  it("has nothing for axe to find on either page, and no complaint of a browser", async () => {
    for (const page of [works, office]) {
      await page.evaluate(axe);
      const violations = await page.evaluate(async () => {
        const found = await (
          globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string }[] }> } }
        ).axe.run();
        return found.violations.map(({ id }) => id);
      });
      expect(violations).toEqual([]);
    }
    expect(complaints.flat()).toEqual([]);
  });
});
