import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stampOf, stampZero } from "./hlc.ts";
import { changedFields, concurrent_values_max, join } from "./merge.ts";
import { emptyState, valueOf, type RecordState, type Version } from "./record.ts";
import { recordTypes } from "./records/tables.ts";
import { vitalStatuses } from "./records/values.ts";
import { holds, joinAll, statesOf, systems, versionsOf, writesOf } from "./test-records.ts";

const one = (field: string, version: Version): RecordState => ({
  fields: { [field]: [version] },
  sets: {},
});
const person = (...states: RecordState[]) => joinAll("Person", states);

describe.each(recordTypes)("the join of a %s", (type) => {
  const state = statesOf(type);
  const both = (a: RecordState, b: RecordState) => join(type, holds, a, b);

  it("does not depend on who speaks first", () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(both(a, b)).toEqual(both(b, a));
      }),
    );
  });

  it("does not depend on what was put together first", () => {
    fc.assert(
      fc.property(state, state, state, (a, b, c) => {
        expect(both(both(a, b), c)).toEqual(both(a, both(b, c)));
      }),
    );
  });

  it("says the same when told twice", () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        expect(both(a, a)).toEqual(a);
        expect(both(both(a, b), b)).toEqual(both(a, b));
      }),
    );
  });

  it("comes to one record whatever the order and repetition of the writes", () => {
    fc.assert(
      fc.property(fc.array(writesOf(type), { maxLength: 10 }), fc.gen(), (writes, g) => {
        const mixed = g(fc.shuffledSubarray, writes, { minLength: writes.length });
        const again = [...mixed, ...g(fc.subarray, writes)];
        expect(joinAll(type, again)).toEqual(joinAll(type, writes));
      }),
    );
  });

  it("changes neither of what it joins", () => {
    fc.assert(
      fc.property(state, state, (a, b) => {
        const before = JSON.stringify([a, b]);
        both(a, b);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
    );
  });
});

describe("a field that one system owns", () => {
  it("shows the owner's value, however late another system wrote", () => {
    fc.assert(
      fc.property(versionsOf("Person", "name"), versionsOf("Person", "name"), (mine, theirs) => {
        const owner = { ...mine, o: "sp.demo" };
        const other = { ...theirs, o: "ess.demo" };
        expect(valueOf(person(one("name", other), one("name", owner)), "name")).toEqual(owner.v);
      }),
    );
  });

  it("never lets an earlier write of the owner win over a later one", () => {
    fc.assert(
      fc.property(
        versionsOf("Person", "occupation"),
        versionsOf("Person", "occupation"),
        fc.integer({ min: 1, max: 9 }),
        (first, second, ms) => {
          const earlier = { ...first, o: "ess.demo" };
          const later = { ...second, o: "ess.demo", h: stampOf(40 + ms) };
          for (const order of [
            [earlier, later],
            [later, earlier],
          ]) {
            const joined = person(...order.map((version) => one("occupation", version)));
            expect(valueOf(joined, "occupation")).toEqual(later.v);
          }
        },
      ),
    );
  });

  it("belongs to who made the record, where the table says so", () => {
    const stamps = { h: stampOf(9), v: "2026-01-01" };
    const theirs = { ...stamps, o: "ess.demo" };
    const creators = { v: "2025-01-01", h: stampOf(3), o: "sp.demo" };
    const joined = joinAll("Enrolment", [
      one("effective_date", theirs),
      one("effective_date", creators),
    ]);
    expect(valueOf(joined, "effective_date")).toBe("2025-01-01");
  });
});

