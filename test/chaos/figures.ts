/** The figures of a chaos run, and what in it breaks a promise. */
import { otherSide, sides, type Side } from "../bench/real-system.ts";
import {
  different,
  lost,
  outOfOrder,
  pairsOf,
  unlikeTheirEvents,
  type Memory,
} from "./crash-proof.ts";
import type { Acknowledged } from "./crash-workers.ts";
import type { ReceivedBatch } from "./links.ts";

export interface Spread {
  count: number;
  p50: number;
  p99: number;
  max: number;
}

export interface Figures {
  faults_injected: number;
  faults: Record<string, number>;
  acknowledged: number;
  /** Calls of the offices that ended without an answer: nothing is known of them. */
  indeterminate: number;
  lost: number;
  events: number;
  records_compared: number;
  not_the_fold: number;
  /** Items in batches that reached a door whole; how many came again; how many took effect twice. */
  delivered: number;
  duplicates_received: number;
  duplicate_effects: number;
  out_of_order_or_gaps: number;
  divergent: number;
  redirects_followed: number;
  converge_ms: Spread;
  recovery_ms: Spread;
}

export interface Measured {
  memories: Record<Side, Memory>;
  acknowledged: readonly Acknowledged[];
  indeterminate: number;
  received: readonly ReceivedBatch[];
  faults: Record<string, number>;
  followed: number;
  convergences_ms: readonly number[];
  recoveries_ms: readonly number[];
  /** What both databases print as shared state (`npx tandem dump`). */
  dumps: Record<Side, readonly string[]>;
}

/** A sentence for each broken promise; none when all hold. */
export interface Verdict {
  figures: Figures;
  violations: string[];
}

const systems = new Map([
  ["sp.demo", "sp"],
  ["ess.demo", "ess"],
] as const);

export function measure(measured: Measured): Verdict {
  const { memories, acknowledged, received } = measured;
  const each = <Item>(of: (side: Side) => Item[]) => sides.flatMap(of);
  const gone = each((side) => {
    return lost(
      memories[side],
      acknowledged.filter((one) => one.side === side),
    );
  });
  const unlike = each((side) => unlikeTheirEvents(memories[side], systems));
  const disorder = each((side) => outOfOrder(memories[side]));
  const apart = [
    ...each((side) => different(memories[side], memories[otherSide[side]], side)),
    ...unlikeDumps(measured.dumps),
  ];
  const twice = each((side) => effectsTwice(memories[side]));
  const items = received.flatMap(({ to, meta }) =>
    meta.items.map(({ key, origin, ver }) => `${to} ${key} ${origin} ${ver}`),
  );
  const faults = { ...measured.faults };
  const figures: Figures = {
    faults_injected: Object.values(faults).reduce((sum, count) => sum + count, 0),
    faults,
    acknowledged: acknowledged.length,
    indeterminate: measured.indeterminate,
    lost: gone.length,
    events: each((side) => memories[side].events).length,
    records_compared: pairsOf(memories.sp, memories.ess).pairs.length,
    not_the_fold: unlike.length,
    delivered: items.length,
    duplicates_received: items.length - new Set(items).size,
    duplicate_effects: twice.length,
    out_of_order_or_gaps: disorder.length,
    divergent: apart.length,
    redirects_followed: measured.followed,
    converge_ms: spread(measured.convergences_ms),
    recovery_ms: spread(measured.recoveries_ms),
  };
  const said = (rule: string, faultsOf: readonly string[]) =>
    faultsOf.map((fault) => `${rule}: ${fault}`);
  const violations = [
    ...said("G1 lost", gone),
    ...said("G2 state is not the fold", unlike),
    ...said("G3 order", disorder),
    ...said("G4 twice", twice),
    ...said("G6 different", apart),
    ...(measured.followed > 0 ? [`G9: ${measured.followed} redirects were followed`] : []),
  ];
  return { figures, violations };
}

/** G4: one version of a record's origin that changed the log more than once. */
export function effectsTwice({ events, system }: Memory): string[] {
  const seen = new Set<string>();
  return events.flatMap(({ record, origin, ver }) => {
    const name = `${system} ${record} ${origin} ${ver}`;
    if (seen.has(name)) return [name];
    seen.add(name);
    return [];
  });
}

function unlikeDumps({ sp, ess }: Measured["dumps"]): string[] {
  const there = new Set(ess);
  const here = new Set(sp);
  const keyOf = (line: string) => (JSON.parse(line) as { key: string }).key;
  return [
    ...sp.filter((line) => !there.has(line)).map((line) => `dump of sp only: ${keyOf(line)}`),
    ...ess.filter((line) => !here.has(line)).map((line) => `dump of ess only: ${keyOf(line)}`),
  ];
}

/** Nearest rank, in whole milliseconds. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}
