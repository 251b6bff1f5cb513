import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybody } from "../domain/criteria.ts";
import type { Change } from "../domain/change.ts";
import { editFields } from "../domain/editing.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { owedCallbacks } from "../store/callbacks.ts";
import { loadSubscription, loadSubscriptions } from "../store/feed.ts";
import { newMember, recordAt, register } from "./test-carry.ts";
import { agree, deliver, events as allEvents, subscribed, type Told } from "./test-plain.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
  await treatAs(sp, "ess.demo", "standard");
  await agree(at, sp, "ess.demo", { people: everybody, events: allEvents });
});
afterAll(() => at.close());

const start = Date.parse("2026-11-23T09:00:00Z");
const hour_ms = 3_600_000;
const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false }): Change[] => {
  if (!decided.ok) throw new Error("refused");
  return decided.changes;
};
let families = 0;
const surnameNow = () => `Home${families}`;
const filterNow = () => ({ "demographic_info.name.surname": { $eq: surnameNow() } });
async function people(number: number) {
  families += 1;
  return more(number);
}
async function more(number: number) {
  const one = () => newMember({ name: { given_name: "Amina", surname: surnameNow() } });
  const keys: string[] = [];
  for (let nth = 0; nth < number; nth += 1) {
    const [person] = (await register(sp, one())).people;
    keys.push(person?.key ?? "");
  }
  return keys;
}
async function edit(id: string, changes: Record<string, Json>): Promise<void> {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, id);
  await sp.write((ctx) => changesOf(editFields(ctx, record, [], { changes })));
}
const keysOf = (told: Told[]) => told.map(({ data }) => data.reg_records["@id"]);
const unsubscribe = (code: string) =>
  knock(at, ess, sp, "unsubscribe", {
    transaction_id: "u1",
    timestamp: new Date(at.clock.ms).toISOString(),
    subscription_codes: [code],
  });
async function endings(code: string) {
  const owed = await owedCallbacks(sp.store, new Date(Date.now() + 60_000));
  return owed.filter(({ action, message }) => {
    const said = (message["subscription_status"] ?? []) as { code: string }[];
    return action === "on-unsubscribe" && said.some((one) => one.code === code);
  });
}

describe("a schedule", () => {
  it("sends what came since the last time, at its time, and makes a missed time up once", async () => {
    at.clock.ms = start;
    const first = await people(2);
    const code = await subscribed(at, {
      filter: filterNow(),
      frequency: { frequency: "0 0 18 * * ?" },
    });
    const at6 = start + 9 * hour_ms;
    expect((await deliver(sp, code)).drained).toEqual({ state: "later", atMs: at6 });
    at.clock.ms = at6 - 1_000;
    expect((await deliver(sp, code)).events).toEqual([]);
    at.clock.ms = at6;
    const told = await deliver(sp, code);
    expect([keysOf(told.events), told.posted.length]).toEqual([first, 1]);
    expect(told.drained).toEqual({ state: "later", atMs: at6 + 24 * hour_ms });
    const later = await more(1);
    expect((await deliver(sp, code)).events).toEqual([]);
    // Three evenings without us: one batch, and the next is tomorrow's.
    at.clock.ms = at6 + 72 * hour_ms + 60_000;
    expect((await loadSubscriptions(sp.store)).map((sub) => sub.code)).toContain(code);
    const madeUp = await deliver(sp, code);
    expect([keysOf(madeUp.events), madeUp.posted.length]).toEqual([later, 1]);
    expect(madeUp.drained).toEqual({ state: "later", atMs: at6 + 96 * hour_ms });
    expect((await loadSubscriptions(sp.store)).map((sub) => sub.code)).not.toContain(code);
    at.clock.ms = start;
  });

  it("from before the first day to after the last is kept like any other", async () => {
    at.clock.ms = start;
    await people(1);
    const frequency = {
      start_time: "0000-01-01T00:00:00+23:59",
      end_time: "9999-12-31T23:59:59-23:59",
    };
    const code = await subscribed(at, { filter: filterNow(), frequency });
    expect(code).toMatch(/^SUB-/);
    expect((await loadSubscription(sp.store, code))?.ends_at?.getTime()).toBe(
      Date.parse(frequency.end_time),
    );
  });

  it("goes by the offset of its start time, and not before it", async () => {
    at.clock.ms = start;
    await people(1);
    const code = await subscribed(at, {
      filter: filterNow(),
      frequency: { frequency: "0 0 6 * * ?", start_time: "2026-11-25T00:00:00-04:00" },
    });
    const sub = await loadSubscription(sp.store, code);
    expect(sub?.window_at?.toISOString()).toBe("2026-11-25T10:00:00.000Z");
  });

  it.each(["0 0 25 * * ?", "* * * * *", "hourly", "0 0 0 30 2 ?"])(
    "%j is refused",
    async (frequency) => {
      const code = await subscribed(at, { filter: filterNow(), frequency: { frequency } });
      expect(code).toBe("rjct.notify_details.invalid");
    },
  );
});

