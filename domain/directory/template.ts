/** Templates of plans: kept as data, and worked out into goals and steps from a first day. */
import { refused, type Change, type Deciding, type Refusal } from "../change.ts";
import { dayText, readDay } from "../conflicts/time/walls.ts";
import { isValid, newRecord, ownChange } from "../editing.ts";
import type { Json } from "../json.ts";
import { textOf, valueOf, type StoredRecord } from "../record.ts";
import type { TemplateGoal, TemplateStep } from "../records/directory-records.ts";
import type { Lane } from "../records/plan-values.ts";
import { firstOpen, stepFrom, timesOf } from "./step-from.ts";

export const plan_templates_max = 200;

export interface TemplateInput {
  name: string;
  about: string;
  for_programme: string;
  for_goal: string;
  language: string;
  zone: string;
  goals: TemplateGoal[];
  steps: TemplateStep[];
}

/**
 * Keeps a template: the one named `id`, else one of the same name is replaced by it. A retired one that
 * is kept again is offered again. Two of one name would not be told apart.
 */
export function keepTemplate(
  ctx: Deciding,
  known: readonly StoredRecord[],
  input: TemplateInput,
  id: string | null = null,
): { ok: true; changes: Change[]; id: string } | Refusal {
  const named = known.find(({ state }) => textOf(state, "name") === input.name);
  const same = id === null ? named : known.find((one) => one.id === id);
  if (id !== null && !same) return refused("err.not_found");
  if (id !== null && named && named.id !== id) return refused("err.bad_input", ["/name"]);
  if (!same && known.length >= plan_templates_max) return refused("err.directory.full");
  const fields = input as unknown as Record<string, Json>;
  const bad = Object.keys(fields).filter((name) => !isValid("PlanTemplate", name, fields[name]));
  const faults = [...bad.map((name) => `/${name}`), ...faultsIn(input)];
  if (faults.length > 0) return refused("err.bad_input", faults);
  const record = same ?? newRecord(ctx, "PlanTemplate");
  return {
    ok: true,
    changes: [ownChange(ctx, record, { fields: { ...fields, retired: false } }, "template.kept")],
    id: record.id,
  };
}

/** Offers a template no more, or again; plans made from it stay as they are. */
export function retireTemplate(
  ctx: Deciding,
  template: StoredRecord,
  retired: boolean,
): { ok: true; changes: Change[] } | Refusal {
  if (isRetired(template) === retired) return refused("err.stale", ["retired"]);
  return {
    ok: true,
    changes: [ownChange(ctx, template, { fields: { retired } }, "template.kept")],
  };
}

export function isRetired({ state }: Pick<StoredRecord, "state">): boolean {
  return valueOf(state, "retired") === true;
}

/** Names that lead nowhere, steps that come after themselves or after a later one, nothing at all. */
function faultsIn({ name, goals, steps }: TemplateInput): string[] {
  const bad: string[] = [];
  if (name.trim() === "") bad.push("/name");
  if (steps.length === 0) bad.push("/steps");
  steps.forEach(({ goal, after, what, clock }, nth) => {
    const isLost = goal !== null && goal >= goals.length;
    const isEarly = after !== null && after >= nth;
    const isBackward = clock !== null && clock.to <= clock.from;
    if (isLost || isEarly || isBackward || what.trim() === "") bad.push(`/steps/${nth}`);
  });
  if (goals.some(({ text }) => text.trim() === "")) bad.push("/goals");
  return bad;
}

/** A goal and a step as they would be added; `goal` and `after` are places in these lists. */
export interface DraftGoal {
  text: string;
  by: string | null;
  how_known: string;
}
export interface DraftStep {
  lane: Lane;
  fields: Record<string, Json>;
  goal: number | null;
  after: number | null;
}

/**
 * The goals and steps of a template for a plan that begins on `start`. A step that comes after
 * another begins no sooner than the day after that one's last; a service of the directory gives its
 * place and hours where the template has none.
 */
export function workOut(
  template: Pick<StoredRecord, "state">,
  start: string,
  services: readonly StoredRecord[],
): { goals: DraftGoal[]; steps: DraftStep[] } {
  const { state } = template;
  const goals = (valueOf(state, "goals") ?? []) as unknown as TemplateGoal[];
  const steps = (valueOf(state, "steps") ?? []) as unknown as TemplateStep[];
  const zone = textOf(state, "zone") || "UTC";
  const done: DraftStep[] = [];
  for (const step of steps) {
    const before = step.after === null ? undefined : done[step.after];
    const service = services.find((one) => textOf(one.state, "code") === step.service);
    done.push(stepOn(step, { start, before, service, zone }));
  }
  return {
    goals: goals.map(({ text, by_days, how_known }) => ({
      text,
      by: by_days === null ? null : later(start, by_days),
      how_known,
    })),
    steps: done,
  };
}

interface Around {
  start: string;
  before: DraftStep | undefined;
  service: StoredRecord | undefined;
  zone: string;
}

function stepOn(step: TemplateStep, { start, before, service, zone }: Around): DraftStep {
  const { lane, what, who, obligation, lasts, due, clock, repeats, goal, after } = step;
  const ended = before ? lastDay(before.fields) : null;
  const wanted = later(start, step.starts);
  const earliest = ended === null || ended < wanted ? wanted : later(ended, 1);
  const given = service && clock === null ? givenBy(service, earliest, lasts === null) : {};
  const day = clock ? firstOpen(clock, earliest) : earliest;
  const until = lasts === null ? null : later(day, lasts - 1);
  const times = clock ? timesOf(clock, day, repeats === "once" ? null : until, zone) : null;
  const own: Record<string, Json> = {
    who: { ...who },
    obligation: { ...obligation },
    repeats,
    for_household: step.for_household,
    ...(lasts === null ? {} : { from: day, until }),
    ...(due === null ? {} : { due: latest(later(start, due), day) }),
    ...(times ? { times } : {}),
    ...(step.hours_per_week === null ? {} : { hours_per_week: step.hours_per_week }),
  };
  const texts = ["where", "condition", "how_known", "adjustments", "needs"] as const;
  for (const name of texts) if (step[name] !== "") own[name] = step[name];
  const fields = { ...given, ...own, what, service: service ? step.service : "" };
  return {
    lane,
    fields: service && lasts === null ? withGiven(fields, given) : fields,
    goal,
    after,
  };
}

/** What a service gives; its times only where the template does not say how long it takes. */
function givenBy(service: StoredRecord, day: string, withTimes: boolean): Record<string, Json> {
  const { times, from, until, repeats, ...rest } = stepFrom(service, day).fields;
  if (!withTimes) return rest;
  const all = { ...rest, times, from, until, repeats };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, Json] => entry[1] !== undefined),
  );
}

/** How often and how long a service takes is the service's, where the template does not say. */
function withGiven(
  fields: Record<string, Json>,
  given: Readonly<Record<string, Json>>,
): Record<string, Json> {
  return given["repeats"] === undefined ? fields : { ...fields, repeats: given["repeats"] };
}

/** The last day that a step says of itself. */
function lastDay(fields: Readonly<Record<string, Json>>): string | null {
  const times = fields["times"] as { start: string; rrule?: string } | undefined;
  const days = [fields["until"], fields["due"], times?.start.slice(0, 10)];
  return days.find((one) => typeof one === "string") ?? null;
}

function later(day: string, days: number): string {
  return dayText((readDay(day) ?? 0) + days);
}

function latest(a: string, b: string): string {
  return a > b ? a : b;
}
