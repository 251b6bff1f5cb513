/**
 * `npm run chaos -- --minutes 5 --seed 17 --json`: chaos for as long as one likes. Ends with 1 when a
 * guarantee is broken; then the journals stay, and the seed deals the same faults again (the moments
 * at which they strike are the machine's).
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runChaos, type ChaosRun } from "./run.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "1.5" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    json: { type: "boolean", default: false },
    journals: { type: "string" },
  },
});
const violations_shown_max = 40;

async function main(): Promise<number> {
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0) || !Number.isSafeInteger(seed)) {
    process.stderr.write("Say --minutes as a number above 0 and --seed as a whole number.\n");
    return 64;
  }
  const folder = values.journals ?? (await mkdtemp(join(tmpdir(), "tandem-chaos-")));
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  say(`chaos: seed ${seed}, ${minutes} minutes, journals in ${folder}`);
  const run = await runChaos({ seed, seconds: minutes * 60, folder, say });
  const ok = run.violations.length === 0;
  if (ok && values.journals === undefined) await rm(folder, { recursive: true, force: true });
  process.stdout.write(values.json ? `${JSON.stringify(told(run))}\n` : page(run));
  if (!ok) say(`again with: npm run chaos -- --minutes ${minutes} --seed ${seed}`);
  return ok ? 0 : 1;
}

function told({ seed, seconds, storms, figures, checker, violations, fired }: ChaosRun) {
  const points: Record<string, number> = {};
  for (const { point } of fired) points[point] = (points[point] ?? 0) + 1;
  const { ok, checked, not_checked } = checker ?? { ok: null, checked: {}, not_checked: [] };
  return {
    ok: violations.length === 0,
    seed,
    seconds,
    storms,
    ...figures,
    fault_points: points,
    checker: { ok, checked, not_checked },
    violations: violations.slice(0, violations_shown_max),
    violations_total: violations.length,
  };
}

function page(run: ChaosRun): string {
  const { faults, ...rest } = run.figures;
  const line = (name: string, value: unknown) =>
    `  ${name.padEnd(24)}${typeof value === "string" ? value : JSON.stringify(value)}`;
  return [
    `Chaos, seed ${run.seed}: ${run.storms} storms in ${run.seconds} s`,
    ...Object.entries(rest).map(([name, value]) => line(name, value)),
    line("ended at points", run.fired.length),
    line("checker", run.checker ? (run.checker.ok ? "nothing found" : "see below") : "not built"),
    "Faults injected",
    ...Object.entries(faults).map(([name, value]) => line(name, value)),
    run.violations.length === 0
      ? "Nothing was lost, doubled, reordered or different."
      : `${run.violations.length} violations`,
    ...run.violations.slice(0, violations_shown_max).map((one) => `  ✗ ${one}`),
    "",
  ].join("\n");
}

process.exitCode = await main();
