/** "Tell them now" and a claim that waits, as a worker sees them: both languages, both widths, axe. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEnrolment } from "../domain/case-work.ts";
import { newMember, register } from "../delivery/test-carry.ts";
import { createHosted } from "../server/hosting.ts";
import { registerPages } from "../server/pages.ts";
import { openTestRegistry, treatAs, type TestRegistry } from "../server/registry/test-registry.ts";
import { registerStaffApi } from "../server/staff/app.ts";
import { activeAgreement, putAgreement } from "../store/partners.ts";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";

const widths_px = [1440, 390] as const;
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let at: TestRegistry;
let app: FastifyInstance;
let browser: Browser;
let base = "";
let person = "";
let axe = "";

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  [browser, at] = await Promise.all([openBrowser(), openTestRegistry()]);
  const { store, node } = at.sp;
  await treatAs(at.sp, "ess.demo", "standard");
  const nowIso = new Date(at.clock.ms).toISOString();
  const agreement = await activeAgreement(store, "sp.demo", "ess.demo", nowIso);
  if (!agreement) throw new Error("no agreement");
  await putAgreement(store, { ...agreement, push: ["notify"] }, "ess.demo");
  Object.assign(at.sp.hosted, await createHosted(store));
  node.demo = true;
  person = await somebody();
  app = Fastify();
  await registerStaffApi(app, node);
  await registerPages(app, join(import.meta.dirname, "..", "dist", "web"));
  base = await app.listen({ port: 0, host: "127.0.0.1" });
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
  await at?.close();
});

/** Enrolled here, and known to the plain partner. */
async function somebody(): Promise<string> {
  const [one] = (await register(at.sp, newMember())).people;
  if (!one) throw new Error("nobody");
  await at.sp.sql(
    `insert into links (system, partner, key, record_id, how)
      select system, 'ess.demo', key, id, 'rule' from records where id = $1`,
    [one.id],
  );
  await at.sp.write((ctx) => {
    const programme = { id: "sp.demo/cash", name: "Family Support" };
    const input = { programme, effective_date: "2026-01-01", reason: "" };
    const done = openEnrolment(ctx, one, input);
    if (!done.ok) throw new Error(done.code);
    return done.changes;
  });
  return one.id;
}

describe.each(["en", "ar"] as const)("in %s", (language) => {
  let window: BrowserContext;
  beforeAll(async () => {
    window = await openWindow(browser, { locale: language === "ar" ? "ar-EG" : "en-GB" });
    await window.request.post(`${base}/api/v1/session`, { data: { persona: "leila" } });
  });
  afterAll(() => window.close());

  it("a worker sees what leaves, sends it, and sees how far it is", async () => {
    const page = await window.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${base}/people/${person}`);
    const panel = page.locator(".tell");
    await panel.locator(".tellings li").nth(1).locator("button").click();
    const dialog = page.getByRole("dialog");
    await dialog.locator("dl.fields").waitFor();
    expect(await dialog.innerText()).toContain("Family Support");
    await judge(page, `tell-dialog-${language}`);
    await dialog.locator("button[type=submit]").click();
    await panel.locator(".told").first().waitFor();
    await judge(page, `tell-panel-${language}`, ".tell");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("a value that the partner owns waits beside the field, sent or not, never as fact", async () => {
    const data = {
      changes: { occupation: language === "ar" ? "5" : "7" },
      reason: "Contract seen",
    };
    const answer = await window.request.post(`${base}/api/v1/records/${person}/edit`, { data });
    expect(answer.status()).toBe(200);
    const page = await window.newPage();
    await page.goto(`${base}/people/${person}`);
    await page.locator(".proposal .told").first().waitFor();
    await judge(page, `claim-${language}`, ".proposal");
    await page.close();
  });
});

/** Nothing for axe to find, nothing wider than the screen; a picture where one is asked for. */
async function judge(page: Page, name: string, show?: string): Promise<void> {
  await page.evaluate(`document.fonts.ready.then(() => undefined)`);
  await page.evaluate(axe);
  for (const width of widths_px) {
    await page.setViewportSize({ width, height: 900 });
    const options = JSON.stringify({ runOnly: { type: "tag", values: rules } });
    const found = await page.evaluate<string[]>(`axe.run(document, ${options}).then((one) =>
      one.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => id + " " + target)))`);
    expect({ width, found }).toEqual({ width, found: [] });
    const wide = await page.evaluate(`document.documentElement.scrollWidth - innerWidth`);
    expect({ width, wide }).toEqual({ width, wide: 0 });
    if (pictures !== "") {
      if (show) await page.locator(show).first().scrollIntoViewIfNeeded();
      await page.screenshot({ path: `${pictures}/${name}-${width}.png` });
    }
  }
}
/** A folder to look at the screens in; empty: none are taken. */
const pictures: string = "";
