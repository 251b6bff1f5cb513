/** A fair process around a missed duty, and complaints, as the staff API speaks of them. They stay in their office. */
import { Type, type Static } from "typebox";
import { hearingDeeds, hearingStates } from "../../domain/hearing/law.ts";
import { shields } from "../../domain/outcome/shield.ts";
import { causes } from "../../domain/records/outcome-records.ts";
import {
  appealOutcomes,
  complaintAbout,
  hearingChannels,
  hearingOutcomes,
  hearing_text_chars_max,
} from "../../domain/records/hearing-records.ts";
import { Actor, Day, nullable, optional, text, words } from "./schemas.ts";

const Instant = Type.String();
const Words = (chars_max = hearing_text_chars_max) =>
  Type.String({ minLength: 1, maxLength: chars_max });
const Uuid = Type.String({ pattern: "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$" });

export const HearingView = Type.Object({
  id: Type.String(),
  person_id: Type.String(),
  person_name: Type.String(),
  programme: Type.String(),
  enrolment_status: Type.String(),
  state: words(hearingStates),
  /** What the law allows now, for whoever may. */
  next: Type.Array(words(hearingDeeds)),
  due: nullable(Day),
  late: Type.Boolean(),
  fact: Type.String(),
  day: Day,
  /** The plan's step that was missed; null: no plan has it. */
  step: nullable(Type.Object({ what: Type.String(), plan_id: Type.String() })),
  asked_by: words(hearingChannels),
  language: Type.String(),
  opened: Type.Object({ at: Instant, by: Actor }),
  reply_by: Day,
  answer: nullable(Type.Object({ text: Type.String(), cause: Type.String(), at: Instant })),
  help: nullable(Type.Object({ text: Type.String(), at: Instant })),
  decision: nullable(
    Type.Object({
      outcome: words(hearingOutcomes),
      reason: Type.String(),
      legal_source: Type.String(),
      told_by: words(hearingChannels),
      at: Instant,
      by: Actor,
      effective_on: nullable(Day),
      appeal_by: Day,
      carried_out_at: nullable(Instant),
    }),
  ),
  appeal: nullable(
    Type.Object({
      text: Type.String(),
      on: Day,
      late: Type.Boolean(),
      answer_by: Day,
      outcome: nullable(words(appealOutcomes)),
      reason: Type.String(),
      at: nullable(Instant),
      by: nullable(Actor),
    }),
  ),
});
export type HearingView = Static<typeof HearingView>;

export const ComplaintView = Type.Object({
  id: Type.String(),
  person_id: Type.String(),
  person_name: Type.String(),
  about: words(complaintAbout),
  text: Type.String(),
  made_on: Day,
  opened: Type.Object({ at: Instant, by: Actor }),
  answer_by: Day,
  late: Type.Boolean(),
  answer: nullable(
    Type.Object({ text: Type.String(), put_right: Type.Boolean(), at: Instant, by: Actor }),
  ),
});
export type ComplaintView = Static<typeof ComplaintView>;

/** What is open first, then what ended last. */
export const Matters = Type.Object({
  hearings: Type.Array(HearingView),
  complaints: Type.Array(ComplaintView),
});
export type Matters = Static<typeof Matters>;

/** What this office may ask a person about: its enrolments, and steps missed for a reason not known. */
export const PersonMatters = Type.Object({
  hearings: Type.Array(HearingView),
  complaints: Type.Array(ComplaintView),
  enrolments: Type.Array(Type.Object({ id: Type.String(), programme: Type.String() })),
  missed: Type.Array(
    Type.Object({
      step_id: Type.String(),
      what: Type.String(),
      time: Type.String(),
      day: Day,
      /** Why this is held against nobody; empty: the person may be asked. */
      shields: Type.Array(words(shields)),
    }),
  ),
});
export type PersonMatters = Static<typeof PersonMatters>;

export const NewHearingBody = Type.Object({
  enrolment_id: Uuid,
  step_id: optional(Uuid),
  time: optional(Type.String({ maxLength: 20 })),
  on: Day,
  fact: optional(Type.String({ maxLength: 500 })),
  asked_by: words(hearingChannels),
  language: text(20),
});
export type NewHearingBody = Static<typeof NewHearingBody>;

export const AnswerHearingBody = Type.Object({
  answer: Type.String({ maxLength: hearing_text_chars_max }),
  cause: optional(words(causes)),
});
export const HelpBody = Type.Object({ help: Words() });
export const DecideHearingBody = Type.Object({
  outcome: words(hearingOutcomes),
  reason: Words(),
  legal_source: optional(Type.String({ maxLength: 200 })),
  told_by: words(hearingChannels),
});
export const AppealBody = Type.Object({ appeal: Words(), on: Day });
export const DecideAppealBody = Type.Object({ outcome: words(appealOutcomes), reason: Words() });
export const NewComplaintBody = Type.Object({
  about: words(complaintAbout),
  text: Words(),
  on: Day,
});
export const AnswerComplaintBody = Type.Object({ answer: Words(), put_right: Type.Boolean() });
