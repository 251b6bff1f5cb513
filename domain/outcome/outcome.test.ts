import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import { causes, evidenceKinds } from "../records/outcome-records.ts";
import { promisers } from "../records/plan-values.ts";
import { addHiddenStep } from "../plan/hidden.ts";
import { addStep, moveStep, type Planned } from "../plan/planning.ts";
import { draftOf } from "../plan/signing.ts";
import { carry, hiding, sha256, twoOffices, type Office } from "../plan/test-plan.ts";
import { countsOf } from "./counts.ts";
import { causeLaw, fitting, type Side } from "./law.ts";
import { addEvidence, recordOutcome, takeBack, type NewOutcome, type Said } from "./recording.ts";
import { shieldsOf, type Shielding } from "./shield.ts";
import { timesOf, type TimeStanding } from "./standing.ts";

/** The clock of the tests stands on this day. */
const today = new Date(twoOffices().sp.ctx(1).nowIso).toISOString().slice(0, 10);
const yesterday = dayBefore(today, 1);
const window = { from: dayBefore(today, 60), to: today, today };

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10);
}

function withStep(
  fields: Record<string, Json> = {},
  lane: "social" | "employment" | "person" = "person",
) {
  const offices = twoOffices();
  const { sp, ess } = offices;
  const id = sp.do(addStep(sp.ctx(), sp.person, sp.book, lane, { what: "Visit", ...fields }));
  carry(sp, ess);
  const { key } = sp.byId(id);
  return { ...offices, key };
}

const recordedAt = (office: Office) => ({
  outcomes: office.about.filter(({ type }) => type.startsWith("Outcome")),
  evidence: office.about.filter(({ type }) => type.startsWith("Evidence")),
});

function record(office: Office, key: string, what: Said, more: Partial<NewOutcome> = {}): Planned {
  const input = { time: "", day: yesterday, what, corrects: null, why: "", ...more };
  return recordOutcome(
    office.ctx(),
    sha256,
    office.book,
    office.byKey(key),
    recordedAt(office),
    input,
  );
}

const word: Said = { said: "happened", known: { kind: "persons_word", source: "" } };
const missed: Said = { said: "could_not", side: "person", cause: "not_known", reason: "" };

function standing(office: Office, key: string): TimeStanding {
  const [time] = timesOf(office.byKey(key), recordedAt(office), window);
  if (!time) throw new Error("no time");
  return time;
}

