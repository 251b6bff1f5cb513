/** Reviews of plans, as the staff API speaks of them. What is reviewed are promises, never a person. */
import { Type, type Static } from "typebox";
import {
  CheckedLine,
  checked_lines_max,
  reviewOutcomes,
  reviewReasons,
  review_text_chars_max,
} from "../../domain/records/review-records.ts";
import { Hash, PartyWord } from "../../domain/records/plan-values.ts";
import { EvidenceKind } from "../../domain/records/outcome-records.ts";
import { promiseStates } from "../../domain/review/promises.ts";
import { Actor, Day, nullable, optional, SystemRef, text, words } from "./schemas.ts";
import { DifferenceView } from "./plan-schemas.ts";

const Instant = Type.String();
const ReviewReasonWord = words(reviewReasons);
export const Reason = Type.Object({
  why: ReviewReasonWord,
  since: Instant,
  /** How many lines it is about; 0: the plan as a whole. */
  lines: Type.Integer(),
});
export type Reason = Static<typeof Reason>;

export const Rhythm = Type.Object({
  hours_per_week: Type.Number({ minimum: 0, maximum: 400 }),
  minutes_each: Type.Integer({ minimum: 1, maximum: 480 }),
  rate_percent: Type.Number({ minimum: 0, maximum: 100 }),
  every_days: Type.Integer({ minimum: 7, maximum: 730 }),
  contact_days: Type.Integer({ minimum: 7, maximum: 365 }),
});
export type Rhythm = Static<typeof Rhythm>;

export const QueuedPlan = Type.Object({
  plan_id: Type.String(),
  person_id: Type.String(),
  person_name: Type.String(),
  title: Type.String(),
  since: Instant,
  reasons: Type.Array(Reason),
  /** This worker wrote in the plan: somebody else reviews it. */
  own: Type.Boolean(),
});
export type QueuedPlan = Static<typeof QueuedPlan>;

/** What waits for a look, as long as the reviewers' week is; `total` counts what waits beyond it too. */
export const ReviewQueue = Type.Object({
  items: Type.Array(QueuedPlan),
  total: Type.Integer(),
  /** Plans the office's reviewers can still look at this week, and how many they did. */
  places: Type.Integer(),
  made: Type.Integer(),
  rhythm: Rhythm,
});
export type ReviewQueue = Static<typeof ReviewQueue>;

export const PromiseView = Type.Object({
  id: Type.String(),
  key: Type.String(),
  what: Type.String(),
  by: Type.String(),
  state: words(promiseStates),
  day: nullable(Day),
  happened: Type.Integer(),
  due: Type.Integer(),
  evidence: Type.Array(
    Type.Object({ kind: EvidenceKind, source: Type.String(), assisted: Type.Boolean() }),
  ),
  reason: Type.String(),
});
export type PromiseView = Static<typeof PromiseView>;

export const ReviewMadeView = Type.Object({
  key: Type.String(),
  office: SystemRef,
  outcome: words(reviewOutcomes),
  reasons: Type.Array(ReviewReasonWord),
  checked: Type.Array(CheckedLine),
  text: Type.String(),
  ask: nullable(PartyWord),
  answer_by: nullable(Day),
  late: Type.Boolean(),
  at: Instant,
  by: Actor,
  replies: Type.Array(Type.Object({ text: Type.String(), at: Instant, by: Actor })),
});
export type ReviewMadeView = Static<typeof ReviewMadeView>;

/** Everything a supervisor looks at beside the plan itself. */
export const PlanReview = Type.Object({
  plan_id: Type.String(),
  person_id: Type.String(),
  person_name: Type.String(),
  root: Type.String(),
  reasons: Type.Array(Reason),
  /** Kept by us: offices, providers, employers. */
  ours: Type.Array(PromiseView),
  /** Done by the person. */
  person: Type.Array(PromiseView),
  /** From the version in force to the plan as it stands; empty: nothing differs. */
  differences: Type.Array(DifferenceView),
  agreed_at: nullable(Instant),
  last_contact: nullable(Day),
  reviews: Type.Array(ReviewMadeView),
  standing: words(["none", "approved", "asked", "answered", "passed_on"]),
  /** This office's last review, sent back as `after`. */
  after: nullable(Type.String()),
  /** A question of a review that this office answers; null: none. */
  question: nullable(Type.String()),
  /** `review` · `hand_over`: this worker wrote in the plan · `no`: not a supervisor. */
  may: words(["review", "hand_over", "no"]),
  authors: Type.Array(Type.String()),
  /** Sent back as `began_at`: by the server's clock. */
  now: Instant,
});
export type PlanReview = Static<typeof PlanReview>;

export const ReviewBody = Type.Object({
  root: Hash,
  after: nullable(text(160)),
  checked: Type.Array(CheckedLine, { maxItems: checked_lines_max }),
  outcome: words(reviewOutcomes),
  text: optional(Type.String({ maxLength: review_text_chars_max })),
  ask: optional(PartyWord),
  answer_by: optional(Day),
  began_at: text(40),
});
export type ReviewBody = Static<typeof ReviewBody>;

export const ReviewReplyBody = Type.Object({
  review: text(160),
  text: Type.String({ minLength: 1, maxLength: review_text_chars_max }),
});

export const DrawView = Type.Object({
  id: Type.String(),
  month: Type.String(),
  rate_percent: Type.Number(),
  seed_hash: Type.String(),
  /** Shown once it is drawn. */
  seed: nullable(Type.String()),
  among: nullable(Type.Integer()),
  among_hash: nullable(Type.String()),
  drawn: nullable(Type.Integer()),
  drawn_at: nullable(Instant),
});
export type DrawView = Static<typeof DrawView>;
export const DrawList = Type.Object({
  items: Type.Array(DrawView),
  /** No draw of this month was sealed yet. */
  may_seal: Type.Boolean(),
});
export type DrawList = Static<typeof DrawList>;

export const ReviewerFigures = Type.Object({
  reviewer: Type.String(),
  reviews: Type.Integer(),
  approved: Type.Integer(),
  returned: Type.Integer(),
  passed_on: Type.Integer(),
  minutes: Type.Number(),
});
export const Reviewers = Type.Object({ since: Day, items: Type.Array(ReviewerFigures) });
export type Reviewers = Static<typeof Reviewers>;
