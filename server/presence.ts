/** Who has which plan open just now. Kept in memory only: it is news for those who look, and no record. */
import type { Worker } from "../domain/records/values.ts";

/** A screen says again every quarter of a minute that it is there; one that fell silent is gone. */
export const presence_ms = 40_000;
const plans_max = 5_000;
const screens_max = 50;

export interface Presence {
  /** A worker's screen shows the plan; true: that is news to the others. */
  enter(plan: string, session: string, worker: Worker): boolean;
  leave(plan: string, session: string): boolean;
  /** The others who look at it, each once. */
  others(plan: string, session: string): Worker[];
}

interface Seen {
  worker: Worker;
  untilMs: number;
}

/** By the plan's key, which both offices use; screens of one worker count as one. */
export function createPresence(nowMs: () => number): Presence {
  const plans = new Map<string, Map<string, Seen>>();
  const living = (plan: string) => {
    const seen = plans.get(plan) ?? new Map<string, Seen>();
    for (const [session, { untilMs }] of seen) if (untilMs <= nowMs()) seen.delete(session);
    if (seen.size === 0) plans.delete(plan);
    return seen;
  };
  return {
    enter(plan, session, worker) {
      const seen = living(plan);
      const isNew = !seen.has(session);
      if (isNew && (seen.size >= screens_max || plans.size >= plans_max)) return false;
      seen.set(session, { worker, untilMs: nowMs() + presence_ms });
      plans.set(plan, seen);
      return isNew;
    },
    leave(plan, session) {
      const isGone = living(plan).delete(session);
      living(plan);
      return isGone;
    },
    others(plan, session) {
      const seen = [...living(plan)].filter(([one]) => one !== session);
      const own = plans.get(plan)?.get(session)?.worker;
      const people = new Map(seen.map(([, { worker }]) => [nameOf(worker), worker]));
      if (own) people.delete(nameOf(own));
      return [...people.values()];
    },
  };
}

function nameOf({ system, name }: Worker): string {
  return `${system} ${name}`;
}
