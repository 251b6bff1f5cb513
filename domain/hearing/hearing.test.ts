import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, Deciding, Refusal } from "../change.ts";
import { textOf, type StoredRecord } from "../record.ts";
import { after, deciding, now, recordWith } from "../test-records.ts";
import { enrolmentTransitions } from "../transitions.ts";
import { answerComplaint, makeComplaint } from "./complaint.ts";
import {
  answerHearing,
  appealHearing,
  carryOut,
  decideAppeal,
  decideHearing,
  helpHearing,
  openHearing,
} from "./hearing.ts";
import { dueOf, hearingDeeds, hearingLaw, hearingState, hearingStates } from "./law.ts";

const day_ms = 86_400_000;
const dayAt = (days: number) => new Date(now + days * day_ms).toISOString().slice(0, 10);
const at = (days: number, name = "Leila Haddad"): Deciding => {
  const ctx = deciding("sp", now + days * day_ms);
  return { ...ctx, by: { ...ctx.by, name } };
};
const person: StoredRecord = (() => {
  const made = recordWith(at(0), "Person", { vital_status: "alive" });
  return { ...made, subject: made.id };
})();
const enrolment: StoredRecord = {
  ...recordWith(at(0), "Enrolment", { person: person.key, status: "active" }),
  subject: person.id,
};
const dead = { ...recordWith(at(0), "Person", { vital_status: "reported" }), id: person.id };

const given = {
  step: null,
  time: "",
  day: dayAt(-1),
  fact: "The clinic visit was missed",
  asked_by: "phone",
  language: "ar",
};
const known = { rules: null, shields: [], others: [] };

/** The records after a decision: the process, and the enrolment it may have touched. */
interface Matter {
  hearing: StoredRecord;
  enrolment: StoredRecord;
}
type Decided = { ok: true; changes: Change[] } | Refusal;
function on(matter: Partial<Matter>, decided: Decided): Matter {
  if (!decided.ok) throw new Error(`${decided.code} ${(decided.fields ?? []).join(" ")}`);
  const of = (type: string) => decided.changes.find(({ record }) => record.type === type);
  const [process, benefit] = [of("Hearing"), of("Enrolment")];
  const hearing = process ? after(process) : matter.hearing;
  if (!hearing) throw new Error("no hearing");
  return { hearing, enrolment: benefit ? after(benefit) : (matter.enrolment ?? enrolment) };
}

const opened = () => on({}, openHearing(at(0), person, enrolment, given, known));
const suspending = {
  outcome: "suspended",
  reason: "Two visits missed, no cause named",
  legal_source: "Act 14, article 9",
  told_by: "letter",
} as const;
function decided(days = 20): Matter {
  const asked = opened();
  const helped = on(
    asked,
    helpHearing(at(1), asked.hearing, "A bus card, and a reminder by phone"),
  );
  return on(
    helped,
    decideHearing(at(days, "Ines Moreau"), person, helped.hearing, suspending, null),
  );
}

describe("the order", () => {
  it("is total: every state says what may be done, and only a decision with an effect goes on", () => {
    expect(Object.keys(hearingLaw).sort()).toEqual([...hearingStates].sort());
    const allowed = new Set(Object.values(hearingLaw).flat());
    expect([...allowed].sort()).toEqual([...hearingDeeds].sort());
  });

  it("gives the person time to reply, and silence is no admission: it is decided by somebody, later", () => {
    const { hearing } = opened();
    expect(hearingState(hearing, dayAt(0))).toBe("asked");
    const early = decideHearing(
      at(1, "Ines Moreau"),
      person,
      hearing,
      { ...suspending, outcome: "excused" },
      null,
    );
    expect(early).toMatchObject({ code: "err.hearing.step" });
    expect(hearingState(hearing, dayAt(40))).toBe("to_decide");
    expect(dueOf(hearing, dayAt(0))).toBe("2026-12-07");
  });

  it("lets an answer be decided at once; excusing has no effect and ends it", () => {
    const asked = opened();
    const answered = on(
      asked,
      answerHearing(at(1), asked.hearing, { answer: "My child was ill", cause: "care" }),
    );
    const done = on(
      answered,
      decideHearing(
        at(1, "Ines Moreau"),
        person,
        answered.hearing,
        { ...suspending, outcome: "excused" },
        null,
      ),
    );
    expect(hearingState(done.hearing, dayAt(1))).toBe("closed");
    expect(textOf(done.enrolment.state, "status")).toBe("active");
  });

  it("has no effect without help offered first, without a law, or by who opened it", () => {
    const { hearing } = opened();
    const ines = at(30, "Ines Moreau");
    expect(decideHearing(ines, person, hearing, suspending, null)).toMatchObject({
      code: "err.hearing.help_first",
    });
    const lawless = { ...suspending, legal_source: " ", reason: "" };
    expect(decideHearing(ines, person, hearing, lawless, null)).toMatchObject({
      fields: ["reason", "legal_source"],
    });
    expect(decideHearing(at(30), person, hearing, suspending, null)).toMatchObject({
      code: "err.second_person",
    });
  });
});

