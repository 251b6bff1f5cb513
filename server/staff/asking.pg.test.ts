import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { putAgreement } from "../../store/partners.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { createClient } from "../../wire/client.ts";
import { generateSigningKey } from "../../wire/keys.ts";
import type { AskedView, AskingView } from "../api/asking-schemas.ts";
import type { Registered } from "../api/work-schemas.ts";
import type { LineTo } from "../hosting.ts";
import { lineInTheNode } from "./test-line.ts";
import { household, member, openTestStaff, type Staff, type TestStaff } from "./test-staff.ts";

let at: TestStaff;
let marc: Staff;
let leila: Staff;
let lineTo: LineTo;
beforeAll(async () => {
  at = await openTestStaff({ lineTo: (hosted, partner) => lineTo(hosted, partner) });
  const nowIso = new Date(at.sp.store.clock.nowMs()).toISOString();
  await putAgreement(at.ess.store, demoAgreement("sp.demo", "ess.demo", "sp", nowIso), "sp.demo");
  await putAgreement(at.sp.store, demoAgreement("ess.demo", "sp.demo", "ess", nowIso), "ess.demo");
  marc = await at.signIn("marc");
  leila = await at.signIn("leila");
});
beforeEach(() => {
  lineTo = lineInTheNode(at);
});
afterAll(() => at.close());

/** As over a wire that does not answer. */
const silence: LineTo = (hosted, partner) =>
  createClient({
    baseUrl: "http://partner.invalid",
    senderId: hosted.store.system.id,
    receiverId: partner.id,
    signer: generateSigningKey(),
    verify: { jwks: { keys: [] } },
    fetch: () => Promise.reject(new TypeError("no way")),
  });

const identifier = (value: string) => ({ type: "UIN", value });

/** Registered at social protection; employment support knows the same person by what it wrote itself. */
async function somebody(value: string): Promise<{ sp: string; ess: string }> {
  const registered = await leila.post<Registered>(
    "/households",
    household(member({ identifiers: [identifier(value)], employment_status: "not_employed" })),
  );
  return { sp: registered.body.members[0]?.person_id ?? "", ess: await knownAtEss(value) };
}

async function knownAtEss(value: string): Promise<string> {
  const identifiers = { one: { identifier_type: "UIN", identifier_value: value } };
  const fields = {
    name: { given_name: "Amina", surname: "Diallo" },
    birth_date: "1991-04-21",
    sex: "female",
  };
  const [made] = await at.write(at.ess, (ctx) => [
    ownChange(
      ctx,
      newRecord(ctx, "Person"),
      { fields, sets: { identifiers } },
      "person.registered",
    ),
  ]);
  return made?.record.id ?? "";
}

async function ask(by: Staff, id: string, value: string, change: object = {}) {
  const partner = by === marc ? "sp.demo" : "ess.demo";
  const body = { partner, what: "person", purpose: "verification", identifier: identifier(value) };
  return by.post<AskedView & { code: string; fields: string[] }>(`/people/${id}/ask`, {
    ...body,
    ...change,
  });
}
const records = () => at.sql(at.ess.store, "select id, version, state from records order by id");

