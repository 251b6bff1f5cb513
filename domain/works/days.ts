import { afterWorkingDays } from "../working-days.ts";
import type { DayMark, Payment, SiteStop } from "../records/work-cycle.ts";

/** What a mark is worth in days of wage. */
export const markWorth: Record<DayMark, number> = {
  worked: 1,
  half: 0.5,
  absent: 0,
  excused: 0,
  stopped: 0,
};

export interface Reckoned {
  /** Days to be paid: worked ones and halves. */
  worked: number;
  /** Days that were paid. */
  paid: number;
  /** Worked and not paid yet. */
  owed: number;
  /** Of these, days whose day of payment has passed. */
  late: number;
  /** The first day of payment that passed; null: none. */
  late_since: string | null;
}

/**
 * Days worked against days paid, for one person (case.md, Public works). What was paid goes to the
 * oldest days first; a week's days are due so many working days after its Sunday.
 */
export function reckon(
  days: Readonly<Record<string, DayMark>>,
  paid: readonly Payment[],
  due: { pay_working_days: number; today: string },
): Reckoned {
  const worked = Object.entries(days)
    .filter(([, mark]) => markWorth[mark] > 0)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, mark]) => ({ day, worth: markWorth[mark] }));
  const total = worked.reduce((sum, { worth }) => sum + worth, 0);
  const settled = paid.reduce((sum, one) => sum + one.days, 0);
  let left = settled;
  let late = 0;
  let late_since: string | null = null;
  for (const { day, worth } of worked) {
    const covered = Math.min(left, worth);
    left -= covered;
    const open = worth - covered;
    const payday = paidBy(day, due.pay_working_days);
    if (open === 0 || payday >= due.today) continue;
    late += open;
    // Days come in order, and so do their days of payment.
    late_since ??= payday;
  }
  return { worked: total, paid: settled, owed: Math.max(0, total - settled), late, late_since };
}

/** The last day on which a day's wage is in time. */
export function paidBy(day: string, workingDays: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + ((7 - at.getUTCDay()) % 7));
  return afterWorkingDays(at.toISOString(), workingDays).slice(0, 10);
}

/** The stop that covers a day, if the site stood still. */
export function stopOn(stops: readonly SiteStop[], day: string): SiteStop | undefined {
  return stops.find(({ from, until }) => from <= day && day <= until);
}
