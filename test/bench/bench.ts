/**
 * `npm run bench`: what the real thing does on this machine, each figure beside its floor measured
 * in the same run. Nothing is asserted.
 */
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Store } from "../../store/database.ts";
import { behind, coveredPeople, measureDrain, pauseFeed } from "./drain.ts";
import { measureEdits } from "./edits.ts";
import { sides, startReal, storeOf, until } from "./real-system.ts";

const in_step_ms_max = 30_000;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "5" },
    changes: { type: "string", default: "20000" },
    json: { type: "boolean", default: false },
  },
});

async function bench() {
  const seconds = Math.min(Math.max(Number(options.seconds) || 5, 1), 15);
  const changes = Math.min(Math.max(Number(options.changes) || 20_000, 100), 50_000);
  const real = await startReal();
  const opened: Store[] = [];
  try {
    for (const side of sides) opened.push(await storeOf(real, side));
    const [sp, ess] = opened;
    if (!sp || !ess) throw new Error("both systems are needed");
    await until("the demo to be in step", in_step_ms_max, async () => {
      const [row] = await sp.query<{ behind: boolean }>(behind, [sp.system.id]);
      return row?.behind === false;
    });
    const people = await coveredPeople(sp);
    await pauseFeed(sp, true);
    const edits = await measureEdits(real, sp, people, seconds);
    await pauseFeed(sp, false);
    await until("the edits to be delivered", in_step_ms_max, async () => {
      const [row] = await sp.query<{ behind: boolean }>(behind, [sp.system.id]);
      return row?.behind === false;
    });
    const drain = await measureDrain(real, { sp, ess }, people, changes);
    return { machine: await machine(sp), people: people.length, edits, drain };
  } finally {
    for (const store of opened) await store.close();
    await real.stop();
  }
}

async function machine(store: Store) {
  const [row] = await store.query<{ version: string; fsync: string }>(serverVersion);
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? "",
    memory_gb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    postgres: row?.version ?? "",
    fsync: row?.fsync ?? "",
  };
}

type Result = Awaited<ReturnType<typeof bench>>;

function table({ machine: on, people, edits, drain }: Result): string {
  const count = (value: number) => Math.round(value).toLocaleString("en").padStart(9);
  const ms = (value: number) => `${value.toFixed(1)} ms`.padStart(10);
  const latency = ({ p50_ms, p99_ms }: { p50_ms: number; p99_ms: number }) =>
    `p50 ${ms(p50_ms)}  p99 ${ms(p99_ms)}`;
  return [
    `${on.cpus} x ${on.cpu}, ${on.memory_gb} GB, ${on.platform}; Node.js ${on.node}, PostgreSQL ${on.postgres}, fsync ${on.fsync}`,
    "",
    `Worker edits, staff API, 16 connections, ${people} people, delivery paused`,
    `  measured  ${count(edits.measured.per_second)} /s  ${latency(edits.measured)}`,
    `  floor     ${count(edits.floor.per_second)} /s  ${latency(edits.floor)}`,
    `  ratio     ${edits.ratio.toFixed(2).padStart(9)}`,
    "",
    `Backlog of ${drain.changes} changes, node to node, signed (${drain.received} received)`,
    `  measured  ${count(drain.updates_per_second)} record updates/s`,
    `  floor     ${count(drain.floor_per_second)} /s`,
    `  ratio     ${drain.ratio.toFixed(2).padStart(9)}`,
  ].join("\n");
}

const serverVersion = {
  name: "bench-version",
  text: `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
};
const result = await bench();
console.log(options.json ? JSON.stringify(result) : table(result));
