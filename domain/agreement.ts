import type { AcceptRule } from "./accepting.ts";
import { findAttribute, findList, type AskedType } from "./attributes.ts";
import type { Criteria, SortKey } from "./criteria.ts";
import { valueOf, type RecordState } from "./record.ts";
import type { ForwardedOrigin } from "./forwarding.ts";
import type { RecordType, SystemId } from "./records/field.ts";
import { recordTypes } from "./records/tables.ts";
import type { ProgrammeName } from "./records/values.ts";

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
  /**
   * The programmes it is about, by key: enrolments of any other do not leave, are not found and not
   * counted. Left out: all.
   */
  programmes?: string[];
  /**
   * Which fields of an enrolment its programme shares, by the programme's key; of one that is not
   * named here, all that the agreement lists. Read beside the agreement (store/programme-shares.ts),
   * never written into it.
   */
  programme_shares?: Readonly<Record<string, readonly string[]>>;
  /** Identifier types it trusts to link a record by itself. */
  trusted_identifiers: string[];
  /** Unemployment reasons that speak of care or health leave only when this is true. */
  sensitive_reasons: boolean;
  /**
   * How `check-enrollment` is answered (PRS.EMP.05, data minimisation): the status, or only whether
   * support goes on. Left out: the status.
   */
  verification?: "status" | "yes_no";
  /** Proposals of this partner that we accept without asking anybody; left out: none. */
  auto_accept?: AcceptRule[];
  /** What may be told without a subscription (PRS.EMP.04); left out: nothing. */
  push?: PushOperation[];
  /**
   * Other systems whose versions `from` may forward to `to`, each with its kind, as a hub does
   * (guarantees, D); left out: none. What is forwarded is cut by this agreement like all else.
   */
  origins?: ForwardedOrigin[];
}

/** Operations a partner takes from us without having subscribed. */
export const pushOperations = ["notify", "enrollment/updates"] as const;
export type PushOperation = (typeof pushOperations)[number];

export interface Consent {
  person: string;
  purpose: Purpose;
  to: SystemId;
  state: "given" | "refused" | "withdrawn" | "expired";
  until: string | null;
}

/** What the programme of this enrolment lets out beside the agreement; null: it says nothing of it. */
export function sharedByProgramme(
  { programme_shares }: Pick<Agreement, "programme_shares">,
  type: RecordType,
  state: RecordState,
): ReadonlySet<string> | null {
  if (programme_shares === undefined || type !== "Enrolment") return null;
  const programme = valueOf(state, "programme") as ProgrammeName | null | undefined;
  const id = programme?.id ?? "";
  if (!Object.hasOwn(programme_shares, id)) return null;
  return new Set([...namesEnrolment, ...(programme_shares[id] ?? [])]);
}
/** Whose it is and of which programme: without these an enrolment says nothing that can be read. */
const namesEnrolment = ["person", "programme"];

/** Is this enrolment one of the programmes the agreement is about? Of any other record: yes. */
export function coversProgramme(
  { programmes }: Pick<Agreement, "programmes">,
  type: RecordType,
  state: RecordState,
): boolean {
  if (programmes === undefined || type !== "Enrolment") return true;
  const programme = valueOf(state, "programme") as ProgrammeName | null | undefined;
  return programme !== undefined && programme !== null && programmes.includes(programme.id);
}

/** The types of record an agreement lets out. */
export function sharedTypes({ records }: Pick<Agreement, "records">): ReadonlySet<RecordType> {
  return new Set(recordTypes.filter((type) => (records[type] ?? []).length > 0));
}

/** In force at an instant (ISO, UTC)? Dates are days; the last day counts. */
export function inForce(agreement: Agreement, nowIso: string): boolean {
  const today = nowIso.slice(0, 10);
  return (
    agreement.status === "active" && agreement.valid_from <= today && today <= agreement.valid_until
  );
}

/**
 * A condition or an order may use only what the agreement tells anyway: who matches would tell the
 * rest. Attributes of a household are looked up among the household's fields, those of its members
 * or of an enrolment's person among the person's.
 */
export function mayAsk(
  agreement: Agreement,
  criteria: Criteria,
  type: AskedType = "Person",
  sort: readonly SortKey[] = [],
): boolean {
  return (
    mayAskIn(agreement, type, criteria) &&
    sort.every(({ attribute }) => tellsAttribute(agreement, type, attribute))
  );
}

function mayAskIn(agreement: Agreement, type: AskedType, criteria: Criteria): boolean {
  if ("all" in criteria) return criteria.all.every((part) => mayAskIn(agreement, type, part));
  if ("any" in criteria) return criteria.any.every((part) => mayAskIn(agreement, type, part));
  if ("not" in criteria) return mayAskIn(agreement, type, criteria.not);
  if (!("some" in criteria)) return tellsAttribute(agreement, type, criteria.attribute);
  const found = findList(type, criteria.some);
  if (!found) return false;
  const { list, of } = found;
  if (list.items === "Person") {
    return tells(agreement, "Person", list.field) && mayAskIn(agreement, "Person", criteria.where);
  }
  // An element goes as a whole or not at all, so the list's own field decides.
  return tells(agreement, of, list.field) && tellsRelation(agreement, type, of);
}

/** What stands behind a relation also tells the relation: who lives where, whose enrolment it is. */
function tellsRelation(agreement: Agreement, asked: AskedType, of: AskedType): boolean {
  if (asked === "Enrolment" && of !== asked && !tells(agreement, "Enrolment", "person")) {
    return false;
  }
  return asked === "Household" || of !== "Household" || tells(agreement, "Person", "household");
}

function tellsAttribute(agreement: Agreement, type: AskedType, name: string): boolean {
  const found = findAttribute(type, name);
  if (!found || typeof found.of !== "string") return false;
  const { attribute, of } = found;
  if (attribute.field === null || !tells(agreement, of, attribute.field)) return false;
  return tellsRelation(agreement, type, of);
}

function tells({ records, sensitive_reasons }: Agreement, type: AskedType, field: string): boolean {
  if (field === "unemployment_reason" && !sensitive_reasons) return false;
  return records[type]?.includes(field) ?? false;
}
