import { creatorOf, textOf, valueOf, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";
import type { Appointment, ReferralQuestion } from "./records/referral.ts";
import { heard, referralClock, referralState } from "./referral.ts";
import { serviceOf } from "./referring.ts";
import { afterWorkingDays, type DaysOff } from "./working-days.ts";

/** The one thing a referral waits for. */
export const referralTasks = [
  "answer",
  // The sender's, once the office is late with its answer.
  "call",
  "inform",
  "invite",
  "attend",
  "look_again",
  "reach",
  "decide",
  "close",
  "next_service",
] as const;
export type ReferralTask = (typeof referralTasks)[number];

/** Whose turn it is, what that office has to do, and by when; silence harms nobody, it is only late. */
export interface ReferralTurn {
  whose: "sender" | "receiver";
  task: ReferralTask;
  /** An instant; null: there is no day for it. */
  due: string | null;
}

/** How long each task may take, in working days, where no clock of the referral's own says so. */
export const task_working_days: Readonly<
  Record<Exclude<ReferralTask, "answer" | "call" | "attend" | "close">, number>
> = {
  inform: 5,
  invite: 5,
  look_again: 20,
  reach: 5,
  decide: 10,
  next_service: 5,
};

/**
 * Null: nobody has anything to do. `followed`: the sender has made another referral since, so what
 * ended by an office was taken up. `calendar`: of the programme that answers it, where one does.
 */
export function referralTurn(
  referral: Pick<StoredRecord, "key" | "state">,
  followed: boolean,
  calendar?: DaysOff,
): ReferralTurn | null {
  const { state } = heard(referral);
  const changed = textOf(state, "changed_at");
  const within = (
    whose: ReferralTurn["whose"],
    task: keyof typeof task_working_days,
    from: string,
  ): ReferralTurn => ({ whose, task, due: dueAfter(from, task_working_days[task], calendar) });
  switch (referralState(referral)) {
    case "sent":
    case "received":
      return { whose: "receiver", task: "answer", due: referralClock(referral).due_at };
    case "information_asked": {
      const question = valueOf(state, "question") as ReferralQuestion | undefined;
      return within("sender", "inform", question?.at ?? changed);
    }
    case "accepted": {
      const appointment = valueOf(state, "appointment") as Appointment | null | undefined;
      if (!appointment) return within("receiver", "invite", changed);
      return { whose: "receiver", task: "attend", due: appointment.at };
    }
    case "waiting_list":
      return within("receiver", "look_again", changed);
    case "not_reached":
      return within("sender", "reach", changed);
    case "attended":
      return within("receiver", "decide", changed);
    case "enrolled":
      return { whose: "receiver", task: "close", due: null };
    case "expired":
      return followed ? null : within("sender", "next_service", textOf(state, "expired_at"));
    case "not_enrolled":
    case "declined":
    case "re_routed":
      return followed ? null : within("sender", "next_service", changed);
    default:
      return null;
  }
}

function dueAfter(from: string, days: number, calendar: DaysOff | undefined): string | null {
  return from === "" ? null : afterWorkingDays(from, days, calendar);
}

/** Did its sender refer this person again after this one was sent? */
export function isFollowed(referral: StoredRecord, all: readonly StoredRecord[]): boolean {
  const sent = textOf(referral.state, "sent_at");
  const sender = creatorOf(referral.key);
  return all.some(
    (one) =>
      one.subject === referral.subject &&
      creatorOf(one.key) === sender &&
      textOf(one.state, "sent_at") > sent,
  );
}

/**
 * An opaque mark of what both offices said: sent back with a step, so that a step decided on an older
 * view is noticed. That a referral merely arrived changes no mark.
 */
export function referralMark({ state }: Pick<StoredRecord, "state">): string {
  const stamps = ["request", "information", "said_no", "expired_at", "answer", "question"].flatMap(
    (field) => (state.fields[field] ?? []).filter(({ v }) => v !== "received").map(({ h }) => h),
  );
  return stamps.sort().join("~");
}

/** The service a referral asks for, by its id; empty where it is not known yet. */
export function serviceIdOf(referral: Pick<StoredRecord, "state">): string {
  return serviceOf(referral)?.id ?? "";
}

/** The other of its two offices. */
export function otherOffice({ key, state }: Pick<StoredRecord, "key" | "state">, self: SystemId) {
  const sender = creatorOf(key);
  return sender === self ? textOf(state, "to") : sender;
}
