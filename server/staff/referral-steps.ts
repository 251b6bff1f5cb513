import type { Static } from "typebox";
import { refused, type Change, type Deciding, type Refusal } from "../../domain/change.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import type { ReferralClock } from "../../domain/referral-clock.ts";
import { hearAnswer, heardSteps } from "../../domain/referral-heard.ts";
import { ownSteps } from "../../domain/referral-law.ts";
import { stepReferral, type StepInput } from "../../domain/referral-steps.ts";
import { referralMark } from "../../domain/referral-turn.ts";
import { act } from "../../store/act.ts";
import { PreviewView } from "../api/preview-schemas.ts";
import { ReferralStepBody, ReferralView } from "../api/referral-schemas.ts";
import { post, type Doors } from "./doors.ts";
import { preview, type DecideCall } from "./previewing.ts";
import {
  anyService,
  clockFor,
  loadReferralClocks,
  type ReferralClocks,
} from "./referral-clocks.ts";
import { enrolWith } from "./referral-enrolling.ts";
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
    const acted = await act(store, call.acting(`referral.${body.step}`), stepping(call));
    return acted.ok ? viewNow(hosted, id) : acted;
  });

  const before = {
    url: "/referrals/:id/step/preview",
    summary: "What each partner would be told of a step; nothing is kept",
    body: ReferralStepBody,
    answer: PreviewView,
    reads: true as const,
  };
  post(doors, before, async (call) => {
    const { step: taken } = call.body;
    if (ownSteps.has(taken)) return refused("err.bad_input", ["/step"]);
    return preview(doors, call, `referral.${taken}`, stepping);
  });
}

/** Where a referral ends in an enrolment, both are one act. */
const stepping: DecideCall<Static<typeof ReferralStepBody>, null> =
  ({ hosted, store, id, body }) =>
  async (ctx) => {
    const referral = await loadReferral(hosted, id);
    if (!referral) return refused("err.not_found");
    if (referralMark(referral) !== body.seen) return refused("err.stale");
    const clocks = await loadReferralClocks(hosted);
    const clock = clockFor(clocks, referral);
    const isHeard = hears(ctx, referral, body, clocks);
    if (body.enrolment && (isHeard || body.step !== "enrol")) {
      return refused("err.bad_input", ["/enrolment"]);
    }
    const decided = take({ clock, isHeard }, ctx, referral, body);
    if (!decided.ok) return decided;
    // What another office enrolled is that office's to tell.
    if (isHeard || body.step !== "enrol") return asIs(decided.changes);
    const enrolled = await enrolWith(store, ctx, referral, body.enrolment, clocks);
    if (!enrolled.ok) return enrolled;
    if (enrolled.key === null) return asIs(decided.changes);
    const said = take({ clock, isHeard }, ctx, referral, body, enrolled.key);
    return said.ok ? asIs([...enrolled.changes, ...said.changes]) : said;
  };

function asIs(changes: Change[]) {
  return { ok: true as const, changes, result: null };
}

/** Is it what an office without a message for it said to us? */
function hears(
  { self }: Deciding,
  referral: StoredRecord,
  { step }: ReferralStepBody,
  clocks: ReferralClocks,
): boolean {
  const isSender = creatorOf(referral.key) === self.id;
  return isSender && heardSteps.includes(step) && clocks.plain(textOf(referral.state, "to"));
}

function take(
  { clock, isHeard }: { clock: ReferralClock; isHeard: boolean },
  ctx: Deciding,
  referral: StoredRecord,
  { step, reason, text, appointment, outcome, next_service }: ReferralStepBody,
  enrolment?: string,
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
  if (enrolment !== undefined) input.enrolment = enrolment;
  return (isHeard ? hearAnswer : stepReferral)(ctx, referral, input, clock);
}
