/**
 * From JSON to a plan that can be checked, or the one place that is wrong. Nothing is guessed and
 * nothing is left out: a plan is read whole or not at all.
 */
import type { Facts, Rule } from "./facts.ts";
import { limits } from "./facts.ts";
import { Faulty, type Fault } from "./faults.ts";
import type { Weekday } from "./forms.ts";
import { formed } from "./forming.ts";
import type { Days, Enrolled, Note, Plan, PlanCare, PlanRule, PlanStep } from "./plan.ts";
import { readWeekday } from "./periods.ts";
import { requireListed } from "./references.ts";
import { readSeries, type Frame } from "./series.ts";
import { joined, spansOf } from "./spans.ts";
import { activeDays } from "./statuses.ts";
import { readSteps } from "./steps.ts";
import { readDay } from "./time/walls.ts";
import { zoneFor, type Zone } from "./time/zones.ts";
import { hoursOfWeek } from "./week-hours.ts";

export type Read<T> = { ok: true; value: T } | { ok: false; fault: Fault };

/** One household's facts. `place` stands before every place a fault names. */
export function readPlan(value: unknown, place = ""): Read<Plan> {
  try {
    return { ok: true, value: planOf(value) };
  } catch (error) {
    if (!(error instanceof Faulty)) throw error;
    const { code, place: inner } = error.fault;
    return { ok: false, fault: { code, place: [place, inner].filter(Boolean).join(".") || "/" } };
  }
}

function planOf(value: unknown): Plan {
  const { facts, unread } = formed(value);
  requireDays(facts);
  const horizon = {
    from: dayIn(facts.horizon.from, "horizon.from"),
    until: dayIn(facts.horizon.until, "horizon.until"),
  };
  if (horizon.until < horizon.from) throw new Faulty("err.plan.order", "horizon.until");
  if (horizon.until - horizon.from >= limits.horizon_days_max) {
    throw new Faulty("err.plan.limit", "horizon.until");
  }
  facts.calendar?.forEach(({ days }, index) => requireDayNames(days, `calendar[${index}]`));
  const weeklyLoads = [facts.weeklyLoad ?? []].flat();
  if (weeklyLoads.some(({ weekStarts = "MO" }) => readWeekday(weekStarts) === null)) {
    throw new Faulty("err.plan.field", "weeklyLoad.weekStarts");
  }
  const zone = zoneFor(facts.zone, horizon.from, horizon.until);
  if (zone === null) throw new Faulty("err.plan.zone", "zone");
  const asOf = dayIn(facts.asOf, "asOf");
  requireListed(facts);
  const periods = limits.occurrences_max;
  const effort = { periods, occurrences: limits.occurrences_max };
  const frame = { caseZone: facts.zone, first: horizon.from, last: horizon.until, effort };
  const { steps, notes } = readSteps(facts, { zone, asOf, horizon, frame });
  const enrolments = enrolmentsOf(facts);
  const sorted = steps.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return {
    facts,
    zone,
    asOf,
    horizon,
    members: new Map(facts.household.members.map((member) => [member.id, member])),
    steps: sorted,
    byId: new Map(sorted.map((step) => [step.id, step])),
    planned: sorted.filter(({ facts: { state } }) => state === "planned"),
    care: (facts.household.care ?? []).map((_, index) => careOf(facts, index, frame)),
    rules: (facts.rules ?? []).map((rule, index) => {
      return ruleOf(rule, index, { horizon, enrolments, frame });
    }),
    enrolments,
    weeklyLoads,
    minutesBetween: journeys(facts),
    notes: [...unreadNotes(unread), ...notes, ...deathNotes(facts, steps)],
  };
}

function unreadNotes(unread: readonly string[]): Note[] {
  return unread.map((place) => ({ code: "not-read", place }));
}

function deathNotes(facts: Facts, steps: readonly PlanStep[]): Note[] {
  const died = new Map(
    facts.household.members.flatMap(({ id, died: on }) => {
      const day = on === undefined ? null : readDay(on);
      return day === null ? [] : [[id, day] as const];
    }),
  );
  return steps
    .filter(({ facts: { state }, present, days }) => {
      if (state !== "planned" || days === null) return false;
      return present.some((id) => days.until >= (died.get(id) ?? Number.POSITIVE_INFINITY));
    })
    .map(({ id }) => ({ code: "member-died", steps: [id] }));
}

function enrolmentsOf(facts: Facts): Map<string, Enrolled> {
  const all = (facts.enrolments ?? []).map(({ id, member, history }, index): Enrolled => {
    const read = history.map(({ status, from }, at) => {
      return { status, from: dayIn(from, `enrolments[${index}].history[${at}].from`) };
    });
    return { id, member, history: read.sort((a, b) => a.from - b.from) };
  });
  return new Map(all.map((one) => [one.id, one]));
}

