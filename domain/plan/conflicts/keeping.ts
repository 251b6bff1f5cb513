/**
 * Who may keep both lines of a conflict (case.md, Conflicts): a legal protection nobody; what costs the
 * person, with the person's yes; a duty, the office whose rule it is; the rest, either office.
 */
import type { Certainty, Kind } from "../../conflicts/finding.ts";
import type { SystemKind } from "../../records/field.ts";

export const keepers = ["nobody", "rule_owner", "with_person", "office"] as const;
export type Keeper = (typeof keepers)[number];

/** Total by kind. */
const byKind: Record<Kind, Keeper> = {
  "time-overlap": "office",
  "travel-gap": "office",
  "care-uncovered": "with_person",
  "benefit-threshold": "with_person",
  "contradicting-obligation": "rule_owner",
  "functional-limitation": "with_person",
  "duplicate-service": "office",
  prerequisite: "office",
  "weekly-load": "with_person",
  "ended-enrolment": "rule_owner",
  cost: "with_person",
  calendar: "office",
  "protected-time": "nobody",
  permission: "nobody",
  access: "with_person",
  capacity: "office",
  unsafe: "nobody",
};

/** `ruleOwner`: the office of the enrolment whose rule it is; undefined: no rule, or nobody's here. */
export interface Keeping {
  keeper: Keeper;
  ruleOwner: SystemKind | undefined;
}

export function keeperOf(kind: Kind, certainty: Certainty): Keeper {
  const keeper = byKind[kind];
  return keeper === "office" && certainty === "would-cost" ? "with_person" : keeper;
}

export function mayKeep({ keeper, ruleOwner }: Keeping, office: SystemKind): boolean {
  if (keeper === "nobody") return false;
  return keeper !== "rule_owner" || ruleOwner === undefined || ruleOwner === office;
}
