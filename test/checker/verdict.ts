import type { Journal, SystemJournal } from "./journal.ts";

/** One promise broken, with where. `rule` begins with the guarantee's number. */
export interface Violation {
  rule: string;
  system: string;
  key: string;
  what: string;
}

/** What a rule found, and what it looked at. */
export interface Finding {
  violations: Violation[];
  /** How many things were held against the rule, by name. */
  checked: Record<string, number>;
  /** What could not be held against it, as its journal is not there. */
  not_checked: string[];
}

/** One rule (or a family) of the checker. */
export type Rule = (journal: Journal) => Finding;

export interface Verdict extends Finding {
  ok: boolean;
}

/** Collects what a rule finds. */
export class Findings implements Finding {
  readonly violations: Violation[] = [];
  readonly checked: Record<string, number> = {};
  readonly not_checked: string[] = [];

  found(rule: string, system: string, key: string, what: string): void {
    this.violations.push({ rule, system, key, what });
  }

  count(name: string, by = 1): void {
    this.checked[name] = (this.checked[name] ?? 0) + by;
  }

  /** One of a system's journals, or a note that it was not observed. */
  need<Name extends keyof SystemJournal>(
    journal: Journal,
    system: string,
    name: Name,
    rule: string,
  ): NonNullable<SystemJournal[Name]> | null {
    const lines = journal.systems.get(system)?.[name];
    if (lines !== undefined) return lines;
    this.not_checked.push(`${rule}: ${system}/${name}.jsonl is not there`);
    return null;
  }
}

/** Groups in order of first appearance. */
export function groupBy<Item>(
  items: Iterable<Item>,
  keyOf: (item: Item) => string,
): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
