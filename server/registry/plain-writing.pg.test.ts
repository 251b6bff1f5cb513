import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { composePlain } from "../../delivery/plain.ts";
import { touchedBy } from "../../delivery/plain-gathering.ts";
import { newMember, recordAt, register } from "../../delivery/test-carry.ts";
import { editFields } from "../../domain/editing.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { unknownOf } from "../../domain/plain-receiving.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { loadSubscription, putSubscription, readLog } from "../../store/feed.ts";
import { activeAgreement, partnerById, putPartner } from "../../store/partners.ts";
import { sequenceEvents } from "../../store/sequencer.ts";
import { dumpOf } from "../../store/test-store.ts";
import { fieldViews } from "../staff/field-view.ts";
import { loadedFor } from "../staff/loading.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "./test-registry.ts";

/** What a plain partner's habits and its own attributes come to, door to door (issue 2, point 5). */
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());
afterEach(() => agreeOn({}));

const time = "2026-11-23T09:00:00Z";
const uin = (value: string) => ({ identifier_type: "UIN", identifier_value: value });

/** Pins how ess.demo is written to, as an administrator would. */
async function agreeOn(writing: Record<string, unknown>): Promise<void> {
  const partner = await partnerById(sp.store, "ess.demo");
  if (!partner) throw new Error("no partner");
  await putPartner(sp.store, {
    ...partner,
    profile: "standard",
    terms: { ...partner.terms, writing },
  });
}

async function one(value: string): Promise<StoredRecord> {
  await treatAs(sp, "ess.demo", "standard");
  const { people } = await register(sp, newMember({ identifiers: [uin(value)] }));
  const [person] = people;
  if (!person) throw new Error("nobody");
  return person;
}

const tell = (record: object) =>
  knock(at, ess, sp, "notify", {
    transaction_id: "t1",
    notify_event: [
      {
        reference_id: "r1",
        timestamp: time,
        data: { reg_event_type: "enrolment", reg_record_type: "Member", reg_records: record },
      },
    ],
  });

async function found(value: string, type = "Member"): Promise<JsonObject> {
  const search_criteria = {
    query_type: "idtype-value",
    reg_record_type: type,
    query: { type: "UIN", value },
  };
  const item = { reference_id: "r1", timestamp: time, search_criteria };
  const answer = await knock(at, ess, sp, "sync/search", {
    transaction_id: "t1",
    search_request: [item],
  });
  const { message } = answer.body as unknown as {
    message: { search_response: { data: { reg_records: JsonObject[] } }[] };
  };
  const [record] = message.search_response[0]?.data.reg_records ?? [];
  if (!record) throw new Error("not found");
  return record;
}

/** What the next notify to a plain partner would say, after a change of ours. */
async function notified(person: StoredRecord, partner: string): Promise<string> {
  const record = await recordAt(sp, person.id);
  at.clock.ms += 1_000;
  await sp.write((ctx) => {
    const changes: Record<string, Json> = { phone_number: `+999 ${at.clock.ms}` };
    const edited = editFields(ctx, record, [], { changes });
    if (!edited.ok) throw new Error(edited.code);
    return edited.changes;
  });
  while ((await sequenceEvents(sp.store)) > 0);
  const { code } = await putSubscription(sp.store, {
    code: `SUB-plain-${partner}`,
    partner,
    event_type: "enrolment_status_change",
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: "",
    transaction_id: `plain-${partner}`,
    reference_id: "1",
    starts_at: null,
    ends_at: null,
  });
  const sub = await loadSubscription(sp.store, code);
  const nowIso = new Date(at.clock.ms).toISOString();
  const agreement = await activeAgreement(sp.store, sp.store.system.id, "ess.demo", nowIso);
  if (!sub || !agreement) throw new Error("nothing agreed");
  const events = await readLog(sp.store, 0, 500);
  const touched = await touchedBy(sp.store, sub, events);
  const { batch } = await composePlain(sp.store, sub, agreement, touched);
  return JSON.stringify(batch?.message);
}

