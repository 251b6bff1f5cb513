import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { answerOffer, changeEnrolment, openEnrolment } from "../domain/case-work.ts";
import type { Change } from "../domain/change.ts";
import { editFields, newRecord, ownChange } from "../domain/editing.ts";
import { elementsOf, emptyState, valueOf, type StoredRecord } from "../domain/record.ts";
import type { OfferState } from "../domain/records/values.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { loadAbout, linkedPartners } from "../store/load.ts";
import {
  byKey,
  carry,
  carryBothWays,
  newMember,
  recordAt,
  register,
  type Carried,
} from "./test-carry.ts";

let at: TestRegistry;
let sp: TestSystem;
let ess: TestSystem;
beforeAll(async () => {
  at = await openTestRegistry();
  ({ sp, ess } = at);
});
afterAll(() => at.close());

const changesOf = (decided: { ok: true; changes: Change[] } | { ok: false }): Change[] => {
  if (!decided.ok) throw new Error("refused");
  return decided.changes;
};
async function edit(system: TestSystem, id: string, changes: Record<string, string>, reason = "") {
  at.clock.ms += 1_000;
  const record = await recordAt(system, id);
  const linked = await linkedPartners(system.store, id);
  await system.write((ctx) => changesOf(editFields(ctx, record, linked, { changes, reason })));
}
async function answer(id: string, said: OfferState) {
  at.clock.ms += 1_000;
  const person = await recordAt(sp, id);
  await sp.write((ctx) => changesOf(answerOffer(ctx, person, said)));
}
async function enrol(person: StoredRecord): Promise<string> {
  at.clock.ms += 1_000;
  const [change] = await sp.write((ctx) =>
    changesOf(
      openEnrolment(ctx, person, {
        programme: { id: "cash", name: "Family Cash Transfer" },
        effective_date: "2026-11-01",
        reason: "meets the criteria",
      }),
    ),
  );
  return change?.record.id ?? "";
}
async function suspend(enrolment: string) {
  at.clock.ms += 1_000;
  const record = await recordAt(sp, enrolment);
  const step = { status: "suspended", reason: "away", effective_date: "2026-11-20" } as const;
  await sp.write((ctx) => changesOf(changeEnrolment(ctx, record, step)));
}
async function inStep(): Promise<void> {
  await carryBothWays(sp, ess);
}
async function one(): Promise<StoredRecord> {
  const { people } = await register(sp, newMember());
  const [person] = people;
  if (!person) throw new Error("nobody");
  return person;
}
const types = (carried: readonly Carried[]) => carried.map(({ data }) => data["reg_record_type"]);

describe("a person who is offered work support", () => {
  it("goes whole once, after the household and before what is about the person; then only what changed", async () => {
    const person = await one();
    await enrol(person);
    const first = await carry(sp, ess);
    expect(types(first.carried)).toEqual(["Group", "Member", "Beneficiary"]);
    const whole = first.carried[1];
    expect(whole?.item.ch).toEqual(expect.arrayContaining(["name", "birth_date", "identifiers"]));
    expect(whole?.item).toMatchObject({ ver: 1, prev: 0, ph: "" });
    expect((await carry(sp, ess)).posts).toBe(0);
    await edit(sp, person.id, { phone_number: "+221770000001" });
    const second = await carry(sp, ess);
    expect(second.carried.map(({ item }) => item.ch)).toEqual([["phone_number"]]);
    expect(second.carried[0]?.item).toMatchObject({ key: person.key, ver: 2, prev: 1 });
    expect(second.carried[0]?.item.ph).not.toBe("");
    expect(second.carried[0]?.text).not.toContain("Diallo");
    const theirs = await byKey(ess, person.key);
    expect(valueOf(theirs?.state ?? emptyState, "phone_number")).toBe("+221770000001");
    expect(theirs?.household).not.toBeNull();
  });

  it("never brings along a field the agreement does not list, or a member who is not covered", async () => {
    const child = newMember({
      name: { given_name: "Kofi", surname: "Canary" },
      birth_date: "2020-01-01",
    });
    const { people } = await register(sp, newMember(), child);
    await edit(sp, people[0]?.id ?? "", { notes: "CANARY-NOTE", marital_status: "widowed" });
    const { carried } = await carry(sp, ess);
    const text = carried.map((one_) => one_.text).join();
    expect(types(carried)).toEqual(["Group", "Member"]);
    expect(text).not.toMatch(/Canary|CANARY|Widowed|marital_status|left_out/);
  });
});

