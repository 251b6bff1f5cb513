/**
 * The crash test: both offices work without a pause while nodes, databases and named moments of a
 * delivery die by `kill -9`. Afterwards nothing acknowledged is lost, nothing is there twice, and
 * both systems hold the same (guarantees G1 to G4, G6). TANDEM_CRASH_SEED repeats a run.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FaultPoint } from "../delivery/drain.ts";
import { settingsFile, writeNodeSettings } from "../main/node-settings.ts";
import { killAll } from "../main/postgres/orphans.ts";
import { commandLines } from "../main/postgres/processes.ts";
import { agreementsInForce, sharedLines } from "../main/shared-state.ts";
import type { Store } from "../store/database.ts";
import { partnerById } from "../store/partners.ts";
import {
  otherSide,
  sides,
  signIn,
  startReal,
  storeOf,
  until,
  type RealSystem,
  type Side,
} from "./bench/real-system.ts";
import {
  different,
  lost,
  outOfOrder,
  pairsOf,
  quietHead,
  readMemory,
  unlikeTheirEvents,
} from "./chaos/crash-proof.ts";
import type { Memory } from "./chaos/crash-proof.ts";
import { diceOf, isInStep, isReady, openOffices, type Office } from "./chaos/crash-workers.ts";

const seed = Number(process.env["TANDEM_CRASH_SEED"] ?? Date.now() % 1_000_000);
const dice = diceOf(seed);
const whole_test_ms_max = 280_000;
const back_ms_max = 10_000;
const heal_ms_max = 90_000;
const patience_ms = 60_000;
const arming_ms_max = 15_000;
/** How many answers the offices get between two crashes, at most. */
const answers_between_max = 150;
const systems = new Map([
  ["sp.demo", "sp"],
  ["ess.demo", "ess"],
] as const);

let real: RealSystem;
let office: Office;
let stores: Record<Side, Store>;
let memories: Record<Side, Memory>;
const backAfter_ms: { what: string; ms: number }[] = [];
const fired = new Set<FaultPoint>();

beforeAll(async () => {
  tell(`crash test: TANDEM_CRASH_SEED=${seed}`);
  real = await startReal();
  office = await openOffices(real, seed);
  for (const strike of shuffled(strikes())) {
    await moreAnswers(1 + Math.floor(dice() * answers_between_max));
    await strike();
    await bothReady();
  }
  await moreAnswers(1);
  await office.stop();
  stores = { sp: await storeOf(real, "sp"), ess: await storeOf(real, "ess") };
  await healed();
  memories = { sp: await readMemory(stores.sp), ess: await readMemory(stores.ess) };
  const events = memories.sp.events.length + memories.ess.events.length;
  const figures = backAfter_ms.map(({ what, ms }) => `${what} ${Math.round(ms)} ms`).join(", ");
  tell(
    `crash test: ${office.acknowledged.length} acknowledged changes, ${office.unanswered} calls without an answer, ${events} events; back after: ${figures}`,
  );
}, whole_test_ms_max);

afterAll(async () => {
  await office?.stop().catch(() => undefined);
  for (const side of sides) await stores?.[side].close();
  if (real && !memories) tell(real.said());
  await real?.stop();
}, patience_ms);

describe("after kill -9 of nodes, databases and every fault point under load", () => {
  it("ended at each named point of a delivery", () => {
    expect([...fired].sort()).toEqual([...points].sort());
  });

  it("brought each node and database back in time", () => {
    expect(backAfter_ms.filter(({ ms }) => ms > back_ms_max)).toEqual([]);
  });

  it.each(sides)("has every acknowledged change in the log of %s (G1)", (side) => {
    const mine = office.acknowledged.filter((one) => one.side === side);
    expect(mine.length).toBeGreaterThan(100);
    expect(lost(memories[side], mine)).toEqual([]);
  });

  it.each(sides)("has in %s records that are the fold of their events (G2)", (side) => {
    expect(unlikeTheirEvents(memories[side], systems)).toEqual([]);
  });

  it.each(sides)("has in %s no gap, no double and no inversion (G3, G4)", (side) => {
    expect(outOfOrder(memories[side])).toEqual([]);
  });

  it("told the other side of every person registered meanwhile", () => {
    const { sp, ess } = memories;
    const told = new Set(pairsOf(sp, ess).pairs.map(({ mine }) => mine.id));
    const people = office.acknowledged.filter(({ field, value }) => {
      return field === "name" && JSON.stringify(value).includes("Crash ");
    });
    expect(people.filter(({ record }) => !told.has(record))).toEqual([]);
  });

  it("holds the same on both sides, byte for byte (G6)", () => {
    const { sp, ess } = memories;
    expect(pairsOf(sp, ess).pairs.length).toBeGreaterThan(100);
    expect(different(sp, ess, "sp")).toEqual([]);
    expect(different(ess, sp, "ess")).toEqual([]);
  });

  it("dumps the same shared state from both databases", async () => {
    const [sp, ess] = [await dumped("sp"), await dumped("ess")];
    expect(sp.length).toBeGreaterThan(100);
    expect(sp.filter((line) => !ess.includes(line))).toEqual([]);
    expect(ess).toEqual(sp);
  });
});

