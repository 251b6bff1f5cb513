import type { Purpose } from "../domain/agreement.ts";
import { purposeOf } from "../wire/messages/search.ts";

const ours: readonly string[] = ["work_support", "case_management", "verification", "referral"];

/**
 * The purpose of a request in our words. The standard has no list of codes (digest 6.4): ours are
 * taken as said, the samples' referral codes as referral, everything else as work support. The
 * agreement decides either way.
 */
export function purposeFor(authorize: unknown): Purpose {
  const code = purposeOf(authorize)?.code ?? "";
  if (ours.includes(code)) return code as Purpose;
  return /REFERRAL/i.test(code) ? "referral" : "work_support";
}
