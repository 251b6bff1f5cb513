import type { JsonObject } from "../domain/json.ts";
import type { SearchResponse } from "../wire/messages/search.ts";

/** Which item and page of an answer a message holds. */
export interface Part {
  reference_id: string;
  page: number;
  pages: number;
}

/** What a message of an answer makes of its question, with the parts that came before. */
export type AnswerState = "asked" | "answered" | "rejected";

/** The parts of an on-search: one an item; an item without a page has one page. */
export function partsOf(response: Pick<SearchResponse, "search_response">): Part[] {
  return response.search_response.map(({ reference_id, pagination }) => {
    const size = Number(pagination?.page_size ?? 0);
    const total = Number(pagination?.total_count ?? 0);
    const page = Math.max(1, Number(pagination?.page_number ?? 1));
    const pages = size > 0 ? Math.max(1, Math.ceil(total / size)) : 1;
    return { reference_id, page, pages };
  });
}

/** Does any new part stand among those known? */
export function repeats(known: readonly Part[], fresh: readonly Part[]): boolean {
  const names = [...known, ...fresh].map(({ reference_id, page }) => `${page} ${reference_id}`);
  return new Set(names).size < names.length;
}

/** Whether every page of every item asked is there; a question for one page has one. */
export function isComplete(
  references: readonly string[],
  parts: readonly Part[],
  onePage = false,
): boolean {
  return references.every((reference) => {
    const own = parts.filter(({ reference_id }) => reference_id === reference);
    const pages = onePage ? 1 : Math.max(1, ...own.map((part) => part.pages));
    return own.length >= pages;
  });
}

/** Did a question name its page? Then the partner sends that page alone. */
export function asksOnePage(asked: JsonObject): boolean {
  const { criteria } = asked as { criteria?: { pagination?: { page_number?: unknown } } };
  return criteria?.pagination?.page_number !== undefined;
}
