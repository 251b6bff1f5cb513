import type { Consent } from "../../domain/agreement.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Store } from "../database.ts";
import { gathering } from "../gathering.ts";
import { loadAbout, loadLinks, loadRecords, type Link } from "../load.ts";
import { loadConsents } from "../receipts.ts";

/** What a view of persons needs to know beside their records. */
export interface BesidePeople {
  links: readonly Link[];
  consents: ReadonlyMap<string, Consent[]>;
}

type Ids = readonly string[];

/** {@link loadRecords}, shared by the questions of one moment; others' records may be in it too. */
export const recordsOf = gathering(
  async (store, asked: readonly Ids[]): Promise<ReadonlyMap<string, StoredRecord>[]> =>
    sameForAll(asked, await loadRecords(store, union(asked))),
);

/** Their links and consents, in the same way. */
export const besidePeople = gathering(
  async (store, asked: readonly Ids[]): Promise<BesidePeople[]> => {
    const ids = union(asked);
    const [links, consents] = await Promise.all([loadLinks(store, ids), loadConsents(store, ids)]);
    return sameForAll(asked, { links, consents });
  },
);

/** Enrolments of persons, in the same way. */
export const enrolmentsOf = gathering(
  async (store, asked: readonly Ids[]): Promise<readonly StoredRecord[][]> =>
    sameForAll(asked, await loadAbout(store, union(asked), ["Enrolment"])),
);

/** Those of these ids that are known, in their order. */
export async function someRecords(store: Store, ids: Ids): Promise<StoredRecord[]> {
  if (ids.length === 0) return [];
  const known = await recordsOf(store, ids);
  return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
}

function union(asked: readonly Ids[]): string[] {
  return [...new Set(asked.flat())];
}

function sameForAll<T>(asked: readonly Ids[], one: T): T[] {
  return asked.map(() => one);
}
