import { expect, it } from "vitest";
import { handOver, mayHandOver, weightOf, workerOf, type Handover } from "./caseload.ts";
import type { StoredRecord } from "./record.ts";
import { after, deciding, recordWith } from "./test-records.ts";

const ctx = deciding("sp");
const person = recordWith(ctx, "Person", {});
const leila = { id: "leila", name: "Leila Haddad" };
const ines = { id: "ines", name: "Ines Moreau" };
const given: Handover = { to: leila, seen: null, reason: "New here" };

function moved(known: StoredRecord | null, change: Partial<Handover> = {}): StoredRecord {
  const done = handOver(ctx, person, known, { ...given, ...change });
  const first = done.ok ? done.changes[0] : undefined;
  if (!first) throw new Error("refused");
  return after(first);
}

it("a case begins with somebody, moves with a reason, and is one record all the time", () => {
  const held = moved(null);
  expect([workerOf(held), weightOf(held)]).toEqual([leila, "usual"]);
  const next = moved(held, { to: ines, seen: "leila", weight: "intensive" });
  expect(next.id).toBe(held.id);
  expect([workerOf(next), weightOf(next)]).toEqual([ines, "intensive"]);
  expect(workerOf(moved(next, { to: null, seen: "ines" }))).toBeNull();
  const done = handOver(ctx, person, null, given);
  expect(done).toMatchObject({ changes: [{ act: "case.handed_over", reason: "New here" }] });
});

it("whoever looked at an older list is told, and nothing moves", () => {
  const held = moved(null);
  expect(handOver(ctx, person, held, given)).toMatchObject({ code: "err.stale" });
});

it("the same again is no handover; another weight is a change", () => {
  const held = moved(null);
  const again = { ...given, seen: "leila" };
  expect(handOver(ctx, person, held, again)).toMatchObject({ code: "err.caseload.same" });
  expect(weightOf(moved(held, { seen: "leila", weight: "light" }))).toBe("light");
  expect(handOver(ctx, person, null, { ...given, to: null })).toMatchObject({ ok: false });
});

it("nobody takes on somebody who is said to have died; the case can be given up", () => {
  const dead = recordWith(ctx, "Person", { vital_status: "reported" });
  expect(handOver(ctx, dead, null, given)).toMatchObject({ code: "err.caseload.died" });
  const gone = handOver(ctx, dead, moved(null), { ...given, to: null, seen: "leila" });
  expect(gone.ok).toBe(true);
});

it.each([
  ["supervisor", "leila", "ines", true],
  ["case_manager", null, "leila", true],
  ["case_manager", null, "ines", false],
  ["case_manager", "leila", null, true],
  ["case_manager", "ines", "leila", false],
  ["case_manager", "leila", "ines", false],
])("a %s moves a case from %s to %s: %s", (role, now, to, may) => {
  expect(mayHandOver({ id: "leila", role }, now, to)).toBe(may);
});
