import type { Act, Change, Deciding, Refusal } from "./change.ts";
import { isEnrolledAs } from "./enrolled.ts";
import type { Json } from "./json.ts";
import { inNameOf, joined } from "./plain-receiving.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";
import type { ReferralAnswer } from "./records/referral.ts";
import type { EnrolmentStatus, ProgrammeName } from "./records/values.ts";
import type { ReferralClock } from "./referral-clock.ts";
import { referralLaw, type ReferralStep } from "./referral-law.ts";
import { stepReferral, type StepInput } from "./referral-steps.ts";
import { isOpenReferral, referralState } from "./referral.ts";
import { serviceOf } from "./referring.ts";

/**
 * What an office that speaks the standard and no more can be heard to have said: it has no message
 * for an answer, so its sender calls and notes it. A question would have nowhere to be answered.
 */
export const heardSteps: readonly ReferralStep[] = [
  "accept",
  "wait",
  "not_reached",
  "attend",
  "enrol",
  "not_enrol",
  "decline",
  "close",
];

/** The office's answer as the sender heard it: in the office's name, by the worker who noted it. */
export function hearAnswer(
  ctx: Deciding,
  referral: StoredRecord,
  input: StepInput,
  clock: ReferralClock,
): { ok: true; changes: Change[] } | Refusal {
  const partner = textOf(referral.state, "to");
  const asPartner = { ...inNameOf(ctx, partner), by: ctx.by };
  const decided = stepReferral(asPartner, referral, input, clock);
  if (!decided.ok) return decided;
  const [change] = decided.changes;
  const fields: Record<string, Json> = {};
  for (const [field, [version]] of Object.entries(change?.delta.fields ?? {})) {
    if (version) fields[field] = version.v;
  }
  return { ok: true, changes: [written(asPartner, referral, fields, referralLaw[input.step].act)] };
}

/**
 * A plain partner's enrolment answers our referral of that person: its data are the confirmation
 * that no message gives. What was there before the date of referral answers nothing, and of several
 * open referrals none is guessed, unless one asked for that very programme. Null: it proves nothing.
 */
export function answeredBy(
  ctx: Deciding,
  partner: SystemId,
  referrals: readonly StoredRecord[],
  enrolment: Pick<StoredRecord, "key" | "state">,
): Change | null {
  if (creatorOf(enrolment.key) !== partner) return null;
  const ours = referrals.filter(
    (one) =>
      creatorOf(one.key) === ctx.self.id &&
      textOf(one.state, "to") === partner &&
      isOpenReferral(one),
  );
  const named = ours.find(({ state }) => valueOf(state, "enrolment") === enrolment.key);
  const referral = named ?? theOne(ours, enrolment);
  if (!referral) return null;
  const status = textOf(enrolment.state, "status") as EnrolmentStatus;
  const answer: ReferralAnswer | null = isEnrolledAs[status]
    ? "enrolled"
    : status === "exited" || (status === "inactive" && named)
      ? "closed"
      : null;
  if (answer === null || (!named && !isSince(referral, enrolment, status))) return null;
  if (answer === "enrolled" && referralState(referral) === "enrolled") return null;
  const fields: Record<string, Json> = {
    answer,
    answered_by: { name: "", role: "system", system: partner },
    changed_at: ctx.nowIso,
    enrolment: enrolment.key,
    // Its code 3 says that what it was for was reached; of any other end it says nothing.
    outcome: status === "exited" ? "service_completed" : null,
  };
  if (textOf(referral.state, "answered_at") === "") fields["answered_at"] = ctx.nowIso;
  const act = answer === "enrolled" ? "referral.enrolled" : "referral.closed";
  return written(inNameOf(ctx, partner), referral, fields, act);
}

function theOne(
  referrals: readonly StoredRecord[],
  { state }: Pick<StoredRecord, "state">,
): StoredRecord | null {
  const programme = valueOf(state, "programme") as ProgrammeName | undefined;
  const asked = referrals.filter((one) => {
    const service = serviceOf(one);
    return service !== null && (service.id === programme?.id || service.name === programme?.name);
  });
  const [one] = asked.length > 0 ? asked : referrals;
  return one && (asked.length > 0 ? asked : referrals).length === 1 ? one : null;
}

/** Did it begin, or begin again, on or after the day the person was referred? */
function isSince(
  referral: StoredRecord,
  { state }: Pick<StoredRecord, "state">,
  status: EnrolmentStatus,
): boolean {
  const begins = status === "active" || status === "reinstated";
  const began = textOf(state, "enrolment_date");
  const since = begins ? textOf(state, "effective_date") || began : began;
  return since >= textOf(referral.state, "sent_at").slice(0, 10);
}

/** In the partner's name, outside any chain of versions: it keeps none. */
function written(
  asPartner: Deciding,
  referral: StoredRecord,
  fields: Record<string, Json>,
  act: Act,
): Change {
  return {
    ...joined(asPartner, referral, fields),
    originVersion: -(Date.parse(asPartner.nowIso) * 1000 + (referral.version % 1000)),
    act,
  };
}
