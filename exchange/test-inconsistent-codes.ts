import type { JsonObject } from "../domain/json.ts";
import type { RecordType } from "../domain/records/field.ts";
import type { WritingTerms } from "./writing-terms.ts";

/** One inconsistency of the standard: what may come, and what it means. `terms`: what was agreed. */
export interface Inconsistency {
  clause: string;
  what: string;
  type?: RecordType;
  given: JsonObject[];
  meant: JsonObject;
  terms?: WritingTerms;
}

const demographic = (about: JsonObject): JsonObject => ({ demographic_info: about });

/** Codes and labels: the digest's open questions 7.1 to 7.5, in all their spellings. */
export const inconsistentCodes: Inconsistency[] = [
  {
    clause: "7.1",
    what: "codes, labels, padded codes, numbers, IRIs, any case",
    given: [
      "04",
      "4",
      4,
      "code:4",
      "https://x.test/list#4",
      "Own illness or disability",
      "OWN ILLNESS OR DISABILITY",
    ].map((unemployment_reason) => ({ unemployment_reason })),
    meant: { unemployment_reason: "illness" },
  },
  {
    clause: "7.1",
    what: "education by code or label",
    given: [
      6,
      "06",
      "6",
      "bachelor",
      "education_level:6",
      "category:6",
      "Bachelor's or equivalent",
    ].map((education_level) => ({ education_level })),
    meant: { education_level: "bachelor" },
  },
  {
    clause: "7.1",
    what: "sex in words, initials and the older numbering",
    given: ["female", "F", "f", "2", 2, "Female"].flatMap((sex) => [
      { sex },
      demographic({ sex }),
      demographic({ gender: sex }),
    ]),
    meant: { sex: "female" },
  },
  {
    clause: "7.1",
    what: "marital status by FHIR code or word",
    given: ["S", "s", "single", "Single", "Never Married", "never_married"].map(
      (marital_status) => ({ marital_status }),
    ),
    meant: { marital_status: "never_married" },
  },
  {
    clause: "7.1",
    what: "a group's type by code or word",
    type: "Household",
    given: ["household", "Household", "2", 2, "02"].map((group_type) => ({ group_type })),
    meant: { group_type: "household" },
  },
  {
    clause: "7.2",
    what: "labels of all three numberings",
    given: ["not employed", "Not Employed", "NOT_EMPLOYED", "unemployed"].map(
      (employment_status) => ({ employment_status }),
    ),
    meant: { employment_status: "not_employed" },
  },
  {
    clause: "7.2",
    what: "labels of the core schema and of ICSE-18",
    given: [
      "employed",
      "Employee",
      "Paid employment: Employee",
      "Permanent employees",
      "Fixed-term employees",
    ].map((employment_status) => ({ employment_status })),
    meant: { employment_status: "employee" },
  },
  {
    clause: "7.2",
    what: "a bare number of nobody's numbering is not read",
    given: [6, "6", "06", "code:6", "https://x.test/EmploymentStatusEnum#6"].map(
      (employment_status) => ({ employment_status }),
    ),
    meant: {},
  },
  {
    clause: "7.2",
    what: "6 is not employed on the page",
    terms: { employment_status: "icse93" },
    given: [6, "6", "06", "code:6"].map((employment_status) => ({ employment_status })),
    meant: { employment_status: "not_employed" },
  },
  {
    clause: "7.2",
    what: "6 is own-account in the core schema",
    terms: { employment_status: "core" },
    given: [6, "6", "category:6"].map((employment_status) => ({ employment_status })),
    meant: { employment_status: "own_account" },
  },
  {
    clause: "7.2",
    what: "6 is an employee in ICSE-18",
    terms: { employment_status: "icse18" },
    given: [6, "06"].map((employment_status) => ({ employment_status })),
    meant: { employment_status: "employee" },
  },
  {
    clause: "7.2",
    what: "a preset may name the numbering",
    terms: { preset: "ess-yaml" },
    given: [{ employment_status: "2" }],
    meant: { employment_status: "not_employed" },
  },
  {
    clause: "7.3",
    what: "Exited and Graduated, by label or by 3",
    type: "Enrolment",
    given: ["Exited", "Graduated", "exited", "3", 3, "03", "benefit:3"].map((enrolment_status) => ({
      enrolment_status,
    })),
    meant: { status: "exited" },
  },
  {
    clause: "7.3",
    what: "the six of check-enrollment",
    type: "Enrolment",
    given: [
      { enrolled_status: "Awaiting Renewal" },
      { enrolment_status: "7" },
      { enrollment_status: "awaiting renewal" },
    ],
    meant: { status: "awaiting_renewal" },
  },
  {
    clause: "7.5",
    what: "case:3 for code:3",
    given: ["case:3", "code:3", "3", "03", "Casual"].map((employment_type) => ({
      employment_info: { job_title: "cook", employment_type },
    })),
    meant: { employment_info: [{ job_title: "cook", employment_type: "casual" }] },
  },
  {
    clause: "7.5",
    what: "reasons 7 and 8, which the schema forgets",
    given: [
      { unemployment_reason: "8" },
      { unemployment_reason: "08" },
      { unemployment_reason: "Other reasons" },
    ],
    meant: { unemployment_reason: "other" },
  },
  {
    clause: "7.5",
    what: "employment status 8, which the schema forgets",
    terms: { employment_status: "core" },
    given: [{ employment_status: 8 }],
    meant: { employment_status: "family_worker" },
  },
  {
    clause: "7.5",
    what: "an adopted child in both spellings",
    given: ["CHLDADOPT", "CHILDADOPT", "adopted child"].map((relationship_head) => ({
      relationship_head,
    })),
    meant: { relationship: "CHILDADOPT" },
  },
  {
    clause: "7.5",
    what: "a grandson in both spellings",
    given: ["GRANDSON", "GRNDSON", "grandchild"].map((relationship_head) => ({
      relationship_head,
    })),
    meant: { relationship: "GRNDCHILD" },
  },
  {
    clause: "7.5",
    what: "a foster mother in both spellings",
    given: ["MTHFOST", "FOSTMTH"].map((relationship_head) => ({ relationship_head })),
    meant: { relationship: "PRNFOST" },
  },
];
