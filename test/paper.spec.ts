/** The plan on paper: printed by a browser as both offices print it, and read back from the PDF. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCode } from "../web/plan/check-code.ts";
import { complaintsOf, openBrowser, openWindow } from "./browser.ts";
import { readPdf, type PrintedPdf } from "./pdf-reading.ts";
import { startTwoSystems, type TwoSystems } from "./two-systems.ts";

const steps_count = 14;
/** A4 in points. */
const a4 = [595, 842];

let browser: Browser;
let systems: TwoSystems;
let leila: BrowserContext;
let marc: BrowserContext;
let plan = "";

beforeAll(async () => {
  [browser, systems] = await Promise.all([openBrowser(), startTwoSystems("federated")]);
  [leila, marc] = await Promise.all([signedIn(systems.sp, "leila"), signedIn(systems.ess, "marc")]);
  plan = await plannedAtLeilas();
});
afterAll(async () => {
  await leila?.close();
  await marc?.close();
  await systems?.close();
  await browser?.close();
});

const bare = (text: string) => text.replace(/\s/g, "");

describe("in English", () => {
  let pdf: PrintedPdf;
  beforeAll(async () => {
    pdf = await printed(leila, systems.sp, plan);
  });

  it("is a tagged A4 document that says its language", () => {
    expect(pdf.isTagged).toBe(true);
    expect(pdf.language).toBe("en");
    expect(pdf.size.map(Math.round)).toEqual(a4);
    expect(pdf.tags).toMatchObject({ H1: 1, H4: steps_count });
    for (const tag of ["H2", "H3", "L", "LI", "Table", "Caption", "TH", "TD"]) {
      expect(pdf.tags[tag], tag).toBeGreaterThan(0);
    }
  });

  it("bears on every page whose it is, the check code, the version, and which page of how many", async () => {
    const code = checkCode(await rootAt(leila, systems.sp));
    expect(pdf.pages.length).toBeGreaterThan(2);
    pdf.pages.forEach((text, index) => {
      const page = `Page${index + 1}of${pdf.pages.length}`;
      for (const word of [code, page, "version1", "PlanofAminaDiallo"])
        expect(text).toContain(word);
    });
  });

  it("cuts no step in two", () => {
    expect(cut(pdf)).toEqual([]);
  });

  it("has the offices' promises first, the person's part, the weeks, the phones, complaints, lines to sign", () => {
    const text = pdf.pages.join("");
    const order = [
      "What you want to reach",
      "What we will do for you",
      "What you will do",
      "Your next four weeks",
      "Your people",
      "+999 700 100 210",
      "Where to complain",
      "+999 700 100 211",
      "Signatures",
      "Signature or thumbprint",
    ].map((words) => text.indexOf(bare(words)));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("says nothing of what is protected or kept off paper, at either office", async () => {
    for (const one of [pdf, await printed(marc, systems.ess, await marcsPlan())]) {
      const text = one.pages.join("");
      for (const word of ["Shelter", "Safety", "Women'shouse"]) expect(text).not.toContain(word);
    }
  });

  it("has larger letters on more pages, and still cuts no step", async () => {
    const large = await printed(leila, systems.sp, plan, "?large=true");
    expect(large.pages.length).toBeGreaterThan(pdf.pages.length);
    expect(cut(large)).toEqual([]);
  });
});

it("is right in Arabic: the language of the document, shaped words, the page in its numbers", async () => {
  const pdf = await printed(leila, systems.sp, plan, "?language=ar");
  expect([pdf.isTagged, pdf.language]).toEqual([true, "ar"]);
  const text = pdf.pages.join("");
  for (const word of ["خطة", "سنفعله", "التوقيعات", "ستفعله", "الهاتف", "ورشة", "الخياطة"]) {
    expect(text).toContain(word);
  }
  const digits = new Intl.NumberFormat("ar");
  pdf.pages.forEach((page, index) => {
    expect(page).toContain(`${digits.format(index + 1)}صفحة`);
    expect(page).toContain("التحقق");
  });
  expect(cut(pdf)).toEqual([]);
});

it("bears the root that both offices have and all three sign", async () => {
  const ours = await printed(leila, systems.sp, plan);
  const theirs = await printed(marc, systems.ess, await marcsPlan());
  const [root = ""] = /[0-9a-f]{64}/.exec(ours.pages.at(-1) ?? "") ?? [];
  expect(theirs.pages.at(-1)).toContain(root);
  await signed(leila, systems.sp, plan, { party: "social", method: "office", root });
  const pen = { party: "person", method: "pen", evidence: "Folder 12", root };
  await signed(leila, systems.sp, plan, pen);
  await signed(marc, systems.ess, await marcsPlan(), {
    party: "employment",
    method: "office",
    root,
  });
  await expect
    .poll(async () => (await planAt(leila, systems.sp)).agreement.in_force?.root, {
      timeout: 15_000,
    })
    .toBe(root);
  const agreed = await printed(leila, systems.sp, plan, `?root=${root}`);
  expect(agreed.pages[0]).toContain("Agreed.Allthreesignedit");
  expect(agreed.pages.at(-1)).toContain(root);
});

it("has nothing for axe to find, at both widths and in both languages", async () => {
  const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  for (const language of ["en", "ar"]) {
    const page = await leila.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${systems.sp}/plans/${plan}/paper?language=${language}`);
    await page.locator(".paper-signing").waitFor();
    await page.evaluate(axe);
    for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: 900 });
      const found = await page.evaluate<string[]>(
        `axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })
          .then(({ violations }) => violations.map(({ id, nodes }) => id + ": " + nodes[0].html))`,
      );
      const wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      expect({ language, width, found, wide }).toEqual({ language, width, found: [], wide: 0 });
    }
    expect(complaints).toEqual([]);
    await page.close();
  }
});

/** Steps of which a part stands on another page than their first line. */
function cut(pdf: PrintedPdf): string[] {
  return Array.from({ length: steps_count - 2 }, (_, n) => n).flatMap((n) => {
    const first = pdf.pages.findIndex((text) => text.includes(`Step-${n}-begins`));
    const last = pdf.pages.findIndex((text) => text.includes(`Step-${n}-ends`));
    return first >= 0 && first === last ? [] : [`${n}: ${first} ${last}`];
  });
}

async function printed(
  window: BrowserContext,
  base: string,
  id: string,
  search = "",
): Promise<PrintedPdf> {
  const page = await window.newPage();
  await page.goto(`${base}/plans/${id}/paper${search}`);
  await page.locator(".paper-signing").waitFor();
  await page.evaluate("document.fonts.ready.then(() => undefined)");
  const file = await page.pdf({ preferCSSPageSize: true, tagged: true, outline: true });
  await page.close();
  return readPdf(file);
}

interface Plan {
  id: string;
  root: string;
  agreement: { in_force: { root: string } | null };
}

async function planAt(window: BrowserContext, base: string): Promise<Plan> {
  const { items } = await ask<{ items: { id: string }[] }>(window, base, "/search", {
    q: "Amina Diallo",
  });
  const answer = await window.request.get(`${base}/api/v1/people/${items[0]?.id}/plan`);
  const { plan: found } = (await answer.json()) as { plan: Plan | null };
  if (!found) throw new Error("no plan here yet");
  return found;
}

async function rootAt(window: BrowserContext, base: string): Promise<string> {
  return (await planAt(window, base)).root;
}

/** The plan at the other office, once it has all of it. */
async function marcsPlan(): Promise<string> {
  const ours = await rootAt(leila, systems.sp);
  await expect
    .poll(() => rootAt(marc, systems.ess).catch(() => ""), { timeout: 15_000 })
    .toBe(ours);
  return (await planAt(marc, systems.ess)).id;
}

/** A plan with every kind of line, long enough for several pages. */
async function plannedAtLeilas(): Promise<string> {
  const base = systems.sp;
  const { items } = await ask<{ items: { id: string }[] }>(leila, base, "/search", {
    q: "Amina Diallo",
  });
  const { id } = await ask<{ id: string }>(leila, base, `/people/${items[0]?.id}/plan`, {
    title: "A steady income",
    language: "en",
    data_shared: "The plan and the enrolment.",
  });
  await ask(leila, base, `/plans/${id}/goals`, { text: "A job near the school" });
  const soon = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 10);
  const times = { start: `${soon}T09:00`, end: `${soon}T10:00`, zone: "Africa/Tunis" };
  const step = (lane: string, fields: object, more: object = {}) =>
    ask(leila, base, `/plans/${id}/steps`, { lane, fields, ...more });
  for (let n = 0; n < steps_count - 2; n += 1) {
    const lane = ["social", "employment", "person"][n % 3] ?? "social";
    await step(lane, {
      what: `Step-${n}-begins`,
      where: "Town hall",
      condition: "The family transfer stays as it is.",
      due: soon,
      needs: `Step-${n}-ends`,
      ...(n % 4 === 0 ? { times } : {}),
    });
  }
  await step("social", { what: "Home visit", times });
  await step("employment", { what: "ورشة الخياطة", times });
  await step("social", { what: "Shelter counselling", times }, { hidden: true });
  await step("social", { what: "Safety talk", where: "Women's house", keep_off: ["paper"] });
  await ask(leila, base, "/offices", {
    system: "sp.demo",
    ask_for: "Leila Haddad",
    phone: "+999 700 100 210",
    hours: "08:00–16:00",
    place: "Station Road 12",
    complaints: { name: "Ines Moreau", phone: "+999 700 100 211", place: "Room 4" },
  });
  return id;
}

async function signed(
  window: BrowserContext,
  base: string,
  id: string,
  body: object,
): Promise<void> {
  await ask(window, base, `/plans/${id}/sign-offs`, { decision: "signed", ...body });
}

async function signedIn(base: string, persona: string): Promise<BrowserContext> {
  const window = await openWindow(browser);
  await ask(window, base, "/session", { persona });
  return window;
}

async function ask<T>(window: BrowserContext, base: string, url: string, data: object): Promise<T> {
  const answer = await window.request.post(`${base}/api/v1${url}`, { data });
  if (!answer.ok()) throw new Error(`${url}: ${answer.status()} ${await answer.text()}`);
  return (await answer.json()) as T;
}
