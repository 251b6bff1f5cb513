import { refused, type Change } from "../../domain/change.ts";
import { textOf, valueOf } from "../../domain/record.ts";
import { recordReview, replyToReview } from "../../domain/review/reviewing.ts";
import { mondayOf, placesThisWeek, rhythmOf } from "../../domain/review/rhythm.ts";
import type { ReviewReason } from "../../domain/records/review-records.ts";
import { act } from "../../store/act.ts";
import { loadOfType, loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import { loadReviewed, type ReviewedPerson } from "../../store/reading/reviewed.ts";
import { reasonsOf, reviewQueue, reviewQuestions } from "../../store/review-queue.ts";
import {
  planAuthors,
  reviewerFigures,
  reviewRow,
  reviewsSince,
  writtenIn,
} from "../../store/reviews-made.ts";
import {
  PlanReview,
  ReviewBody,
  Reviewers,
  ReviewQueue,
  ReviewReplyBody,
  type QueuedPlan,
} from "../api/review-schemas.ts";
import { Created } from "../api/work-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Call, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { agreedOf, loadPlanningOf } from "./plan-loading.ts";
import { drawRoutes } from "./review-draws.ts";
import { planReview, reasonViews } from "./review-view.ts";
import { sha256 } from "./sha256.ts";
import type { Draft } from "./today.ts";

const queue_max = 200;
const rhythms_max = 1_000;
const questions_max = 20;
const figures_days = 90;

/** Is the plan working, and are promises kept: the queue, one plan, and what came of the look. */
export function reviewRoutes(doors: Doors): void {
  queueRoutes(doors);
  planRoute(doors);
  deciding(doors);
  drawRoutes(doors);
}

function queueRoutes(doors: Doors): void {
  const queue = { url: "/reviews", summary: "Plans that wait for a look", answer: ReviewQueue };
  get(doors, queue, async ({ hosted, store, worker }) => {
    if (worker.role !== "supervisor") return refused("err.supervisor");
    const rhythm = rhythmOf(await loadOfType(store, "ReviewRhythm", rhythms_max));
    const made = await reviewsSince(store, new Date(`${mondayOf(todayOf(hosted))}T00:00:00Z`));
    const places = placesThisWeek(rhythm, made);
    const { total, plans } = await reviewQueue(store, Math.min(queue_max, Math.max(1, places)));
    const items = places === 0 ? [] : await queuedViews(hosted, worker.name, plans);
    return done({ items, total, places, made, rhythm });
  });

  const figures = {
    url: "/reviewers",
    summary: "How this office's reviewers worked; it stays in this office",
    answer: Reviewers,
  };
  get(doors, figures, async ({ store, worker }) => {
    if (worker.role !== "supervisor") return refused("err.supervisor");
    const since = new Date(store.clock.nowMs() - figures_days * 86_400_000);
    const items = await reviewerFigures(store, since);
    return done({ since: since.toISOString().slice(0, 10), items });
  });
}

async function queuedViews(
  { store }: Hosted,
  worker: string,
  queued: Awaited<ReturnType<typeof reviewQueue>>["plans"],
): Promise<QueuedPlan[]> {
  const subjects = queued.map(({ subject }) => subject);
  const [records, own] = await Promise.all([
    loadRecords(store, [...subjects, ...queued.map(({ plan }) => plan)]),
    writtenIn(store, worker, subjects),
  ]);
  return queued.map(({ plan, subject, since, reasons }): QueuedPlan => {
    const person = records.get(subject)?.state;
    const title = records.get(plan)?.state;
    return {
      plan_id: plan,
      person_id: subject,
      person_name: person ? displayName(valueOf(person, "name")) : "",
      title: title ? textOf(title, "title") : "",
      since: since.toISOString(),
      reasons: reasonViews(reasons),
      own: own.has(subject),
    };
  });
}

function planRoute(doors: Doors): void {
  const one = {
    url: "/plans/:id/review",
    summary: "What a review of this plan looks at, and the reviews it had",
    answer: PlanReview,
  };
  get(doors, one, async ({ hosted, store, worker, id }) => {
    const reviewed = await reviewedOf(hosted, id);
    if (!reviewed) return refused("err.not_found");
    const [agreed, reasons, authors] = await Promise.all([
      agreedOf(doors.node, hosted, reviewed.book),
      reasonsOf(store, reviewed.book.plan.id),
      planAuthors(store, reviewed.people),
    ]);
    return done(planReview({ hosted, reviewed, agreed, reasons, authors, worker }));
  });
}

function deciding(doors: Doors): void {
  const review = {
    url: "/plans/:id/reviews",
    summary: "A supervisor's look at a plan: approve, return with a question, or pass on",
    body: ReviewBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, review, (call) => reviewed(call));

  const reply = {
    url: "/plans/:id/review-replies",
    summary: "Answer the question of a review",
    body: ReviewReplyBody,
    answer: Created,
    status: 201 as const,
  };
  post(doors, reply, async (call) => {
    const acted = await act(call.store, call.acting("review.reply"), async (ctx) => {
      const seen = await reviewedOf(call.hosted, call.id);
      if (!seen) return refused("err.not_found");
      const decided = replyToReview(ctx, seen, call.body);
      return decided.ok ? { ok: true, changes: decided.changes, result: decided.id } : decided;
    });
    return acted.ok ? done({ id: acted.result }) : acted;
  });
}

async function reviewed(call: Call<ReviewBody>) {
  const { hosted, store, body, worker } = call;
  if (worker.role !== "supervisor") return refused("err.supervisor");
  const acted = await act(store, call.acting("review.make"), async (ctx) => {
    const seen = await reviewedOf(hosted, call.id);
    if (!seen) return refused("err.not_found");
    const [authors, reasons] = await Promise.all([
      planAuthors(store, seen.people),
      reasonsOf(store, seen.book.plan.id),
    ]);
    const { text = "", ask = null, answer_by = null } = body;
    const decided = recordReview(
      ctx,
      { ...seen, authors, root: seen.draftRoot },
      {
        ...body,
        text,
        ask,
        answer_by,
        reasons: reasons.map(({ why }) => why as ReviewReason),
      },
    );
    if (!decided.ok) return decided;
    return { ...decided, also: { reviewed: rowOf(decided.changes, seen) }, result: decided.id };
  });
  return acted.ok ? done({ id: acted.result }) : acted;
}

function rowOf(changes: readonly Change[], { book, people }: ReviewedPerson) {
  const [change] = changes;
  if (!change) throw new Error("a review without a change");
  return reviewRow(change, { plan: book.plan.id, people });
}

async function reviewedOf(hosted: Hosted, planId: string): Promise<ReviewedPerson | null> {
  const planning = await loadPlanningOf(hosted, planId, ["Plan"]);
  if (!planning) return null;
  return loadReviewed(hosted.store, planning.person.id, sha256, planId);
}

/** Questions of reviews that this office has not answered. */
export async function reviewQuestionsToday(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const waiting = await reviewQuestions(store, questions_max);
  const people = await loadRecords(
    store,
    waiting.map(({ subject }) => subject),
  );
  return waiting.flatMap(({ plan, subject, since }): Draft[] => {
    const person = people.get(subject);
    if (!person) return [];
    return [
      {
        id: `review_question/${plan}`,
        kind: "review_question",
        field: "",
        from: systemRef(hosted, store.system.id),
        at: since.toISOString(),
        target: plan,
        person,
      },
    ];
  });
}
