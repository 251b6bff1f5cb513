/**
 * care-uncovered: a minute of a care need in which no carer is available and the member is not at a
 * step. A carer of the household is not available during steps they are present at, nor outside their
 * hours, nor after their death. Names the steps that take carers away in that minute.
 */
import { busyOf, type Busy } from "../busy.ts";
import type { Findings, Reason } from "../finding.ts";
import type { Note, Plan, PlanCare, PlanCarer, Span } from "../plan.ts";
import { common, joined, spansOf, without } from "../spans.ts";
import { readDay } from "../time/walls.ts";
import { dayAt, dayStart } from "../time/zones.ts";

export function careUncovered(plan: Plan, findings: Findings): Note[] {
  return plan.care.flatMap((care) => gapsOf(plan, care, findings));
}

function gapsOf(plan: Plan, care: PlanCare, findings: Findings): Note[] {
  const { member, id } = care.facts;
  const needed = common(alive(plan, member), joined(spansOf(care.need)));
  const withOthers = joined(busyOf(plan, member).map(({ start, end }) => ({ start, end })));
  const hours = care.carers.map((carer) => hoursOf(plan, carer));
  const away = care.carers.map(({ member: carer }) => (carer === null ? [] : busyOf(plan, carer)));
  let left = without(needed, withOthers);
  care.carers.forEach((_, index) => {
    if (left.length === 0) return;
    const gone = joined((away[index] ?? []).map(({ start, end }) => ({ start, end })));
    left = without(left, without(hours[index] ?? [], gone));
  });
  const takers = care.carers.map((_, index) => ({
    hours: hours[index] ?? [],
    away: away[index] ?? [],
  }));
  let isWithoutPlan = false;
  for (const { steps, day } of causes(plan, left, takers)) {
    if (steps.length === 0) isWithoutPlan = true;
    else {
      const text = care.facts.text;
      const said: Reason = {
        code: "uncovered",
        steps,
        members: [member],
        ...(text ? { text } : {}),
      };
      const found = { kind: "care-uncovered", steps, on: [day], certainty: "cannot-both" } as const;
      findings.add({ ...found, reason: said });
    }
  }
  return isWithoutPlan ? [{ code: "care-without-carer", values: { care: id } }] : [];
}

/** The horizon, until a member's death. */
function alive(plan: Plan, member: string): Span[] {
  const start = dayStart(plan.zone, plan.horizon.from);
  const end = dayStart(plan.zone, plan.horizon.until + 1);
  const died = readDay(plan.members.get(member)?.died ?? "");
  return joined([{ start, end: died === null ? end : Math.min(end, dayStart(plan.zone, died)) }]);
}

function hoursOf(plan: Plan, { member, hours }: PlanCarer): Span[] {
  const start = dayStart(plan.zone, plan.horizon.from);
  const whole = [{ start, end: dayStart(plan.zone, plan.horizon.until + 1) }];
  const open = member === null ? whole : alive(plan, member);
  return hours === null ? open : common(open, joined(spansOf(hours)));
}

interface Taker {
  hours: readonly Span[];
  away: readonly Busy[];
}

/**
 * The uncovered time, cut wherever the steps that take carers away change. A step does so in a minute
 * of its own that is within the hours of a carer who is at it.
 */
function causes(plan: Plan, left: readonly Span[], takers: readonly Taker[]) {
  const found: { steps: string[]; day: number }[] = [];
  if (left.length === 0) return found;
  const edges = takers.flatMap(({ hours, away }) => cutsOf(left, hours, away));
  edges.push(...left.flatMap(({ start, end }) => [edge(start, null, 0), edge(end, null, 0)]));
  edges.sort((a, b) => a.at - b.at);
  const open = new Map<string, number>();
  let span = 0;
  for (let index = 0; index < edges.length;) {
    const at = edges[index]?.at ?? 0;
    for (; edges[index]?.at === at; index += 1) {
      const { step, by } = edges[index] ?? edge(at, null, 0);
      if (step !== null) open.set(step, (open.get(step) ?? 0) + by);
    }
    while (span < left.length && (left[span]?.end ?? 0) <= at) span += 1;
    const within = left[span];
    if (within === undefined) break;
    if (at < within.start) continue;
    const steps = [...open].filter(([, times]) => times > 0).map(([id]) => id);
    for (const [id, times] of open) if (times <= 0) open.delete(id);
    found.push({ steps, day: dayAt(plan.zone, at) });
  }
  return found;
}

interface Edge {
  at: number;
  step: string | null;
  by: number;
}

const edge = (at: number, step: string | null, by: number): Edge => ({ at, step, by });

function cutsOf(left: readonly Span[], hours: readonly Span[], away: readonly Busy[]): Edge[] {
  const matter = common(left, hours);
  const edges: Edge[] = [];
  let from = 0;
  for (const { start, end, step } of away) {
    while (from < matter.length && (matter[from]?.end ?? 0) <= start) from += 1;
    for (let at = from; at < matter.length; at += 1) {
      const one = matter[at];
      if (one === undefined || one.start >= end) break;
      edges.push(edge(Math.max(start, one.start), step.id, 1));
      edges.push(edge(Math.min(end, one.end), step.id, -1));
    }
  }
  return edges;
}
