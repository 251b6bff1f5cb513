import { isWithdrawn } from "../../domain/merging.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { loadJoined, type JoinedIds } from "../aliases.ts";
import type { Store } from "../database.ts";
import { gathering } from "../gathering.ts";
import { someRecords } from "./beside.ts";

/** {@link loadJoined}, shared by the questions of one moment; others' records may be in it too. */
export const joinedOf = gathering(
  async (store, asked: readonly (readonly string[])[]): Promise<Map<string, JoinedIds>[]> => {
    const joined = await loadJoined(store, [...new Set(asked.flat())]);
    return asked.map(() => joined);
  },
);

/** Who stands for whom, as a partner may see it. */
export interface Standing {
  /** The record it shows under, itself mostly; null: it was withdrawn. */
  for: (record: StoredRecord) => StoredRecord | null;
  /** Winner → the records that were joined into it and not withdrawn. */
  losers: ReadonlyMap<string, readonly StoredRecord[]>;
}

/** Of persons and households: what was joined into another is the other's, what was withdrawn nobody's. */
export async function standingOf(
  store: Store,
  joined: ReadonlyMap<string, JoinedIds>,
  records: readonly StoredRecord[],
): Promise<Standing> {
  const groups = records.flatMap(({ id }) => joined.get(id) ?? []);
  const known = new Map(records.map((record) => [record.id, record]));
  const missing = groups.flatMap(({ members }) => members).filter((id) => !known.has(id));
  for (const record of await someRecords(store, missing)) known.set(record.id, record);
  const losers = new Map(
    groups.map(({ winner, members }) => [
      winner,
      members
        .filter((id) => id !== winner)
        .flatMap((id) => known.get(id) ?? [])
        .filter((record) => !isWithdrawn(record)),
    ]),
  );
  const standsFor = (record: StoredRecord) => {
    const winner = known.get(joined.get(record.id)?.winner ?? record.id) ?? record;
    return isWithdrawn(record) || isWithdrawn(winner) ? null : winner;
  };
  return { for: standsFor, losers };
}
