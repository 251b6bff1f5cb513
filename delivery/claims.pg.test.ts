import Fastify, { type FastifyInstance } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Agreement } from "../domain/agreement.ts";
import type { JsonObject } from "../domain/json.ts";
import { openEnrolment } from "../domain/case-work.ts";
import { valueOf, type StoredRecord } from "../domain/record.ts";
import type { PersonView, Today, ToldState } from "../server/api/schemas.ts";
import type { TellingsView } from "../server/api/telling-schemas.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
} from "../server/registry/test-registry.ts";
import { registerStaffApi } from "../server/staff/app.ts";
import { signIn, type Staff } from "../server/staff/test-staff.ts";
import { createHosted } from "../server/hosting.ts";
import { activeAgreement, putAgreement, type PartnerProfile } from "../store/partners.ts";
import { deliverClaims } from "./claims.ts";
import { newMember, recordAt, register } from "./test-carry.ts";
import type { Dispatching } from "./dispatcher.ts";

let at: TestRegistry;
let app: FastifyInstance;
let staff: Staff;
let agreement: Agreement;
/** What the partner was sent, and what it answers. */
const posted: { url: string; body: JsonObject }[] = [];
let answer: () => Response;
const taken = () =>
  Response.json({ message: { ack_status: "ACK", timestamp: "2026-11-23T09:00:00Z" } });

beforeAll(async () => {
  at = await openTestRegistry();
  await speakAs("standard");
  at.sp.node.demo = true;
  app = Fastify();
  await registerStaffApi(app, at.sp.node);
  await app.ready();
  await signInAgain();
  const known = await activeAgreement(at.sp.store, "sp.demo", "ess.demo", nowIso());
  if (!known) throw new Error("no agreement");
  agreement = known;
  await agree({ push: ["notify"] });
});
afterAll(() => at.close());

async function signInAgain(): Promise<void> {
  const personas = await app.inject({ method: "GET", url: "/api/v1/personas" });
  const { items } = personas.json<{ items: { id: string; system: { id: string } }[] }>();
  staff = await signIn(app, items.find(({ system }) => system.id === "sp.demo")?.id ?? "");
}
/** What a node knows of its partners it reads anew every two seconds: here at once. */
async function speakAs(profile: PartnerProfile): Promise<void> {
  await treatAs(at.sp, "ess.demo", profile);
  Object.assign(at.sp.hosted, await createHosted(at.sp.store));
}
const nowIso = () => new Date(at.clock.ms).toISOString();
async function agree(change: Partial<Agreement>): Promise<void> {
  await putAgreement(at.sp.store, { ...agreement, ...change }, "ess.demo");
}

/** Somebody the plain partner knows of. */
async function somebody(value: string): Promise<StoredRecord> {
  const identifiers = [{ identifier_type: "UIN", identifier_value: value }];
  const [person] = (await register(at.sp, newMember({ identifiers }))).people;
  if (!person) throw new Error("nobody");
  await at.sp.sql(
    `insert into links (system, partner, key, record_id, how)
      select system, 'ess.demo', key, id, 'named' from records where id = $1`,
    [person.id],
  );
  return person;
}

async function deliver(answered: () => Response = taken): Promise<void> {
  at.clock.ms += 1_000;
  answer = answered;
  const reach = () => async (input: Parameters<typeof fetch>[0], init?: RequestInit) => {
    const url = input instanceof Request ? input.url : String(input);
    const body = JSON.parse(await new Response(init?.body ?? "").text()) as JsonObject;
    posted.push({ url, body });
    return answer();
  };
  await deliverClaims({
    store: at.sp.store,
    outgoing: {
      keys: at.sp.keys,
      reach,
      tokens: () => Promise.resolve({ kind: "token", token: "t" }),
      newId: at.sp.node.newId,
      handOver: () => Promise.reject(new Error("not one node")),
    },
    dice: () => 0,
  } as unknown as Dispatching);
}

const edit = (person: StoredRecord) =>
  staff.post<{ sent: { field: string }[] }>(`/records/${person.id}/edit`, {
    changes: { occupation: "7" },
    reason: "She showed her contract",
  });
