import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openEnrolment } from "../domain/case-work.ts";
import { editFields } from "../domain/editing.ts";
import { valueOf, emptyState, type StoredRecord } from "../domain/record.ts";
import { linkedPartners } from "../store/load.ts";
import { discardParked, listParked, releaseParked } from "../store/parked.ts";
import { resendRecords } from "../store/resend.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { byKey, carry, newMember, recordAt, register } from "./test-carry.ts";
import { refusal, refusing } from "./test-refusals.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());
beforeEach(async () => {
  at.clock.ms += 3_600_000;
  await carry(sp, ess);
  await sp.sql("update parked set state = 'released' where state = 'parked'");
});

const by = { name: "Rana Aziz", role: "supervisor" };
const sub = "SUB-ess.demo";
async function people(n: number): Promise<StoredRecord[]> {
  const made: StoredRecord[] = [];
  for (let i = 0; i < n; i += 1) made.push(...(await register(sp, newMember())).people);
  return made;
}
async function edit(id: string, phone_number: string): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  const linked = await linkedPartners(sp.store, id);
  await sp.write((ctx) => {
    const decided = editFields(ctx, record, linked, { changes: { phone_number }, reason: "" });
    if (!decided.ok) throw new Error("refused");
    return decided.changes;
  });
}
const phoneThere = async (person: StoredRecord) =>
  valueOf((await byKey(ess, person.key))?.state ?? emptyState, "phone_number");
const bad = (...records: (StoredRecord | undefined)[]) => ({
  refuse: refusing(new Set(records.map((record) => record?.key ?? ""))),
});
const same = (response: Response) => response;
const parkedNow = () => listParked(sp.store, { partner: "ess.demo" });
const releaseAll = async () =>
  releaseParked(
    sp.store,
    (await parkedNow()).map(({ id }) => id),
    by,
  );

describe("a record the partner refuses", () => {
  it("delays the others by at most seven requests, is parked with the reason, and its later versions wait", async () => {
    const all = await people(100);
    await carry(sp, ess);
    for (const person of all) await edit(person.id, "+1");
    const poison = all[61];
    const first = await carry(sp, ess, same, bad(poison));
    expect(first.drained.state).toBe("in_step");
    // One for the batch, one for what is behind the poison, and the search.
    expect(first.posts).toBeLessThanOrEqual(1 + 7 + 1);
    for (const person of all)
      expect(await phoneThere(person)).toBe(person === poison ? undefined : "+1");
    expect(await parkedNow()).toMatchObject([
      { record_id: poison?.id, code: "err.request.bad", ver: 2, attempts: 1 },
    ]);

    await edit(poison?.id ?? "", "+2");
    await edit(all[0]?.id ?? "", "+2");
    const second = await carry(sp, ess, same, bad(poison));
    expect(second.posts).toBe(1);
    expect(second.carried.map(({ item }) => item.key)).toEqual([all[0]?.key]);
    expect(await phoneThere(poison ?? emptyRecord)).toBeUndefined();

    expect(await releaseAll()).toBe(1);
    const third = await carry(sp, ess);
    expect(third.carried.map(({ item }) => [item.key, item.ver, item.prev, item.whole])).toEqual([
      [poison?.key, 3, 1, true],
    ]);
    expect(await phoneThere(poison ?? emptyRecord)).toBe("+2");
    expect(await carry(sp, ess)).toMatchObject({ posts: 0, drained: { state: "in_step" } });
  });

  it.each([10, 1])(
    "and one in ten of %i in a row flow past each other: each costs seven requests at most",
    async (run) => {
      const all = await people(40);
      await carry(sp, ess);
      for (const person of all) await edit(person.id, "+1");
      const poison = all.filter((_, index) =>
        run === 10 ? index >= 15 && index < 25 : index % 10 === 3,
      );
      const { posts, drained } = await carry(sp, ess, same, bad(...poison));
      expect(drained.state).toBe("in_step");
      expect(posts).toBeLessThanOrEqual(1 + poison.length * 8);
      for (const person of all) {
        expect(await phoneThere(person)).toBe(poison.includes(person) ? undefined : "+1");
      }
      expect((await parkedNow()).map(({ record_id }) => record_id).sort()).toEqual(
        poison.map(({ id }) => id).sort(),
      );
      await releaseAll();
      await carry(sp, ess);
      for (const person of poison) expect(await phoneThere(person)).toBe("+1");
    },
  );

  it("takes no number: those of the others stay dense", async () => {
    const all = await people(8);
    const before = await sp.sql<{ counter: string }>(
      "select counter from subscriptions where code = $1",
      [sub],
    );
    const { carried } = await carry(sp, ess, same, bad(all[3]));
    const numbers = carried.map(({ item }) => Number(item.ref.split("-").at(-1)));
    const first = Number(before[0]?.counter ?? 0) + 1;
    // Refused numbers are given to what is accepted in their place.
    expect([...new Set(numbers)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: new Set(numbers).size }, (_, index) => first + index),
    );
  });

  it("and is refused again after its release is parked again at once, with the count of its refusals", async () => {
    const [one] = await people(1);
    await carry(sp, ess, same, bad(one));
    await releaseAll();
    const again = await carry(sp, ess, same, bad(one));
    expect(again.drained.state).toBe("in_step");
    expect(again.posts).toBeLessThanOrEqual(2);
    expect(await parkedNow()).toMatchObject([{ record_id: one?.id, attempts: 2 }]);
  });

  it.each(["before-park", "after-park"] as const)("is parked once, killed %s", async (point) => {
    const all = await people(5);
    const fault = (here: string) => {
      if (here === point) throw new Error("killed");
    };
    await expect(carry(sp, ess, same, { ...bad(all[2]), fault })).rejects.toThrow("killed");
    const { drained } = await carry(sp, ess, same, bad(all[2]));
    expect(drained.state).toBe("in_step");
    expect((await parkedNow()).map(({ record_id }) => record_id)).toEqual([all[2]?.id]);
    for (const person of all)
      expect((await byKey(ess, person.key)) === null).toBe(person === all[2]);
  });
});

