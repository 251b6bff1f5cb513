import type { ProgrammeDefinition } from "./programme/definition.ts";
import type { ClockName } from "./programme/words.ts";
import type { ReferralService } from "./referral-services.ts";
import type { DaysOff } from "./working-days.ts";

/** The time an office has for a referral: working days of a calendar; without one, Saturday and Sunday are off. */
export interface ReferralClock {
  answer_days: number;
  expire_days: number;
  calendar?: DaysOff;
}

/** For a service that only its own office's country knows. */
const usual_clock: ReferralClock = { answer_days: 5, expire_days: 15 };

/**
 * The clocks of a referral to a service: those of the programme that answers it, in that programme's
 * calendar; where it sets none, and where no programme answers it, the country's for that service.
 * An office never has less time until the end than until the answer.
 */
export function referralClockOf(
  service: ReferralService | undefined,
  definition: Pick<ProgrammeDefinition, "clocks" | "calendar"> | null,
): ReferralClock {
  const { answer_days, expire_days } = service ?? usual_clock;
  if (!definition) return { answer_days, expire_days };
  const set = (name: ClockName) =>
    definition.clocks.find(({ clock }) => clock === name)?.working_days;
  const answer = set("answer_referral") ?? answer_days;
  const ends = set("end_referral") ?? expire_days;
  const { calendar } = definition;
  return { answer_days: answer, expire_days: Math.max(answer, ends), calendar };
}

/** Does this programme answer referrals to this service? */
export function answersService(
  definition: Pick<ProgrammeDefinition, "referrals"> | null,
  service: string,
): boolean {
  return definition?.referrals?.includes(service) ?? false;
}
