/** What can be wrong with facts, once. Nothing of a plan with a fault is checked. */

export const faultCodes = {
  "err.plan.json": "This is not JSON.",
  "err.plan.size": "The file is too large.",
  "err.plan.field": "This is missing, or not of the expected form.",
  "err.plan.limit": "There are more of these than are checked.",
  "err.plan.twice": "This id is used twice.",
  "err.plan.unknown": "This names something that the facts do not list.",
  "err.plan.time": "There is no such day or time.",
  "err.plan.order": "This ends before it begins.",
  "err.plan.when": "A step has either start and end, or from and until.",
  "err.plan.zone": "This is no time zone of the IANA list.",
  "err.plan.rrule": "This is no recurrence rule of RFC 5545.",
  "err.plan.rrule_part": "This part of RFC 5545 is not known here.",
  "err.plan.rrule_first": "The first occurrence does not satisfy its own rule.",
  "err.plan.by": "A step or service is needed before-start or same-day, a document valid-on-start.",
} as const satisfies Record<string, string>;
export type FaultCode = keyof typeof faultCodes;

/** `place` is where, as in `steps[3].start`; what stood there is not repeated. */
export interface Fault {
  code: FaultCode;
  place: string;
}

/** Carries a fault out of the depth of reading to the one function that returns it. */
export class Faulty extends Error {
  readonly fault: Fault;

  constructor(code: FaultCode, place: string) {
    super(`${code} at ${place}`);
    this.name = "Faulty";
    this.fault = { code, place };
  }
}
