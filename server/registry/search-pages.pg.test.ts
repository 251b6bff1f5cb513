import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { byKey, newMember, register } from "../../delivery/test-carry.ts";
import { answerOffer } from "../../domain/case-work.ts";
import { readSearch } from "../../exchange/search-asked.ts";
import { activeAgreement } from "../../store/partners.ts";
import type { SearchRequestItem } from "../../wire/messages/search.ts";
import { pruneSnapshots, snapshot_kept_ms, snapshots_max } from "../../store/snapshots.ts";
import { anotherPartner, askNow } from "./test-asking.ts";
import { openTestRegistry, type Sending, type TestRegistry } from "./test-registry.ts";

let at: TestRegistry;
let other: Sending;
beforeAll(async () => {
  at = await openTestRegistry();
  other = await anotherPartner(at, "second.ess");
  await add(40);
});
afterAll(() => at.close());

async function add(count: number): Promise<void> {
  await register(
    at.sp,
    ...Array.from({ length: count }, (_, index) =>
      newMember({ birth_date: `19${70 + (index % 7)}-01-01` }),
    ),
  );
}
let nth = 0;
const newTransaction = () => `pages-${(nth += 1)}`;
const page = (page_size: number, page_number: number, more: object = {}) => ({
  query: {},
  sort: [{ attribute_name: "birth_date", sort_order: "desc" }],
  pagination: { page_size, page_number },
  ...more,
});
const snapshots = () =>
  at.sp.sql<{ partner: string; total: number }>(
    "select partner, count(*)::int as total from snapshots group by 1 order by 1",
  );

describe("the pages of one question", () => {
  it("are disjoint, together the whole, under one correlation id, with one exact total; also while people are added", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 70 }), fc.boolean(), async (size, adding) => {
        const transaction = newTransaction();
        const first = await askNow(at, page(size, 1), { transaction });
        const total = first.item.pagination?.total_count ?? 0;
        const whole = await askNow(at, page(1000, 1), { transaction: newTransaction() });
        expect([total, whole.ids.length]).toEqual([whole.ids.length, total]);
        const seen = [...first.ids];
        for (let number = 2; number <= Math.ceil(total / size) + 1; number += 1) {
          if (adding) await add(1);
          const next = await askNow(at, page(size, number), { transaction });
          expect(next.correlationId).toBe(first.correlationId);
          expect(next.item.pagination).toEqual({
            page_size: size,
            page_number: number,
            total_count: total,
          });
          seen.push(...next.ids);
        }
        expect(seen).toEqual(whole.ids);
      }),
      { numRuns: 12 },
    );
  });

  it("are kept under a name that lets no identifier be guessed from it", async () => {
    const transaction = newTransaction();
    const query = { identifiers: { eq: "GUESS-1" } };
    expect((await askNow(at, page(5, 1, { query }), { transaction })).item.status).toBe("succ");
    const [kept] = await at.sp.sql<{ digest: string }>(
      "select digest from snapshots where transaction_id = $1",
      [transaction],
    );
    const { store } = at.sp;
    const nowIso = new Date(at.clock.ms).toISOString();
    const agreement = await activeAgreement(store, "sp.demo", "ess.demo", nowIso);
    if (!agreement) throw new Error("no agreement");
    const search_criteria = { query_type: "expression", ...page(5, 1, { query }) };
    const item = { reference_id: "1", timestamp: nowIso, search_criteria };
    const guessed = readSearch(item as unknown as SearchRequestItem, agreement);
    if (!guessed.ok) throw new Error(guessed.code);
    expect(kept?.digest).toBe(store.sealer.blind("snapshot", "", guessed.asked.digest));
  });

  it("begin anew with the first page, and with another question, reference or order", async () => {
    const transaction = newTransaction();
    const first = await askNow(at, page(5, 1), { transaction });
    const again = await askNow(at, page(5, 1), { transaction });
    const sorted = await askNow(at, page(5, 2, { sort: [] }), { transaction });
    const purpose = await askNow(at, page(5, 2, { authorize: { purpose: { code: "referral" } } }), {
      transaction,
    });
    const next = await askNow(at, page(5, 2), { transaction });
    const ids = [first, again, sorted, purpose].map((one) => one.correlationId);
    expect(new Set(ids).size).toBe(4);
    expect(next.correlationId).toBe(again.correlationId);
  });

  it("leave out who is no longer covered, and hold nobody else's place", async () => {
    const transaction = newTransaction();
    const first = await askNow(at, page(10, 1), { transaction });
    const second = await askNow(at, page(10, 2), { transaction });
    const [gone = ""] = second.ids;
    const person = await byKey(at.sp, gone);
    if (!person) throw new Error("nobody");
    await at.sp.write((ctx) => {
      const said = answerOffer(ctx, person, "said_no");
      if (!said.ok) throw new Error(said.code);
      return said.changes;
    });
    const after = await askNow(at, page(10, 2), { transaction });
    expect(after.correlationId).toBe(first.correlationId);
    expect(after.ids).toEqual(second.ids.filter((id) => id !== gone));
  });

  it("are each partner's own: nobody reads on in another's", async () => {
    const transaction = newTransaction();
    const mine = await askNow(at, page(5, 1), { transaction });
    await add(2);
    const theirs = await askNow(at, page(5, 2), { ...other, transaction });
    expect(theirs.correlationId).not.toBe(mine.correlationId);
    expect(theirs.item.pagination?.total_count).toBe((mine.item.pagination?.total_count ?? 0) + 2);
  });
});

describe("what was found", () => {
  it("is kept for the pages that follow, where any may, and for so many questions of a partner", async () => {
    const before = await snapshots();
    const all = await askNow(
      at,
      { query: {}, pagination: { page_size: 1000 } },
      { transaction: newTransaction() },
    );
    expect(all.ids.length).toBe(all.item.pagination?.total_count);
    expect(await snapshots()).toEqual(before);
    await askNow(at, page(5, 1), { ...other, transaction: newTransaction() });
    const oldest = newTransaction();
    const first = await askNow(at, page(5, 1), { transaction: oldest });
    at.clock.ms += 1_000;
    for (let count = 0; count < snapshots_max; count += 1) {
      await askNow(at, page(5, 1), { transaction: newTransaction() });
    }
    await pruneSnapshots(at.sp.store);
    expect(await snapshots()).toMatchObject([
      { partner: "ess.demo", total: snapshots_max },
      { partner: "second.ess" },
    ]);
    const next = await askNow(at, page(5, 2), { transaction: oldest });
    expect(next.correlationId).not.toBe(first.correlationId);
  });

  it("is forgotten after its time", async () => {
    const transaction = newTransaction();
    const first = await askNow(at, page(5, 1), { transaction });
    at.clock.ms += snapshot_kept_ms;
    await pruneSnapshots(at.sp.store);
    const next = await askNow(at, page(5, 2), { transaction });
    expect(next.correlationId).not.toBe(first.correlationId);
    expect(next.records).toHaveLength(5);
  });
});
