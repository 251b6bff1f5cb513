import type { Figures, RunFigures } from "./figures.ts";
import { published } from "./published.ts";
import { rows, type Row } from "./rows.ts";
import { runNames, type RunName } from "./runs.ts";

const titles: Record<RunName, string> = {
  bugs: "Known bugs: each patched into a copy of the sources and found by the checker",
  tests: "The tests this page names",
  crash: "The chaos test of `npm test`, with other seeds",
  sim: "Simulation: three to five systems, virtual time",
  chaos: "Chaos: real processes, fault proxies, `kill -9`",
};

/** `docs/fault-matrix.md`: a function of the rows and of the last figures. */
export function page(figures: Figures): string {
  const gaps = rows.flatMap(({ nr, gap }) => (gap ? [`- **Row ${nr}.** ${gap}`] : []));
  const open = rows.filter((row) => !proofsOf(row, figures).some(({ run }) => run !== null));
  return [
    "# Fault matrix",
    "",
    "Every fault of the guarantees, what must hold under it, and what the last run came to. This page is written by `npm run prove` from `docs/figures.json`; no figure is typed. What was not measured says so.",
    "",
    "## Runs",
    "",
    "| run | command | on | commit | result | figures |",
    "| --- | --- | --- | --- | --- | --- |",
    ...runNames.map((name) => runLine(name, figures[name])),
    "",
    "`npm run prove` runs all of it; `-- --only sim,chaos`, `--seeds N`, `--crashes N`, `--minutes N`, `--from SEED` choose. Each journal is read by the checker (`test/checker/`), which imports nothing of the product: `node dist/test/checker/check.js <folder>`.",
    "",
    "## Figures to publish",
    "",
    ...published(figures),
    "",
    "## Matrix",
    "",
    "The count is how often the fault was injected in the last run of that proof; for tests, how many passed of how many. Broken promises in any of these runs fail the run.",
    "",
    "| # | fault | must hold | proof | count | on |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows.flatMap((row) => rowLines(row, figures)),
    "",
    "## Gaps",
    "",
    ...gaps,
    ...(open.length > 0
      ? [`- **No proof of its own, or none run yet:** rows ${open.map(({ nr }) => nr).join(", ")}.`]
      : []),
    "",
    "## A patch that no longer applies",
    "",
    "It fails `test/known-bugs/known-bugs.test.ts`. Make the bug again in the sources, write `git diff -U0` of it to `test/known-bugs/patches/<name>.patch` (more context where lines would stand in two places), and take it out of the sources again.",
    "",
  ].join("\n");
}

function runLine(name: RunName, run: RunFigures | undefined): string {
  if (!run) return `| ${titles[name]} | | | | not run | |`;
  const result = run.ok ? "held" : "**failed**";
  const shown = Object.entries(run.numbers)
    .filter(
      ([number]) =>
        !/^((counts|faults|checker|files|fault_points)\.|outcomes$|seconds$|seed$|violations)/.test(
          number,
        ),
    )
    .map(([number, value]) => `${number.replaceAll("_", " ")} ${grouped(value)}`);
  return `| ${titles[name]} | \`${run.command}\` | ${run.on} | ${run.commit} | ${result}, ${Math.round(run.seconds)} s | ${shown.join("; ")} |`;
}

interface Proof {
  how: string;
  /** Null: not run. */
  run: RunFigures | null;
  count: string;
}

function rowLines(row: Row, figures: Figures): string[] {
  const proofs = proofsOf(row, figures);
  const lead = `| ${row.nr} | ${row.fault} | ${row.holds} |`;
  if (proofs.length === 0) return [`${lead} none | not run | |`];
  return proofs.map(({ how, run, count }, at) => {
    const first = at === 0 ? lead : "| | | |";
    return `${first} ${how} | ${run ? `${count} | ${run.on}` : "not run |"} |`;
  });
}

function proofsOf(row: Row, figures: Figures): Proof[] {
  const proofs: Proof[] = [];
  const counted = (name: "sim" | "chaos", numbers: readonly string[] | undefined) => {
    if (!numbers) return;
    const run = figures[name] ?? null;
    proofs.push({ how: `\`npm run ${name}\``, run, count: run ? grouped(sum(run, numbers)) : "" });
  };
  counted("sim", row.sim);
  counted("chaos", row.chaos);
  if (row.crash_each !== undefined) {
    const run = figures.crash ?? null;
    const seeds = run?.numbers["seeds"] ?? 0;
    proofs.push({ how: "`test/chaos.test.ts`", run, count: grouped(seeds * row.crash_each) });
  }
  for (const file of row.tests ?? []) {
    const run = figures.tests;
    const passed = run?.numbers[`files.${file}.passed`];
    const failed = run?.numbers[`files.${file}.failed`] ?? 0;
    const count =
      passed === undefined ? "" : `${grouped(passed)} of ${grouped(passed + failed)} tests`;
    proofs.push({ how: `\`${file}\``, run: passed === undefined ? null : (run ?? null), count });
  }
  return proofs;
}

/** Adds up the numbers of these names; a name that ends in `*` stands for all that begin so. */
function sum({ numbers }: RunFigures, names: readonly string[]): number {
  const fits = (number: string) =>
    names.some((name) =>
      name.endsWith("*") ? number.startsWith(name.slice(0, -1)) : number === name,
    );
  return Object.entries(numbers).reduce((all, [name, count]) => all + (fits(name) ? count : 0), 0);
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
