/** The batch after the one that is on its way: made in advance, sent only as it would be made now. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { ownChange } from "../domain/editing.ts";
import type { Change, Deciding } from "../domain/change.ts";
import type { Json } from "../domain/json.ts";
import { emptyState, valueOf, type StoredRecord } from "../domain/record.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { afterChange } from "../store/act.ts";
import { agreementsInForce, putAgreement } from "../store/partners.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import {
  batch_events_max,
  catch_up_bytes_max,
  catch_up_events_max,
  part_units_max,
} from "./compose.ts";
import { byKey, carry, newMember, recordAt, register, type Carried } from "./test-carry.ts";
import { refusal } from "./test-refusals.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
let all: StoredRecord[] = [];
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());
beforeEach(async () => {
  at.clock.ms += 3_600_000;
  await putAgreement(sp.store, law(), "ess.demo");
  all = [];
  for (let n = 0; n < people_count; n += 1) {
    all.push(...(await register(sp, newMember())).people);
  }
  await carry(sp, ess);
  all = await Promise.all(all.map(({ id }) => recordAt(sp, id)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const people_count = 8;
const same = (response: Response) => response;
const law = () => demoAgreement("sp.demo", "ess.demo", "sp", new Date(at.clock.ms).toISOString());

/** That many changes, one after the other over the people; what `fields` says of the nth. */
async function backlog(
  count: number,
  fields: (nth: number) => Record<string, Json>,
): Promise<void> {
  const now = new Map(all.map((record) => [record.id, record]));
  await sp.write((ctx: Deciding) => {
    const changes: Change[] = [];
    for (let nth = 1; nth <= count; nth += 1) {
      const record = now.get(all[nth % all.length]?.id ?? "");
      if (!record) throw new Error("nobody");
      const change = ownChange(ctx, record, { fields: fields(nth) }, "person.edited");
      now.set(record.id, afterChange(record, change));
      changes.push(change);
    }
    return changes;
  });
}
const kin = (nth: number) => ({ relationship: `kin ${nth}` });

/** How often each statement was answered, by name. */
function answered(): (name: string) => number {
  const counts = new Map<string, number>();
  const query = sp.store.query.bind(sp.store);
  vi.spyOn(sp.store, "query").mockImplementation(async (statement, values) => {
    const rows = await query(statement, values);
    counts.set(statement.name, (counts.get(statement.name) ?? 0) + 1);
    return rows as never;
  });
  return (name) => counts.get(name) ?? 0;
}
const reading = "events-after";

/** The batches as they went: how many items each, and the numbers it took. */
function batchesOf(carried: readonly Carried[]) {
  const batches = new Map<unknown, { from: unknown; to: unknown; items: number }>();
  for (const { sync } of carried) {
    const { from, to } = sync;
    const known = batches.get(from);
    batches.set(from, { from, to, items: (known?.items ?? 0) + 1 });
  }
  return [...batches.values()];
}

/** Each record's versions as the chain they were written in, under numbers without a hole. */
function expectInOrder(carried: readonly Carried[]): void {
  let expected: number | null = null;
  for (const { from, to, items } of batchesOf(carried)) {
    if (expected !== null) expect(from).toBe(expected);
    expect(to).toBe((from as number) + items - 1);
    expected = (to as number) + 1;
  }
  const last = new Map<string, number>();
  for (const { item } of carried) {
    const before = last.get(item.key);
    if (before !== undefined) expect(item.prev).toBe(before);
    expect(item.ver).toBe(item.prev + 1);
    last.set(item.key, item.ver);
  }
}

async function expectSame(field: string): Promise<void> {
  for (const { id, key } of all) {
    const mine = await recordAt(sp, id);
    const theirs = await byKey(ess, key);
    expect(valueOf(theirs?.state ?? emptyState, field)).toBe(valueOf(mine.state, field));
  }
}

/** Waits until the batch that is made in advance has read what this statement reads. */
async function untilAnswered(
  times: (name: string) => number,
  name: string,
  least: number,
): Promise<void> {
  await vi.waitFor(() => expect(times(name)).toBeGreaterThanOrEqual(least), { timeout: 10_000 });
}

