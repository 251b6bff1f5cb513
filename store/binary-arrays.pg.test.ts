import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { binaryArray } from "./binary-arrays.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

const texts = fc.array(
  fc.option(fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""))),
);

it("whatever texts, ids and numbers are sent as arrays come back as they were", async () => {
  const statement = {
    name: "arrays",
    text: "select $1::text[] as texts, $2::uuid[] as ids, $3::bigint[] as numbers",
  };
  const numbers = fc.array(fc.option(fc.maxSafeInteger()));
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.option(fc.uuid())), numbers, async (some, ids, many) => {
      const [row] = await at.store.query<{
        texts: unknown[];
        ids: unknown[];
        numbers: (string | null)[];
      }>(statement, [
        binaryArray("text", some),
        binaryArray("uuid", ids),
        binaryArray("bigint", many),
      ]);
      expect(row?.texts).toEqual(some);
      expect(row?.ids).toEqual(ids);
      expect(row?.numbers.map((one) => (one === null ? null : Number(one)))).toEqual(many);
    }),
    { numRuns: 200 },
  );
});
