import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stampOf } from "./hlc.ts";
import type { Json } from "./json.ts";
import { changeOfPlain } from "./plain-receiving.ts";
import { applyIncoming, placeOf, recordFromPartner, type Incoming } from "./receiving.ts";
import { valueOf, type StoredRecord, type Version } from "./record.ts";
import { deciding, now, recordWith, statesOf, systems } from "./test-records.ts";

const sp = deciding("sp");
function incoming(
  fields: Record<string, Partial<Version>>,
  change: Partial<Incoming> = {},
): Incoming {
  const versions = Object.entries(fields).map(([field, version]) => [
    field,
    [{ v: "", h: stampOf(now + 5), o: "ess.demo", ...version }],
  ]);
  return {
    type: "Person",
    key: "sp.demo/x",
    ver: 4,
    prev: 3,
    origin: "ess.demo",
    act: "person.edited",
    at: "2026-11-23T08:00:00.000Z",
    by: { name: "Rosa Ortega", role: "counsellor", system: "ess.demo" },
    reason: "told us",
    delta: { fields: Object.fromEntries(versions) as Incoming["delta"]["fields"], sets: {} },
    left: null,
    ...change,
  };
}
const receive = (record: StoredRecord, fields: Record<string, Partial<Version>>) =>
  applyIncoming(record, incoming(fields), systems);

describe("a version's place", () => {
  it.each([
    [0, 1, 0, "next"],
    [3, 4, 3, "next"],
    [3, 6, 2, "next"],
    [3, 3, 2, "duplicate"],
    [3, 1, 0, "duplicate"],
    [3, 6, 5, "gap"],
    [0, 2, 1, "gap"],
  ])("after mark %i is, for ver %i and prev %i, %s", (mark, ver, prev, place) => {
    expect(placeOf(mark, { ver, prev })).toBe(place);
  });

  it("of a whole record sent again is 'next' whatever went before, and never goes back", () => {
    expect(placeOf(2, { ver: 7, prev: 5, whole: true })).toBe("next");
    expect(placeOf(2, { ver: 7, prev: 5, whole: false })).toBe("gap");
    expect(placeOf(7, { ver: 7, prev: 5, whole: true })).toBe("duplicate");
  });

  it("is 'next' exactly once, whatever the repetition", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 40 }), (order) => {
        let mark = 0;
        const applied: number[] = [];
        for (const ver of order) {
          if (placeOf(mark, { ver, prev: ver - 1 }) !== "next") continue;
          mark = ver;
          applied.push(ver);
        }
        expect(applied).toEqual(applied.map((_, index) => index + 1));
      }),
    );
  });
});

describe("a partner's change", () => {
  const person = recordWith(sp, "Person", { occupation: "cook", email: "a@b.test" });

  it("is appended with its own origin, version, time and worker, and makes no version of ours", () => {
    const change = receive(person, { occupation: { v: "baker" } });
    expect(change).toMatchObject({
      origin: "ess.demo",
      originVersion: 4,
      at: "2026-11-23T08:00:00.000Z",
      by: { name: "Rosa Ortega" },
      reason: "told us",
      before: { occupation: "cook" },
      ownVersion: person.ownVersion,
      expected: person.version,
    });
    expect(valueOf(change.after, "occupation")).toBe("baker");
  });

  it("never brings in versions of others, local or unknown fields, or elements it did not name", () => {
    const foreign: Incoming = incoming({
      occupation: { v: "baker", o: "ess.two" },
      email: { v: "x", o: "sp.demo", h: stampOf(now + 9) },
      notes: { v: "x" },
      made_up: { v: "x" },
      languages: { v: "x" },
    });
    const element = { v: "fr", h: stampOf(now + 9), o: "ess.demo" };
    foreign.delta.sets = { languages: { "sp.demo:1": element }, email: { "ess.demo:1": element } };
    const change = applyIncoming(person, foreign, systems);
    expect(change.delta).toEqual({ fields: {}, sets: { languages: {} } });
    expect(change.after.fields).toEqual(person.state.fields);
  });

  it("does not touch what another system owns, however late it is", () => {
    const named = recordWith(sp, "Person", { birth_date: "1992-02-01" });
    const change = receive(named, { birth_date: { v: "1970-01-01", h: stampOf(now + 99) } });
    expect(valueOf(change.after, "birth_date")).toBe("1992-02-01");
  });

  it("comes to the same state applied twice", () => {
    fc.assert(
      fc.property(statesOf("Person"), (delta) => {
        const item = incoming({}, { delta });
        const once = applyIncoming(person, item, systems);
        const twice = applyIncoming({ ...person, state: once.after }, item, systems);
        expect(twice.after).toEqual(once.after);
      }),
    );
  });
});

