import {
  coversProgramme,
  inForce,
  sharedByProgramme,
  type Agreement,
  type Consent,
  type Purpose,
} from "./agreement.ts";
import { matches, type Criteria } from "./criteria.ts";
import { personSubject } from "./person-subject.ts";
import { textOf, type RecordState, type Version } from "./record.ts";
import { referralMinimum } from "./referral.ts";
import type { RecordType } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import { sensitiveUnemploymentReasons } from "./records/values.ts";
import { settle } from "./settling.ts";

/** Who asks, for what, on which day. */
export interface Viewer {
  agreement: Agreement;
  purpose: Purpose;
  nowIso: string;
}

/** Before a referral is accepted it covers the least data only (domain/referral.ts). */
export type CoveredByReferral = "minimum" | "all";

/** The person a record is about, as coverage needs it. */
export interface CoveredPerson {
  state: RecordState;
  /** The partner's record and ours are linked. */
  linked: boolean;
  /** How far an open referral between us and the partner covers them, where the agreement says so. */
  referred?: CoveredByReferral | undefined;
  consents: readonly Consent[];
}

export type ViewRefusal =
  | "agreement_not_in_force"
  | "purpose_not_allowed"
  | "record_type_not_allowed"
  | "person_not_covered"
  | "programme_not_covered"
  | "no_consent";

export type View =
  { ok: true; state: RecordState; fields: string[] } | { ok: false; reason: ViewRefusal };

/**
 * What may leave: the requested fields, cut by what the agreement allows for this purpose and by
 * what the enrolment's programme shares, cut by what the person consented to where consent is the
 * basis. The one function for search answers, notifications, callbacks, exports, screens, counts and
 * explanations (design: Agreements).
 *
 * `people` are the persons the record is about (for a household its members): one covered person
 * is enough. `requested` narrows further; null asks for everything allowed. `whole` is the record
 * where `state` is only a part of it, such as a change: what the record is about is read there.
 */
export function view(
  viewer: Viewer,
  type: RecordType,
  state: RecordState,
  people: readonly CoveredPerson[],
  requested: readonly string[] | null = null,
  whole: RecordState = state,
): View {
  const refusal = refuse(viewer, type, people);
  if (refusal) return { ok: false, reason: refusal };
  if (!coversProgramme(viewer.agreement, type, whole)) {
    return { ok: false, reason: "programme_not_covered" };
  }
  const passes = passing(viewer, type, people, requested, whole);
  const cut: RecordState = { fields: {}, sets: {} };
  for (const [field, versions] of Object.entries(state.fields)) {
    if (!passes(field)) continue;
    cut.fields[field] = versions.map((version) =>
      mayLeave(viewer.agreement, type, field, version, state) ? version : { ...version, v: null },
    );
  }
  for (const [field, elements] of Object.entries(state.sets)) {
    if (passes(field)) cut.sets[field] = elements;
  }
  return { ok: true, state: cut, fields: [...Object.keys(cut.fields), ...Object.keys(cut.sets)] };
}

/** Which fields pass: what every one of those who decide about it lets out. */
function passing(
  viewer: Viewer,
  type: RecordType,
  people: readonly CoveredPerson[],
  requested: readonly string[] | null,
  whole: RecordState,
): (field: string) => boolean {
  const allowed = new Set(viewer.agreement.records[type] ?? []);
  const wanted = requested ? new Set(requested) : null;
  const ofProgramme = sharedByProgramme(viewer.agreement, type, whole);
  const isLeast =
    type === "Person" &&
    people.some(({ referred }) => referred === "minimum") &&
    people.every((person) => coverageOf(viewer, person) !== "all");
  return (field) =>
    allowed.has(field) &&
    (!isLeast || referralMinimum.includes(field)) &&
    (ofProgramme === null || ofProgramme.has(field)) &&
    (wanted === null || wanted.has(field)) &&
    fieldSpec(type, field) !== undefined &&
    fieldSpec(type, field)?.class !== "local";
}

/** Is a record of this type about these people allowed to this viewer at all? */
export function refuse(
  viewer: Viewer,
  type: RecordType,
  people: readonly CoveredPerson[],
): ViewRefusal | null {
  const { agreement } = viewer;
  if (!inForce(agreement, viewer.nowIso)) return "agreement_not_in_force";
  if (!agreement.purposes.includes(viewer.purpose)) return "purpose_not_allowed";
  if (!agreement.records[type]) return "record_type_not_allowed";
  if (type === "Programme") return null;
  const covered = people.filter((person) => covers(viewer, type, person));
  if (covered.length === 0) return "person_not_covered";
  if (agreement.basis === "consent" && !covered.some((person) => consented(viewer, person))) {
    return "no_consent";
  }
  return null;
}

/** A referral itself is always between its two offices: also its end is told. */
function covers(viewer: Viewer, type: RecordType, person: CoveredPerson): boolean {
  if (type === "Referral") {
    return coverageOf(viewer, { ...person, referred: person.referred ?? "minimum" }) !== "none";
  }
  const coverage = coverageOf(viewer, person);
  return coverage === "all" || (coverage === "minimum" && type === "Person");
}

/** By the agreement's own scope, or only by a referral, and then how far. */
export function coverageOf(viewer: Viewer, { state, linked, referred }: CoveredPerson) {
  const people = settledScope(viewer.agreement.people);
  if (people === null) return "none";
  const today = viewer.nowIso.slice(0, 10);
  const fits = (isReferred: boolean) =>
    matches(people, personSubject(state, today, { linked, referred: isReferred }));
  if (fits(false)) return "all";
  return referred && fits(true) ? referred : "none";
}

const scopes = new WeakMap<Criteria, Criteria | null>();

/** The scope as searches ask it too (store/reading/matching.ts); one that cannot be asked covers nobody. */
function settledScope(people: Criteria): Criteria | null {
  const known = scopes.get(people);
  if (known !== undefined) return known;
  const settled = settle("Person", people);
  const scope = settled.ok ? settled.criteria : null;
  scopes.set(people, scope);
  return scope;
}

function consented(viewer: Viewer, person: CoveredPerson): boolean {
  return person.consents.some(
    (consent) =>
      consent.state === "given" &&
      consent.purpose === viewer.purpose &&
      consent.to === viewer.agreement.to &&
      (consent.until === null || consent.until >= viewer.nowIso.slice(0, 10)),
  );
}

function sensitiveReason(value: unknown): boolean {
  return typeof value === "string" && sensitiveUnemploymentReasons.includes(value);
}

/**
 * Values that need more than their field's permission: reasons about care or health, and proposals
 * about a field. A withheld value leaves as null under its own stamp, so both sides still agree on
 * what is shared.
 */
function mayLeave(
  agreement: Agreement,
  type: RecordType,
  field: string,
  version: Version,
  state: RecordState,
): boolean {
  if (type === "Person" && field === "unemployment_reason") {
    return agreement.sensitive_reasons || !sensitiveReason(version.v);
  }
  if (type === "Proposal" && (field === "value" || field === "reason")) {
    const about = textOf(state, "field");
    const allowed = [...(agreement.records.Person ?? []), ...(agreement.records.Household ?? [])];
    if (!allowed.includes(about)) return false;
    return (
      agreement.sensitive_reasons || about !== "unemployment_reason" || !sensitiveReason(version.v)
    );
  }
  return true;
}