describe("what happened", () => {
  it("is happened only with evidence that fits whose step it is; without it is ticked", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...promisers),
        fc.constantFrom(...evidenceKinds),
        (party, kind) => {
          const { sp, key } = withStep({ who: { party, role: "" } });
          sp.do(record(sp, key, { said: "happened", known: { kind, source: "List of Monday" } }));
          const fits = fitting[party].includes(kind);
          expect(standing(sp, key).stands).toBe(fits ? "happened" : "ticked");
        },
      ),
    );
    const { sp, key } = withStep();
    sp.do(record(sp, key, { said: "happened", known: null }));
    expect(standing(sp, key).stands).toBe("ticked");
  });

  it("is only ticked where the board says done and nobody says how that is known", () => {
    const { sp, key } = withStep({ state: "planned" });
    sp.do(moveStep(sp.ctx(), sp.person, sp.byKey(key), "done"));
    expect(standing(sp, key).stands).toBe("ticked");
  });

  it("counts what a worker wrote down for somebody else apart, until somebody else shows it", () => {
    const { sp, key } = withStep();
    const outcome = sp.byId(sp.do(record(sp, key, word)));
    expect(standing(sp, key)).toMatchObject({ stands: "happened", assisted: true });
    sp.do(addEvidence(sp.ctx(), sp.byKey(key), outcome, { kind: "document", source: "Receipt" }));
    expect(standing(sp, key)).toMatchObject({ stands: "happened", assisted: false });
  });

  it("needs a name for evidence that is somebody else's", () => {
    const { sp, key } = withStep();
    const blank = record(sp, key, { said: "happened", known: { kind: "document", source: " " } });
    expect(blank).toMatchObject({ ok: false, code: "err.bad_input", fields: ["source"] });
  });

  it("asks for a cause that can be of who could not, and says which excuse", () => {
    fc.assert(
      fc.property(fc.constantFrom(...promisers), fc.constantFrom(...causes), (side, cause) => {
        const { sp, key } = withStep();
        const said = record(sp, key, { said: "could_not", side, cause, reason: "Said so" });
        expect(said.ok).toBe(causeLaw[cause].sides.includes(side));
        if (!said.ok) return;
        const { state } = sp.byId(sp.do(said));
        expect(valueOf(state, "excused")).toBe(side === "person" && causeLaw[cause].excuses);
        const isPrivate = side === "person" && causeLaw[cause].isPersonal;
        expect(textOf(state, "cause")).toBe(isPrivate ? "personal" : cause);
        expect(textOf(state, "reason")).toBe(isPrivate ? "" : "Said so");
      }),
    );
  });

  it("is recorded once by an office, of a time that has come and that the step has", () => {
    const { sp, key } = withStep();
    sp.do(record(sp, key, word));
    expect(record(sp, key, word)).toMatchObject({ ok: true, changes: [] });
    expect(record(sp, key, missed)).toMatchObject({ code: "err.outcome.recorded" });
    const tomorrow = dayBefore(today, -1);
    const other = withStep();
    const early = record(other.sp, other.key, word, { day: tomorrow });
    expect(early).toMatchObject({ code: "err.outcome.future" });
    const odd = record(other.sp, other.key, word, { time: `${yesterday}T09:00` });
    expect(odd).toMatchObject({ code: "err.outcome.no_such_time" });
  });

  it("has each time of a series by itself", () => {
    const first = dayBefore(today, 14);
    const times = {
      start: `${first}T09:00`,
      end: `${first}T10:00`,
      zone: "Africa/Tunis",
      rrule: "FREQ=WEEKLY",
    };
    const { sp, key } = withStep({ times, repeats: "weekly" });
    const week = dayBefore(today, 7);
    sp.do(record(sp, key, word, { time: `${week}T09:00`, day: week }));
    const all = timesOf(sp.byKey(key), recordedAt(sp), window);
    expect(all.map(({ day, stands }) => [day, stands])).toEqual([
      [first, "open"],
      [week, "happened"],
      [today, "open"],
    ]);
    const wrong = record(sp, key, word, { time: `${week}T09:30`, day: week });
    expect(wrong).toMatchObject({ code: "err.outcome.no_such_time" });
  });
});

describe("a correction", () => {
  it("names what it corrects and why; nothing is erased", () => {
    const { sp, key } = withStep();
    const first = sp.byId(sp.do(record(sp, key, missed)));
    const bare = record(sp, key, word, { corrects: first.key });
    expect(bare).toMatchObject({ code: "err.bad_input", fields: ["why"] });
    sp.do(record(sp, key, word, { corrects: first.key, why: "The nurse called" }));
    const now = standing(sp, key);
    expect(now.stands).toBe("happened");
    expect(now.earlier.map(({ key: of }) => of)).toEqual([first.key]);
    const again = record(sp, key, word, { corrects: first.key, why: "Late" });
    expect(again).toMatchObject({ code: "err.stale" });
  });

  it("keeps the evidence as long as it says the same", () => {
    const { sp, key } = withStep();
    const first = sp.byId(sp.do(record(sp, key, word)));
    const bare: Said = { said: "happened", known: null };
    const second = sp.byId(
      sp.do(
        record(sp, key, bare, {
          corrects: first.key,
          why: "A day before",
          day: dayBefore(today, 2),
        }),
      ),
    );
    expect(standing(sp, key).stands).toBe("happened");
    const third = sp.byId(sp.do(record(sp, key, missed, { corrects: second.key, why: "Not she" })));
    sp.do(record(sp, key, bare, { corrects: third.key, why: "She, after all" }));
    expect(standing(sp, key).stands).toBe("ticked");
  });

  it("can take it all back, and then it is as if nothing had been recorded", () => {
    const { sp, ess, key } = withStep({ due: yesterday });
    const outcome = sp.byId(sp.do(record(sp, key, word)));
    carry(sp, ess);
    const theirs = takeBack(
      ess.ctx(),
      sha256,
      ess.byKey(key),
      recordedAt(ess).outcomes,
      outcome,
      "",
    );
    expect(theirs).toMatchObject({ code: "err.not_yours" });
    sp.do(takeBack(sp.ctx(), sha256, sp.byKey(key), recordedAt(sp).outcomes, outcome, ""));
    const now = standing(sp, key);
    expect([now.stands, now.outcomes, now.earlier.length]).toEqual(["open", [], 2]);
    expect(record(sp, key, missed).ok).toBe(true);
  });
});

