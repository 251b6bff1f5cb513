import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { ownSteps } from "../../domain/referral-law.ts";
import type { ReferralClock } from "../../domain/referral-clock.ts";
import { stepReferral, type StepInput } from "../../domain/referral-steps.ts";
import { referralMark } from "../../domain/referral-turn.ts";
import { act } from "../../store/act.ts";
import { ReferralStepBody, ReferralView } from "../api/referral-schemas.ts";
import { post, type Doors } from "./doors.ts";
import { anyService, clockFor, loadReferralClocks } from "./referral-clocks.ts";
import { loadReferral, viewNow } from "./referral-loading.ts";

/** What either office does with a referral after it was sent. */
export function stepRoute(doors: Doors): void {
  const step = {
    url: "/referrals/:id/step",
    summary: "Answer a referral or take it further; decided on an older view it is refused",
    body: ReferralStepBody,
    answer: ReferralView,
  };
  post(doors, step, async (call) => {
    const { store, hosted, id, body } = call;
    if (ownSteps.has(body.step)) return refused("err.bad_input", ["/step"]);
    const acted = await act(store, call.acting(`referral.${body.step}`), async (ctx) => {
      const referral = await loadReferral(hosted, id);
      if (!referral) return refused("err.not_found");
      if (referralMark(referral) !== body.seen) return refused("err.stale");
      const clock = clockFor(await loadReferralClocks(store), referral);
      const decided = take(clock, ctx, referral, body);
      return decided.ok ? { ...decided, result: null } : decided;
    });
    return acted.ok ? viewNow(hosted, id) : acted;
  });
}

function take(
  clock: ReferralClock,
  ctx: Deciding,
  referral: StoredRecord,
  { step, reason, text, appointment, outcome, next_service }: ReferralStepBody,
): { ok: true; changes: Change[] } | Refusal {
  if (appointment && Number.isNaN(Date.parse(appointment.at))) {
    return refused("err.bad_input", ["/appointment/at"]);
  }
  const next = next_service === undefined ? undefined : anyService(next_service);
  if (next_service !== undefined && !next) return refused("err.bad_input", ["/next_service"]);
  const input: StepInput = { step };
  if (reason !== undefined) input.reason = reason;
  if (text !== undefined) input.text = text.trim();
  if (appointment) input.appointment = appointment;
  if (outcome !== undefined) input.outcome = outcome;
  if (next) input.next_service = { id: next.id, name: next.name };
  return stepReferral(ctx, referral, input, clock);
}
