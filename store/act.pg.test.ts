import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { authorityOver } from "../domain/authority.ts";
import type { Change, Deciding } from "../domain/change.ts";
import { newRecord, ownChange } from "../domain/editing.ts";
import { join } from "../domain/merge.ts";
import { emptyState, valueOf, type StoredRecord } from "../domain/record.ts";
import { registerHousehold, type NewMember } from "../domain/registration.ts";
import { act, afterChange } from "./act.ts";
import { readLog } from "./feed.ts";
import { loadRecord } from "./load.ts";
import { sequenceEvents } from "./sequencer.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const member: NewMember = {
  name: { given_name: "Amina", surname: "Diallo" },
  sex: "female",
  birth_date: "1992-02-01",
  relationship: "head",
  main_contact: true,
  identifiers: [{ identifier_type: "UIN", identifier_value: "1" }],
  in_full_time_education: false,
};
const household = { number: "HH-1", locality: "Rosehill", region: "North", members: [member] };

async function newPerson(): Promise<StoredRecord> {
  const [change] = await at.write((ctx) => [
    ownChange(
      ctx,
      newRecord(ctx, "Person"),
      { fields: { occupation: "cook" } },
      "person.registered",
    ),
  ]);
  return stored(change?.record.id ?? "");
}
async function stored(id: string): Promise<StoredRecord> {
  const record = await loadRecord(at.store, id);
  if (!record) throw new Error("no such record");
  return record;
}
function edit(ctx: Deciding, record: StoredRecord, occupation: string): Change {
  return ownChange(ctx, record, { fields: { occupation } }, "person.edited");
}

describe("a decision is one transaction", () => {
  it("that writes record, event, search words, identifiers and audit row, or nothing", async () => {
    const before = await at.dump();
    await at.write((ctx) => registerHousehold(ctx, household).changes);
    const after = await at.dump();
    const more = (table: string) => (after[table]?.length ?? 0) - (before[table]?.length ?? 0);
    expect([more("records"), more("events"), more("people"), more("audit")]).toEqual([2, 2, 1, 1]);
    expect(more("words")).toBe(2);
    expect(more("identifiers")).toBeGreaterThan(0);
  });

  it("and one that fails half-way leaves nothing", async () => {
    const person = await newPerson();
    const before = await at.dump();
    const failing = at.write(
      (ctx) => [edit(ctx, person, "baker"), ...registerHousehold(ctx, household).changes],
      // A match without a partner cannot be written: the last part of the statement fails.
      {
        matches: [
          {
            id: person.id,
            partner: null as unknown as string,
            key: "k",
            why: "several",
            candidates: [],
          },
        ],
      },
    );
    await expect(failing).rejects.toThrow();
    expect(await at.dump()).toEqual(before);
  });

  it("and one whose last record moved on leaves nothing, and says busy in the end", async () => {
    const [one, two] = [await newPerson(), await newPerson()];
    const before = await at.dump();
    const done = await act(at.store, at.acting, (ctx) => ({
      ok: true,
      changes: [edit(ctx, one, "baker"), edit(ctx, { ...two, version: 77 }, "baker")],
      result: null,
    }));
    expect(done).toEqual({ ok: false, code: "err.busy" });
    expect(await at.dump()).toEqual(before);
  });

  it("and a value that no partner would take never becomes a fact here", async () => {
    const before = await at.dump();
    const odd = { ...household, members: [{ ...member, relationship: "2026-02-31" }] };
    const refusal = await act(at.store, at.acting, (ctx) => ({
      ok: true,
      changes: registerHousehold(ctx, odd).changes,
      result: null,
    }));
    expect(refusal).toEqual({ ok: false, code: "err.bad_input", fields: ["relationship"] });
    expect(await at.dump()).toEqual(before);
  });

  it("and a refusal writes nothing, not even an audit row", async () => {
    const before = await at.dump();
    const done = await act(at.store, at.acting, () => ({ ok: false, code: "err.not_yours" }));
    expect(done.ok).toBe(false);
    expect(await at.dump()).toEqual(before);
  });

  it("and nobody is told before it is committed", async () => {
    const seen: boolean[] = [];
    const person = await newPerson();
    const forget = at.store.onCommit(() => {
      void stored(person.id).then((now) => seen.push(valueOf(now.state, "occupation") === "baker"));
    });
    await at.write((ctx) => [edit(ctx, person, "baker")]);
    forget();
    await expect.poll(() => seen).toEqual([true]);
  });
});

