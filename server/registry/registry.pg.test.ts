import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { stampOf } from "../../domain/hlc.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { emptyState, valueOf, type RecordState } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { recordTables } from "../../domain/records/tables.ts";
import { writeRecord } from "../../exchange/dci-record.ts";
import { standardProfile } from "../../exchange/profiles.ts";
import { loadRecord, loadLinks } from "../../store/load.ts";
import { dumpOf } from "../../store/test-store.ts";
import { byKey, newMember, register } from "../../delivery/test-carry.ts";
import { receiverOf } from "./receiving/again.ts";
import { knock, openTestRegistry, type TestRegistry, type TestSystem } from "./test-registry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let nth = 0;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

interface Item {
  key: string;
  ver: number;
  prev: number;
  fields?: Record<string, Json>;
  sets?: Record<string, Json[]>;
  type?: RecordType;
  /** Milliseconds beside the clock at which it was written. */
  aheadMs?: number;
  more?: object;
}
const uin = (value: string) => ({ identifier_type: "UIN", identifier_value: value });

/** A state as `sp.demo` wrote it. */
function stateOf({ fields = {}, sets = {}, aheadMs = 0, ver }: Item): RecordState {
  const version = (v: Json) => ({ v, h: stampOf(at.clock.ms + aheadMs, ver), o: "sp.demo" });
  const elements = (values: Json[]) =>
    Object.fromEntries(values.map((value, index) => [`sp.demo:${index}`, version(value)]));
  return {
    fields: Object.fromEntries(Object.entries(fields).map(([field, v]) => [field, [version(v)]])),
    sets: Object.fromEntries(Object.entries(sets).map(([field, v]) => [field, elements(v)])),
  };
}
/** A notify of social protection's, as its compose would write it. */
function batch(...items: Item[]): [object, object] {
  const written_at = new Date(at.clock.ms).toISOString();
  const written = items.map((item, index) => {
    const type = item.type ?? "Person";
    const { record, changed, stamps } = writeRecord(type, item.key, stateOf(item), standardProfile);
    const ref = `ref-${index}`;
    const { key, ver, prev } = item;
    const meta = {
      ref,
      key,
      ver,
      prev,
      ph: "",
      ch: changed,
      origin: "sp.demo",
      at: written_at,
      f: stamps,
    };
    const wireType = recordTables[type].wireType;
    const data = {
      reg_event_type: "tandem:changed",
      reg_record_type: wireType,
      reg_records: record,
    };
    return {
      meta: { ...meta, ...item.more },
      event: { reference_id: ref, timestamp: written_at, data },
    };
  });
  const sync = {
    v: 1,
    epoch: "e1",
    sub: "SUB-1",
    from: 1,
    to: items.length,
    items: written.map(({ meta }) => meta),
  };
  return [
    { transaction_id: "t1", notify_event: written.map(({ event }) => event) },
    { meta: { sync } },
  ];
}
async function told(...items: Item[]) {
  const [message, header] = batch(...items);
  return knock(at, sp, ess, "notify", message, { header: { ...header } });
}
const newKey = () => `sp.demo/k-${(nth += 1)}`;
const person = (key: string, change: Partial<Item> = {}): Item => ({
  key,
  ver: 1,
  prev: 0,
  fields: { name: { given_name: "Amina", surname: "Diallo" }, birth_date: "1992-02-01" },
  sets: { identifiers: [uin(key)] },
  ...change,
});
const stored = async () => JSON.stringify(await dumpOf(ess.store));
const held = (key: string) =>
  ess.sql<{ ver: number; reason: string }>(
    "select ver::int, reason from held_items where key = $1 order by ver",
    [key],
  );
async function release(): Promise<void> {
  const { takeFree } = receiverOf(ess.hosted, uuidv7);
  while ((await takeFree("sp.demo")) > 0);
}
async function shown(key: string, field: string): Promise<Json | undefined> {
  return valueOf((await byKey(ess, key))?.state ?? emptyState, field);
}