describe("two offices", () => {
  it("come to the same in any order of arrival, with repetitions", () => {
    const { sp, ess, key } = withStep({ due: yesterday });
    const first = sp.byId(sp.do(record(sp, key, missed)));
    ess.do(record(ess, key, word));
    sp.do(record(sp, key, word, { corrects: first.key, why: "Asked" }));
    const all = [...sp.done, ...ess.done];
    const expected = fold(all, key);
    expect(expected.stands).toBe("happened");
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
        expect(fold([...order, ...order.slice(0, 3)], key)).toEqual(expected);
      }),
    );
  });

  it("that say so apart show each other; where they differ, that is shown and held against nobody", () => {
    const bare: Said = { said: "happened", known: null };
    const both = withStep();
    both.sp.do(record(both.sp, both.key, bare));
    both.ess.do(record(both.ess, both.key, bare));
    carry(both.ess, both.sp);
    expect(standing(both.sp, both.key)).toMatchObject({ stands: "happened", assisted: false });
    const apart = withStep();
    apart.sp.do(record(apart.sp, apart.key, missed));
    apart.ess.do(record(apart.ess, apart.key, word));
    carry(apart.ess, apart.sp);
    expect(standing(apart.sp, apart.key).stands).toBe("differs");
  });

  it("agree to the same terms before and after: an outcome is no part of them", () => {
    const { sp, key } = withStep();
    const before = draftOf(sp.book, sha256).root;
    sp.do(record(sp, key, word));
    expect(draftOf(sp.book, sha256).root).toBe(before);
  });

  it("keep what became of a protected step to themselves", () => {
    const { sp } = twoOffices();
    const lane = "person" as const;
    const id = sp.do(
      addHiddenStep(sp.ctx(), hiding, sp.person, sp.book, lane, { what: "Shelter" }),
    );
    const made = record(sp, sp.byId(id).key, word);
    if (!made.ok) throw new Error(made.code);
    expect(made.changes.map(({ record: one }) => one.type)).toEqual([
      "OutcomeHere",
      "EvidenceHere",
    ]);
  });
});

