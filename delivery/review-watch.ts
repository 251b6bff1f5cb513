import { createHash } from "node:crypto";
import type { Systems } from "../domain/authority.ts";
import { ownWordsOf } from "../domain/review/own-words.ts";
import { questionTo } from "../domain/review/reviews.ts";
import { rhythmOf } from "../domain/review/rhythm.ts";
import { triggersOf } from "../domain/review/triggers.ts";
import { valueOf } from "../domain/record.ts";
import type { Store } from "../store/database.ts";
import { loadOfType, loadRecords, resolveKeys } from "../store/load.ts";
import { loadReviewed, reviewFacts, watchedTypes } from "../store/reading/reviewed.ts";
import { changedForReview, putReasons, reviewReadUpTo } from "../store/review-queue.ts";
import { putOwnWords } from "../store/review-texts.ts";
import { waitingChanged } from "../store/waiting-mark.ts";
import { systemsOf } from "./putting-right.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const draws_max = 240;
const rhythms_max = 1_000;

/**
 * After every change the plans it touched are looked over for reasons to review them, and the queue is
 * put right. The cursor moves after the rows are written: killed in between, the same is done again.
 * Tells whether there may be more.
 */
export async function watchReviews(store: Store): Promise<boolean> {
  const news = await changedForReview(store, watchedTypes);
  if (news === null) return false;
  const known = await knownOf(store);
  const people = new Set([...news.people, ...(news.drawn ? await peopleDrawn(store, known) : [])]);
  const also = new Set<string>();
  let changed = false;
  const look = async (person: string) => {
    const found = await lookOver(store, person, known);
    changed ||= found.changed;
    return found.others;
  };
  for (const person of people) for (const other of await look(person)) also.add(other);
  // Words that now stand in several cases are a reason in each of them.
  for (const person of also) if (!people.has(person)) await look(person);
  await reviewReadUpTo(store, news.upTo);
  if (changed) await waitingChanged(store);
  return true;
}

interface Known {
  systems: Systems;
  rhythm: ReturnType<typeof rhythmOf>;
  draws: Awaited<ReturnType<typeof loadOfType>>;
}

async function knownOf(store: Store): Promise<Known> {
  const [systems, rhythms, draws] = await Promise.all([
    systemsOf(store),
    loadOfType(store, "ReviewRhythm", rhythms_max),
    loadOfType(store, "ReviewDraw", draws_max),
  ]);
  return { systems, rhythm: rhythmOf(rhythms), draws };
}

/** The reasons of one person's plan, put right; other people who share its words. */
async function lookOver(
  store: Store,
  personId: string,
  known: Known,
): Promise<{ changed: boolean; others: string[] }> {
  const reviewed = await loadReviewed(store, personId, sha256);
  if (!reviewed) return { changed: false, others: [] };
  const { book, person, contacts, recorded } = reviewed;
  const words = ownWordsOf(book, contacts, recorded, store.system.id);
  const { since, others } = await putOwnWords(store, person.id, words);
  const facts = reviewFacts(store, reviewed, { ...known, sameWords: since });
  const question = questionTo(reviewed.reviews, facts.party);
  const changed = await putReasons(store, [
    { plan: book.plan.id, subject: person.id, triggers: triggersOf(facts), question },
    // What two offices opened apart is one plan, under the first of them.
    ...book.also.map(({ id }) => ({ plan: id, subject: person.id, triggers: [], question: null })),
  ]);
  return { changed, others };
}

/** Whom the draws took. */
async function peopleDrawn(store: Store, { draws }: Known): Promise<string[]> {
  const keys = draws.flatMap(({ state }) => (valueOf(state, "drawn") ?? []) as string[]);
  const plans = await resolveKeys(store, [...new Set(keys)]);
  const records = await loadRecords(
    store,
    [...plans.values()].map(({ id }) => id),
  );
  return [...records.values()].flatMap(({ subject }) => subject ?? []);
}
