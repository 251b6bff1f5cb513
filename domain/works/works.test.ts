import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change } from "../change.ts";
import { valueOf, type StoredRecord } from "../record.ts";
import { dayMarks, type DayMark, type Payment } from "../records/work-cycle.ts";
import { after, deciding, recordWith } from "../test-records.ts";
import {
  daysOf,
  joinCycle,
  markDay,
  notePayment,
  openCycle,
  reckonWorker,
  shareDays,
  stopSite,
  tellDays,
} from "./cycle.ts";
import { markWorth, paidBy, reckon } from "./days.ts";

const ctx = deciding("ess");
const programme = { id: "ess.demo/roads", name: "Roads" };

function cycle(): StoredRecord {
  const opened = openCycle(ctx, {
    name: "Spring",
    programme,
    area: "North",
    site: "Bridge",
    from: "2026-11-02",
    until: "2026-12-18",
    wage: { amount: 40, currency: "XMV" },
    pay_working_days: 5,
    groups: ["A"],
    creche: true,
  });
  if (!opened.ok) throw new Error(opened.code);
  return after(opened.changes[0] as Change);
}
function enrolled(status = "active", of = programme) {
  const person = recordWith(ctx, "Person", { name: { given_name: "A", surname: "B" } });
  const enrolment = {
    ...recordWith(ctx, "Enrolment", { status, programme: of }),
    subject: person.id,
  };
  return { person, enrolment, group: "A", role: "worker" as const };
}
function worker(of: StoredRecord): StoredRecord {
  const joined = joinCycle(ctx, of, [], enrolled());
  if (!joined.ok) throw new Error(joined.code);
  return after(joined.changes[0] as Change);
}
const only = (decided: { ok: true; changes: Change[] } | { ok: false; code: string }): Change => {
  if (!decided.ok) throw new Error(decided.code);
  return decided.changes[0] as Change;
};

