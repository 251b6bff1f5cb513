import { isPlanClosed } from "../../domain/plan/plan-law.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { partyOf } from "../../domain/plan/sign-off.ts";
import { differencesOf } from "../../domain/plan/differences.ts";
import type { ReviewReason } from "../../domain/records/review-records.ts";
import { promisesOf, type PromiseLine } from "../../domain/review/promises.ts";
import {
  lastReview,
  questionTo,
  standingOf,
  type ReviewMade,
} from "../../domain/review/reviews.ts";
import { displayName } from "../../store/projection.ts";
import type { ReviewedPerson } from "../../store/reading/reviewed.ts";
import type { QueuedPlan as Queued } from "../../store/review-queue.ts";
import type { DrawView, PlanReview, PromiseView, ReviewMadeView } from "../api/review-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { todayOf } from "./loading.ts";
import type { Agreed } from "./plan-loading.ts";
import { actorOf } from "./proposal-view.ts";

/** What the view is made of. */
export interface ShownReview {
  hosted: Hosted;
  reviewed: ReviewedPerson;
  agreed: Agreed;
  reasons: Queued["reasons"];
  authors: readonly string[];
  worker: { name: string; role: string };
}

export function planReview(shown: ShownReview): PlanReview {
  const { hosted, reviewed, agreed, authors, worker } = shown;
  const { book, person, reviews } = reviewed;
  const { store } = hosted;
  const last = lastReview(reviews, store.system.id);
  const promises = promisesOf(book, reviewed.recorded, todayOf(hosted));
  const isSupervisor = worker.role === "supervisor";
  const met = reviewed.contacts
    .filter(({ state }) => textOf(state, "outcome") === "met")
    .map(({ state }) => textOf(state, "on"));
  const { inForce, draft, agreement } = agreed;
  return {
    plan_id: book.plan.id,
    person_id: person.id,
    person_name: displayName(valueOf(person.state, "name")),
    root: reviewed.draftRoot,
    reasons: reasonViews(shown.reasons),
    ours: promises.ours.map(promiseView),
    person: promises.person.map(promiseView),
    differences: inForce && !isPlanClosed(book) ? differencesOf(inForce, draft.terms) : [],
    agreed_at: agreement.inForce?.at ?? null,
    last_contact: met.sort().at(-1) ?? null,
    reviews: reviews.map((review) => reviewView(hosted, review, reviewed)),
    standing: standingOf(last),
    after: last?.key ?? null,
    question: questionTo(reviews, partyOf(store.system.kind))?.key ?? null,
    may: !isSupervisor ? "no" : authors.includes(worker.name) ? "hand_over" : "review",
    authors: [...authors],
    now: new Date(store.clock.nowMs()).toISOString(),
  };
}

export function reasonViews(reasons: Queued["reasons"]): PlanReview["reasons"] {
  return reasons.map(({ why, since, lines }) => ({
    why: why as ReviewReason,
    since: new Date(since).toISOString(),
    lines,
  }));
}

function promiseView({ day, ...line }: PromiseLine): PromiseView {
  return { ...line, day: day === "" ? null : day };
}

function reviewView(
  hosted: Hosted,
  { key, system, outcome, reasons, checked, ask, answerBy, at, replies }: ReviewMade,
  { records }: ReviewedPerson,
): ReviewMadeView {
  const record = records.reviews.find((one) => one.key === key);
  const state = record?.state ?? { fields: {}, sets: {} };
  const isOpen = outcome === "returned" && replies.length === 0;
  return {
    key,
    office: systemRef(hosted, system),
    outcome,
    reasons: [...reasons],
    checked: [...checked],
    text: textOf(state, "text"),
    ask,
    answer_by: answerBy,
    late: isOpen && answerBy !== null && answerBy < todayOf(hosted),
    at,
    by: actorOf(hosted, valueOf(state, "by"), system),
    replies: replies.map((reply) => ({
      text: textOf(reply.state, "text"),
      at: textOf(reply.state, "at"),
      by: actorOf(hosted, valueOf(reply.state, "by"), reply.key.slice(0, reply.key.indexOf("/"))),
    })),
  };
}

/** The seed is nobody's to see before it was drawn with. */
export function drawView({ id, state }: StoredRecord): DrawView {
  const isDrawn = textOf(state, "state") === "drawn";
  const number = (field: string) => Number(valueOf(state, field) ?? 0);
  return {
    id,
    month: textOf(state, "month"),
    rate_percent: number("rate_percent"),
    seed_hash: textOf(state, "seed_hash"),
    seed: isDrawn ? textOf(state, "seed") : null,
    among: isDrawn ? number("among") : null,
    among_hash: isDrawn ? textOf(state, "among_hash") : null,
    drawn: isDrawn ? ((valueOf(state, "drawn") ?? []) as string[]).length : null,
    drawn_at: isDrawn ? textOf(state, "drawn_at") : null,
  };
}
