import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { isValid, ownChange } from "./editing.ts";
import type { Json } from "./json.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { ReferralQuestion } from "./records/referral.ts";
import type { ProgrammeName } from "./records/values.ts";
import { referralLaw, type ReferralStep } from "./referral-law.ts";
import { heard, isRunOut, referralState } from "./referral.ts";
import type { ReferralClock } from "./referral-clock.ts";
import { afterWorkingDays } from "./working-days.ts";

/** What goes with a step; what a step needs and does not get is refused by its name. */
export interface StepInput {
  step: ReferralStep;
  /** Why it is declined or not enrolled: a code. */
  reason?: string;
  /** In words: why it is withdrawn, the question, what was asked for, a note to the answer. */
  text?: string;
  appointment?: { at: string; place: string };
  outcome?: string;
  next_service?: ProgrammeName;
  /** The key of the enrolment it ends in. */
  enrolment?: string;
}

/**
 * One step of the law, by whose step it is, from a state in which it may be taken. `clock`
 * begins anew when the sender has given what was asked for.
 */
export function stepReferral(
  ctx: Deciding,
  referral: StoredRecord,
  input: StepInput,
  clock: ReferralClock,
): { ok: true; changes: Change[] } | Refusal {
  const law = referralLaw[input.step];
  const told = heard(referral);
  const isSender = creatorOf(referral.key) === ctx.self.id;
  const isReceiver = textOf(referral.state, "to") === ctx.self.id;
  const mayTake =
    law.by === "either" ? isSender || isReceiver : law.by === "sender" ? isSender : isReceiver;
  if (!mayTake) return refused("err.not_yours", ["step"]);
  if (!law.from.includes(referralState(referral))) return refused("err.transition", ["step"]);
  const missing = needed[input.step]?.filter((one) => isMissing(input[one])) ?? [];
  if (missing.length > 0) return refused("err.bad_input", missing);
  const fields = law.answer
    ? answered(ctx, told, input, law.answer)
    : said(ctx, told, input, clock);
  if (!fields) return refused("err.transition", ["step"]);
  const bad = Object.entries(fields).filter(([field, value]) => !isValid("Referral", field, value));
  if (bad.length > 0)
    return refused("err.bad_input", [...new Set(bad.map(([field]) => names.get(field) ?? field))]);
  const reason = input.step === "withdraw" ? (input.text ?? "") : "";
  return { ok: true, changes: [ownChange(ctx, referral, { fields }, law.act, reason)] };
}

const needed: Partial<Record<ReferralStep, (keyof StepInput)[]>> = {
  withdraw: ["text"],
  inform: ["text"],
  ask: ["text"],
  decline: ["reason"],
  not_enrol: ["reason"],
  re_route: ["next_service"],
  close: ["outcome"],
};
const names: ReadonlyMap<string, string> = new Map([
  ["answer_reason", "reason"],
  ["answer_note", "text"],
  ["request_reason", "text"],
  ["information", "text"],
  ["question", "text"],
]);

function isMissing(value: unknown): boolean {
  return value === undefined || (typeof value === "string" && value.trim() === "");
}

/** What the sender, the clock, or the person through either office says; null: not now. */
function said(
  ctx: Deciding,
  referral: StoredRecord,
  { step, text = "" }: StepInput,
  clock: ReferralClock,
): Record<string, Json> | null {
  switch (step) {
    case "withdraw":
      return { request: "withdrawn", request_reason: text };
    case "inform":
      return { information: information(ctx, referral, text, clock) };
    case "note_no":
      return { said_no: ctx.nowIso.slice(0, 10) };
    default: {
      const ended = isRunOut(referral, ctx.nowIso);
      return ended ? { expired_at: ended } : null;
    }
  }
}

function information(
  ctx: Deciding,
  referral: StoredRecord,
  text: string,
  clock: ReferralClock,
): Json {
  const question = valueOf(referral.state, "question") as ReferralQuestion | undefined;
  return {
    question: question?.id ?? "",
    text,
    at: ctx.nowIso,
    due_at: afterWorkingDays(ctx.nowIso, clock.answer_days, clock.calendar),
    expires_at: afterWorkingDays(ctx.nowIso, clock.expire_days, clock.calendar),
  };
}

/** What the receiving office says. Only what it decides counts as an answer in time. */
function answered(
  ctx: Deciding,
  { state }: StoredRecord,
  { step, reason, text = "", appointment, outcome, next_service, enrolment }: StepInput,
  answer: string,
): Record<string, Json> {
  const fields: Record<string, Json> = { answer, changed_at: ctx.nowIso };
  if (step === "receive") return fields;
  fields["answered_by"] = { ...ctx.by };
  if (step === "ask") {
    return { ...fields, question: { id: ctx.newId(), text, at: ctx.nowIso } };
  }
  if (textOf(state, "answered_at") === "") fields["answered_at"] = ctx.nowIso;
  if (enrolment !== undefined) fields["enrolment"] = enrolment;
  if (appointment) fields["appointment"] = { ...appointment };
  return {
    ...fields,
    answer_reason: reason ?? null,
    answer_note: text,
    outcome: outcome ?? null,
    next_service: next_service ? { ...next_service } : null,
  };
}
