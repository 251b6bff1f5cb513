import { describe, expect, it } from "vitest";
import type { Json } from "./json.ts";
import { textOf, valueOf, type StoredRecord } from "./record.ts";
import { answeredBy, hearAnswer } from "./referral-heard.ts";
import { referralService } from "./referral-services.ts";
import { referralState } from "./referral.ts";
import { refer } from "./referring.ts";
import { after, deciding, recordWith } from "./test-records.ts";

const clock = { answer_days: 5, expire_days: 15 };
let nth = 0;
/** Sent on 23 November 2026 to an office without a message for an answer. */
function sent(id = "training"): StoredRecord {
  const service = referralService("ess", id);
  if (!service) throw new Error("no such service");
  const ctx = deciding();
  const person = recordWith(ctx, "Person", { birth_date: "1992-02-01", vital_status: "alive" });
  const input = {
    id: `00000000-0000-4000-8000-00000000000${(nth += 1)}`,
    to: { id: "ess.demo", kind: "ess" as const },
    service,
    service_name: service.name,
    reason: "Wishes to learn",
    needs: "",
    contact: { channel: "phone" as const, leave_message: false },
    consent: { on: "2026-11-23", method: "by_voice" as const, heard_by: "Leila" },
    agreement: "a",
    benefits_asked: null,
  };
  const decided = refer(ctx, person, input, []);
  if (!decided.ok || !decided.changes[0]) throw new Error("not sent");
  return after(decided.changes[0]);
}

function enrolment(fields: Record<string, Json> = {}, key = "ess.demo/e-1") {
  const record = recordWith(deciding("ess"), "Enrolment", {
    programme: { id: "ess.demo/p", name: "Sewing" },
    status: "active",
    enrolment_date: "2026-11-25",
    effective_date: "2026-11-25",
    ...fields,
  });
  return { key, state: record.state };
}
const answer = (referrals: StoredRecord[], one = enrolment(), partner = "ess.demo") =>
  answeredBy(deciding(), partner, referrals, one);

describe("a plain partner's enrolment", () => {
  it("answers the referral that was open, in the partner's name", () => {
    const referral = sent();
    const change = answer([referral]);
    if (!change) throw new Error("no answer");
    const now = after(change);
    expect(referralState(now)).toBe("enrolled");
    expect(change.origin).toBe("ess.demo");
    expect(valueOf(now.state, "enrolment")).toBe("ess.demo/e-1");
    // Told again it is no news.
    expect(answer([now])).toBeNull();
  });

  it("that ends afterwards ends the referral; met is told from ended", () => {
    const change = answer([sent()]);
    if (!change) throw new Error("no answer");
    const now = after(change);
    const met = answer([now], enrolment({ status: "exited" }));
    const ended = answer([now], enrolment({ status: "inactive" }));
    expect([met, ended].map((one) => one && referralState(after(one)))).toEqual([
      "closed",
      "closed",
    ]);
    expect([met, ended].map((one) => one && valueOf(one.after, "outcome"))).toEqual([
      "service_completed",
      null,
    ]);
    // A death is the person's own law, and no answer.
    expect(answer([now], enrolment({ status: "deceased" }))).toBeNull();
  });

  it.each([
    ["began before the referral", { enrolment_date: "2026-01-01", effective_date: "2026-01-01" }],
    ["was paused after it, begun before", { status: "suspended", enrolment_date: "2026-01-01" }],
    ["had ended when it was first told", { status: "inactive" }],
  ])("that %s answers nothing", (_, fields) => {
    expect(answer([sent()], enrolment(fields))).toBeNull();
  });

  it("answers nothing of another office's, nor which of two open referrals it is", () => {
    const [one, two] = [sent("training"), sent("counselling")];
    expect(answer([one], enrolment({}, "works.demo/e-1"))).toBeNull();
    expect(answer([one], enrolment(), "works.demo")).toBeNull();
    expect(answer([one, two])).toBeNull();
    const named = enrolment({ programme: { id: "x", name: "Counselling" } });
    expect(answer([one, two], named)?.record.id).toBe(two.id);
  });

  it("does not take up what the sender withdrew", () => {
    const referral = sent();
    const withdrawn = { v: "withdrawn", h: "9", o: "sp.demo" };
    const fields = { ...referral.state.fields, request: [withdrawn] };
    expect(answer([{ ...referral, state: { ...referral.state, fields } }])).toBeNull();
  });
});

it("what the office said on the phone is noted in its name, by the worker who heard it", () => {
  const referral = sent();
  const heard = hearAnswer(
    deciding(),
    referral,
    { step: "decline", reason: "no_capacity", text: "Full until May" },
    clock,
  );
  if (!heard.ok || !heard.changes[0]) throw new Error("not heard");
  const now = after(heard.changes[0]);
  expect(referralState(now)).toBe("declined");
  expect(textOf(now.state, "answer_note")).toBe("Full until May");
  expect(valueOf(now.state, "answered_by")).toEqual(deciding().by);
  // By the same law as the office's own answer.
  expect(hearAnswer(deciding(), now, { step: "attend" }, clock)).toMatchObject({
    code: "err.transition",
  });
  expect(hearAnswer(deciding(), referral, { step: "decline" }, clock)).toMatchObject({
    code: "err.bad_input",
  });
});
