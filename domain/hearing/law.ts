/** The order of a fair process as a table: what may follow what, and how long each may take. */
import type { ClockName } from "../programme/words.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { HearingOutcome } from "../records/hearing-records.ts";

/**
 * `asked`: the person has time to reply. `to_decide`: the reply came, or its time is over, which is
 * no admission. `to_carry_out`: decided with an effect that nobody carried out. `carried_out`: in
 * effect, and still open to objection. `appealed`: the benefit stays, or comes back, until that is
 * decided. `closed`: nothing waits.
 */
export const hearingStates = [
  "asked",
  "to_decide",
  "to_carry_out",
  "carried_out",
  "appealed",
  "closed",
] as const;
export type HearingState = (typeof hearingStates)[number];

export const hearingDeeds = [
  "answer",
  "help",
  "decide",
  "carry_out",
  "appeal",
  "decide_appeal",
] as const;
export type HearingDeed = (typeof hearingDeeds)[number];

/** Total by state. An answer counts until it is decided, however late it comes. */
export const hearingLaw: Readonly<Record<HearingState, readonly HearingDeed[]>> = {
  asked: ["answer", "help"],
  to_decide: ["answer", "help", "decide"],
  to_carry_out: ["carry_out", "appeal"],
  carried_out: ["appeal"],
  appealed: ["decide_appeal"],
  closed: ["appeal"],
};

/** Working days of each clock where the programme's definition sets none. */
export const usualClocks: Readonly<
  Record<Extract<ClockName, "time_to_reply" | "notice" | "appeal" | "answer_appeal">, number>
> = { time_to_reply: 10, notice: 10, appeal: 20, answer_appeal: 20 };
export const complaint_working_days = 15;

export function outcomeOf({ state }: Pick<StoredRecord, "state">): HearingOutcome | null {
  return (textOf(state, "outcome") || null) as HearingOutcome | null;
}
export function hasEffect(outcome: HearingOutcome | null): boolean {
  return outcome === "suspended" || outcome === "inactive";
}

/** How a process stands on a day. */
export function hearingState(hearing: Pick<StoredRecord, "state">, today: string): HearingState {
  const { state } = hearing;
  const has = (field: string) => (valueOf(state, field) ?? "") !== "";
  const outcome = outcomeOf(hearing);
  if (outcome === null) {
    return has("answered_at") || textOf(state, "reply_by") < today ? "to_decide" : "asked";
  }
  if (has("appealed_on") && !has("appeal_decided_at")) return "appealed";
  if (!hasEffect(outcome) || textOf(state, "appeal_outcome") === "reversed") return "closed";
  if (!has("carried_out_at")) return "to_carry_out";
  return has("appeal_decided_at") || textOf(state, "appeal_by") < today ? "closed" : "carried_out";
}

/** The day by which somebody of the office acts; null: none waits for it. */
export function dueOf(hearing: Pick<StoredRecord, "state">, today: string): string | null {
  const { state } = hearing;
  switch (hearingState(hearing, today)) {
    case "asked":
    case "to_decide":
      return textOf(state, "reply_by");
    case "to_carry_out":
      return textOf(state, "effective_on");
    case "appealed":
      return textOf(state, "appeal_answer_by");
    case "carried_out":
    case "closed":
      return null;
  }
}
