/** A referral as a letter: printed by a browser and read back from the PDF; that it left is written down. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { readPdf } from "./pdf-reading.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
let systems: TwoSystems;
let leila: BrowserContext;
let letter = "";
const bare = (text: string) => text.replace(/\s/g, "");

beforeAll(async () => {
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("federated")]);
  leila = await openWindow(browser);
  await ask("/session", { persona: "leila" });
  const { items } = await ask<{
    items: { id: string; age: number | null; offer_state: string }[];
  }>("/people/list", { view: "all", limit: 200 });
  const person = items.find(
    ({ age, offer_state }) => age !== null && age > 20 && age < 60 && offer_state === "offered",
  );
  const { id } = await ask<{ id: string }>(`/people/${person?.id}/referrals`, {
    partner: "ess.demo",
    service: "training",
    reason: "Wishes to learn to mend nets",
    needs: "Mornings only",
    contact: { channel: "phone", leave_message: false },
    consent: { on: new Date().toISOString().slice(0, 10), method: "by_voice" },
  });
  letter = `${systems.sp}/referrals/${id}/letter`;
});
afterAll(async () => {
  await leila?.close();
  await systems?.close();
  await browser?.close();
});

it("is a tagged letter with the reason, the needs and a part to send back, in English and in Arabic", async () => {
  for (const [language, words] of [
    ["en", ["Referral to your service: Training", "Wishes to learn to mend nets", "Your answer"]],
    ["ar", ["Wishes to learn to mend nets", "Mornings only", "التدريب"]],
  ] as const) {
    const page = await opened(`${letter}?language=${language}`);
    const pdf = readPdf(await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true }));
    expect([pdf.isTagged, pdf.language]).toEqual([true, language]);
    expect(pdf.tags).toMatchObject({ H1: 1 });
    const text = pdf.pages.join("");
    for (const word of words) expect(text).toContain(bare(word));
    // The bar is for the screen.
    expect(text).not.toContain(bare("Language of the paper"));
    await page.close();
  }
});

it("is noted as told to the office before it is printed, and has nothing for axe to find", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const language of ["en", "ar"]) {
    const page = await leila.newPage();
    const complaints = complaintsOf(page);
    await page.addInitScript("window.print = () => { window.printed = true; };");
    await page.goto(`${letter}?language=${language}`);
    await page.locator("main.letter").waitFor();
    await page.evaluate(axe);
    const found = await page.evaluate<string[]>(`axe.run(document).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`);
    expect({ language, found }).toEqual({ language, found: [] });
    await page.getByRole("button", { name: "Print the letter" }).click();
    await expect.poll(() => page.evaluate("window.printed === true")).toBe(true);
    await page.getByText(/Last printed/).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  }
});

async function opened(url: string): Promise<Page> {
  const page = await leila.newPage();
  await page.goto(url);
  await page.locator("main.letter").waitFor();
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  return page;
}

async function ask<T>(url: string, data: object): Promise<T> {
  const answer = await leila.request.post(`${systems.sp}/api/v1${url}`, { data });
  if (!answer.ok()) throw new Error(`${url}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}
