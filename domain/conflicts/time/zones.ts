/**
 * From wall time to instant and back, exactly and fast: a zone's changes of offset are asked of
 * Temporal once and kept. An instant is seconds of UTC since 1970.
 *
 * Daylight saving, chosen as RFC 5545 (3.3.5) does and Temporal's `compatible`: a wall time that does
 * not happen is read with the offset before the gap (02:30 becomes 03:30); one that happens twice is
 * the first of the two.
 */
import { Temporal } from "temporal-polyfill";
import { dateOf, day_seconds, type Wall } from "./walls.ts";

/** One zone over some years: `offset[i]` seconds hold from `from[i]` until `from[i + 1]`. */
export interface Zone {
  readonly name: string;
  readonly years: { readonly first: number; readonly last: number };
  readonly from: readonly number[];
  readonly offset: readonly number[];
}

const known = new Map<string, Zone>();
/** A zone has a handful of changes in a year; what does not end is not a zone. */
const changes_max = 5_000;
const zones_kept_max = 700;

/** The zone for days from `first` to `last`; null: there is no such zone. */
export function zoneFor(name: string, first: number, last: number): Zone | null {
  const years = { first: dateOf(first).year - 1, last: dateOf(last).year + 1 };
  const found = known.get(name);
  if (found && found.years.first <= years.first && found.years.last >= years.last) return found;
  const zone = readZone(name, {
    first: Math.min(years.first, found?.years.first ?? years.first),
    last: Math.max(years.last, found?.years.last ?? years.last),
  });
  if (zone === null) return null;
  if (known.size >= zones_kept_max) known.clear();
  known.set(name, zone);
  return zone;
}

function readZone(name: string, years: Zone["years"]): Zone | null {
  // An offset such as +02:00 is no zone of the IANA list.
  if (!/^[A-Za-z]/.test(name)) return null;
  const first = atStart(years.first, name);
  if (first === null) return null;
  const end = Date.UTC(years.last + 1, 0, 1);
  const from = [Number.NEGATIVE_INFINITY];
  const offset = [first.offsetNanoseconds / 1e9];
  let at: Temporal.ZonedDateTime | null = first;
  while (from.length < changes_max) {
    at = at.getTimeZoneTransition("next");
    if (at === null || at.epochMilliseconds > end) break;
    from.push(at.epochMilliseconds / 1000);
    offset.push(at.offsetNanoseconds / 1e9);
  }
  return { name, years, from, offset };
}

function atStart(year: number, name: string): Temporal.ZonedDateTime | null {
  try {
    const start = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1));
    return start.toZonedDateTimeISO(name);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The instant at which a zone's clocks show this. */
export function instantOf(zone: Zone, wall: Wall): number {
  const local = wall.day * day_seconds + wall.second;
  const { from, offset } = zone;
  // The first stretch that has this wall time has its earlier reading.
  let before = 0;
  for (let index = 0; index < from.length; index += 1) {
    const instant = local - (offset[index] ?? 0);
    if (instant < (from[index] ?? 0)) break;
    if (instant < (from[index + 1] ?? Number.POSITIVE_INFINITY)) return instant;
    before = offset[index] ?? 0;
  }
  return local - before;
}

/** What a zone's clocks show at an instant. */
export function wallAt(zone: Zone, instant: number): Wall {
  const local = instant + offsetAt(zone, instant);
  const day = Math.floor(local / day_seconds);
  return { day, second: local - day * day_seconds };
}

/** The day of a zone on which an instant lies. */
export function dayAt(zone: Zone, instant: number): number {
  return Math.floor((instant + offsetAt(zone, instant)) / day_seconds);
}

/** The first instant of a day. */
export function dayStart(zone: Zone, day: number): number {
  return instantOf(zone, { day, second: 0 });
}

function offsetAt({ from, offset }: Zone, instant: number): number {
  let index = from.length - 1;
  while (index > 0 && instant < (from[index] ?? 0)) index -= 1;
  return offset[index] ?? 0;
}