describe("what never counts against anybody", () => {
  const around = (office: Office, change: Partial<Shielding> = {}): Shielding => {
    const { terms, root } = draftOf(office.book, sha256);
    return {
      book: office.book,
      recorded: recordedAt(office),
      inConflict: new Set(),
      versions: new Map([[root, terms]]),
      agreement: {
        inForce: null,
        agreed: [{ root, at: `${dayBefore(today, 30)}T09:00:00.000Z` }],
        said: { social: null, employment: null, person: null },
        asks: [],
      },
      signOffs: [],
      from: window.from,
      today,
      ...change,
    };
  };
  const shielded = (office: Office, key: string, change: Partial<Shielding> = {}) =>
    shieldsOf(office.byKey(key), standing(office, key), around(office, change));

  it("is a step in a conflict, in a version not in force that day, or refused", () => {
    const { sp, key } = withStep();
    sp.do(record(sp, key, missed));
    expect(shielded(sp, key)).toEqual([]);
    expect(shielded(sp, key, { inConflict: new Set([key]) })).toEqual(["in_conflict"]);
    const { agreement } = around(sp);
    const late = { ...agreement, agreed: [{ ...agreement.agreed[0], root: "x", at: today }] };
    expect(shielded(sp, key, { agreement: late })).toEqual(["not_signed"]);
    const root = agreement.agreed[0]?.root ?? "";
    const said = {
      key: "sp.demo/1",
      party: "person",
      root,
      decision: "signed",
      refusedLines: [key],
      at: today,
      system: "sp.demo",
    } as const;
    expect(shielded(sp, key, { signOffs: [said] })).toEqual(["not_signed"]);
  });

  it("is a step whose support was not shown as given", () => {
    const { sp } = twoOffices();
    const add = (fields: Record<string, Json>) =>
      sp.byId(sp.do(addStep(sp.ctx(), sp.person, sp.book, "person", { what: "Line", ...fields })));
    const support = add({ who: { party: "social", role: "" }, due: dayBefore(today, 5) });
    const { key } = add({ after: support.key });
    sp.do(record(sp, key, missed));
    expect(shielded(sp, key)).toEqual(["support_missing"]);
    sp.do(record(sp, support.key, word, { day: dayBefore(today, 5) }));
    expect(shielded(sp, key)).toEqual([]);
  });

  it("is what somebody else could not do, and what has a good cause", () => {
    const ours = withStep();
    ours.sp.do(
      record(ours.sp, ours.key, { said: "could_not", side: "social", cause: "closed", reason: "" }),
    );
    expect(shielded(ours.sp, ours.key)).toEqual(["not_the_person"]);
    const ill = withStep();
    ill.sp.do(
      record(ill.sp, ill.key, { said: "could_not", side: "person", cause: "illness", reason: "" }),
    );
    expect(shielded(ill.sp, ill.key)).toEqual(["good_cause"]);
  });

  it("is counted apart: kept by the offices first, and what the person is still to be asked", () => {
    const { sp } = twoOffices();
    const steps = (["social", "provider", "person", "person"] satisfies Side[]).map((party) => {
      const fields = { what: party, who: { party, role: "" }, due: yesterday };
      return sp.byId(sp.do(addStep(sp.ctx(), sp.person, sp.book, "person", fields)));
    });
    const [office, , done, not] = steps as [StoredRecord, StoredRecord, StoredRecord, StoredRecord];
    sp.do(record(sp, office.key, word));
    sp.do(record(sp, done.key, word));
    sp.do(record(sp, not.key, missed));
    const counted = steps.map(({ key }) => ({
      step: sp.byKey(key),
      times: [{ time: standing(sp, key), shields: shielded(sp, key) }],
    }));
    const { kept, person } = countsOf(counted);
    expect(kept.map(({ side, due, happened, open }) => [side, due, happened, open])).toEqual([
      ["social", 1, 1, 0],
      ["provider", 1, 0, 1],
    ]);
    expect(person).toMatchObject({ due: 2, happened: 1, assisted: 1, could_not: 1, to_ask: 1 });
  });
});

/** What an office that got all of this, in this order, shows of a step. */
function fold(changes: readonly Office["done"][number][], key: string) {
  const { sp } = twoOffices();
  for (const change of changes) sp.take(change);
  const time = timesOf(sp.byKey(key), recordedAt(sp), window)[0];
  return {
    stands: time?.stands,
    assisted: time?.assisted,
    outcomes: time?.outcomes.map((one) => one.key),
    earlier: time?.earlier.map((one) => one.key),
  };
}
