/** Plans for tests: a small household, and what a test says is different about it. */
import { checkPlan } from "./check.ts";
import type { Facts, Step } from "./facts.ts";
import type { Kind } from "./finding.ts";
import type { Plan } from "./plan.ts";
import { readPlan } from "./reading.ts";
import { dayText } from "./time/walls.ts";

export type Some<T> = { [K in keyof T]?: T[K] };
export type SomeStep = Some<Step> & { id: string };

/** Amina (the person), her husband Yusuf, and a small child; four places. */
export function facts(steps: readonly SomeStep[], more: Some<Facts> = {}): Facts {
  return {
    country: "MA",
    zone: "Europe/Berlin",
    asOf: "2026-03-01",
    horizon: { from: "2026-03-01", until: "2026-06-30" },
    person: "amina",
    household: household(),
    places: ["home", "office", "site", "clinic"].map((id) => ({
      id,
      name: `the ${id}`,
      area: "north",
    })),
    travel: [
      ...both("home", "office", 20),
      ...both("home", "site", 40),
      ...both("home", "clinic", 10),
      ...both("office", "site", 30),
      ...both("office", "clinic", 15),
      ...both("site", "clinic", 45),
    ],
    travelMarginMinutes: 0,
    services: [],
    enrolments: [],
    rules: [],
    steps: steps.map(step),
    ...more,
  };
}

export function household(): Facts["household"] {
  return {
    home: "home",
    members: [
      { id: "amina", name: "Amina", age: 34, relation: "self", limitations: [] },
      { id: "yusuf", name: "Yusuf", age: 36, relation: "husband", limitations: [] },
      { id: "child", name: "Noor", age: 3, relation: "child", limitations: [] },
    ],
    care: [],
  };
}

function both(from: string, to: string, minutes: number) {
  return [
    { from, to, minutes },
    { from: to, to: from, minutes },
  ];
}

/** Without times of its own, it has none. */
export function step(some: SomeStep): Step {
  const isTimed = some.start !== undefined;
  return {
    lane: "employment",
    title: `Step ${some.id}`,
    for: "amina",
    with: [],
    place: "office",
    state: "planned",
    ...(isTimed && some.zone === undefined ? { zone: "Europe/Berlin" } : {}),
    ...some,
  };
}

/** A timed step on a day. */
export function at(id: string, day: string, from: string, to: string, more: Some<Step> = {}) {
  return { id, start: `${day}T${from}`, end: `${day}T${to}`, ...more };
}

export function planOf(value: unknown): Plan {
  const read = readPlan(JSON.parse(JSON.stringify(value)));
  if (!read.ok) throw new Error(`${read.fault.code} at ${read.fault.place}`);
  return read.value;
}

/** Conflicts of one kind, as text: `a+b on 2026-03-02 2026-03-09`; uncertain ones say so. */
export function found(kind: Kind, value: unknown): string[] {
  return checkPlan(planOf(value))
    .conflicts.filter((one) => one.kind === kind)
    .map(({ steps, on, certainty }) => {
      const unsure = certainty === "cannot-tell" ? " (cannot tell)" : "";
      return `${steps.join("+")} on ${on.map(dayText).join(" ")}${unsure}`;
    });
}

/** Every conflict, as `kind: steps`. */
export function allFound(value: unknown): string[] {
  return checkPlan(planOf(value)).conflicts.map(({ kind, steps }) => `${kind}: ${steps.join("+")}`);
}

export function notesOf(value: unknown): string[] {
  return checkPlan(planOf(value)).notes.map(({ code }) => code);
}
