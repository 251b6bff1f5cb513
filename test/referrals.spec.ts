/** A referral as two workers do it, in both standings and both directions (PRS.EMP.01 and 02). */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
let axe = "";
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
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

  it("goes from what leaves to its outcome, each office told at once", async () => {
    const sender = await leila.newPage();
    const complaints = complaintsOf(sender);
    const person = await somebody(leila, systems.sp);
    await sender.goto(`${systems.sp}/people/${person.id}`);
    await sender.getByRole("link", { name: `Refer ${person.name}` }).click();
    await sender.getByRole("radio", { name: /^Training/ }).check();
    await sender.getByLabel("Why, in the person's own words").fill("Wishes to learn to sew");
    const leaving = sender.getByRole("region", { name: "This is what leaves" });
    await leaving.getByText("Wishes to learn to sew").waitFor();
    await leaving.getByText(/^Marovia, Law/).waitFor();
    await findNothing(sender);
    // What was typed is kept where the worker left it.
    await sender.getByText(/^Saved here only/).waitFor();
    await sender.reload();
    await sender.getByRole("radio", { name: /^Training/, checked: true }).waitFor();
    await leaving.getByText("Wishes to learn to sew").waitFor();
    await sender.getByLabel("Said on").fill(new Date().toISOString().slice(0, 10));
    await sender.getByLabel("How", { exact: true }).selectOption("by_voice");
    await sender.getByRole("button", { name: "Send to Employment support" }).click();
    await sender.getByRole("heading", { name: `${person.name}: Training` }).waitFor();

    const receiver = await marc.newPage();
    const theirs = complaintsOf(receiver);
    await receiver.goto(`${systems.ess}/referrals`);
    await receiver.getByRole("link", { name: person.name }).click();
    await receiver.getByText("It is our turn: Answer the referral.").waitFor();
    await receiver.getByText("Wishes to learn to sew").waitFor();
    await findNothing(receiver);
    await receiver.getByRole("button", { name: "Ask a question" }).click();
    await receiver.getByLabel("Your question").fill("Which mornings?");
    await receiver.getByRole("button", { name: "Send the question" }).click();

    // The page of the sender is open and shows it without being asked.
    await sender.getByText("Which mornings?").waitFor();
    await sender.getByRole("button", { name: "Answer the question" }).click();
    await sender.getByLabel("Your answer").fill("Monday and Tuesday");
    await sender.getByRole("button", { name: "Send the answer" }).click();
    await receiver.getByText("Monday and Tuesday").waitFor();
    await receiver.getByRole("button", { name: "Accept", exact: true }).click();
    await receiver.getByLabel(/^Day of the appointment/).fill("2031-01-15");
    await receiver.getByLabel(/^Place/).fill("Room 3");
    await findNothing(receiver);
    await receiver.getByRole("button", { name: "Save and tell the other office" }).click();
    await sender.getByText(/Room 3/).waitFor();
    await sender.getByText("Accepted", { exact: true }).waitFor();

    for (const step of ["First service attended", "Enrolled"]) {
      await receiver.getByRole("button", { name: step, exact: true }).click();
      await receiver.getByRole("button", { name: "Save and tell the other office" }).click();
      await receiver.getByRole("dialog").waitFor({ state: "detached" });
    }
    await receiver.getByRole("button", { name: "Close with the outcome" }).click();
    await receiver.getByLabel("How it ended").selectOption("in_training");
    await receiver.getByRole("button", { name: "Save and tell the other office" }).click();
    await sender.getByText("It has ended: In training.").waitFor();
    expect([...complaints, ...theirs]).toEqual([]);
  });

  it("the other way: benefits are asked first; declined, the next service is offered", async () => {
    const sender = await marc.newPage();
    const complaints = complaintsOf(sender);
    const person = await somebody(marc, systems.ess);
    await sender.goto(`${systems.ess}/people/${person.id}/refer`);
    await sender.getByRole("radio", { name: /^Cash assistance/ }).check();
    await sender.getByLabel("Why, in the person's own words").fill("No income since summer");
    await sender.getByLabel("Said on").fill(new Date().toISOString().slice(0, 10));
    await sender.getByLabel("How", { exact: true }).selectOption("in_writing");
    const ask = sender.getByRole("button", { name: "Ask Social protection", exact: true });
    const answer = sender.getByText(/benefits there|Could not be checked/).first();
    await Promise.race([ask.waitFor(), answer.waitFor()]);
    if (await ask.isVisible()) await ask.click();
    await answer.waitFor();
    await findNothing(sender);
    await sender.getByRole("button", { name: "Send to Social protection" }).click();
    await sender.getByRole("heading", { name: `${person.name}: Cash assistance` }).waitFor();

    const receiver = await leila.newPage();
    await receiver.goto(`${systems.sp}/today?show=referral`);
    await receiver.getByRole("link", { name: `Open ${person.name}` }).click();
    await receiver.getByRole("button", { name: "Decline", exact: true }).click();
    await receiver.getByLabel("Reason", { exact: true }).selectOption("outside_area");
    await receiver.getByRole("button", { name: "Save and tell the other office" }).click();
    await sender.getByText("Outside our area").waitFor();
    await sender.getByRole("link", { name: "Refer to another service" }).click();
    await sender.getByRole("radio", { name: /^Health cover/ }).waitFor();
    await receiver.goto(`${systems.sp}/referrals?show=ended`);
    await receiver.getByText("Declined by the office").first().waitFor();
    await findNothing(receiver);
    expect(complaints).toEqual([]);
  });
});

/** Nothing for axe to find on the page as it stands. */
async function findNothing(page: Page): Promise<void> {
  await page.locator(".skeleton, [aria-busy=true]").first().waitFor({ state: "detached" });
  await page.evaluate(axe);
  const found = await page.evaluate<string[]>(`axe.run(document, { resultTypes: ["violations"] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => id + ": " + node.target.join(" "))))`);
  expect(found).toEqual([]);
}

async function signedIn(base: string, persona: string): Promise<BrowserContext> {
  const window = await openWindow(browser);
  const answer = await window.request.post(`${base}/api/v1/session`, { data: { persona } });
  expect(answer.ok()).toBe(true);
  return window;
}

/** A grown-up of this office who did not say no to work support. */
async function somebody(
  window: BrowserContext,
  base: string,
): Promise<{ id: string; name: string }> {
  const answer = await window.request.post(`${base}/api/v1/people/list`, {
    data: { view: "all", limit: 200 },
  });
  const { items } = (await answer.json()) as {
    items: { id: string; name: string; age: number | null; offer_state: string }[];
  };
  const no = ["said_no", "left_out"];
  const found = items.find(
    ({ age, offer_state }) => age !== null && age > 20 && age < 60 && !no.includes(offer_state),
  );
  if (!found) throw new Error("nobody");
  return found;
}