describe("a Tandem partner's notify", () => {
  it("is applied once, however often it is delivered under other message ids", async () => {
    const key = newKey();
    for (let times = 0; times < 3; times += 1) expect((await told(person(key))).status).toBe(200);
    expect((await byKey(ess, key))?.version).toBe(1);
  });

  it("is applied in the order of its chain; what misses a version before it waits for it", async () => {
    const key = newKey();
    await told(person(key));
    const third = { key, ver: 3, prev: 2, fields: { name: { given_name: "Third", surname: "X" } } };
    const before = await byKey(ess, key);
    expect((await told(third)).status).toBe(200);
    expect(await byKey(ess, key)).toEqual(before);
    await release();
    expect(await byKey(ess, key)).toEqual(before);
    await told({ key, ver: 2, prev: 1, fields: { birth_date: "1990-01-01" } });
    await release();
    expect(await shown(key, "name")).toMatchObject({ given_name: "Third" });
    expect(await shown(key, "birth_date")).toBe("1990-01-01");
  });

  it("takes several versions of one record in one batch, each on the one before", async () => {
    const key = newKey();
    const second = { key, ver: 2, prev: 1, fields: { birth_date: "1990-01-01" } };
    expect((await told(person(key), second)).status).toBe(200);
    expect((await byKey(ess, key))?.version).toBe(2);
  });

  it("is applied but for the item that must wait, which is held with its reason", async () => {
    const [key, early, last] = [newKey(), newKey(), newKey()];
    const items = [person(key), person(early, { ver: 5, prev: 4 }), person(last)];
    expect((await told(...items)).status).toBe(200);
    expect([await byKey(ess, key), await byKey(ess, last)]).not.toContain(null);
    expect(await byKey(ess, early)).toBeNull();
    expect(await held(early)).toEqual([{ ver: 5, reason: "gap" }]);
  });

  it("may not speak of a record of ours that was never shared with the sender", async () => {
    const [change] = await ess.write((ctx) => [
      ownChange(
        ctx,
        newRecord(ctx, "Person"),
        { fields: { occupation: "cook" } },
        "person.registered",
      ),
    ]);
    const key = change?.record.key ?? "";
    const before = await byKey(ess, key);
    expect((await told(person(key))).status).toBe(200);
    await release();
    expect(await byKey(ess, key)).toEqual(before);
    expect(await held(key)).toEqual([{ ver: 1, reason: "unknown_key" }]);
  });

  it("that calls a record by another type can never be applied, and is refused", async () => {
    const key = newKey();
    await told(person(key));
    const before = await stored();
    const other = { key, ver: 2, prev: 1, type: "Household" as const, fields: { number: "HH-2" } };
    const answer = await told(person(newKey()), other);
    expect([answer.code, answer.status]).toEqual(["err.request.bad", 400]);
    expect(await stored()).toBe(before);
  });

  it.each<[string, Partial<Item>]>([
    ["names another origin", { more: { origin: "ess.demo" } }],
    ["names a third origin", { more: { origin: "other.demo" } }],
    ["has another reference than its item", { more: { ref: "other" } }],
    ["has a value its field does not allow", { fields: { birth_date: "2026-02-31" } }],
    [
      "has a name that is none",
      { fields: { name: { given_name: "x".repeat(101), surname: "x" } } },
    ],
    ["has a value of no code list", { fields: { sex: "f2" } }],
    ["has an identifier that is none", { sets: { identifiers: [{ identifier_type: "UIN" }] } }],
    ["has a key that is none", { more: { key: "no-slash" } }],
    ["has a version that is none", { more: { ver: -1 } }],
  ])("is refused when an item %s, and nothing changes", async (_, change) => {
    const before = await stored();
    const answer = await told(person(newKey()), person(newKey(), change));
    expect([answer.code, answer.status]).toEqual(["err.request.bad", 400]);
    expect(await stored()).toBe(before);
  });

  it("has what is stamped too far ahead parked alone, not moving our clock, until ours is there", async () => {
    const [key, other] = [newKey(), newKey()];
    expect((await told(person(key, { aheadMs: 6 * 60_000 }), person(other))).status).toBe(200);
    expect(await byKey(ess, other)).not.toBeNull();
    await release();
    expect(await byKey(ess, key)).toBeNull();
    expect(await held(key)).toEqual([{ ver: 1, reason: "clock_ahead" }]);
    const behind = { key, ver: 2, prev: 1, fields: { birth_date: "1990-01-01" } };
    expect((await told(behind)).status).toBe(200);
    expect((await held(key)).map(({ reason }) => reason)).toEqual(["clock_ahead", "behind"]);
    expect(ess.store.clock.tick() < stampOf(at.clock.ms + 5 * 60_000)).toBe(true);
    at.clock.ms += 61_000;
    await release();
    expect(await shown(key, "birth_date")).toBe("1992-02-01");
    expect(await held(key)).toEqual([]);
    expect((await byKey(ess, key))?.version).toBe(2);
  });

  it("never writes a local field, nor one in another system's name", async () => {
    const key = newKey();
    await told(person(key, { fields: { occupation: "spy" } }));
    const [message, header] = batch({ key, ver: 2, prev: 1, fields: { birth_date: "1990-01-01" } });
    const meta = (header as { meta: { sync: { items: JsonObject[] } } }).meta.sync.items[0] ?? {};
    meta["ch"] = ["notes", "left_out", "__proto__", "birth_date"];
    meta["f"] = { ...(meta["f"] as object), notes: [stampOf(at.clock.ms), ""] };
    expect((await knock(at, sp, ess, "notify", message, { header: { ...header } })).status).toBe(
      200,
    );
    expect(await shown(key, "notes")).toBeUndefined();
    expect((await byKey(ess, key))?.state.fields["occupation"]?.[0]?.o).toBe("sp.demo");
  });
});

