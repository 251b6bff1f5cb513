/** "Ask the other system" by screen: in both standings, by keyboard alone, with nothing for axe to find. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { Client } from "pg";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readNodeSettings, settingsFile } from "../main/node-settings.ts";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { standings, startTwoSystems, type Standing, type TwoSystems } from "./two-systems.ts";

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
  let window: BrowserContext;
  let person = "";
  beforeAll(async () => {
    systems = await startTwoSystems(standing);
    window = await openWindow(browser);
    await post("/session", { persona: "marc" });
    // Somebody social protection shares, so that both know the person.
    const { items } = (await post("/people/list", { view: "from_partner" })) as {
      items: { id: string }[];
    };
    person = items[0]?.id ?? "";
  });
  afterAll(async () => {
    await window?.close();
    await systems?.close();
  });
  const post = async (path: string, data: object): Promise<unknown> =>
    (await window.request.post(`${systems.ess}/api/v1${path}`, { data })).json();

  async function open(): Promise<Page> {
    const page = await window.newPage();
    await page.goto(`${systems.ess}/people/${person}`);
    await page.locator(".asking").waitFor();
    return page;
  }

  /** Tab by tab to what has the focus when it is that; never a mouse. */
  async function tabTo(page: Page, what: string): Promise<void> {
    for (let step = 0; step < 120; step += 1) {
      const on = await page.evaluate(
        `document.activeElement?.matches("button") ? document.activeElement.textContent : ""`,
      );
      if (String(on).includes(what)) return;
      await page.keyboard.press("Tab");
    }
    throw new Error(`the keyboard never reached ${what}`);
  }

  it("says what leaves before it is sent, and shows the answer with its date and source", async () => {
    const page = await open();
    const complaints = complaintsOf(page);
    await tabTo(page, "Ask Social protection");
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    expect(await dialog.textContent()).toContain(
      standing === "federated" ? "This will leave for Social protection" : "no message is sent",
    );
    expect(await faults(page)).toEqual([]);
    await tabTo(page, "Ask now");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    const answer = page.locator(".answer").first();
    await answer.waitFor();
    const text = (await answer.textContent()) ?? "";
    expect(text).toContain("What Social protection says");
    expect(text).toMatch(/details? (are|is) the same/);
    expect(text).toContain("To check what we know");
    expect(text).toContain(standing === "federated" ? "Signature held" : "no message was sent");
    expect(await focused(page)).toContain("Ask Social protection");
    expect(await faults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("asks for the enrolment in the same place", async () => {
    const page = await open();
    await page.getByRole("button", { name: "Ask Social protection" }).click();
    await page.getByRole("radio", { name: /enrolled at/ }).check();
    await page.getByRole("button", { name: "Ask now" }).click();
    const answer = page.locator(".answer", { hasText: "Is enrolled at Social protection?" });
    await answer.first().waitFor();
    expect(await answer.first().textContent()).toMatch(/as of|Not known as enrolled/);
    expect(await faults(page)).toEqual([]);
    await page.close();
  });

  it.runIf(standing === "federated")(
    "says when it could not be checked, and that nothing changes",
    async () => {
      await unreachable(systems, standing);
      const page = await open();
      await page.getByRole("button", { name: "Ask Social protection" }).click();
      await page.getByRole("button", { name: "Ask now" }).click();
      const answer = page.locator(".answer-failed").first();
      await answer.waitFor();
      const text = await answer.textContent();
      expect(text).toContain("Could not be checked.");
      expect(text).toContain("Nothing changes for");
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await faults(page)).toEqual([]);
        expect(await page.evaluate(`document.documentElement.scrollWidth - innerWidth`)).toBe(0);
      }
      await page.close();
    },
  );
});

/** The partner moves to where nobody answers. */
async function unreachable({ folder }: TwoSystems, standing: Standing): Promise<void> {
  if (standing === "integrated") return;
  const { appUrl } = readNodeSettings(settingsFile(folder, "ess"));
  const client = new Client({ connectionString: appUrl });
  await client.connect();
  try {
    await client.query("select set_config('tandem.system', 'ess.demo', false)");
    await client.query("update partners set base_url = 'http://127.0.0.1:9' where id = 'sp.demo'");
  } finally {
    await client.end();
  }
}

async function focused(page: Page): Promise<string> {
  return String(await page.evaluate(`document.activeElement?.textContent ?? ""`));
}

async function faults(page: Page): Promise<string[]> {
  // What stands half under the header is no smaller for it.
  await page.evaluate(`scrollTo(0, 0)`);
  await page.evaluate(axe);
  const found = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
    `axe.run(document, ${JSON.stringify({ runOnly: { type: "tag", values: rules } })})`,
  );
  return found.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`,
  );
}
