/**
 * What the command line says, by code. Screens have catalogues; a terminal has this table. In braces:
 * `{a}` and `{b}` the first and second step, `{steps}` all, `{who}` and `{place}` the first member and
 * place, and the values of a reason by name. `{rule}`: the rule in the words of the facts.
 */
import type { NoteCode, ReasonCode } from "../../../domain/conflicts/reasons.ts";
import type { WayCode } from "../../../domain/conflicts/ways/way.ts";

export const reasonSentences: Record<ReasonCode, string> = {
  overlap: "{who} would have to be at {a} and at {b} at the same time.",
  gap: "Between {a} and {b} {who} has {minutes} minutes; the way takes {journey}, and {margin} more are wanted.",
  "journey-unknown":
    "{a} and {b} follow each other at different places, and how long the way takes is not known. Ask.",
  uncovered: "{who} needs somebody, and nobody is there: {steps} take those away who could. {rule}",
  "earnings-above":
    "With {steps} {total} {currency} are earned in a month; the limit is {limit}. {rule}",
  "earnings-reach":
    "With {steps} {total} {currency} are earned in a month; it must stay under {limit}. {rule}",
  "earnings-currency":
    "What {steps} bring in is in another currency than the limit ({limit} {currency}). Ask. {rule}",
  "worse-off":
    "With {steps} the household has {net} {currency} in a month: the benefit goes from {before} to {after}. The benefits office decides. {rule}",
  "loses-linked": "With {steps} the benefit ends, and with it: {lost}. {rule}",
  "must-report": "What {steps} bring in is reported within {within} days. {rule}",
  "hours-above": "{steps} take {hours} hours in a week; the limit is {limit}. {rule}",
  "hours-reach": "{steps} take {hours} hours in a week; it must stay under {limit}. {rule}",
  "keep-free":
    "{steps} take {hours} hours of a time to be kept free; {tolerated} are tolerated in a week. {rule}",
  forbids: "{a} lies in days on which {who} is not to do that. {rule}",
  "be-at": "{a} is elsewhere while {who} has to be at {place}. {rule}",
  "stay-in-area": "{a} is outside the area in which {who} has to stay. {rule}",
  "complete-between":
    "No opening time leaves {minutes} free minutes for what must be completed; the longest is {longest}. Concerned: {steps}. {rule}",
  demand: "{a} asks more of {who} than is possible without an adjustment. {rule}",
  "demand-before-adaptation": "{a} begins before the adjustment for {who} is in place. {rule}",
  "service-once": "{a} and {b} are the same service, which {who} can have once.",
  "service-too-soon":
    "{a} and {b} are the same service; between them {days} days must pass for {who}.",
  "step-missing": "{a} needs a step that is not in the plan: {needed}.",
  "service-missing": "{a} needs a service that is not in the plan: {needed}.",
  "document-missing": "{a} needs a document that {who} does not have: {needed}.",
  "document-not-valid": "{a} needs a document that is not valid on its first day: {needed}.",
  "needed-cancelled": "{a} needs {b}, which is cancelled.",
  "needed-late-before-start": "{a} needs {b}, which is not finished before {a} begins.",
  "needed-late-same-day": "{a} needs {b}, which is not finished on the first day of {a}.",
  load: "{steps} take {hours} hours of {who} in a week; the limit is {limit}. {rule}",
  "enrolment-not-active": "{a} has days on which its enrolment is not active ({status}).",
  "enrolment-renewal": "{a} lies after the day on which its enrolment is up for renewal. Ask.",
  "cost-short": "{steps} cost {short} {currency} more than there is by then.",
  "cost-unknown": "{a} costs something in {currency}, and what there is of it is not known. Ask.",
  "calendar-closed": "It is closed when {a} takes place: {rule}",
  "calendar-holiday": "{a} falls on a holiday: {rule}",
  "calendar-religious": "{a} falls on religious days or hours: {rule}",
  "calendar-school-break": "{a} falls into a school break: {rule}",
  "calendar-harvest": "{a} falls into the harvest: {rule}",
  "calendar-market-day": "{a} falls on a market day: {rule}",
  "calendar-rains": "{a} falls into the rains: {rule}",
  "protected-pregnancy": "{a} falls into protected time of {who} (pregnancy): {rule}",
  "protected-birth": "{a} falls into protected time of {who} (birth): {rule}",
  "protected-breastfeeding": "{a} falls into protected time of {who} (breastfeeding): {rule}",
  "protected-treatment": "{a} falls into protected time of {who} (treatment): {rule}",
  "protected-bereavement": "{a} falls into protected time of {who} (bereavement): {rule}",
  "protected-court": "{a} falls into protected time of {who} (court): {rule}",
  age: "{who} is not of the age that {a} asks for. {rule}",
  "age-unknown": "Whether {who} is of the age that {a} asks for cannot be told. Ask. {rule}",
  "permit-missing": "{a} needs a permit that {who} does not have: {needed}.",
  "permit-unknown": "{a} needs a permit: {needed}. Whether {who} has it is not known.",
  "permit-not-valid": "{a} has days on which the permit is not valid: {needed}.",
  language: "{a} is held in {needed}, which {who} does not speak.",
  "language-unknown": "{a} is held in {needed}; whether {who} speaks it is not known. Ask.",
  reading: "{a} asks for reading, which {who} cannot do without help.",
  "reading-unknown": "{a} asks for reading; whether that suits {who} is not known. Ask.",
  device: "{a} needs something {who} does not have: {needed}.",
  "device-unknown": "{a} needs {needed}; whether {who} has it is not known. Ask.",
  full: "There is no seat left for {steps}: there are {total}.",
  "seats-unknown": "Whether there is a seat for {steps} is not known. Ask.",
  "waiting-list": "There are seats for {steps}, but {waiting} wait before.",
  "told-too-late": "{a}: told {given} days before; {notice} are wanted.",
  "not-suitable": "{a} is not suitable.",
};

