import { nextInstant, readQuartz } from "../domain/quartz.ts";
import { isDateTimeWithZone } from "../wire/envelope.ts";
import type { Frequency } from "../wire/messages/parts.ts";

/** When notifications go. */
export interface When {
  starts_at: Date | null;
  ends_at: Date | null;
  /** A Quartz text; empty: as soon as something happens. */
  schedule: string;
  /** How far the schedule's clock is ahead of UTC: the offset that `start_time` is written with. */
  zone_minutes: number;
  /** The first batch; null without a schedule. */
  window_at: Date | null;
}

/**
 * Reads SubscriptionInfo.frequency: `real-time`, or a Quartz text, which goes by the offset of
 * `start_time` (UTC where none is given). The samples' window begins and ends at one instant: it is
 * read as "from then on". Null: not understood, or such that nothing would ever be sent.
 */
export function readFrequency(frequency: Frequency | undefined, nowMs: number): When | null {
  const { start_time, end_time, frequency: word = "" } = frequency ?? {};
  const starts_at = instantOf(start_time);
  const given = instantOf(end_time);
  if (starts_at === undefined || given === undefined) return null;
  const ends_at = starts_at && given && given.getTime() === starts_at.getTime() ? null : given;
  if (ends_at && (ends_at.getTime() <= nowMs || (starts_at && ends_at < starts_at))) return null;
  const window = { starts_at, ends_at };
  if (isRealTime(word)) return { ...window, schedule: "", zone_minutes: 0, window_at: null };
  const zone_minutes = zoneOf(start_time ?? "");
  const first = nextWindow(word, zone_minutes, Math.max(nowMs, (starts_at?.getTime() ?? 0) - 1));
  if (first === null || (ends_at && first >= ends_at)) return null;
  return { ...window, schedule: word.trim(), zone_minutes, window_at: first };
}

/** When a schedule's next batch goes after an instant; null: never again, or not a schedule. */
export function nextWindow(schedule: string, zoneMinutes: number, afterMs: number): Date | null {
  const read = readQuartz(schedule);
  const ms = read && nextInstant(read, afterMs, zoneMinutes);
  return ms === null ? null : new Date(ms);
}

function isRealTime(word: string): boolean {
  return ["", "realtime"].includes(word.toLowerCase().replaceAll(/[-_ ]/g, ""));
}

/** Null: not given; undefined: not a time with a zone. */
function instantOf(text: string | undefined): Date | null | undefined {
  if (text === undefined) return null;
  return isDateTimeWithZone(text) ? new Date(text) : undefined;
}

function zoneOf(time: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d):?(\d\d)$/.exec(time) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}
