import type { EnrolmentStatus, OfferState } from "./records/values.ts";

/**
 * The enrolment law (case.md, Enrolment law): which status may follow which, total by type.
 * `start` is an enrolment that does not exist yet. Deceased is left only by the authority's
 * reversal, which is its own command; Exited means "met the criteria" and nothing else.
 */
export const enrolmentTransitions: Record<EnrolmentStatus | "start", readonly EnrolmentStatus[]> = {
  start: ["active"],
  active: ["deceased", "exited", "suspended", "inactive", "awaiting_renewal"],
  reinstated: ["deceased", "exited", "suspended", "inactive", "awaiting_renewal"],
  suspended: ["deceased", "exited", "inactive", "reinstated"],
  inactive: ["active", "deceased", "exited"],
  awaiting_renewal: ["active", "deceased", "exited", "inactive"],
  exited: ["deceased", "reinstated"],
  deceased: [],
};

export function mayFollow(from: EnrolmentStatus | "start", to: EnrolmentStatus): boolean {
  return enrolmentTransitions[from].includes(to);
}

/** An offer is never a duty: every answer may be taken back, and none has an effect on a benefit. */
export const offerTransitions: Record<OfferState, readonly OfferState[]> = {
  not_offered: ["offered", "left_out"],
  offered: ["accepted", "said_no", "left_out"],
  accepted: ["said_no", "left_out", "offered"],
  said_no: ["offered", "accepted", "left_out"],
  left_out: ["offered"],
};
