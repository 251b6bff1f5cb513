import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { heardSteps } from "../../domain/referral-heard.ts";
import { ownSteps, referralLaw, stepsOf } from "../../domain/referral-law.ts";
import { referralServices } from "../../domain/referral-services.ts";
import {
  isFollowed,
  otherOffice,
  referralMark,
  referralTurn,
  type ReferralTurn,
} from "../../domain/referral-turn.ts";
import {
  heard,
  lateAnswer,
  referralClock,
  referralKinds,
  referralState,
} from "../../domain/referral.ts";
import { serviceOf } from "../../domain/referring.ts";
import type { Worker } from "../../domain/records/values.ts";
import { loadRecords } from "../../store/load.ts";
import { displayName } from "../../store/projection.ts";
import type { ReferralSummary, ReferralView } from "../api/referral-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { clockFor, loadReferralClocks, type ReferralClocks } from "./referral-clocks.ts";
import { actorOf } from "./proposal-view.ts";
import { supervisorOf } from "./vital-view.ts";

/** A referral as lists show it. `all` are the referrals of its person that are known. */
export function referralSummary(
  hosted: Hosted,
  referral: StoredRecord,
  person: StoredRecord | undefined,
  all: readonly StoredRecord[],
  clocks: ReferralClocks,
): ReferralSummary {
  const { state } = referral;
  const self = hosted.store.system.id;
  const isSender = creatorOf(referral.key) === self;
  const stands = referralState(referral);
  const said = referralTurn(
    referral,
    isFollowed(referral, all),
    clockFor(clocks, referral).calendar,
  );
  const late = isLate(hosted, said);
  const office = otherOffice(referral, self);
  // Whoever sent it calls an office that is late: it may be unable to answer by message.
  const waits = said?.whose === "receiver" && isSender && late;
  const calls = waits && (said.task === "answer" || clocks.plain(office));
  const turn: ReferralTurn | null = calls ? { ...said, whose: "sender", task: "call" } : said;
  const ours = turn !== null && (turn.whose === "sender") === isSender;
  return {
    id: referral.id,
    direction: isSender ? "out" : "in",
    person_id: referral.subject,
    person_name: person ? displayName(valueOf(person.state, "name")) : "",
    household_id: person?.household ?? null,
    service: serviceOf(referral) ?? { id: "", name: "" },
    office: systemRef(hosted, office),
    state: stands,
    unconfirmed: isSender && stands === "sent" && clocks.plain(office),
    open: referralKinds[stands].open,
    requested_on: textOf(state, "requested_on"),
    sent_at: textOf(state, "sent_at"),
    turn: turn === null ? "nobody" : ours ? "us" : "them",
    task: turn?.task ?? null,
    due: turn?.due ?? null,
    late,
    owner: ours ? ownerOf(hosted, referral, late) : "",
    late_answer: lateAnswer(referral),
  };
}

function isLate({ store }: Hosted, turn: ReferralTurn | null): boolean {
  if (!turn?.due) return false;
  return Date.parse(turn.due) < store.clock.nowMs();
}

/** What is late is the supervisor's; before, whoever began it; before anybody did, whoever comes first. */
function ownerOf(hosted: Hosted, referral: StoredRecord, late: boolean): string {
  const { key, state } = heard(referral);
  if (late) return supervisorOf(hosted);
  const isSender = creatorOf(key) === hosted.store.system.id;
  const worker = valueOf(state, isSender ? "sent_by" : "answered_by") as Worker | undefined;
  return worker?.name ?? "";
}

