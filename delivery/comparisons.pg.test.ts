import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestRegistry, knock, type TestRegistry } from "../server/registry/test-registry.ts";
import { askComparison, lastComparisons } from "../store/comparisons.ts";
import type { Client } from "../wire/client.ts";
import { parseSyncDigestResponse } from "../wire/messages/digest.ts";
import { compareDueLinks, isDue } from "./comparisons.ts";
import { carry, newMember, register } from "./test-carry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

const hour_ms = 3_600_000;
let reachable = true;

/** One turn of the dispatcher's look at its links, by a line that may be down. */
async function look(isFirstDue = true): Promise<void> {
  const syncDigest: Client["syncDigest"] = async (question) => {
    if (!reachable) return { kind: "outage", reason: "down" };
    const answer = await knock(at, at.sp, at.ess, "sync/digest", {
      transaction_id: "T",
      ...question,
    });
    const read = parseSyncDigestResponse(answer.body["message"]);
    if (!read.ok) throw new Error(read.reason);
    const evidence = { text: "", digest: "", thumbprint: "", at: "" };
    return { kind: "answer", header: {} as never, message: read.value, evidence };
  };
  const line = () => ({ syncDigest }) as Client;
  const pause = () => Promise.resolve(false);
  await compareDueLinks({ store: at.sp.store, line, pause }, isFirstDue);
}
const kept = async () => {
  const rows = await at.sp.sql<{ problem: string; records: number; different: number }>(
    "select problem, records, different from comparisons order by pos",
  );
  return rows.map(({ problem, records, different }) => problem || `${records}/${different}`);
};

describe("the links of a node", () => {
  it("are looked at hourly and when somebody asks; a look that came to nothing is made again soon", async () => {
    await register(at.sp, newMember());
    for (let turn = 0; turn < 3; turn += 1) {
      await carry(at.sp, at.ess);
      await carry(at.ess, at.sp);
    }
    await look(false);
    expect(await kept()).toEqual([]);
    await look();
    expect(await kept()).toEqual(["2/0"]);
    at.clock.ms += hour_ms - 1;
    await look();
    expect(await kept()).toHaveLength(1);
    at.clock.ms += 1;
    await look();
    expect(await kept()).toEqual(["2/0", "2/0"]);
    reachable = false;
    at.clock.ms += 1_000;
    await askComparison(at.sp.store, "ess.demo", new Date(at.clock.ms));
    await look();
    await look();
    expect(await kept()).toEqual(["2/0", "2/0", "no_answer"]);
    reachable = true;
    at.clock.ms += hour_ms / 12;
    await look();
    expect(await kept()).toEqual(["2/0", "2/0", "no_answer", "2/0"]);
    const [last] = await lastComparisons(at.sp.store);
    expect(last).toMatchObject({ partner: "ess.demo", how: "digest", waiting: 0, problem: "" });
    expect(last?.root).toMatch(/^[0-9a-f]{64}$/);
  });

  it("are not looked at twice for one question", () => {
    const at_ = new Date(10_000);
    expect(isDue({ at: at_, problem: "" }, new Date(10_000), 10_001, true)).toBe(false);
    expect(isDue({ at: at_, problem: "" }, new Date(10_001), 10_001, true)).toBe(true);
    expect(isDue(undefined, new Date(1), 2, false)).toBe(true);
  });
});