describe("a person who says no", () => {
  it("leaves with key and reason only, is not told of meanwhile, and comes back whole with what changed", async () => {
    const person = await one();
    const enrolment = await enrol(person);
    await inStep();
    await answer(person.id, "said_no");
    const { carried } = await carry(sp, ess);
    expect(carried).toHaveLength(1);
    const [gone] = carried;
    expect(gone?.item).toMatchObject({
      key: person.key,
      left: "person_not_covered",
      ch: [],
      f: {},
    });
    expect(gone?.data["reg_records"]).toEqual({ "@id": person.key });
    expect(gone?.text).not.toMatch(/said_no|Haddad|tandem:change"/);
    await suspend(enrolment);
    await edit(sp, person.id, { phone_number: "+221770000009" });
    expect((await carry(sp, ess)).posts).toBe(0);
    const known = await byKey(ess, person.key);
    const left = () =>
      ess.sql<{ left_at: Date | null }>("select left_at from links where record_id = $1", [
        known?.id,
      ]);
    expect((await left())[0]?.left_at).not.toBeNull();

    await answer(person.id, "offered");
    const back = await carry(sp, ess);
    expect(back.drained.state).toBe("in_step");
    expect(back.carried.find(({ item }) => item.key === person.key)?.item.ch).toContain("name");
    const theirs = await byKey(ess, person.key);
    expect(valueOf(theirs?.state ?? emptyState, "phone_number")).toBe("+221770000009");
    expect(valueOf(theirs?.state ?? emptyState, "work_offer")).toBe("offered");
    const [enrolled] = await loadAbout(ess.store, [theirs?.id ?? ""], ["Enrolment"]);
    expect(valueOf(enrolled?.state ?? emptyState, "status")).toBe("suspended");
    expect((await left()).every(({ left_at }) => left_at === null)).toBe(true);
  });

  it("before anything was sent is never heard of", async () => {
    const person = await one();
    await answer(person.id, "said_no");
    expect((await carry(sp, ess)).carried).toEqual([]);
    expect(await byKey(ess, person.key)).toBeNull();
  });
});

describe("a second system's change", () => {
  it("arrives with who and why, and never goes back to it", async () => {
    const person = await one();
    await inStep();
    const theirs = await byKey(ess, person.key);
    await edit(ess, theirs?.id ?? "", { occupation: "cook" }, "new training");
    const { carried } = await carry(ess, sp);
    expect(carried.map(({ item }) => [item.key, item.ch])).toEqual([[person.key, ["occupation"]]]);
    const events = await sp.sql<{ body: string; origin: string }>(
      "select body, origin from events where record_id = $1 order by pos desc limit 1",
      [person.id],
    );
    expect(events[0]?.origin).toBe("ess.demo");
    expect(JSON.parse(events[0]?.body ?? "{}")).toMatchObject({
      by: { name: "Leila Haddad", role: "case_manager", system: "ess.demo" },
      reason: "new training",
    });
    expect(await carry(sp, ess)).toMatchObject({ posts: 0 });
    expect(await carry(ess, sp)).toMatchObject({ posts: 0 });
  });

  it("to a field both may write converges, and one edit is one message", async () => {
    const person = await one();
    await inStep();
    const theirs = (await byKey(ess, person.key))?.id ?? "";
    await edit(sp, person.id, { phone_number: "1" });
    await edit(ess, theirs, { phone_number: "2" });
    const posts = [
      await carry(sp, ess),
      await carry(ess, sp),
      await carry(sp, ess),
      await carry(ess, sp),
    ];
    expect(posts.map((one_) => one_.carried.length)).toEqual([1, 1, 0, 0]);
    const versions = async (system: TestSystem, id: string) =>
      (await recordAt(system, id)).state.fields["phone_number"];
    expect(await versions(sp, person.id)).toEqual(await versions(ess, theirs));
    expect((await versions(sp, person.id))?.map(({ v }) => v)).toEqual(["2", "1"]);
  });
});

describe("somebody employment support knew alone", () => {
  it("is told of only when linked, and then with all that was known before", async () => {
    const identifier = { identifier_type: "UIN", identifier_value: "SAME-1" };
    const [alone] = await ess.write((ctx) => [
      ownChange(
        ctx,
        newRecord(ctx, "Person"),
        {
          fields: {
            name: { given_name: "Amina", surname: "Diallo" },
            occupation: "cook",
            employment_status: "employee",
            registration_date: "2020-01-01",
          },
          sets: {
            identifiers: { "ess.demo:1": identifier },
            languages: { "ess.demo:2": "fr" },
          },
        },
        "person.registered",
      ),
    ]);
    expect((await carry(ess, sp)).posts).toBe(0);
    at.clock.ms += 1_000;
    const { people } = await register(sp, newMember({ identifiers: [identifier] }));
    const [person] = people;
    await carry(sp, ess);
    expect((await byKey(ess, person?.key ?? ""))?.id).toBe(alone?.record.id);
    const { carried } = await carry(ess, sp);
    expect(carried.map(({ item }) => item.key)).toEqual([person?.key]);
    expect(carried[0]?.item.ch).toEqual(expect.arrayContaining(["occupation", "languages"]));
    const ours = await recordAt(sp, person?.id ?? "");
    expect(valueOf(ours.state, "occupation")).toBe("cook");
    expect(elementsOf(ours.state, "languages").map(({ version }) => version.v)).toEqual(["fr"]);
    await inStep();
    const theirs = await recordAt(ess, alone?.record.id ?? "");
    for (const field of ["name", "sex", "registration_date", "occupation", "vital_status"]) {
      const shown = (record: StoredRecord) => [field, record.state.fields[field]?.[0]];
      expect(shown(theirs)).toEqual(shown(await recordAt(sp, ours.id)));
    }
  });
});

describe("what is not acknowledged", () => {
  it("goes again as it was, and counts once at the other side", async () => {
    const person = await one();
    const lost = await carry(sp, ess, () => new Response("", { status: 504 }));
    expect(lost.drained.state).toBe("later");
    at.clock.ms += 3_600_000;
    const again = await carry(sp, ess);
    expect(again.carried.map(({ text }) => text)).toEqual(lost.carried.map(({ text }) => text));
    const theirs = await byKey(ess, person.key);
    expect(theirs?.version).toBe(1);
    expect((await carry(sp, ess)).posts).toBe(0);
  });

  it("and written on meanwhile still arrives in order, nothing twice", async () => {
    const person = await one();
    await carry(sp, ess, () => new Response("", { status: 504 }));
    await edit(sp, person.id, { email: "a@b.test" });
    at.clock.ms += 3_600_000;
    const { drained } = await carry(sp, ess);
    expect(drained.state).toBe("in_step");
    const theirs = await byKey(ess, person.key);
    expect(valueOf(theirs?.state ?? emptyState, "email")).toBe("a@b.test");
  });
});

describe("what nobody may lose, and nobody may keep", () => {
  it("a person who left and came back before the answer arrived loses nothing of what changed", async () => {
    const person = await one();
    await inStep();
    await edit(sp, person.id, { phone_number: "+221770000031" });
    await answer(person.id, "said_no");
    const lost = () => new Response("cut", { status: 200 });
    expect((await carry(sp, ess, lost)).drained.state).toBe("later");
    await answer(person.id, "offered");
    at.clock.ms += 60_000;
    await inStep();
    const theirs = await byKey(ess, person.key);
    expect(valueOf(theirs?.state ?? emptyState, "phone_number")).toBe("+221770000031");
    expect(valueOf(theirs?.state ?? emptyState, "work_offer")).toBe("offered");
  });

  it("after a no, the other office tells nothing more of the person either", async () => {
    const person = await one();
    await inStep();
    const theirs = await byKey(ess, person.key);
    await edit(ess, theirs?.id ?? "", { employment_status: "employee" });
    await inStep();
    await answer(person.id, "said_no");
    await carry(sp, ess);
    await edit(ess, theirs?.id ?? "", { employment_status: "own_account" });
    const { carried } = await carry(ess, sp);
    expect(carried.map(({ item }) => [item.left, item.ch])).toEqual([["person_not_covered", []]]);
    const ours = await recordAt(sp, person.id);
    expect(valueOf(ours.state, "employment_status")).toBe("employee");
  });

  it("a question about a person who says no is closed, and what waited with it is forgotten", async () => {
    const { people } = await register(sp, newMember({ identifiers: [] }));
    await carry(sp, ess);
    const waiting = () =>
      ess.sql<{ state: string; n: number }>(
        "select m.state, count(h.*)::int as n from matches m left join held h on h.match_id = m.id where m.key = $1 group by 1",
        [people[0]?.key],
      );
    expect(await waiting()).toEqual([{ state: "waiting", n: 1 }]);
    await answer(people[0]?.id ?? "", "said_no");
    await carry(sp, ess);
    expect(await waiting()).toEqual([{ state: "withdrawn", n: 0 }]);
  });

  it("a proposal about a household reaches its owner", async () => {
    const person = await one();
    await inStep();
    const theirs = await byKey(ess, person.key);
    await edit(ess, theirs?.household ?? "", { locality: "New Addis Camp" }, "they moved");
    const { carried } = await carry(ess, sp);
    expect(types(carried)).toEqual(["tandem:Proposal"]);
    expect(carried[0]?.text).toContain("New Addis Camp");
  });

  it("why a change was made is not told with a part of the change", async () => {
    const person = await one();
    await inStep();
    await edit(sp, person.id, { phone_number: "+221770000041", notes: "local" }, "CANARY-WHY");
    const { carried } = await carry(sp, ess);
    expect(carried[0]?.item.ch).toEqual(["phone_number"]);
    expect(carried[0]?.text).not.toContain("CANARY-WHY");
  });

  it("what waits for a partner that was away goes as soon as the partner is heard from", async () => {
    const person = await one();
    await inStep();
    await edit(sp, person.id, { phone_number: "+221770000051" });
    const away = () => new Response("", { status: 503 });
    expect((await carry(sp, ess, away)).drained.state).toBe("later");
    const theirs = await byKey(ess, person.key);
    await edit(ess, theirs?.id ?? "", { care_hours: "mornings" });
    at.clock.ms -= 1_000;
    await carry(ess, sp);
    expect((await carry(sp, ess)).carried.map(({ item }) => item.ch)).toEqual([["phone_number"]]);
  });
});
