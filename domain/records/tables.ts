import { caseHolderTable } from "./case-holder.ts";
import { enrolmentTable, programmeTable, proposalTable, serviceTable } from "./case-records.ts";
import { answerTable } from "./assessment-records.ts";
import type { FieldSpec, RecordTable, RecordType } from "./field.ts";
import { contactTable } from "./contact-record.ts";
import { complaintTable, hearingTable } from "./hearing-records.ts";
import { householdTable } from "./household.ts";
import {
  evidenceHereTable,
  evidenceTable,
  outcomeHereTable,
  outcomeTable,
} from "./outcome-records.ts";
import { personTable } from "./person.ts";
import { roundHouseholdTable, roundTable } from "./round.ts";
import { cycleWorkerTable, workCycleTable } from "./work-cycle.ts";
import { referralTable } from "./referral.ts";
import { keptBothTable, keptHereTable } from "./kept-both.ts";
import {
  reviewDrawTable,
  reviewReplyTable,
  reviewRhythmTable,
  reviewTable,
} from "./review-records.ts";
import { goalTable, planTable, planVersionTable, signOffTable } from "./plan-records.ts";
import { privateStepTable, stepMessageTable, stepTable, unavailableTable } from "./step-records.ts";
import { directoryServiceTable, officeTable, planTemplateTable } from "./directory-records.ts";
import { Ref } from "./values.ts";

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
  WorkCycle: workCycleTable,
  CycleWorker: cycleWorkerTable,
  Referral: referralTable,
  Plan: planTable,
  Goal: goalTable,
  Step: stepTable,
  PrivateStep: privateStepTable,
  Unavailable: unavailableTable,
  StepMessage: stepMessageTable,
  PlanVersion: planVersionTable,
  SignOff: signOffTable,
  KeptBoth: keptBothTable,
  KeptHere: keptHereTable,
  Answer: answerTable,
  Office: officeTable,
  DirectoryService: directoryServiceTable,
  PlanTemplate: planTemplateTable,
  Contact: contactTable,
  CaseHolder: caseHolderTable,
  Outcome: outcomeTable,
  OutcomeHere: outcomeHereTable,
  Evidence: evidenceTable,
  EvidenceHere: evidenceHereTable,
  Hearing: hearingTable,
  Complaint: complaintTable,
  Review: reviewTable,
  ReviewReply: reviewReplyTable,
  ReviewDraw: reviewDrawTable,
  ReviewRhythm: reviewRhythmTable,
};

export const recordTypes = Object.keys(recordTables) as RecordType[];

/** Records that are about one person and go with the person: those that name it in `person`. */
export const aboutTypes: readonly RecordType[] = recordTypes.filter(
  (type) => recordTables[type].fields["person"]?.schema === Ref,
);

export function fieldSpec(type: RecordType, field: string): FieldSpec | undefined {
  return Object.hasOwn(recordTables[type].fields, field)
    ? recordTables[type].fields[field]
    : undefined;
}
