/** Half-open intervals in order, none touching another: what is free, covered or left over. */
import type { Span } from "./plan.ts";
import type { Occurrences } from "./series.ts";

/** Sorted, without what takes no time, and with what touches or overlaps made one. */
export function joined(spans: readonly Span[]): Span[] {
  const sorted = spans.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
  const all: Span[] = [];
  for (const { start, end } of sorted) {
    const last = all.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else all.push({ start, end });
  }
  return all;
}

/** What of `whole` lies in none of `taken`; both as `joined` makes them. */
export function without(whole: readonly Span[], taken: readonly Span[]): Span[] {
  const left: Span[] = [];
  let index = 0;
  for (const { start, end } of whole) {
    let from = start;
    while (index < taken.length && (taken[index]?.end ?? 0) <= from) index += 1;
    for (let at = index; at < taken.length; at += 1) {
      const one = taken[at];
      if (one === undefined || one.start >= end) break;
      if (one.start > from) left.push({ start: from, end: one.start });
      from = Math.max(from, one.end);
    }
    if (from < end) left.push({ start: from, end });
  }
  return left;
}

/** What lies in both. */
export function common(a: readonly Span[], b: readonly Span[]): Span[] {
  const both: Span[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined || other === undefined) break;
    const start = Math.max(one.start, other.start);
    const end = Math.min(one.end, other.end);
    if (start < end) both.push({ start, end });
    if (one.end < other.end) i += 1;
    else j += 1;
  }
  return both;
}

export function spansOf({ starts, ends }: Occurrences): Span[] {
  return starts.map((start, index) => ({ start, end: ends[index] ?? start }));
}

/** How long altogether, in seconds. */
export function lengthOf(spans: readonly Span[]): number {
  return spans.reduce((sum, { start, end }) => sum + end - start, 0);
}
