import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { everybody } from "../domain/criteria.ts";
import { snapshotFor, snapshots_max } from "./snapshots.ts";
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
  it("make room for each other, many questions at once, and none fails", async () => {
    const rounds = 60;
    const at_once = 16;
    for (let round = 0; round < rounds; round += 1) {
      const kept = Array.from({ length: at_once }, (_, one) => keep(round * at_once + one));
      expect(await Promise.all(kept)).not.toContain(null);
    }
    await keep(rounds * at_once);
    const [row] = await at.store.query<{ total: number }>(
      { name: "test-snapshots", text: "select count(*)::int as total from snapshots" },
      [],
    );
    expect(row?.total).toBe(snapshots_max);
  });
});
