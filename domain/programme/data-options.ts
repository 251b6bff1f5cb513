import type { RecordType } from "../records/field.ts";
import type { DataNeeded } from "./definition.ts";
import type { DataOption } from "./words.ts";

export type FieldsByType = Partial<Record<RecordType, readonly string[]>>;

const person = [
  "identifiers",
  "name",
  "sex",
  "birth_date",
  "vital_status",
  "phone_number",
  "email",
  "address",
  "languages",
];
const member = [
  ...person,
  "household",
  "relationship",
  "marital_status",
  "education_level",
  "occupation",
  "employment_status",
  "employment_info",
];

/**
 * The standard's three options of PRS.EMP.01 to 03 in our fields, each holding the one before. None
 * of them has a sensitive field: those are asked for by name or not at all.
 */
export const optionFields: Record<DataOption, FieldsByType> = {
  person: { Person: person },
  member: { Person: member, Household: ["number", "locality", "region"] },
  beneficiary: {
    Person: member,
    Household: ["number", "locality", "region"],
    Enrolment: ["person", "programme", "status", "effective_date", "enrolment_date"],
  },
};

/** What a programme needs or shares, field by field. */
export function fieldsOf(data: DataNeeded): FieldsByType {
  return "option" in data ? optionFields[data.option] : (data.fields as FieldsByType);
}
