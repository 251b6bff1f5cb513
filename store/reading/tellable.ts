import type { Agreement, Consent } from "../../domain/agreement.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Store } from "../database.ts";
import { memberIds } from "../receipts.ts";
import { isOfBoth } from "../load.ts";
import { loadReferred } from "../referrals.ts";
import { besidePeople, someRecords } from "./beside.ts";
import { joinedOf, standingOf } from "./standing.ts";

/** Records and all that a view of them for a partner needs; see exchange/search-records.ts. */
export interface TellableRecords {
  /** Those that stand for themselves: what was joined into another, or withdrawn, is not found. */
  records: StoredRecord[];
  /** Winner → the records that were joined into it. */
  joined: ReadonlyMap<string, readonly StoredRecord[]>;
  /** By the id of each: the person it stands for. */
  people: Map<string, StoredRecord>;
  membersOf: Map<string, StoredRecord[]>;
  linked: Set<string>;
  referred: Set<string>;
  consents: ReadonlyMap<string, Consent[]>;
}

/** Loads found records by id, in the given order, with the persons they are about. */
export async function loadTellable(
  store: Store,
  agreement: Agreement,
  ids: readonly string[],
): Promise<TellableRecords> {
  // Most questions are about persons: what is beside them is read in the same moment.
  const [records, beside, joinedFound] = await Promise.all([
    someRecords(store, ids),
    besidePeople(store, ids),
    joinedOf(store, ids),
  ]);
  const households = records.filter(({ type }) => type === "Household").map(({ id }) => id);
  const subjects = records.flatMap(({ type, subject }) =>
    type === "Enrolment" && subject !== null ? [subject] : [],
  );
  const about = [...(await memberIds(store, households)), ...subjects];
  const found = records.filter(({ type }) => type === "Person");
  const more = await someRecords(store, about);
  const joined = more.length > 0 ? await joinedOf(store, [...ids, ...about]) : joinedFound;
  const standing = await standingOf(store, joined, [...records, ...more]);
  const all = [...more, ...found];
  const people = new Map(
    all.flatMap((person): [string, StoredRecord][] => {
      const one = standing.for(person);
      return one ? [[person.id, one]] : [];
    }),
  );
  const whom = [...new Set([...people.values()].map(({ id }) => id))];
  const { links, consents } = more.length > 0 ? await besidePeople(store, whom) : beside;
  const partner = agreement.to;
  const linked = links
    .filter((link) => link.partner === partner && isOfBoth(link))
    .map((link) => link.record_id);
  const referrals = await loadReferred(store, agreement, whom);
  const referred = [...referrals].flatMap(([id, how]) => (how === "all" ? [id] : []));
  return {
    records: records.filter((record) => standing.for(record)?.id === record.id),
    joined: standing.losers,
    people,
    membersOf: membersOf(all.filter((person) => standing.for(person)?.id === person.id)),
    linked: new Set(linked),
    referred: new Set(referred),
    consents,
  };
}

/** Ids are made in the order of registration, and so are the members of a household listed. */
function membersOf(people: readonly StoredRecord[]): Map<string, StoredRecord[]> {
  const members = new Map<string, StoredRecord[]>();
  for (const person of [...people].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (person.household === null) continue;
    const list = members.get(person.household) ?? [];
    list.push(person);
    members.set(person.household, list);
  }
  return members;
}
