/**
 * Promises kept, then what the person did: counts of times that have come, and never a share or a
 * score (case.md, Review). Offices and providers stand first.
 */
import { promisers } from "../records/plan-values.ts";
import type { StoredRecord } from "../record.ts";
import type { Side } from "./law.ts";
import type { Shield } from "./shield.ts";
import { stepSide, type TimeStanding } from "./standing.ts";

export interface SideCounts {
  side: Side;
  /** Times that have come, or were recorded before. */
  due: number;
  happened: number;
  /** Of those that happened: shown only by what a worker wrote down for somebody else. */
  assisted: number;
  ticked: number;
  could_not: number;
  differs: number;
  /** Its time has come, and nobody recorded anything. */
  open: number;
}

export interface PersonCounts extends SideCounts {
  /** Could not, with a good cause or through no fault of the person's. */
  excused: number;
  /** Missed, reason not yet known, and nothing that shields it: the person is asked. */
  to_ask: number;
}

export interface Counted {
  step: StoredRecord;
  times: readonly { time: TimeStanding; shields: readonly Shield[] }[];
}

/** By side, in the order offices, providers, the person; a side without anything due is left out. */
export function countsOf(counted: readonly Counted[]): {
  kept: SideCounts[];
  person: PersonCounts;
} {
  const sides = new Map<Side, PersonCounts>(promisers.map((side) => [side, zero(side)]));
  for (const { step, times } of counted) {
    const at = sides.get(stepSide(step));
    if (at) for (const one of times) count(at, one);
  }
  const kept = promisers
    .filter((side) => side !== "person")
    .flatMap((side): SideCounts[] => {
      const { excused: _, to_ask: __, ...counts } = sides.get(side) ?? zero(side);
      return counts.due > 0 ? [counts] : [];
    });
  return { kept, person: sides.get("person") ?? zero("person") };
}

function count(at: PersonCounts, { time, shields }: Counted["times"][number]): void {
  const { stands } = time;
  if (stands === "ahead") return;
  at.due += 1;
  at[stands] += 1;
  if (stands === "happened" && time.assisted) at.assisted += 1;
  if (stands !== "could_not") return;
  if (shields.length > 0) at.excused += 1;
  else at.to_ask += 1;
}

function zero(side: Side): PersonCounts {
  return {
    side,
    due: 0,
    happened: 0,
    assisted: 0,
    ticked: 0,
    could_not: 0,
    differs: 0,
    open: 0,
    excused: 0,
    to_ask: 0,
  };
}