/** For whatever another agency must not see more of. */
export const notAvailable = "Not available then: {steps}.";

export const noteSentences: Record<NoteCode, string> = {
  "not-read": "Nothing here reads this field: {where}.",
  "outside-horizon": "{a} has occurrences outside the horizon, which are not looked at.",
  "no-time-left": "{a} has no occurrence left.",
  "before-as-of": "{a} is planned for a day before the check.",
  "member-died": "{a} is planned for somebody who has died by then.",
  "no-place": "{a} has no place; the way there is not looked at.",
  "care-without-carer": "There is care without a carer that no step of the plan causes ({care}).",
  "earnings-unknown":
    "{a} is work, and what it brings in is not said; a limit was checked without it.",
  "you-keep":
    "With {steps} about {net} {currency} more stay in a month; the benefit goes from {before} to {after}. The benefits office decides.",
  "area-unknown": "In which area {a} is, is not said; a rule about an area was checked without it.",
  "journeys-not-counted": "Ways to {steps} are not listed and not counted in the week.",
  "more-conflicts": "There are more conflicts than are listed.",
};

/** What could be done. `{begins}`, `{until}`, `{days}`: what of the step would be otherwise. */
export const waySentences: Record<WayCode, string> = {
  move: "Move {a} to {begins}.",
  skip: "Leave out {a} on {days}.",
  days: "Do {a} within other days: {begins} {until}",
  hours: "Let {a} take {hours} hours a week.",
  "leave-out": "Leave {a} out of the plan: the other one is enough.",
  earn: "Phase in: with {a} at most {amount} {currency} a month.",
  report: "Tell the benefits office within {days} days.",
  return: "If the work ends, the benefit comes back within {days} days without a new application.",
  "office-pays": "An office pays {amount} {currency} of {a} at once.",
  adjust: "Put the adjustment for {a} in place first: {text}",
  carer: "Somebody else is there for {member} at that time.",
  renew: "Renew the enrolment by {by}.",
  get: "Get what {a} needs by {by}: {needed}.",
  place: "Choose another place or another group for {a}.",
  wait: "Put {a} on the waiting list, or choose another provider.",
  "rule-owner": "Ask the office whose rule it is.",
  ask: "Ask the person.",
};
