/** From a missed duty to a decision: what a worker and a supervisor see, and what a person can object to. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";
import { expectClean, pageOf, personAt } from "./walk.ts";

let browser: Browser;
let systems: TwoSystems;
let leila: Page;
let ines: Page;
let omar: Page;
let person = "";
const complaints: string[][] = [];

beforeAll(async () => {
  browser = await openBrowser();
  // It is one office's own matter: how the systems stand makes no difference to it.
  systems = await startTwoSystems("integrated");
  [leila, ines, omar] = [await openFor("leila"), await openFor("ines"), await openFor("omar")];
  person = await personAt(leila, systems.sp, "Amina Diallo");
  const answer = await leila.context().request.get(`${systems.sp}/api/v1/programmes`);
  const programmes = (await answer.json()) as { items: { id: string }[] };
  const enrolled = await leila
    .context()
    .request.post(`${systems.sp}/api/v1/people/${person}/enrolments`, {
      data: { programme_id: programmes.items[0]?.id, effective_date: "2026-01-01" },
    });
  expect(enrolled.ok()).toBe(true);
});
afterAll(async () => {
  await browser?.close();
  await systems?.close();
});

async function openFor(persona: string): Promise<Page> {
  const page = await pageOf(browser, systems.sp, persona);
  complaints.push(complaintsOf(page));
  return page;
}

it("the person is asked and answers; a worker cannot decide, and a supervisor not before help", async () => {
  await leila.goto(`${systems.sp}/people/${person}`);
  const panel = leila.getByRole("region", { name: "Asked and decided" });
  await panel.getByRole("button", { name: "Ask about something missed" }).click();
  const dialog = leila.getByRole("dialog");
  await dialog.getByText(/This decides nothing/).waitFor();
  await dialog.getByLabel(/^What happened/).fill("The clinic visit of Monday was missed");
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await panel.getByRole("link", { name: "The clinic visit of Monday was missed" }).click();
  await leila.getByRole("heading", { name: "Asked; time to reply" }).waitFor();

  await leila.getByRole("button", { name: "Write down the answer" }).click();
  await leila
    .getByLabel(/cause the person named/)
    .selectOption({ label: "no transport, or its cost" });
  await leila.getByRole("button", { name: "Save" }).click();
  await leila.getByRole("heading", { name: "Waits for a decision" }).waitFor();
  expect(await leila.getByRole("button", { name: "Decide", exact: true }).count()).toBe(0);

  await ines.goto(leila.url());
  await ines.getByRole("button", { name: "Decide", exact: true }).click();
  await ines.getByRole("radio", { name: "Support pauses" }).check();
  await ines.getByLabel("Why").fill("No paper was shown");
  await ines.getByLabel("By which law").fill("Act 14, article 9");
  await ines.getByRole("button", { name: "Save" }).click();
  await ines.getByText("Offer help first").waitFor();
  await ines.getByRole("button", { name: "Cancel" }).click();
});

it("help, a decision that changes nothing yet, an objection that keeps the benefit, decided by another", async () => {
  await leila.getByRole("button", { name: "Write down the help offered" }).click();
  await leila.getByLabel("What was offered").fill("A bus card for the next visits");
  await leila.getByRole("button", { name: "Save" }).click();
  await leila.getByRole("heading", { name: "Help was offered" }).waitFor();

  await ines.reload();
  await ines.getByRole("button", { name: "Decide", exact: true }).click();
  await ines.getByRole("radio", { name: "Support pauses" }).check();
  await ines.getByLabel("Why").fill("No paper was shown");
  await ines.getByLabel("By which law").fill("Act 14, article 9");
  await ines.getByRole("button", { name: "Save" }).click();
  await ines.getByRole("heading", { name: "Decided, not carried out" }).waitFor();
  await ines.getByRole("button", { name: "Carry it out" }).click();
  await ines.getByRole("button", { name: "Save" }).click();
  await ines.getByText(/not carried out before its day/).waitFor();
  await ines.getByRole("button", { name: "Cancel" }).click();

  await leila.reload();
  await leila.getByRole("button", { name: "Write down an objection" }).click();
  await leila.getByLabel("What the person objects to").fill("The bus did not run");
  await leila.getByRole("button", { name: "Save" }).click();
  await leila.getByRole("heading", { name: "Objected to; support stays" }).waitFor();

  await omar.goto(`${systems.sp}/today`);
  await omar
    .locator("tr", { hasText: "An objection waits for an answer" })
    .getByRole("link", { name: /^Open/ })
    .click();
  await omar.getByRole("button", { name: "Decide on the objection" }).click();
  await omar.getByRole("radio", { name: /The objection is right/ }).check();
  await omar.getByLabel("Why").fill("The line was closed that day");
  await omar.getByRole("button", { name: "Save" }).click();
  await omar.getByRole("heading", { name: "Closed", exact: true }).waitFor();
});

it("a complaint is written down, comes up in Today, and is answered by somebody else", async () => {
  await leila.goto(`${systems.sp}/people/${person}`);
  await leila.getByRole("button", { name: "Write down a complaint" }).click();
  await leila
    .getByLabel("About", { exact: true })
    .selectOption({ label: "How somebody of ours acted" });
  await leila.getByLabel("In the person's words").fill("Nobody called back");
  await leila.getByRole("button", { name: "Save the complaint" }).click();
  await leila.getByRole("link", { name: "How somebody of ours acted" }).waitFor();
  await omar.goto(`${systems.sp}/decisions`);
  await omar.getByRole("button", { name: /^Answer/ }).click();
  await omar.getByLabel("Answer", { exact: true }).fill("Called today, with an excuse");
  await omar.getByRole("button", { name: "Save the answer" }).click();
  await omar.getByText("Answered", { exact: true }).waitFor();
});

it("has nothing that axe finds, in both directions of writing, wide and narrow", async () => {
  const address = new URL(ines.url()).pathname;
  for (const locale of ["en-GB", "ar-EG"]) {
    const page = await pageOf(browser, systems.sp, "ines", { locale });
    for (const path of ["/decisions", address]) {
      await page.goto(systems.sp + path);
      await page.locator(".table, .hearing-story").first().waitFor();
      await expectClean(page, `${locale} ${path}`);
    }
    await page.context().close();
  }
  // A refusal is an answer of the server: the browser notes it, and that is all it may note.
  const strange = complaints.flat().filter((one) => !one.includes("409"));
  expect(strange).toEqual([]);
});
