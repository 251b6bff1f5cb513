import { refused, type Change, type Deciding, type Refusal } from "./change.ts";
import { isValid, newRecord, ownChange } from "./editing.ts";
import { ageOn } from "./person-subject.ts";
import { creatorOf, textOf, valueOf, type RecordState, type StoredRecord } from "./record.ts";
import type { Json } from "./json.ts";
import type { SystemId, SystemKind } from "./records/field.ts";
import type { BenefitsAsked, ContactWishes, ReferralConsent } from "./records/referral.ts";
import type { Static } from "typebox";
import type { ProgrammeName } from "./records/values.ts";
import { heard, isOpenReferral, referralState } from "./referral.ts";
import type { ReferralClock } from "./referral-clock.ts";
import { working_age_min, type ReferralService } from "./referral-services.ts";
import { isDeathTold } from "./vital-status.ts";
import { afterWorkingDays } from "./working-days.ts";

/** What must hold before somebody is referred, beside the person's own yes. */
export const referralRules = ["alive", "working_age", "not_said_no"] as const;
export type ReferralRule = (typeof referralRules)[number];

/**
 * May this person be referred to this service? A dead person is not, nobody under the legal working
 * age is referred to work, and who said no to work support, or asked to be left out, is not referred
 * to it. Like the offer it never reads sex, disability, health, pregnancy, care duty, nationality or
 * position in the household: twins have the same options.
 */
export function mayBeReferred(
  person: RecordState,
  service: Pick<ReferralService, "work">,
  today: string,
): { fits: boolean; reasons: { rule: ReferralRule; met: boolean }[] } {
  const age = ageOn(valueOf(person, "birth_date"), today);
  const offer = textOf(person, "work_offer");
  const said = offer === "said_no" || offer === "left_out" || valueOf(person, "left_out") === true;
  const answers: Record<ReferralRule, boolean> = {
    alive: !isDeathTold(person),
    working_age: !service.work || (age !== null && age >= working_age_min),
    not_said_no: !service.work || !said,
  };
  return {
    fits: referralRules.every((rule) => answers[rule]),
    reasons: referralRules.map((rule) => ({ rule, met: answers[rule] })),
  };
}

export interface NewReferral {
  /** Made by the caller of who, what and how often, so that two presses at once make one. */
  id: string;
  to: { id: SystemId; kind: SystemKind };
  service: ReferralService;
  /** Of the programme that answers it; without one, the country's for the service. */
  clock?: ReferralClock;
  /** As both offices name it. */
  service_name: string;
  reason: string;
  needs: string;
  contact: ContactWishes;
  consent: ReferralConsent;
  /** The agreement under which it leaves. */
  agreement: string;
  benefits_asked: Static<typeof BenefitsAsked> | null;
}

/** A referral that is there already for the same person, office and service, whoever made it. */
export function openReferralFor(
  referrals: readonly StoredRecord[],
  to: SystemId,
  service: string,
): StoredRecord | null {
  const same = referrals.filter(
    (one) => textOf(one.state, "to") === to && serviceOf(one)?.id === service,
  );
  return same.filter(isOpenReferral).sort(byAge)[0] ?? null;
}

/** Both offices name the same one of two: the earlier, then the lesser key. */
function byAge(a: StoredRecord, b: StoredRecord): number {
  const order = textOf(a.state, "sent_at").localeCompare(textOf(b.state, "sent_at"), "en");
  return order || (a.key < b.key ? -1 : 1);
}

export function serviceOf({ state }: Pick<StoredRecord, "state">): ProgrammeName | null {
  return (valueOf(state, "service") as ProgrammeName | undefined) ?? null;
}

/**
 * Refers a person, with that person's yes. `known` are the person's referrals: an open one is given
 * back instead of a second, and one that ended by an office's failure or was re-routed keeps its
 * date, so that nobody waits twice.
 */
export function refer(
  ctx: Deciding,
  person: StoredRecord,
  input: NewReferral,
  known: readonly StoredRecord[],
): { ok: true; changes: Change[]; id: string; found: boolean } | Refusal {
  const open = openReferralFor(known, input.to.id, input.service.id);
  if (open) return { ok: true, changes: [], id: open.id, found: true };
  const today = ctx.nowIso.slice(0, 10);
  const { fits, reasons } = mayBeReferred(person.state, input.service, today);
  if (!fits) {
    return refused(
      "err.referral.rules",
      reasons.filter(({ met }) => !met).map(({ rule }) => rule),
    );
  }
  if (input.consent.on > today) return refused("err.bad_input", ["consent"]);
  if (input.to.kind === "sp" && !input.benefits_asked) return refused("err.referral.benefits");
  const before = endedBefore(known, input);
  const clock: ReferralClock = input.clock ?? input.service;
  const fields: Record<string, Json> = {
    person: person.key,
    to: input.to.id,
    service: { id: input.service.id, name: input.service_name },
    reason: input.reason,
    needs: input.needs,
    contact: input.contact,
    requested_on: before ? textOf(before.state, "requested_on") : today,
    follows: before?.key ?? null,
    sent_at: ctx.nowIso,
    sent_by: { ...ctx.by },
    due_at: afterWorkingDays(ctx.nowIso, clock.answer_days, clock.calendar),
    expires_at: afterWorkingDays(ctx.nowIso, clock.expire_days, clock.calendar),
    consent: input.consent,
    agreement: input.agreement,
    benefits_asked: input.benefits_asked,
    request: "sent",
  };
  const bad = Object.entries(fields).filter(([field, value]) => !isValid("Referral", field, value));
  if (bad.length > 0) {
    return refused(
      "err.bad_input",
      bad.map(([field]) => field),
    );
  }
  const about = { id: input.id, subject: person.id, household: person.household };
  const record = newRecord(ctx, "Referral", about);
  const change = ownChange(ctx, record, { fields }, "referral.sent", input.reason);
  return { ok: true, changes: [change], id: record.id, found: false };
}

/** The last of ours that expired, or was re-routed to this very service. */
function endedBefore(known: readonly StoredRecord[], input: NewReferral): StoredRecord | undefined {
  const ended = known.filter((one) => {
    const state = referralState(one);
    if (state === "expired") return serviceOf(one)?.id === input.service.id;
    const next = valueOf(heard(one).state, "next_service") as ProgrammeName | null | undefined;
    return state === "re_routed" && next?.id === input.service.id;
  });
  return ended.filter((one) => creatorOf(one.key) !== input.to.id).sort(byAge)[0];
}
