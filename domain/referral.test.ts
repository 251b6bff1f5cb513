import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authorityOver } from "./authority.ts";
import type { Change, Deciding } from "./change.ts";
import { stampOf } from "./hlc.ts";
import { join } from "./merge.ts";
import { textOf, type StoredRecord } from "./record.ts";
import { refer, type NewReferral } from "./referring.ts";
import { referralLaw, referralSteps, stepsOf, type ReferralStep } from "./referral-law.ts";
import { isRunOut, lateAnswer, referralKinds, referralState, referralStates } from "./referral.ts";
import { referralService } from "./referral-services.ts";
import { stepReferral, type StepInput } from "./referral-steps.ts";
import { after, deciding, now, recordWith, systems } from "./test-records.ts";

const day_ms = 86_400_000;
const at = (kind: "sp" | "ess", days: number): Deciding => ({
  ...deciding(kind, now + Math.round(days * day_ms)),
  tick: stampOf(now + Math.round(days * day_ms)),
});
const clock = { answer_days: 5, expire_days: 15 };
const expired_day = 22;

const inputs: Record<ReferralStep, Omit<StepInput, "step">> = {
  withdraw: { text: "She found work" },
  inform: { text: "Mornings only" },
  note_no: {},
  receive: {},
  ask: { text: "Which hours?" },
  accept: { appointment: { at: "2026-12-01T09:00:00Z", place: "Office 2" } },
  wait: {},
  not_reached: {},
  attend: {},
  enrol: {},
  not_enrol: { reason: "criteria_not_met" },
  decline: { reason: "no_capacity" },
  re_route: { next_service: { id: "training", name: "Training" } },
  close: { outcome: "in_work" },
  expire: {},
};

function sentReferral(): StoredRecord {
  const service = referralService("ess", "job_search_help");
  if (!service) throw new Error("no such service");
  const ctx = at("sp", 0);
  const person = recordWith(ctx, "Person", { birth_date: "1992-02-01", vital_status: "alive" });
  const input: NewReferral = {
    id: "00000000-0000-4000-8000-000000000001",
    to: { id: "ess.demo", kind: "ess" },
    service,
    service_name: "Help to find work",
    reason: "Wants to work again",
    needs: "Care hours in the afternoon",
    contact: { channel: "phone", leave_message: false },
    consent: { on: "2026-11-23", method: "by_voice", heard_by: "Leila Haddad" },
    agreement: "sp.demo-to-ess.demo",
    benefits_asked: null,
  };
  const sent = refer(ctx, person, input, []);
  if (!sent.ok || !sent.changes[0]) throw new Error("not sent");
  return after(sent.changes[0]);
}

const step = (record: StoredRecord, kind: "sp" | "ess", days: number, name: ReferralStep) =>
  stepReferral(at(kind, days), record, { step: name, ...inputs[name] }, clock);

/** Takes steps at one place; one that is refused is the test's mistake. */
function take(
  record: StoredRecord,
  ...steps: ["sp" | "ess", number, ReferralStep][]
): StoredRecord {
  return steps.reduce((one, [kind, days, name]) => {
    const done = step(one, kind, days, name);
    if (!done.ok || !done.changes[0])
      throw new Error(`${name}: ${done.ok ? "nothing" : done.code}`);
    return after(done.changes[0]);
  }, record);
}

it("goes from sent to its end, each state by its own step", () => {
  const start = sentReferral();
  expect(referralState(start)).toBe("sent");
  const way: [["sp" | "ess", number, ReferralStep], string][] = [
    [["ess", 0.1, "receive"], "received"],
    [["ess", 1, "ask"], "information_asked"],
    [["sp", 2, "inform"], "received"],
    [["ess", 3, "wait"], "waiting_list"],
    [["ess", 4, "accept"], "accepted"],
    [["ess", 5, "attend"], "attended"],
    [["ess", 6, "enrol"], "enrolled"],
    [["ess", 90, "close"], "closed"],
  ];
  way.reduce((one, [taken, state]) => {
    const next = take(one, taken);
    expect(referralState(next)).toBe(state);
    return next;
  }, start);
});

describe.each(referralStates.filter((state) => !referralKinds[state].open && state !== "draft"))(
  "%s",
  (state) => {
    it("ends the update flow", () => expect(referralKinds[state].updates).toBe(false));
  },
);

it("is stepped only by whose step it is, and only from where the law says", () => {
  const start = sentReferral();
  for (const name of referralSteps) {
    const { by, from } = referralLaw[name];
    const ours = step(start, "sp", 0.1, name);
    const theirs = step(start, "ess", 0.1, name);
    if (by === "receiver") expect(ours).toMatchObject({ ok: false, code: "err.not_yours" });
    if (by === "sender") expect(theirs).toMatchObject({ ok: false, code: "err.not_yours" });
    if (!from.includes("sent")) {
      expect([ours, theirs].every(({ ok }) => !ok)).toBe(true);
    }
  }
  const third = { ...at("ess", 1), self: { id: "ess.two", kind: "ess" as const } };
  const said = stepReferral(third, start, { step: "accept" }, clock);
  expect(said).toMatchObject({ ok: false, code: "err.not_yours" });
});

