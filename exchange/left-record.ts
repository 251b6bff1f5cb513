import type { AskedType } from "../domain/attributes.ts";
import type { JsonObject } from "../domain/json.ts";
import { personKind } from "./incoming.ts";
import type { WritingProfile } from "./profiles.ts";

/**
 * Why a record is not told of any more: it does not meet the subscription's filter; the agreement
 * does not cover it (nothing more is said of why); what it is about has ended; or, where the agreement
 * lets that be known, it was made by mistake or is one with another record.
 */
export type LeftReason = "filter" | "agreement" | "deceased" | "exited" | "withdrawn" | "joined";

/**
 * A record that left, in the standard's words: its key, and `left_reason` among the additional
 * attributes, as the standard has no place for leaving (digest 7.31). Nothing else of it.
 */
export function writeLeft(
  type: AskedType,
  wireType: string,
  key: string,
  reason: LeftReason,
  profile: WritingProfile,
): JsonObject {
  const kinds = { Person: "member", Household: "group", Enrolment: "beneficiary" } as const;
  const kind = type === "Person" && personKind(wireType) === "Person" ? "person" : kinds[type];
  const name = "left_reason";
  const items = {
    named: [{ attribute_name: name, attribute_value: reason }],
    free: [{ [name]: reason }],
    object: { [name]: reason },
  };
  return {
    "@context": profile.context,
    "@id": key,
    "@type": profile.types[kind],
    additional_attributes: items[profile.additional],
  };
}