describe("the end of a subscription's time", () => {
  it("ends it by itself; the partner is told once, whoever is killed, and nothing goes any more", async () => {
    at.clock.ms = start;
    await people(1);
    const code = await subscribed(at, {
      filter: filterNow(),
      frequency: { start_time: "2026-11-23T08:00:00Z", end_time: "2026-11-24T00:00:00Z" },
    });
    expect((await deliver(sp, code)).events).toHaveLength(1);
    await more(1);
    at.clock.ms = Date.parse("2026-11-24T00:00:00Z");
    expect((await loadSubscriptions(sp.store)).map((sub) => sub.code)).toContain(code);
    const both = await Promise.all([deliver(sp, code), deliver(sp, code)]);
    expect(both.flatMap(({ events }) => events)).toEqual([]);
    await deliver(sp, code);
    expect(await endings(code)).toMatchObject([
      { id: `end-${code}`, header: { status: "succ" }, message: { status: "succ" } },
    ]);
    expect((await loadSubscription(sp.store, code))?.status).toBe("ended");
    at.clock.ms = start;
  });

  it("that lies behind is refused, and a window of one instant is open", async () => {
    const past = { start_time: "2020-01-01T00:00:00Z", end_time: "2021-01-01T00:00:00Z" };
    const asked = { filter: { age: { $gt: 55 } } };
    expect(await subscribed(at, { ...asked, frequency: past })).toBe("rjct.notify_details.invalid");
    const instant = { start_time: past.start_time, end_time: past.start_time };
    const code = await subscribed(at, { ...asked, frequency: instant });
    expect((await loadSubscription(sp.store, code))?.ends_at).toBeNull();
  });
});

describe("unsubscribing", () => {
  it("during a backlog stops it: no batch is begun after the answer is owed", async () => {
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    // Two batches: more than one reading of the log.
    for (let nth = 0; nth < 21; nth += 1) {
      const members = Array.from({ length: 10 }, () =>
        newMember({ name: { given_name: "Amina", surname: surnameNow() } }),
      );
      await register(sp, ...members);
    }
    const { posted } = await deliver(sp, code, {
      during: async () => void (await unsubscribe(code)),
    }).catch(() => ({ posted: [null] }));
    expect(posted).toHaveLength(1);
    expect((await deliver(sp, code)).posted).toEqual([]);
    expect(await endings(code)).toHaveLength(1);
  });

  it("before a batch begins leaves it unsent", async () => {
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    await unsubscribe(code);
    expect((await deliver(sp, code)).posted).toEqual([]);
  });
});

