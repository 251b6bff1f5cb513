import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityOver, mayTakeStep } from "./authority.ts";
import type { Change, Deciding } from "./change.ts";
import { openEnrolment } from "./case-work.ts";
import { stampOf } from "./hlc.ts";
import { join } from "./merge.ts";
import { mayBeOffered } from "./offer.ts";
import { textOf, valueOf, type RecordState, type StoredRecord } from "./record.ts";
import { enrolmentStatuses, type EnrolmentStatus, type Worker } from "./records/values.ts";
import { after, deciding, recordWith, systems } from "./test-records.ts";
import { mayFollow } from "./transitions.ts";
import {
  confirmDeath,
  reportDeath,
  restoreEnrolment,
  reverseDeath,
  type DeathDecided,
  type Earlier,
} from "./vital-status.ts";

let ms = Date.parse("2026-11-23T09:00:00.000Z");
const at = (kind: "sp" | "ess", name: string, role: string): Deciding => ({
  ...deciding(kind, (ms += 1)),
  by: { name, role, system: `${kind}.demo` },
});
const leila = () => at("sp", "Leila", "case_manager");
const ines = () => at("sp", "Ines", "supervisor");
const marc = () => at("ess", "Marc", "counsellor");
const news = { date: "2026-11-20", reason: "civil register" };
const fit = { birth_date: "1992-02-01", household: "sp.demo/h", vital_status: "alive" };
const person = recordWith(leila(), "Person", fit);

function changesOf(decided: DeathDecided): Change[] {
  if (!decided.ok) throw new Error(decided.code);
  return decided.changes;
}
function first(decided: DeathDecided): StoredRecord {
  const [change] = changesOf(decided);
  if (!change) throw new Error("no change");
  return after(change);
}
function enrolled(status: EnrolmentStatus): StoredRecord {
  const opened = openEnrolment(leila(), person, {
    programme: { id: "sp.demo/cash", name: "Cash transfer" },
    effective_date: "2026-01-01",
    reason: "",
  });
  if (!opened.ok) throw new Error(opened.code);
  const [change] = opened.changes;
  if (!change) throw new Error("no enrolment");
  const record = after(change);
  const [version] = record.state.fields["status"] ?? [];
  if (!version) throw new Error("no status");
  const fields = { ...record.state.fields, status: [{ ...version, v: status }] };
  return { ...record, state: { ...record.state, fields } };
}

describe("a report of a death", () => {
  it("may come from either office, touches the status and the day, and nothing else", () => {
    for (const ctx of [leila(), marc()]) {
      const [change, ...more] = changesOf(reportDeath(ctx, person, news));
      expect(more).toEqual([]);
      expect(Object.keys(change?.delta.fields ?? {}).sort()).toEqual([
        "death_date",
        "vital_status",
      ]);
      expect(change?.act).toBe("death.reported");
    }
  });

  it("stops offers, and an enrolment stays as it is", () => {
    const reported = first(reportDeath(leila(), person, news));
    expect(mayBeOffered(person.state, "2026-11-23").fits).toBe(true);
    expect(mayBeOffered(reported.state, "2026-11-23").fits).toBe(false);
  });

  it("is refused without where it is known from, with a day to come, or twice", () => {
    const ctx = leila();
    expect(reportDeath(ctx, person, { ...news, reason: " " })).toMatchObject({ ok: false });
    expect(reportDeath(ctx, person, { ...news, date: "2027-01-01" })).toMatchObject({ ok: false });
    const reported = first(reportDeath(ctx, person, news));
    expect(reportDeath(ctx, reported, news)).toMatchObject({ code: "err.transition" });
  });
});

describe("a confirmation", () => {
  const by = leila();
  const reported = first(reportDeath(by, person, news));

  it("is the authority's, of a second person, one of the two a supervisor", () => {
    const code = (ctx: Deciding, reporter: Worker | null) => {
      const decided = confirmDeath(ctx, reported, [], reporter, news);
      return decided.ok ? "yes" : decided.code;
    };
    expect(code(marc(), by.by)).toBe("err.not_yours");
    expect(code(leila(), by.by)).toBe("err.second_person");
    expect(code(at("sp", "Other", "case_manager"), by.by)).toBe("err.supervisor");
    expect(code(ines(), by.by)).toBe("yes");
    expect(code(ines(), ines().by)).toBe("err.second_person");
    expect(code(leila(), ines().by)).toBe("yes");
    expect(code(leila(), marc().by)).toBe("err.supervisor");
  });

  it("needs a report first", () => {
    expect(confirmDeath(ines(), person, [], null, news)).toMatchObject({ code: "err.transition" });
  });

  it.each(enrolmentStatuses)(
    "closes an own enrolment that is %s by the enrolment law",
    (status) => {
      const one = enrolled(status);
      const [, ...closed] = changesOf(confirmDeath(ines(), reported, [one], by.by, news));
      expect(closed.map(({ after: state }) => textOf(state, "status"))).toEqual(
        mayFollow(status, "deceased") ? ["deceased"] : [],
      );
      for (const { after: state } of closed) {
        expect(textOf(state, "effective_date")).toBe("2026-11-20");
      }
    },
  );

  it("leaves another office's enrolment to that office", () => {
    const theirs = { ...enrolled("active"), key: "ess.demo/e" };
    expect(changesOf(confirmDeath(ines(), reported, [theirs], by.by, news))).toHaveLength(1);
  });
});

