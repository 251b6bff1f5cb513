/**
 * travel-gap: two steps next to each other in the time of one member, at different places, not
 * overlapping, with fewer minutes between than journey plus margin. Names both.
 *
 * Next to each other: the member has nothing between the end of the one and the start of the other.
 */
import { allBusy, type Busy } from "../busy.ts";
import { limits } from "../facts.ts";
import type { Findings, Reason } from "../finding.ts";
import { Pairs } from "../pairs.ts";
import type { Note, Plan } from "../plan.ts";
import { dayAt } from "../time/zones.ts";

/** Of the first time: minutes there are, and minutes wanted (null: the journey is not listed). */
interface Gap {
  member: string;
  minutes: number;
  journey: number | null;
}

export function travelGap(plan: Plan, findings: Findings): Note[] {
  const pairs = new Pairs<Gap>(limits.conflicts_max);
  const placeless = new Set<string>();
  for (const [member, busy] of allBusy(plan)) gapsOf(plan, member, busy, { pairs, placeless });
  const margin = plan.facts.travelMarginMinutes ?? 0;
  for (const { a, b, on, first } of pairs.values()) {
    const { member, minutes, journey } = first;
    const steps = [a.id, b.id];
    const places = [a.place, b.place].filter((one) => one !== null);
    const said = { steps, members: [member], places };
    const certainty = journey === null ? "cannot-tell" : "cannot-both";
    const reason: Reason =
      journey === null
        ? { ...said, code: "journey-unknown" }
        : { ...said, code: "gap", values: { minutes, journey, margin } };
    findings.add({ kind: "travel-gap", steps, on, certainty, reason });
  }
  return [...placeless].map((id) => ({ code: "no-place", steps: [id] }));
}

interface Noted {
  pairs: Pairs<Gap>;
  placeless: Set<string>;
}

function gapsOf(plan: Plan, member: string, busy: readonly Busy[], noted: Noted): void {
  let free_from = Number.NEGATIVE_INFINITY;
  let before: Busy[] = [];
  for (let index = 0; index < busy.length && !noted.pairs.isFull;) {
    const start = busy[index]?.start ?? 0;
    const together: Busy[] = [];
    for (; busy[index]?.start === start; index += 1) {
      const one = busy[index];
      if (one) together.push(one);
    }
    if (free_from <= start) {
      for (const one of before)
        for (const next of together) compare(plan, member, one, next, noted);
    }
    for (const one of together) {
      if (one.end > free_from) [free_from, before] = [one.end, [one]];
      else if (one.end === free_from) before.push(one);
    }
  }
}

function compare(plan: Plan, member: string, one: Busy, next: Busy, noted: Noted): void {
  const { pairs, placeless } = noted;
  const [from, to] = [one.step.place, next.step.place];
  if (from === to || one.step === next.step) return;
  const day = dayAt(plan.zone, next.start);
  if (from === null || to === null) {
    if (day === dayAt(plan.zone, one.end)) placeless.add((from === null ? one : next).step.id);
    return;
  }
  const journey = plan.minutesBetween(from, to);
  const minutes = (next.start - one.end) / 60;
  const isShort =
    journey === null
      ? day === dayAt(plan.zone, one.end)
      : minutes < journey + (plan.facts.travelMarginMinutes ?? 0);
  if (isShort) pairs.add(one.step, next.step, day, { member, minutes, journey });
}
