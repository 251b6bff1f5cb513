/** What every walk of a screen in a browser needs: somebody signed in, ways by keyboard, and axe. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { openWindow } from "./browser.ts";

const tabs_max = 90;
/** WCAG 2.2, levels A and AA. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** A page of a persona's own window. */
export async function pageOf(
  browser: Browser,
  base: string,
  persona: string,
  window: Parameters<typeof openWindow>[1] = {},
): Promise<Page> {
  const context = await openWindow(browser, window);
  const answer = await context.request.post(`${base}/api/v1/session`, { data: { persona } });
  expect(answer.ok()).toBe(true);
  return context.newPage();
}

/** A person by name, as this office's search finds them; empty: nobody. */
export async function personAt(page: Page, base: string, name: string): Promise<string> {
  const data = { q: name };
  const answer = await page.context().request.post(`${base}/api/v1/search`, { data });
  const { items } = (await answer.json()) as { items: { id: string; name: string }[] };
  return items.find((one) => one.name === name)?.id ?? "";
}

/** By Tab alone, to what bears this name. */
export async function reach(page: Page, name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < tabs_max; tabs += 1) {
    const focused = await page.evaluate<string>(`(() => {
      const node = document.activeElement;
      const label = node?.getAttribute("aria-label") ?? node?.labels?.[0]?.textContent;
      return (label ?? node?.textContent ?? "").trim();
    })()`);
    if (name.test(focused)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${String(name)} is not reached by Tab`);
}

export async function press(page: Page, name: RegExp): Promise<void> {
  await reach(page, name);
  await page.keyboard.press("Enter");
}

/** Axe finds nothing, and nothing is wider than the window, at both widths. */
export async function expectClean(page: Page, where: string): Promise<void> {
  axe ??= await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(axe);
  const how = JSON.stringify({ runOnly: { type: "tag", values: rules } });
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate<string[]>(`axe.run(document, ${how}).then(
      ({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 120)))`);
    expect({ where, width, found }).toEqual({ where, width, found: [] });
    const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
    expect({ where, width, wide }).toEqual({ where, width, wide: 0 });
  }
}
let axe: string | undefined;
