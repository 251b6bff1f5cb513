import type { AcceptRule } from "../../domain/accepting.ts";
import { reviewReplyTable, reviewTable } from "../../domain/records/review-records.ts";
import { keptBothTable } from "../../domain/records/kept-both.ts";
import type { Agreement } from "../../domain/agreement.ts";
import type { Criteria } from "../../domain/criteria.ts";
import type { RecordType, SystemId, SystemKind } from "../../domain/records/field.ts";
import { answerTable } from "../../domain/records/assessment-records.ts";
import { programmeTable, proposalTable } from "../../domain/records/case-records.ts";
import { evidenceTable, outcomeTable } from "../../domain/records/outcome-records.ts";
import { referralTable } from "../../domain/records/referral.ts";
import {
  goalTable,
  planTable,
  planVersionTable,
  signOffTable,
} from "../../domain/records/plan-records.ts";
import {
  stepMessageTable,
  stepTable,
  unavailableTable,
} from "../../domain/records/step-records.ts";

/** The demo country's data-sharing law, one agreement for each direction. */
export function demoAgreement(
  from: SystemId,
  to: SystemId,
  fromKind: SystemKind,
  nowIso: string,
): Agreement {
  return {
    id: `${from}-to-${to}`,
    from,
    to,
    status: "active",
    valid_from: yearsFrom(nowIso, -1),
    valid_until: yearsFrom(nowIso, 3),
    basis: "law",
    basis_text: laws[fromKind],
    purposes: ["work_support", "case_management", "referral", "verification"],
    events: ["tandem:changed", "enrolment", "enrolment_status_change"],
    records,
    people: people[fromKind],
    trusted_identifiers: ["UIN", "NID", "NationalID"],
    sensitive_reasons: false,
  };
}

/**
 * Proposals of a partner that the demo's offices accept without asking anybody, by who makes them: where
 * the owner knows nothing yet, what the other office learned in an interview is better than a gap.
 */
export const demoRules: Record<SystemKind, AcceptRule[]> = {
  ess: [
    {
      name: "A relationship to the main contact where the register has none, as employment support learned it",
      record: "Person",
      field: "relationship",
      only_if: "unknown",
    },
  ],
  sp: [
    {
      name: "An occupation where employment support has none, as social protection learned it",
      record: "Person",
      field: "occupation",
      only_if: "unknown",
    },
  ],
};

const laws: Record<SystemKind, string> = {
  sp: "Marovia, Law on Social Protection and Work (No. 14 of 2021), article 22: social protection tells employment support about people who are offered work support, and only what the offer needs.",
  ess: "Marovia, Law on Social Protection and Work (No. 14 of 2021), article 23: employment support tells social protection how the support went, for people both offices already know.",
};

/**
 * From social protection: whoever is offered work support. From employment support: whoever both know.
 * From either: whoever is referred to the other, until that is at its end.
 */
const people: Record<SystemKind, Criteria> = {
  sp: {
    any: [
      { attribute: "work_offer", is: "in", value: ["offered", "accepted"] },
      { attribute: "referred", is: "eq", value: true },
    ],
  },
  ess: {
    any: [
      { attribute: "linked", is: "eq", value: true },
      { attribute: "referred", is: "eq", value: true },
    ],
  },
};

/** Without disability, marital status, schooling, the exact address of a household and its score. */
const records: Partial<Record<RecordType, string[]>> = {
  Person: [
    "identifiers",
    "name",
    "sex",
    "birth_date",
    "vital_status",
    "death_date",
    "phone_number",
    "email",
    "address",
    "moved_on",
    "languages",
    "care_hours",
    "education_level",
    "employment_status",
    "unemployment_reason",
    "employment_info",
    "work_offer",
    "household",
    "relationship",
    "main_contact",
    "registration_date",
    "occupation",
    "merged_into",
    "withdrawn",
  ],
  Household: [
    "number",
    "group_type",
    "locality",
    "region",
    "moved_on",
    "registration_date",
    "merged_into",
    "withdrawn",
  ],
  Programme: Object.keys(programmeTable.fields),
  Enrolment: [
    "person",
    "programme",
    "status",
    "reason",
    "effective_date",
    "notice_date",
    "enrolment_date",
    "arrears_from",
    "days_worked",
    "days_paid",
  ],
  Service: ["person", "service", "on", "quantity", "outcome", "by", "step"],
  Proposal: Object.keys(proposalTable.fields),
  Referral: Object.keys(referralTable.fields),
  // What a person told of their health stays where it was told.
  Answer: Object.keys(answerTable.fields).filter((field) => field !== "private_value"),
  // A plan is signed over all of its substance, so all of it is shared; private steps never are.
  Plan: Object.keys(planTable.fields),
  Goal: Object.keys(goalTable.fields),
  Step: Object.keys(stepTable.fields),
  Unavailable: Object.keys(unavailableTable.fields),
  StepMessage: Object.keys(stepMessageTable.fields),
  PlanVersion: Object.keys(planVersionTable.fields),
  SignOff: Object.keys(signOffTable.fields),
  KeptBoth: Object.keys(keptBothTable.fields),
  // What became of a step; why the person could not stays where the person told it.
  Outcome: Object.keys(outcomeTable.fields).filter((field) => !field.startsWith("private_")),
  Evidence: Object.keys(evidenceTable.fields),
  // What a supervisor found, both offices see; how long a supervisor took stays in its own agency.
  Review: Object.keys(reviewTable.fields).filter((field) => field !== "began_at"),
  ReviewReply: Object.keys(reviewReplyTable.fields),
};

/** The same day some years on (or back); 29 February becomes 1 March. */
function yearsFrom(nowIso: string, years: number): string {
  const day = new Date(`${nowIso.slice(0, 10)}T00:00:00Z`);
  day.setUTCFullYear(day.getUTCFullYear() + years);
  return day.toISOString().slice(0, 10);
}
