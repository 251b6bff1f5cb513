/** Pure: Saturday and Sunday are days off in every country so far; holidays are not data yet. */
const day_ms = 24 * 60 * 60_000;

/** The same time of day so many working days later; Saturday and Sunday are none. */
export function afterWorkingDays(instant: string, days: number): string {
  let at = Date.parse(instant);
  for (let left = days; left > 0;) {
    at += day_ms;
    const weekday = new Date(at).getUTCDay();
    if (weekday !== 0 && weekday !== 6) left -= 1;
  }
  return new Date(at).toISOString();
}
