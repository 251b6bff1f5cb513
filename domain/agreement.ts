import type { Criteria } from "./criteria.ts";
import type { RecordType, SystemId } from "./records/field.ts";

/** Why data leaves; each agreement lists the purposes it allows. */
export type Purpose = "work_support" | "case_management" | "verification" | "referral";

/**
 * A legal data-sharing arrangement as data (design: Agreements and consent). Nothing leaves without
 * an active one, and it is read again when the bytes are written.
 */
export interface Agreement {
  id: string;
  /** Whose data it lets out, and to whom. */
  from: SystemId;
  to: SystemId;
  status: "draft" | "active" | "expired" | "revoked";
  valid_from: string;
  valid_until: string;
  /** `law`: a legal basis that is shown as such. `consent`: each person must have agreed. */
  basis: "law" | "consent";
  basis_text: string;
  purposes: Purpose[];
  /** `reg_event_type`s the partner may subscribe to; `tandem:changed` is the standing subscription. */
  events: string[];
  /** Fields per record type. Sensitive ones leave only if named here. */
  records: Partial<Record<RecordType, string[]>>;
  /** Which people it covers. */
  people: Criteria;
  /** Identifier types it trusts to link a record by itself. */
  trusted_identifiers: string[];
  /** Unemployment reasons that speak of care or health leave only when this is true. */
  sensitive_reasons: boolean;
}

export interface Consent {
  person: string;
  purpose: Purpose;
  to: SystemId;
  state: "given" | "refused" | "withdrawn" | "expired";
  until: string | null;
}

/** In force at an instant (ISO, UTC)? Dates are days; the last day counts. */
export function inForce(agreement: Agreement, nowIso: string): boolean {
  const today = nowIso.slice(0, 10);
  return (
    agreement.status === "active" && agreement.valid_from <= today && today <= agreement.valid_until
  );
}

/** A filter may ask only about what the agreement tells anyway: who matches would tell the rest. */
export function mayAsk({ records, sensitive_reasons }: Agreement, criteria: Criteria): boolean {
  const told = new Set(records.Person ?? []);
  if (told.has("birth_date")) told.add("age");
  if (!sensitive_reasons) told.delete("unemployment_reason");
  return subjectsOf(criteria).every((attribute) => told.has(attribute.split(".")[0] ?? ""));
}

/** The person's attributes a condition is about; what it asks of a list's items is inside the list. */
function subjectsOf(criteria: Criteria): string[] {
  if ("all" in criteria) return criteria.all.flatMap(subjectsOf);
  if ("any" in criteria) return criteria.any.flatMap(subjectsOf);
  if ("not" in criteria) return subjectsOf(criteria.not);
  return ["some" in criteria ? criteria.some : criteria.attribute];
}
