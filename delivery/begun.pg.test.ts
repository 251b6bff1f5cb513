import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerOffer, openEnrolment } from "../domain/case-work.ts";
import type { Change } from "../domain/change.ts";
import { editFields } from "../domain/editing.ts";
import { emptyState, valueOf, type StoredRecord } from "../domain/record.ts";
import type { OfferState } from "../domain/records/values.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { receiverOf } from "../server/registry/receiving/again.ts";
import { linkedPartners } from "../store/load.ts";
import { uuidv7 } from "uuidv7";
import { byKey, carry, newMember, recordAt, register } from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

let person: StoredRecord;
beforeEach(async () => {
  at.clock.ms += 3_600_000;
  const [first] = (await register(sp, newMember())).people;
  if (!first) throw new Error("nobody");
  person = first;
});
const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false }): Change[] => {
  if (!decided.ok) throw new Error("refused");
  return decided.changes;
};
async function answer(said: OfferState) {
  at.clock.ms += 1_000;
  const now = await recordAt(sp, person.id);
  await sp.write((ctx) => changesOf(answerOffer(ctx, now, said)));
}
async function edit(system: TestSystem, id: string, changes: Record<string, string>) {
  at.clock.ms += 1_000;
  const record = await recordAt(system, id);
  const linked = await linkedPartners(system.store, id);
  await system.write((ctx) => changesOf(editFields(ctx, record, linked, { changes, reason: "" })));
}
/** The other side takes it and commits, and the answer never comes. */
const lost = () => carry(sp, ess, () => new Response("cut", { status: 200 }));
const killedAt = (point: string) => ({
  fault: (now: string) => {
    if (now === point) throw new Error("killed");
  },
});
const begun = () => sp.sql<{ key: string }>("select key from begun where system = 'sp.demo'");
const theirs = () => byKey(ess, person.key);
const isLeft = async () => {
  const asked = "select left_at from links where system = 'ess.demo' and key = $1";
  const [link] = await ess.sql<{ left_at: Date | null }>(asked, [person.key]);
  return link !== undefined && link.left_at !== null;
};

describe("a person whose first message got no answer, and who says no before it goes again", () => {
  it("is taken back where it had arrived, and nothing of them stays with the other", async () => {
    expect((await lost()).drained.state).toBe("later");
    expect(await theirs()).not.toBeNull();
    await answer("said_no");
    at.clock.ms += 60_000;
    const { carried } = await carry(sp, ess);
    expect(carried.map(({ item }) => [item.key, item.left, item.ch])).toEqual([
      [person.key, "person_not_covered", []],
    ]);
    expect(carried[0]?.text).not.toMatch(/Amina|Diallo/);
    expect(await isLeft()).toBe(true);
    expect(await begun()).toEqual([]);
    expect((await carry(sp, ess)).posts).toBe(0);
  });

  it("is taken back also where it never arrived, and known from then on as who they are", async () => {
    await expect(carry(sp, ess, (response) => response, killedAt("before-send"))).rejects.toThrow(
      "killed",
    );
    expect(await theirs()).toBeNull();
    await answer("said_no");
    at.clock.ms += 60_000;
    expect((await carry(sp, ess)).carried.map(({ item }) => item.left)).toEqual([
      "person_not_covered",
    ]);
    expect(await theirs()).toBeNull();
    await answer("offered");
    await carry(sp, ess);
    expect(valueOf((await theirs())?.state ?? emptyState, "work_offer")).toBe("offered");
    expect(await isLeft()).toBe(false);
  });

  it("what the other wrote of them meanwhile waits no longer when that is settled", async () => {
    await sp.write((ctx) =>
      changesOf(
        openEnrolment(ctx, person, {
          programme: { id: "cash", name: "Family Cash Transfer" },
          effective_date: "2026-11-01",
          reason: "meets the criteria",
        }),
      ),
    );
    await lost();
    await edit(ess, (await theirs())?.id ?? "", { occupation: "cook" });
    await carry(ess, sp);
    const held = () => sp.sql("select key from held_items where system = 'sp.demo'");
    expect(await held()).toHaveLength(1);
    await answer("said_no");
    at.clock.ms += 60_000;
    await carry(sp, ess);
    expect(await begun()).toEqual([]);
    await receiverOf(sp.hosted, uuidv7).takeFree("ess.demo");
    expect(await held()).toEqual([]);
    expect(valueOf((await recordAt(sp, person.id)).state, "occupation")).toBe("cook");
    // Everything about them that may have arrived goes by its name there from now on.
    const named = await sp.sql(
      `select r.type from links l join records r on r.system = l.system and r.id = l.record_id
        where l.system = 'sp.demo' and (r.subject = $1 or r.id = $2) order by 1`,
      [person.id, person.household],
    );
    expect(named).toEqual([{ type: "Enrolment" }, { type: "Household" }, { type: "Person" }]);
  });

  it("who came back and left again before the answer is taken back as well", async () => {
    await carry(sp, ess);
    await answer("said_no");
    await carry(sp, ess);
    expect(await isLeft()).toBe(true);
    await answer("offered");
    await lost();
    expect(await isLeft()).toBe(false);
    await answer("said_no");
    at.clock.ms += 60_000;
    await carry(sp, ess);
    expect(await isLeft()).toBe(true);
    expect(await begun()).toEqual([]);
  });

  it("is written down before the message leaves, once per batch, and not for what is known", async () => {
    await lost();
    expect((await begun()).map(({ key }) => key)).toContain(person.key);
    at.clock.ms += 60_000;
    await carry(sp, ess);
    expect(await begun()).toEqual([]);
    await edit(sp, person.id, { phone_number: "+221770000001" });
    await lost();
    expect(await begun()).toEqual([]);
  });
});
