import { changeOfPlain, unknownOf } from "../../domain/plain-receiving.ts";
import type { Change } from "../../domain/change.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import type { StoredRecord } from "../../domain/record.ts";
import type { Identifier } from "../../domain/records/values.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { keep } from "../../exchange/kept-attributes.ts";
import { readRecord } from "../../exchange/reading.ts";
import { profileOf } from "../../exchange/writing-terms.ts";
import { provenBy } from "../../domain/proven.ts";
import { heardAlso, newsOf, type Shadow } from "../../domain/three-way.ts";
import { act, afterChange } from "../../store/act.ts";
import { loadAbout } from "../../store/load.ts";
import type { Store } from "../../store/database.ts";
import { loadShadows, shadowHash } from "../../store/shadows.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import { recordsOf } from "../../wire/messages/search.ts";
import type { NotifyEvent } from "../../wire/messages/subscribe.ts";
import { acting } from "./notify.ts";
import { Beneficiaries } from "./beneficiaries.ts";
import { findPerson } from "./known-person.ts";
import type { Fault, Knock } from "./knock.ts";

/**
 * A plain partner's notify carries no metadata: a person is known by the `@id` it was sent under or
 * by a trusted identifier. Only what is news is looked at: not what it said before, and not our own
 * data coming back (domain/three-way.ts). What the partner owns is taken in with our receipt as its
 * time; what we own and it says otherwise becomes a proposal; somebody we do not know is not made up.
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
  const beneficiaries = events.flatMap((event) =>
    recordTypeOf(event.data.reg_record_type) === "Enrolment"
      ? recordsOf(event.data.reg_records).map((record) => record as JsonObject)
      : [],
  );
  if (records.length + beneficiaries.length > plain_records_max)
    return { code: "rjct.total_count.limit_exceeded" };
  const done = await act(store, acting(knock, "message.notify"), async (ctx) => {
    const changes: Change[] = [];
    // One person twice in a message: the second record builds on the first.
    const known = new Map<string, StoredRecord>();
    const proven = new Set<string>();
    const shadows = new Map<string, Shadow>();
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
      const shadow = shadows.get(person.id) ?? (await shadowOf(store, partner.id, person.id));
      const newsIn = (field: string, theirs: Json, ours: Json | undefined) =>
        newsOf(
          shadow,
          field,
          shadowHash(store, field, theirs),
          ours === undefined ? undefined : shadowHash(store, field, ours),
        );
      const said = changeOfPlain(ctx, now, partner.id, values, kept, newsIn);
      const hashes = Object.entries(values).map(([field, value]): [string, string] => [
        field,
        shadowHash(store, field, value),
      ]);
      shadows.set(person.id, { ...shadow, heard: heardAlso(shadow, new Map(hashes)) });
      for (const change of said) {
        if (change.record.id === person.id) known.set(person.id, afterChange(now, change));
      }
      changes.push(...said);
      const after = known.get(person.id);
      if (!after) continue;
      const proposals = await loadAbout(store, [person.id], ["Proposal"]);
      for (const change of provenBy(ctx, after, partner.id, proposals)) {
        if (proven.has(change.record.id)) continue;
        proven.add(change.record.id);
        changes.push(change);
      }
    }
    // An acknowledgement has no place for what an item lacks: what cannot be taken in is passed over.
    const intake = new Beneficiaries(knock, ctx, known);
    for (const one of beneficiaries) await intake.take(one);
    changes.push(...intake.changes);
    return {
      ok: true,
      changes,
      also: {
        inbox,
        links: intake.links,
        proven: [...proven],
        shadows: [...shadows].map(([record_id, { heard }]) => ({
          partner: partner.id,
          record_id,
          fields: JSON.stringify(Object.fromEntries(heard)),
        })),
      },
      result: null,
    };
  });
  return done.ok ? null : { code: "err.service.unavailable" };
}

async function shadowOf(store: Store, partner: string, person: string): Promise<Shadow> {
  const known = await loadShadows(store, partner, [person]);
  return known.get(person) ?? { heard: new Map(), told: new Map() };
}

/** A plain partner's records are looked up one by one. */
const plain_records_max = 100;
