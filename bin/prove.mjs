#!/usr/bin/env node
// The longer proofs: the crash test with many seeds. `npm run prove -- --seeds 20 --from 1000`
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "./build.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "5" },
    from: { type: "string", default: String(Date.now() % 1_000_000) },
  },
});
const seeds = Array.from(
  { length: Number(values.seeds) },
  (_, index) => Number(values.from) + index,
);

await build();
const failed = seeds.filter((seed) => {
  const run = spawnSync("npx", ["vitest", "run", "test/crash.test.ts"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TANDEM_CRASH_SEED: String(seed) },
  });
  return run.status !== 0;
});
for (const seed of failed) {
  process.stdout.write(`again with: TANDEM_CRASH_SEED=${seed} npx vitest run test/crash.test.ts\n`);
}
process.stdout.write(`${seeds.length - failed.length} passed, ${failed.length} failed\n`);
process.exit(failed.length === 0 ? 0 : 1);
