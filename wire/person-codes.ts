/**
 * The lists about persons, groups and benefits as data (DCI directories CD.COM, CD.IBR).
 */
import type { CodeList } from "./codes.ts";

/** CD.COM.03; older lists number the same order 1 to 4. */
export const sex: CodeList = {
  name: "sex",
  version: "CD.COM.03",
  entries: [
    { value: "male", code: "male", label: "male", aliases: ["1", "M"] },
    { value: "female", code: "female", label: "female", aliases: ["2", "F"] },
    { value: "other", code: "other", label: "other", aliases: ["3", "O"] },
    { value: "unknown", code: "unknown", label: "unknown", aliases: ["4", "U"] },
  ],
};

/** CD.COM.02 (FHIR codes); samples send words. */
export const maritalStatus: CodeList = {
  name: "marital_status",
  version: "CD.COM.02",
  entries: [
    { value: "never_married", code: "S", label: "Never Married", aliases: ["single"] },
    { value: "married", code: "M", label: "Married" },
    { value: "widowed", code: "W", label: "Widowed", aliases: ["widow", "widower"] },
    { value: "annulled", code: "A", label: "Annulled" },
    { value: "divorced", code: "D", label: "Divorced" },
    {
      value: "legally_separated",
      code: "L",
      label: "Legally Separated",
      aliases: ["separated"],
    },
    { value: "unmarried", code: "U", label: "Unmarried" },
  ],
};

/** EducationCodeEnum (ISCED-like). */
export const education: CodeList = {
  name: "education",
  version: "core/EducationCodeEnum",
  entries: [
    {
      value: "early_childhood",
      code: "0",
      label: "Early childhood education",
    },
    { value: "primary", code: "1", label: "Primary education", aliases: ["primary"] },
    { value: "lower_secondary", code: "2", label: "Lower secondary education" },
    {
      value: "upper_secondary",
      code: "3",
      label: "Upper secondary education",
    },
    {
      value: "post_secondary",
      code: "4",
      label: "Post-secondary non-tertiary education",
      aliases: ["post-secondary non-tertiary"],
    },
    {
      value: "short_tertiary",
      code: "5",
      label: "Short-cycle tertiary education",
      aliases: ["short-cycle tertiary"],
    },
    { value: "bachelor", code: "6", label: "Bachelor's or equivalent", aliases: ["bachelor's"] },
    { value: "master", code: "7", label: "Master's or equivalent", aliases: ["master's"] },
    {
      value: "doctorate",
      code: "8",
      label: "Doctorate or equivalent",
      aliases: ["doctoral", "phd", "doctoral or equivalent"],
    },
  ],
};

/** CD.COM.13, the `group_type`. */
export const assistanceUnit: CodeList = {
  name: "assistance_unit",
  version: "CD.COM.13",
  entries: [
    { value: "member", code: "1", label: "Member", aliases: ["person", "individual"] },
    { value: "household", code: "2", label: "Household" },
    { value: "family", code: "3", label: "Family" },
  ],
};

/** CD.IBR benefit_type. */
export const benefitType: CodeList = {
  name: "benefit_type",
  version: "core/BenefitTypeEnum",
  entries: [
    { value: "cash", code: "1", label: "Cash" },
    { value: "voucher", code: "2", label: "Voucher" },
    { value: "in_kind", code: "3", label: "In-kind" },
    { value: "training", code: "4", label: "Training" },
    { value: "work_opportunity", code: "5", label: "Work Opportunity" },
    { value: "insurance", code: "6", label: "Insurance" },
  ],
};

/** CD.COM.01. The list is open: names a deployment adds are its own configuration. */
export const identifierType: CodeList = {
  name: "identifier_type",
  version: "CD.COM.01",
  entries: [
    { value: "uin", code: "UIN", label: "Unique identification number" },
    { value: "brn", code: "BRN", label: "Birth registration number" },
    { value: "mrn", code: "MRN", label: "Marriage registration number" },
    { value: "drn", code: "DRN", label: "Death registration number" },
    { value: "nid", code: "NID", label: "National ID", aliases: ["NationalID"] },
    { value: "mobile", code: "MOBILE", label: "Mobile number" },
  ],
};

/** CD.COM.10 functional_limitation_type; DisabilityTypeEnum has the same six. */
export const functionalLimitation: CodeList = {
  name: "functional_limitation",
  version: "core/FunctionalLimitationType",
  entries: [
    { value: "vision", code: "VIS_SS", label: "Vision" },
    { value: "hearing", code: "HEAR_SS", label: "Hearing" },
    { value: "mobility", code: "MOB_SS", label: "Mobility" },
    {
      value: "cognition",
      code: "COG_SS",
      label: "Cognition (remembering)",
      aliases: ["remembering"],
    },
    { value: "self_care", code: "SC_SS", label: "Self care" },
    { value: "communication", code: "COM_SS", label: "Communication" },
  ],
};

/** CD.COM.11 functional_severity. */
export const functionalSeverity: CodeList = {
  name: "functional_severity",
  version: "core/FunctionalSeverityEnum",
  entries: [
    { value: "none", code: "1", label: "No difficulty" },
    { value: "some", code: "2", label: "Some difficulty" },
    {
      value: "a_lot",
      code: "3",
      label: "A lot difficulty",
      aliases: ["a lot of difficulty"],
    },
    {
      value: "cannot",
      code: "4",
      label: "Cannot do it at all",
      aliases: ["cannot do at all"],
    },
  ],
};