describe("a backlog", () => {
  it("goes in batches of five hundred events, the next one read before the last was answered, each once", async () => {
    const count = 2 * catch_up_events_max + 100;
    await backlog(count, kin);
    const times = answered();
    let sends = 0;
    const { carried, posts, drained } = await carry(sp, ess, same, {
      refuse: async () => {
        sends += 1;
        // Nobody but who looks ahead reads on while this is on its way.
        if (sends < 3) await untilAnswered(times, reading, sends + 1);
        return null;
      },
    });
    expect(drained.state).toBe("in_step");
    expect(posts).toBe(3);
    expect(carried.length).toBe(count);
    expect(batchesOf(carried).map(({ items }) => items)).toEqual([
      catch_up_events_max,
      catch_up_events_max,
      100,
    ]);
    // The last one tells that nothing is left.
    expect(times(reading)).toBe(4);
    expectInOrder(carried);
    await expectSame("relationship");
  });

  it("goes in ordinary batches while another partner is kept in step, and rests after each but the last", async () => {
    const count = 3 * batch_events_max + 10;
    await backlog(count, kin);
    const rests: boolean[] = [];
    const manners = {
      isBeside: (code: string) => code === "SUB-ess.demo",
      sent: async (_: string, caughtUp: boolean) => void rests.push(caughtUp),
    };
    const { carried } = await carry(sp, ess, same, { manners });
    const size = batch_events_max;
    expect(batchesOf(carried).map(({ items }) => items)).toEqual([size, size, size, 10]);
    expect(rests).toEqual([false, false, false, true]);

    // A large batch that may have arrived goes again as it was.
    all = await Promise.all(all.map(({ id }) => recordAt(sp, id)));
    await backlog(catch_up_events_max + 1, kin);
    const killed = carry(sp, ess, same, {
      fault: (point) => {
        if (point === "before-cursor") throw new Error("killed");
      },
    });
    await expect(killed).rejects.toThrow("killed");
    const again = await carry(sp, ess, same, { manners });
    expect(batchesOf(again.carried).map(({ items }) => items)).toEqual([catch_up_events_max, 1]);
    expectInOrder(carried);
    await expectSame("relationship");
  });

  it("of large changes goes in batches that fit the partner's door", async () => {
    const long = "م".repeat(95);
    const name = { given_name: long, surname: long, second_name: long, maiden_name: long };
    const address = { address_line_1: long + long, locality: long, region_code: long };
    await backlog(catch_up_events_max, (nth) => ({ name, address, relationship: `kin ${nth}` }));
    const sizes: number[] = [];
    const { carried, drained } = await carry(sp, ess, same, {
      refuse: (items) => {
        sizes.push(items.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0));
        return null;
      },
    });
    expect(drained.state).toBe("in_step");
    expect(sizes.length).toBeGreaterThan(1);
    for (const size of sizes) expect(size).toBeLessThanOrEqual(catch_up_bytes_max);
    expectInOrder(carried);
    await expectSame("relationship");
  });
});

