import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import type { Json } from "../domain/json.ts";
import { elementsOf, emptyState, valueOf } from "../domain/record.ts";
import type { RecordType } from "../domain/records/field.ts";
import { recordTables, recordTypes } from "../domain/records/tables.ts";
import { oweCallback, owedCallbacks } from "./callbacks.ts";
import { decodeState, encodeState } from "./codec.ts";
import { loadSubscription, putSubscription } from "./feed.ts";
import { loadRecord } from "./load.ts";
import { readHeld } from "./reading/held.ts";
import { findByIdentifiers } from "./receipts.ts";
import { createSealer } from "./sealing.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

const canary = "CANARY-7731";
let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const sealed = (type: RecordType) =>
  Object.entries(recordTables[type].fields).filter(([, spec]) =>
    at.store.sealer.seals(spec.sensitivity),
  );

/** A canary in the shape of the field. */
function canaryFor(type: RecordType, field: string): Json {
  const shapes: Record<string, Json> = {
    "Person.identifiers": { identifier_type: "UIN", identifier_value: canary },
    "Person.address": { address_line_1: canary },
    "Household.poverty_score": canary,
  };
  return shapes[`${type}.${field}`] ?? canary;
}

async function writeCanaries(type: RecordType): Promise<string> {
  // Below the one door, which would refuse canaries where only codes or numbers are allowed.
  const [change] = await at.writeUnchecked((ctx) => {
    const record = newRecord(ctx, type);
    const values = sealed(type).map(([field]) => [field, canaryFor(type, field)] as const);
    const sets = values.filter(([field]) => recordTables[type].fields[field]?.class === "set");
    const fields = values.filter(([field]) => recordTables[type].fields[field]?.class !== "set");
    const first = ownChange(
      ctx,
      record,
      {
        fields: Object.fromEntries(fields),
        sets: Object.fromEntries(sets.map(([field, value]) => [field, { "sp.demo:1": value }])),
      },
      "person.registered",
    );
    const known = { ...record, version: 1, ownVersion: 1, state: first.after };
    // Again, so that what was shown before is kept too, and a removed element.
    const second = ownChange(
      ctx,
      known,
      {
        fields: Object.fromEntries(fields.map(([field]) => [field, `${canary}-2`])),
        sets: Object.fromEntries(sets.map(([field]) => [field, { "sp.demo:1": null }])),
      },
      "person.edited",
    );
    return [first, second];
  });
  return change?.record.id ?? "";
}

describe.each(recordTypes)("a %s", (type) => {
  it("holds no value of a sealed class in any column of any table, and gives it back", async () => {
    const id = await writeCanaries(type);
    for (const [table, rows] of Object.entries(await at.dump())) {
      expect([table, rows.filter((row) => row.includes(canary))]).toEqual([table, []]);
    }
    const record = await loadRecord(at.store, id);
    for (const [field, spec] of sealed(type)) {
      if (spec.class === "set") expect(elementsOf(record?.state ?? emptyState, field)).toEqual([]);
      else expect(valueOf(record?.state ?? emptyState, field)).toBe(`${canary}-2`);
    }
  });
});

it("stores ciphertext that another key cannot open, and that shows when it was altered", () => {
  const { sealer } = at.store;
  const text = sealer.seal("contact", canary);
  expect(text).not.toContain(canary);
  expect(sealer.open(text)).toBe(canary);
  expect(sealer.seal("contact", canary)).not.toBe(text);
  expect(() => createSealer(randomBytes(32)).open(text)).toThrow();
  expect(() => sealer.open(text.replace("contact", "sensitive"))).toThrow();
  for (let index = text.indexOf(":", 9) + 1; index < text.length - 2; index += 7) {
    const altered =
      text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);
    expect(() => sealer.open(altered)).toThrow();
  }
});

it("takes a text that looks sealed for a text", () => {
  const { sealer } = at.store;
  const typed = "sealed:1:contact:AAAA";
  const state = { fields: { occupation: [{ v: typed, h: "0", o: "sp.demo" }] }, sets: {} };
  const stored = encodeState(sealer, "Person", state);
  expect(stored).not.toContain(typed);
  expect(decodeState(sealer, stored)).toEqual(state);
});

it("finds a person by an identifier without keeping it readable", async () => {
  const identifier = { identifier_type: "UIN", identifier_value: "AB-12 34" };
  const [change] = await at.write((ctx) => [
    ownChange(
      ctx,
      newRecord(ctx, "Person"),
      { sets: { identifiers: { "sp.demo:1": identifier } } },
      "person.registered",
    ),
  ]);
  const find = (identifier_value: string, identifier_type = "UIN") =>
    findByIdentifiers(at.store, [{ identifier_type, identifier_value }]);
  expect(await find("ab1234")).toEqual([change?.record.id]);
  expect(await find("ab1234", "NationalID")).toEqual([]);
  expect(await find("ab123")).toEqual([]);
});

it("seals what waits for a person, a partner's filter, and the answer that repeats it", async () => {
  const match = at.acting.newId();
  const item = JSON.stringify({ note: canary });
  await at.write(() => [], {
    matches: [
      { id: match, partner: "ess.demo", key: "ess.demo/x", why: "several", candidates: [] },
    ],
    held: [{ match_id: match, origin: "ess.demo", ver: 1, item }],
  });
  await putSubscription(at.store, {
    code: "SUB-1",
    partner: "ess.demo",
    event_type: "enrolment",
    record_type: "Member",
    criteria: { attribute: "identifier_value", is: "eq", value: canary },
    projection: null,
    purpose: "work_support",
    reply_uri: "http://x.test",
    transaction_id: "t",
    reference_id: "r",
    starts_at: null,
    ends_at: null,
  });
  await oweCallback(
    at.store,
    {
      id: "c",
      partner: "ess.demo",
      url: "",
      action: "on-subscribe",
      header: {},
      message: { filter: canary },
    },
    { message_id: "m", digest: "d", ack: "{}" },
  );
  for (const [table, rows] of Object.entries(await at.dump())) {
    expect([table, rows.filter((row) => row.includes(canary))]).toEqual([table, []]);
  }
  expect((await readHeld(at.store, match))?.items).toEqual([{ note: canary }]);
  expect((await loadSubscription(at.store, "SUB-1"))?.criteria).toMatchObject({ value: canary });
  const [owed] = await owedCallbacks(at.store, new Date(Date.now() + 1_000));
  expect(owed?.message).toEqual({ filter: canary });
});