describe("a reversal", () => {
  const by = leila();
  const reported = first(reportDeath(by, person, news));

  it.each(enrolmentStatuses.filter((status) => mayFollow(status, "deceased")))(
    "makes an enrolment that was %s what it was, and names from when payments are owed",
    (status) => {
      const one = enrolled(status);
      const [dead, closed] = changesOf(confirmDeath(ines(), reported, [one], by.by, news));
      if (!dead || !closed) throw new Error("not closed");
      const earlier = new Map<string, Earlier>([
        [one.id, { status, effective_date: "2026-01-01" }],
      ]);
      const decided = reverseDeath(ines(), after(dead), [after(closed)], earlier, "mistaken");
      const [alive, back] = changesOf(decided);
      if (!alive || !back) throw new Error("not restored");
      expect(valueOf(alive.after, "vital_status")).toBe("alive");
      expect(valueOf(alive.after, "death_date")).toBeNull();
      expect(textOf(back.after, "status")).toBe(status === "active" ? "reinstated" : status);
      const isOwed = ["active", "reinstated", "awaiting_renewal"].includes(status);
      expect(valueOf(back.after, "arrears_from")).toBe(isOwed ? "2026-11-20" : null);
    },
  );

  it("is a supervisor's of the authority, of a report as of a confirmation", () => {
    const none = new Map<string, Earlier>();
    expect(reverseDeath(marc(), reported, [], none, "x")).toMatchObject({ code: "err.not_yours" });
    expect(reverseDeath(leila(), reported, [], none, "x")).toMatchObject({
      code: "err.supervisor",
    });
    expect(reverseDeath(ines(), reported, [], none, "x").ok).toBe(true);
    expect(reverseDeath(ines(), person, [], none, "x")).toMatchObject({ code: "err.transition" });
  });

  it("lets the other office restore its own enrolment, and only while nobody says dead", () => {
    const one = { ...enrolled("deceased"), key: "ess.demo/e" };
    const earlier = new Map<string, Earlier>([
      [one.id, { status: "active", effective_date: "2026-01-01" }],
    ]);
    expect(restoreEnrolment(marc(), person, one, earlier, "x").ok).toBe(true);
    const dead = first(confirmDeath(ines(), reported, [], by.by, news));
    expect(restoreEnrolment(marc(), dead, one, earlier, "x")).toMatchObject({
      code: "err.transition",
    });
  });
});

describe("in every order", () => {
  const holds = authorityOver(person.key, systems);
  const status = (v: string, time: number, n: number, o: string): RecordState => ({
    fields: { vital_status: [{ v, h: stampOf(time), o, n }] },
    sets: {},
  });
  const edit = (time: number): RecordState => ({
    fields: { phone_number: [{ v: `${time}`, h: stampOf(time), o: "ess.demo" }] },
    sets: {},
  });
  // What the authority did, in its own order: each may come with what others say, true or not.
  const histories = fc.record({
    own: fc.array(fc.constantFrom("reported", "confirmed", "reversal"), { maxLength: 3 }),
    others: fc.array(
      fc.record({
        v: fc.constantFrom("alive", "reported", "confirmed", "edit"),
        time: fc.nat(99),
        n: fc.nat(3),
        o: fc.constantFrom("ess.demo", "ess.two"),
      }),
      { maxLength: 3 },
    ),
  });

  it("six events come to one state, and nobody but the authority's reversal brings back to life", () => {
    let orders = 0;
    fc.assert(
      fc.property(histories, ({ own, others }) => {
        let n = 0;
        const mine = own.map((what, index) => {
          if (what === "reversal") n += 1;
          return { v: what === "reversal" ? "alive" : what, n, time: 10 + index };
        });
        const events = [
          ...mine.map(({ v, n: number, time }) => ({
            state: status(v, time, number, "sp.demo"),
            confirms: v === "confirmed" ? number : null,
            reversal: number,
          })),
          ...others.map(({ v, time, n: number, o }) => ({
            state: v === "edit" ? edit(time) : status(v, time, number, o),
            confirms: null,
            reversal: 0,
          })),
        ];
        const ends = new Set<string>();
        for (const order of ordersOf(events)) {
          orders += 1;
          let state = person.state;
          let confirmed = -1;
          let reversed = 0;
          for (const event of order) {
            state = join("Person", holds, state, event.state);
            confirmed = Math.max(confirmed, event.confirms ?? -1);
            reversed = Math.max(reversed, event.reversal);
            const shown = valueOf(state, "vital_status");
            if (confirmed >= reversed) expect(shown).toBe("confirmed");
            else expect(shown).not.toBe("confirmed");
          }
          ends.add(JSON.stringify(state.fields));
        }
        expect(ends.size).toBe(1);
      }),
      { numRuns: 60 },
    );
    expect(orders).toBeGreaterThan(1_000);
  });
});

function ordersOf<Of>(all: readonly Of[]): Of[][] {
  if (all.length <= 1) return [[...all]];
  return all.flatMap((one, index) =>
    ordersOf(all.filter((_, other) => other !== index)).map((rest) => [one, ...rest]),
  );
}

it("asks one question about steps, total by type", () => {
  const sp = (system: string) => system === "sp.demo";
  expect(mayTakeStep("report", marc().by, null, sp)).toBe("yes");
  expect(mayTakeStep("confirm", ines().by, null, sp)).toBe("yes");
});
