import type { RoundHouseholdState, RoundState } from "../records/round.ts";

/**
 * Which state of a round may follow which, total by type. A round that was announced is not searched
 * again: whom the community was told of stays the list. Everything may end.
 */
export const roundTransitions: Record<RoundState, readonly RoundState[]> = {
  draft: ["searched", "ended"],
  searched: ["searched", "announced", "ended"],
  announced: ["closed_for_naming", "ended"],
  closed_for_naming: ["ordered", "ended"],
  ordered: ["ended"],
  ended: [],
};

/**
 * Which state of a household may follow which. The household names its own member and may change its
 * mind; a no has no effect and can be taken back; the place of somebody who says no goes to the next.
 */
export const roundHouseholdTransitions: Record<
  RoundHouseholdState,
  readonly RoundHouseholdState[]
> = {
  found: ["named", "said_no"],
  named: ["named", "agreed", "said_no"],
  agreed: ["named", "said_no", "placed", "waiting"],
  said_no: ["named"],
  placed: ["enrolled", "said_no"],
  waiting: ["placed", "said_no"],
  enrolled: [],
};

export function roundMayBecome(from: RoundState, to: RoundState): boolean {
  return roundTransitions[from].includes(to);
}

export function householdMayBecome(from: RoundHouseholdState, to: RoundHouseholdState): boolean {
  return roundHouseholdTransitions[from].includes(to);
}
