import type { CodeForm, CodeList } from "../wire/codes.ts";
import {
  employmentStatusIcse93,
  employmentType,
  enrolmentStatus,
  unemploymentReason,
} from "../wire/employment-codes.ts";
import { assistanceUnit, education, maritalStatus, sex } from "../wire/person-codes.ts";

/** What a partner is spoken to in: codes or labels, and the `@type` literals it expects. */
export interface WritingProfile {
  form: CodeForm;
  context: Record<string, string>;
  personType: string;
}

/** The published samples' habits: labels, and the extension context of the ESS interface. */
export const standardProfile: WritingProfile = {
  form: "label",
  context: {
    spdci: "https://schema.spdci.org/extensions/ESS/v1/",
    common: "https://schema.spdci.org/common/v1/",
  },
  personType: "ESS_Person",
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
};
