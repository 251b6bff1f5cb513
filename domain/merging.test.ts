import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, Deciding } from "./change.ts";
import { editFields } from "./editing.ts";
import { stampOf } from "./hlc.ts";
import {
  bringBack,
  isHidden,
  isWithdrawn,
  mergedInto,
  mergeRecords,
  shownState,
  unmergeRecord,
  winnersOf,
  withdrawRecord,
  type MergeDecided,
} from "./merging.ts";
import { applyIncoming } from "./receiving.ts";
import { valueOf, type StoredRecord } from "./record.ts";
import type { SystemKind } from "./records/field.ts";
import { after, deciding, recordWith } from "./test-records.ts";

let ms = Date.parse("2026-11-23T09:00:00.000Z");
const systems = new Map<string, SystemKind>([
  ["sp.demo", "sp"],
  ["sp.two", "sp"],
  ["ess.demo", "ess"],
]);
const at = (id: string, role = "supervisor"): Deciding => {
  ms += 1;
  const kind = systems.get(id) ?? "sp";
  return {
    ...deciding(kind, ms),
    self: { id, kind },
    systems,
    tick: stampOf(ms),
    by: { name: "Ines", role, system: id },
  };
};
const one = (name: string, fields = {}): StoredRecord => ({
  ...recordWith(at("sp.demo"), "Person", { sex: "female", ...fields }),
  id: name,
  key: `sp.demo/${name}`,
});
/** What a first person asked; a second one decides. */
const asked = (reason: string) => ({
  by: { name: "Leila", role: "case_manager", system: "sp.demo" },
  reason,
});
function only(decided: MergeDecided): Change {
  if (!decided.ok) throw new Error(decided.code);
  const [change] = decided.changes;
  if (!change) throw new Error("no change");
  return change;
}

describe("two records of one person", () => {
  const winner = one("a", { birth_date: "1992-02-01" });
  const loser = one("b", { birth_date: "1992-01-02", marital_status: "married" });
  const merged = after(only(mergeRecords(at("sp.demo"), loser, winner, asked("same card"))));
  const shown = (losers: StoredRecord[], first = winner) => shownState(first, losers, systems);

  it("show the winner's own values, and the loser's where the winner has none", () => {
    expect(valueOf(shown([merged]), "birth_date")).toBe("1992-02-01");
    expect(valueOf(shown([merged]), "marital_status")).toBe("married");
  });

  it("show what is written under the loser's key afterwards", () => {
    const edited = editFields(at("sp.demo"), merged, [], { changes: { birth_date: "1991-01-01" } });
    if (!edited.ok) throw new Error(edited.code);
    const [change] = edited.changes;
    expect(valueOf(shown([after(change ?? only(edited))]), "birth_date")).toBe("1991-01-01");
  });

  it("are dead when either is told to be", () => {
    const dead = recordWith(at("sp.demo"), "Person", { vital_status: "confirmed" });
    const joined = { ...dead, state: { ...dead.state, fields: { ...dead.state.fields } } };
    expect(valueOf(shown([joined]), "vital_status")).toBe("confirmed");
  });

  it("are two again, exactly as each was, when parted", () => {
    const parted = after(only(unmergeRecord(at("sp.demo"), merged, [], "two people")));
    expect(mergedInto(parted.state)).toBeNull();
    const { merged_into: _, ...fields } = parted.state.fields;
    expect({ ...parted.state, fields }).toEqual(loser.state);
  });

  it("are joined by a supervisor of the authority, with a reason, and once", () => {
    const code = (decided: MergeDecided) => (decided.ok ? "yes" : decided.code);
    expect(code(mergeRecords(at("ess.demo"), loser, winner, asked("x")))).toBe("err.not_yours");
    const same = { by: at("sp.demo").by, reason: "x" };
    expect(code(mergeRecords(at("sp.demo"), loser, winner, same))).toBe("err.second_person");
    expect(code(mergeRecords(at("sp.demo", "case_manager"), loser, winner, asked("x")))).toBe(
      "err.supervisor",
    );
    expect(code(mergeRecords(at("sp.demo"), loser, winner, asked(" ")))).toBe("err.bad_input");
    expect(code(mergeRecords(at("sp.demo"), loser, loser, asked("x")))).toBe("err.bad_input");
    expect(code(mergeRecords(at("sp.demo"), merged, winner, asked("x")))).toBe("err.transition");
    expect(code(unmergeRecord(at("sp.demo"), winner, [], "x"))).toBe("err.transition");
  });
});

describe("who speaks for whom", () => {
  const node = (name: string, into: string | null) => ({ id: name, keys: [`k/${name}`], into });

  it("is the end of the edges, and the lowest key of a circle", () => {
    const chain = [node("a", null), node("b", "k/a"), node("c", "k/b"), node("d", null)];
    expect(Object.fromEntries(winnersOf(chain))).toEqual({ a: "a", b: "a", c: "a", d: "d" });
    const circle = [node("b", "k/c"), node("c", "k/b"), node("x", "k/c")];
    expect(Object.fromEntries(winnersOf(circle))).toEqual({ b: "b", c: "b", x: "b" });
  });

  it("leaves a record for itself whose winner is not known here", () => {
    expect(winnersOf([node("a", "k/far")]).get("a")).toBe("a");
  });

  it("is one for all that hang together, whatever the edges and their order", () => {
    const names = ["a", "b", "c", "d", "e"];
    const edges = fc.array(fc.option(fc.constantFrom(...names)), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(edges, fc.shuffledSubarray(names, { minLength: 5 }), (into, order) => {
        const all = order.map((name) => {
          const target = into[names.indexOf(name)];
          return node(name, target ? `k/${target}` : null);
        });
        const winners = winnersOf(all);
        for (const { id, into: target } of all) {
          if (target) expect(winners.get(id)).toBe(winners.get(target.slice(2)));
        }
        const sorted = [...all].sort((x, y) => (x.id < y.id ? -1 : 1));
        expect(winners).toEqual(winnersOf(sorted));
      }),
    );
  });
});

