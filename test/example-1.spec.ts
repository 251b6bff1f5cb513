/** PRS.EMP.04, example 1, steps 1, 2, 4 and 5, as two workers live it in their browsers, side by side. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { complaintsOf, openBrowser, openWindow, patience_ms } from "./browser.ts";
import { standings, startTwoSystems, type TwoSystems } from "./two-systems.ts";

/** The product promises a second; the machine of a test may be busy with others. */
const arrival_ms_max = 3_000;
const year = new Date().getFullYear();
const adult = { given: "Amal", surname: "Benzari", born: `${year - 31}-04-12`, uin: "61200345678" };
const student = { given: "Yusuf", surname: "Benzari", born: `${year - 19}-02-03` };
const child = { given: "Lina", surname: "Benzari", born: `${year - 7}-06-21` };
const name = "Amal Benzari";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
});

describe.each(standings)("%s: two offices work one case", (standing) => {
  let systems: TwoSystems;
  let leila: Page;
  let marc: Page;
  const complaints: string[][] = [];

  beforeAll(async () => {
    systems = await startTwoSystems(standing);
    leila = await (await openWindow(browser)).newPage();
    marc = await (await openWindow(browser)).newPage();
    complaints.push(complaintsOf(leila), complaintsOf(marc));
  });
  afterAll(async () => {
    await leila?.context().close();
    await marc?.context().close();
    await systems?.close();
  });

  let broken = false;
  beforeEach(({ skip, onTestFailed }) => {
    if (broken) skip("an earlier step of the story failed");
    onTestFailed(() => {
      broken = true;
    });
  });

  /** The act, and how long until the other worker's open page shows what came of it. */
  async function arrives(what: string, act: () => Promise<void>, shown: Locator): Promise<void> {
    await expectNone(shown);
    const began = performance.now();
    // Not waitFor: that one looks only twice a second after a while.
    const seen = expect.poll(() => shown.count(), { interval: 20, timeout: patience_ms });
    await Promise.all([seen.toBeGreaterThan(0), act()]);
    const ms = Math.round(performance.now() - began);
    process.stdout.write(`${standing}: ${what} shown after ${ms} ms\n`);
    expect(ms).toBeLessThan(arrival_ms_max);
  }

  it("lets each worker in by one click", async () => {
    await Promise.all([
      signIn(leila, systems.sp, "Leila Haddad"),
      signIn(marc, systems.ess, "Marc Dubois"),
    ]);
  });

  it("registers a household of three by the form, and says of each whether work support may be offered, and why", async () => {
    await leila.getByRole("link", { name: "Register household" }).click();
    await leila.getByLabel("Locality").fill("Kasbah district");
    await leila.getByLabel("Region").fill("Port Marov");
    await leila.getByRole("button", { name: "Add a member" }).click();
    await leila.getByRole("button", { name: "Add a member" }).click();
    await fillMember(leila, 1, adult, { sex: "Female" });
    const first = member(leila, 1);
    await first.getByLabel("Kind of identifier").selectOption({ label: "Unique number" });
    await first.getByLabel("Identifier (optional)", { exact: true }).fill(adult.uin);
    await first.getByLabel("Phone (optional)").fill("+999 701 000 000");
    await fillMember(leila, 2, student, { sex: "Male", relationship: "Son" });
    await member(leila, 2).getByLabel("In full-time education").check();
    await fillMember(leila, 3, child, { sex: "Female", relationship: "Daughter" });

    await marc.getByRole("link", { name: "People", exact: true }).click();
    await marc.getByRole("heading", { name: "People", level: 1 }).waitFor();
    await marc.getByRole("link", { name: "New from the other office" }).click();
    await arrives(
      "registered person",
      () => leila.getByRole("button", { name: "Save the household" }).click(),
      marc.getByRole("link", { name }),
    );

    await leila.getByRole("heading", { name: /^Household HH-\d+ is registered$/ }).waitFor();
    await sees(
      card(leila, adult.given),
      "May be offered work support",
      "Not in full-time education",
    );
    await sees(card(leila, student.given), "Work support is not offered", "In full-time education");
    await sees(card(leila, child.given), "Work support is not offered", "Not of the age");
  });

  it("shows what happened before its stream of news was open", async () => {
    const page = await leila.context().newPage();
    let open = (): void => undefined;
    const late = new Promise<void>((resolve) => (open = resolve));
    await page.route("**/api/v1/live", (route) => late.then(() => route.continue()));
    const found = await page.request.post(`${systems.sp}/api/v1/search`, {
      data: { q: adult.uin },
    });
    const { items } = (await found.json()) as { items: { id: string; household_id: string }[] };
    const { id = "", household_id = "" } = items[0] ?? {};
    await page.goto(`${systems.sp}/households/${household_id}?tab=members&person=${id}`);
    await page.getByRole("heading", { name, level: 2 }).waitFor();
    const data = { changes: { occupation: "net maker" } };
    const edited = await page.request.post(`${systems.sp}/api/v1/records/${id}/edit`, { data });
    expect(edited.status()).toBe(200);
    open();
    await page.getByText("net maker").waitFor();
    await page.close();
  });

  it("shows the adult to employment support, and not the student and the child", async () => {
    await marc.getByRole("link", { name: "All", exact: true }).click();
    await marc.getByRole("table", { name: "All" }).waitFor();
    await marc.getByRole("link", { name }).waitFor();
    expect(await marc.getByRole("link", { name: adult.surname }).count()).toBe(1);
    const search = marc.getByRole("combobox", { name: "Search people and cases" });
    await search.fill("Benzari");
    await marc.getByRole("option", { name: /Amal Benzari/ }).waitFor();
    expect(await marc.getByRole("option").count()).toBe(1);
    await search.fill("");
    await search.press("Escape");
    await marc.getByRole("listbox").waitFor({ state: "detached" });
  });

  it("shows a change of employment with its reason on the other office's open page", async () => {
    await leila.getByRole("link", { name: "Open the household" }).click();
    await leila.getByRole("heading", { name: "Latest from both systems" }).waitFor();
    await marc.getByRole("link", { name }).click();
    await marc.getByRole("button", { name: "Change employment" }).click();
    const dialog = marc.getByRole("dialog");
    await dialog.getByLabel("Employment status").selectOption({ label: "Not employed" });
    await dialog.getByLabel("Why not employed").selectOption({ label: "A limited job ended" });
    await dialog.getByLabel(/^Why \(/).fill("The olive harvest is over");
    const entry = entryOf(leila, "Employment status changed");
    await arrives("employment", () => dialog.getByRole("button", { name: "Save" }).click(), entry);
    await sees(entry, name, "Employment support", "Not employed", "A limited job ended");
    await sees(entry, "Marc Dubois", "The olive harvest is over", /\d{1,2}:\d{2}/);
    await dialog.waitFor({ state: "detached" });
  });

  it("shows an enrolment and its change of status the same way", async () => {
    await marc.getByRole("tab", { name: "Programmes and services" }).click();
    await marc.getByRole("button", { name: `Enrol in a programme: ${name}` }).click();
    const dialog = marc.getByRole("dialog");
    await dialog.getByLabel("Programme").selectOption({ label: "Sewing Workshop (training)" });
    const opened = entryOf(leila, "Enrolled in a programme");
    const enrol = dialog.getByRole("button", { name: "Enrol", exact: true });
    await arrives("enrolment", () => enrol.click(), opened);
    await sees(opened, name, "Marc Dubois", "Employment support");
    await dialog.waitFor({ state: "detached" });

    await marc.getByRole("button", { name: "Change status: Sewing Workshop" }).click();
    await dialog.getByLabel("New status").selectOption({ label: "Suspended" });
    await dialog.getByLabel("Reason").fill("The machines are repaired");
    const leaves = dialog.getByRole("region", { name: "What the other side will see" });
    await sees(leaves, "Social protection", "Suspended", "The machines are repaired");
    const changed = entryOf(leila, "Enrolment changed");
    const change = dialog.getByRole("button", { name: "Change status" });
    await arrives("enrolment status", () => change.click(), changed);
    await sees(changed, "Suspended", "The machines are repaired", "Marc Dubois");
    await dialog.waitFor({ state: "detached" });
  });

  it("shows a delivered service to employment support", async () => {
    await leila.getByRole("tab", { name: "Programmes and services" }).click();
    await sees(
      leila.getByRole("row", { name: /Sewing Workshop/ }),
      "Suspended",
      "Employment support",
    );
    await leila.getByRole("button", { name: `Record a service: ${name}` }).click();
    const dialog = leila.getByRole("dialog");
    await dialog.getByLabel("Service").selectOption({ label: "Home visit" });
    const row = marc.getByRole("row", { name: /Home visit/ });
    await arrives("service", () => dialog.getByRole("button", { name: "Record" }).click(), row);
    await sees(row, "Delivered", "Social protection", "Leila Haddad");
    await dialog.waitFor({ state: "detached" });
  });

  it("sends a change of a name that employment support does not own, and shows both values on both sides", async () => {
    await openMember(leila, name);
    await openMember(marc, name);
    const proposal = leila.getByRole("region", { name: "Proposal: Name" });
    await arrives("proposal", () => propose(marc, "Amaal", "Her card says so"), proposal);
    await marc.getByText("Sent to Social protection, waiting").waitFor();
    for (const page of [leila, marc]) {
      const both = page.getByRole("region", { name: "Proposal: Name" });
      await sees(both, name, "Amaal Benzari", "Marc Dubois", "Her card says so");
    }
    expect(await marc.getByRole("button", { name: "Accept: Name" }).count()).toBe(0);
  });

  it("shows the new name once its owner accepts", async () => {
    const renamed = marc.getByRole("heading", { name: "Amaal Benzari", level: 2 });
    const accept = leila.getByRole("button", { name: "Accept: Name" });
    await arrives("accepted proposal", () => accept.click(), renamed);
    await leila.getByRole("heading", { name: "Amaal Benzari", level: 2 }).waitFor();
    await marc.getByRole("region", { name: "Proposal: Name" }).waitFor({ state: "detached" });
    await expectNone(marc.getByText("Sent to Social protection, waiting"));
  });

  it("shows the reason when its owner refuses", async () => {
    await propose(marc, "Amaly", "Heard it so");
    await leila.getByRole("button", { name: "Refuse: Name" }).click();
    await leila
      .getByLabel("Why not? Marc Dubois will read it.")
      .fill("Her birth certificate says Amaal");
    await marc.getByRole("tab", { name: "Timeline" }).click();
    const answer = entryOf(marc, "Proposal refused");
    const refuse = leila.getByRole("button", { name: "Refuse with this reason" });
    await arrives("refused proposal", () => refuse.click(), answer);
    await sees(answer, "Her birth certificate says Amaal", "Leila Haddad", "Social protection");
    await openMember(marc, "Amaal Benzari");
  });

  it("keeps two phones that were written at the same time, until a person picks one", async () => {
    const [hers, his] = ["+999 701 111 111", "+999 702 222 222"];
    await systems.hold();
    await editPhone(leila, hers);
    await editPhone(marc, his);
    await leila.getByText("Saved", { exact: true }).waitFor();
    await marc.getByText("Saved", { exact: true }).waitFor();
    await systems.release();
    for (const page of [leila, marc]) {
      await sees(page.getByRole("region", { name: "Two values: Phone" }), hers, his);
    }
    const region = marc.getByRole("region", { name: "Two values: Phone" });
    await leila.getByRole("button", { name: `Use this: ${his}` }).click();
    await region.waitFor({ state: "detached" });
    for (const page of [leila, marc]) {
      await page.getByRole("region", { name: "Two values: Phone" }).waitFor({ state: "detached" });
      await page.locator("dd").filter({ hasText: his }).waitFor();
      expect(await page.locator("dd").filter({ hasText: hers }).count()).toBe(0);
    }
  });

  it("says in words, on both screens, that both are in step and since when", async () => {
    for (const page of [leila, marc]) {
      await page.getByText(/^Both systems in step since \d{1,2}:\d{2}/).waitFor();
    }
  });

  it("asks a person whether two records are one, and does as decided", async () => {
    await marc.getByRole("link", { name: "Same person?" }).click();
    const row = marc.getByRole("row", {
      name: /The identifier agrees, birth date or sex does not/,
    });
    const asked = row.first().getByRole("link");
    const who = await asked.innerText();
    await asked.click();
    await marc.getByRole("heading", { name: "Is this the same person?" }).waitFor();
    await marc.getByText("Differs").first().waitFor();
    await marc.getByRole("button", { name: "Save the answer" }).click();
    await marc.getByText("Choose an answer.").waitFor();
    await marc.getByRole("radio", { name: /^Yes, the same person as/ }).check();
    await marc.getByRole("button", { name: "Save the answer" }).click();
    await marc.getByRole("heading", { name: who, level: 2 }).waitFor();
    await marc.getByText("Linked with Social protection by a person's decision").waitFor();
    await marc.getByRole("link", { name: "Same person?" }).click();
    await marc.getByRole("heading", { name: "Same person?", level: 1 }).waitFor();
    await expectNone(marc.getByRole("link", { name: who }));
  });

  it("gave no page a reason to complain", () => {
    expect(complaints.flat()).toEqual([]);
  });
});

async function signIn(page: Page, base: string, worker: string): Promise<void> {
  await page.goto(base);
  await page.getByRole("button", { name: new RegExp(worker) }).click();
  await page.getByRole("heading", { name: /^Today, / }).waitFor();
}

function member(page: Page, number: number): Locator {
  return page.getByRole("group", { name: new RegExp(`^Member ${number}\\b`) });
}

async function fillMember(
  page: Page,
  number: number,
  { given, surname, born }: { given: string; surname: string; born: string },
  { sex, relationship }: { sex: string; relationship?: string },
): Promise<void> {
  const form = member(page, number);
  await form.getByLabel("Given name").fill(given);
  await form.getByLabel("Surname").fill(surname);
  await form.getByLabel("Sex").selectOption({ label: sex });
  await form.getByLabel("Date of birth").fill(born);
  if (relationship === undefined) return;
  await form.getByLabel("Relationship to the main contact").selectOption({ label: relationship });
}

function card(page: Page, given: string): Locator {
  const heading = page.getByRole("heading", { name: new RegExp(`^${given} `) });
  return page.getByRole("listitem").filter({ has: heading });
}

function entryOf(page: Page, act: string): Locator {
  return page.getByRole("listitem").filter({ hasText: act }).first();
}

async function openMember(page: Page, person: string): Promise<void> {
  await page.getByRole("tab", { name: "Members" }).click();
  await page
    .getByRole("navigation", { name: "Members" })
    .getByRole("button", { name: person })
    .click();
  await page.getByRole("heading", { name: person, level: 2 }).waitFor();
}

async function propose(page: Page, given: string, reason: string): Promise<void> {
  await page.getByRole("button", { name: /^Edit Name of / }).click();
  await page.getByLabel("Given name").fill(given);
  await page.getByLabel(/^Why \(/).fill(reason);
  await page.getByRole("button", { name: "Send proposal" }).click();
}

async function editPhone(page: Page, phone: string): Promise<void> {
  await page.getByRole("button", { name: /^Edit Phone of / }).click();
  await page.getByLabel("Phone", { exact: true }).fill(phone);
  await page.getByRole("button", { name: "Save", exact: true }).click();
}

async function sees(place: Locator, ...texts: (string | RegExp)[]): Promise<void> {
  for (const text of texts) await place.filter({ hasText: text }).first().waitFor();
}

async function expectNone(locator: Locator): Promise<void> {
  await expect.poll(() => locator.count(), { timeout: patience_ms }).toBe(0);
}
