import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../change.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import { roundHouseholdStates, roundStates, type RoundHouseholdState } from "../records/round.ts";
import { after, deciding } from "../test-records.ts";
import {
  answerAppeal,
  answerNaming,
  appeal,
  enrolNamed,
  giveOrder,
  nameMember,
  stateOf,
} from "./households.ts";
import { roundHouseholdTransitions, roundTransitions } from "./law.ts";
import { drawOrder, publishedOrder, sealOf } from "./order.ts";
import {
  announce,
  closeNaming,
  endRound,
  openRound,
  takeFound,
  type FoundHousehold,
} from "./round.ts";

const hash = (text: string) => createHash("sha256").update(text).digest("hex");
const seed = hash("a seed");
const ctx = deciding("ess");
const programme = { id: "ess.demo/roads", name: "Roads" };
const criteria = { attribute: "region", is: "eq" as const, value: "North" };

function found(nth: number, size = 4): FoundHousehold {
  const member = (age: number, name: string) => ({
    key: `sp.demo/p-${nth}-${name}`,
    name: { given_name: name, surname: "Test" },
    birth_date: `${2026 - age}-01-01`,
    identifiers: [{ identifier_type: "UIN", identifier_value: `${nth}${age}` }],
  });
  const members = [member(35, "Amina"), member(17, "Omar")];
  return {
    key: `sp.demo/h-${nth}`,
    number: `HH-${nth}`,
    place: "Kasbah",
    size,
    members,
    because: [],
  };
}

/** Changes made facts, by record id. */
function facts(changes: readonly Change[]): Map<string, StoredRecord> {
  return new Map(changes.map((change) => [change.record.id, after(change)]));
}
function done(decided: { ok: true; changes: Change[] } | { ok: false; code: string }): Change[] {
  if (!decided.ok) throw new Error(decided.code);
  return decided.changes;
}

/** A round that was announced, with `count` households found. */
function announced(count: number, places = 2, order: "draw" | "published" = "draw") {
  const opened = openRound(ctx, {
    name: "Roads 1",
    programme,
    partner: "sp.demo",
    criteria,
    places,
    order,
  });
  if (!opened.ok) throw new Error(opened.code);
  let round = after(done(opened)[0] as Change);
  const households = Array.from({ length: count }, (_, nth) => found(nth, 2 + nth));
  const taken = facts(done(takeFound(ctx, round, [], { households, total: count })));
  round = taken.get(round.id) ?? round;
  const told = { on: "2026-11-20", how: "Notice at the town hall" };
  round = after(done(announce(ctx, round, told, { seed, hash }))[0] as Change);
  const list = [...taken.values()].filter(({ type }) => type === "RoundHousehold");
  return { round, households: list };
}

function agree(round: StoredRecord, household: StoredRecord): StoredRecord {
  const member = `sp.demo/p-${textOf(household.state, "number").slice(3)}-Amina`;
  const named = after(done(nameMember(ctx, round, household, member))[0] as Change);
  return after(done(answerNaming(ctx, round, named, "agreed"))[0] as Change);
}

describe("a public draw", () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { maxLength: 30 });

  it("depends on the seed and the list, not on how the list was sorted", () => {
    fc.assert(
      fc.property(names, fc.string(), (list, any) => {
        expect(drawOrder(any, list.toReversed(), hash)).toEqual(drawOrder(any, list, hash));
      }),
    );
  });

  it("keeps the order of the others when one is taken away", () => {
    fc.assert(
      fc.property(names, fc.string(), fc.nat(), (list, any, nth) => {
        const gone = list[nth % Math.max(1, list.length)];
        const order = drawOrder(any, list, hash);
        const without = drawOrder(
          any,
          list.filter((one) => one !== gone),
          hash,
        );
        expect(without).toEqual(order.filter((one) => one !== gone));
      }),
    );
  });

  it("gives everyone the same chance of the first place", () => {
    const wins = new Map<string, number>();
    for (let nth = 0; nth < 2_000; nth += 1) {
      const [first = ""] = drawOrder(hash(`seed ${nth}`), ["a", "b", "c", "d"], hash);
      wins.set(first, (wins.get(first) ?? 0) + 1);
    }
    for (const name of ["a", "b", "c", "d"]) {
      expect(wins.get(name)).toBeGreaterThan(420);
      expect(wins.get(name)).toBeLessThan(580);
    }
  });

  it("is sealed before anybody names a member, and the seal fits the seed shown after it", () => {
    const { round } = announced(3);
    expect(textOf(round.state, "seed_hash")).toBe(sealOf(seed, hash));
    expect(textOf(round.state, "seed_hash")).not.toContain(seed);
  });
});

