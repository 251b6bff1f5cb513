/** From sign-in to a saved field with no mouse, the focus to be seen at every step. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

const tabs_max = 120;

let browser: Browser;
let systems: TwoSystems;
let page: Page;
let complaints: string[] = [];

beforeAll(async () => {
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("integrated")]);
  page = await (await openWindow(browser)).newPage();
  complaints = complaintsOf(page);
});
afterAll(async () => {
  await browser?.close();
  await systems?.close();
});

it("signs in, searches, opens a household, edits a field and saves it by keyboard only", async () => {
  await page.goto(systems.sp);
  await page.getByRole("button", { name: /Leila Haddad/ }).waitFor();
  await tabTo(/Leila Haddad/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Today, / }).waitFor();

  await page.keyboard.press("/");
  await expect.poll(focused).toMatchObject({ name: "Search people and cases" });
  await expectSeen();
  await page.keyboard.type("Amina Diallo");
  await page.getByRole("option", { name: /Amina Diallo/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Amina Diallo", level: 2 }).waitFor();

  await tabTo(/^Edit Phone of Amina Diallo$/);
  await page.keyboard.press("Enter");
  await expect.poll(focused).toMatchObject({ name: "Phone" });
  await expectSeen();
  await page.keyboard.press("Control+A");
  await page.keyboard.type("+999 701 555 018");
  await tabTo(/^Save$/);
  await page.keyboard.press("Enter");
  await page.getByText("Saved", { exact: true }).waitFor();
  await page.locator("dd").filter({ hasText: "+999 701 555 018" }).waitFor();
  await expect.poll(focused).toMatchObject({ name: "Edit Phone of Amina Diallo" });
  await expectSeen();
  expect(complaints).toEqual([]);
});

it("leads from the first Tab past the menu to the content", async () => {
  await page.reload();
  await page.getByRole("heading", { name: "Amina Diallo", level: 2 }).waitFor();
  await page.keyboard.press("Tab");
  await expect.poll(focused).toMatchObject({ name: "Skip to the content" });
  await expectSeen();
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(`document.activeElement.id`)).toBe("main");
});

it("closes a dialog with Escape and gives the focus back", async () => {
  await tabTo(/^Change employment$/);
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").waitFor();
  await tabTo(/^Employment status$/);
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expect.poll(focused).toMatchObject({ name: "Change employment" });
});

/** Where the focus is: its name, and whether an outline or a ring marks it. */
interface Focus {
  name: string;
  marked: boolean;
  inView: boolean;
}

function focused(): Promise<Focus> {
  return page.evaluate<Focus>(`(() => {
    const one = document.activeElement ?? document.body;
    const label = one.getAttribute("aria-label") ?? one.labels?.[0]?.textContent ?? one.textContent;
    const labelled = (one.getAttribute("aria-labelledby") ?? "").split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "").join(" ").trim();
    const places = [one, one.closest(".search, .tab, .react-aria-ComboBox")].filter(Boolean);
    const marked = places.some((place) => {
      const style = getComputedStyle(place);
      const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
      return outlined || style.boxShadow !== "none";
    });
    const box = one.getBoundingClientRect();
    const inView = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
    return { name: (label || labelled || "").trim(), marked, inView };
  })()`);
}

async function expectSeen(): Promise<void> {
  const { marked, inView, name } = await focused();
  expect({ name, marked, inView }).toEqual({ name, marked: true, inView: true });
}

/** Presses Tab until the named control has the focus; every stop on the way must be seen. */
async function tabTo(wanted: RegExp): Promise<void> {
  for (let pressed = 0; pressed < tabs_max; pressed += 1) {
    await page.keyboard.press("Tab");
    const { name } = await focused();
    await expectSeen();
    if (wanted.test(name)) return;
  }
  throw new Error(`no ${wanted} within ${tabs_max} tabs`);
}
