/**
 * Every refusal of the staff API and the person's door: HTTP status, safe text, and what the reader
 * can do about it. Wire errors have their own table (wire/errors.ts), with the standard's codes.
 */
export const refusalCodes = {
  "err.bad_input": { status: 400, text: "Some of what was sent is not in the expected form." },
  "err.session.none": { status: 401, text: "Sign in first." },
  "err.forbidden": { status: 403, text: "Your role does not allow this." },
  "err.demo_only": {
    status: 403,
    text: "Choosing a persona works only in the demo, on this machine.",
  },
  "err.origin": { status: 403, text: "The request came from another site." },
  "err.not_found": { status: 404, text: "There is no such record here." },
  "err.stale": { status: 409, text: "This was changed elsewhere while you were working on it." },
  "err.transition": {
    status: 409,
    text: "The rules do not allow this step from the present status.",
  },
  "err.programme.step": {
    status: 409,
    text: "The programme does not use this step.",
  },
  "err.caseload.same": { status: 409, text: "That worker is responsible already." },
  "err.caseload.died": {
    status: 409,
    text: "The person is said to have died; nobody takes the case on.",
  },
  "err.caseload.not_yours": {
    status: 403,
    text: "Only a supervisor moves a case from one worker to another.",
  },
  "err.programme.ended": {
    status: 409,
    text: "The programme takes nobody in after its last day.",
  },
  "err.programme.definition": {
    status: 400,
    text: "What was written does not define a programme; the places that are wrong are named.",
  },
  "err.conflict.not_kept": {
    status: 409,
    text: "This is not for this office to keep: it is a protection, or another office's rule.",
  },
  "err.conflict.ask_person": {
    status: 409,
    text: "This costs the person something; only with the person's yes are both kept.",
  },
  "err.not_yours": { status: 409, text: "Another office owns this; only it can decide." },
  "err.not_shared": {
    status: 409,
    text: "Another office owns this, and the agreement does not let us write to it about it.",
  },
  "err.link.unmet": {
    status: 409,
    text: "A prerequisite of this link does not hold yet; the checklist names it.",
  },
  "err.not_agreed": {
    status: 409,
    text: "No agreement in force lets us ask the other system for this purpose.",
  },
  "err.referral.rules": {
    status: 409,
    text: "This person is not referred to this service; the rules that are not met are named.",
  },
  "err.referral.benefits": {
    status: 409,
    text: "Ask first which benefits the person receives already.",
  },
  "err.second_person": {
    status: 409,
    text: "A second person has to do this: another one than who reported it.",
  },
  "err.supervisor": { status: 403, text: "This needs a supervisor." },
  "err.decided": { status: 409, text: "This was already decided." },
  "err.identifier.known": {
    status: 409,
    text: "Somebody with this identifier is already registered. Search before registering.",
  },
  "err.field.fixed": { status: 409, text: "This was set at registration and is not changed here." },
  "err.round.empty": {
    status: 409,
    text: "Nobody was found yet: there is nothing to tell the community of.",
  },
  "err.round.age": {
    status: 409,
    text: "Only somebody of the age that work is offered to can be named.",
  },
  "err.round.registry": {
    status: 409,
    text: "The registry did not answer this question. Nothing was changed; ask again later.",
  },
  "err.plan.under_age": { status: 409, text: "A plan is made with an adult." },
  "err.plan.died": {
    status: 409,
    text: "This person is reported dead: nothing new is planned. What runs may be stopped.",
  },
  "err.plan.full": {
    status: 409,
    text: "A plan holds at most 400 lines. Take out what no longer counts, or close this plan.",
  },
  "err.plan.too_large": {
    status: 409,
    text: "This plan holds more lines than can be read as one. Take out what no longer counts.",
  },
  "err.plan.closed": { status: 409, text: "This plan is closed. Open a new one to go on." },
  "err.plan.not_shared": {
    status: 409,
    text: "The agreement does not share all that is signed, so the offices would not sign one thing.",
  },
  "err.step.locked": {
    status: 409,
    text: "This line is done, stopped or taken out. What comes next is a new line.",
  },
  "err.outcome.no_such_time": {
    status: 409,
    text: "This step has no such time. Look at the plan again: it may have been moved.",
  },
  "err.outcome.future": {
    status: 409,
    text: "What is still to come cannot be recorded as past.",
  },
  "err.outcome.recorded": {
    status: 409,
    text: "Your office has recorded this already. Correct it, with the reason.",
  },
  "err.hearing.shielded": {
    status: 409,
    text: "This is held against nobody: the reasons that shield it are named.",
  },
  "err.hearing.help_first": {
    status: 409,
    text: "Offer help first, and write down what was offered.",
  },
  "err.hearing.too_early": {
    status: 409,
    text: "The person was promised time: this is not carried out before its day.",
  },
  "err.hearing.step": {
    status: 409,
    text: "The order of a fair process does not allow this now.",
  },
  "err.review.own": {
    status: 409,
    text: "Your own hand is in this plan: somebody else reviews it. You may hand it over.",
  },
  "err.review.nothing_checked": {
    status: 400,
    text: "Say which lines were looked at, and how, before this is approved.",
  },
  "err.review.not_asked": {
    status: 409,
    text: "No question of a review waits for this office's answer.",
  },
  "err.directory.full": {
    status: 409,
    text: "The directory holds at most 2,000 services. End what is no longer given.",
  },
  "err.directory.twice": {
    status: 409,
    text: "A service with this name is listed already. Look at it first, or give this one another name.",
  },
  "err.cycle.not_enrolled": {
    status: 409,
    text: "Only somebody who is enrolled in this programme now can join its cycle.",
  },
  "err.cycle.day": {
    status: 409,
    text: "A day's list is for a day of the cycle that has come.",
  },
  "err.body_too_large": { status: 413, text: "The request is larger than 1 MiB." },
  "err.busy": { status: 503, text: "Too many people changed this at once. Try again." },
  "err.unavailable": {
    status: 503,
    text: "The system cannot save just now. Nothing was changed. Try again in a moment.",
  },
  "err.internal": { status: 500, text: "Something went wrong on our side. Nothing was changed." },
} as const satisfies Record<string, { status: number; text: string }>;
