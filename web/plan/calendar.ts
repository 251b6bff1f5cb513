/** Where the steps of a plan stand on one calendar of three lanes, by weeks or by days. */
import { ruleDays } from "../../domain/conflicts/time/rule-days.ts";
import { readRule } from "../../domain/conflicts/time/rrule.ts";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { livingOf } from "./standing.ts";
import { dayAfter, daysBetween, weekdayOf, type Times } from "./times-draft.ts";
import { timesWithin } from "../../domain/conflicts/time/times-within.ts";

export type Scale = "weeks" | "days";
type Lane = StepView["lane"];

/** From a day up to, and without, another. */
export interface Column {
  from: string;
  to: string;
}

/** `away`: the person is not available, and nothing more is known of it. */
export interface Item {
  id: string;
  kind: "step" | "away" | "household";
  lane: Lane;
  title: string;
  /** Whose, for a step of somebody else of the household. */
  name: string;
  step: StepView | null;
  /** Columns it covers, both counted. */
  first: number;
  last: number;
  /** The day it begins on, as far as it is shown; and the clock, where it has one. */
  day: string;
  start: string;
  end: string;
  /** Only a last day is known. */
  isDue: boolean;
  /** How many times it stands for. */
  count: number;
  row: number;
}

export const weeks_shown = 6;
const days_shown = 7;
/** A rule is followed so far; what is denser or longer is shown as far as this reaches. */
const periods_max = 4_000;

/** The first day of the week a day is in; `firstDay` is 0 (Monday) to 6 (Sunday). */
export function weekOf(day: string, firstDay: number): string {
  return dayAfter(day, -((weekdayOf(day) - firstDay + 7) % 7));
}

/** The first day of a week where a language is spoken: 0 (Monday) to 6 (Sunday). */
export function firstDayOf(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number };
    weekInfo?: { firstDay: number };
  };
  const info = locale.getWeekInfo?.() ?? locale.weekInfo;
  return language.startsWith("en") || !info ? 0 : info.firstDay - 1;
}

export function columnsOf(scale: Scale, from: string): Column[] {
  const [count, days] = scale === "weeks" ? [weeks_shown, 7] : [days_shown, 1];
  return Array.from({ length: count }, (_, at) => ({
    from: dayAfter(from, at * days),
    to: dayAfter(from, (at + 1) * days),
  }));
}

/** Everything that has a day in these columns, packed into rows lane by lane. */
export function itemsOf(plan: PlanView, columns: readonly Column[], scale: Scale): Item[] {
  const grid = { columns, scale };
  const steps = livingOf(plan.steps).flatMap((step) =>
    spansOf(step, grid).map((span, at) => ({
      ...span,
      id: `${step.id} ${at}`,
      kind: "step" as const,
      lane: step.lane,
      title: step.what,
      name: "",
      step,
    })),
  );
  const away = plan.unavailable.flatMap(({ id, times }) =>
    timedSpans(times, grid).map((span, at) => ({
      ...span,
      id: `${id} ${at}`,
      kind: "away" as const,
      lane: "person" as const,
      title: "",
      name: "",
      step: null,
    })),
  );
  const others = plan.household.flatMap(({ name, shared_steps }) =>
    shared_steps.flatMap(({ id, lane, what, times, due }) =>
      (times ? timedSpans(times, grid) : dueSpans(due, grid)).map((span, at) => ({
        ...span,
        id: `${id} ${at}`,
        kind: "household" as const,
        lane,
        title: what,
        name,
        step: null,
      })),
    ),
  );
  return packed([...steps, ...away, ...others]);
}

/** Steps that nobody gave a day yet. */
export function undatedOf(plan: PlanView): StepView[] {
  return livingOf(plan.steps).filter(
    ({ times, from, until, due }) => !times && from === null && until === null && due === null,
  );
}

type Span = Pick<Item, "first" | "last" | "day" | "start" | "end" | "isDue" | "count">;
interface Grid {
  columns: readonly Column[];
  scale: Scale;
}

function spansOf(step: StepView, grid: Grid): Span[] {
  const { from, until, due } = step;
  const times = step.times && timesWithin(step.times, until);
  if (times) return timedSpans(times, grid);
  if (from === null && until === null) return dueSpans(due, grid);
  const begin = from ?? until ?? "";
  const end = until ?? due ?? begin;
  return dayRange(begin, end, grid);
}

function dueSpans(due: string | null, grid: Grid): Span[] {
  return due === null ? [] : dayRange(due, due, grid).map((one) => ({ ...one, isDue: true }));
}

/** By days each time is an item; by weeks those of weeks that follow one another are one. */
function timedSpans(times: Times | null, grid: Grid): Span[] {
  if (!times) return [];
  const [start, end] = [times.start.slice(11, 16), times.end.slice(11, 16)];
  const spans = occurrenceDays(times, grid.columns).flatMap((day) =>
    dayRange(day, day, grid).map((span) => ({ ...span, start, end })),
  );
  if (grid.scale === "days") return spans;
  const runs: Span[] = [];
  for (const span of spans) {
    const run = runs.at(-1);
    if (run && span.first <= run.last + 1) {
      run.last = span.last;
      run.count += 1;
    } else runs.push(span);
  }
  return runs;
}

function dayRange(from: string, until: string, { columns }: Grid): Span[] {
  const first = columns.findIndex((column) => column.to > from);
  const last = columns.findLastIndex((column) => column.from <= until);
  if (first < 0 || last < 0 || first > last) return [];
  const begin = columns[first]?.from ?? from;
  const day = from > begin ? from : begin;
  return [{ first, last, day, start: "", end: "", isDue: false, count: 1 }];
}

/** The days of a series from the first column to the last, without those that were left out. */
export function occurrenceDays(times: Times, columns: readonly Column[]): string[] {
  const begin = times.start.slice(0, 10);
  const [first, end] = [columns[0]?.from ?? begin, columns.at(-1)?.to ?? begin];
  const left = new Set((times.exdate ?? []).map((one) => one.slice(0, 10)));
  const rule = times.rrule === undefined ? null : readRule(times.rrule);
  if (rule === null || typeof rule === "string")
    return begin >= first && begin < end ? [begin] : [];
  const number = (day: string) => daysBetween("1970-01-01", day);
  const last = Math.min(number(end) - 1, rule.until?.day ?? Number.POSITIVE_INFINITY);
  const days = ruleDays(rule, number(begin), last, { periods: periods_max }) ?? [number(begin)];
  return days
    .filter((day) => day >= number(first))
    .map((day) => dayAfter("1970-01-01", day))
    .filter((day) => !left.has(day));
}

/** What overlaps in a lane stands in rows below one another, the earlier above. */
function packed(items: readonly Omit<Item, "row">[]): Item[] {
  const ends = new Map<Lane, number[]>();
  return [...items]
    .sort((a, b) => a.first - b.first || (orderOf(a) < orderOf(b) ? -1 : 1))
    .map((item) => {
      const rows = ends.get(item.lane) ?? [];
      const free = rows.findIndex((last) => last < item.first);
      const row = free < 0 ? rows.length : free;
      rows[row] = item.last;
      ends.set(item.lane, rows);
      return { ...item, row };
    });
}

function orderOf({ day, start, id }: Omit<Item, "row">): string {
  return `${day} ${start || "99"} ${id}`;
}
