import { randomInt } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Change } from "../domain/change.ts";
import { editFields } from "../domain/editing.ts";
import { emptyState, valueOf, type RecordState, type StoredRecord } from "../domain/record.ts";
import {
  knock,
  openTestRegistry,
  treatAs,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { decodeState, encodeState } from "../store/codec.ts";
import { linkedPartners } from "../store/load.ts";
import { agreementsInForce, partnerById } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import { parseSyncDigestResponse } from "../wire/messages/digest.ts";
import { compareLink, type Comparing, type Outcome } from "./comparing.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

async function edit(system: TestSystem, id: string, changes: Record<string, string>) {
  at.clock.ms += 1_000;
  const record = await recordAt(system, id);
  const linked = await linkedPartners(system.store, id);
  await system.write((ctx): Change[] => {
    const decided = editFields(ctx, record, linked, { changes, reason: "" });
    if (!decided.ok) throw new Error("refused");
    return decided.changes;
  });
}
async function inStep(): Promise<void> {
  await carryBothWays(sp, ess);
}
async function people(count: number): Promise<StoredRecord[]> {
  const all: StoredRecord[] = [];
  while (all.length < count) {
    at.clock.ms += 1_000;
    all.push(...(await register(sp, newMember(), newMember({ main_contact: false }))).people);
  }
  return all;
}

/** Asks through the other's real door. */
function lineTo(from: TestSystem, to: TestSystem): Pick<Client, "syncDigest"> {
  return {
    async syncDigest(question) {
      const message = { transaction_id: "T", ...question };
      const answer = await knock(at, from, to, "sync/digest", message);
      if (answer.status !== 200) return { kind: "outage", reason: answer.code };
      const read = parseSyncDigestResponse(answer.body["message"]);
      if (!read.ok) throw new Error(read.reason);
      const evidence = { text: "", digest: "", thumbprint: "", at: "" };
      return { kind: "answer", header: {} as never, message: read.value, evidence };
    },
  };
}
async function compare(
  from: TestSystem,
  to: TestSystem,
  pause: Comparing["pause"] = () => Promise.resolve(false),
): Promise<Outcome> {
  const partner = await partnerById(from.store, to.store.system.id);
  const nowIso = new Date(at.clock.ms).toISOString();
  const { out, back } = await agreementsInForce(from.store, to.store.system.id, nowIso);
  if (!partner || !out || !back) throw new Error("no partner");
  const agreements = { out, back };
  return compareLink({ store: from.store, partner, agreements, line: lineTo(from, to), pause });
}
const comparedBy = async (...asked: Parameters<typeof compare>) => {
  const outcome = await compare(...asked);
  if (!outcome.ok) throw new Error(outcome.problem);
  return outcome.compared;
};

/** A hand in the database: one value of the stored record is another, and nothing says so. */
async function corrupt(system: TestSystem, id: string, field: string, value: string) {
  const [row] = await system.sql<{ state: string }>("select state from records where id = $1", [
    id,
  ]);
  const state: RecordState = decodeState(system.store.sealer, row?.state ?? "");
  const [top, ...others] = state.fields[field] ?? [];
  if (!top) throw new Error(`no ${field}`);
  state.fields[field] = [{ ...top, v: value }, ...others];
  const text = encodeState(system.store.sealer, "Person", state);
  await system.sql("update records set state = $2 where id = $1", [id, text]);
}

describe("the digest of a link", () => {
  it("has one root on both sides after traffic in both directions", async () => {
    const [first, second] = await people(12);
    await inStep();
    const theirs = await byKey(ess, first?.key ?? "");
    await edit(ess, theirs?.id ?? "", { occupation: "cook", phone_number: "+221770000001" });
    await edit(sp, first?.id ?? "", { phone_number: "+221770000002" });
    await edit(sp, second?.id ?? "", { email: "a@b.test" });
    await inStep();
    const [here, there] = [await comparedBy(sp, ess), await comparedBy(ess, sp)];
    expect(here.root).toMatch(/^[0-9a-f]{64}$/);
    expect(there).toEqual(here);
    expect(here).toMatchObject({ records: 18, different: 0, repaired: 0, waiting: 0 });
  });

  it("never takes what is under way for a difference, and sees it arrive", async () => {
    const [person] = await people(2);
    await inStep();
    await edit(sp, person?.id ?? "", { phone_number: "+221770000003" });
    expect(await comparedBy(sp, ess)).toMatchObject({ different: 0, waiting: 1 });
    expect(await comparedBy(ess, sp)).toMatchObject({ different: 0, waiting: 1 });
    const arriving = await comparedBy(ess, sp, async () => {
      await inStep();
      return true;
    });
    expect(arriving).toMatchObject({ different: 0, waiting: 0 });
  });

  it("finds exactly the records in which one database was changed by hand, and puts them right", async () => {
    await people(40);
    await inStep();
    const { records } = await comparedBy(sp, ess);
    const before = { sp: await dumped(sp), ess: await dumped(ess) };
    for (const [system, asker] of [
      [sp, sp],
      [sp, ess],
      [ess, sp],
      [ess, ess],
    ] as const) {
      const shared = await system.sql<{ id: string }>(
        `select r.id from records r where type = 'Person'
          and exists (select from links l where l.record_id = r.id) order by random() limit $1`,
        [randomInt(1, 20)],
      );
      for (const { id } of shared) {
        await corrupt(system, id, "name", { given_name: "Somebody" } as never);
      }
      const found = await comparedBy(asker, asker === sp ? ess : sp);
      const count = shared.length;
      expect(found).toMatchObject({ records, different: count, repaired: count, waiting: 0 });
      expect({ sp: await dumped(sp), ess: await dumped(ess) }).toEqual(before);
    }
    expect(await comparedBy(sp, ess)).toMatchObject({ different: 0, repaired: 0 });
  });

  it("has the owner send again what got lost with its event on the other side", async () => {
    const [one, two] = await people(2);
    await inStep();
    for (const { key } of [one, two].flatMap((person) => person ?? [])) {
      const { id = "" } = (await byKey(ess, key)) ?? {};
      const [row] = await ess.sql<{ state: string }>("select state from records where id = $1", [
        id,
      ]);
      const state = decodeState(ess.store.sealer, row?.state ?? "");
      delete state.fields["birth_date"];
      await ess.sql("update records set state = $2, version = version + 1 where id = $1", [
        id,
        encodeState(ess.store.sealer, "Person", state),
      ]);
    }
    const found = await comparedBy(ess, sp, async () => {
      await inStep();
      return true;
    });
    expect(found).toMatchObject({ different: 2, repaired: 2, waiting: 0 });
    expect(valueOf((await byKey(ess, one?.key ?? ""))?.state ?? emptyState, "birth_date")).toBe(
      "1992-02-01",
    );
  });

  it("tells nobody else anything", async () => {
    const [person] = await people(2);
    const keys = [person?.key ?? ""];
    const hidden = await knock(at, ess, sp, "sync/digest", { transaction_id: "T", keys });
    expect(hidden.body["message"]).toMatchObject({
      records: [{ key: keys[0], hash: "", settled: true, fields: {}, foreign: [] }],
    });
    await treatAs(sp, "ess.demo", "standard");
    const plain = await knock(at, ess, sp, "sync/digest", { transaction_id: "T", prefixes: [""] });
    expect([plain.status, plain.code]).toEqual([403, "err.request.forbidden"]);
    await treatAs(sp, "ess.demo", "tandem");
  });
});

async function dumped(system: TestSystem): Promise<unknown[]> {
  const rows = await system.sql<{ id: string; state: string }>(
    "select id, state from records order by id",
  );
  return rows.map(({ id, state }) => [id, decodeState(system.store.sealer, state)]);
}
