/** `npm run sim -- --seeds N [--seed K] [--systems 3..5] [--json] [--trace] [--journal DIR]` */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ownSlots } from "./databases.ts";
import { runSeed, type Outcome } from "./run.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "20" },
    seed: { type: "string" },
    from: { type: "string", default: "1" },
    systems: { type: "string" },
    json: { type: "boolean", default: false },
    trace: { type: "boolean", default: false },
    journal: { type: "string" },
  },
});

const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const say = (line: string) => process.stdout.write(`${line}\n`);

const started = performance.now();
const { slots, close } = await ownSlots();
const outcomes: Outcome[] = [];
try {
  for (let seed = first; seed < first + count; seed += 1) {
    const systems = values.systems === undefined ? {} : { systems: Number(values.systems) };
    const journal =
      values.journal === undefined ? {} : { journal: join(values.journal, `seed-${seed}`) };
    const keepTrace = values.trace;
    const outcome = await runSeed(slots, { seed, keepTrace, ...systems, ...journal });
    outcomes.push(outcome);
    if (values.trace) outcome.tail.forEach(say);
    if (!outcome.ok && !values.json) tell(outcome);
  }
} finally {
  await close();
}
const seconds = (performance.now() - started) / 1000;
const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
const failed = outcomes.filter(({ ok }) => !ok);
const counts: Record<string, number> = {};
for (const { figures } of outcomes) {
  for (const [what, times] of Object.entries(figures.counts)) {
    counts[what] = (counts[what] ?? 0) + times;
  }
}
const figures = {
  seeds: outcomes.length,
  failed: failed.map(({ seed }) => seed),
  virtual_hours: Number((sum((one) => one.figures.virtual_ms) / 3_600_000).toFixed(1)),
  acknowledged: sum((one) => one.figures.acknowledged),
  events: sum((one) => one.figures.events),
  requests: sum((one) => one.figures.requests),
  faults: sum((one) => one.figures.faults),
  fields_checked: sum((one) => one.figures.fields_checked),
  records_compared: sum((one) => one.figures.compared),
  steps: sum((one) => one.figures.steps),
  seconds: Number(seconds.toFixed(1)),
  counts,
};
if (values.json) say(JSON.stringify({ ...figures, outcomes: failed }));
else say(JSON.stringify(figures, null, 1));
process.exit(failed.length === 0 ? 0 : 1);

function tell({ seed, faults, tail }: Outcome): void {
  say(`seed ${seed} failed; again with: npm run sim -- --seed ${seed}`);
  for (const line of tail.slice(-30)) say(`    ${line}`);
  for (const fault of faults.slice(0, 12)) say(`  ${fault}`);
}
