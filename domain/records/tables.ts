import { enrolmentTable, programmeTable, proposalTable, serviceTable } from "./case-records.ts";
import type { FieldSpec, RecordTable, RecordType } from "./field.ts";
import { householdTable } from "./household.ts";
import { personTable } from "./person.ts";
import { roundHouseholdTable, roundTable } from "./round.ts";
import { referralTable } from "./referral.ts";

/** Every record both sides may know. Validation, storage, search, agreements and payloads read this. */
export const recordTables: Record<RecordType, RecordTable> = {
  Person: personTable,
  Household: householdTable,
  Programme: programmeTable,
  Enrolment: enrolmentTable,
  Service: serviceTable,
  Proposal: proposalTable,
  Round: roundTable,
  RoundHousehold: roundHouseholdTable,
  Referral: referralTable,
};

export const recordTypes = Object.keys(recordTables) as RecordType[];

export function fieldSpec(type: RecordType, field: string): FieldSpec | undefined {
  return Object.hasOwn(recordTables[type].fields, field)
    ? recordTables[type].fields[field]
    : undefined;
}