describe("days worked against days paid", () => {
  it("counts a half day as half, and nobody's excuse against them", () => {
    const days = { "2026-11-02": "worked", "2026-11-03": "half", "2026-11-04": "excused" } as const;
    expect(reckon(days, [], { pay_working_days: 5, today: "2026-11-05" })).toEqual({
      worked: 1.5,
      paid: 0,
      owed: 1.5,
      late: 0,
      late_since: null,
    });
  });

  it("is due so many working days after the week's Sunday", () => {
    expect(paidBy("2026-11-02", 5)).toBe("2026-11-13");
    expect(paidBy("2026-11-08", 5)).toBe("2026-11-13");
    expect(paidBy("2026-11-09", 1)).toBe("2026-11-16");
  });

  it("is late from the day after, for what the payments do not reach", () => {
    const days = {
      "2026-11-02": "worked",
      "2026-11-03": "worked",
      "2026-11-10": "worked",
    } as const;
    const paid: Payment[] = [{ on: "2026-11-13", days: 1, amount: 40 }];
    expect(reckon(days, paid, { pay_working_days: 5, today: "2026-11-13" }).late).toBe(0);
    expect(reckon(days, paid, { pay_working_days: 5, today: "2026-11-14" })).toMatchObject({
      owed: 2,
      late: 1,
      late_since: "2026-11-13",
    });
  });

  it("never says more is late than is owed, whatever was worked and paid", () => {
    const day = fc.integer({ min: 2, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, "0")}`);
    const days = fc.dictionary(day, fc.constantFrom(...dayMarks));
    const paid = fc.array(
      fc.record({ on: day, days: fc.constantFrom(0, 0.5, 1, 3), amount: fc.nat(99) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(days, paid, day, (marks: Record<string, DayMark>, list, today) => {
        const said = reckon(marks, list, { pay_working_days: 3, today });
        const worth = Object.values(marks).reduce((sum, mark) => sum + markWorth[mark], 0);
        expect(said.worked).toBe(worth);
        expect(said.late).toBeLessThanOrEqual(said.owed);
        expect(said.late > 0).toBe(said.late_since !== null);
      }),
    );
  });
});

describe("a cycle of public works", () => {
  it("takes in only who is enrolled in its programme now, and nobody twice", () => {
    const open = cycle();
    const one = enrolled();
    const joined = joinCycle(ctx, open, [], one);
    if (!joined.ok) throw new Error(joined.code);
    const line = after(joined.changes[0] as Change);
    expect(joinCycle(ctx, open, [line], one)).toMatchObject({ code: "err.decided" });
    expect(joinCycle(ctx, open, [], enrolled("suspended"))).toMatchObject({
      code: "err.cycle.not_enrolled",
    });
    const other = enrolled("active", { id: "ess.demo/sewing", name: "Sewing" });
    expect(joinCycle(ctx, open, [], other)).toMatchObject({ code: "err.cycle.not_enrolled" });
    const somebodyElses = { ...one, enrolment: enrolled().enrolment };
    expect(joinCycle(ctx, open, [], somebodyElses)).toMatchObject({ ok: false });
  });

  it("takes a day's list once, however often it comes", () => {
    const open = cycle();
    const line = worker(open);
    const list = { day: "2026-11-16", marks: { [line.id]: "worked" as const } };
    const marked = after(only(markDay(ctx, open, [line], list)));
    expect(daysOf(marked)).toEqual({ "2026-11-16": "worked" });
    expect(markDay(ctx, open, [marked], list)).toEqual({ ok: true, changes: [] });
  });

  it("refuses a list of a day that is not the cycle's or has not come, and of strangers", () => {
    const open = cycle();
    const line = worker(open);
    const marks = { [line.id]: "worked" as const };
    for (const day of ["2026-11-01", "2026-12-19", "2026-11-24"]) {
      expect(markDay(ctx, open, [line], { day, marks })).toMatchObject({ code: "err.cycle.day" });
    }
    const strangers = { somebody: "worked" as const };
    expect(markDay(ctx, open, [line], { day: "2026-11-16", marks: strangers })).toMatchObject({
      code: "err.bad_input",
    });
  });

  it("calls nobody absent on a day on which the site stood still, told before or after", () => {
    const open = cycle();
    const line = worker(open);
    const absent = { day: "2026-11-16", marks: { [line.id]: "absent" as const } };
    const heat = { from: "2026-11-16", until: "2026-11-17", reason: "heat" as const };
    const marked = after(only(markDay(ctx, open, [line], absent)));
    const stopped = stopSite(ctx, open, [marked], heat);
    if (!stopped.ok) throw new Error(stopped.code);
    expect(daysOf(after(stopped.changes[1] as Change))).toEqual({ "2026-11-16": "stopped" });
    const still = after(stopped.changes[0] as Change);
    expect(daysOf(after(only(markDay(ctx, still, [line], absent))))).toEqual({
      "2026-11-16": "stopped",
    });
    const there = { day: "2026-11-16", marks: { [line.id]: "worked" as const } };
    expect(daysOf(after(only(markDay(ctx, still, [line], there))))).toEqual({
      "2026-11-16": "worked",
    });
  });

  it("tells the other office days worked and paid, and nothing when nothing is new", () => {
    const open = cycle();
    const line = worker(open);
    const list = { day: "2026-11-16", marks: { [line.id]: "worked" as const } };
    const marked = after(only(markDay(ctx, open, [line], list)));
    const { enrolment } = enrolled();
    const said = reckonWorker(open, marked, "2026-11-23");
    const told = after(tellDays(ctx, enrolment, said)[0] as Change);
    expect([valueOf(told.state, "days_worked"), valueOf(told.state, "days_paid")]).toEqual([1, 0]);
    expect(tellDays(ctx, told, said)).toEqual([]);
    const paid = after(only(notePayment(ctx, marked, { on: "2026-11-20", days: 1, amount: 40 })));
    expect(reckonWorker(open, paid, "2026-11-23")).toMatchObject({ owed: 0, paid: 1 });
    const later = { on: "2026-11-24", days: 1, amount: 40 };
    expect(notePayment(ctx, marked, later)).toMatchObject({ code: "err.bad_input" });
  });

  it("lets members of one household share a place, and nobody else", () => {
    const open = cycle();
    const [one, other] = [worker(open), worker(open)];
    const shared = shareDays(ctx, one, other, { of: "h", ofOther: "h" });
    if (!shared.ok) throw new Error(shared.code);
    expect(shared.changes.map((change) => valueOf(change.after, "shares_with"))).toEqual([
      other.key,
      one.key,
    ]);
    expect(shareDays(ctx, one, other, { of: "h", ofOther: "k" }).ok).toBe(false);
    expect(shareDays(ctx, one, other, { of: null, ofOther: null }).ok).toBe(false);
    expect(shareDays(ctx, one, one, { of: "h", ofOther: "h" }).ok).toBe(false);
  });
});