it("needs a code to decline, an outcome to close, words to ask and to withdraw", () => {
  const start = sentReferral();
  for (const name of ["decline", "ask", "withdraw", "re_route"] as const) {
    const kind = referralLaw[name].by === "sender" ? "sp" : "ess";
    const done = stepReferral(at(kind, 1), start, { step: name }, clock);
    expect(done).toMatchObject({ ok: false, code: "err.bad_input" });
  }
  const odd = stepReferral(at("ess", 1), start, { step: "decline", reason: "lazy" }, clock);
  expect(odd).toMatchObject({ ok: false, code: "err.bad_input", fields: ["reason"] });
});

describe("the clock", () => {
  it("runs out when nobody answered, and not a moment before", () => {
    const start = sentReferral();
    const ends = textOf(start.state, "expires_at");
    expect(isRunOut(start, new Date(Date.parse(ends) - 1).toISOString())).toBeNull();
    expect(isRunOut(start, ends)).toBe(ends);
    expect(referralState(take(start, ["sp", expired_day, "expire"]))).toBe("expired");
  });

  it("stands still while a question waits for the sender, and begins anew with the answer", () => {
    const asked = take(sentReferral(), ["ess", 1, "ask"]);
    expect(isRunOut(asked, at("sp", 300).nowIso)).toBeNull();
    const told = take(asked, ["sp", 30, "inform"]);
    expect(isRunOut(told, at("sp", 40).nowIso)).toBeNull();
    expect(isRunOut(told, at("sp", 60).nowIso)).not.toBeNull();
    expect(referralState(take(told, ["ess", 60, "expire"]))).toBe("expired");
  });

  it("keeps a late answer and shows it as late", () => {
    const late = take(sentReferral(), ["sp", expired_day, "expire"], ["ess", 23, "accept"]);
    expect(referralState(late)).toBe("expired");
    expect(lateAnswer(late)).toBe("accepted");
  });

  it("lets an answer count that was given in time and came late", () => {
    const start = sentReferral();
    const expired = step(start, "sp", expired_day, "expire");
    const accepted = step(start, "ess", 2, "accept");
    if (!expired.ok || !accepted.ok) throw new Error("refused");
    const joined = joinAll(start, [...expired.changes, ...accepted.changes]);
    expect(referralState(joined)).toBe("accepted");
    expect(lateAnswer(joined)).toBeNull();
  });
});

it("ends when the person says no, whichever office heard it, and nobody else can say it", () => {
  for (const kind of ["sp", "ess"] as const) {
    const no = take(sentReferral(), ["ess", 1, "accept"], [kind, 2, "note_no"]);
    expect(referralState(no)).toBe("declined_by_person");
    expect(stepsOf("declined_by_person", true)).toEqual([]);
  }
});

it("hears each side only in its own words", () => {
  const start = sentReferral();
  const forged = join("Referral", authorityOver(start.key, systems), start.state, {
    fields: {
      answer: [{ v: "accepted", h: stampOf(now + 5), o: "sp.demo" }],
      request: [{ v: "withdrawn", h: stampOf(now + 5), o: "ess.demo" }],
    },
    sets: {},
  });
  expect(referralState({ ...start, state: forged })).toBe("sent");
});

function joinAll(start: StoredRecord, changes: readonly Change[]): StoredRecord {
  const holds = authorityOver(start.key, systems);
  const state = changes.reduce(
    (known, { delta }) => join("Referral", holds, known, delta),
    start.state,
  );
  return { ...start, state };
}

it("is the same in both offices, whatever both did in any order, and whenever it arrived", () => {
  const deed = fc.record({
    kind: fc.constantFrom("sp" as const, "ess" as const),
    name: fc.constantFrom(...referralSteps),
    days: fc.double({ min: 0, max: 60, noNaN: true }),
    // What of the other's changes has come by then.
    heard: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 14 }), fc.integer(), (deeds, seed) => {
      const start = sentReferral();
      const made: Record<"sp" | "ess", Change[]> = { sp: [], ess: [] };
      const at_place: Record<"sp" | "ess", StoredRecord> = { sp: start, ess: start };
      for (const { kind, name, days, heard } of deeds.toSorted((a, b) => a.days - b.days)) {
        const other = kind === "sp" ? "ess" : "sp";
        const come = made[other].slice(0, Math.round(heard * made[other].length));
        const here = joinAll(at_place[kind], come);
        const done = step(here, kind, days, name);
        at_place[kind] = here;
        if (!done.ok) continue;
        made[kind].push(...done.changes);
        at_place[kind] = joinAll(here, done.changes);
      }
      const all = [...made.sp, ...made.ess];
      const shuffled = all
        .map((change, index) => ({ change, place: ((index + 1) * 7919 * seed) % 1009 }))
        .toSorted((a, b) => a.place - b.place)
        .map(({ change }) => change);
      const sp = joinAll(at_place.sp, [...shuffled, ...shuffled.slice(0, 2)]);
      const ess = joinAll(at_place.ess, all.toReversed());
      seen.add(referralState(sp));
      expect(referralState(sp)).toBe(referralState(ess));
      expect(lateAnswer(sp)).toBe(lateAnswer(ess));
      expect(sp.state).toEqual(ess.state);
    }),
    { numRuns: 400 },
  );
  expect(seen.size).toBeGreaterThan(8);
});
