import type { Act } from "../domain/change.ts";
import type { JsonObject } from "../domain/json.ts";
import { isValid } from "../domain/editing.ts";
import { refuseOrigin, type Forwards } from "../domain/forwarding.ts";
import type { Incoming } from "../domain/receiving.ts";
import { emptyState } from "../domain/record.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";
import { fieldSpec, recordTables, recordTypes } from "../domain/records/tables.ts";
import type { Worker } from "../domain/records/values.ts";
import type { NotifyEvent } from "../wire/messages/subscribe.ts";
import { recordsOf } from "../wire/messages/search.ts";
import type { SyncItem, SyncMeta } from "../wire/sync-meta.ts";
import { readDelta } from "./dci-record.ts";

/**
 * Reads a Tandem partner's notify under the agreement by which it tells us; the reason names the
 * item, never its content.
 */
export function readIncoming(
  agreement: Forwards,
  meta: SyncMeta,
  events: readonly NotifyEvent[],
): { ok: true; items: Incoming[] } | { ok: false; reason: string } {
  if (meta.items.length !== events.length) {
    return { ok: false, reason: "meta.sync.items and notify_event differ in number" };
  }
  const items: Incoming[] = [];
  for (const [index, event] of events.entries()) {
    const item = meta.items[index];
    const type = item && recordTypeOf(event.data.reg_record_type);
    if (!item || !type || item.ref !== event.reference_id) {
      return { ok: false, reason: `notify_event/${index} does not fit meta.sync` };
    }
    const refused = refuseOrigin(agreement, item.origin, item.hops ?? []);
    // That a record left is the sender's own word; nobody brings it for another.
    const isPassedOn = item.origin !== agreement.from && item.left !== undefined;
    if (refused || isPassedOn) {
      return { ok: false, reason: `notify_event/${index}: ${refused ?? "left"}` };
    }
    const incoming = incomingOf(type, item, event);
    const invalid = unreadField(incoming, item) ?? invalidField(incoming);
    if (invalid) return { ok: false, reason: `notify_event/${index}: ${invalid} is not valid` };
    items.push(incoming);
  }
  return { ok: true, items };
}

function incomingOf(type: RecordType, item: SyncItem, event: NotifyEvent): Incoming {
  const [record] = recordsOf(event.data.reg_records);
  const { by, reason } = changeOf(event.data as unknown as JsonObject, item.origin);
  return {
    type,
    key: item.key,
    ver: item.ver,
    prev: item.prev,
    origin: item.origin,
    ...(item.hops ? { hops: item.hops } : {}),
    act: actOf(item.act),
    at: Number.isNaN(Date.parse(item.at)) ? event.timestamp : item.at,
    by,
    reason,
    delta:
      item.left === undefined && record
        ? readDelta(type, record as JsonObject, item.ch, item.f, item.origin)
        : emptyState,
    left: item.left ?? null,
    whole: item.whole ?? false,
  };
}

/**
 * A field that is said to have changed and cannot be read must not be lost in silence: its version
 * would count as received. Fields we do not know (of a newer partner) are passed over.
 */
function unreadField({ type, delta, left }: Incoming, item: SyncItem): string | null {
  if (left !== null) return null;
  for (const field of item.ch) {
    const spec = fieldSpec(type, field);
    const stamps = Object.hasOwn(item.f, field) ? item.f[field] : undefined;
    if (!spec?.dci || !stamps) continue;
    const read =
      spec.class === "set"
        ? Object.keys(delta.sets[field] ?? {}).length === stamps.length
        : delta.fields[field] !== undefined;
    if (!read) return field;
  }
  return null;
}

/** Parse once, at the edge: a value the record table does not allow never comes in. */
function invalidField({ type, delta }: Incoming): string | null {
  for (const [field, versions] of Object.entries(delta.fields)) {
    const withheld = versions.every((version) => version.v === null);
    if (!withheld && versions.some((version) => !isValid(type, field, version.v))) return field;
  }
  for (const [field, elements] of Object.entries(delta.sets)) {
    const living = Object.values(elements).filter((version) => !version.gone);
    if (
      !isValid(
        type,
        field,
        living.map((version) => version.v),
      )
    )
      return field;
  }
  return null;
}

const byWireType = new Map(recordTypes.map((type) => [recordTables[type].wireType, type]));

/**
 * `Member`, `spdci-extensions-dci:Member`, `spdci:member` and the Person of any extension
 * (`ESSPerson`, `SRPerson`, …) are one record here.
 */
export function recordTypeOf(wireType: string): RecordType | null {
  const known = byWireType.get(wireType);
  if (known) return known;
  const plain = wireType.slice(wireType.lastIndexOf(":") + 1);
  const named = byWireType.get(plain) ?? byWireType.get(capitalized(plain));
  return named ?? (isFlat(plain) ? "Person" : null);
}

/** How a person is written who was asked for as this type: with household and work, or flat without. */
export function personKind(wireType: string): "Member" | "Person" {
  return isFlat(wireType.slice(wireType.lastIndexOf(":") + 1)) ? "Person" : "Member";
}

function isFlat(plain: string): boolean {
  return /^(ESS|PES|SR|IBR)?_?Person$/i.test(plain);
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const acts: readonly string[] = [
  "household.registered",
  "household.edited",
  "person.registered",
  "person.edited",
  "person.left",
  "death.reported",
  "death.confirmed",
  "death.reversed",
  "person.merged",
  "person.unmerged",
  "household.merged",
  "household.unmerged",
  "record.withdrawn",
  "record.restored",
  "offer.made",
  "offer.answered",
  "programme.opened",
  "enrolment.opened",
  "enrolment.status",
  "enrolment.restored",
  "employment.changed",
  "service.recorded",
  "proposal.made",
  "proposal.accepted",
  "proposal.refused",
  "referral.sent",
  "referral.withdrawn",
  "referral.informed",
  "referral.said_no",
  "referral.received",
  "referral.asked",
  "referral.accepted",
  "referral.waiting",
  "referral.not_reached",
  "referral.attended",
  "referral.enrolled",
  "referral.not_enrolled",
  "referral.declined",
  "referral.re_routed",
  "referral.closed",
  "referral.expired",
] satisfies Act[];

function actOf(act: string | undefined): Act {
  return act !== undefined && acts.includes(act) ? (act as Act) : "record.received";
}

/** Who made the change and why, as the partner tells it in the message. */
function changeOf(data: JsonObject, origin: SystemId): { by: Worker; reason: string } {
  const change = (data["tandem:change"] ?? {}) as JsonObject;
  const by = (change["by"] ?? {}) as JsonObject;
  return {
    by: { name: text(by["name"], 120), role: text(by["role"], 60), system: origin },
    reason: text(change["reason"], 500),
  };
}

function text(value: unknown, chars_max: number): string {
  return typeof value === "string" ? value.slice(0, chars_max) : "";
}
