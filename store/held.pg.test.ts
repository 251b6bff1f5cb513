import { afterAll, beforeAll, expect, test } from "vitest";
import { isStale, writeChanges } from "./append.ts";
import type { Store } from "./database.ts";
import { readHeld } from "./reading/held.ts";
import type { SideEffects } from "./side-effects.ts";
import { openTestStore, type TestStore } from "./test-store.ts";

const match = "01a20000-0000-7000-8000-000000000001";
const acting = { by: { name: "", role: "system", system: "sp.demo" }, deed: "test" };
let fixture: TestStore;
let store: Store;

beforeAll(async () => {
  fixture = await openTestStore();
  store = fixture.store;
  await write({
    matches: [
      { id: match, partner: "ess.demo", key: "ess.demo/1", why: "several", candidates: [] },
    ],
    held: [{ match_id: match, origin: "ess.demo", ver: 1, item: "{}" }],
  });
});
afterAll(() => fixture.close());

const write = (also: SideEffects) => writeChanges(store, acting, [], also);
const answer = (held: number): SideEffects => ({
  answered: { id: match, state: "new", by: "Marc", note: "", held },
});

test("an answer given without knowing a change that waits is given again", async () => {
  await write({ held: [{ match_id: match, origin: "ess.demo", ver: 2, item: "{}" }] });
  await expect(write(answer(1))).rejects.toSatisfy(isStale);
  expect(await readHeld(store, match)).toMatchObject({ state: "waiting", held: 2 });
});

test("a question already answered holds nothing more", async () => {
  await write(answer(2));
  const late = { held: [{ match_id: match, origin: "ess.demo", ver: 3, item: "{}" }] };
  await expect(write(late)).rejects.toSatisfy(isStale);
  expect(await readHeld(store, match)).toMatchObject({ state: "new", held: 2 });
});