describe("a lost race", () => {
  it("is decided again on what is there now", async () => {
    const person = await newPerson();
    const rival = await at.again();
    let attempts = 0;
    const done = await act(at.store, at.acting, async (ctx) => {
      attempts += 1;
      const now = await stored(person.id);
      if (attempts === 1) {
        await act(rival, at.acting, (other) => ({
          ok: true,
          changes: [edit(other, now, "rival")],
          result: null,
        }));
      }
      return {
        ok: true,
        changes: [edit(ctx, now, "mine")],
        result: valueOf(now.state, "occupation"),
      };
    });
    expect([done.ok && done.result, attempts]).toEqual(["rival", 2]);
    expect(await stored(person.id)).toMatchObject({ version: 3, ownVersion: 3 });
  });

  it("between two that begin the same record is won by one, and the other one starts over", async () => {
    const id = at.acting.newId();
    const begin = () =>
      act(at.store, at.acting, async (ctx) => {
        const known = await loadRecord(at.store, id);
        const record = known ?? newRecord(ctx, "Person", { id });
        return { ok: true, changes: [edit(ctx, record, "cook")], result: record.version };
      });
    const done = await Promise.all([begin(), begin(), begin()]);
    expect(new Set(done.map((one) => one.ok && one.result))).toEqual(new Set([0, 1, 2]));
  });
});

it("lets writers on one record all land, with dense versions and no edit lost", async () => {
  const person = await newPerson();
  const other = await at.again();
  const rounds = 6;
  const writeField = async (store: TestStore["store"], field: string, value: string) => {
    const done = await act(store, at.acting, async (ctx) => {
      const now = await stored(person.id);
      const fields = { [field]: value };
      return {
        ok: true,
        changes: [ownChange(ctx, now, { fields }, "person.edited")],
        result: null,
      };
    });
    if (!done.ok) throw new Error(done.code);
  };
  for (let round = 1; round <= rounds; round += 1) {
    await Promise.all([
      writeField(at.store, "email", `${round}@x.test`),
      writeField(other, "care_hours", `${round}`),
    ]);
  }
  const now = await stored(person.id);
  expect(now).toMatchObject({ version: 1 + 2 * rounds, ownVersion: 1 + 2 * rounds });
  expect([valueOf(now.state, "email"), valueOf(now.state, "care_hours")]).toEqual([
    `${rounds}@x.test`,
    `${rounds}`,
  ]);
  const versions = await at.sql<{ ver: string }>(
    "select origin_ver as ver from events where record_id = $1 order by pos",
    [person.id],
  );
  expect(versions.map(({ ver }) => Number(ver))).toEqual(
    Array.from({ length: 1 + 2 * rounds }, (_, index) => index + 1),
  );
});

it("writes several changes of one record in one decision, each with its event", async () => {
  const person = await newPerson();
  await at.write((ctx) => {
    const first = edit(ctx, person, "baker");
    const second = edit(ctx, afterChange(person, first), "driver");
    return [first, second];
  });
  const now = await stored(person.id);
  expect([now.version, now.ownVersion, valueOf(now.state, "occupation")]).toEqual([3, 3, "driver"]);
});

it("keeps every record equal to the fold of its events", async () => {
  while ((await sequenceEvents(at.store)) > 0);
  const log = await readLog(at.store, 0, 1_000);
  const folded = new Map<string, StoredRecord["state"]>();
  for (const event of log) {
    const record = await stored(event.record_id);
    const holds = authorityOver(record.key, at.acting.systems);
    const state = folded.get(record.id) ?? emptyState;
    folded.set(record.id, join(record.type, holds, state, event.delta));
  }
  expect(folded.size).toBeGreaterThan(5);
  for (const [id, state] of folded) expect((await stored(id)).state).toEqual(state);
});

it("gives later stamps after a restart, also when the clock went back", async () => {
  const person = await newPerson();
  const before = person.state.fields["occupation"]?.[0]?.h ?? "";
  at.clock.ms -= 3_600_000;
  const restarted = await at.again();
  expect(restarted.clock.tick() > before).toBe(true);
  at.clock.ms += 3_600_000;
});