describe("the batch made in advance is thrown away", () => {
  it("when the agreement was narrowed while the one before it was on its way", async () => {
    await backlog(2 * catch_up_events_max, (nth) => ({
      phone_number: `+${nth}`,
      email: `${nth}@x.test`,
    }));
    const times = answered();
    let posts = 0;
    const { carried, drained } = await carry(sp, ess, same, {
      refuse: async () => {
        posts += 1;
        if (posts > 1) return null;
        await untilAnswered(times, "links-of-records", 2);
        const { out } = await agreementsInForce(
          sp.store,
          "ess.demo",
          new Date(at.clock.ms).toISOString(),
        );
        if (!out) throw new Error("no agreement");
        const person = (out.records.Person ?? []).filter((field) => field !== "phone_number");
        const records = { ...out.records, Person: person };
        await putAgreement(sp.store, { ...out, records }, "ess.demo");
        return null;
      },
    });
    expect(drained.state).toBe("in_step");
    expect(posts).toBe(2);
    const second = carried.slice(catch_up_events_max);
    expect(second.length).toBe(catch_up_events_max);
    for (const { text, item } of second) {
      expect(item.ch).toContain("email");
      expect(text).not.toContain("phone_number");
    }
    expectInOrder(carried);
    await expectSame("email");
  });

  it("when the agreement ended meanwhile: nothing more leaves", async () => {
    await backlog(2 * catch_up_events_max, kin);
    const times = answered();
    let posts = 0;
    const { carried, drained } = await carry(sp, ess, same, {
      refuse: async () => {
        posts += 1;
        if (posts === 1) {
          await untilAnswered(times, reading, 2);
          await putAgreement(sp.store, { ...law(), status: "revoked" }, "ess.demo");
        }
        return null;
      },
    });
    expect(drained.state).toBe("later");
    expect(posts).toBe(1);
    expect(carried.length).toBe(catch_up_events_max);
    await putAgreement(sp.store, law(), "ess.demo");
    at.clock.ms += 3_600_000;
    const after = await carry(sp, ess);
    expectInOrder([...carried, ...after.carried]);
    await expectSame("relationship");
  });

  it("when people's consent is what lets it out and it was taken back meanwhile", async () => {
    const consent = { ...law(), basis: "consent" as const };
    await putAgreement(sp.store, consent, "ess.demo");
    const [who] = all;
    if (!who) throw new Error("nobody");
    for (const { id } of all) await consents(id, "given");
    await backlog(2 * catch_up_events_max, kin);
    const times = answered();
    let posts = 0;
    const { carried } = await carry(sp, ess, same, {
      refuse: async () => {
        posts += 1;
        if (posts > 1) return null;
        await untilAnswered(times, "consents", 2);
        await consents(who.id, "withdrawn");
        return null;
      },
    });
    const of = (items: readonly Carried[]) => items.filter(({ item }) => item.key === who.key);
    expect(of(carried.slice(0, catch_up_events_max)).length).toBeGreaterThan(1);
    const second = carried.slice(catch_up_events_max);
    expect(second.length).toBeGreaterThan(catch_up_events_max / 2);
    expect(of(second)).toEqual([]);
  });

  it("when the sender was killed behind it: the next one begins where the partner is", async () => {
    for (const point of ["after-send", "before-cursor", "after-cursor"] as const) {
      all = await Promise.all(all.map(({ id }) => recordAt(sp, id)));
      await backlog(3 * catch_up_events_max, (nth) => ({ relationship: `${point} ${nth}` }));
      let sends = 0;
      const sent: Carried[] = [];
      const killed = carry(sp, ess, same, {
        refuse: (items) => (sent.push(...items), null),
        fault: (reached) => {
          if (reached === point && (sends += 1) === 2) throw new Error("killed");
        },
      });
      await expect(killed).rejects.toThrow("killed");
      const { carried, drained } = await carry(sp, ess);
      expect(drained.state).toBe("in_step");
      const isAgain = point !== "after-cursor";
      const again = isAgain ? catch_up_events_max : 0;
      // What may have arrived goes again as the same batch.
      expect(carried.slice(0, again).map(({ text }) => text)).toEqual(
        sent.slice(sent.length - again).map(({ text }) => text),
      );
      expectInOrder([...sent.slice(0, sent.length - again), ...carried]);
      await expectSame("relationship");
    }
  });

  it("when the one before it was refused: it goes in parts, and the record at fault is found in seven requests", async () => {
    await backlog(2 * catch_up_events_max, (nth) => ({
      relationship: nth === 200 ? "poison" : `kin ${nth}`,
    }));
    const taken: Carried[] = [];
    const posts: { items: number; isRefused: boolean }[] = [];
    const { drained } = await carry(sp, ess, same, {
      refuse: (items) => {
        const isRefused = items.some(({ text }) => text.includes("poison"));
        posts.push({ items: items.length, isRefused });
        if (isRefused) return refusal("err.request.bad", 400);
        taken.push(...items);
        return null;
      },
    });
    expect(drained.state).toBe("in_step");
    expect(posts[0]).toEqual({ items: catch_up_events_max, isRefused: true });
    const refused = posts.flatMap(({ isRefused }, index) => (isRefused ? [index] : []));
    const [, firstPart = 0] = refused;
    expect(posts.slice(1, firstPart).map(({ items }) => items)).toEqual([
      part_units_max,
      part_units_max,
      part_units_max,
    ]);
    expect((refused.at(-1) ?? 0) - firstPart + 1).toBeLessThanOrEqual(7);
    expect(posts.at(-1)?.items).toBeGreaterThan(part_units_max);
    const poisoned = all[200 % all.length]?.key;
    const others = taken.filter(({ item }) => item.key !== poisoned);
    expect(others.length).toBe(2 * catch_up_events_max - (2 * catch_up_events_max) / all.length);
    let number: unknown = null;
    for (const { from, to } of batchesOf(taken)) {
      if (number !== null) expect(from).toBe((number as number) + 1);
      number = to;
    }
  });
});

async function consents(id: string, state: "given" | "withdrawn"): Promise<void> {
  await sp.sql(
    `insert into consents (system, record_id, purpose, partner, state) values ($1, $2, $3, $4, $5)
      on conflict (system, record_id, purpose, partner) do update set state = excluded.state`,
    ["sp.demo", id, "case_management", "ess.demo", state],
  );
}
