/** A step moved to another day: what of it changes. */
import type { StepView } from "../../server/api/plan-schemas.ts";
import type { StepFields } from "./step-draft.ts";
import { dayAfter, timesDraft, weekdayCodes, type Times } from "./times-draft.ts";

export type Moved = Partial<Pick<StepFields, "times" | "from" | "until" | "due">>;

/**
 * The step so many days later (earlier: negative). One with a time moves in the diary, and what was
 * agreed stays; one with promised days only moves these, which asks for new sign-offs. Null: it has
 * no day, or repeats by a rule that cannot be moved as a whole.
 */
export function movedBy(step: StepView, days: number): Moved | null {
  if (step.times) {
    const times = timesMoved(step.times, days);
    return times === null ? null : { times };
  }
  const moved: Moved = {};
  for (const name of ["from", "until", "due"] as const) {
    const day = step[name];
    if (day !== null) moved[name] = dayAfter(day, days);
  }
  return Object.keys(moved).length > 0 ? moved : null;
}

/** Does the move change what was agreed? */
export function isSubstance(moved: Moved): boolean {
  return moved.times === undefined;
}

function timesMoved(times: Times, days: number): Times | null {
  if (timesDraft(times).rhythm === "own") return null;
  const wall = (text: string) => `${dayAfter(text.slice(0, 10), days)}${text.slice(10)}`;
  return {
    ...times,
    start: wall(times.start),
    end: wall(times.end),
    ...(times.rrule === undefined ? {} : { rrule: ruleMoved(times.rrule, days) }),
    ...(times.exdate === undefined ? {} : { exdate: times.exdate.map(wall) }),
  };
}

/** Its weekdays turn with it, and so does its last day. */
function ruleMoved(rule: string, days: number): string {
  return rule
    .split(";")
    .map((part) => {
      const [name, value = ""] = part.split("=");
      if (name === "BYDAY") return `BYDAY=${value.split(",").map(turned(days)).join(",")}`;
      const until = /^(\d{4})(\d{2})(\d{2})(.*)$/.exec(name === "UNTIL" ? value : "");
      if (!until) return part;
      const day = dayAfter(`${until[1]}-${until[2]}-${until[3]}`, days).replaceAll("-", "");
      return `UNTIL=${day}${until[4]}`;
    })
    .join(";");
}

function turned(days: number) {
  return (code: string) => {
    const at = weekdayCodes.findIndex((one) => one === code);
    return weekdayCodes[(((at + days) % 7) + 7) % 7] ?? code;
  };
}