function careOf(facts: Facts, index: number, frame: Frame): PlanCare {
  const care = facts.household.care?.[index];
  const place = `household.care[${index}]`;
  if (care === undefined) throw new Faulty("err.plan.field", place);
  const carers = care.carers.map(({ member, name, schedule }, at) => {
    if ((member === undefined) === (name === undefined)) {
      throw new Faulty("err.plan.field", `${place}.carers[${at}]`);
    }
    const hours =
      schedule === undefined
        ? null
        : readSeries(schedule, frame, `${place}.carers[${at}].schedule`);
    return { member: member ?? null, hours };
  });
  return { facts: care, need: readSeries(care.need, frame, `${place}.need`), carers };
}

interface RuleContext {
  horizon: Plan["horizon"];
  enrolments: ReadonlyMap<string, Enrolled>;
  frame: Frame;
}

function ruleOf(facts: Rule, index: number, { horizon, enrolments, frame }: RuleContext): PlanRule {
  const enrolment = enrolments.get(facts.enrolment);
  if (!enrolment) throw new Faulty("err.plan.unknown", `rules[${index}].enrolment`);
  const named = facts.type === "earnings-limit" ? facts.member : undefined;
  requireWeekdays(facts, `rules[${index}]`);
  return {
    index,
    facts,
    member: named ?? enrolment.member,
    active: activeDays(enrolment, horizon),
    zone: zoneOf(facts, horizon, frame, `rules[${index}].zone`),
    open: openOf(facts, index, horizon, frame),
  };
}

function requireWeekdays(rule: Rule, place: string): void {
  if ("days" in rule) requireDayNames(rule.days, place);
  if (rule.type === "hours-limit" && readWeekday(rule.weekStarts ?? "MO") === null) {
    throw new Faulty("err.plan.field", `${place}.weekStarts`);
  }
}

function requireDayNames(days: readonly Weekday[] | undefined, place: string): void {
  days?.forEach((day, at) => {
    if (readWeekday(day) === null) throw new Faulty("err.plan.field", `${place}.days[${at}]`);
  });
}

function zoneOf(rule: Rule, { from, until }: Plan["horizon"], frame: Frame, place: string): Zone {
  const named = "zone" in rule ? rule.zone : undefined;
  const zone = zoneFor(named ?? frame.caseZone, from, until);
  if (zone === null) throw new Faulty("err.plan.zone", place);
  return zone;
}

/** As schedules, or as hours of the week. */
function openOf(rule: Rule, index: number, horizon: Days, frame: Frame): PlanRule["open"] {
  if (rule.type !== "complete-between") return [];
  const all = Array.isArray(rule.open) ? rule.open : [rule.open];
  return all.map((one, at) => {
    const place = Array.isArray(rule.open) ? `rules[${index}].open[${at}]` : `rules[${index}].open`;
    if (!("days" in one)) return joined(spansOf(readSeries(one, frame, place)));
    requireDayNames(one.days, place);
    const zone = zoneFor(one.zone ?? frame.caseZone, horizon.from, horizon.until);
    if (zone === null) throw new Faulty("err.plan.zone", `${place}.zone`);
    return hoursOfWeek(one, horizon, zone);
  });
}

function journeys(facts: Facts): Plan["minutesBetween"] {
  const minutes = new Map<string, Map<string, number>>();
  for (const { from, to, minutes: one } of facts.travel ?? []) {
    const fromHere = minutes.get(from) ?? new Map<string, number>();
    minutes.set(from, fromHere.set(to, one));
  }
  return (from, to) => (from === to ? 0 : (minutes.get(from)?.get(to) ?? null));
}

function dayIn(text: string, place: string): number {
  const day = readDay(text);
  if (day === null) throw new Faulty("err.plan.time", place);
  return day;
}

const day_fields = new Set(
  "from until due validFrom validUntil died born asOf on inPlaceFrom refundedOn toldOn".split(" "),
);

/** Every date of the facts is a day that exists; the forms have looked at its looks only. */
function requireDays(facts: Facts): void {
  const path: string[] = [];
  const walk = (value: object): void => {
    const isList = Array.isArray(value);
    for (const name of Object.keys(value)) {
      const inner = (value as Record<string, unknown>)[name];
      path.push(isList ? `[${name}]` : `.${name}`);
      if (typeof inner === "object" && inner !== null) walk(inner);
      else if (day_fields.has(name) && looksLikeDay(inner)) {
        if (readDay(inner) === null) dayIn(inner, path.join("").slice(1));
      }
      path.pop();
    }
  };
  walk({ ...facts, travel: [], places: [] });
}

function looksLikeDay(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);
}
