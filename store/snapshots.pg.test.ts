import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybody } from "../domain/criteria.ts";
import { pruneSnapshots, snapshotFor, snapshots_max } from "./snapshots.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const asking = {
  type: "Person" as const,
  criteria: everybody,
  coverage: null,
  sort: [],
  today: "2026-11-23",
};
const keep = (nth: number) => {
  at.clock.ms += (nth * 7919) % 13;
  return snapshotFor(
    at.store,
    { partner: "ess.demo", transaction_id: `t-${nth}`, reference_id: "r-1", digest: "d" },
    asking,
    { page: { size: 10, number: 1 }, paged: true, correlationId: `c-${nth}` },
  );
};

describe("snapshots of one partner", () => {
  it("are kept many at once and none fails; the oldest are forgotten beside them", async () => {
    const rounds = 60;
    const at_once = 16;
    for (let round = 0; round < rounds; round += 1) {
      const kept = Array.from({ length: at_once }, (_, one) => keep(round * at_once + one));
      const [answers] = await Promise.all([Promise.all(kept), pruneSnapshots(at.store)]);
      expect(answers).not.toContain(null);
    }
    await pruneSnapshots(at.store);
    const [row] = await at.store.query<{ total: number }>(
      { name: "test-snapshots", text: "select count(*)::int as total from snapshots" },
      [],
    );
    expect(row?.total).toBe(snapshots_max);
  });
});
