import type { JsonObject } from "../../domain/json.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { loadRecords } from "../../store/load.ts";
import { findByIdentifiers, lookUpKeys } from "../../store/receipts.ts";
import type { Hearing } from "./hearing.ts";

/** Whom a plain partner speaks of: by the `@id` we sent it, or by an identifier the agreement trusts. */
export async function findPerson(
  { door, partner, fromPartner }: Hearing,
  record: JsonObject,
  identifiers: Identifier[] | undefined,
): Promise<StoredRecord | null> {
  const { store } = door.hosted;
  const key = typeof record["@id"] === "string" ? record["@id"] : "";
  // Only a key under which this very partner was told of the person; others' keys are nobody's.
  const named = partner && (await lookUpKeys(store, partner.id, partner.id, [key])).get(key);
  const trusted = (identifiers ?? []).filter((one) =>
    fromPartner?.trusted_identifiers.includes(one.identifier_type),
  );
  const ids = named?.record_id ? [named.record_id] : await findByIdentifiers(store, trusted);
  const [only, ...more] = [...(await loadRecords(store, ids)).values()];
  return only && only.type === "Person" && more.length === 0 ? only : null;
}