describe("attributes that we do not know", () => {
  const sent = (value: string) => ({
    member_identifier: [uin(value)],
    nationality: "canary-nation",
    demographic_info: { ethnicity: ["canary-people"] },
    employment_status: 6,
    additional_attributes: [
      { attribute_name: "skills", attribute_value: ["canary-skill"] },
      { bus_line: "canary-bus" },
    ],
  });
  const given = {
    nationality: "canary-nation",
    demographic_info: { ethnicity: ["canary-people"] },
    employment_status: 6,
  };

  it("are kept for the partner that sent them and given back to it, in answers and notifications", async () => {
    const person = await one("KEPT-1");
    expect((await tell(sent("KEPT-1"))).status).toBe(200);
    const back = await found("KEPT-1");
    expect(back).toMatchObject(given);
    const items = back["additional_attributes"] as JsonObject[];
    expect(items).toEqual(
      expect.arrayContaining([
        { attribute_name: "skills", attribute_value: ["canary-skill"] },
        { bus_line: "canary-bus" },
      ]),
    );
    const news = await notified(person, "ess.demo");
    for (const word of ["canary-nation", "canary-people", "canary-skill", "canary-bus"]) {
      expect(news).toContain(word);
    }
  });

  it("go to nobody else, stand sealed in every table, and are shown as no fact", async () => {
    const person = await one("KEPT-2");
    await tell(sent("KEPT-2"));
    expect(await notified(person, "another.ess")).not.toContain("canary");
    expect(JSON.stringify(await dumpOf(sp.store))).not.toContain("canary");
    const record = await recordAt(sp, person.id);
    const loaded = await loadedFor(sp.hosted, [record], []);
    expect(JSON.stringify(fieldViews(loaded, record))).not.toContain("canary");
    expect(record.state.fields["employment_status"]).toBeUndefined();
  });

  it("that are sent again replace the older, blanks take them away, others stay", async () => {
    const person = await one("KEPT-3");
    await tell(sent("KEPT-3"));
    await tell({
      member_identifier: [uin("KEPT-3")],
      nationality: "",
      demographic_info: { ethnicity: ["another"] },
    });
    const kept = unknownOf(await recordAt(sp, person.id), "ess.demo");
    expect(kept).toMatchObject({ demographic_info: { ethnicity: ["another"] } });
    expect(kept).not.toHaveProperty("nationality");
    expect(kept["additional_attributes"]).toHaveLength(2);
  });

  it("sent twice the same make no second change", async () => {
    await one("KEPT-4");
    await tell(sent("KEPT-4"));
    const before = (await dumpOf(sp.store))["events"];
    await tell(sent("KEPT-4"));
    expect((await dumpOf(sp.store))["events"]).toEqual(before);
  });
});

describe("a partner's terms of writing", () => {
  it("decide how its answers are written", async () => {
    await one("TERMS-1");
    expect(await found("TERMS-1")).toMatchObject({ "@type": "spdci:Member" });
    await agreeOn({ preset: "ess-yaml", form: "code", dates: "date-time" });
    expect(await found("TERMS-1")).toMatchObject({
      "@type": "spdci:member",
      demographic_info: { "@type": "ESSPerson", birth_date: "1992-02-01T00:00:00Z" },
    });
    const flat = await found("TERMS-1", "Person");
    expect(flat).toMatchObject({
      "@type": "ESSPerson",
      identifier: [{ identifier_value: "TERMS-1" }],
    });
    expect(flat).not.toHaveProperty("demographic_info");
  });

  it("decide what a bare number of an employment status means; without them it means nothing", async () => {
    const person = await one("TERMS-2");
    const shown = async () =>
      (await recordAt(sp, person.id)).state.fields["employment_status"]?.[0]?.v;
    const say = (employment_status: Json) =>
      tell({ member_identifier: [uin("TERMS-2")], employment_status });
    await say("Employer");
    await say(6);
    expect(await shown()).toBe("employer");
    await agreeOn({ employment_status: "core" });
    await say(6);
    expect(await shown()).toBe("own_account");
    await agreeOn({ employment_status: "icse93" });
    await say("06");
    expect(await shown()).toBe("not_employed");
  });

  it("that are nonsense are the standard's: nothing breaks at the door", async () => {
    await one("TERMS-3");
    await agreeOn({ preset: "made-up", form: 7 });
    expect(await found("TERMS-3")).toMatchObject({ "@type": "spdci:Member" });
  });
});
