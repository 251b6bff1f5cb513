/** Everything a review of a person's plan is made on, read once: by the watch, by the screen, by the deed. */
import type { Systems } from "../../domain/authority.ts";
import {
  bookOf,
  planTypes,
  plan_lines_read_max,
  type PlanBook,
} from "../../domain/plan/plan-law.ts";
import type { Recorded } from "../../domain/outcome/standing.ts";
import { agreementOf, countedSignOffs, partyOf } from "../../domain/plan/sign-off.ts";
import { draftOf } from "../../domain/plan/signing.ts";
import { textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { reviewsOf, type ReviewMade } from "../../domain/review/reviews.ts";
import type { Rhythm } from "../../domain/review/rhythm.ts";
import type { ReviewFacts } from "../../domain/review/triggers.ts";
import type { Sha256 } from "../../domain/sha256.ts";
import { loadJoined } from "../aliases.ts";
import type { Store } from "../database.ts";
import { isUuid, loadRecord } from "../load.ts";
import { loadRecorded, outcomeTypes } from "./outcomes.ts";
import { loadAboutAtMost } from "./plans.ts";

/** What can be a reason for a look, or end one. */
export const watchedTypes: readonly RecordType[] = [
  ...planTypes,
  "Contact",
  "Enrolment",
  "Referral",
  ...outcomeTypes,
  "Review",
  "ReviewReply",
];
/** What became of steps is read on its own, its newest first. */
const readTypes = watchedTypes.filter((type) => !outcomeTypes.includes(type));
const records_max = 3 * plan_lines_read_max;

export interface ReviewedPerson {
  person: StoredRecord;
  /** The person under every record that was joined into it. */
  people: string[];
  book: PlanBook;
  reviews: ReviewMade[];
  /** The records behind `reviews` and what was said to them. */
  records: { reviews: StoredRecord[]; replies: StoredRecord[] };
  contacts: StoredRecord[];
  enrolments: StoredRecord[];
  referrals: StoredRecord[];
  recorded: Recorded;
  draftRoot: string;
}

/** Null: no such person, no plan, or more than is read as one plan. `planId` names an older plan. */
export async function loadReviewed(
  store: Store,
  personId: string,
  sha256: Sha256,
  planId?: string,
): Promise<ReviewedPerson | null> {
  if (!isUuid(personId)) return null;
  const group = (await loadJoined(store, [personId])).get(personId);
  const root = group?.winner ?? personId;
  const people = group?.members ?? [root];
  const [person, about, recorded] = await Promise.all([
    loadRecord(store, root),
    loadAboutAtMost(store, people, readTypes, records_max),
    loadRecorded(store, people),
  ]);
  const book = about.length > records_max ? null : bookOf(about, planId);
  if (person?.type !== "Person" || !book) return null;
  const named = new Set([book.plan, ...book.also].map(({ key }) => key));
  const of = (type: RecordType) => about.filter((record) => record.type === type);
  const ofPlan = (type: RecordType) =>
    of(type).filter(({ state }) => named.has(textOf(state, "plan")));
  const records = { reviews: ofPlan("Review"), replies: ofPlan("ReviewReply") };
  return {
    person,
    people,
    book,
    records,
    reviews: reviewsOf(records.reviews, records.replies),
    contacts: of("Contact"),
    enrolments: of("Enrolment"),
    referrals: of("Referral"),
    recorded,
    draftRoot: draftOf(book, sha256).root,
  };
}

/**
 * The facts that reasons come from. Sign-offs count as recorded here: whether a signature holds is
 * judged where a plan is shown or held against anybody, and a look too many harms nobody.
 */
export function reviewFacts(
  store: Store,
  reviewed: ReviewedPerson,
  known: {
    systems: Systems;
    rhythm: Rhythm;
    draws: readonly StoredRecord[];
    sameWords: string | null;
  },
): ReviewFacts {
  const { book, draftRoot } = reviewed;
  const signOffs = countedSignOffs(book.signOffs, known.systems, () => true);
  const { inForce } = agreementOf(signOffs, draftRoot);
  return {
    self: store.system.id,
    party: partyOf(store.system.kind),
    book,
    agreed: inForce,
    draftRoot,
    reviews: reviewed.reviews,
    contacts: reviewed.contacts,
    enrolments: reviewed.enrolments,
    referrals: reviewed.referrals,
    recorded: reviewed.recorded,
    today: new Date(store.clock.nowMs()).toISOString().slice(0, 10),
    drawn: drawnOf(book, known.draws),
    sameWords: known.sameWords,
    rhythm: known.rhythm,
  };
}

function drawnOf({ plan }: PlanBook, draws: readonly StoredRecord[]): string[] {
  return draws.flatMap(({ state }) => {
    const drawn = (valueOf(state, "drawn") ?? []) as string[];
    return drawn.includes(plan.key) ? [textOf(state, "drawn_at")] : [];
  });
}
