import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stampOf } from "../../../domain/hlc.ts";
import type { Json } from "../../../domain/json.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import { emptyState, valueOf, type RecordState } from "../../../domain/record.ts";
import { byKey } from "../../../delivery/test-carry.ts";
import { held_items_max } from "../../../store/held-items.ts";
import { acting } from "../hearing.ts";
import { openTestRegistry, type TestRegistry, type TestSystem } from "../test-registry.ts";
import { receiverOf } from "./again.ts";
import type { Receiving } from "./batch.ts";
import { receiveBatch } from "./receive.ts";

let at: TestRegistry;
let ess: TestSystem;
let nth = 0;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ ess } = at);
});
afterAll(() => at.close());

const partner = "sp.demo";
const newKey = () => `sp.demo/r-${(nth += 1)}`;

/** Version `ver` of a household: each writes one of three fields, the later one by its stamp. */
function version(key: string, ver: number, prev = ver - 1): Incoming {
  const field = ["number", "locality", "region"][ver % 3] ?? "number";
  return item(key, ver, prev, { [field]: `v${ver}` }, ver);
}
function item(
  key: string,
  ver: number,
  prev: number,
  fields: Record<string, Json>,
  written: number,
): Incoming {
  const delta: RecordState = { fields: {}, sets: {} };
  const h = stampOf(at.clock.ms - 60_000, written);
  for (const [field, v] of Object.entries(fields)) delta.fields[field] = [{ v, h, o: partner }];
  return {
    type: "Household",
    key,
    ver,
    prev,
    origin: partner,
    act: "household.edited",
    at: new Date(at.clock.ms).toISOString(),
    by: { name: "", role: "system", system: partner },
    reason: "",
    delta,
    left: null,
  };
}
/** The record as it is at version `ver`, as a partner gives it when it is asked. */
function whole(key: string, ver: number): Incoming {
  const parts = Array.from({ length: Math.min(ver, 3) }, (_, back) => version(key, ver - back));
  const fields = Object.assign({}, ...parts.map(({ delta }) => delta.fields).reverse());
  return { ...version(key, ver), prev: 0, delta: { fields, sets: {} } };
}

const message = (first = 1, last = 0, epoch = "e1"): Receiving["from"] => ({
  kind: "message",
  epoch,
  first,
  last,
});
async function receive(items: Incoming[], from: Receiving["from"] = message()) {
  const by = { id: partner } as Parameters<typeof acting>[0]["partner"] & object;
  return receiveBatch(ess.store, acting({ door: ess.door, partner: by }, "message.notify"), {
    partner,
    trustedIdentifiers: ["UIN"],
    shared: new Set(["Household", "Person"]),
    items,
    from,
  });
}
async function release(): Promise<void> {
  const { takeFree } = receiverOf(ess.hosted, uuidv7);
  while ((await takeFree(partner)) > 0);
}
const held = (key: string) =>
  ess.sql<{ ver: number; reason: string }>(
    "select ver::float8, reason from held_items where key = $1 order by ver",
    [key],
  );
const missing = () =>
  ess.sql<{ key: string; reason: string }>(
    "select key, reason, since::int, until::int from missing order by key",
  );
async function markOf(key: string): Promise<number> {
  const [row] = await ess.sql<{ ver: string }>("select ver from marks where key = $1", [key]);
  return Number(row?.ver ?? 0);
}
async function shown(key: string): Promise<Json[]> {
  const state = (await byKey(ess, key))?.state ?? emptyState;
  return ["number", "locality", "region"].map((field) => valueOf(state, field) ?? null);
}
const appliedTwice = () =>
  ess.sql(
    `select record_id from events group by record_id, origin, origin_ver having count(*) > 1`,
  );

/** Chains of versions of several records, delivered in any order, some twice and some never. */
const deliveries = fc
  .array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 })
  .chain((lengths) => {
    const all = lengths.flatMap((length, record) =>
      Array.from({ length }, (_, index) => ({ record, ver: index + 1 })),
    );
    return fc.record({
      lengths: fc.constant(lengths),
      // Not all of them come; some come more than once.
      order: fc.array(fc.constantFrom(...all), { maxLength: all.length * 2 }),
      batch: fc.integer({ min: 1, max: 5 }),
      atOnce: fc.boolean(),
    });
  });

