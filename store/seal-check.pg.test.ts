import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkSeal, OtherSeal } from "./seal-check.ts";
import { createSealer } from "./sealing.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

let at: TestStore;
beforeAll(async () => {
  at = await openTestStore();
});
afterAll(() => at.close());

it("a database sealed with one key is not opened with another, whichever start is the first", async () => {
  await checkSeal(at.store);
  await checkSeal(await at.again());
  const other = { ...at.store, sealer: createSealer(randomBytes(32)) };
  await expect(checkSeal(other)).rejects.toThrow(OtherSeal);
  await checkSeal(at.store);
});
