/** Who stops fitting the offer of work support: employment support is told and stops. */
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownChange } from "../domain/editing.ts";
import { textOf, type StoredRecord } from "../domain/record.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { loadLinks } from "../store/load.ts";
import { endOffers } from "./offer-ends.ts";
import { byKey, carryBothWays, newMember, recordAt, register } from "./test-carry.ts";

const day_ms = 86_400_000;
let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

/** Somebody who was offered work support and accepted, as both offices know. */
async function accepted(change: object = {}): Promise<StoredRecord> {
  const { people } = await register(sp, newMember(change));
  const [person] = people;
  if (!person) throw new Error("nobody");
  await write(person, { work_offer: "accepted" });
  await carryBothWays(sp, ess);
  expect(await byKey(ess, person.key)).not.toBeNull();
  return person;
}
async function write({ id }: StoredRecord, fields: Record<string, string | boolean>) {
  at.clock.ms += 1_000;
  const now = await recordAt(sp, id);
  await sp.write((ctx) => [ownChange(ctx, now, { fields }, "person.edited")]);
}
const offerOf = async ({ id }: StoredRecord) =>
  textOf((await recordAt(sp, id)).state, "work_offer");
const end = () => endOffers(sp.store, uuidv7);
async function isSharedWith(system: TestSystem, { key }: StoredRecord) {
  const [link] = await loadLinks(system.store, [(await byKey(system, key))?.id ?? ""]);
  return link?.left_at === null;
}

describe("an offer ends", () => {
  it("on the 65th birthday, by time alone: the other office is told and gets nothing more", async () => {
    // The clock stands at 23 November 2026.
    const person = await accepted({ birth_date: "1961-11-25" });
    expect(await end()).toBe(0);
    expect(await isSharedWith(ess, person)).toBe(true);
    at.clock.ms += 2 * day_ms;
    expect(await end()).toBe(1);
    expect(await offerOf(person)).toBe("not_offered");
    // Asked again it finds nobody.
    expect(await end()).toBe(0);
    await carryBothWays(sp, ess);
    expect(await isSharedWith(ess, person)).toBe(false);
    await write(person, { phone_number: "+221770001234" });
    await carryBothWays(sp, ess);
    const there = await byKey(ess, person.key);
    expect(there && textOf(there.state, "phone_number")).not.toBe("+221770001234");
  });

  it("when somebody begins to study full time, and may be made again afterwards", async () => {
    const person = await accepted();
    await write(person, { in_full_time_education: true });
    expect(await end()).toBe(1);
    await carryBothWays(sp, ess);
    expect(await isSharedWith(ess, person)).toBe(false);
    const [row] = await sp.sql<{ n: number }>(
      `select count(*)::int as n from events where record_id = $1 and act = 'offer.ended_education'`,
      [person.id],
    );
    expect(row?.n).toBe(1);
    await write(person, { in_full_time_education: false, work_offer: "offered" });
    await carryBothWays(sp, ess);
    expect(await isSharedWith(ess, person)).toBe(true);
    expect(await end()).toBe(0);
  });

  it("at social protection only, and not because a death was told", async () => {
    const person = await accepted();
    await write(person, { vital_status: "reported" });
    expect(await end()).toBe(0);
    expect(await endOffers(ess.store, uuidv7)).toBe(0);
    expect(await offerOf(person)).toBe("accepted");
  });
});
