import type { Change, Deciding } from "../../domain/change.ts";
import type { Json, JsonObject } from "../../domain/json.ts";
import { proposedStatus } from "../../domain/plain-enrolment.ts";
import { creatorOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { newsOf } from "../../domain/three-way.ts";
import { loadRecords } from "../../store/load.ts";
import { lookUpKeys } from "../../store/receipts.ts";
import {
  loadShadows,
  noShadow,
  readingFor,
  shadowHash,
  withReadings,
} from "../../store/shadows.ts";
import type { SideEffects } from "../../store/side-effects.ts";
import type { Hearing } from "./hearing.ts";

/** The enrolment of ours that a partner speaks of: by the `@id` this very partner was told it under. */
export async function toldEnrolment(
  { door, partner }: Hearing,
  given: JsonObject,
): Promise<StoredRecord | null> {
  const { store } = door.hosted;
  const key = given["@id"];
  if (typeof key !== "string" || creatorOf(key) !== store.system.id || !partner) return null;
  const known = (await lookUpKeys(store, partner.id, partner.id, [key])).get(key);
  if (!known?.record_id || known.foreign) return null;
  const record = (await loadRecords(store, [known.record_id])).get(known.record_id);
  return record?.type === "Enrolment" ? record : null;
}

type ShadowRow = NonNullable<SideEffects["shadows"]>[number];

/** What it says of it, held against what passed between the two: a proposal, or nothing. */
export async function hearOfOurs(
  { door, partner }: Hearing,
  ctx: Deciding,
  person: StoredRecord,
  enrolment: StoredRecord,
  values: Record<string, Json>,
): Promise<{ changes: Change[]; shadow: ShadowRow }> {
  const { store } = door.hosted;
  const id = partner?.id ?? "";
  const shadow = (await loadShadows(store, id, [enrolment.id])).get(enrolment.id) ?? noShadow;
  const readings = Object.entries(values).map(([field, value]): [string, string] => [
    field,
    readingFor(store, "Enrolment", field, value),
  ]);
  const ours = valueOf(enrolment.state, "status");
  const news =
    values["status"] === undefined
      ? "none"
      : newsOf(
          shadow,
          "status",
          shadowHash(store, "status", values["status"]),
          ours === undefined ? undefined : shadowHash(store, "status", ours),
        );
  return {
    changes: proposedStatus(ctx, person, enrolment, { partner: id, values }, news),
    shadow: {
      partner: id,
      record_id: enrolment.id,
      fields: withReadings(shadow.stored, new Map(readings)),
    },
  };
}
