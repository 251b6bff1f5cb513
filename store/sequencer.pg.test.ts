import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newRecord, ownChange } from "../domain/editing.ts";
import { act } from "./act.ts";
import { readLog } from "./feed.ts";
import { auditHash, type AuditRow } from "./audit-lines.ts";
import { chainAudit, sequenceEvents } from "./sequencer.ts";
import type { Store } from "./database.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const writers = 16;
const events_each = 100;

/** One writer: a record of its own, edited again and again. */
async function writeMany(store: Store, count: number): Promise<void> {
  let [version, ownVersion] = [0, 0];
  const id = at.acting.newId();
  for (let nth = 0; nth < count; nth += 1) {
    const done = await act(store, at.acting, (ctx) => {
      const record = { ...newRecord(ctx, "Person", { id }), version, ownVersion };
      const fields = { occupation: `job ${nth}` };
      return {
        ok: true,
        changes: [ownChange(ctx, record, { fields }, "person.edited")],
        result: 0,
      };
    });
    if (!done.ok) throw new Error(done.code);
    [version, ownVersion] = [version + 1, ownVersion + 1];
  }
}
async function sequenceUntil(store: Store, ended: () => boolean): Promise<void> {
  while (!ended() || (await sequenceEvents(store)) > 0) await sequenceEvents(store);
}

describe("under concurrent writers", () => {
  it("numbers densely, each event once, with two sequencers at once, and a reader misses none", async () => {
    const rival = await at.again();
    let ended = false;
    const read: { seq: number; record: string; ver: number }[] = [];
    const reader = async () => {
      let cursor = 0;
      for (;;) {
        const last = ended;
        const log = await readLog(at.store, cursor, 500);
        for (const { seq, record_id, origin_ver } of log) {
          read.push({ seq, record: record_id, ver: origin_ver });
        }
        cursor = log.at(-1)?.seq ?? cursor;
        if (last && log.length === 0 && read.length >= writers * events_each) return;
      }
    };
    const writing = Promise.all(
      Array.from({ length: writers }, () => writeMany(at.store, events_each)),
    ).then(() => {
      ended = true;
    });
    await Promise.all([
      writing,
      sequenceUntil(at.store, () => ended),
      sequenceUntil(rival, () => ended),
      reader(),
    ]);
    expect(read.map(({ seq }) => seq)).toEqual(
      Array.from({ length: writers * events_each }, (_, index) => index + 1),
    );
    const versions = new Map<string, number[]>();
    for (const { record, ver } of read)
      versions.set(record, [...(versions.get(record) ?? []), ver]);
    expect(versions.size).toBe(writers);
    const dense = Array.from({ length: events_each }, (_, index) => index + 1);
    for (const list of versions.values()) expect(list).toEqual(dense);
  }, 120_000);
});

describe("the audit chain", () => {
  type Row = AuditRow & { seq: string; hash: string };
  const rows = () =>
    at.sql<Row>(
      "select pos, at, actor, act, detail, events, seq, hash from audit where seq is not null order by seq",
    );
  /** What the offline verifier does: every number there, every hash the hash of what came before. */
  const verify = async (): Promise<boolean> => {
    let hash = "";
    for (const [index, row] of (await rows()).entries()) {
      hash = auditHash(hash, Number(row.seq), row);
      if (Number(row.seq) !== index + 1 || row.hash !== hash) return false;
    }
    const [head] = await at.sql<{ hash: string }>("select last_audit_hash as hash from sequencers");
    return head?.hash === hash;
  };

  it("holds after two chained at once, with a number for every row", async () => {
    const rival = await at.again();
    const chain = async (store: Store) => {
      while ((await chainAudit(store)) > 0);
    };
    await Promise.all([chain(at.store), chain(rival)]);
    await chain(at.store);
    const open = await at.sql("select pos from audit where seq is null");
    expect(open).toEqual([]);
    expect(await verify()).toBe(true);
  });

  it.each([
    ["a change", "update audit set detail = 'other' where system = 'sp.demo' and seq = 5"],
    ["another actor", "update audit set actor = 'other' where system = 'sp.demo' and seq = 6"],
    ["a deletion", "delete from audit where system = 'sp.demo' and seq = 7"],
    ["a cut at the end", "delete from audit where seq = (select max(seq) from audit)"],
  ])("shows %s", async (_, tamper) => {
    await at.asOwner("create table kept as select * from audit");
    expect(await verify()).toBe(true);
    await at.asOwner(tamper);
    expect(await verify()).toBe(false);
    await at.asOwner("delete from audit");
    await at.asOwner("insert into audit overriding system value select * from kept");
    await at.asOwner("drop table kept");
  });

  it("cannot be rewritten by the app, nor what happened", async () => {
    for (const text of [
      "update audit set detail = 'x'",
      "delete from audit",
      "update events set body = 'x'",
      "delete from events",
      "delete from records",
    ]) {
      await expect(at.sql(text)).rejects.toMatchObject({ code: "42501" });
    }
  });
});
