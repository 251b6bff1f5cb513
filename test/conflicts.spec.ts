/** Conflicts as a worker meets them: live while a date is picked, a way out taken, both kept; by keyboard only, in both directions of writing. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

const tabs_max = 90;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const zone = "Africa/Tunis";

let browser: Browser;
let axe = "";
let systems: TwoSystems;
let leila: Page;
let person = "";
let plan = "";
let complaints: string[] = [];

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  browser = await openBrowser();
  systems = await startTwoSystems("integrated");
  leila = await pageIn("en-GB");
  complaints = complaintsOf(leila);
  const found = await post<{ items: { id: string; name: string }[] }>("/search", {
    q: "Amina Diallo",
  });
  person = found.items.find(({ name }) => name === "Amina Diallo")?.id ?? "";
  ({ id: plan } = await post<{ id: string }>(`/people/${person}/plan`, {
    title: "",
    language: "en",
  }));
  await step("Home visit", "09:00", "10:00");
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await systems?.close();
});

async function pageIn(locale: string): Promise<Page> {
  const window = await openWindow(browser, { locale });
  const answer = await window.request.post(`${systems.sp}/api/v1/session`, {
    data: { persona: "leila" },
  });
  expect(answer.ok()).toBe(true);
  return window.newPage();
}

async function post<T>(to: string, data: object): Promise<T> {
  const answer = await leila.context().request.post(`${systems.sp}/api/v1${to}`, { data });
  expect([to, answer.ok()]).toEqual([to, true]);
  return (await answer.json()) as T;
}

const day = () => new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
const step = (what: string, from: string, to: string) =>
  post(`/plans/${plan}/steps`, {
    lane: "social",
    fields: { what, times: { start: `${day()}T${from}`, end: `${day()}T${to}`, zone } },
  });

it("is shown while a date is picked, and is gone with the way out that is taken", async () => {
  await leila.goto(`${systems.sp}/people/${person}/plan`);
  await press(/^Add a step$/);
  const dialog = leila.getByRole("dialog");
  await dialog.waitFor();
  await reach(/^What happens$/);
  await leila.keyboard.type("Talk about school");
  for (const [label, value] of [
    ["Day (optional)", day()],
    ["From (time)", "09:30"],
    ["Until (time)", "10:30"],
  ] as const) {
    await reach(new RegExp(`^${label.replace(/[()]/g, "\\$&")}`));
    await dialog.getByLabel(label).fill(value);
  }
  await dialog.getByLabel("Time zone").selectOption(zone);
  const live = dialog.locator(".conflicts-live");
  await live.getByRole("heading", { name: "Two things at one time" }).waitFor();
  await live.getByText("Home visit").first().waitFor();
  await judge(leila, "live");
  await press(/^Move “Talk about school” to/);
  await live.getByText("Everything fits together").waitFor();
  await press(/^Add a step$/);
  await dialog.waitFor({ state: "detached" });
  expect(await leila.locator(".conflict").count()).toBe(0);
});

it("is kept with a reason, which stands beside it", async () => {
  await step("Group for parents", "09:15", "09:45");
  await leila.reload();
  await leila.getByRole("heading", { name: "Two things at one time" }).waitFor();
  await judge(leila, "panel");
  await press(/^Keep both, with reason$/);
  await leila.getByRole("dialog").waitFor();
  await reach(/^Why both stay|^Reason/);
  await leila.keyboard.type("The visit is by telephone");
  await press(/^Keep both, with reason$/);
  await leila.getByRole("dialog").waitFor({ state: "detached" });
  await leila.locator(".conflict-kept summary").waitFor();
  await press(/^1 kept on purpose$/);
  await leila.getByText("The visit is by telephone").waitFor();
});

it("of private time says nothing but that the person is not available, and its form is easy to leave", async () => {
  await leila.goto(`${systems.sp}/people/${person}/plan`);
  await press(/^Note private time$/);
  const dialog = leila.getByRole("dialog");
  await dialog.waitFor();
  await judge(leila, "private");
  await dialog.getByLabel("Whole days").check();
  await dialog.getByLabel("Reason").selectOption("birth");
  await dialog.getByLabel("First day").fill(day());
  await dialog.getByLabel("Last day").fill(day());
  await press(/^Note it$/);
  await dialog.waitFor({ state: "detached" });
  const card = leila.locator(".conflict", { hasText: "Protected time" }).first();
  await card.waitFor();
  expect(await card.innerText()).not.toMatch(/birth/i);
  await card.getByText("Nobody in an office can keep both").waitFor();
  const arabic = await pageIn("ar-EG");
  await arabic.goto(`${systems.sp}/people/${person}/plan`);
  await arabic.locator(".conflict").first().waitFor();
  await judge(arabic, "arabic");
  await arabic.context().close();
});

it("made no browser complain", () => {
  expect(complaints).toEqual([]);
});

/** The name of what has the focus. */
const focused = () =>
  leila.evaluate<string>(`(() => {
    const node = document.activeElement;
    const label = node?.getAttribute("aria-label") ?? node?.labels?.[0]?.textContent;
    return (label ?? node?.textContent ?? "").trim();
  })()`);

/** By Tab alone, to what bears this name. */
async function reach(name: RegExp): Promise<void> {
  for (let tabs = 0; tabs < tabs_max; tabs += 1) {
    if (name.test(await focused())) return;
    await leila.keyboard.press("Tab");
  }
  throw new Error(`${String(name)} is not reached by Tab`);
}

async function press(name: RegExp): Promise<void> {
  await leila.getByText(name).first().waitFor();
  await reach(name);
  await leila.keyboard.press("Enter");
}

/** Nothing for axe to find, and nothing wider than the screen, at both widths. */
async function judge(page: Page, place: string): Promise<void> {
  await page.evaluate(axe);
  const how = JSON.stringify({ runOnly: { type: "tag", values: rules } });
  for (const width of [390, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const found = await page.evaluate<string[]>(`axe.run(document, ${how}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 120)))`);
    const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
    expect({ place, width, found, wide }).toEqual({ place, width, found: [], wide: 0 });
  }
}
