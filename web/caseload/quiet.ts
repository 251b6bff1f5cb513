import type { CaseloadView, CaseRow } from "../../server/api/caseload-schemas.ts";

const day_ms = 24 * 60 * 60_000;

/** Nobody of the office has met the person for long, or at all. */
export function isQuiet(
  { last_met }: Pick<CaseRow, "last_met">,
  { today, quiet_days }: Pick<CaseloadView, "today" | "quiet_days">,
): boolean {
  if (last_met === null) return true;
  return Date.parse(today) - Date.parse(last_met) > quiet_days * day_ms;
}