describe("an unknown person", () => {
  const known = async (value: string, fields: Record<string, Json> = {}) => {
    const [change] = await ess.write((ctx) => [
      ownChange(
        ctx,
        newRecord(ctx, "Person"),
        {
          fields: {
            name: { given_name: "Amina", surname: "Keita" },
            birth_date: "1992-02-01",
            ...fields,
          },
          sets: { identifiers: { "ess.demo:1": uin(value) } },
        },
        "person.registered",
      ),
    ]);
    return change?.record.id ?? "";
  };
  const waiting = (key: string) =>
    ess.sql<{ id: string; why: string }>(
      "select id, why from matches where key = $1 and state = 'waiting'",
      [key],
    );

  it("with a trusted identifier of ours is linked by the rule", async () => {
    const [key, mine] = [newKey(), await known("RULE-1")];
    await told(person(key, { sets: { identifiers: [uin("rule 1")] } }));
    expect((await byKey(ess, key))?.id).toBe(mine);
    expect((await loadLinks(ess.store, [mine]))[0]).toMatchObject({
      how: "rule",
      evidence: "exact UIN",
    });
  });

  it("that contradicts waits for a person with all that comes after, and is applied in order", async () => {
    const [key, mine] = [newKey(), await known("ASK-1", { birth_date: "1970-01-01" })];
    await told(person(key, { sets: { identifiers: [uin("ASK-1")] } }));
    await told({ key, ver: 2, prev: 1, fields: { birth_date: "1991-01-01" } });
    const [match] = await waiting(key);
    expect(match?.why).toBe("contradiction");
    expect(await byKey(ess, key)).toBeNull();
    const worker = { name: "Rosa Ortega", role: "counsellor", system: "ess.demo" };
    const decide = () =>
      ess.node.decideMatch(ess.hosted, match?.id ?? "", "same", mine, worker, "saw papers");
    expect(await decide()).toEqual({ ok: true, id: mine });
    expect(await decide()).toMatchObject({ ok: false, code: "err.decided" });
    expect(await shown(key, "birth_date")).toBe("1991-01-01");
    expect(
      (await told({ key, ver: 3, prev: 2, fields: { birth_date: "1991-01-02" } })).status,
    ).toBe(200);
    expect(await shown(key, "birth_date")).toBe("1991-01-02");
  });

  it("who becomes a record of its own keeps what was told about the person meanwhile", async () => {
    const [key, enrolment] = [newKey(), newKey()];
    await told(person(key, { sets: {} }), {
      type: "Enrolment",
      key: enrolment,
      ver: 1,
      prev: 0,
      fields: { person: key, status: "active" },
    });
    const [match] = await waiting(key);
    const worker = { name: "Rosa Ortega", role: "counsellor", system: "ess.demo" };
    const done = await ess.node.decideMatch(ess.hosted, match?.id ?? "", "new", null, worker, "");
    expect(done.ok).toBe(true);
    const made = await byKey(ess, key);
    expect(made?.key).toBe(key);
    expect((await byKey(ess, enrolment))?.subject).toBe(made?.id);
  });

  it("twice in the partner's books is not made one of ours by the rule", async () => {
    const [one, two, mine] = [newKey(), newKey(), await known("TWICE-1")];
    await told(person(one, { sets: { identifiers: [uin("TWICE-1")] } }));
    await told({ key: one, ver: 2, prev: 1, fields: { birth_date: "1992-02-01" } });
    await told(person(two, { sets: { identifiers: [uin("TWICE-1")] } }));
    expect((await byKey(ess, one))?.id).toBe(mine);
    const [match] = await waiting(two);
    expect(match?.why).toBe("several");
    const worker = { name: "Rosa Ortega", role: "counsellor", system: "ess.demo" };
    const same = await ess.node.decideMatch(ess.hosted, match?.id ?? "", "same", mine, worker, "");
    expect(same).toMatchObject({ ok: false, code: "err.bad_input" });
  });
});

it("keeps nothing of a message that was refused in the reader's memory either", async () => {
  const key = newKey();
  await told(person(key, { fields: { birth_date: "bad" } }));
  expect(await byKey(ess, key)).toBeNull();
  expect((await told(person(key))).status).toBe(200);
  expect(await loadRecord(ess.store, (await byKey(ess, key))?.id ?? "")).not.toBeNull();
});

it("makes no member known by a household's message alone", async () => {
  const { home } = await register(sp, newMember());
  const answer = await told({
    type: "Household",
    key: home.key,
    ver: 1,
    prev: 0,
    fields: { number: "HH-1" },
  });
  expect(answer.status).toBe(200);
  expect((await byKey(ess, home.key))?.type).toBe("Household");
});
