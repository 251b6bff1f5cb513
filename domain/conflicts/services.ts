/** Services that count as the same: the same code, or codes declared the same, in either direction. */
import type { Service } from "./facts.ts";
import type { Plan } from "./plan.ts";

const made = new WeakMap<Plan, ReadonlyMap<string, string>>();

/** One code for all that are declared the same. A code nobody declares anything of is its own. */
export function sameService(plan: Plan, code: string): string {
  const found = made.get(plan) ?? groups(plan.facts.services ?? []);
  made.set(plan, found);
  return found.get(code) ?? code;
}

function groups(services: readonly Service[]): Map<string, string> {
  const leader = new Map<string, string>();
  const find = (code: string): string => {
    let at = code;
    while ((leader.get(at) ?? at) !== at) at = leader.get(at) ?? at;
    return at;
  };
  for (const { code, sameAs } of services) {
    for (const other of sameAs ?? []) {
      const [a, b] = [find(code), find(other)];
      if (a !== b) leader.set(a < b ? b : a, a < b ? a : b);
    }
  }
  return new Map([...leader.keys()].map((code) => [code, find(code)]));
}

/** The strictest of what is declared for a service and those that are the same. */
export function daysBetween(plan: Plan, group: string): number {
  const all = (plan.facts.services ?? []).filter(({ code }) => sameService(plan, code) === group);
  const days = all.map(({ repeat }) => {
    if (repeat === "never") return Number.POSITIVE_INFINITY;
    return repeat === "free" ? 0 : repeat.afterDays;
  });
  return Math.max(0, ...days);
}
