import type { EnrolmentStatus } from "./records/values.ts";

/**
 * Does the support of this enrolment go on? Suspended is paused, and whoever awaits a renewal is
 * supported while the delay is the office's (case.md, Enrolment law); who left, was ended or died is
 * not enrolled any more. The yes or no of IBR's `enrolled` and of agreements that allow no more.
 */
export const isEnrolledAs: Readonly<Record<EnrolmentStatus, boolean>> = {
  active: true,
  reinstated: true,
  suspended: true,
  awaiting_renewal: true,
  exited: false,
  inactive: false,
  deceased: false,
};