describe("a subscriber that goes away", () => {
  it("for three days gets everything when it is back, in order, under the numbers that follow", async () => {
    at.clock.ms = start;
    const before = await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    expect(keysOf((await deliver(sp, code)).events)).toEqual(before);
    const missed: string[] = [];
    for (let day = 1; day <= 3; day += 1) {
      at.clock.ms = start + day * 24 * hour_ms;
      missed.push(...(await more(1)));
      const away = await deliver(sp, code, { status: 503 });
      expect(away.drained.state).toBe("later");
    }
    at.clock.ms += 2 * hour_ms;
    const back = await deliver(sp, code);
    expect(keysOf(back.events)).toEqual(missed);
    expect(back.events.map((one) => one.reference_id)).toEqual(
      [2, 3, 4].map((counter) => `${code}-${counter}`),
    );
    at.clock.ms = start;
  });

  it("is sent the very batch again that it may have had, though the person changed meanwhile", async () => {
    at.clock.ms = start;
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    const cutOff = await deliver(sp, code, { status: 503 });
    const [told] = cutOff.events;
    const id = (
      await sp.sql<{ id: string }>("select id from records where key = $1", [
        told?.data.reg_records["@id"],
      ])
    )[0]?.id;
    await edit(id ?? "", { phone_number: "+221770009999" });
    at.clock.ms += hour_ms;
    const again = await deliver(sp, code);
    expect(again.posted[0]?.header["message_id"]).toBe(cutOff.posted[0]?.header["message_id"]);
    expect(again.events[0]).toEqual(told);
    at.clock.ms = start;
  });

  it("gets nothing of what was offered when the agreement no longer lets it out", async () => {
    at.clock.ms = start;
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    expect((await deliver(sp, code, { status: 503 })).posted).toHaveLength(1);
    at.clock.ms += hour_ms;
    await agree(at, sp, "ess.demo", { people: { not: everybody } });
    expect((await deliver(sp, code)).posted).toEqual([]);
    await agree(at, sp, "ess.demo", { people: everybody });
    at.clock.ms = start;
  });
});