describe("a published order", () => {
  it("puts the larger household first, then goes by number", () => {
    const list = [
      { name: "HH-2", size: 4 },
      { name: "HH-1", size: 4 },
      { name: "HH-3", size: 6 },
    ];
    expect(publishedOrder(list)).toEqual(["HH-3", "HH-1", "HH-2"]);
  });
});

describe("a round", () => {
  it("names every state and lets nothing follow its end", () => {
    expect(Object.keys(roundTransitions).sort()).toEqual([...roundStates].sort());
    expect(Object.keys(roundHouseholdTransitions).sort()).toEqual([...roundHouseholdStates].sort());
    expect(roundTransitions.ended).toEqual([]);
  });

  it("is not announced before anybody was found", () => {
    const opened = openRound(ctx, {
      name: "R",
      programme,
      partner: "sp.demo",
      criteria,
      places: 1,
      order: "draw",
    });
    if (!opened.ok) throw new Error(opened.code);
    const round = after(opened.changes[0] as Change);
    const none = takeFound(ctx, round, [], { households: [], total: 0 });
    const empty = facts(done(none)).get(round.id) as StoredRecord;
    const told = { on: "2026-11-20", how: "Radio" };
    expect(announce(ctx, round, told, { seed, hash })).toMatchObject({ code: "err.transition" });
    expect(announce(ctx, empty, told, { seed, hash })).toMatchObject({ code: "err.round.empty" });
  });

  it("refuses a condition that cannot be asked", () => {
    const bad = { attribute: "nationality", is: "eq" as const, value: "x" };
    expect(
      openRound(ctx, {
        name: "R",
        programme,
        partner: "sp.demo",
        criteria: bad,
        places: 1,
        order: "draw",
      }),
    ).toMatchObject({ code: "err.bad_input" });
  });

  it("searched again, it keeps whom it has and forgets nobody", () => {
    const opened = openRound(ctx, {
      name: "R",
      programme,
      partner: "sp.demo",
      criteria,
      places: 1,
      order: "draw",
    });
    if (!opened.ok) throw new Error(opened.code);
    const round = after(opened.changes[0] as Change);
    const first = facts(
      done(takeFound(ctx, round, [], { households: [found(1), found(2)], total: 2 })),
    );
    const known = [...first.values()].filter(({ type }) => type === "RoundHousehold");
    const again = done(
      takeFound(ctx, first.get(round.id) as StoredRecord, known, {
        households: [found(2), found(3)],
        total: 2,
      }),
    );
    const households = again.filter(({ record }) => record.type === "RoundHousehold");
    expect(households.map(({ expected }) => expected).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(valueOf((again.at(-1) as Change).after, "found")).toMatchObject({ taken: 3, total: 2 });
  });
});

describe("a household of a round", () => {
  it("names its own member, changes its mind, and cannot name a child", () => {
    const { round, households } = announced(1);
    const [one] = households as [StoredRecord];
    expect(nameMember(ctx, round, one, "sp.demo/p-0-Omar")).toMatchObject({
      code: "err.round.age",
    });
    expect(nameMember(ctx, round, one, "sp.demo/nobody")).toMatchObject({ code: "err.bad_input" });
    const agreed = agree(round, one);
    expect(stateOf(agreed)).toBe("agreed");
    const no = after(done(answerNaming(ctx, round, agreed, "said_no"))[0] as Change);
    expect(stateOf(no)).toBe("said_no");
    expect(stateOf(agree(round, no))).toBe("agreed");
  });

  it("is placed by the draw; who agreed and had no luck waits in its order", () => {
    const { round, households } = announced(6, 2);
    const agreed = households.map((one) => agree(round, one));
    const closed = after(done(closeNaming(ctx, round))[0] as Change);
    const ordered = facts(done(giveOrder(ctx, closed, agreed, hash)));
    const states = agreed.map(({ id }) => ordered.get(id) as StoredRecord);
    const order = drawOrder(
      seed,
      agreed.map(({ state }) => textOf(state, "number")),
      hash,
    );
    for (const one of states) {
      const rank = order.indexOf(textOf(one.state, "number")) + 1;
      expect(valueOf(one.state, "rank")).toBe(rank);
      expect(stateOf(one)).toBe(rank <= 2 ? "placed" : "waiting");
    }
  });

  it("passes its place to the next who waits when it says no", () => {
    const { round, households } = announced(4, 1, "published");
    const agreed = households.map((one) => agree(round, one));
    const closed = after(done(closeNaming(ctx, round))[0] as Change);
    const ordered = facts(done(giveOrder(ctx, closed, agreed, hash)));
    const list = agreed.map(({ id }) => ordered.get(id) as StoredRecord);
    const placed = list.find((one) => stateOf(one) === "placed") as StoredRecord;
    const changes = done(
      answerNaming(ctx, ordered.get(round.id) as StoredRecord, placed, "said_no", list),
    );
    expect(
      changes.map((change) => [textOf(change.after, "state"), valueOf(change.after, "rank")]),
    ).toEqual([
      ["said_no", 1],
      ["placed", 2],
    ]);
  });

  it("is enrolled only with a place; somebody unknown begins as the minimum that was told", () => {
    const { round, households } = announced(1, 1);
    const agreed = agree(round, households[0] as StoredRecord);
    const input = { programme, effective_date: "2026-12-01", reason: "Drawn" };
    expect(enrolNamed(ctx, agreed, null, input)).toMatchObject({ code: "err.transition" });
    const closed = after(done(closeNaming(ctx, round))[0] as Change);
    const placed = facts(done(giveOrder(ctx, closed, [agreed], hash))).get(
      agreed.id,
    ) as StoredRecord;
    const enrolled = enrolNamed(ctx, placed, null, input);
    if (!enrolled.ok) throw new Error(enrolled.code);
    expect(enrolled.changes.map(({ record }) => record.type)).toEqual([
      "Person",
      "Enrolment",
      "RoundHousehold",
    ]);
    const [person, enrolment] = enrolled.changes as [Change, Change];
    expect(Object.keys(person.after.fields).sort()).toEqual([
      "birth_date",
      "name",
      "registration_date",
      "vital_status",
    ]);
    expect(textOf(enrolment.after, "person")).toBe(person.record.key);
  });

  it("may object once, and gets one answer", () => {
    const { households } = announced(1);
    const said = { text: "We were not told in time", due: "2026-12-04" };
    const objected = after(done(appeal(ctx, households[0] as StoredRecord, said))[0] as Change);
    expect(appeal(ctx, objected, said)).toMatchObject({ code: "err.decided" });
    const answered = after(
      done(answerAppeal(ctx, objected, "You take part in the next round"))[0] as Change,
    );
    expect(answerAppeal(ctx, answered, "x")).toMatchObject({ code: "err.decided" });
  });

  it("keeps every promise whatever is done in whatever order", () => {
    type Deed = { household: number; deed: "name" | "agree" | "no" };
    const deeds = fc.array(
      fc.record<Deed>({ household: fc.nat(4), deed: fc.constantFrom("name", "agree", "no") }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(deeds, fc.integer({ min: 1, max: 5 }), (list, places) => {
        const { round, households } = announced(5, places);
        for (const { household, deed } of list) {
          const one = households[household] as StoredRecord;
          const member = `sp.demo/p-${household}-Amina`;
          const decided =
            deed === "name"
              ? nameMember(ctx, round, one, member)
              : answerNaming(ctx, round, one, deed === "agree" ? "agreed" : "said_no");
          if (decided.ok) households[household] = after(decided.changes[0] as Change);
        }
        const agreed = households.filter((one) => stateOf(one) === "agreed").length;
        const closed = after(done(closeNaming(ctx, round))[0] as Change);
        const changes = done(giveOrder(ctx, closed, households, hash));
        const states = changes.map((change) =>
          textOf(change.after, "state"),
        ) as RoundHouseholdState[];
        expect(states.filter((state) => state === "placed")).toHaveLength(Math.min(places, agreed));
        expect(states.filter((state) => state === "waiting")).toHaveLength(
          Math.max(0, agreed - places),
        );
        const ended = after(done(endRound(ctx, round))[0] as Change);
        expect(nameMember(ctx, ended, households[0] as StoredRecord, "sp.demo/p-0-Amina").ok).toBe(
          false,
        );
      }),
      { numRuns: 50 },
    );
  });
});
