/** The commands of a review: looking at a plan, answering a question, the draw and the rhythm. */
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { linesOf, type PlanBook } from "../plan/plan-law.ts";
import { partyOf } from "../plan/sign-off.ts";
import { textOf, type StoredRecord } from "../record.ts";
import type { Party } from "../records/plan-values.ts";
import type { CheckedLine, ReviewOutcome, ReviewReason } from "../records/review-records.ts";
import { drawOrder, sealOf } from "../rounds/order.ts";
import type { Sha256 } from "../sha256.ts";
import { lastReview, questionTo, type ReviewMade } from "./reviews.ts";

/** Days an office has to answer a question, if the reviewer sets none. */
export const answer_days = 10;

export interface ReviewInput {
  /** The version the reviewer read. */
  root: string;
  /** The office's review before it, as the reviewer saw it; null: none. */
  after: string | null;
  reasons: readonly ReviewReason[];
  checked: readonly CheckedLine[];
  outcome: ReviewOutcome;
  text: string;
  ask: Party | null;
  answer_by: string | null;
  /** When the reviewer opened the plan (ISO). */
  began_at: string;
}
/** What the decision is made on. */
export interface Reviewed {
  person: StoredRecord;
  book: PlanBook;
  reviews: readonly ReviewMade[];
  /** Names of our workers whose hand is in the plan. */
  authors: readonly string[];
  /** The plan's version now. */
  root: string;
}

type Decided = { ok: true; changes: Change[]; id: string } | Refusal;

/** A supervisor's look at a plan. Whoever wrote in it judges nothing; of two at once the second is told. */
export function recordReview(ctx: Deciding, seen: Reviewed, input: ReviewInput): Decided {
  const problem = mayNotReview(ctx, seen, input);
  if (problem) return problem;
  const { person, book } = seen;
  const { checked, reasons, ...said } = input;
  const record = newRecord(ctx, "Review", { subject: person.id, household: person.household });
  const fields: Record<string, Json> = {
    ...said,
    text: input.text.trim(),
    reasons: [...reasons],
    checked: checked.map((line): Json => ({ ...line })),
    person: person.key,
    plan: book.plan.key,
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "review.made")],
    id: record.id,
  };
}

function mayNotReview(ctx: Deciding, seen: Reviewed, input: ReviewInput): Refusal | null {
  const { outcome } = input;
  const isJudged = outcome !== "handed_over";
  if (isJudged && seen.authors.includes(ctx.by.name)) return refused("err.review.own");
  if ((lastReview(seen.reviews, ctx.self.id)?.key ?? null) !== input.after) {
    return refused("err.decided", ["after"]);
  }
  if (input.root !== seen.root) return refused("err.stale", ["root"]);
  if (outcome === "approved" && input.checked.length === 0) {
    return refused("err.review.nothing_checked", ["checked"]);
  }
  const bad = faultsIn(ctx, seen, input);
  return bad.length > 0 ? refused("err.bad_input", bad) : null;
}

function faultsIn(ctx: Deciding, { book }: Reviewed, input: ReviewInput): string[] {
  const bad: string[] = [];
  // A line of private time is nobody's to name: a review travels.
  const known = new Set(linesOf(book).map(({ key }) => key));
  const named = input.checked.map(({ line }) => line);
  if (named.some((line) => !known.has(line)) || new Set(named).size < named.length) {
    bad.push("checked");
  }
  const other = partyOf(ctx.self.kind) === "social" ? "employment" : "social";
  const asks = { approved: [null], returned: ["social", "employment"], escalated: [other] };
  const allowed: readonly (Party | null)[] = (
    { ...asks, handed_over: [other] } as Record<ReviewOutcome, (Party | null)[]>
  )[input.outcome];
  if (!allowed.includes(input.ask)) bad.push("ask");
  if (input.outcome !== "approved" && input.text.trim() === "") bad.push("text");
  const isAsked = input.outcome === "returned";
  if (isAsked !== (input.answer_by !== null)) bad.push("answer_by");
  if (input.answer_by !== null && input.answer_by < today(ctx)) bad.push("answer_by");
  if (!(Date.parse(input.began_at) <= Date.parse(ctx.nowIso))) bad.push("began_at");
  return bad;
}

/** The office that was asked answers; the reviewer looks again. */
export function replyToReview(
  ctx: Deciding,
  { person, book, reviews }: Pick<Reviewed, "person" | "book" | "reviews">,
  input: { review: string; text: string },
): Decided {
  const party = partyOf(ctx.self.kind);
  const asked = questionTo(reviews, party);
  if (!asked || asked.key !== input.review) return refused("err.review.not_asked");
  if (input.text.trim() === "") return refused("err.bad_input", ["text"]);
  const about = { subject: person.id, household: person.household };
  const record = newRecord(ctx, "ReviewReply", about);
  const fields: Record<string, Json> = {
    person: person.key,
    plan: book.plan.key,
    review: asked.key,
    party,
    text: input.text.trim(),
    at: ctx.nowIso,
    by: { ...ctx.by },
  };
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "review.replied")],
    id: record.id,
  };
}

/** Commits to a month's draw: the rate is declared and the seed's hash shown before anybody is drawn. */
export function sealDraw(
  ctx: Deciding,
  draws: readonly StoredRecord[],
  input: { rate_percent: number; seed: string },
  hash: Sha256,
): Decided {
  const month = today(ctx).slice(0, 7);
  const same = draws.find(({ state }) => textOf(state, "month") === month);
  if (same) return refused("err.decided", ["month"]);
  const record = newRecord(ctx, "ReviewDraw");
  const { rate_percent, seed } = input;
  const fields: Record<string, Json> = {
    month,
    rate_percent,
    seed,
    seed_hash: sealOf(seed, hash),
    state: "sealed",
    by: { ...ctx.by },
  };
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields }, "review.draw_sealed")],
    id: record.id,
  };
}

/** Draws among the open plans, by their keys: the share that was declared, at least one if there is one. */
export function draw(
  ctx: Deciding,
  sealed: StoredRecord,
  plans: readonly string[],
  hash: Sha256,
): Decided {
  if (textOf(sealed.state, "state") !== "sealed") return refused("err.decided", ["state"]);
  const names = [...new Set(plans)].sort();
  const rate = Number(sealed.state.fields["rate_percent"]?.[0]?.v ?? 0);
  const places = Math.ceil((names.length * rate) / 100);
  const fields: Record<string, Json> = {
    state: "drawn",
    among: names.length,
    among_hash: hash(names.join("\n")),
    drawn: drawOrder(textOf(sealed.state, "seed"), names, hash).slice(0, places),
    drawn_at: ctx.nowIso,
  };
  return {
    ok: true,
    changes: [ownChange(ctx, sealed, { fields }, "review.drawn")],
    id: sealed.id,
  };
}

function today(ctx: Deciding): string {
  return ctx.nowIso.slice(0, 10);
}