describe("any order of delivery", () => {
  it("ends, once what was lost is pulled, as delivery in order does; each change is applied once and no mark goes back", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ lengths, order, batch, atOnce }) => {
        const keys = lengths.map(newKey);
        const items = order.map(({ record, ver }) => version(keys[record] ?? "", ver));
        const batches = Array.from({ length: Math.ceil(items.length / batch) }, (_, index) =>
          items.slice(index * batch, (index + 1) * batch),
        );
        let before = await Promise.all(keys.map(markOf));
        const marksStand = async () => {
          const now = await Promise.all(keys.map(markOf));
          expect(now.every((mark, index) => mark >= (before[index] ?? 0))).toBe(true);
          before = now;
        };
        if (atOnce) await Promise.all(batches.map((one) => receive(one)));
        else for (const one of batches) await receive(one);
        await release();
        await marksStand();
        const wholes = keys.map((key, index) => whole(key, lengths[index] ?? 1));
        expect(await receive(wholes, { kind: "pulled", epoch: "e1" })).toMatchObject({ ok: true });
        await release();
        await marksStand();
        for (const [index, key] of keys.entries()) {
          const last = lengths[index] ?? 1;
          const inOrder = [0, 1, 2].map((field) => lastOf(field, last));
          expect(await shown(key)).toEqual(inOrder);
          expect(await markOf(key)).toBe(last);
          expect(await held(key)).toEqual([]);
        }
        expect(await appliedTwice()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it("of two batches at once, the later before the earlier, loses nothing", async () => {
    const keys = Array.from({ length: 20 }, newKey);
    const of = (...vers: number[]) => keys.flatMap((key) => vers.map((ver) => version(key, ver)));
    await Promise.all([receive(of(4, 5, 6)), receive(of(1, 2, 3)), receive(of(2, 3, 4))]);
    await release();
    for (const key of keys) expect([await markOf(key), await held(key)]).toEqual([6, []]);
  });
});
/** The last value of one of the three fields in a chain of `length`. */
function lastOf(field: number, length: number): string | null {
  for (let ver = length; ver > 0; ver -= 1) if (ver % 3 === field) return `v${ver}`;
  return null;
}

describe("what is missing", () => {
  it("is asked for by the key of a record whose chain has a gap, and once only for all behind it", async () => {
    const key = newKey();
    await receive([version(key, 1), version(key, 3), version(key, 4), version(key, 7, 6)]);
    expect(await held(key)).toEqual([
      { ver: 3, reason: "gap" },
      { ver: 4, reason: "behind" },
      { ver: 7, reason: "gap" },
    ]);
    expect((await missing()).filter((one) => one.key === key)).toHaveLength(1);
    await receive([whole(key, 6)], { kind: "pulled", epoch: "e1" });
    await release();
    expect([await markOf(key), await held(key)]).toEqual([7, []]);
  });

  it("is a record that a change refers to: the change is applied without it, and joined to it when it comes", async () => {
    const [home, key, other] = [newKey(), newKey(), newKey()];
    const member = (of: string, household: string): Incoming => {
      const written = item(of, 1, 0, { household, birth_date: "1990-01-01" }, 1);
      const v = { identifier_type: "UIN", identifier_value: of };
      const h = stampOf(at.clock.ms - 60_000);
      const identifiers = { "sp.demo:1": { v, h, o: partner } };
      const delta = { ...written.delta, sets: { identifiers } };
      return { ...written, type: "Person", act: "person.registered", delta };
    };
    const householdOf = async (of: string) => (await byKey(ess, of))?.household;
    await receive([member(key, home)]);
    expect(await householdOf(key)).toBeNull();
    expect(await held(key)).toEqual([{ ver: 1, reason: "unknown_key" }]);
    expect((await missing()).filter((one) => one.key === home)).toHaveLength(1);
    // Sent twice, it waits as before.
    await receive([member(key, home)]);
    expect(await held(key)).toHaveLength(1);
    await receive([version(home, 1)]);
    await release();
    expect(await householdOf(key)).toBe((await byKey(ess, home))?.id);
    expect(await held(key)).toEqual([]);
    const never = newKey();
    await receive([member(other, never)]);
    await ess.sql("update missing set problem = 'not_given' where key = $1", [never]);
    await release();
    expect([await householdOf(other), await held(other)]).toEqual([null, []]);
  });

  it("is more than may wait for one partner: gaps are not taken any more, all else is", async () => {
    const [key, known] = [newKey(), newKey()];
    await receive([version(known, 1)]);
    const { heldCount } = { heldCount: (await ess.sql("select from held_items")).length };
    await ess.sql(
      `insert into held_items (system, partner, key, ver, prev, reason, item)
        select 'ess.demo', $1, 'sp.demo/full-' || n, 9, 8, 'gap', '{}'
        from generate_series(1, $2::int) as n`,
      [partner, held_items_max - heldCount],
    );
    expect(await receive([version(key, 5)])).toEqual({ ok: false, why: "held_full" });
    expect(await receive([version(known, 2)])).toMatchObject({ ok: true, applied: 1 });
    await ess.sql("delete from held_items where key like 'sp.demo/full-%'");
    expect(await receive([version(key, 5)])).toMatchObject({ ok: true, held: 1 });
  });

  it("is told apart by numbers that were skipped, by the last ones too, and forgotten when they come", async () => {
    await ess.sql(`delete from missing`);
    await ess.sql(
      `insert into feeds (system, partner, transaction_id, status, epoch, epochs, counter)
        values ('ess.demo', $1, 't', 'active', 'e1', '{e1}', 5)`,
      [partner],
    );
    await receive([version(newKey(), 1)], message(9, 9));
    expect(await missing()).toEqual([{ key: "", reason: "lost_messages", since: 5, until: 8 }]);
    await receive([version(newKey(), 1)], message(6, 8));
    expect(await missing()).toEqual([]);
    await receive([], message(12, 11));
    expect(await missing()).toEqual([{ key: "", reason: "lost_messages", since: 9, until: 11 }]);
  });
});

describe("a partner that was restored", () => {
  it("uses a version again in another epoch: it is another change, and nothing of either is lost", async () => {
    await ess.sql("delete from missing");
    const key = newKey();
    const counter = await counterNow();
    await receive(
      [version(key, 1), version(key, 2), version(key, 3)],
      message(counter + 1, counter + 3),
    );
    const again = { ...item(key, 3, 2, { number: "again" }, 9) };
    await receive([again], message(1, 1, "e2"));
    expect(await held(key)).toMatchObject([{ reason: "gap" }]);
    expect((await missing()).map(({ key: of, reason }) => [of, reason])).toEqual([
      ["", "new_epoch"],
      [key, "gap"],
    ]);
    const given = { ...item(key, 3, 0, { number: "again" }, 9) };
    await receive([given], { kind: "pulled", epoch: "e2" });
    await release();
    expect(await held(key)).toEqual([]);
    expect((await shown(key))[0]).toBe("again");
    // A message of the epoch that is over comes late: known, whatever it says.
    expect(await receive([version(key, 2)], message(2, 2, "e1"))).toMatchObject({ duplicates: 1 });
    await receive([item(key, 4, 3, { number: "on" }, 10)], message(2, 2, "e2"));
    expect((await shown(key))[0]).toBe("on");
  });

  it("or that flips its epoch at each message makes bounded work, and nothing is lost", async () => {
    const key = newKey();
    for (let times = 0; times < 20; times += 1) {
      await receive(
        [item(key, times + 1, 0, { number: `n${times}` }, times)],
        message(1, 1, `f${times % 4}`),
      );
    }
    expect((await missing()).filter((one) => one.key === "")).toHaveLength(1);
    expect((await shown(key))[0]).toBe("n19");
    expect(await appliedTwice()).toEqual([]);
  });
});
async function counterNow(): Promise<number> {
  const [row] = await ess.sql<{ counter: string }>("select counter from feeds");
  return Number(row?.counter ?? 0);
}
