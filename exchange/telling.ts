import type { Agreement, Purpose, PushOperation } from "../domain/agreement.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import {
  creatorOf,
  elementsOf,
  ownVersions,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../domain/record.ts";
import type { SystemId, SystemKind } from "../domain/records/field.ts";
import { view, type CoveredPerson } from "../domain/view.ts";
import { answerHeader } from "./answer-header.ts";
import { writeBeneficiary, writePerson } from "./plain-records.ts";
import type { WritingProfile } from "./profiles.ts";

/** What a worker tells a partner that did not subscribe (PRS.EMP.04, case-manager push). */
export interface Telling {
  id: string;
  self: { id: SystemId; kind: SystemKind };
  partner: SystemId;
  profile: WritingProfile;
  agreement: Agreement;
  nowIso: string;
  person: StoredRecord;
  covered: CoveredPerson;
  what: TellingOf;
}
export type TellingOf =
  /** A value that the partner owns and a worker here knows otherwise. */
  | { kind: "claim"; field: string; value: Json; reason: string }
  /** How the person's work stands. */
  | { kind: "employment" }
  /** One of our enrolments. */
  | { kind: "enrolment"; enrolment: StoredRecord };

export interface Told {
  ok: true;
  operation: PushOperation;
  purpose: Purpose;
  /** Fields of the record it is about, and its person's. */
  fields: string[];
  /** What leaves, by our own names. */
  values: LeavingValue[];
  unsigned: { header: JsonObject; message: JsonObject };
}
export interface LeavingValue {
  field: string;
  value: Json;
}
export type NotTold = { ok: false; why: "not_agreed" | "not_covered" | "nothing_to_tell" };

const employmentFields = ["employment_status", "unemployment_reason", "employment_info"];
/** By these the partner knows whom it is about. */
const identity = ["identifiers", "name", "birth_date"];

/**
 * The message, cut by the agreement as everything that leaves is (domain/view.ts). Values come from
 * us, and the identifiers also from the partner itself; nothing that another partner told us.
 */
export function tell(telling: Telling): Told | NotTold {
  const { agreement, what } = telling;
  const may = agreement.push ?? [];
  const updates = what.kind === "enrolment" && may.includes("enrollment/updates");
  if (!updates && !may.includes("notify")) return { ok: false, why: "not_agreed" };
  const purpose = agreement.purposes.includes("case_management")
    ? "case_management"
    : agreement.purposes[0];
  if (!purpose) return { ok: false, why: "not_agreed" };
  const written =
    what.kind === "enrolment" ? enrolment(telling, purpose) : member(telling, purpose);
  if (!written.ok) return written;
  const { record, fields, values } = written;
  const operation: PushOperation = updates ? "enrollment/updates" : "notify";
  const unsigned = envelope(telling, operation, record);
  return { ok: true, operation, purpose, fields, values, unsigned };
}

interface WrittenRecord {
  record: JsonObject;
  fields: string[];
  values: LeavingValue[];
}
type Written = ({ ok: true } & WrittenRecord) | NotTold;

function member(telling: Telling, purpose: Purpose): Written {
  const { agreement, nowIso, person, covered, profile, what } = telling;
  const told = what.kind === "claim" ? [what.field] : employmentFields;
  const state = known(telling);
  if (what.kind === "claim") {
    const h = person.state.fields[what.field]?.[0]?.h ?? "";
    state.fields[what.field] = [{ v: what.value, h, o: telling.self.id }];
  }
  const viewer = { agreement, purpose, nowIso };
  const cut = view(viewer, "Person", state, [covered], [...identity, ...told]);
  if (!cut.ok) return { ok: false, why: "not_covered" };
  const { record, fields } = writePerson({ key: person.key, state: cut.state }, "Member", profile);
  if (!told.some((field) => fields.includes(field))) return { ok: false, why: "nothing_to_tell" };
  if (what.kind === "claim") {
    const given = record["additional_attributes"];
    record["additional_attributes"] = withClaim(given, claimSource(telling, what), profile);
  }
  return { ok: true, record, fields, values: valuesIn(cut.state, fields) };
}

