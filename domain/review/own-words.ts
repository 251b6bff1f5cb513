import { foldWords } from "../folding.ts";
import type { Recorded } from "../outcome/standing.ts";
import { isWithdrawnLine, type PlanBook } from "../plan/plan-law.ts";
import { creatorOf, textOf, type StoredRecord } from "../record.ts";
import type { SystemId } from "../records/field.ts";

/** Shorter texts are the same by chance: "done", "came on time". */
const own_words_chars_min = 40;
/** People in whose cases the same words have to stand before somebody asks. */
export const same_words_people_min = 3;

/**
 * What our workers wrote of this person in their own words, folded, each once: notes of contacts, why a
 * step ended, how we know. What a template or a form gave (a step's name, how we will know) is left out.
 */
export function ownWordsOf(
  book: PlanBook,
  contacts: readonly StoredRecord[],
  { outcomes, evidence }: Recorded,
  self: SystemId,
): string[] {
  const steps = book.steps.filter((step) => !isWithdrawnLine(step) && isWrittenBy(step, self));
  const ours = (record: StoredRecord) => isWrittenBy(record, self);
  const texts = [
    ...contacts.map(({ state }) => textOf(state, "note")),
    ...outcomes.filter(ours).map(({ state }) => textOf(state, "reason")),
    ...evidence.filter(ours).map(({ state }) => textOf(state, "source")),
    ...steps.flatMap(({ state }) => [textOf(state, "state_reason"), textOf(state, "evidence")]),
  ];
  const words = texts.map((text) => foldWords(text).join(" "));
  return [...new Set(words)].filter((text) => text.length >= own_words_chars_min);
}

/** Ours is what our system made; what the other office's workers write is its own to look at. */
function isWrittenBy({ key }: StoredRecord, self: SystemId): boolean {
  return creatorOf(key) === self;
}
