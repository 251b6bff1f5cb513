/**
 * `npm run bench`: what the real thing does on this machine, each figure beside its floor measured
 * in the same run. Nothing is asserted.
 */
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import type { Store } from "../../store/database.ts";
import type { Question } from "./asker.ts";
import { measureBatchCost } from "./batch-cost.ts";
import { measureCatchingUp } from "./catching-up.ts";
import { measureCountry } from "./country.ts";
import { behind, coveredPeople, measureDrain, pauseFeed } from "./drain.ts";
import { measureEdits } from "./edits.ts";
import { readSamples } from "./floor.ts";
import { measureLongLog } from "./long-log.ts";
import { measurePlan } from "./plan.ts";
import { measureReads } from "./reads.ts";
import { sides, startReal, storeOf, until, type RealSystem } from "./real-system.ts";
import { measureSigning } from "./signing.ts";
import { measureSteady } from "./steady.ts";
import { table, type Result } from "./table.ts";

const in_step_ms_max = 120_000;
const parts = [
  "search",
  "check",
  "signing",
  "edits",
  "drain",
  "steady",
  "batches",
  "catch-up",
  "country",
  "plan",
  "log",
] as const;
type Part = (typeof parts)[number];
/** Everything but the long log, which takes an hour at its full length: `--full`, or `--only log`. */
const usual = parts.filter((part) => part !== "log");
const plan_rounds = 200;
const full_households = 1_000_000;
const full_events = 10_000_000;
const events_default = 100_000;
/** What a link is to bear all day, and what another one bears while a partner catches up. */
const steady_per_second = 1_000;
const beside_per_second = 100;
/** Per line and size; there are some thirty lines. */
const signing_seconds = 0.2;

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "4" },
    changes: { type: "string", default: "20000" },
    households: { type: "string", default: "5000" },
    full: { type: "boolean", default: false },
    only: { type: "string", default: usual.join(",") },
    /** How many events the log grows by. */
    events: { type: "string" },
    /** Changes a second of the steady load. */
    rate: { type: "string", default: String(steady_per_second) },
    json: { type: "boolean", default: false },
  },
});

const wanted = new Set(options.only.split(",").map((part) => part.trim()));
const unknown = [...wanted].filter((part) => !parts.some((one) => one === part));
if (unknown.length > 0) {
  console.error(`--only knows ${parts.join(", ")}; it was given ${unknown.join(", ")}.`);
  process.exit(64);
}
const has = (part: Part) => wanted.has(part) || (options.full && part === "log");

async function bench(): Promise<Result> {
  const seconds = Math.min(Math.max(Number(options.seconds) || 4, 0.2), 15);
  const signing = has("signing") ? await measureSigning(Math.min(signing_seconds, seconds)) : null;
  const plan = has("plan") ? measurePlan(plan_rounds) : null;
  const alone: readonly Part[] = ["signing", "plan"];
  const needsSystem = parts.some((part) => !alone.includes(part) && has(part));
  const rest = needsSystem ? await withSystem(seconds) : {};
  return { machine: machine(), signing, plan, ...rest };
}

async function withSystem(seconds: number) {
  const changes = Math.min(Math.max(Number(options.changes) || 20_000, 100), 50_000);
  const real = await startReal();
  const opened: Store[] = [];
  try {
    for (const side of sides) opened.push(await storeOf(real, side));
    const [sp, ess] = opened;
    if (!sp || !ess) throw new Error("both systems are needed");
    await inStep(sp, "the demo to be in step");
    await inStep(ess, "the demo to be in step the other way");
    const people = await coveredPeople(sp);
    const reads = await readsOf(real, sp, seconds);
    await pauseFeed(sp, true);
    const edits = has("edits") ? await measureEdits(real, sp, people, seconds) : null;
    await pauseFeed(sp, false);
    if (edits) await inStep(sp, "the edits to be delivered");
    const carried = await carriedOf(real, { sp, ess }, people, { seconds, changes });
    // Last, since it leaves the registry a country larger.
    const country = has("country")
      ? await measureCountry(real, sp, households(), (line) => console.error(line))
      : null;
    const database = await databaseOf(sp);
    return { database, people: people.length, reads, edits, ...carried, country };
  } finally {
    for (const store of opened) await store.close();
    await real.stop();
  }
}

/** `--full`: a million, as the design's budgets are for. */
function households(): number {
  const asked = options.full ? full_households : Number(options.households) || 5_000;
  return Math.min(Math.max(asked, 100), full_households);
}

/** What is carried from one system to the other; last what makes the log long. */
async function carriedOf(
  real: RealSystem,
  stores: { sp: Store; ess: Store },
  people: readonly string[],
  { seconds, changes }: { seconds: number; changes: number },
) {
  const { sp } = stores;
  const drained = () => measureDrain(real, stores, people, changes);
  const drain = has("drain") ? await drained() : null;
  const batches = has("batches") ? await measureBatchCost(real, sp, people) : null;
  const samples = has("steady") ? await readSamples(sp, people) : [];
  const per_second = Math.min(Math.max(Number(options.rate) || steady_per_second, 1), 5_000);
  const steady = has("steady")
    ? await measureSteady(real, stores, people, { per_second, seconds, samples })
    : null;
  const beside = { changes, per_second: Math.min(beside_per_second, per_second), seconds };
  const catchingUp = has("catch-up") ? await measureCatchingUp(real, sp, people, beside) : null;
  if (!has("log")) return { drain, batches, steady, catchingUp };
  const asked = Number(options.events ?? (options.full ? full_events : events_default));
  const events = Math.min(Math.max(asked || events_default, 1_000), full_events);
  const before = drain ?? (await drained());
  const log = await measureLongLog(real, stores, people, { changes, events, before });
  return { drain, batches, steady, catchingUp, log };
}

async function readsOf(real: RealSystem, sp: Store, seconds: number) {
  const asked: Question[] = [];
  if (has("search")) asked.push("sync/search");
  if (has("check")) asked.push("sync/check-enrollment");
  return asked.length > 0 ? measureReads(real, sp, asked, seconds) : null;
}

async function inStep(sp: Store, what: string): Promise<void> {
  await until(what, in_step_ms_max, async () => {
    const [row] = await sp.query<{ behind: boolean }>(behind, [sp.system.id]);
    return row?.behind === false;
  });
}

function machine() {
  return {
    cpus: cpus().length,
    cpu: cpus()[0]?.model ?? "",
    memory_gb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

async function databaseOf(store: Store) {
  const [row] = await store.query<{ version: string; fsync: string }>(serverVersion);
  return { postgres: row?.version ?? "", fsync: row?.fsync ?? "" };
}

const serverVersion = {
  name: "bench-version",
  text: `select current_setting('server_version') as version, current_setting('fsync') as fsync`,
};
const result = await bench();
console.log(options.json ? JSON.stringify(result) : table(result));
