/** What a worker sends to the staff API: registrations, edits, statuses and decisions; and what is said back. */
import { Type, type Static } from "typebox";
import {
  Day,
  EmploymentStatus,
  EnrolmentStatus,
  Name,
  OfferView,
  Sex,
  SystemRef,
  optional,
  text,
  words,
} from "./schemas.ts";

export const NewMember = Type.Object({
  name: Name,
  sex: Sex,
  birth_date: Day,
  relationship: text(20),
  main_contact: Type.Boolean(),
  identifiers: Type.Array(
    Type.Object({
      type: text(20),
      value: text(60),
      issuer: optional(Type.String({ maxLength: 60 })),
    }),
    { maxItems: 10 },
  ),
  phone_number: optional(Type.String({ maxLength: 30 })),
  in_full_time_education: Type.Boolean(),
  employment_status: optional(EmploymentStatus),
  /** The person asked not to be offered work support. No effect on anything else. */
  left_out: optional(Type.Boolean()),
});
export type NewMember = Static<typeof NewMember>;
export const RegisterHouseholdBody = Type.Object({
  locality: text(100),
  region: text(100),
  address_line: optional(Type.String({ maxLength: 200 })),
  members: Type.Array(NewMember, { minItems: 1, maxItems: 40 }),
});
export type RegisterHouseholdBody = Static<typeof RegisterHouseholdBody>;
export const Registered = Type.Object({
  household_id: Type.String(),
  number: Type.String(),
  members: Type.Array(
    Type.Object({ person_id: Type.String(), name: Type.String(), offer: OfferView }),
  ),
});
export type Registered = Static<typeof Registered>;

/** One gesture whoever owns the field: owned fields are saved, the others are proposed to their owner. */
export const EditBody = Type.Object({
  changes: Type.Record(Type.String({ maxLength: 60 }), Type.Unknown()),
  /** Stamps of the values the worker saw; a field that changed since answers 409 err.stale. */
  seen: optional(Type.Record(Type.String({ maxLength: 60 }), Type.String({ maxLength: 60 }))),
  reason: optional(Type.String({ maxLength: 500 })),
});
export type EditBody = Static<typeof EditBody>;
export const EditResult = Type.Object({
  saved: Type.Array(Type.String()),
  sent: Type.Array(
    Type.Object({ field: Type.String(), proposal_id: Type.String(), to: SystemRef }),
  ),
});
export type EditResult = Static<typeof EditResult>;

export const OfferAnswerBody = Type.Object({
  answer: words(["accepted", "said_no", "left_out", "offered"]),
});

export const NewEnrolmentBody = Type.Object({
  programme_id: text(60),
  effective_date: Day,
  reason: optional(Type.String({ maxLength: 500 })),
});
export const EnrolmentStatusBody = Type.Object({
  status: EnrolmentStatus,
  reason: text(500),
  effective_date: Day,
  notice_date: optional(Day),
  seen: optional(Type.String({ maxLength: 60 })),
});
export type EnrolmentStatusBody = Static<typeof EnrolmentStatusBody>;
export const EmploymentBody = Type.Object({
  employment_status: EmploymentStatus,
  /** CD.EMP.02 as a neutral value (label key unemployment_reason.<value>); asked when not employed. */
  unemployment_reason: optional(Type.String({ maxLength: 40 })),
  job: optional(
    Type.Object({
      job_title: text(120),
      employer: optional(Type.String({ maxLength: 120 })),
      employment_type: optional(Type.String({ maxLength: 40 })),
      start_date: Day,
      end_date: optional(Day),
    }),
  ),
  reason: optional(Type.String({ maxLength: 500 })),
});
export type EmploymentBody = Static<typeof EmploymentBody>;
/** `safe`: the new address stays here, and the old one is told to nobody any more; of a person alone. */
export const MoveBody = Type.Object({
  who: words(["person", "household"]),
  address_line: optional(Type.String({ maxLength: 200 })),
  locality: optional(Type.String({ maxLength: 100 })),
  region: optional(Type.String({ maxLength: 100 })),
  from: Day,
  safe: optional(Type.Boolean()),
  reason: optional(Type.String({ maxLength: 500 })),
});
export const NewServiceBody = Type.Object({
  service: text(40),
  on: Day,
  quantity: optional(Type.String({ maxLength: 60 })),
  outcome: words(["delivered", "refused", "not_available"]),
  /** The step of the person's plan that it is given for. */
  step_id: optional(text(60)),
  note: optional(Type.String({ maxLength: 1000 })),
});
export type NewServiceBody = Static<typeof NewServiceBody>;
/** A step that needs no more than its address. */
export const Nothing = Type.Object({});

export const Created = Type.Object({ id: Type.String() });

export const DecideProposalBody = Type.Object({
  decision: Type.Union([Type.Literal("accept"), Type.Literal("refuse")]),
  reason: optional(Type.String({ maxLength: 500 })),
});
export type DecideProposalBody = Static<typeof DecideProposalBody>;
