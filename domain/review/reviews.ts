/** How the reviews of a plan stand. Each office reviews for itself; both see what the other found. */
import { creatorOf, textOf, valueOf, type StoredRecord } from "../record.ts";
import type { Party } from "../records/plan-values.ts";
import type { CheckedLine, ReviewOutcome, ReviewReason } from "../records/review-records.ts";
import type { SystemId } from "../records/field.ts";

type Said = Pick<StoredRecord, "key" | "state">;

/** A review as it was made, and what was said to it. */
export interface ReviewMade {
  key: string;
  system: SystemId;
  outcome: ReviewOutcome;
  reasons: readonly ReviewReason[];
  checked: readonly CheckedLine[];
  ask: Party | null;
  answerBy: string | null;
  after: string | null;
  /** ISO, UTC, by the clock of its office. */
  at: string;
  replies: readonly Said[];
}

/**
 * `approved`: nothing waits. `asked`: an office owes an answer. `answered`: it was given, and the
 * reviewer looks again. `passed_on`: the other agency's supervisor is to look. `none`: no review yet.
 */
export type ReviewStanding = "none" | "approved" | "asked" | "answered" | "passed_on";

/** All reviews of one plan, the latest first; of one moment, by key, so that both sides read one order. */
export function reviewsOf(records: readonly Said[], replies: readonly Said[]): ReviewMade[] {
  return records
    .map(({ key, state }): ReviewMade => {
      const orNull = <T>(field: string) => (valueOf(state, field) ?? null) as T | null;
      return {
        key,
        system: creatorOf(key),
        outcome: (textOf(state, "outcome") || "approved") as ReviewOutcome,
        reasons: orNull<ReviewReason[]>("reasons") ?? [],
        checked: orNull<CheckedLine[]>("checked") ?? [],
        ask: orNull<Party>("ask"),
        answerBy: orNull<string>("answer_by"),
        after: orNull<string>("after"),
        at: textOf(state, "at"),
        replies: replies.filter((reply) => textOf(reply.state, "review") === key).sort(byTime),
      };
    })
    .sort((a, b) => (`${a.at} ${a.key}` < `${b.at} ${b.key}` ? 1 : -1));
}

/** The last review that an office made; null: none. */
export function lastReview(reviews: readonly ReviewMade[], system: SystemId): ReviewMade | null {
  return reviews.find((one) => one.system === system) ?? null;
}

export function standingOf(last: ReviewMade | null): ReviewStanding {
  if (!last) return "none";
  switch (last.outcome) {
    case "approved":
      return "approved";
    case "returned":
      return last.replies.length > 0 ? "answered" : "asked";
    case "escalated":
    case "handed_over":
      return "passed_on";
  }
}

/** A question of any office's last review that this office has to answer. */
export function questionTo(reviews: readonly ReviewMade[], party: Party): ReviewMade | null {
  const systems = new Set(reviews.map(({ system }) => system));
  const last = [...systems].flatMap((system) => lastReview(reviews, system) ?? []);
  return last.find((one) => standingOf(one) === "asked" && one.ask === party) ?? null;
}

function byTime(a: Said, b: Said): number {
  const when = ({ key, state }: Said) => `${textOf(state, "at")} ${key}`;
  return when(a) < when(b) ? -1 : 1;
}