describe("what refers to a record that is parked", () => {
  it("flows: who lives in a refused household goes without it, and is joined to it after its release", async () => {
    const { home, people: members } = await register(sp, newMember(), newMember());
    const { drained } = await carry(sp, ess, same, bad(home));
    expect(drained.state).toBe("in_step");
    for (const member of members) {
      expect(await byKey(ess, member.key)).toMatchObject({ household: null });
    }
    await releaseAll();
    await carry(sp, ess);
    const there = await byKey(ess, home.key);
    for (const member of members) {
      expect(await byKey(ess, member.key)).toMatchObject({ household: there?.id });
    }
  });

  it("waits with a person the partner never had, and goes after the person", async () => {
    const [person] = await people(1);
    const [change] = await sp.write((ctx) => {
      const programme = { id: "cash", name: "Family Cash Transfer" };
      const opened = openEnrolment(ctx, person ?? emptyRecord, {
        programme,
        effective_date: "2026-11-01",
        reason: "meets the criteria",
      });
      if (!opened.ok) throw new Error("refused");
      return opened.changes;
    });
    const { drained, carried } = await carry(sp, ess, same, bad(person));
    expect(drained.state).toBe("in_step");
    expect(carried.map(({ data }) => data["reg_record_type"])).toEqual(["Group"]);
    await releaseAll();
    const after = await carry(sp, ess);
    expect(after.carried.map(({ data }) => data["reg_record_type"])).toEqual([
      "Member",
      "Beneficiary",
    ]);
    expect((await byKey(ess, change?.record.key ?? ""))?.subject).toBe(
      (await byKey(ess, person?.key ?? ""))?.id,
    );
  });
});

describe("a parked record that is given up", () => {
  it("is not sent until its next change, and then as the whole record", async () => {
    const [one] = await people(1);
    await carry(sp, ess);
    await edit(one?.id ?? "", "+1");
    await carry(sp, ess, same, bad(one));
    const [parked] = await parkedNow();
    expect(
      await discardParked(sp.store, parked?.id ?? "", by, "Their system has no such field."),
    ).toBe(true);
    expect((await carry(sp, ess)).posts).toBe(0);
    await edit(one?.id ?? "", "+2");
    const { carried } = await carry(sp, ess);
    expect(carried.map(({ item }) => [item.ver, item.prev, item.whole])).toEqual([[3, 1, true]]);
    expect(await phoneThere(one ?? emptyRecord)).toBe("+2");
  });
});

describe("a partner that refuses everything", () => {
  it("is tried once an hour, and no more than fifty records are parked for it", async () => {
    await people(30);
    const { drained } = await carry(sp, ess, same, {
      refuse: () => refusal("err.request.bad", 400),
    });
    expect(drained.state).toBe("later");
    expect((await parkedNow()).length).toBe(50);
    const [state] = await sp.sql(
      "select status, problem, paused_by from subscriptions where code = $1",
      [sub],
    );
    expect(state).toEqual({ status: "paused", problem: "refused", paused_by: "" });
    at.clock.ms += 3_600_001;
    await releaseAll();
    expect((await carry(sp, ess)).drained.state).toBe("in_step");
    expect(await parkedNow()).toEqual([]);
  });
});

describe("records that are to go again", () => {
  it("go as wholes, and put right what the partner lost under the very same version", async () => {
    const [one] = await people(1);
    await edit(one?.id ?? "", "+1");
    await carry(sp, ess);
    const there = await byKey(ess, one?.key ?? "");
    const state = { ...there?.state, fields: { ...there?.state.fields } };
    delete state.fields["phone_number"];
    const text = await ess.sql<{ state: string }>("select state from records where id = $1", [
      there?.id,
    ]);
    const stored = JSON.parse(text[0]?.state ?? "{}") as { fields: Record<string, unknown> };
    delete stored.fields["phone_number"];
    await ess.sql("update records set state = $2 where id = $1", [
      there?.id,
      JSON.stringify(stored),
    ]);
    expect(await phoneThere(one ?? emptyRecord)).toBeUndefined();
    await resendRecords(sp.store, sub, [one?.id ?? ""]);
    await resendRecords(sp.store, sub, [one?.id ?? ""]);
    const { carried } = await carry(sp, ess);
    expect(carried.map(({ item }) => item.whole)).toEqual([true]);
    expect(await phoneThere(one ?? emptyRecord)).toBe("+1");
    expect((await carry(sp, ess)).posts).toBe(0);
  });
});

const emptyRecord: StoredRecord = {
  id: "",
  type: "Person",
  key: "x/x",
  version: 0,
  ownVersion: 0,
  subject: null,
  household: null,
  state: emptyState,
};
