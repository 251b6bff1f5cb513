import { mayAsk, type Agreement } from "../../domain/agreement.ts";
import { askedTypes, type AskedType } from "../../domain/attributes.ts";
import { everybody, type Criteria } from "../../domain/criteria.ts";
import { eventKinds, eventNameOf, listsEvent } from "../../domain/event-types.ts";
import { normalCriteria } from "../../domain/normal-criteria.ts";
import { readFilter } from "../../exchange/filter.ts";
import { readFrequency } from "../../exchange/frequency.ts";
import { recordTypeOf } from "../../exchange/incoming.ts";
import { purposeFor } from "../../exchange/purposes.ts";
import { canonicalize } from "../../wire/canonical.ts";
import { isDateTimeWithZone } from "../../wire/envelope.ts";
import type { WireErrorCode } from "../../wire/errors.ts";
import type { SubscribeCriteria, SubscribeRequestItem } from "../../wire/messages/subscribe.ts";
import type { Knock } from "./knock.ts";

/** A subscription as understood and allowed. */
export interface WantedSubscription {
  event_type: string;
  record_type: string;
  criteria: Criteria;
  projection: string[] | null;
  purpose: string;
  starts_at: Date | null;
  ends_at: Date | null;
  digest: string;
  schedule: string;
  zone_minutes: number;
  window_at: Date | null;
}

/**
 * Reads what a partner asks to be told of; a code of the standard's list when it cannot be had. The
 * event type may be spelled as any part of the standard spells it; the agreement must list it.
 */
export function readSubscription(
  { nowMs, door, partner, toPartner }: Knock,
  { timestamp, subscribe_criteria: asked }: SubscribeRequestItem,
): WantedSubscription | WireErrorCode {
  if (!isDateTimeWithZone(timestamp)) return "rjct.timestamp.invalid";
  if (!partner || !toPartner) return "rjct.notify_types.invalid";
  if (asked.reg_event_type === standingEvent) {
    return partner.profile === "tandem" && toPartner.events.includes(standingEvent)
      ? standing(asked)
      : "rjct.notify_types.invalid";
  }
  const type = offered(asked, toPartner, door.hosted.store.system.kind);
  if (!type) return "rjct.notify_types.invalid";
  const filter = readFilter(asked.filter, type);
  if (!filter.ok || !mayAsk(toPartner, filter.criteria, type)) return "rjct.notify_details.invalid";
  const when = readFrequency(asked.frequency, nowMs);
  if (!when) return "rjct.notify_details.invalid";
  const { criteria, projection } = filter;
  const purpose = purposeFor(asked.authorize);
  const about = {
    event: eventNameOf(asked.reg_event_type),
    // A Person is written otherwise than a Member.
    type: asked.notify_record_type.slice(asked.notify_record_type.indexOf(":") + 1),
    criteria: normalCriteria(criteria),
    projection: projection ? [...new Set(projection)].sort() : null,
    purpose,
  };
  return {
    event_type: asked.reg_event_type,
    record_type: asked.notify_record_type,
    criteria,
    projection,
    purpose,
    // Keyed: a filter may name an identifier, which a plain digest would let be guessed.
    digest: door.hosted.store.sealer.blind("subscription", "", canonicalize(about)),
    ...when,
  };
}

const standingEvent = "tandem:changed";

function standing({ notify_record_type }: SubscribeCriteria): WantedSubscription {
  return {
    event_type: standingEvent,
    record_type: notify_record_type,
    criteria: everybody,
    projection: null,
    purpose: "case_management",
    starts_at: null,
    ends_at: null,
    digest: "",
    schedule: "",
    zone_minutes: 0,
    window_at: null,
  };
}

/** The record type it is about, if this system tells such events of such records to this partner. */
function offered(
  { reg_event_type, notify_record_type }: SubscribeCriteria,
  agreement: Agreement,
  kind: "sp" | "ess",
): AskedType | null {
  const name = eventNameOf(reg_event_type);
  if (!name || !listsEvent(agreement.events, reg_event_type)) return null;
  const type = askedTypes.find((one) => one === recordTypeOf(notify_record_type));
  const { about, offeredBy } = eventKinds[name];
  const isOffered = type && about.includes(type) && offeredBy.includes(kind);
  return isOffered && agreement.records[type] ? type : null;
}