describe("a field that both may write", () => {
  const phone = (v: string, at: number, o: string, seen = 0): RecordState =>
    one("phone_number", { v, h: stampOf(at), o, b: seen ? stampOf(seen) : stampZero });
  const shown = (state: RecordState) =>
    (state.fields["phone_number"] ?? []).map((version) => version.v);

  it("keeps both of two concurrent values, the later one first", () => {
    expect(shown(person(phone("1", 5, "sp.demo"), phone("2", 6, "ess.demo")))).toEqual(["2", "1"]);
  });

  it("is settled by a write that saw both, and only by such a write", () => {
    const two = person(phone("1", 5, "sp.demo"), phone("2", 6, "ess.demo"));
    expect(shown(join("Person", holds, two, phone("3", 7, "sp.demo", 6)))).toEqual(["3"]);
    expect(shown(join("Person", holds, two, phone("3", 7, "sp.demo", 5)))).toEqual(["3", "2"]);
    expect(shown(join("Person", holds, two, phone("3", 7, "sp.demo")))).toEqual(["3", "2", "1"]);
  });

  it("never drops a value that no write's base reaches, while there is room", () => {
    const writes = fc.uniqueArray(versionsOf("Person", "phone_number"), {
      maxLength: concurrent_values_max,
      selector: ({ h, o }) => `${h}${o}`,
    });
    fc.assert(
      fc.property(writes, (versions) => {
        const joined = person(...versions.map((version) => one("phone_number", version)));
        const settled =
          versions
            .map(({ b = stampZero }) => b)
            .sort()
            .at(-1) ?? stampZero;
        const alive = versions.filter(({ h }) => h > settled);
        const byStamp = alive.toSorted((a, b) =>
          a.h === b.h ? (a.o > b.o ? -1 : 1) : a.h > b.h ? -1 : 1,
        );
        expect(shown(joined)).toEqual(byStamp.map(({ v }) => v));
      }),
    );
  });

  it("is never emptied by a write that claims to have seen what comes after it", () => {
    const forged = one("phone_number", {
      v: "9",
      h: stampOf(7),
      o: "ess.demo",
      b: stampOf(9_999_999),
    });
    const joined = person(phone("1", 5, "sp.demo"), forged);
    expect(shown(joined)).toEqual(["9", "1"]);
    expect(shown(join("Person", holds, joined, phone("2", 8, "sp.demo", 7)))).toEqual(["2"]);
  });

  it("says the same of one stamp given out twice, whoever is heard first", () => {
    const [a, b] = [phone("1", 5, "sp.demo", 1), phone("2", 5, "sp.demo", 3)];
    expect(person(a, b)).toEqual(person(b, a));
  });
});

describe("vital status", () => {
  const status = (v: string, at: number, n: number, o = "sp.demo"): RecordState =>
    one("vital_status", { v, h: stampOf(at), o, n });

  it("steps down only by the authority's higher reversal number; all others only report", () => {
    const writes = fc.array(
      fc.record({
        v: fc.constantFrom(...vitalStatuses),
        at: fc.nat(30),
        n: fc.nat(2),
        o: fc.constantFrom(...systems.keys()),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(writes, (all) => {
        const joined = person(...all.map(({ v, at, n, o }) => status(v, at, n, o)));
        const [shown] = joined.fields["vital_status"] ?? [];
        const level = (v: unknown) => vitalStatuses.indexOf(v as "alive");
        const own = all.filter(({ o }) => o === "sp.demo");
        const reversals = Math.max(0, ...own.map(({ n }) => n));
        const said = own.filter(({ n }) => n === reversals).map(({ v }) => level(v));
        const highest = Math.max(-1, ...said);
        if (own.length > 0) expect(level(shown?.v)).toBeGreaterThanOrEqual(highest);
        if (shown?.o !== "sp.demo") expect(shown?.v).not.toBe("confirmed");
      }),
    );
  });

  it("stays confirmed whatever is written later, until the reversal", () => {
    const dead = person(status("confirmed", 5, 0), status("alive", 9, 0, "ess.demo"));
    expect(valueOf(dead, "vital_status")).toBe("confirmed");
    const back = join("Person", holds, dead, status("alive", 4, 1));
    expect(valueOf(back, "vital_status")).toBe("alive");
    expect(valueOf(join("Person", holds, back, dead), "vital_status")).toBe("alive");
  });
});

describe("a list", () => {
  const set = (id: string, version: Version): RecordState => ({
    fields: {},
    sets: { languages: { [id]: version } },
  });

  it("keeps what each system added, and a removal is not undone by an earlier add", () => {
    const added = set("sp.demo:1", { v: "fr", h: stampOf(3), o: "sp.demo" });
    const removed = set("sp.demo:1", { v: "fr", h: stampOf(5), o: "sp.demo", gone: true });
    const other = set("ess.demo:1", { v: "ar", h: stampOf(4), o: "ess.demo" });
    const joined = person(removed, added, other);
    expect(joined.sets["languages"]?.["sp.demo:1"]?.gone).toBe(true);
    expect(joined.sets["languages"]?.["ess.demo:1"]?.v).toBe("ar");
  });
});

it("names the fields that moved, and no others", () => {
  fc.assert(
    fc.property(statesOf("Person"), (state) => {
      expect(changedFields(state, state)).toEqual([]);
      const all = [...Object.keys(state.fields), ...Object.keys(state.sets)];
      expect(changedFields(emptyState, state)).toEqual(all.sort());
    }),
  );
});