function enrolment(telling: Telling, purpose: Purpose): Written {
  const { agreement, nowIso, person, covered, profile, self, what } = telling;
  if (what.kind !== "enrolment") return { ok: false, why: "nothing_to_tell" };
  const { enrolment: of } = what;
  if (creatorOf(of.key) !== self.id) return { ok: false, why: "nothing_to_tell" };
  const viewer = { agreement, purpose, nowIso };
  const cut = view(viewer, "Enrolment", ownVersions(of.state, self.id), [covered]);
  const about = view(viewer, "Person", known(telling), [covered], identity);
  if (!cut.ok || !about.ok) return { ok: false, why: "not_covered" };
  const written = writeBeneficiary(
    { key: of.key, state: cut.state },
    { key: person.key, state: about.state },
    profile,
  );
  if (!written.fields.includes("status")) return { ok: false, why: "nothing_to_tell" };
  const fields = [...written.fields, ...written.person.fields.map((one) => `person.${one}`)];
  const values = [
    ...valuesIn(about.state, written.person.fields),
    ...valuesIn(cut.state, written.fields),
  ];
  return { ok: true, record: written.record, fields, values };
}

/** Our own versions, and the identifiers that the partner itself told us. */
function known({ person, self, partner }: Telling): RecordState {
  const own = ownVersions(person.state, self.id);
  const theirs = ownVersions(person.state, partner).sets["identifiers"] ?? {};
  const identifiers = { ...theirs, ...own.sets["identifiers"] };
  return { fields: { ...own.fields }, sets: { ...own.sets, identifiers } };
}

/** That it is a claim and whose; the reason only where proposals' reasons are agreed. */
function claimSource(
  { self, agreement, nowIso }: Telling,
  { field, reason }: { field: string; reason: string },
): Record<string, Json> {
  const tellsReason = agreement.records.Proposal?.includes("reason") === true && reason !== "";
  return {
    claim_source: self.id,
    claim_attribute: field,
    claim_date: nowIso,
    ...(tellsReason ? { claim_reason: reason } : {}),
  };
}

/** In the shape in which this partner has additional attributes. */
function withClaim(
  given: Json | undefined,
  claim: Record<string, Json>,
  { additional }: WritingProfile,
): Json {
  if (additional === "object") {
    return typeof given === "object" && !Array.isArray(given) ? { ...given, ...claim } : claim;
  }
  const items = Object.entries(claim).map(([name, value]): Json =>
    additional === "named" ? { attribute_name: name, attribute_value: value } : { [name]: value },
  );
  return [...(Array.isArray(given) ? given : []), ...items];
}

/** Without what is empty, and without the person's key, which says nothing beside the identity. */
function valuesIn(state: RecordState, fields: readonly string[]): LeavingValue[] {
  return fields.flatMap((field): LeavingValue[] => {
    const value = state.sets[field]
      ? elementsOf(state, field).map(({ version }) => version.v)
      : (valueOf(state, field) ?? null);
    return field === "person" || value === null || value === "" ? [] : [{ field, value }];
  });
}

function envelope(telling: Telling, operation: PushOperation, record: JsonObject) {
  const { id, self, partner, nowIso, what } = telling;
  const transaction_id = `claim-${id}`;
  const header = answerHeader({
    messageId: `claim-${id}`,
    timestamp: nowIso,
    action: "notify",
    status: "succ",
    total: 1,
    from: self.id,
    to: partner,
    meta: {},
  });
  if (operation === "enrollment/updates") {
    return { header, message: { transaction_id, enrolled_updates: { beneficiaries: [record] } } };
  }
  const event: JsonObject = {
    reference_id: "1",
    timestamp: nowIso,
    data: {
      version: "1.0.0",
      reg_type: `ns:org:RegistryType:${self.kind === "ess" ? "ESS" : "SP"}`,
      reg_event_type: "enrolment_status_change",
      reg_record_type: what.kind === "enrolment" ? "Beneficiary" : "Member",
      reg_records: record,
    },
    locale: "eng",
  };
  return { header, message: { transaction_id, notify_event: [event] } };
}