const field = async (person: StoredRecord) =>
  (await staff.get<PersonView>(`/people/${person.id}`)).body.fields.find(
    ({ name }) => name === "occupation",
  );
const eventIn = ({ body }: { body: JsonObject }) =>
  (body["message"] as { notify_event: { data: { reg_records: JsonObject } }[] }).notify_event[0]
    ?.data.reg_records;
const disclosures = (person: StoredRecord) =>
  at.sp.sql<JsonObject>("select how, fields, message_id from disclosures where subject = $1", [
    person.id,
  ]);

describe("a change of a field that a plain partner owns", () => {
  it("goes as a claim with its source, and stays unconfirmed until the partner's data show it", async () => {
    const person = await somebody("CLAIM-1");
    expect((await edit(person)).body.sent).toMatchObject([{ field: "occupation" }]);
    expect((await field(person))?.proposals[0]?.claim).toMatchObject({ state: "owed" });
    posted.length = 0;
    await deliver();
    await deliver();
    expect(posted).toHaveLength(1);
    expect(posted[0]?.url).toMatch(/\/registry\/notify$/);
    expect(eventIn(posted[0] ?? { body: {} })).toMatchObject({
      occupation: "7",
      additional_attributes: expect.arrayContaining([
        { attribute_name: "claim_source", attribute_value: "sp.demo" },
        { attribute_name: "claim_attribute", attribute_value: "occupation" },
        { attribute_name: "claim_reason", attribute_value: "She showed her contract" },
      ]) as unknown,
    });
    expect(await disclosures(person)).toMatchObject([{ how: "push" }]);
    expect((await field(person))?.proposals[0]?.claim).toMatchObject({ state: "sent" });
    expect((await field(person))?.value).not.toBe("7");

    at.clock.ms += 1_000;
    const member = {
      member_identifier: [{ identifier_type: "UIN", identifier_value: "CLAIM-1" }],
      occupation: "7",
    };
    const data = {
      version: "1.0.0",
      reg_event_type: "enrolment_status_change",
      reg_record_type: "Member",
      reg_records: member,
    };
    const event = { reference_id: "r", timestamp: nowIso(), data };
    const told = { transaction_id: "t", notify_event: [event] };
    expect((await knock(at, at.ess, at.sp, "notify", told)).status).toBe(200);
    const shown = await field(person);
    expect([shown?.value, shown?.proposals]).toEqual(["7", []]);
    const [claim] = await at.sp.sql<JsonObject>("select state from claims where subject = $1", [
      person.id,
    ]);
    expect(claim).toEqual({ state: "confirmed" });
  });

  it("is sent again under the same id, with the same content, when nobody answered", async () => {
    const person = await somebody("CLAIM-2");
    await edit(person);
    posted.length = 0;
    await deliver(() => new Response("", { status: 503 }));
    at.clock.ms += 60_000;
    await deliver();
    const [first, second] = posted.map(({ body }) => [body["header"], body["message"]]);
    expect(posted).toHaveLength(2);
    expect(second).toEqual(first);
  });

  it("does not leave once the agreement was revoked or changed", async () => {
    const person = await somebody("CLAIM-3");
    await edit(person);
    posted.length = 0;
    for (const change of [{ status: "revoked" as const }, { push: [] }]) {
      await agree(change);
      at.clock.ms += 700_000;
      await deliver();
    }
    expect([posted, await disclosures(person)]).toEqual([[], []]);
    await agree({ push: ["notify"] });
    at.clock.ms += 700_000;
    await deliver();
    expect(posted).toHaveLength(1);
  });

  it("is refused where the agreement lets nothing be told without a subscription", async () => {
    const person = await somebody("CLAIM-4");
    await agree({});
    const answered = await edit(person);
    await agree({ push: ["notify"] });
    expect(answered).toMatchObject({ status: 409, body: { code: "err.not_shared" } });
    expect(await at.sp.sql("select id from claims where subject = $1", [person.id])).toEqual([]);
  });

  it("becomes a task with the partner's name after five working days", async () => {
    const person = await somebody("CLAIM-5");
    await edit(person);
    await deliver();
    const calls = async () => {
      await signInAgain();
      return items();
    };
    const items = async () =>
      (await staff.get<Today>("/today")).body.items.filter(
        ({ kind, person_id }) => kind === "claim_overdue" && person_id === person.id,
      );
    at.clock.ms += 4 * 86_400_000;
    expect(await calls()).toEqual([]);
    at.clock.ms += 4 * 86_400_000;
    expect(await calls()).toMatchObject([
      { field: "occupation", from: { id: "ess.demo" }, late: true },
    ]);
  });
});

