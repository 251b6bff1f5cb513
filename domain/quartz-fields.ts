/** One field of a Quartz text: numbers and names, lists, ranges that may wrap, steps. */
export interface FieldRange {
  min: number;
  max: number;
  names?: readonly string[];
  /** Ranges may go over the end: `22-2` of the hours. */
  wraps: boolean;
}

export const monthNames = [
  "JAN",
  "FEB",
  "MAR",
  "APR",
  "MAY",
  "JUN",
  "JUL",
  "AUG",
  "SEP",
  "OCT",
  "NOV",
  "DEC",
] as const;
/** Quartz counts from Sunday, which is 1. */
export const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] as const;

/** The values a field stands for, ascending; null: not a field. */
export function readField(text: string, range: FieldRange): number[] | null {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const read = readPart(part, range);
    if (!read) return null;
    for (const value of read) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function readPart(part: string, range: FieldRange): number[] | null {
  const [span = "", step, ...more] = part.split("/");
  if (more.length > 0) return null;
  const by = step === undefined ? 1 : Number(/^\d{1,4}$/.test(step) ? step : 0);
  if (by < 1 || by > range.max) return null;
  if (span === "*" || (span === "" && step !== undefined)) {
    return stepped(range.min, range.max, by, range);
  }
  const [first = "", last, ...others] = span.split("-");
  const from = readValue(first, range);
  if (from === null || others.length > 0) return null;
  // `5/15` goes on to the end; a single value is only itself.
  if (last === undefined) return stepped(from, step === undefined ? from : range.max, by, range);
  const to = readValue(last, range);
  if (to === null || (to < from && !range.wraps)) return null;
  return stepped(from, to, by, range);
}

/** A value by number or name; null: out of range. */
export function readValue(text: string, { min, max, names }: FieldRange): number | null {
  const named = names?.indexOf(text.toUpperCase()) ?? -1;
  if (named >= 0) return min + named;
  if (!/^\d{1,4}$/.test(text)) return null;
  const value = Number(text);
  return value >= min && value <= max ? value : null;
}

function stepped(from: number, to: number, by: number, { min, max }: FieldRange): number[] {
  const size = max - min + 1;
  const end = to < from ? to + size : to;
  const values: number[] = [];
  for (let value = from; value <= end; value += by) values.push(min + ((value - min) % size));
  return values;
}