describe("asking the other system of the same node", () => {
  it("shows beforehand whom, for what, and which identifier leaves", async () => {
    const { ess } = await somebody("ASK-1");
    const { body } = await marc.get<AskingView>(`/people/${ess}/asking`);
    expect(body.asked).toEqual([]);
    expect(body.partners).toMatchObject([
      { system: { id: "sp.demo" }, identifiers: [identifier("ASK-1")], same_node: true },
    ]);
    expect(body.partners[0]?.purposes).toContain("verification");
  });

  it("tells what they say beside what we know, keeps it, and changes no record", async () => {
    const { ess } = await somebody("ASK-2");
    const before = await records();
    const { status, body } = await ask(marc, ess, "ASK-2");
    expect(status).toBe(200);
    expect(body).toMatchObject({ state: "answered", signature: "same_node", by: "Marc Dubois" });
    const [said] = body.records;
    const field = (name: string) => said?.find((one) => one.name === name);
    expect(field("birth_date")).toEqual({
      name: "birth_date",
      theirs: "1991-04-12",
      ours: "1991-04-21",
      same: false,
    });
    expect(field("name")).toMatchObject({ same: true });
    expect(field("identifiers")).toMatchObject({ same: true });
    expect(await records()).toEqual(before);
    const { body: after } = await marc.get<AskingView>(`/people/${ess}/asking`);
    expect(after.asked).toEqual([body]);
  });

  it("is a disclosure on both sides: the identifier that was asked by, and what was told", async () => {
    const { sp, ess } = await somebody("ASK-3");
    await ask(marc, ess, "ASK-3");
    const told = "select how, fields from disclosures order by pos desc limit 1";
    expect(await at.sql(at.ess.store, told)).toEqual([
      { how: "question", fields: ["identifiers"] },
    ]);
    const [theirs] = await at.sql<{ how: string; fields: string[] }>(
      at.sp.store,
      `select how, fields from disclosures where record_id = '${sp}' order by pos desc limit 1`,
    );
    expect(theirs?.fields).toContain("birth_date");
  });

  it("says that nobody was found, and never whether there is somebody who is not shared", async () => {
    const id = await knownAtEss("ASK-4");
    const nobody = await ask(marc, id, "ASK-4");
    expect(nobody.body).toMatchObject({ state: "answered", records: [] });
  });

  it("tells enrolment in our words", async () => {
    const { ess } = await somebody("ASK-5");
    const asked = await ask(marc, ess, "ASK-5", { what: "enrolment" });
    expect(asked.body).toMatchObject({ what: "enrolment", state: "answered", enrolments: [] });
  });

  it("works from social protection as well", async () => {
    const { sp } = await somebody("ASK-6");
    const asked = await ask(leila, sp, "ASK-6");
    expect(asked.body).toMatchObject({ state: "answered", partner: { id: "ess.demo" } });
  });
});

it("a partner that does not answer is an answer: it could not be checked, and nothing changes", async () => {
  const { ess } = await somebody("ASK-7");
  lineTo = silence;
  const before = await records();
  const { status, body } = await ask(marc, ess, "ASK-7");
  expect(status).toBe(200);
  expect(body).toMatchObject({ state: "failed", why: "outage", signature: "none", records: [] });
  expect(await records()).toEqual(before);
});

describe("refused, with nothing asked", () => {
  it.each([
    [
      "an identifier that is not the person's",
      { identifier: identifier("OTHER") },
      "err.bad_input",
    ],
    ["a partner that is none", { partner: "x" }, "err.bad_input"],
    ["a purpose that is none", { purpose: "curiosity" }, "err.bad_input"],
    ["a question that is none", { what: "secrets" }, "err.bad_input"],
  ])("%s", async (_name, change, code) => {
    const value = `ASK-8-${Object.keys(change).join()}`;
    const { ess } = await somebody(value);
    const asked = await ask(marc, ess, value, change);
    expect([asked.status, asked.body.code]).toEqual([400, code]);
    const { body } = await marc.get<AskingView>(`/people/${ess}/asking`);
    expect(body.asked).toEqual([]);
  });

  it("somebody who is not here", async () => {
    const asked = await ask(marc, "0190aaaa-0000-7000-8000-000000000000", "X");
    expect(asked.status).toBe(404);
  });

  it("a purpose that no agreement in force lists", async () => {
    const { ess } = await somebody("ASK-9");
    const nowIso = new Date(at.sp.store.clock.nowMs()).toISOString();
    const agreement = demoAgreement("sp.demo", "ess.demo", "sp", nowIso);
    await putAgreement(at.ess.store, { ...agreement, purposes: ["referral"] }, "sp.demo");
    const asked = await ask(marc, ess, "ASK-9");
    expect([asked.status, asked.body.code]).toEqual([409, "err.not_agreed"]);
    await putAgreement(at.ess.store, agreement, "sp.demo");
  });
});

it("every answer is what its schema says", () => {
  expect(at.unlike).toEqual([]);
});