describe("telling a partner on purpose", () => {
  beforeAll(signInAgain);
  const tellings = async (person: StoredRecord) =>
    (await staff.get<TellingsView>(`/people/${person.id}/tellings`)).body.partners[0];
  const tell = (person: StoredRecord, body: object) =>
    staff.post<ToldState>(`/people/${person.id}/tellings`, { partner: "ess.demo", ...body });
  async function enrolled(value: string): Promise<[StoredRecord, string]> {
    const person = await somebody(value);
    const [opened] = await at.sp.write((ctx) => {
      const programme = { id: "sp.demo/cash", name: "Cash" };
      const done = openEnrolment(ctx, person, {
        programme,
        effective_date: "2026-01-01",
        reason: "",
      });
      if (!done.ok) throw new Error(done.code);
      return done.changes;
    });
    return [person, opened?.record.id ?? ""];
  }

  it("shows exactly what leaves, sends that, and shows that it was received", async () => {
    const [person, enrolment_id] = await enrolled("TELL-1");
    const shown = (await tellings(person))?.tellings.find(({ what }) => what === "enrolment");
    expect(shown).toMatchObject({ programme: "Cash", why: "", last: null });
    const sent = await tell(person, { what: "enrolment", enrolment_id });
    expect([sent.status, sent.body.state]).toEqual([201, "owed"]);
    posted.length = 0;
    await deliver();
    const record = eventIn(posted[0] ?? { body: {} }) ?? {};
    expect(record).toMatchObject({ "@type": "spdci:Beneficiary", enrolment_status: "Active" });
    const fields = new Set(shown?.leaves?.map((one) => one.field));
    expect(fields.has("status") && fields.has("identifiers")).toBe(true);
    expect(JSON.stringify(record).includes("Rosehill")).toBe(false);
    const after = (await tellings(person))?.tellings.find(({ what }) => what === "enrolment");
    expect(after?.last).toMatchObject({ state: "sent", problem: "" });
    expect(await disclosures(person)).toMatchObject([{ how: "push" }]);
  });

  it("goes by enrollment/updates where that is agreed, and a rejected item is not received", async () => {
    await agree({ push: ["enrollment/updates"] });
    const [person, enrolment_id] = await enrolled("TELL-2");
    expect((await tell(person, { what: "employment" })).status).toBe(409);
    await tell(person, { what: "enrolment", enrolment_id });
    posted.length = 0;
    const item = { reference_id: "r", timestamp: nowIso(), status: "rjct" };
    const header = {
      message_id: "m",
      message_ts: nowIso(),
      action: "txn-on-status",
      sender_id: "ess.demo",
      receiver_id: "sp.demo",
      version: "1.0.0",
    };
    const message = { transaction_id: "t", correlation_id: "c", enrolled_response: [item] };
    await deliver(() => Response.json({ header, message }));
    await agree({ push: ["notify"] });
    expect(posted[0]?.url).toMatch(/\/registry\/sync\/enrollment\/updates$/);
    const after = (await tellings(person))?.tellings.find(({ what }) => what === "enrolment");
    expect(after?.last).toMatchObject({ state: "refused" });
    expect(await disclosures(person)).toEqual([]);
  });

  it("is not needed for a partner with a standing subscription, and refused", async () => {
    const person = await somebody("TELL-3");
    await speakAs("tandem");
    expect(await tellings(person)).toMatchObject({ standing: true, tellings: [] });
    expect((await tell(person, { what: "employment" })).status).toBe(409);
    await speakAs("standard");
    const name = valueOf((await recordAt(at.sp, person.id)).state, "name");
    expect(name).toMatchObject({ surname: "Diallo" });
  });
});
