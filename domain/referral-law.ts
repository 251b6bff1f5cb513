import type { Act } from "./change.ts";
import type { ReferralAnswer } from "./records/referral.ts";
import type { ReferralState } from "./referral.ts";

/** Every step of a referral after it was sent. */
export const referralSteps = [
  "withdraw",
  "inform",
  "note_no",
  "receive",
  "ask",
  "accept",
  "wait",
  "not_reached",
  "attend",
  "enrol",
  "not_enrol",
  "decline",
  "re_route",
  "close",
  "expire",
] as const;
export type ReferralStep = (typeof referralSteps)[number];

export interface StepLaw {
  /** Whose step it is. */
  by: "sender" | "receiver" | "either";
  /** From which states it may be taken. */
  from: readonly ReferralState[];
  /** What the receiving office says by it. */
  answer: ReferralAnswer | null;
  act: Act;
}

const waiting = ["sent", "received", "information_asked"] as const;
// A late answer is kept and shown as one; the referral stays expired.
const undecided = [...waiting, "not_reached", "expired"] as const;

/**
 * The law of a referral, total by type. `receive` and `expire` are taken by the system itself; no
 * step has an effect on any benefit.
 */
export const referralLaw: Readonly<Record<ReferralStep, StepLaw>> = {
  withdraw: {
    by: "sender",
    from: [...waiting, "accepted", "waiting_list", "not_reached"],
    answer: null,
    act: "referral.withdrawn",
  },
  inform: { by: "sender", from: ["information_asked"], answer: null, act: "referral.informed" },
  note_no: {
    by: "either",
    from: [...waiting, "accepted", "waiting_list", "not_reached", "attended"],
    answer: null,
    act: "referral.said_no",
  },
  receive: { by: "receiver", from: ["sent"], answer: "received", act: "referral.received" },
  ask: {
    by: "receiver",
    from: ["sent", "received"],
    answer: "information_asked",
    act: "referral.asked",
  },
  // Again, to give an appointment or to move it.
  accept: {
    by: "receiver",
    from: [...undecided, "waiting_list", "accepted"],
    answer: "accepted",
    act: "referral.accepted",
  },
  wait: { by: "receiver", from: undecided, answer: "waiting_list", act: "referral.waiting" },
  not_reached: {
    by: "receiver",
    from: [...waiting, "accepted", "waiting_list"],
    answer: "not_reached",
    act: "referral.not_reached",
  },
  attend: {
    by: "receiver",
    from: ["accepted", "waiting_list"],
    answer: "attended",
    act: "referral.attended",
  },
  enrol: {
    by: "receiver",
    from: ["accepted", "waiting_list", "attended"],
    answer: "enrolled",
    act: "referral.enrolled",
  },
  not_enrol: {
    by: "receiver",
    from: ["accepted", "waiting_list", "attended"],
    answer: "not_enrolled",
    act: "referral.not_enrolled",
  },
  decline: {
    by: "receiver",
    from: [...undecided, "waiting_list"],
    answer: "declined",
    act: "referral.declined",
  },
  re_route: {
    by: "receiver",
    from: [...undecided, "accepted", "waiting_list"],
    answer: "re_routed",
    act: "referral.re_routed",
  },
  close: {
    by: "receiver",
    from: ["accepted", "attended", "enrolled"],
    answer: "closed",
    act: "referral.closed",
  },
  expire: { by: "either", from: ["sent", "received"], answer: null, act: "referral.expired" },
};

/** Steps that only the clock and the door take. */
export const ownSteps: ReadonlySet<ReferralStep> = new Set(["receive", "expire"]);

/** What a worker of this office may do now. */
export function stepsOf(state: ReferralState, isSender: boolean): ReferralStep[] {
  return referralSteps.filter((step) => {
    const { by, from } = referralLaw[step];
    if (ownSteps.has(step) || !from.includes(state)) return false;
    return by === "either" || (by === "sender") === isSender;
  });
}
