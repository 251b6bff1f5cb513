import { describe, expect, it } from "vitest";
import { someDefinition } from "./programme/test-definition.ts";
import { textOf, type StoredRecord } from "./record.ts";
import { answersService, referralClockOf } from "./referral-clock.ts";
import { referralService } from "./referral-services.ts";
import { refer } from "./referring.ts";
import { referralTurn } from "./referral-turn.ts";
import { after, deciding, recordWith } from "./test-records.ts";

const training = referralService("ess", "training");
if (!training) throw new Error("no such service");

describe("the clock of a referral", () => {
  const definition = someDefinition({
    referrals: ["training"],
    clocks: [
      { clock: "answer_referral", working_days: 2 },
      { clock: "end_referral", working_days: 4 },
    ],
    calendar: {
      zone: "Africa/Tunis",
      days_off: ["FR", "SA"],
      holidays: [{ day: "2026-11-24", name: { en: "Feast" } }],
    },
  });

  it("is the country's where no programme answers the service", () => {
    expect(referralClockOf(training, null)).toEqual({ answer_days: 5, expire_days: 20 });
    expect(referralClockOf(undefined, null)).toEqual({ answer_days: 5, expire_days: 15 });
  });

  it("is the programme's, and never ends before the answer is due", () => {
    expect(referralClockOf(training, definition)).toMatchObject({ answer_days: 2, expire_days: 4 });
    const slow = {
      ...definition,
      clocks: [{ clock: "answer_referral" as const, working_days: 30 }],
    };
    expect(referralClockOf(training, slow)).toMatchObject({ answer_days: 30, expire_days: 30 });
    expect(answersService(definition, "training")).toBe(true);
    expect(answersService(definition, "counselling")).toBe(false);
    expect(answersService(null, "training")).toBe(false);
  });

  /** Sent on Monday, 23 November 2026, 09:00 UTC. */
  function sent(clock = referralClockOf(training, definition)): StoredRecord {
    const ctx = deciding();
    const person = recordWith(ctx, "Person", { birth_date: "1992-02-01", vital_status: "alive" });
    const decided = refer(
      ctx,
      person,
      {
        id: "00000000-0000-4000-8000-000000000001",
        to: { id: "ess.demo", kind: "ess" },
        service: training ?? (undefined as never),
        clock,
        service_name: "Training",
        reason: "Wishes to learn",
        needs: "",
        contact: { channel: "phone", leave_message: false },
        consent: { on: ctx.nowIso.slice(0, 10), method: "by_voice", heard_by: "Leila" },
        agreement: "a",
        benefits_asked: null,
      },
      [],
    );
    if (!decided.ok || !decided.changes[0]) throw new Error("not sent");
    return after(decided.changes[0]);
  }

  it("counts the working days of that calendar, feasts left out", () => {
    const { state } = sent();
    // 24 is a feast; 25, 26 are days; 27, 28 the weekend; 29, 30 days.
    expect(textOf(state, "due_at").slice(0, 10)).toBe("2026-11-26");
    expect(textOf(state, "expires_at").slice(0, 10)).toBe("2026-11-30");
    const usual = sent(referralClockOf(training, null)).state;
    expect(textOf(usual, "due_at").slice(0, 10)).toBe("2026-11-30");
  });

  it("also says by when each of its other tasks is due", () => {
    const one = sent();
    const changed_at = { v: "2026-11-23T09:00:00.000Z", h: "", o: "ess.demo" };
    const answer = { v: "declined", h: "", o: "ess.demo" };
    const fields = { ...one.state.fields, answer: [answer], changed_at: [changed_at] };
    const declined = { ...one, state: { ...one.state, fields } };
    expect(referralTurn(declined, false, definition.calendar)?.due?.slice(0, 10)).toBe(
      "2026-12-01",
    );
    expect(referralTurn(declined, false)?.due?.slice(0, 10)).toBe("2026-11-30");
  });
});
