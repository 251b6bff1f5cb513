import { isWithdrawn, shownState } from "../../domain/merging.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { aboutTypes } from "../../domain/records/tables.ts";
import { loadJoined } from "../../store/aliases.ts";
import { loadAbout, loadRecords } from "../../store/load.ts";
import type { Hosted } from "../hosting.ts";

/** Records as they show: those that were joined into another show under it. */
export interface Shown {
  records: StoredRecord[];
  /** Winner → the records that were joined into it. */
  joined: ReadonlyMap<string, readonly StoredRecord[]>;
}

/**
 * Puts together what was joined: a winner shows what it and its losers know, and what is about a
 * loser is about the winner. Losers are not shown by themselves, nor is what was withdrawn, except
 * `asked`, the record whose page it is.
 */
export async function showJoined(
  hosted: Hosted,
  records: readonly StoredRecord[],
  asked: string,
): Promise<Shown> {
  const { store, systems } = hosted;
  const joinable = records.filter(({ type }) => type === "Person" || type === "Household");
  const groups = await loadJoined(
    store,
    joinable.map(({ id }) => id),
  );
  const stands = (record: StoredRecord) => !isWithdrawn(record) || record.id === asked;
  if (groups.size === 0) return { records: records.filter(stands), joined: new Map() };
  const known = new Map(records.map((record) => [record.id, record]));
  const members = [...groups.values()].flatMap((group) => group.members);
  const missing = members.filter((id) => !known.has(id));
  const [more, about] = await Promise.all([
    loadRecords(store, missing),
    loadAbout(store, missing, aboutTypes),
  ]);
  for (const record of [...more.values(), ...about]) known.set(record.id, record);
  const joined = new Map<string, StoredRecord[]>();
  const winners = new Map<string, string>();
  for (const { winner, members: ids } of groups.values()) {
    for (const id of ids) winners.set(id, winner);
    joined.set(
      winner,
      ids.filter((id) => id !== winner).flatMap((id) => known.get(id) ?? []),
    );
  }
  const winnerOf = (id: string | null) => (id === null ? null : (winners.get(id) ?? id));
  const losers = new Set([...joined.values()].flat().map(({ id }) => id));
  // A winner that lives elsewhere does not come along for having a loser here.
  const here = new Set(records.map(({ id }) => winnerOf(id)));
  const shown = [...known.values()]
    .filter((record) => !losers.has(record.id) && stands(record))
    .filter((record) => records.includes(record) || here.has(record.id) || about.includes(record))
    .map((record): StoredRecord => {
      const mine = joined.get(record.id);
      const state = mine ? shownState(record, mine, systems) : record.state;
      const subject = record.type === "Person" ? record.subject : winnerOf(record.subject);
      return { ...record, state, subject, household: winnerOf(record.household) };
    });
  return { records: shown, joined };
}
