/** The agreements a partner is registered with: the demo country's, or those of a file. */
import { Type } from "typebox";
import { pushOperations, type Agreement } from "../domain/agreement.ts";
import { everybody } from "../domain/criteria.ts";
import { settleGiven } from "../domain/settling.ts";
import { listedOrigins } from "../domain/forwarding.ts";
import type { RecordType, SystemId, SystemKind } from "../domain/records/field.ts";
import { fieldSpec, recordTypes } from "../domain/records/tables.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";
import { reader } from "../wire/reading.ts";

/** A system by id and kind. */
export interface Party {
  id: SystemId;
  kind: SystemKind;
}

/** What a partner of the standard may subscribe to; the standing subscription is for Tandem systems. */
const plain_events = ["enrolment", "enrolment_status_change"];
/** Of the social registry and IBR standards, at a social protection system. */
const registry_events = ["REGISTER", "NewHouseHoldMember", "Deregister"];

/**
 * The demo's agreements of both directions for a plain partner. Employment support tells the demo's
 * partner of people both know; of a plain partner nobody is known before something was sent, so
 * there it is everybody, and the agreement says so.
 */
export function plainAgreements(self: Party, partner: Party, nowIso: string): Agreement[] {
  const out = withWhatSamplesAsk(demoAgreement(self.id, partner.id, self.kind, nowIso));
  const back = demoAgreement(partner.id, self.id, partner.kind, nowIso);
  const toAll =
    "Demo agreement: employment support tells this partner of all persons registered at it, for the benefits that depend on work.";
  return [
    {
      ...out,
      events: self.kind === "sp" ? [...plain_events, ...registry_events] : plain_events,
      ...(self.kind === "ess" ? { people: everybody, basis_text: toAll } : {}),
    },
    {
      ...back,
      events: partner.kind === "sp" ? [...plain_events, ...registry_events] : plain_events,
    },
  ];
}

/** The published samples choose households by their size and score, and people by marital status. */
function withWhatSamplesAsk(agreement: Agreement): Agreement {
  const { Person = [], Household = [] } = agreement.records;
  const records = {
    ...agreement.records,
    Person: [...Person, "marital_status"],
    Household: [...Household, "group_size", "poverty_score"],
  };
  return { ...agreement, records };
}

const text = Type.String({ minLength: 1, maxLength: 999 });
const day = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" });

const origins_max = 100;
const AgreementFile = Type.Object(
  {
    id: Type.String({ minLength: 1, maxLength: 99 }),
    from: text,
    to: text,
    status: Type.Enum(["draft", "active", "expired", "revoked"]),
    valid_from: day,
    valid_until: day,
    basis: Type.Enum(["law", "consent"]),
    basis_text: text,
    purposes: Type.Array(
      Type.Enum(["work_support", "case_management", "verification", "referral"]),
      {
        minItems: 1,
      },
    ),
    events: Type.Array(text),
    records: Type.Record(Type.String(), Type.Array(text)),
    people: Type.Unknown(),
    trusted_identifiers: Type.Array(text),
    sensitive_reasons: Type.Boolean(),
    verification: Type.Optional(Type.Enum(["status", "yes_no"])),
    programmes: Type.Optional(Type.Array(text, { minItems: 1, maxItems: 100 })),
    push: Type.Optional(Type.Array(Type.Enum([...pushOperations]))),
    // Whose versions `from` may forward to `to`, as a hub does.
    origins: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Type.String({ minLength: 1, maxLength: 99 }), kind: Type.Enum(["sp", "ess"]) },
          { additionalProperties: false },
        ),
        { maxItems: origins_max },
      ),
    ),
  },
  { additionalProperties: false },
);
const readAgreement = reader(AgreementFile);

/** Reads one agreement, or a list of them, for this pair; every problem is told. */
export function readAgreements(
  json: string,
  self: SystemId,
  partner: SystemId,
): { agreements: Agreement[]; problems: string[] } {
  const problems: string[] = [];
  const agreements: Agreement[] = [];
  for (const [index, value] of listOf(json).entries()) {
    const read = readAgreement(value);
    if (!read.ok) {
      problems.push(`Agreement ${index + 1} is not as expected at ${read.reason}.`);
      continue;
    }
    const agreement = read.value as Agreement;
    problems.push(
      ...faultsOf(agreement, self, partner).map((fault) => `Agreement ${agreement.id}: ${fault}.`),
    );
    agreements.push(agreement);
  }
  if (agreements.length === 0 && problems.length === 0) {
    problems.push("The file holds no agreement: it is a JSON object, or a list of them.");
  }
  return { agreements, problems };
}

function listOf(json: string): unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [value];
  } catch {
    return [];
  }
}

function faultsOf(agreement: Agreement, self: SystemId, partner: SystemId): string[] {
  const { from, to, valid_from, valid_until, records, people } = agreement;
  const faults: string[] = [];
  const pair = (from === self && to === partner) || (from === partner && to === self);
  if (!pair) faults.push(`from and to must be ${self} and ${partner}`);
  if (listedOrigins(agreement).size < (agreement.origins ?? []).length) {
    faults.push("origins must name each system once, and neither from nor to");
  }
  if (valid_until < valid_from) faults.push("valid_until is before valid_from");
  for (const [type, fields] of Object.entries(records)) {
    if (!recordTypes.includes(type as RecordType)) faults.push(`there is no record type ${type}`);
    else {
      const unknown = fields.filter((field) => !mayTravel(type as RecordType, field));
      if (unknown.length > 0)
        faults.push(`${type} has no field to share named ${unknown.join(", ")}`);
    }
  }
  // Searches ask it in SQL: what they cannot ask would cover people in one place and not in another.
  if (!settleGiven("Person", people).ok) {
    faults.push("people is no condition");
  }
  return faults;
}

function mayTravel(type: RecordType, field: string): boolean {
  const spec = fieldSpec(type, field);
  return spec !== undefined && spec.class !== "local";
}
