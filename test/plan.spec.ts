/** The joint plan as two offices make it with a person: two nodes or one, two screens, one full path by keyboard only. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

const tabs_max = 90;
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
  let leila: Page;
  let marc: Page;
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
    await signIn(window, base, persona);
    const page = await window.newPage();
    complaints.push(complaintsOf(page));
    return page;
  }

  it("is made by keyboard only: a goal, a step with a day, moved and taken back, signed", async () => {
    await leila.goto(`${systems.sp}/people/${await personAt(leila, systems.sp)}/plan`);
    await leila.getByRole("button", { name: "Make a plan" }).waitFor();
    await press(leila, /^Make a plan$/);
    await leila.getByRole("dialog").waitFor();
    await press(leila, /^Make a plan$/);
    await leila.getByRole("heading", { name: "Amina Diallo's plan", level: 1 }).waitFor();

    await press(leila, /^Add the first goal$/);
    await typeInto(leila, /^What the person wants to reach$/, "Steady income by June");
    await press(leila, /^Add a goal$/);
    await leila.getByRole("heading", { name: "Steady income by June" }).waitFor();

    await press(leila, /^Add the first step$/);
    await typeInto(leila, /^What happens$/, "Childcare place for Sara");
    await typeInto(leila, /^Place/, "Kasbah day nursery");
    await reach(leila, /^Done by/);
    await leila.getByLabel("Done by").fill(dayFromNow(8));
    await press(leila, /^Add a step$/);
    const bar = leila.locator(".bar", { hasText: "Childcare place" });
    await bar.waitFor();

    const before = await bar.innerText();
    await reach(leila, /^Childcare place for Sara/);
    await leila.keyboard.press("Alt+ArrowRight");
    await leila.getByText(/Childcare place for Sara” is now/).waitFor();
    await expect.poll(() => bar.innerText()).not.toBe(before);
    await press(leila, /^Undo$/);
    await expect.poll(() => bar.innerText()).toBe(before);

    await press(leila, /^Sign for your office$/);
    await leila.getByRole("dialog").waitFor();
    await press(leila, /^Sign$/);
    await leila.getByText("Waiting for signatures").waitFor();
  });

  it("comes to the other office, whose step shows at once and disturbs nobody who writes", async () => {
    await marc.goto(`${systems.ess}/people/${await personAt(marc, systems.ess)}/plan`);
    await expect
      .poll(
        async () => {
          await marc.reload();
          return marc.locator(".bar, .plan-card").first().innerText();
        },
        { timeout: 15_000, interval: 500 },
      )
      .toContain("Childcare place");
    if (standing === "integrated") {
      await leila.getByText("Marc Dubois of Employment support is here").waitFor();
      await marc.getByText("Leila Haddad of Social protection is here").waitFor();
    }
    await leila.locator(".page-actions").getByRole("button", { name: "Add a step" }).click();
    await leila.getByRole("textbox", { name: "What happens" }).fill("Not saved yet");

    await marc.locator(".page-actions").getByRole("button", { name: "Add a step" }).click();
    const dialog = marc.getByRole("dialog");
    await dialog.getByRole("textbox", { name: "What happens" }).fill("Sewing workshop");
    await dialog.getByLabel("Day (optional)").fill(dayFromNow(1));
    await dialog.getByLabel("From (time)").fill("08:30");
    await dialog.getByLabel("Until (time)").fill("12:30");
    await dialog.getByLabel("Repeats").selectOption("weekly");
    await dialog.getByLabel("Benefit condition").fill("The stipend is not counted as income");
    await dialog.getByRole("button", { name: "Add a step" }).click();
    await dialog.waitFor({ state: "detached" });
    await marc.locator(".bar-employment").first().waitFor();

    await leila.locator(".bar-employment", { hasText: "Sewing workshop" }).first().waitFor();
    const field = leila.getByRole("textbox", { name: "What happens" });
    expect(await field.inputValue()).toBe("Not saved yet");
    expect(await field.evaluate((node) => node === node.ownerDocument.activeElement)).toBe(true);
    await leila.keyboard.press("Escape");
    await leila.locator(".page-actions").getByRole("button", { name: "Add a step" }).click();
    expect(await leila.getByRole("textbox", { name: "What happens" }).inputValue()).toBe(
      "Not saved yet",
    );
    await leila.getByRole("button", { name: "Start over" }).click();
    await leila.keyboard.press("Escape");
  });

  it("shows a stale edit beside what stands now, and both ways on save", async () => {
    const ines = await pageOf(systems.sp, "ines");
    const other = leila.url().split("?")[0] ?? "";
    for (const [page, place] of [
      [ines, "Town hall"],
      [leila, "Library"],
    ] as const) {
      await page.goto(`${other}?view=goals`);
      await page.getByRole("button", { name: "Change: Childcare place for Sara" }).click();
      await page.getByLabel("Place (optional)", { exact: true }).fill(place);
    }
    await ines.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await ines.getByRole("dialog").waitFor({ state: "detached" });
    await leila.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    const stale = leila.getByRole("alert").filter({ hasText: "Somebody changed this line" });
    await stale.getByText("Town hall").waitFor();
    await stale.getByText("Library").waitFor();
    await stale.getByRole("button", { name: "Keep mine" }).click();
    await leila.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    await leila.getByRole("dialog").waitFor({ state: "detached" });
    await ines.getByText("Library").waitFor();
    await ines.context().close();
  });

  it("is signed by both offices and the person over one code, and a change asks again in words", async () => {
    const code = (page: Page) => page.locator(".agreement .check-code").innerText();
    await expect.poll(() => code(marc), { timeout: 15_000 }).toBe(await code(leila));
    await leila.getByRole("button", { name: "Sign for your office" }).first().click();
    await leila.getByRole("dialog").getByRole("button", { name: "Sign", exact: true }).click();
    await marc.getByRole("button", { name: "Sign for your office" }).first().click();
    await marc.getByRole("dialog").getByRole("button", { name: "Sign", exact: true }).click();
    await marc.getByRole("dialog").waitFor({ state: "detached" });
    await leila.getByRole("dialog").waitFor({ state: "detached" });
    await leila.getByRole("button", { name: "Record what Amina says" }).first().click();
    const dialog = leila.getByRole("dialog");
    await dialog.getByLabel("How the person answered").selectOption("pen");
    await dialog.getByLabel("Where the signed paper").fill("Folder 12");
    await dialog.getByRole("button", { name: "Record the agreement" }).click();
    for (const page of [leila, marc]) {
      await page.locator(".plan-lead .tag-ok", { hasText: "Agreed" }).waitFor();
    }
    await leila.getByText("Kept: Folder 12.").waitFor();

    await marc.goto(`${(marc.url().split("?")[0] ?? "").replace(/\/people\/.*/, "")}?view=goals`);
    await marc.getByRole("button", { name: "Change: Sewing workshop" }).click();
    await marc.getByLabel("Place (optional)", { exact: true }).fill("Atelier Kasbah");
    await marc.getByRole("dialog").getByRole("button", { name: "Save" }).click();
    for (const page of [leila, marc]) {
      await page.locator(".plan-lead").getByText("Changed since it was agreed").waitFor();
      await page.locator(".in-force .differences", { hasText: "Atelier Kasbah" }).waitFor();
    }
    await marc.getByRole("link", { name: "All versions, and compare" }).click();
    await marc.getByText("In force").waitFor();
    await marc.locator(".compare-versions ins", { hasText: "Atelier Kasbah" }).waitFor();
    await marc.goBack();
  });

  // The screens of both standings are the same: they are judged once.
  const judged = it.runIf(standing === "integrated");
  judged("has nothing for axe to find, in any view, both directions and widths", judge, 90_000);

  async function judge() {
    const address = leila.url().split("?")[0] ?? "";
    for (const locale of ["en-GB", "ar-EG"]) {
      const window = await openWindow(browser, { locale });
      await signIn(window, systems.sp, "leila");
      const page = await window.newPage();
      const paths = ["", "?view=days", "?view=board", "?view=goals", "/versions", "dialog", "sign"];
      for (const path of paths) {
        await page.goto(path.startsWith("?") || path === "/versions" ? address + path : address);
        await page.locator(".agreement, .compare-versions").first().waitFor();
        if (path === "dialog") await page.locator(".page-actions .button").nth(2).click();
        if (path === "sign") await page.locator(".signer .button").last().click();
        if (path === "dialog" || path === "sign") await page.getByRole("dialog").waitFor();
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
  }

  it("made no browser complain", () => {
    // A stale edit is answered with 409; the browser notes it.
    expect(complaints.flat().filter((one) => !one.includes("409"))).toEqual([]);
  });
});

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

async function signIn(window: BrowserContext, base: string, persona: string): Promise<void> {
  const answer = await window.request.post(`${base}/api/v1/session`, { data: { persona } });
  expect(answer.ok()).toBe(true);
}

/** Amina Diallo, once this office knows her. */
async function personAt(page: Page, base: string): Promise<string> {
  const ask = async () => {
    const data = { q: "Amina Diallo" };
    const answer = await page.context().request.post(`${base}/api/v1/search`, { data });
    const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
    return items.find(({ name }) => name === "Amina Diallo")?.id ?? "";
  };
  await expect.poll(ask, { timeout: 15_000 }).not.toBe("");
  return ask();
}

/** The name of what has the focus. */
const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const node = document.activeElement;
    const label = node?.getAttribute("aria-label") ?? node?.labels?.[0]?.textContent;
    return (label ?? node?.textContent ?? "").trim();
  })()`);

/** By Tab alone, to what bears this name. */
async function reach(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < tabs_max; tabs += 1) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(name)} is not reached by Tab`);
}

async function press(page: Page, name: RegExp): Promise<void> {
  await reach(page, name);
  await page.keyboard.press("Enter");
}

async function typeInto(page: Page, name: RegExp, text: string): Promise<void> {
  await page.getByRole("dialog").waitFor();
  await reach(page, name);
  await page.keyboard.type(text);
}

async function violations(page: Page): Promise<string[]> {
  const how = JSON.stringify({ runOnly: { type: "tag", values: rules } });
  return page.evaluate<string[]>(`axe.run(document, ${how}).then(({ violations }) =>
    violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 120)))`);
}
