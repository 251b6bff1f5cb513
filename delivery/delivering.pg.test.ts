import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { editFields } from "../domain/editing.ts";
import { emptyState, valueOf, type StoredRecord } from "../domain/record.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { linkedPartners } from "../store/load.ts";
import { pauseLink, resumeLink } from "../store/pauses.ts";
import { partnerById, putPartner } from "../store/partners.ts";
import { beginResync } from "../store/resync.ts";
import { byKey, carry, newMember, recordAt, register, type Carried } from "./test-carry.ts";
import { refusal } from "./test-refusals.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  await carry(sp, ess);
});
afterAll(() => at.close());
beforeEach(async () => {
  await resumeLink(sp.store, "ess.demo", by, "");
  at.clock.ms += 3_600_000;
  await carry(sp, ess);
});

const by = { name: "Rana Aziz", role: "supervisor" };
const sub = "SUB-ess.demo";
const same = (response: Response) => response;
async function one(): Promise<StoredRecord> {
  const [person] = (await register(sp, newMember())).people;
  if (!person) throw new Error("nobody");
  return person;
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
const state = async () => {
  const [row] = await sp.sql<{ status: string; problem: string; next_attempt_at: Date | null }>(
    "select status, problem, next_attempt_at from subscriptions where code = $1",
    [sub],
  );
  return row;
};
const distrust = { refuse: () => refusal("err.signature.invalid", 401) };

describe("a partner that does not trust us", () => {
  async function paused(): Promise<StoredRecord> {
    const person = await one();
    for (let n = 0; n < 3; n += 1) {
      await carry(sp, ess, same, distrust);
      at.clock.ms += 5_000;
    }
    expect(await state()).toMatchObject({ status: "paused", problem: "trust" });
    return person;
  }

  it("pauses us, the log is kept, and after an hour it is tried by itself", async () => {
    const person = await paused();
    expect((await carry(sp, ess)).posts).toBe(0);
    at.clock.ms += 3_600_000;
    expect((await carry(sp, ess)).drained.state).toBe("in_step");
    expect(await byKey(ess, person.key)).not.toBeNull();
    expect(await state()).toMatchObject({ status: "active", problem: "" });
  });

  it("is tried at once when somebody resumes the link, or a term of the partner changes", async () => {
    await paused();
    await resumeLink(sp.store, "ess.demo", by, "They have our new key.");
    expect((await carry(sp, ess)).drained.state).toBe("in_step");
    await paused();
    const partner = await partnerById(sp.store, "ess.demo");
    if (!partner) throw new Error("no partner");
    await putPartner(sp.store, partner);
    expect((await carry(sp, ess)).drained.state).toBe("in_step");
  });
});

describe("an address that is gone", () => {
  it("pauses us for good, ends no subscription, and goes on when somebody says so", async () => {
    const person = await one();
    await carry(sp, ess, same, { refuse: () => new Response("", { status: 410 }) });
    at.clock.ms += 86_400_000;
    expect((await carry(sp, ess)).posts).toBe(0);
    expect(await state()).toMatchObject({ status: "paused", problem: "gone" });
    await resumeLink(sp.store, "ess.demo", by, "Their new server is up.");
    await carry(sp, ess);
    expect(await byKey(ess, person.key)).not.toBeNull();
  });
});

describe("a link that is paused by hand", () => {
  it("sends nothing, however long, until somebody resumes it", async () => {
    const person = await one();
    await pauseLink(sp.store, "ess.demo", by, "Their office moves.");
    at.clock.ms += 86_400_000;
    expect((await carry(sp, ess)).posts).toBe(0);
    await resumeLink(sp.store, "ess.demo", by, "");
    await carry(sp, ess);
    expect(await byKey(ess, person.key)).not.toBeNull();
  });
});

describe("a batch whose answer was lost", () => {
  it("goes again as the same message, although more happened since; the rest follows it", async () => {
    const person = await one();
    await carry(sp, ess);
    await edit(person.id, "+1");
    const ids: string[] = [];
    const noting = (items: Carried[]) => {
      ids.push(items.map(({ text }) => text).join());
      return null;
    };
    await carry(sp, ess, () => new Response("cut", { status: 200 }), { refuse: noting });
    await edit(person.id, "+2");
    at.clock.ms += 60_000;
    await carry(sp, ess, same, { refuse: noting });
    expect(ids).toHaveLength(3);
    expect(ids[1]).toBe(ids[0]);
    expect(await phoneThere(person)).toBe("+2");
    const sent = await sp.sql<{ message_id: string }>(
      "select distinct message_id from attempts where sub = $1 and message_id in (select message_id from attempts where sub = $1 and outcome = 'failed' order by pos desc limit 1)",
      [sub],
    );
    expect(sent).toHaveLength(1);
    const tries = await sp.sql<{ outcome: string }>(
      "select outcome from attempts where sub = $1 and message_id = $2 order by pos",
      [sub, sent[0]?.message_id],
    );
    expect(tries.map(({ outcome }) => outcome)).toEqual(["failed", "accepted"]);
  });
});

describe("a link with nothing to say", () => {
  it("says so each minute, with the number of what comes next, and changes nothing there", async () => {
    await one();
    await carry(sp, ess);
    const before = await ess.sql("select count(*) as n from events");
    expect((await carry(sp, ess)).posts).toBe(0);
    at.clock.ms += 61_000;
    const beat = await carry(sp, ess);
    expect(beat).toMatchObject({ posts: 1, carried: [], drained: { state: "in_step" } });
    expect((await carry(sp, ess)).posts).toBe(0);
    expect(await ess.sql("select count(*) as n from events")).toEqual(before);
  });
});

describe("a subscriber whose place is older than what is kept", () => {
  it("gets everything it may have as a snapshot that says so, through a kill, and then the log goes on", async () => {
    const people = [];
    for (let n = 0; n < 6; n += 1) people.push(await one());
    await carry(sp, ess);
    for (const person of people) await edit(person.id, "+3");
    await sp.sql("update subscriptions set cursor = 0 where code = $1", [sub]);
    // An hour after everything so far was written; half an hour is kept.
    at.clock.ms = Math.max(at.clock.ms, Date.now()) + 3_600_000;
    const retention_ms = 1_800_000;
    const fault = (point: string) => {
      if (point === "before-cursor") throw new Error("killed");
    };
    await expect(carry(sp, ess, same, { fault, retention_ms })).rejects.toThrow("killed");
    const [begun] = await sp.sql<{ resync_why: string; resync_seq: string; cursor: string }>(
      "select resync_why, resync_seq, cursor from subscriptions where code = $1",
      [sub],
    );
    expect(begun?.resync_why).toBe("retention");
    expect(begun?.cursor).toBe(begun?.resync_seq);
    const { carried, drained } = await carry(sp, ess, same, { retention_ms });
    expect(drained.state).toBe("in_step");
    const [last] = people.slice(-1);
    const keys = carried.map(({ item }) => item.key);
    for (const person of people) expect(keys).toContain(person.key);
    expect(
      carried.every(({ item, sync }) => sync["snapshot"] === true && item.left === undefined),
    ).toBe(true);
    for (const person of people) expect(await phoneThere(person)).toBe("+3");
    await edit(last?.id ?? "", "+4");
    const after = await carry(sp, ess);
    expect(after.carried.map(({ item, sync }) => [item.key, sync["snapshot"]])).toEqual([
      [last?.key, undefined],
    ]);
    expect(
      await sp.sql("select resync_why, resync_seq from subscriptions where code = $1", [sub]),
    ).toEqual([{ resync_why: "", resync_seq: null }]);
  });

  it("is put right by it even where it lost what it had acknowledged", async () => {
    const person = await one();
    await edit(person.id, "+5");
    await carry(sp, ess);
    const there = await byKey(ess, person.key);
    const [text] = await ess.sql<{ state: string }>("select state from records where id = $1", [
      there?.id,
    ]);
    const stored = JSON.parse(text?.state ?? "{}") as { fields: Record<string, unknown> };
    delete stored.fields["phone_number"];
    await ess.sql("update records set state = $2 where id = $1", [
      there?.id,
      JSON.stringify(stored),
    ]);
    await beginResync(sp.store, sub, "asked");
    await beginResync(sp.store, sub, "asked");
    expect((await carry(sp, ess)).drained.state).toBe("in_step");
    expect(await phoneThere(person)).toBe("+5");
  });
});
