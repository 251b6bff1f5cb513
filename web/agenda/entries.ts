import type { AgendaEntry, AgendaView } from "../../server/api/agenda-schemas.ts";
import type { Recordable } from "../outcome/recordable.ts";

/** The form that is open: of one entry, or of a group that came together. */
export type Opened =
  { kind: "one"; entry: AgendaEntry } | { kind: "group"; entries: readonly AgendaEntry[] };

/** Past, of this office to record, and nobody has. */
export function toRecordOf(items: readonly AgendaEntry[], before: string): AgendaEntry[] {
  return items.filter(({ day, stands }) => day < before && stands === "open");
}

export function recordableEntry(
  entry: AgendaEntry,
  { causes }: Pick<AgendaView, "causes">,
): Recordable {
  return {
    step_id: entry.step_id,
    what: entry.what,
    name: entry.person_name.split(" ")[0] ?? entry.person_name,
    side: entry.side ?? "person",
    fitting: entry.fitting,
    causes,
    times: [entry],
    any_day: false,
  };
}

export interface Group {
  id: string;
  entries: AgendaEntry[];
}

/** Entries of one hour and one thing stand together: a group that came at once. */
export function groupsOf(entries: readonly AgendaEntry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const name = entry.kind === "at" ? `${entry.time} ${entry.what} ${entry.where}` : entry.id;
    const group = groups.get(name) ?? { id: name, entries: [] };
    group.entries.push(entry);
    groups.set(name, group);
  }
  return [...groups.values()];
}

/** Its time has come, and our office has said nothing. */
export function mayRecordEntry(
  { kind, recorded, day, time, stands }: AgendaEntry,
  today: string,
): boolean {
  // What has only a last day may be done before it.
  return kind !== "contact" && !recorded && stands !== "happened" && (day <= today || time === "");
}