const points: FaultPoint[] = ["before-send", "after-send", "before-cursor", "after-cursor"];

/** What `npx tandem dump` prints of a system. */
async function dumped(side: Side): Promise<string[]> {
  const partner = await partnerById(stores[side], `${otherSide[side]}.demo`);
  const agreements = partner && (await agreementsInForce(stores[side], partner.id));
  if (!agreements) throw new Error(`${side} has no partner to share with`);
  return sharedLines(stores[side], partner, agreements);
}

/** Never by a pid that is not there: 0 would be this very test. */
function killNow(side: Side): number {
  const { pid } = nodeOf(side);
  if (!pid) throw new Error(`the node ${side} is down already`);
  process.kill(pid, "SIGKILL");
  return pid;
}

/** Everything that dies in one run; two fault points on each side, dealt by the dice. */
function strikes(): (() => Promise<void>)[] {
  const [a = "before-send", b = "after-send", c = "before-cursor", d = "after-cursor"] =
    shuffled(points);
  return [
    ...sides.flatMap((side) => [
      () => killNode(side),
      () => killDatabase(side, "postmaster"),
      () => killDatabase(side, "whole database"),
    ]),
    () => endAtPoints("sp", [a, b]),
    () => endAtPoints("ess", [c, d]),
  ];
}

async function killNode(side: Side): Promise<void> {
  const before = killNow(side);
  await back(`node ${side}`, side, () => nodeOf(side).pid !== before);
}

async function killDatabase(side: Side, what: "postmaster" | "whole database"): Promise<void> {
  const before = databaseOf(side).pid;
  if (before === null) throw new Error(`the database of ${side} is down already`);
  const folder = / -D (\S+) /.exec(commandLines().get(before) ?? "")?.[1];
  if (!folder) throw new Error(`process ${before} is no postmaster`);
  process.kill(before, "SIGKILL");
  if (what === "whole database") killAll(folder);
  const other = () => {
    const { pid } = databaseOf(side);
    return pid !== null && pid !== before;
  };
  await back(`${what} ${side}`, side, other);
}

/**
 * Each point ends the process once, at its next batch. The file is read at a process's start, so the
 * next point is written as soon as the one before is armed: its death makes the process that reads it.
 */
async function endAtPoints(side: Side, order: FaultPoint[]): Promise<void> {
  let { restarts } = nodeOf(side);
  const arm = (fault: FaultPoint) =>
    writeNodeSettings(settingsFile(real.dataDir, side), { ...real.settings(side), fault });
  const isArmed = () => real.settings(side).fault === undefined;
  const [first, ...rest] = order;
  if (!first) return;
  arm(first);
  killNow(side);
  restarts += 1;
  for (const [at, point] of order.entries()) {
    // The process before it may have died and come back before the file was written.
    await until(`${point} to be armed at ${side}`, arming_ms_max, isArmed).catch(() => {
      killNow(side);
      restarts += 1;
      return until(`${point} to be armed at ${side}`, patience_ms, isArmed);
    });
    const next = rest[at];
    if (next) arm(next);
    restarts += 1;
    await until(`${point} at ${side}`, patience_ms, () => nodeOf(side).restarts >= restarts);
    fired.add(point);
  }
  await until(`${side} after its faults`, patience_ms, () => isReady(real, side));
}

async function back(what: string, side: Side, replaced: () => boolean): Promise<void> {
  const ms = await until(`${what} to come back`, patience_ms, async () => {
    return replaced() && nodeOf(side).state === "ready" && (await isReady(real, side));
  });
  backAfter_ms.push({ what, ms });
}

async function bothReady(): Promise<void> {
  for (const side of sides) {
    await until(`${side} to be ready`, patience_ms, async () => {
      return nodeOf(side).state === "ready" && databaseOf(side).pid !== null && isReady(real, side);
    });
  }
}

async function moreAnswers(count: number): Promise<void> {
  const wanted = office.acknowledged.length + count;
  await until("answers", patience_ms, () => office.acknowledged.length >= wanted);
}

/** In step by their own word, and with nothing on its way: both logs are quiet, none moves meanwhile. */
async function healed(): Promise<void> {
  const cookies = { sp: await signIn(real, "sp"), ess: await signIn(real, "ess") };
  const ms = await until("both systems to be in step", heal_ms_max, async () => {
    const head = await quietHead(stores.sp);
    if (head === null || (await quietHead(stores.ess)) === null) return false;
    if ((await quietHead(stores.sp)) !== head) return false;
    return (await isInStep(real, "sp", cookies.sp)) && isInStep(real, "ess", cookies.ess);
  });
  tell(`crash test: in step ${Math.round(ms)} ms after the last edit`);
}

function nodeOf(side: Side) {
  const node = real.run().nodes.find(({ name }) => name === side);
  if (!node) throw new Error(`the run file tells of no node ${side}`);
  return node;
}

function databaseOf(side: Side) {
  const database = real.run().databases.find(({ name }) => name === side);
  if (!database) throw new Error(`the run file tells of no database ${side}`);
  return database;
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  const dealt = items.map((item) => ({ item, at: dice() }));
  return dealt.sort((a, b) => a.at - b.at).map(({ item }) => item);
}

/** Figures go past the reporter, so that they stand in the log of a green run too. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
