/** The words a programme's definition is made of; each is a catalogue key `programme.<list>.<word>`. */

/** The delivery chain of social protection, from its first step to its last (case.md, Records). */
export const chainStages = [
  "outreach",
  "intake",
  "assessment",
  "eligibility",
  "package",
  "onboarding",
  "provision",
  "compliance",
  "exit",
] as const;
export type ChainStage = (typeof chainStages)[number];

/** PRS.EMP.04: by subscription, by a worker's push, by the person. */
export const updateModes = ["subscription", "push", "person"] as const;
export type UpdateMode = (typeof updateModes)[number];

/** Who of the household meets a condition. */
export const conditionMeeters = [
  "the_person",
  "one_adult",
  "each_adult",
  "main_contact",
  "each_child",
] as const;
export type ConditionMeeter = (typeof conditionMeeters)[number];

/** What excuses a missed duty (case.md, From fact to decision). */
export const goodCauses = [
  "illness",
  "care",
  "birth",
  "bereavement",
  "violence",
  "transport",
  "religious_day",
  "work_or_interview",
  "our_fault",
  "short_notice",
  "not_understood",
  "disaster",
] as const;

/** What runs against time, in working days of the programme's calendar. */
export const clockNames = [
  "answer_referral",
  "end_referral",
  "decide_enrolment",
  "time_to_reply",
  "notice",
  "decide",
  "appeal",
  "answer_appeal",
  "first_service",
] as const;
export type ClockName = (typeof clockNames)[number];

/** By the two letters of RFC 5545. */
export const weekdays = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"] as const;
export type Weekday = (typeof weekdays)[number];

/** Least to most: DO.EMP.01 Person, DO.EMP.02 Member, DO.IBR.04 Beneficiary; or fields by name. */
export const dataOptions = ["person", "member", "beneficiary"] as const;
export type DataOption = (typeof dataOptions)[number];
