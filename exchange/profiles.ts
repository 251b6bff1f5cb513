import type { CodeForm, CodeList } from "../wire/codes.ts";
import {
  employmentStatusIcse18,
  employmentStatusIcse93,
  employmentStatusJsonld,
  employmentType,
  enrolmentStatus,
  enrolmentStatusCheck,
  enrolmentStatusIbr,
  enrolmentStatusIbrSchema,
  unemploymentReason,
} from "../wire/employment-codes.ts";
import {
  assistanceUnit,
  education,
  functionalLimitation,
  functionalSeverity,
  maritalStatus,
  sex,
} from "../wire/person-codes.ts";

/** The three incompatible numberings of the employment status (digest 4.4), by name. */
export const employmentNumberings = {
  icse93: employmentStatusIcse93,
  core: employmentStatusJsonld,
  icse18: employmentStatusIcse18,
} satisfies Record<string, CodeList>;
export type EmploymentNumbering = keyof typeof employmentNumberings;

/** The lists of the enrolment status (digest 7.3), by name. */
export const enrolmentLists = {
  "CD.EMP.03": enrolmentStatus,
  "CD.IBR.01": enrolmentStatusIbr,
  "ibr-schema": enrolmentStatusIbrSchema,
  "check-enrollment": enrolmentStatusCheck,
} satisfies Record<string, CodeList>;
export type EnrolmentList = keyof typeof enrolmentLists;

/** How one field departs from the rest of its profile. */
export interface FieldWriting {
  form?: CodeForm;
  padded?: boolean;
  dates?: DateForm;
  /** The attribute's name at this partner, in place of the standard's. */
  name?: string;
  /** This partner has no such attribute: it is left out, and said to be. */
  omit?: boolean;
}
export type DateForm = "day" | "date-time";

/**
 * How a partner is written to, as data: nothing of it changes what is meant, only how it is spelled
 * (digest 7.1 to 7.12). Presets stand in presets.ts; a partner's terms choose one and depart from it.
 */
export interface WritingProfile {
  preset: string;
  /** Codes or labels; `padded`: numeric codes in two digits (`03`), as the page of CD.EMP.02. */
  form: CodeForm;
  padded: boolean;
  employment_status: EmploymentNumbering;
  /**
   * Whether this partner's bare numbers of an employment status are read by that numbering. False
   * for whoever named none: a number alone is then not understood (digest 7.2). Labels always are.
   */
  reads_numbers: boolean;
  enrolment_status: EnrolmentList;
  /** `@context` and the `@type` literals, none of which is stable in the standard. */
  context: Record<string, string>;
  types: Record<"member" | "person" | "group" | "beneficiary", string>;
  place: "place" | "geographical_location";
  place_form: "object" | "text";
  employment_info: "list" | "object";
  group_identifier: "list" | "object";
  /** Which of the two disability attributes it has. They mean different things: neither is the other. */
  disability: "both" | "self_id_disability" | "is_disabled";
  booleans: "json" | "digits";
  /** Days as they are, or at midnight UTC; never shifted by a zone. */
  dates: DateForm;
  spelling: "enrolment" | "enrollment";
  /** A Beneficiary's enrolment beside its programme, or inside `programme_identifier` (IBR samples). */
  beneficiary: "flat" | "nested";
  /** `demographic_info.person.…`, as IBR and SR samples have it. */
  person_wrapper: boolean;
  given_name: "given_name" | "first_name";
  surname: "surname" | "sur_name" | "family_name";
  relationship: "additional_attributes" | "relationship_head";
  /** Languages as they are kept, or in the shortest ISO 639 code. */
  languages: "kept" | "shortest";
  /** `{attribute_name, attribute_value}` in a list, `{name: value}` in a list, or one object. */
  additional: "named" | "free" | "object";
  /** Our name of an identifier type → the partner's (`NID` → `NationalID`). */
  identifier_types: Record<string, string>;
  /** By `Person.birth_date` and the like. */
  fields: Record<string, FieldWriting>;
}

/**
 * Labels, the extension context of the ESS interface, lists where page and schema have lists. What
 * Tandem systems speak to each other, and what a plain partner gets whose terms name nothing else.
 */
export const standardProfile: WritingProfile = {
  preset: "standard",
  form: "label",
  padded: false,
  employment_status: "icse93",
  reads_numbers: false,
  enrolment_status: "CD.EMP.03",
  context: {
    spdci: "https://schema.spdci.org/extensions/ESS/v1/",
    common: "https://schema.spdci.org/common/v1/",
  },
  types: {
    member: "spdci:Member",
    person: "ESS_Person",
    group: "spdci:Group",
    beneficiary: "spdci:Beneficiary",
  },
  place: "place",
  place_form: "object",
  employment_info: "list",
  group_identifier: "list",
  disability: "both",
  booleans: "json",
  dates: "day",
  spelling: "enrolment",
  beneficiary: "flat",
  person_wrapper: false,
  given_name: "given_name",
  surname: "surname",
  relationship: "additional_attributes",
  languages: "kept",
  additional: "named",
  identifier_types: {},
  fields: {},
};

/** Code lists by the name a record table's `dci.codes` gives; numbering of the standard's pages. */
export const codeLists: Record<string, CodeList> = {
  sex,
  marital_status: maritalStatus,
  education,
  employment_status: employmentStatusIcse93,
  unemployment_reason: unemploymentReason,
  employment_type: employmentType,
  enrolment_status: enrolmentStatus,
  assistance_unit: assistanceUnit,
  functional_limitation: functionalLimitation,
  functional_severity: functionalSeverity,
};

/** The list a partner's words of one kind are written from. */
export function listFor(codes: string, profile: WritingProfile): CodeList | undefined {
  if (codes === "employment_status") return employmentNumberings[profile.employment_status];
  if (codes === "enrolment_status") return enrolmentLists[profile.enrolment_status];
  return Object.hasOwn(codeLists, codes) ? codeLists[codes] : undefined;
}
