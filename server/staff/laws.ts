import { lawOf, type EnrolmentLaw } from "../../domain/programme/law.ts";
import { definitionOf } from "../../domain/programme/programme.ts";
import { creatorOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import type { Store } from "../../store/database.ts";
import { isUuid, loadRecords } from "../../store/load.ts";

/** The enrolment laws of programmes, by their key. */
export type Laws = ReadonlyMap<string, EnrolmentLaw>;

/** The laws of our own programmes that these enrolments are in; those of others are theirs to keep. */
export async function lawsOf(store: Store, records: readonly StoredRecord[]): Promise<Laws> {
  const keys = new Set(
    records.filter(({ type }) => type === "Enrolment").map((one) => programmeKey(one)),
  );
  const ours = [...keys].filter((key) => creatorOf(key) === store.system.id);
  const ids = ours.map((key) => key.slice(key.indexOf("/") + 1)).filter(isUuid);
  const programmes = await loadRecords(store, ids);
  return new Map(
    [...programmes.values()].map(({ key, state }) => [key, lawOf(definitionOf(state))]),
  );
}

/** What an enrolment may do next; of a programme without a definition all that the law allows. */
export function lawIn(laws: Laws, enrolment: StoredRecord): EnrolmentLaw {
  return laws.get(programmeKey(enrolment)) ?? lawOf(null);
}

function programmeKey({ state }: StoredRecord): string {
  return (valueOf(state, "programme") as ProgrammeName | undefined)?.id ?? "";
}
