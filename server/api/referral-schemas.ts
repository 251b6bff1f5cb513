/** Referrals (PRS.EMP.01 and 02) as the staff API speaks of them. */
import { Type, type Static } from "typebox";
import {
  benefitAnswers,
  consentMethods,
  contactChannels,
  declineReasons,
  referralOutcomes,
} from "../../domain/records/referral.ts";
import { enrolmentStatuses } from "../../domain/records/values.ts";
import { referralSteps } from "../../domain/referral-law.ts";
import { referralTasks } from "../../domain/referral-turn.ts";
import { referralStates } from "../../domain/referral.ts";
import { NewEnrolmentBody } from "./work-schemas.ts";
import { Actor, Day, nullable, optional, SystemRef, text, words } from "./schemas.ts";

const Instant = Type.String();
const upTo = (chars_max: number) => Type.String({ maxLength: chars_max });

/** A service by its id (label key referral.service.<id>), and by the name its office gave it. */
export const ServiceName = Type.Object({ id: Type.String(), name: Type.String() });

export const ContactView = Type.Object({
  channel: words(contactChannels),
  when: optional(upTo(200)),
  leave_message: Type.Boolean(),
});
export const ConsentView = Type.Object({
  on: Day,
  method: words(consentMethods),
  heard_by: Type.String(),
});
export const BenefitsView = Type.Object({ at: Instant, answer: words(benefitAnswers) });
export type BenefitsView = Static<typeof BenefitsView>;

/** What of a referral its worker writes; who heard the person's yes is the worker who sends it. */
const said = {
  partner: text(99),
  service: text(60),
  reason: text(500),
  needs: optional(upTo(1000)),
  contact: ContactView,
};
export const ReferBody = Type.Object({
  ...said,
  consent: Type.Object({ on: Day, method: words(consentMethods) }),
});
export type ReferBody = Static<typeof ReferBody>;
export const Referred = Type.Object({
  id: Type.String(),
  /** It was there already: an open referral is the answer instead of a second one. */
  found: Type.Boolean(),
});
export type Referred = Static<typeof Referred>;

/** The agreement something leaves under. */
export const AgreementView = Type.Object({
  id: Type.String(),
  basis: words(["law", "consent"]),
  text: Type.String(),
  until: Day,
});

/** Exactly what leaves with a referral, and what more when it is accepted, cut as the sender cuts it. */
export const ReferralPreview = Type.Object({
  to: SystemRef,
  agreement: nullable(AgreementView),
  /** Why nothing can leave (label key referral.why.<why>); empty: it can. */
  why: words(["", "not_agreed", "not_covered", "rules"]),
  /** Rules of domain/referring.ts that the person does not meet. */
  unmet: Type.Array(Type.String()),
  /** An open referral for the same, which is used instead. */
  open: nullable(Type.String()),
  leaves: Type.Array(
    Type.Object({
      type: Type.String(),
      fields: Type.Array(Type.Object({ field: Type.String(), value: Type.Unknown() })),
    }),
  ),
  /** What the office does not have yet and gets when it accepts: names of fields, by type. */
  on_acceptance: Type.Array(
    Type.Object({ type: Type.String(), fields: Type.Array(Type.String()) }),
  ),
  /** The person is shared under this agreement whatever becomes of the referral. */
  shared_already: Type.Boolean(),
});
export type ReferralPreview = Static<typeof ReferralPreview>;

export const BenefitsBody = Type.Object({ partner: text(99) });

export const ReferralSummary = Type.Object({
  id: Type.String(),
  direction: words(["in", "out"]),
  person_id: nullable(Type.String()),
  person_name: Type.String(),
  household_id: nullable(Type.String()),
  service: ServiceName,
  office: SystemRef,
  state: words(referralStates),
  open: Type.Boolean(),
  /** The office cannot answer by message, and its data do not show an answer yet. */
  unconfirmed: Type.Boolean(),
  /** The date of referral counts as the date of application. */
  requested_on: Type.String(),
  sent_at: Instant,
  /** Whose turn it is, and for what (label keys referral.task.<task>.<turn>, referral.default.<task>). */
  turn: words(["us", "them", "nobody"]),
  task: nullable(words(referralTasks)),
  due: nullable(Instant),
  late: Type.Boolean(),
  /** Who of ours has to do it; empty: whoever comes first, or it is not ours. */
  owner: Type.String(),
  /** What the office said after the referral had expired; null: nothing. */
  late_answer: nullable(Type.String()),
});
export type ReferralSummary = Static<typeof ReferralSummary>;

const EnrolmentOfReferral = Type.Object({
  programme: Type.String(),
  status: words(enrolmentStatuses),
  since: nullable(Day),
});

