/** A supervisor asks whether a plan works: by keyboard only, across both offices, in two nodes or one. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, patience_ms } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";
import { expectClean, pageOf, personAt, press, reach } from "./walk.ts";

let browser: Browser;
beforeAll(async () => {
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
    const leila = await openFor(systems.sp, "leila");
    ines = await openFor(systems.sp, "ines");
    marc = await openFor(systems.ess, "marc");
    const person = await personAt(leila, systems.sp, "Amina Diallo");
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

  async function openFor(base: string, persona: string): Promise<Page> {
    const page = await pageOf(browser, base, persona);
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
      const page = await pageOf(browser, systems.sp, "ines", { locale });
      for (const path of ["/reviews", `/plans/${plan}/review`, "dialog"]) {
        if (path === "dialog") await page.keyboard.press("r");
        else await page.goto(systems.sp + path);
        await page
          .locator(path === "dialog" ? ".dialog" : ".overview .panel")
          .first()
          .waitFor();
        await expectClean(page, `${locale} ${path}`);
      }
      await page.context().close();
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
