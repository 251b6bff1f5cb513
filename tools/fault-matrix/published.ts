import type { Figures, RunFigures } from "./figures.ts";

/** One run of the table of figures to publish; a cell that a run does not count is a dash. */
interface Line {
  run: string;
  of: (figures: Figures) => RunFigures | undefined;
  faults?: string;
  acknowledged?: string;
  lost?: string;
  duplicates?: readonly [received: string, effects: string];
  order?: string;
  divergent?: string;
  converge?: readonly [p50: string, p99: string];
  /** The run ends as failed when any of its promises is broken, and does not count them one by one. */
  allOrNothing?: true;
}

const lines: readonly Line[] = [
  {
    run: "Simulation (L2)",
    of: ({ sim }) => sim,
    faults: "faults",
    acknowledged: "acknowledged",
    allOrNothing: true,
  },
  {
    run: "Real processes (L3)",
    of: ({ chaos }) => chaos,
    faults: "faults_injected",
    acknowledged: "acknowledged",
    lost: "lost",
    duplicates: ["duplicates_received", "duplicate_effects"],
    order: "out_of_order_or_gaps",
    divergent: "divergent",
    converge: ["converge_ms.p50", "converge_ms.p99"],
  },
  { run: "Network namespaces (L4)", of: () => undefined },
  { run: "Failover (L5)", of: () => undefined },
];

/** The table of figures to publish with each release (guarantees, Testing), from the last runs. */
export function published(figures: Figures): string[] {
  return [
    "| run | faults injected | acknowledged writes | lost | duplicates received / effects | out of order or gaps | divergent after healing | time to converge p50 / p99 |",
    "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ...lines.map((line) => `| ${line.run} | ${cellsOf(line, line.of(figures)).join(" | ")} |`),
  ];
}

const columns = 7;

function cellsOf(line: Line, run: RunFigures | undefined): string[] {
  if (!run) return ["not run", ...Array.from({ length: columns - 1 }, () => "–")];
  const number = (name: string | undefined) => {
    const value = name === undefined ? undefined : run.numbers[name];
    return value === undefined ? null : value.toLocaleString("en-US");
  };
  const counted = (name: string | undefined) => {
    if (line.allOrNothing) return run.ok ? "0" : "**failed**";
    return number(name) ?? "–";
  };
  const pair = (names: readonly [string, string] | undefined, unit = "") => {
    const [a, b] = [number(names?.[0]), number(names?.[1])];
    return a === null || b === null ? "–" : `${a} / ${b}${unit}`;
  };
  return [
    number(line.faults) ?? "–",
    number(line.acknowledged) ?? "–",
    counted(line.lost),
    line.allOrNothing ? "–" : pair(line.duplicates),
    counted(line.order),
    counted(line.divergent),
    pair(line.converge, " ms"),
  ];
}
