import { changeOfPlain, unknownOf } from "../../domain/plain-receiving.ts";
import type { Change } from "../../domain/change.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { keep } from "../../exchange/kept-attributes.ts";
import { readRecord } from "../../exchange/reading.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { act, afterChange } from "../../store/act.ts";
import { loadRecords } from "../../store/load.ts";
import { findByIdentifiers, lookUpKeys } from "../../store/receipts.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import { recordsOf } from "../../wire/messages/search.ts";
import type { NotifyEvent } from "../../wire/messages/subscribe.ts";
import { acting } from "./notify.ts";
import type { Fault, Knock } from "./knock.ts";

/**
 * A plain partner's notify carries no metadata: a person is known by the `@id` it was sent under or
 * by a trusted identifier. What the partner owns is taken in with our receipt as its time; what we
 * own and it says otherwise becomes a proposal; somebody we do not know is not made up from it.
 * Attributes that our record table does not know are kept for this partner and given back to it.
 */
export async function takePlain(
  knock: Knock,
  events: readonly NotifyEvent[],
  inbox: NonNullable<SideEffects["inbox"]>,
): Promise<Fault | null> {
  const { door, partner, fromPartner } = knock;
  if (!partner || !fromPartner) return { code: "err.request.bad" };
  const { store } = door.hosted;
  const profile = profileOf(partner.terms.writing);
  const records = events.flatMap((event) =>
    recordTypeOf(event.data.reg_record_type) === "Person"
      ? recordsOf(event.data.reg_records).map((record) => record as JsonObject)
      : [],
  );
  if (records.length > plain_records_max) return { code: "rjct.total_count.limit_exceeded" };
  const done = await act(store, acting(knock, "message.notify"), async (ctx) => {
    const changes: Change[] = [];
    // One person twice in a message: the second record builds on the first.
    const known = new Map<string, StoredRecord>();
    for (const record of records) {
      const { values, rest } = readRecord("Person", record, profile);
      const person = await findPerson(
        knock,
        record,
        values["identifiers"] as Identifier[] | undefined,
      );
      if (!person) continue;
      const now = known.get(person.id) ?? person;
      const kept = keep(unknownOf(now, partner.id), rest);
      const said = changeOfPlain(ctx, now, partner.id, values, kept);
      for (const change of said) {
        if (change.record.id === person.id) known.set(person.id, afterChange(now, change));
      }
      changes.push(...said);
    }
    return { ok: true, changes, also: { inbox }, result: null };
  });
  return done.ok ? null : { code: "err.service.unavailable" };
}

/** A plain partner's records are looked up one by one. */
const plain_records_max = 100;

async function findPerson(
  { door, partner, fromPartner }: Knock,
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
