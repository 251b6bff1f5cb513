/** What counts as known, and what as a good cause: the law of outcomes as tables (case.md, Review). */
import type { CauseWord, EvidenceKind } from "../records/outcome-records.ts";
import { promisers } from "../records/plan-values.ts";

/** Who promised a step. */
export type Side = (typeof promisers)[number];

const office: readonly EvidenceKind[] = [
  "persons_word",
  "document",
  "photo",
  "partner_event",
  "call_back",
  "service",
];
const outside: readonly EvidenceKind[] = [
  "provider_attendance",
  "document",
  "partner_event",
  "call_back",
];

/**
 * Evidence that fits whose step. An office's own word does not show that the office kept its promise;
 * the person's word does, and is enough for what the person does. A course or a work site is known by
 * its list, a paper, the partner's event or a call.
 */
export const fitting: Readonly<Record<Side, readonly EvidenceKind[]>> = {
  social: office,
  employment: office,
  provider: outside,
  employer: outside,
  person: [
    "persons_word",
    "seen",
    "document",
    "photo",
    "provider_attendance",
    "partner_event",
    "call_back",
  ],
};

/** Evidence that names somebody or something besides who records it. */
export const sourced: ReadonlySet<EvidenceKind> = new Set([
  "provider_attendance",
  "document",
  "photo",
  "partner_event",
  "call_back",
]);

interface CauseLaw {
  /** Who may have been kept from it by this. */
  sides: readonly Side[];
  /** It excuses the person. What is no fault of the person needs no excuse. */
  excuses: boolean;
  /** The person's own affair: it stays with the office that was told. */
  isPersonal: boolean;
}

const person: readonly Side[] = ["person"];
const others: readonly Side[] = ["social", "employment", "provider", "employer"];
const all: readonly Side[] = promisers;
const personal = { sides: person, excuses: true, isPersonal: true };
const plain = { sides: person, excuses: true, isPersonal: false };
const theirs = { sides: others, excuses: false, isPersonal: false };

/** Good causes (case.md, From fact to decision), and why an office or a provider could not. */
export const causeLaw: Readonly<Record<CauseWord, CauseLaw>> = {
  illness: personal,
  care: personal,
  birth: personal,
  bereavement: personal,
  violence: personal,
  transport: plain,
  religious_day: personal,
  work_or_interview: plain,
  office_fault: plain,
  provider_fault: plain,
  notice_too_short: plain,
  not_understood: personal,
  disaster: { sides: all, excuses: true, isPersonal: false },
  closed: theirs,
  no_staff: theirs,
  no_place: theirs,
  no_money: theirs,
  // Something else is for a human to judge: it excuses until somebody has.
  other: { sides: all, excuses: true, isPersonal: true },
  // Missed, reason not yet known: the person is asked.
  not_known: { sides: all, excuses: false, isPersonal: false },
};

export function causesOf(side: Side): CauseWord[] {
  return (Object.keys(causeLaw) as CauseWord[]).filter((one) => causeLaw[one].sides.includes(side));
}

/** A line without a promise is the lane's. */
export function sideOf(promised: string | undefined, lane: string): Side {
  const side = promisers.find((one) => one === promised) ?? promisers.find((one) => one === lane);
  return side ?? "person";
}
