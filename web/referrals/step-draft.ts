import type { ReferralStepBody } from "../../server/api/referral-schemas.ts";

/** What was typed for a step; empty: nothing. Day and time are the worker's own. */
export interface StepDraft {
  text: string;
  reason: string;
  outcome: string;
  next_service: string;
  day: string;
  time: string;
  place: string;
  /** Of the enrolment it ends in: none without a programme. */
  programme: string;
  from: string;
  why: string;
}

/** As the API takes it: only what was typed, the appointment as an instant. */
export function stepBody(
  step: ReferralStepBody["step"],
  seen: string,
  { text, reason, outcome, next_service, day, time, place, programme, from, why }: StepDraft,
): ReferralStepBody {
  const at = day === "" ? NaN : new Date(`${day}T${time}`).getTime();
  return {
    step,
    seen,
    ...(text.trim() === "" ? {} : { text: text.trim() }),
    ...(reason === "" ? {} : { reason: reason as NonNullable<ReferralStepBody["reason"]> }),
    ...(outcome === "" ? {} : { outcome: outcome as NonNullable<ReferralStepBody["outcome"]> }),
    ...(step === "enrol" && programme !== ""
      ? { enrolment: { programme_id: programme, effective_date: from, ...reasonOf(why) } }
      : {}),
    ...(next_service === "" ? {} : { next_service }),
    ...(Number.isNaN(at)
      ? {}
      : { appointment: { at: new Date(at).toISOString(), place: place.trim() } }),
  };
}

function reasonOf(why: string): { reason?: string } {
  return why.trim() === "" ? {} : { reason: why.trim() };
}