export const ReferralView = Type.Object({
  ...ReferralSummary.properties,
  reason: Type.String(),
  needs: Type.String(),
  contact: nullable(ContactView),
  consent: nullable(ConsentView),
  agreement: Type.String(),
  benefits_asked: nullable(BenefitsView),
  sent_by: Actor,
  answer_due: nullable(Instant),
  expires_at: nullable(Instant),
  question: nullable(Type.Object({ text: Type.String(), at: Instant })),
  information: nullable(Type.Object({ text: Type.String(), at: Instant })),
  answer: nullable(
    Type.Object({
      by: Actor,
      /** The office cannot say it by message: the sender's worker heard it and noted it. */
      heard: Type.Boolean(),
      at: Instant,
      reason: nullable(words(declineReasons)),
      note: Type.String(),
    }),
  ),
  appointment: nullable(Type.Object({ at: Instant, place: Type.String() })),
  outcome: nullable(words(referralOutcomes)),
  next_service: nullable(ServiceName),
  /** The enrolment it ended in, as it stands; null: none, or it is not known here. */
  enrolment: nullable(EnrolmentOfReferral),
  /** What may be enrolled in when it is our turn to say so; null: it is not. */
  enrolling: nullable(
    Type.Object({
      /** Our programmes; those that answer the service first. */
      programmes: Type.Array(
        Type.Object({ id: Type.String(), name: Type.String(), type: Type.String() }),
      ),
      /** The one that answers the service; empty: none does, and the enrolment may be left out. */
      usual: Type.String(),
      /** The person is in it already, and is not enrolled a second time. */
      already: nullable(EnrolmentOfReferral),
    }),
  ),
  withdrawn_why: Type.String(),
  said_no_on: nullable(Day),
  /** The programme by whose calendar and clocks it goes; empty: the country's. */
  calendar: Type.String(),
  /** How its office is reached by phone, as far as it is noted here. */
  reach: Type.Object({ ask_for: Type.String(), phone: Type.String(), hours: Type.String() }),
  /** It can be printed as a letter: an open referral of ours. */
  letter: Type.Boolean(),
  /** Services it may be re-routed to. */
  services: Type.Array(Type.String()),
  /** What this office may do now. */
  may: Type.Array(words(referralSteps)),
  /** Of these, what would be noted as heard from the other office, which cannot say it by message. */
  heard: Type.Array(words(referralSteps)),
  /** Opaque; sent back as `seen`. */
  mark: Type.String(),
});
export type ReferralView = Static<typeof ReferralView>;

export const ReferralList = Type.Object({ items: Type.Array(ReferralSummary) });
export type ReferralList = Static<typeof ReferralList>;

/** What a worker typed and has not sent; nobody else sees it and it never leaves. */
export const DraftBody = Type.Object({
  draft: nullable(
    Type.Object({
      partner: upTo(99),
      service: upTo(60),
      reason: upTo(500),
      needs: upTo(1000),
      channel: upTo(20),
      when: upTo(200),
      leave_message: Type.Boolean(),
      consent_on: upTo(10),
      consent_method: upTo(20),
    }),
  ),
});
export type DraftBody = Static<typeof DraftBody>;

export const PersonReferrals = Type.Object({
  items: Type.Array(ReferralSummary),
  /** Offices this person may be referred to. */
  options: Type.Array(
    Type.Object({
      system: SystemRef,
      /** Whether which benefits the person receives is asked first. */
      asks_benefits: Type.Boolean(),
      benefits: nullable(BenefitsView),
      services: Type.Array(
        Type.Object({
          id: Type.String(),
          /** In working days of the calendar that counts, and the day that is if it is sent now. */
          answer_days: Type.Integer(),
          answer_by: Day,
          /** The programme whose calendar and clocks it goes by; empty: the country's. */
          programme: Type.String(),
          unmet: Type.Array(Type.String()),
          open: nullable(Type.String()),
        }),
      ),
    }),
  ),
  draft: nullable(Type.Object({ draft: Type.Unknown(), saved_at: Instant })),
});
export type PersonReferrals = Static<typeof PersonReferrals>;

export const ReferralStepBody = Type.Object({
  step: words(referralSteps),
  seen: upTo(400),
  reason: optional(words(declineReasons)),
  text: optional(upTo(1000)),
  appointment: optional(Type.Object({ at: text(30), place: upTo(200) })),
  outcome: optional(words(referralOutcomes)),
  next_service: optional(text(60)),
  /** With `enrol`: the enrolment that is opened in the same act. */
  enrolment: optional(NewEnrolmentBody),
});
export type ReferralStepBody = Static<typeof ReferralStepBody>;
