/** Templates at the desk: made from a plan, changed, retired, used; and the thread of a step that came from one. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

let browser: Browser;
let systems: TwoSystems;
let leila: BrowserContext;
let page: Page;
let axe = "";
beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("integrated")]);
  leila = await openWindow(browser);
  await ask("/session", { persona: "leila" });
  page = await leila.newPage();
});
afterAll(async () => {
  await systems?.close();
  await browser?.close();
});

it("the steps of a plan become a template, looked over before it is kept", async () => {
  const complaints = complaintsOf(page);
  const plan = await planFor("Amina Diallo");
  const fields = { what: "Childcare place", from: "2027-01-04", until: "2027-01-31" };
  await ask(`/plans/${plan}/steps`, { lane: "social", fields });
  await ask(`/plans/${plan}/steps`, {
    lane: "employment",
    fields: { what: "Course", from: "2027-01-11" },
  });
  await page.goto(`${systems.sp}/plans/${plan}`);
  await openTemplates();
  await page.getByRole("link", { name: "Keep this plan's steps as a template" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Care first");
  const second = page.getByRole("group", { name: "Step 2" });
  const starts = second.getByLabel("Begins so many days after the plan's first");
  expect(await starts.inputValue()).toBe("7");
  await second.getByLabel("Only after").selectOption({ label: "Childcare place" });
  // What is typed survives a reload, as a time-out.
  await page.reload();
  expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Care first");
  await page.getByRole("button", { name: "Keep the template" }).press("Enter");
  await page.getByRole("link", { name: "Care first" }).waitFor();
  expect(complaints).toEqual([]);
});

it("it is changed, and used in another plan with its days", async () => {
  await page.getByRole("link", { name: "Care first" }).click();
  await page
    .getByRole("group", { name: "Step 1" })
    .getByLabel("Place (optional)")
    .fill("Salt Quay 4");
  await page.getByRole("button", { name: "Keep the template" }).click();
  await page.getByRole("heading", { name: "Templates of plans" }).waitFor();
  const plan = await planFor("Karim Diallo");
  await page.goto(`${systems.sp}/plans/${plan}`);
  await openTemplates();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Template", { exact: true }).selectOption({ label: "Care first" });
  await dialog.getByText("Salt Quay 4").waitFor();
  await dialog.getByRole("button", { name: /^Add 2/ }).click();
  await dialog.waitFor({ state: "detached" });
  await page.getByText("Childcare place").first().waitFor();
  const made = await read<{
    steps: { key: string; what: string; where: string; after: string | null }[];
  }>(`/plans/${plan}`);
  const [care, course] = ["Childcare place", "Course"].map((name) =>
    made.steps.find(({ what }) => what === name),
  );
  expect(care?.where).toBe("Salt Quay 4");
  expect(course?.after).toBe(care?.key);
});

it("a retired one is offered to no plan, until it is offered again", async () => {
  await page.goto(`${systems.sp}/templates`);
  await page.getByRole("button", { name: "Retire Care first" }).press("Enter");
  await page.getByText("retired", { exact: true }).waitFor();
  const offered = async () => {
    const { items } = await read<{ items: { name: string; retired: boolean }[] }>(
      "/plan-templates",
    );
    return items.filter(({ retired }) => !retired).map(({ name }) => name);
  };
  expect(await offered()).not.toContain("Care first");
  await page.getByRole("button", { name: "Offer Care first again" }).click();
  await page.getByRole("button", { name: "Retire Care first" }).waitFor();
  expect(await offered()).toContain("Care first");
});

it.each(["en-GB", "ar-EG"])("axe finds nothing (%s)", async (locale) => {
  const window = await openWindow(browser, { locale });
  await window.request.post(`${systems.sp}/api/v1/session`, { data: { persona: "leila" } });
  const there = await window.newPage();
  for (const [path, ready] of [
    ["/templates", "main table"],
    ["/templates/new", "form.round-form"],
  ] as const) {
    await there.goto(systems.sp + path);
    await there.locator(ready).first().waitFor();
    if (path === "/templates/new") await there.locator("form .radio input").first().check();
    await there.evaluate(axe);
    for (const width of [1440, 390]) {
      await there.setViewportSize({ width, height: 900 });
      expect({ path, width, found: await violations(there) }).toEqual({ path, width, found: [] });
      const wide = await there.evaluate(`document.documentElement.scrollWidth - innerWidth`);
      expect({ path, width, wide }).toEqual({ path, width, wide: 0 });
    }
  }
  await window.close();
});

async function openTemplates(): Promise<void> {
  await page
    .getByRole("button", { name: /template/i })
    .first()
    .click();
  await page.getByRole("dialog").waitFor();
}

async function planFor(name: string): Promise<string> {
  const { items } = await ask<{ items: { id: string }[] }>("/search", { q: name });
  const url = `/people/${items[0]?.id ?? ""}/plan`;
  return (await ask<{ id: string }>(url, { title: name, language: "en" })).id;
}

async function ask<T>(path: string, data: object): Promise<T> {
  const answer = await leila.request.post(`${systems.sp}/api/v1${path}`, { data });
  if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function read<T>(path: string): Promise<T> {
  return (await (await leila.request.get(`${systems.sp}/api/v1${path}`)).json()) as T;
}

function violations(there: Page): Promise<string[]> {
  const tags = JSON.stringify(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]);
  return there.evaluate<string[]>(`axe.run(document, { runOnly: { type: "tag", values: ${tags} },
    resultTypes: ["violations"] }).then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => id + ": " + node.target.join(" ") + " " + (node.any[0]?.message ?? ""))))`);
}
