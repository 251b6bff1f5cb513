/** One seed from beginning to end: work under faults, heal, run until quiet, audit. */
import { quietHead } from "../chaos/crash-proof.ts";
import { audit, type Audit } from "./auditor.ts";
import type { Slot } from "./databases.ts";
import { work } from "./deeds.ts";
import { heal, strike, temper, weatherOf } from "./faults.ts";
import { writeJournals } from "./journal.ts";
import type { Sabotage } from "./sabotage.ts";
import { storeOf, World } from "./world.ts";

export interface Options {
  seed: number;
  /** 3 to 5; by the seed if it is not said. */
  systems?: number;
  keepTrace?: boolean;
  /** Where the journals of the run go; none are written without it. */
  journal?: string;
  /** Breaks the product on purpose. */
  sabotage?: Sabotage;
}

export interface Outcome {
  seed: number;
  ok: boolean;
  faults: string[];
  digest: string;
  tail: string[];
  figures: Figures;
}
export interface Figures {
  systems: number;
  acknowledged: number;
  events: number;
  compared: number;
  steps: number;
  virtual_ms: number;
  requests: number;
  faults: number;
  fields_checked: number;
  counts: Record<string, number>;
}

const deeds_count = 45;
const faults_max = 8;
const deed_every_ms = 4_000;
/** Longer than the longest pause between two attempts, a few times. */
const quiet_ms_max = 2 * 3_600_000;
const quiet_look_ms = 20_000;

export async function runSeed(slots: readonly Slot[], options: Options): Promise<Outcome> {
  const { seed } = options;
  const count = options.systems ?? 3 + (seed % 3);
  const world = new World(seed, count, slots, options.keepTrace, options.sabotage);
  let found: Audit | null = null;
  const faults: string[] = [];
  try {
    await world.begin();
    await live(world);
    found = await audit(world);
    faults.push(...found.faults);
    if (options.journal !== undefined) writeJournals(options.journal, world, found);
  } catch (error) {
    faults.push(`broke off: ${told(error)}`);
  }
  return {
    seed,
    ok: faults.length === 0,
    faults,
    digest: world.trace.digest(),
    tail: world.trace.tail(),
    figures: figuresOf(world, count, found),
  };
}

async function live(world: World): Promise<void> {
  const { scheduler, dice } = world;
  const life = dice.fork("life");
  world.network.weather = weatherOf(life);
  temper(world, life);
  const span = deeds_count * deed_every_ms;
  for (let nth = 0; nth < deeds_count; nth += 1) {
    // The first deeds of each system make people to work on.
    const system =
      nth < 4 ? world.systems.find(({ kind }) => kind === "sp") : life.one(world.systems);
    const at = scheduler.nowMs + (life.chance(0.3) ? life.below(50) + nth * 50 : life.below(span));
    if (system) scheduler.at(at, "", () => work(world, system, life));
  }
  const faults = life.below(faults_max + 1);
  for (let nth = 0; nth < faults; nth += 1) {
    scheduler.at(scheduler.nowMs + life.below(span), "", () => strike(world, life));
  }
  const end = scheduler.nowMs + span;
  await scheduler.run(() => scheduler.nowMs >= end);
  await becomeQuiet(world);
}

/** Everything is put right; then rounds until all logs are numbered, sent and acknowledged. */
async function becomeQuiet(world: World): Promise<void> {
  const { scheduler } = world;
  const until = scheduler.nowMs + quiet_ms_max;
  let calm = 0;
  while (calm < 2) {
    heal(world);
    const look = scheduler.nowMs + quiet_look_ms;
    await scheduler.run(() => scheduler.nowMs >= look);
    if (scheduler.nowMs > until) throw new Error("not quiet after two hours without faults");
    calm = !scheduler.busy && (await isQuiet(world)) ? calm + 1 : 0;
    if (scheduler.nowMs < look) scheduler.nowMs = look;
  }
}

async function isQuiet(world: World): Promise<boolean> {
  for (const system of world.systems) {
    if (!system.process || (await quietHead(storeOf(system))) === null) return false;
  }
  return true;
}

function figuresOf(world: World, systems: number, found: Audit | null): Figures {
  const counts = { ...world.counts, ...world.network.counts };
  return {
    systems,
    acknowledged: world.observed.acknowledged.length,
    events: found?.events ?? 0,
    compared: found?.compared ?? 0,
    steps: world.scheduler.steps,
    virtual_ms: world.scheduler.nowMs - world.scheduler.startedMs,
    requests: world.observed.sent.length,
    faults: Object.entries(counts).reduce(
      (sum, [what, times]) => (what.startsWith("refused ") ? sum : sum + times),
      0,
    ),
    fields_checked: world.observed.fieldsChecked,
    counts,
  };
}

function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause =
    error.cause instanceof Error ? ` (${error.cause.stack ?? error.cause.message})` : "";
  return `${error.message}${cause}`;
}
