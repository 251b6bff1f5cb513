/**
 * Times at which a step could be instead: everybody who takes part is free, the way there and back
 * fits, nobody is left without care, no duty or closed day is in the way, and its enrolment is active.
 */
import { busyOf } from "../busy.ts";
import type { Calendar } from "../facts-more.ts";
import { meet } from "../periods.ts";
import type { Days, Plan, PlanStep, Span } from "../plan.ts";
import { careBlocks } from "./care-blocks.ts";
import { duties } from "./duty-blocks.ts";
import { calendarBlocks } from "../kinds/calendar.ts";
import { joined, without } from "../spans.ts";
import { weekdayOf } from "../time/walls.ts";
import { dayAt, dayStart, instantOf, wallAt, type Zone } from "../time/zones.ts";

/** A step is looked for this far around where it was, between these hours, at these minutes. */
export const days_around_max = 28;
const day_begins = 7 * 3600;
const day_ends = 20 * 3600;
export const grid_seconds = 15 * 60;
const times_max = 3;

/** When a step may not be; the days are those that were looked at. */
export interface Blocked {
  days: Days;
  spans: readonly Span[];
}

/**
 * What keeps a step from being at another time within some days. Today is over for a step that is
 * moved: somebody has to be told.
 */
export function blockedFor(plan: Plan, step: PlanStep, wanted: Days): Blocked {
  const days = meet(
    { from: Math.max(plan.asOf + 1, wanted.from), until: wanted.until },
    plan.horizon,
  );
  if (days === null) return { days: { from: wanted.from, until: wanted.from - 1 }, spans: [] };
  const start = dayStart(plan.zone, days.from);
  const end = dayStart(plan.zone, days.until + 1);
  const spans = [
    ...takenUp(plan, step, { start, end }),
    ...careBlocks(plan, step, { start, end }),
    ...duties(plan, step, days),
    ...(plan.facts.calendar ?? []).flatMap((one: Calendar) =>
      calendarBlocks(plan, one, step, days),
    ),
  ];
  return { days, spans: joined(spans) };
}

/** Everybody's other steps, and the way to and from them. */
function takenUp(plan: Plan, step: PlanStep, within: Span): Span[] {
  const margin = (plan.facts.travelMarginMinutes ?? 0) * 60;
  return step.present.flatMap((member) =>
    busyOf(plan, member)
      .filter(({ step: other, start, end }) => {
        return other !== step && end > within.start - 86_400 && start < within.end + 86_400;
      })
      .map(({ step: other, start, end }) => ({
        start: start - way(plan, step.place, other.place, margin),
        end: end + way(plan, other.place, step.place, margin),
      })),
  );
}

function way(plan: Plan, from: string | null, to: string | null, margin: number): number {
  if (from === null || to === null || from === to) return 0;
  return (plan.minutesBetween(from, to) ?? 0) * 60 + margin;
}

/** Up to three times, the nearest days first; on its own day and hour if it can be. */
export function freeTimes(plan: Plan, zone: Zone, blocked: Blocked, wanted: Span): Span[] {
  const { days } = blocked;
  const day = dayAt(zone, wanted.start);
  const isRest = restDays(plan);
  const found: Span[] = [];
  for (let away = 0; away <= days_around_max && found.length < times_max; away += 1) {
    for (const one of away === 0 ? [day] : [day + away, day - away]) {
      if (one < days.from || one > days.until || found.length >= times_max) continue;
      if (isRest(one) && !isRest(day)) continue;
      const time = freeOn(zone, one, blocked.spans, wanted);
      if (time !== null) found.push(time);
    }
  }
  return found;
}

/** Where the week ends with Friday (CLDR, weekData); elsewhere Saturday and Sunday. */
const friday_countries = new Set("BH DZ EG IQ JO KW LY OM QA SA SD SY YE".split(" "));

function restDays({ facts }: Plan): (day: number) => boolean {
  const rest = friday_countries.has(facts.country ?? "") ? [4, 5] : [5, 6];
  return (day) => rest.includes(weekdayOf(day));
}

function freeOn(zone: Zone, day: number, spans: readonly Span[], wanted: Span): Span | null {
  const length = wanted.end - wanted.start;
  const { second } = wallAt(zone, wanted.start);
  const same = instantOf(zone, { day, second });
  if (isFree(spans, { start: same, end: same + length })) {
    return { start: same, end: same + length };
  }
  const start = instantOf(zone, { day, second: day_begins });
  const end = instantOf(zone, { day, second: day_ends });
  let best: Span | null = null;
  for (const gap of without([{ start, end }], spans)) {
    // The nearest quarter of an hour to the wanted one that the gap has room for.
    const first = start + Math.ceil((gap.start - start) / grid_seconds) * grid_seconds;
    const last = start + Math.floor((gap.end - length - start) / grid_seconds) * grid_seconds;
    if (last < first) continue;
    const near = start + Math.round((same - start) / grid_seconds) * grid_seconds;
    const time = Math.min(Math.max(near, first), last);
    if (best === null || Math.abs(time - same) < Math.abs(best.start - same)) {
      best = { start: time, end: time + length };
    }
  }
  return best;
}

/** Whether a time meets none of the spans; these are sorted, and looked through by halves. */
export function isFree(spans: readonly Span[], { start, end }: Span): boolean {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const next = spans[low];
  return next === undefined || next.start >= end;
}
