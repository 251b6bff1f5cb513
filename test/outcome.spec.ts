/** What became of a plan's steps, from the agenda and from a provider without an account: two nodes or one. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const today = new Date().toISOString().slice(0, 10);

let browser: Browser;
let axe = "";
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.each(standings)("%s", (standing) => {
  let systems: TwoSystems;
  let leila: Page;
  let marc: Page;
  let plan: string;
  const complaints: string[][] = [];

  beforeAll(async () => {
    systems = await startTwoSystems(standing);
    leila = await pageOf(systems.sp, "leila");
    marc = await pageOf(systems.ess, "marc");
  });
  afterAll(async () => {
    await leila?.context().close();
    await marc?.context().close();
    await systems?.close();
  });

  async function pageOf(base: string, persona: string): Promise<Page> {
    const window = await openWindow(browser);
    const answer = await window.request.post(`${base}/api/v1/session`, { data: { persona } });
    expect(answer.ok()).toBe(true);
    const page = await window.newPage();
    complaints.push(complaintsOf(page));
    return page;
  }

  it("stands in a plan that both offices have", async () => {
    const person = await personAt(leila.context(), systems.sp);
    const send = async (to: string, data: object) => {
      const answer = await leila.context().request.post(`${systems.sp}/api/v1${to}`, { data });
      expect(answer.ok()).toBe(true);
      return ((await answer.json()) as { id: string }).id;
    };
    plan = await send(`/people/${person}/plan`, { title: "", language: "en" });
    const step = (lane: string, what: string, party: string, role: string) =>
      send(`/plans/${plan}/steps`, { lane, fields: { what, due: today, who: { party, role } } });
    await step("person", "Bring the papers", "person", "");
    await step("person", "Open a bank account", "person", "");
    await step("employment", "Safety day", "provider", "Green Roads");
  });

  it("is recorded from the agenda in three clicks, and can be taken back at once", async () => {
    await leila.goto(`${systems.sp}/agenda`);
    const record = leila.getByRole("button", { name: "Record what happened: Bring the papers" });
    await record.click();
    const dialog = leila.getByRole("dialog");
    await dialog.getByLabel("Amina told us").check();
    await dialog.getByRole("button", { name: "Record" }).click();
    await dialog.waitFor({ state: "detached" });
    await leila.getByText("Recorded: “Bring the papers” happened.").waitFor();
    await record.waitFor({ state: "detached" });
    await leila.getByRole("button", { name: "Undo" }).click();
    await record.waitFor();
    expect(await violations(leila)).toEqual([]);
    // Again, to stay.
    await record.click();
    await dialog.getByLabel("Amina told us").check();
    await dialog.getByRole("button", { name: "Record" }).click();
    await dialog.waitFor({ state: "detached" });
  });

  it("could not be: why stays in the office that was told, and the person is held to nothing", async () => {
    await leila.goto(`${systems.sp}/plans/${plan}?view=goals`);
    await leila.getByRole("button", { name: "Record what happened: Open a bank account" }).click();
    const dialog = leila.getByRole("dialog");
    await dialog.getByLabel("It could not happen").check();
    await dialog.getByLabel("Why").selectOption({ label: "ill" });
    await dialog.getByText("This stays in your office").waitFor();
    await dialog.getByRole("button", { name: "Record" }).click();
    await dialog.waitFor({ state: "detached" });
    await leila.getByText(/Does not count against Amina:.*there is a good reason/).waitFor();
    expect(await violations(leila)).toEqual([]);

    await marc.goto(`${systems.ess}/people/${await personAt(marc.context(), systems.ess)}/plan`);
    await expect
      .poll(() => planText(marc), { timeout: 20_000, interval: 500 })
      .toContain("a good reason, told to the other office");
    const told = await planText(marc);
    expect(told).not.toMatch(/\bill\b/);
    expect(told).toContain("Amina told us");
  });

  it("is filled in by the provider without an account, and known at both offices", async () => {
    await leila.goto(`${systems.sp}/agenda/links`);
    await leila.getByRole("button", { name: "Link for a provider" }).click();
    const dialog = leila.getByRole("dialog");
    await dialog.getByRole("button", { name: "Make the link" }).click();
    const address = await dialog.locator("code").innerText();
    await dialog.getByRole("button", { name: "Close", exact: true }).last().click();
    await leila.locator("td", { hasText: "Attendance lists" }).waitFor();
    expect(await violations(leila)).toEqual([]);

    const stranger = await (await openWindow(browser)).newPage();
    complaints.push(complaintsOf(stranger));
    await stranger.goto(address);
    await stranger.getByText("1 to fill in").click();
    expect(await stranger.locator("main").innerText()).not.toContain("Diallo");
    expect(await violations(stranger)).toEqual([]);
    await stranger.getByLabel("Was there", { exact: true }).check();
    await stranger.getByLabel("Your name").fill("Hana");
    await stranger.getByRole("button", { name: "Send the list" }).click();
    await stranger.getByText("Thank you. This was recorded").waitFor();
    expect(await violations(stranger)).toEqual([]);
    await stranger.context().close();

    await expect
      .poll(() => planText(marc), { timeout: 20_000, interval: 500 })
      .toContain("Green Roads: Hana");
  });

  it("raises no complaint of the browser", () => {
    expect(complaints.flat()).toEqual([]);
  });

  /** Everything of the plan as this office reads it now. */
  async function planText(page: Page): Promise<string> {
    const address = page.url().split("?")[0] ?? "";
    await page.goto(`${address}?view=goals`);
    await page
      .locator(".outcomes")
      .first()
      .waitFor({ timeout: 5_000 })
      .catch(() => undefined);
    return page.locator("main").innerText();
  }

  async function violations(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    const how = JSON.stringify({ runOnly: { type: "tag", values: rules } });
    return page.evaluate<string[]>(`axe.run(document, ${how}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 120)))`);
  }
});

/** Amina Diallo, once this office knows her. */
async function personAt(context: BrowserContext, base: string): Promise<string> {
  const ask = async () => {
    const answer = await context.request.post(`${base}/api/v1/search`, {
      data: { q: "Amina Diallo" },
    });
    const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
    return items.find(({ name }) => name === "Amina Diallo")?.id ?? "";
  };
  await expect.poll(ask, { timeout: 15_000 }).not.toBe("");
  return ask();
}
