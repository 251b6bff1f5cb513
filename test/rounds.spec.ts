/** Proactive enrolment (PRS.EMP.03) as a worker does it, in both standings, with the news back at the registry. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

describe.each(standings)("%s", (standing) => {
  let systems: TwoSystems;
  let marc: BrowserContext;
  let leila: BrowserContext;
  beforeAll(async () => {
    systems = await startTwoSystems(standing);
    [marc, leila] = await Promise.all([
      signedIn(systems.ess, "marc"),
      signedIn(systems.sp, "leila"),
    ]);
  });
  afterAll(async () => {
    await marc?.close();
    await leila?.close();
    await systems?.close();
  });

  it("a round goes from the count to an enrolment that the registry shows", async () => {
    const page = await marc.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${systems.ess}/rounds`);
    await page.getByRole("link", { name: "New round" }).click();
    await page.getByLabel("Name of the round").fill("Road works");
    const programme = page.getByLabel("Programme");
    await programme.selectOption({ index: 1 });
    const named = await programme.locator("option:checked").textContent();
    await page.getByText(/^\d+ households? fits? now\.$/).waitFor();
    await page.getByLabel("Places", { exact: true }).fill("1");
    await page.getByRole("button", { name: "Save the draft" }).click();
    await page.getByRole("button", { name: "Search the registry" }).click();
    await page.getByRole("button", { name: "Tell the community" }).click();
    await page.getByLabel("Where and how").fill("Notice at the market");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();

    const people: string[] = [];
    for (let nth = 0; nth < 2; nth += 1) people.push(await nameFirst(page));
    await page.getByRole("button", { name: "Close the naming" }).click();
    await page.getByRole("button", { name: "Give out the places" }).click();
    await page.getByText("Waiting, number 2").waitFor();
    // Who was lucky says no: the place goes to the one who waits.
    const placed = page.getByRole("row").filter({ hasText: "Has a place" });
    await placed.getByRole("button", { name: /said no/ }).click();
    const next = page.getByRole("row").filter({ hasText: "Has a place" });
    await page.getByText("Said no", { exact: true }).waitFor();
    const enrolled = (await next.locator("bdi").nth(1).textContent()) ?? "";
    expect(people).toContain(enrolled);
    await next.getByRole("button", { name: /^Enrol/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Enrol" }).click();
    await page.getByRole("row").filter({ hasText: "Enrolled" }).first().waitFor();
    expect(complaints).toEqual([]);

    const registry = await leila.newPage();
    await registry.goto(await addressOf(leila, systems.sp, enrolled));
    await registry
      .getByText(named ?? "")
      .first()
      .waitFor();
  });
});

/** The household names its first member who may be named, and that person says yes. */
async function nameFirst(page: Page): Promise<string> {
  const row = page.getByRole("row").filter({ hasText: "Not named yet" }).first();
  const number = (await row.locator("bdi").first().textContent()) ?? "";
  await row.getByRole("button", { name: /^Name a member/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=radio]:enabled").first().check();
  await dialog.getByRole("button", { name: "Save the name" }).click();
  const named = page.getByRole("row").filter({ hasText: number });
  await named.getByRole("button", { name: /said yes/ }).click();
  await named.getByText("Said yes", { exact: true }).waitFor();
  return (await named.locator("bdi").nth(1).textContent()) ?? "";
}

async function signedIn(base: string, persona: string): Promise<BrowserContext> {
  const window = await openWindow(browser);
  const answer = await window.request.post(`${base}/api/v1/session`, { data: { persona } });
  expect(answer.ok()).toBe(true);
  return window;
}

/** The programmes of the household of somebody. */
async function addressOf(window: BrowserContext, base: string, name: string): Promise<string> {
  const answer = await window.request.post(`${base}/api/v1/search`, { data: { q: name } });
  const { items } = (await answer.json()) as { items: { household_id: string; name: string }[] };
  const found = items.find((one) => one.name === name);
  return `${base}/households/${found?.household_id}?tab=programmes`;
}