describe("what is never asked about", () => {
  it("is what is shielded, another office's benefit, somebody told dead, or what is still to come", () => {
    const open = (change: object, more: object = {}, who = person) =>
      openHearing(at(0), who, enrolment, { ...given, ...change }, { ...known, ...more });
    expect(open({}, { shields: ["in_conflict"] })).toMatchObject({
      code: "err.hearing.shielded",
      fields: ["in_conflict"],
    });
    expect(open({ day: dayAt(1) })).toMatchObject({ fields: ["day"] });
    expect(open({}, {}, { ...dead, subject: person.id })).toMatchObject({ code: "err.plan.died" });
    const theirs = { ...enrolment, key: "ess.demo/other" };
    expect(openHearing(at(0), person, theirs, given, known)).toMatchObject({
      code: "err.not_yours",
    });
  });

  it("is the same time of a step twice: asking again opens nothing", () => {
    const step = { ...given, step: "sp.demo/step-1" };
    const first = on({}, openHearing(at(0), person, enrolment, step, known));
    const again = openHearing(at(1), person, enrolment, step, {
      ...known,
      others: [first.hearing],
    });
    expect(again).toMatchObject({ ok: true, changes: [], id: first.hearing.id });
  });
});

describe("the benefit", () => {
  it("stays as it is until the day that was promised, and then a person carries it out", () => {
    const matter = decided();
    expect(hearingState(matter.hearing, dayAt(20))).toBe("to_carry_out");
    const law = enrolmentTransitions;
    expect(carryOut(at(21), person, matter.hearing, matter.enrolment, law)).toMatchObject({
      code: "err.hearing.too_early",
    });
    const effective = textOf(matter.hearing.state, "effective_on");
    const days = (Date.parse(effective) - Date.parse(dayAt(0))) / day_ms;
    const done = on(matter, carryOut(at(days), person, matter.hearing, matter.enrolment, law));
    expect(textOf(done.enrolment.state, "status")).toBe("suspended");
    expect(textOf(done.enrolment.state, "reason")).toBe("Act 14, article 9");
    expect(hearingState(done.hearing, dayAt(days))).toBe("carried_out");
  });

  it("is kept while an objection is open, and nobody can carry it out", () => {
    const matter = decided();
    const objected = on(
      matter,
      appealHearing(
        at(22),
        matter.hearing,
        matter.enrolment,
        { appeal: "I was in hospital", on: dayAt(22) },
        null,
      ),
    );
    expect(hearingState(objected.hearing, dayAt(60))).toBe("appealed");
    expect(
      carryOut(at(60), person, objected.hearing, objected.enrolment, enrolmentTransitions),
    ).toMatchObject({
      code: "err.hearing.step",
    });
  });

  it("comes back by an objection in time, with the day from which money is owed; late, it is only heard", () => {
    const matter = decided();
    const done = on(
      matter,
      carryOut(at(36), person, matter.hearing, matter.enrolment, enrolmentTransitions),
    );
    const appeal = { appeal: "I was in hospital", on: dayAt(37) };
    const back = on(done, appealHearing(at(37), done.hearing, done.enrolment, appeal, null));
    expect(textOf(back.enrolment.state, "status")).toBe("reinstated");
    expect(textOf(back.enrolment.state, "arrears_from")).toBe(dayAt(36));
    const late = on(
      done,
      appealHearing(at(90), done.hearing, done.enrolment, { ...appeal, on: dayAt(90) }, null),
    );
    expect(textOf(late.enrolment.state, "status")).toBe("suspended");
    expect(hearingState(late.hearing, dayAt(90))).toBe("appealed");
  });

  it("is decided anew by somebody else; reversed it comes back, upheld a person carries it out again", () => {
    const matter = decided();
    const done = on(
      matter,
      carryOut(at(36), person, matter.hearing, matter.enrolment, enrolmentTransitions),
    );
    const late = { appeal: "I was in hospital", on: dayAt(90) };
    const heard = on(done, appealHearing(at(90), done.hearing, done.enrolment, late, null));
    const own = decideAppeal(at(91, "Ines Moreau"), heard.hearing, heard.enrolment, {
      outcome: "upheld",
      reason: "x",
    });
    expect(own).toMatchObject({ code: "err.second_person" });
    const reversed = on(
      heard,
      decideAppeal(at(91, "Omar"), heard.hearing, heard.enrolment, {
        outcome: "reversed",
        reason: "Shown",
      }),
    );
    expect(textOf(reversed.enrolment.state, "status")).toBe("reinstated");
    expect(hearingState(reversed.hearing, dayAt(91))).toBe("closed");

    const inTime = on(
      done,
      appealHearing(at(37), done.hearing, done.enrolment, { ...late, on: dayAt(37) }, null),
    );
    const upheld = on(
      inTime,
      decideAppeal(at(50, "Omar"), inTime.hearing, inTime.enrolment, {
        outcome: "upheld",
        reason: "As before",
      }),
    );
    expect(textOf(upheld.enrolment.state, "status")).toBe("reinstated");
    expect(hearingState(upheld.hearing, dayAt(50))).toBe("to_carry_out");
  });

  it("stops for somebody who is told dead", () => {
    const matter = decided();
    const stopped = carryOut(
      at(40),
      { ...dead },
      matter.hearing,
      matter.enrolment,
      enrolmentTransitions,
    );
    expect(stopped).toMatchObject({ code: "err.plan.died" });
  });

  it("is never touched before its day or during an objection, whatever is tried in whatever order", () => {
    const deeds = ["answer", "help", "decide", "carry_out", "appeal", "decide_appeal"] as const;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...deeds), fc.integer({ min: 0, max: 15 })), {
          maxLength: 12,
        }),
        (tried) => {
          let matter = opened();
          let days = 0;
          for (const [what, wait] of tried) {
            days += wait;
            const { hearing, enrolment: benefit } = matter;
            const before = hearingState(hearing, dayAt(days));
            const attempt: Record<(typeof deeds)[number], () => Decided> = {
              answer: () => answerHearing(at(days), hearing, { answer: "x", cause: "" }),
              help: () => helpHearing(at(days), hearing, "x"),
              decide: () => decideHearing(at(days, "Ines"), person, hearing, suspending, null),
              carry_out: () => carryOut(at(days), person, hearing, benefit, enrolmentTransitions),
              appeal: () =>
                appealHearing(at(days), hearing, benefit, { appeal: "x", on: dayAt(days) }, null),
              decide_appeal: () =>
                decideAppeal(at(days, "Omar"), hearing, benefit, {
                  outcome: "upheld",
                  reason: "x",
                }),
            };
            const done = attempt[what]();
            if (!done.ok) continue;
            const next = on(matter, done);
            const was = textOf(benefit.state, "status");
            const is = textOf(next.enrolment.state, "status");
            if (was !== is && is === "suspended") {
              expect(before).toBe("to_carry_out");
              expect(textOf(hearing.state, "help")).not.toBe("");
              expect(textOf(hearing.state, "effective_on") <= dayAt(days)).toBe(true);
            }
            matter = next;
          }
        },
      ),
    );
  });
});

it("a complaint has a day and is answered once, by somebody else than who wrote it down", () => {
  const input = { about: "a_worker", text: "Nobody called back", made_on: dayAt(0) } as const;
  const made = makeComplaint(at(0), person, input);
  const complaint = made.ok && made.changes[0] ? after(made.changes[0]) : null;
  if (!complaint) throw new Error("refused");
  expect(textOf(complaint.state, "answer_by")).toBe("2026-12-14");
  const answer = { answer: "Called today, with an excuse", put_right: true };
  expect(answerComplaint(at(1), complaint, answer)).toMatchObject({ code: "err.second_person" });
  const answered = answerComplaint(at(1, "Ines"), complaint, answer);
  const closed = answered.ok && answered.changes[0] ? after(answered.changes[0]) : null;
  expect(closed && answerComplaint(at(2, "Ines"), closed, answer)).toMatchObject({
    code: "err.decided",
  });
  expect(makeComplaint(at(0), person, { ...input, made_on: dayAt(3) })).toMatchObject({
    fields: ["made_on"],
  });
});