/** Everything both offices know of a referral, and what this one may do now. */
export function referralView(
  hosted: Hosted,
  referral: StoredRecord,
  person: StoredRecord | undefined,
  all: readonly StoredRecord[],
  clocks: ReferralClocks,
  ended: Pick<ReferralView, "enrolment" | "enrolling">,
): Omit<ReferralView, "reach"> {
  const { state } = heard(referral);
  const sender = creatorOf(referral.key);
  const isSender = sender === hosted.store.system.id;
  const said = <T>(field: string) => (valueOf(state, field) ?? null) as T | null;
  const { due_at, expires_at } = referralClock(referral);
  const service = serviceOf(referral)?.id;
  const others = [...referralServices.ess, ...referralServices.sp].map(({ id }) => id);
  return {
    ...referralSummary(hosted, referral, person, all, clocks),
    reason: textOf(state, "reason"),
    needs: textOf(state, "needs"),
    contact: said<ReferralView["contact"]>("contact"),
    consent: said<ReferralView["consent"]>("consent"),
    agreement: textOf(state, "agreement"),
    benefits_asked: said<ReferralView["benefits_asked"]>("benefits_asked"),
    sent_by: actorOf(hosted, valueOf(state, "sent_by"), sender),
    answer_due: due_at || null,
    expires_at: expires_at || null,
    question: wordsAt(said("question")),
    information: wordsAt(said("information")),
    answer: answerView(hosted, referral),
    appointment: said<ReferralView["appointment"]>("appointment"),
    outcome: said<ReferralView["outcome"]>("outcome"),
    next_service: said<ReferralView["next_service"]>("next_service"),
    withdrawn_why: textOf(state, "request_reason"),
    said_no_on: textOf(state, "said_no") || null,
    ...ended,
    letter: isSender && referralKinds[referralState(referral)].open && person !== undefined,
    calendar: calendarOf(clocks, referral),
    services: others.filter((id) => id !== service),
    ...mayTake(referral, isSender, clocks),
    mark: referralMark(referral),
  };
}

/** An office that cannot answer by message is called, and its sender notes what it said. */
function mayTake(
  referral: StoredRecord,
  isSender: boolean,
  clocks: ReferralClocks,
): Pick<ReferralView, "may" | "heard"> {
  const state = referralState(referral);
  const own = stepsOf(state, isSender).filter((step) => !ownSteps.has(step));
  if (!isSender || !clocks.plain(textOf(referral.state, "to"))) return { may: own, heard: [] };
  const heard = stepsOf(state, false).filter((step) => heardSteps.includes(step));
  return { may: [...own, ...heard], heard };
}

function calendarOf(clocks: ReferralClocks, referral: StoredRecord): string {
  const [programme] = clocks.programmes(
    textOf(referral.state, "to"),
    serviceOf(referral)?.id ?? "",
  );
  return programme ? textOf(programme.state, "name") : "";
}

function wordsAt(said: { text: string; at: string } | null) {
  return said ? { text: said.text, at: said.at } : null;
}

/** That it arrived is no answer. */
function answerView(hosted: Hosted, referral: StoredRecord): ReferralView["answer"] {
  const { state } = heard(referral);
  const answer = textOf(state, "answer");
  const isAnswer = Object.values(referralLaw).some((law) => law.answer === answer);
  if (!isAnswer || answer === "received") return null;
  const office = textOf(state, "to");
  const worker = valueOf(state, "answered_by") as Worker | undefined;
  return {
    by: actorOf(hosted, valueOf(state, "answered_by"), office),
    heard: worker !== undefined && worker.name !== "" && worker.system !== office,
    at: textOf(state, "changed_at"),
    reason: (valueOf(state, "answer_reason") ?? null) as NonNullable<
      ReferralView["answer"]
    >["reason"],
    note: textOf(state, "answer_note"),
  };
}

/** Summaries of referrals of several people. */
export async function referralSummaries(
  hosted: Hosted,
  referrals: readonly StoredRecord[],
): Promise<ReferralSummary[]> {
  const [people, clocks] = await Promise.all([
    loadRecords(
      hosted.store,
      referrals.flatMap(({ subject }) => subject ?? []),
    ),
    loadReferralClocks(hosted),
  ]);
  return referrals.map((one) =>
    referralSummary(hosted, one, people.get(one.subject ?? ""), referrals, clocks),
  );
}
