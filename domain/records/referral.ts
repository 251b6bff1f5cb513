import { Type, type Static } from "typebox";
import type { RecordTable } from "./field.ts";
import { Day, ProgrammeName, Ref, RefOrNone, Text, words, Worker } from "./values.ts";

/** What the office that refers says of its request; a draft is no record yet and never leaves. */
export const referralRequests = ["sent", "withdrawn"] as const;
/** What the office it goes to last said. */
export const referralAnswers = [
  "received",
  "information_asked",
  "accepted",
  "waiting_list",
  "not_reached",
  "attended",
  "enrolled",
  "not_enrolled",
  "declined",
  "re_routed",
  "closed",
] as const;
/** Why an office declines, or does not enrol: its own reasons, never the person's fault. */
export const declineReasons = [
  "no_capacity",
  "outside_area",
  "criteria_not_met",
  "already_served",
  "wrong_service",
  "information_missing",
  "programme_closed",
] as const;
/** How an accepted referral ended. */
export const referralOutcomes = [
  "in_work",
  "in_training",
  "benefit_granted",
  "service_completed",
  "moved_away",
  "person_stopped",
  "no_longer_needed",
] as const;
/** How a person said yes. */
export const consentMethods = [
  "in_writing",
  "by_voice",
  "thumbprint",
  "by_phone",
  "with_witness",
  "online",
] as const;
/** By what way the person wishes to be reached. */
export const contactChannels = ["phone", "sms", "visit", "letter", "none"] as const;
/** What the registry of beneficiaries said, before somebody was referred to social protection. */
export const benefitAnswers = ["none", "some", "could_not_be_checked"] as const;

export type ReferralRequest = (typeof referralRequests)[number];
export type ReferralAnswer = (typeof referralAnswers)[number];
export type DeclineReason = (typeof declineReasons)[number];

const closed = { additionalProperties: false } as const;

/** An instant in UTC that there is: the 31st of a shorter month is read as the next month's first. */
export const Instant = Type.String({
  pattern:
    "^[12]\\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,3})?Z$",
});

/** The person's yes to this one referral: when, how, and who heard it. */
export const ReferralConsent = Type.Object(
  { on: Day, method: words(consentMethods), heard_by: Text(120) },
  closed,
);
export type ReferralConsent = Static<typeof ReferralConsent>;

export const ContactWishes = Type.Object(
  {
    channel: words(contactChannels),
    when: Type.Optional(Text(200)),
    leave_message: Type.Boolean(),
  },
  closed,
);
export type ContactWishes = Static<typeof ContactWishes>;

export const ReferralQuestion = Type.Object({ id: Text(60), text: Text(500), at: Instant }, closed);
export type ReferralQuestion = Static<typeof ReferralQuestion>;

/** The answer to a question; the receiving office's time begins anew with it. */
export const ReferralInformation = Type.Object(
  { question: Text(60), text: Text(1000), at: Instant, due_at: Instant, expires_at: Instant },
  closed,
);
export type ReferralInformation = Static<typeof ReferralInformation>;

export const Appointment = Type.Object({ at: Instant, place: Text(200) }, closed);
export type Appointment = Static<typeof Appointment>;

export const BenefitsAsked = Type.Object({ at: Instant, answer: words(benefitAnswers) }, closed);
export type BenefitsAsked = Static<typeof BenefitsAsked>;

const bySender = { class: "owned", owner: "creator", sensitivity: "personal" } as const;
const atSending = { ...bySender, fixed: true } as const;
const byReceiver = { class: "owned", owner: "addressee", sensitivity: "personal" } as const;
const byEither = { class: "shared", owner: "any", sensitivity: "personal" } as const;
const none = Type.Null();

/**
 * A referral (PRS.EMP.01 and 02): the request belongs to who refers, the answer to the office it
 * goes to, and what the person says may be noted by either. Only these two ever see it. Its clocks
 * are part of it, so that both compute the same from it (domain/referral.ts).
 */
export const referralTable: RecordTable = {
  type: "Referral",
  wireType: "tandem:Referral",
  fields: {
    person: { ...atSending, schema: Ref, dci: { path: "member" } },
    to: { ...atSending, schema: Text(99), dci: { path: "referred_to" } },
    service: { ...atSending, schema: ProgrammeName, dci: { path: "service" } },
    reason: { ...atSending, schema: Text(500), dci: { path: "reason" } },
    needs: { ...atSending, sensitivity: "sensitive", schema: Text(1000), dci: { path: "needs" } },
    contact: {
      ...atSending,
      sensitivity: "contact",
      schema: ContactWishes,
      dci: { path: "contact_wishes" },
    },
    // The date of referral counts as the date of application.
    requested_on: { ...atSending, schema: Day, dci: { path: "requested_on" } },
    follows: { ...atSending, schema: RefOrNone, dci: { path: "follows" } },
    sent_at: { ...atSending, schema: Instant, dci: { path: "sent_at" } },
    sent_by: { ...atSending, schema: Worker, dci: { path: "sent_by" } },
    due_at: { ...atSending, schema: Instant, dci: { path: "due_at" } },
    expires_at: { ...atSending, schema: Instant, dci: { path: "expires_at" } },
    consent: { ...atSending, schema: ReferralConsent, dci: { path: "consent" } },
    agreement: { ...atSending, schema: Text(200), dci: { path: "agreement" } },
    benefits_asked: {
      ...atSending,
      schema: Type.Union([BenefitsAsked, none]),
      dci: { path: "benefits_asked" },
    },
    request: { ...bySender, schema: words(referralRequests), dci: { path: "request" } },
    request_reason: { ...bySender, schema: Text(500), dci: { path: "request_reason" } },
    information: {
      ...bySender,
      sensitivity: "sensitive",
      schema: ReferralInformation,
      dci: { path: "information" },
    },
    answer: { ...byReceiver, schema: words(referralAnswers), dci: { path: "answer" } },
    answer_reason: {
      ...byReceiver,
      schema: Type.Union([words(declineReasons), none]),
      dci: { path: "answer_reason" },
    },
    answer_note: { ...byReceiver, schema: Text(500), dci: { path: "answer_note" } },
    answered_by: { ...byReceiver, schema: Worker, dci: { path: "answered_by" } },
    // When it was first answered; what comes after that cannot be late.
    answered_at: { ...byReceiver, schema: Instant, dci: { path: "answered_at" } },
    changed_at: { ...byReceiver, schema: Instant, dci: { path: "changed_at" } },
    question: {
      ...byReceiver,
      sensitivity: "sensitive",
      schema: ReferralQuestion,
      dci: { path: "question" },
    },
    appointment: {
      ...byReceiver,
      schema: Type.Union([Appointment, none]),
      dci: { path: "appointment" },
    },
    outcome: {
      ...byReceiver,
      schema: Type.Union([words(referralOutcomes), none]),
      dci: { path: "outcome" },
    },
    // The enrolment it ended in.
    enrolment: { ...byReceiver, schema: RefOrNone, dci: { path: "enrolment" } },
    next_service: {
      ...byReceiver,
      schema: Type.Union([ProgrammeName, none]),
      dci: { path: "next_service" },
    },
    said_no: { ...byEither, schema: Day, dci: { path: "person_said_no" } },
    expired_at: { ...byEither, schema: Instant, dci: { path: "expired_at" } },
  },
};