describe("sync/events and sync/status", () => {
  const ask = async (code: string, after: number, more_: object = {}) => {
    const message = { transaction_id: "t", subscription_code: code, after, ...more_ };
    const answer = await knock(at, ess, sp, "sync/events", message, {
      header: { action: "sync-events" },
    });
    const given = (answer.body["message"] ?? {}) as JsonObject & { notify_event: Told[] };
    const header = answer.body["header"] as JsonObject | undefined;
    return { code: answer.code, given, header, keys: keysOf(given.notify_event ?? []) };
  };
  const status = async (code: string) => {
    const answer = await knock(
      at,
      ess,
      sp,
      "sync/status",
      { transaction_id: "t", subscription_code: code },
      { header: { action: "sync-status" } },
    );
    return { code: answer.code, ...(answer.body["message"] as JsonObject) };
  };
  const sequenced = async (code: string) => void (await deliver(sp, code, { status: 503 }));

  it("gives what a push would have given, page by page, the same until a higher counter is named", async () => {
    const keys = await people(5);
    const code = await subscribed(at, { filter: filterNow() });
    // The push fails, so that everything waits under its numbers.
    await sequenced(code);
    expect(await status(code)).toMatchObject({ status: "subscribe", head: 0, waiting: true });
    const first = await ask(code, 0, { limit: 2 });
    expect(first.given).toMatchObject({ from: 1, to: 2, more: true });
    expect(first.header?.["meta"]).toMatchObject({ subscription_code: code, sequence: 2 });
    expect((await ask(code, 0, { limit: 2 })).given["notify_event"]).toEqual(
      first.given.notify_event,
    );
    const rest = await ask(code, 2);
    expect(rest.given).toMatchObject({ from: 3, to: 5, more: false });
    expect([...first.keys, ...rest.keys]).toEqual(keys);
    const none = await ask(code, 5);
    expect(none.given).toMatchObject({ from: 6, to: 5, more: false, notify_event: [] });
    expect(await status(code)).toMatchObject({ head: 5, waiting: false });
    // Pushed after that goes what comes after that.
    at.clock.ms += hour_ms;
    const [next] = await more(1);
    const { events } = await deliver(sp, code);
    expect(events.map((one) => one.reference_id)).toEqual([`${code}-6`]);
    expect(keysOf(events)).toEqual([next]);
    const told = await sp.sql<{ how: string }>(
      "select how from disclosures d join records r on r.id = d.record_id where r.key = any($1)",
      [[...keys, next]],
    );
    expect(told.map(({ how }) => how).sort()).toEqual([
      ...Array<string>(5).fill("events"),
      "notify",
    ]);
    at.clock.ms = start;
  });

  it("a batch that was pushed and lost on the way is pulled under its own numbers, and not pushed again", async () => {
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    const lost = await deliver(sp, code, { status: 503 });
    const pulled = await ask(code, 0);
    expect(pulled.given.notify_event).toEqual(lost.events);
    expect((await ask(code, 1)).given.notify_event).toEqual([]);
    at.clock.ms += hour_ms;
    expect((await deliver(sp, code)).posted).toEqual([]);
    at.clock.ms = start;
  });

  it("of another epoch, or beyond what we numbered, goes on after the last acknowledged", async () => {
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    await sequenced(code);
    const other = await ask(code, 77, { epoch: "another" });
    expect(other.given).toMatchObject({ from: 1, to: 1 });
    expect(other.given["epoch"]).not.toBe("another");
    await ask(code, 1, { epoch: other.given["epoch"] });
    await more(1);
    const sequencing = await ask(code, 77);
    expect([sequencing.given["from"], sequencing.code]).toEqual([2, ""]);
  });

  it("tells an agreement that is over, and an end, as the reason why nothing comes", async () => {
    await people(1);
    const code = await subscribed(at, { filter: filterNow() });
    await agree(at, sp, "ess.demo", { events: ["tandem:changed"] });
    expect(await status(code)).toMatchObject({ status: "subscribe", problem: "no_agreement" });
    await agree(at, sp, "ess.demo", { events: allEvents });
    await unsubscribe(code);
    expect(await status(code)).toMatchObject({ status: "unsubscribe", problem: "unsubscribed" });
    expect((await ask(code, 0)).code).toBe("rjct.event.already_unsubscribed");
  });

  it("knows nobody else's subscription, whoever asks", async () => {
    await sp.sql(
      `insert into subscriptions (system, code, partner, event_type, record_type, criteria, purpose,
        reply_uri, transaction_id, reference_id)
       values ('sp.demo', 'SUB-FOREIGN', 'other.demo', 'enrolment', 'Member', '{"all":[]}', 'x', '', 'f', 'f')`,
    );
    for (const code of ["SUB-FOREIGN", "SUB-NOBODY"]) {
      expect((await ask(code, 0)).code).toBe("rjct.subscription_code.invalid");
      expect((await status(code)).code).toBe("rjct.subscription_code.invalid");
    }
  });

  it("asked by several at once beside a push, gives each number one meaning", async () => {
    const keys = await people(3);
    const code = await subscribed(at, { filter: filterNow() });
    const pushed = deliver(sp, code).catch(() => ({ events: [] as Told[] }));
    const answers = await Promise.all([ask(code, 0), ask(code, 0), ask(code, 0)]);
    const { events } = await pushed;
    const all = [...events, ...answers.flatMap(({ given }) => given.notify_event ?? [])];
    const meanings = new Map<string, Set<string>>();
    for (const one of all) {
      const known = meanings.get(one.reference_id) ?? new Set();
      meanings.set(one.reference_id, known.add(JSON.stringify(one)));
    }
    expect([...meanings.values()].every((set) => set.size === 1)).toBe(true);
    await ask(code, 3);
    at.clock.ms += hour_ms;
    expect((await deliver(sp, code)).events).toEqual([]);
    expect([...meanings.keys()].length).toBeLessThanOrEqual(keys.length);
    at.clock.ms = start;
  });
});
