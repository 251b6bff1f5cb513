/** A calendar feed (RFC 5545): times and neutral words, nothing that says what or who. */
import { readDay, readWall } from "../conflicts/time/walls.ts";
import { instantOf, zoneFor } from "../conflicts/time/zones.ts";
import type { Json } from "../json.ts";
import { valueOf, type StoredRecord } from "../record.ts";

export interface FeedEvent {
  /** Opaque, and the same at every reading. */
  uid: string;
  day: string;
  /** `09:30`; empty: the whole day. */
  start: string;
  end: string;
  zone: string;
  title: string;
}

/** Kept off calendars (case.md, Protected lines); a person's own phone is seen by the household. */
export function isOffCalendar({ state }: StoredRecord, isPersons: boolean): boolean {
  const off = (valueOf(state, "keep_off") ?? []) as Json[];
  return off.includes("calendar") || (isPersons && off.includes("household"));
}

export function icsOf(events: readonly FeedEvent[], name: string, stampIso: string): string {
  const stamp = `${stampIso.replaceAll(/[-:]/g, "").slice(0, 15)}Z`;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Tandem//Calendar//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    `X-WR-CALNAME:${escaped(name)}`,
    "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
    ...events.flatMap((event) => eventLines(event, stamp)),
    "END:VCALENDAR",
  ];
  return lines.map(folded).join("\r\n") + "\r\n";
}

function eventLines({ uid, day, start, end, zone, title }: FeedEvent, stamp: string): string[] {
  const begins = utcOf(day, start, zone);
  const ends = utcOf(day, end === "" ? start : end, zone);
  const compact = day.replaceAll("-", "");
  const isTimed = start !== "" && begins !== null && ends !== null;
  return [
    "BEGIN:VEVENT",
    `UID:${uid}@tandem`,
    `DTSTAMP:${stamp}`,
    ...(isTimed ? [`DTSTART:${begins}`, `DTEND:${ends}`] : [`DTSTART;VALUE=DATE:${compact}`]),
    `SUMMARY:${escaped(title)}`,
    "CLASS:PRIVATE",
    ...(isTimed ? [] : ["TRANSP:TRANSPARENT"]),
    "END:VEVENT",
  ];
}

/** A wall time as an instant; null: there is no such day or zone. */
function utcOf(day: string, clock: string, zoneName: string): string | null {
  const number = readDay(day);
  const wall = readWall(`${day}T${clock}`);
  const zone = number === null ? null : zoneFor(zoneName, number, number);
  if (!wall || !zone) return null;
  const iso = new Date(instantOf(zone, wall) * 1000).toISOString();
  return `${iso.replaceAll(/[-:]/g, "").slice(0, 15)}Z`;
}

/** RFC 5545, 3.3.11. */
function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, (char) => `\\${char}`).replaceAll(/\r?\n/g, "\\n");
}

/** No line is longer than 75 octets (3.1). */
function folded(line: string): string {
  const parts: string[] = [];
  let part = "";
  for (const char of line) {
    if (new TextEncoder().encode(part + char).length > (parts.length === 0 ? 75 : 74)) {
      parts.push(part);
      part = "";
    }
    part += char;
  }
  return [...parts, part].join("\r\n ");
}
