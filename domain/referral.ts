import { creatorOf, textOf, valueOf, type RecordState, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";
import { fieldSpec } from "./records/tables.ts";
import type {
  ReferralAnswer,
  ReferralInformation,
  ReferralQuestion,
  ReferralRequest,
} from "./records/referral.ts";

/** How a referral stands (case.md, From registration to referral), in both offices' eyes. */
export const referralStates = [
  "draft",
  "sent",
  "received",
  "information_asked",
  "accepted",
  "waiting_list",
  "not_reached",
  "attended",
  "enrolled",
  "not_enrolled",
  "declined",
  "declined_by_person",
  "re_routed",
  "withdrawn",
  "expired",
  "closed",
] as const;
export type ReferralState = (typeof referralStates)[number];

/**
 * Of each state: is something still to come of it, and does the update flow between the offices run
 * for this person (PRS.EMP.04 as a step of 01 and 02)? `answered`: the receiving office said what
 * it will do; from then on a referral cannot expire.
 */
export const referralKinds: Readonly<
  Record<ReferralState, { open: boolean; updates: boolean; answered: boolean }>
> = {
  draft: { open: false, updates: false, answered: false },
  sent: { open: true, updates: false, answered: false },
  received: { open: true, updates: false, answered: false },
  information_asked: { open: true, updates: false, answered: false },
  accepted: { open: true, updates: true, answered: true },
  waiting_list: { open: true, updates: true, answered: true },
  not_reached: { open: true, updates: false, answered: true },
  attended: { open: true, updates: true, answered: true },
  enrolled: { open: true, updates: true, answered: true },
  not_enrolled: { open: false, updates: false, answered: true },
  declined: { open: false, updates: false, answered: true },
  declined_by_person: { open: false, updates: false, answered: false },
  re_routed: { open: false, updates: false, answered: true },
  withdrawn: { open: false, updates: false, answered: false },
  expired: { open: false, updates: false, answered: false },
  closed: { open: false, updates: false, answered: true },
};

/** What the receiving office has said; `none` is a referral it has not got yet, as far as is known. */
type Answered = ReferralAnswer | "none";

/**
 * The one state of what both sides did, total by type: in whatever order their changes arrive, both
 * offices compute the same. A withdrawal ends what has only been promised; what has happened (a
 * service attended, an enrolment, an end) is not undone by it.
 */
export const stateTable: Readonly<
  Record<ReferralRequest, Readonly<Record<Answered, ReferralState>>>
> = {
  sent: {
    none: "sent",
    received: "received",
    information_asked: "information_asked",
    accepted: "accepted",
    waiting_list: "waiting_list",
    not_reached: "not_reached",
    attended: "attended",
    enrolled: "enrolled",
    not_enrolled: "not_enrolled",
    declined: "declined",
    re_routed: "re_routed",
    closed: "closed",
  },
  withdrawn: {
    none: "withdrawn",
    received: "withdrawn",
    information_asked: "withdrawn",
    accepted: "withdrawn",
    waiting_list: "withdrawn",
    not_reached: "withdrawn",
    attended: "attended",
    enrolled: "enrolled",
    not_enrolled: "not_enrolled",
    declined: "declined",
    re_routed: "re_routed",
    closed: "closed",
  },
};

/** States that a person's "no" does not change: it is over, or the enrolment's own law goes on. */
const beyondNo: ReadonlySet<ReferralState> = new Set([
  "enrolled",
  "not_enrolled",
  "declined",
  "re_routed",
  "closed",
]);

/**
 * A referral in the words of its two offices, and the answer in those of the one it was sent to (`to`),
 * whoever carried them here: a hub on the way cannot answer. What anybody else wrote is kept beside,
 * as whom it names may come later, and says nothing.
 */
export function heard<Referral extends Pick<StoredRecord, "key" | "state">>(
  referral: Referral,
): Referral {
  const [creator, to] = partiesOf(referral);
  if (to === "") return referral;
  const isHeard = (field: string, system: SystemId) =>
    fieldSpec("Referral", field)?.owner === "addressee"
      ? system === to
      : system === to || system === creator;
  const fields = Object.entries(referral.state.fields).flatMap(([field, versions]) => {
    const theirs = versions.filter(({ o }) => isHeard(field, o));
    return theirs.length > 0 ? [[field, theirs] as const] : [];
  });
  return { ...referral, state: { ...referral.state, fields: Object.fromEntries(fields) } };
}

/** How it stands, from what both sides wrote and nothing else: no clock is read. */
export function referralState(whole: Pick<StoredRecord, "key" | "state">): ReferralState {
  const referral = heard(whole);
  const { request, answer } = saidOf(referral);
  const informed = answer === "information_asked" && !isAsked(referral);
  const state = stateTable[request][informed ? "received" : answer];
  if (saidNo(referral) && !beyondNo.has(state)) return "declined_by_person";
  if (state !== "withdrawn" && hasExpired(referral)) return "expired";
  return state;
}

export function isOpenReferral(referral: Pick<StoredRecord, "key" | "state">): boolean {
  return referralKinds[referralState(referral)].open;
}

/** Each side is heard only in its own words, whatever the other wrote into them. */
function saidOf({ key, state }: Pick<StoredRecord, "key" | "state">): {
  request: ReferralRequest;
  answer: Answered;
} {
  const creator = creatorOf(key);
  const own = (field: string, isSender: boolean) =>
    (state.fields[field] ?? []).find(({ o }) => (o === creator) === isSender)?.v;
  const request = own("request", true) === "withdrawn" ? "withdrawn" : "sent";
  return { request, answer: (own("answer", false) as ReferralAnswer | undefined) ?? "none" };
}

function saidNo({ state }: Pick<StoredRecord, "state">): boolean {
  return (state.fields["said_no"] ?? []).length > 0;
}

/** A question was put in time and is not answered yet: meanwhile the receiving office's time stops. */
function isAsked({ state }: Pick<StoredRecord, "state">): boolean {
  const question = valueOf(state, "question") as ReferralQuestion | undefined;
  return question !== undefined && informationOf(state)?.question !== question.id;
}

function informationOf(state: RecordState): ReferralInformation | undefined {
  return valueOf(state, "information") as ReferralInformation | undefined;
}

/** Until when the receiving office may answer, and when the referral ends without an answer. */
export function referralClock({ state }: Pick<StoredRecord, "key" | "state">): {
  due_at: string;
  expires_at: string;
} {
  const given = informationOf(state);
  const due_at = given?.due_at ?? textOf(state, "due_at");
  return { due_at, expires_at: given?.expires_at ?? textOf(state, "expires_at") };
}

/** Null while a question that was put in time waits for the sender. */
export function runsUntil(whole: Pick<StoredRecord, "key" | "state">): string | null {
  const referral = heard(whole);
  const { expires_at } = referralClock(referral);
  const question = valueOf(referral.state, "question") as ReferralQuestion | undefined;
  return isAsked(referral) && question && question.at <= expires_at ? null : expires_at;
}

/**
 * Somebody noted that its time was over, and no answer was given before: one that was given in time
 * and came late over a cut network counts; a late one is kept, and the referral stays expired.
 */
function hasExpired(referral: Pick<StoredRecord, "key" | "state">): boolean {
  const ends = runsUntil(referral);
  const noted = (referral.state.fields["expired_at"] ?? []).some(({ v }) => v === ends);
  const answered = textOf(referral.state, "answered_at");
  return noted && !(answered !== "" && ends !== null && answered <= ends);
}

/** Is it time to note that nobody answered? */
export function isRunOut(
  referral: Pick<StoredRecord, "key" | "state">,
  nowIso: string,
): string | null {
  const state = referralState(referral);
  if (state !== "sent" && state !== "received") return null;
  const ends = runsUntil(referral);
  return ends !== null && ends <= nowIso ? ends : null;
}

/** What the office said after the time was over, where it did. */
export function lateAnswer(referral: Pick<StoredRecord, "key" | "state">): ReferralAnswer | null {
  if (referralState(referral) !== "expired") return null;
  const { answer } = saidOf(heard(referral));
  const said = answer !== "none" && answer !== "received" && answer !== "information_asked";
  return said ? answer : null;
}

/** The least data by which an office can answer a referral: more leaves when it has accepted. */
export const referralMinimum: readonly string[] = [
  "identifiers",
  "name",
  "birth_date",
  "vital_status",
  "death_date",
  "phone_number",
  "languages",
  "merged_into",
  "withdrawn",
];

/** The two offices it is between: it goes to nobody else. */
export function partiesOf(referral: Pick<StoredRecord, "key" | "state">): SystemId[] {
  return [creatorOf(referral.key), textOf(referral.state, "to")];
}