describe("a record made by mistake", () => {
  const record = one("w");

  it("leaves the lists with a reason, is kept, and comes back", () => {
    const gone = after(only(withdrawRecord(at("sp.demo"), record, [], "typed twice")));
    expect([isWithdrawn(gone), isHidden(gone)]).toEqual([true, true]);
    expect(valueOf(gone.state, "sex")).toBe("female");
    const back = after(only(bringBack(at("sp.demo"), gone, "it was somebody")));
    expect(isHidden(back)).toBe(false);
  });

  it("is withdrawn by who made it, and by nobody while support goes on", () => {
    expect(withdrawRecord(at("ess.demo"), record, [], "x")).toMatchObject({
      code: "err.not_yours",
    });
    const enrolment = recordWith(at("sp.demo"), "Enrolment", { status: "active" });
    expect(withdrawRecord(at("sp.demo"), record, [enrolment], "x")).toMatchObject({
      code: "err.transition",
    });
  });
});

describe("any interleaving of joining, parting and edits", () => {
  const names = ["a", "b", "c"];
  type Op = { by: string; what: string; on: number; with: number };
  const ops = (of: string[]) =>
    fc.array(
      fc.record<Op>({
        by: fc.constantFrom(...of),
        what: fc.constantFrom("merge", "merge", "unmerge", "phone", "name", "death", "withdraw"),
        on: fc.nat(2),
        with: fc.nat(2),
      }),
      { maxLength: 12 },
    );

  it.each([
    ["two", ["sp.demo", "ess.demo"]],
    ["three", ["sp.demo", "sp.two", "ess.demo"]],
  ])("comes to one picture on %s systems", (_, of) => {
    fc.assert(
      fc.property(ops(of), fc.infiniteStream(fc.nat(99)), (all, dice) => {
        const base = names.map((name) => one(name));
        const copies = new Map(of.map((id) => [id, new Map(base.map((b) => [b.id, b]))]));
        const mail: { to: string; change: Change }[] = [];
        const receive = ({ to, change }: (typeof mail)[number]) => {
          const mine = copies.get(to);
          const record = mine?.get(change.record.id);
          if (!mine || !record) return;
          const { act, at: when, by, reason, delta, origin } = change;
          const { originVersion: ver } = change;
          const item = { type: record.type, key: record.key, ver, prev: 0, left: null };
          const got = applyIncoming(
            record,
            { ...item, origin, act, at: when, by, reason, delta },
            systems,
          );
          mine.set(record.id, after(got));
        };
        for (const op of all) {
          const mine = copies.get(op.by);
          const record = mine?.get(names[op.on] ?? "");
          const other = mine?.get(names[op.with] ?? "");
          if (!mine || !record || !other) continue;
          for (const change of changesOf(at(op.by), op.what, record, other)) {
            mine.set(change.record.id, after(change));
            for (const to of of) if (to !== op.by) mail.push({ to, change });
          }
          // Some of the mail arrives meanwhile, in no order, some of it twice.
          const [place] = [...dice.take(1)];
          const letter = mail[(place ?? 0) % (mail.length || 1)];
          if (letter && (place ?? 0) % 2 === 0) receive(letter);
        }
        for (const letter of mail.reverse()) receive(letter);
        const pictures = [...copies.values()].map((records) => pictureOf([...records.values()]));
        for (const picture of pictures) expect(picture).toEqual(pictures[0]);
      }),
      { numRuns: 300 },
    );
  });

  function changesOf(
    ctx: Deciding,
    what: string,
    record: StoredRecord,
    other: StoredRecord,
  ): Change[] {
    if (what === "merge" || what === "unmerge" || what === "withdraw") {
      const decided =
        what === "merge"
          ? mergeRecords(ctx, record, other, asked("same"))
          : what === "unmerge"
            ? unmergeRecord(ctx, record, [], "two")
            : withdrawRecord(ctx, record, [], "mistake");
      return decided.ok ? decided.changes : [];
    }
    const changes =
      what === "phone"
        ? { phone_number: ctx.tick }
        : what === "name"
          ? { marital_status: "married" }
          : { vital_status: "reported" };
    const edited = editFields(ctx, record, [], { changes });
    return edited.ok ? edited.changes : [];
  }

  /** What a screen shows of each winner, and who stands under whom. */
  function pictureOf(records: StoredRecord[]) {
    const winners = winnersOf(
      records.map(({ id, key, state }) => ({ id, keys: [key], into: mergedInto(state) })),
    );
    return records
      .filter(({ id }) => winners.get(id) === id)
      .map((winner) => {
        const losers = records.filter(
          ({ id }) => id !== winner.id && winners.get(id) === winner.id,
        );
        const { fields, sets } = shownState(winner, losers, systems);
        const names = losers.map(({ id }) => id).sort();
        return [winner.id, isWithdrawn(winner), names, fields, sets];
      });
  }
});