describe("a death", () => {
  const alive = recordWith(sp, "Person", { vital_status: "alive" });
  const status = (change: ReturnType<typeof receive>) => valueOf(change.after, "vital_status");

  it("confirmed by somebody else than its authority is a report", () => {
    expect(status(receive(alive, { vital_status: { v: "confirmed", n: 0 } }))).toBe("reported");
  });

  it("confirmed by social protection is confirmed, whoever made the record", () => {
    const record = recordWith(deciding("ess"), "Person", { vital_status: "alive" });
    const version = { v: "confirmed", h: stampOf(now + 5), o: "sp.demo", n: 0 };
    const item = incoming(
      {},
      {
        origin: "sp.demo",
        delta: { fields: { vital_status: [version] }, sets: {} },
      },
    );
    expect(status(applyIncoming(record, item, systems))).toBe("confirmed");
  });

  it("is not undone by a reversal that its authority did not make", () => {
    const dead = recordWith(sp, "Person", { vital_status: "confirmed" });
    expect(status(receive(dead, { vital_status: { v: "alive", n: 7 } }))).toBe("confirmed");
  });
});

describe("a record first heard of from a partner", () => {
  it("keeps the partner's key and none of our versions", () => {
    const record = recordFromPartner(incoming({}, { key: "ess.demo/y" }), "id", {
      subject: "s",
      household: "h",
    });
    expect(record).toMatchObject({
      key: "ess.demo/y",
      version: 0,
      ownVersion: 0,
      subject: "id",
      household: "h",
    });
  });
});

describe("a plain partner's view of a person", () => {
  const person = recordWith(sp, "Person", {
    occupation: "cook",
    email: "a@b.test",
    birth_date: "1992-02-01",
  });
  const say = (values: Record<string, Json>) => changeOfPlain(sp, person, "ess.demo", values);

  it("changes what it owns or shares, with our receipt as its time", () => {
    const [change, ...more] = say({ occupation: "baker", email: "c@d.test" });
    expect(more).toEqual([]);
    expect(change).toMatchObject({ origin: "ess.demo", ownVersion: person.ownVersion });
    expect(valueOf(change?.after ?? person.state, "occupation")).toBe("baker");
    expect((change?.after.fields["email"] ?? []).map(({ v }) => v)).toEqual(["c@d.test"]);
  });

  it("becomes a proposal in its name about what we own", () => {
    const [proposal, ...more] = say({ birth_date: "1970-01-01" });
    expect(more).toEqual([]);
    expect(proposal).toMatchObject({ act: "proposal.made", origin: "ess.demo" });
    expect(valueOf(proposal?.after ?? person.state, "value")).toBe("1970-01-01");
    expect(proposal?.record.key.startsWith("ess.demo/")).toBe(true);
  });

  it("says nothing new with what we know, what is not valid, local, fixed or a list", () => {
    const same = { occupation: "cook", birth_date: "1992-02-01" };
    const bad = { sex: "f", notes: "x", household: "ess.demo/h", languages: ["fr"], made_up: 1 };
    expect(say({ ...same, ...bad })).toEqual([]);
  });
});
