import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { partnerById, putPartner, type Partner } from "../../store/partners.ts";
import { generateSigningKey, jwks } from "../../wire/keys.ts";
import { createPartnerKeys, keys_fresh_ms, keys_stale_ms } from "./partner-keys.ts";
import { openTestRegistry, type TestRegistry } from "./test-registry.ts";

let at: TestRegistry;
beforeAll(async () => {
  at = await openTestRegistry();
});
afterAll(() => at.close());

const old = JSON.stringify(jwks([generateSigningKey()]));
const next = JSON.stringify(jwks([generateSigningKey()]));
let published: { status: number; text: string } | null = null;
let asked = 0;
const fetch: typeof globalThis.fetch = () => {
  asked += 1;
  return published === null
    ? Promise.reject(new TypeError("no answer"))
    : Promise.resolve(new Response(published.text, { status: published.status }));
};

async function partner(): Promise<Partner> {
  const found = await partnerById(at.ess.store, "sp.demo");
  if (!found) throw new Error("no partner");
  return found;
}

beforeEach(async () => {
  asked = 0;
  published = { status: 200, text: next };
  await putPartner(at.ess.store, { ...(await partner()), jwks: old });
});

const keys = () => createPartnerKeys(at.ess.store, () => fetch);

it("a set that was had within the hour counts without a look", async () => {
  expect(await keys().current(await partner())).toBe(old);
  expect(asked).toBe(0);
});

it("an older one counts while it is looked up again, and is replaced whole", async () => {
  const before = await partner();
  at.clock.ms += keys_fresh_ms;
  const one = keys();
  expect(await one.current(before)).toBe(old);
  expect(asked).toBe(1);
  await expect.poll(async () => (await partner()).jwks).toBe(next);
  expect(await one.current(await partner())).toBe(next);
  expect(asked).toBe(1);
});

it("one that could not be had for a day counts no more", async () => {
  const before = await partner();
  at.clock.ms += keys_stale_ms;
  published = null;
  expect(await keys().current(before)).toBeNull();
  published = { status: 200, text: next };
  expect(await keys().current(before)).toBe(next);
});

it("a set given as a file has no age", async () => {
  const before = { ...(await partner()), jwks_url: null };
  at.clock.ms += 10 * keys_stale_ms;
  expect(await keys().current(before)).toBe(old);
  expect(asked).toBe(0);
});

it("is looked up once a minute at most, whatever unknown keys are named", async () => {
  const one = keys();
  const before = await partner();
  published = { status: 500, text: "" };
  for (let count = 0; count < 5; count++) expect(await one.refetch(before)).toBeNull();
  expect(asked).toBe(1);
  at.clock.ms += 60_000;
  published = { status: 200, text: next };
  expect(await one.refetch(before)).toBe(next);
  expect(asked).toBe(2);
});

it.each([
  ["an error", { status: 404, text: next }],
  ["no key set", { status: 200, text: "<html>" }],
  ["another object", { status: 200, text: "{}" }],
  ["too large", { status: 200, text: `{"keys":[],"x":"${"y".repeat(65_536)}"}` }],
])("%s changes nothing", async (_what, answer) => {
  published = answer;
  expect(await keys().refetch(await partner())).toBeNull();
  expect((await partner()).jwks).toBe(old);
});

it("an empty set withdraws every key", async () => {
  published = { status: 200, text: '{"keys":[]}' };
  expect(await keys().refetch(await partner())).toBe('{"keys":[]}');
  expect((await partner()).jwks).toBe('{"keys":[]}');
});
