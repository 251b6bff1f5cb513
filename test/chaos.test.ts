/**
 * The crash test, with everything at once: both offices work without a pause while nodes, databases
 * and named moments die by `kill -9`, processes freeze, a second node takes the first one for dead, and
 * the links between them delay, double, cut, garble and lose. Afterwards nothing acknowledged is lost,
 * nothing is there twice, and both systems hold the same (guarantees G1 to G4, G6).
 * TANDEM_CHAOS_SEED deals the same faults again.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultKinds } from "../tools/fault-proxy/faults.ts";
import { sides } from "./bench/real-system.ts";
import { different, lost, outOfOrder, pairsOf, unlikeTheirEvents } from "./chaos/crash-proof.ts";
import { effectsTwice } from "./chaos/figures.ts";
import { runChaos, type ChaosRun } from "./chaos/run.ts";
import { namedFaults } from "./chaos/strikes.ts";

const seed = Number(process.env["TANDEM_CHAOS_SEED"] ?? Date.now() % 1_000_000);
const seconds = 90;
const whole_test_ms_max = 600_000;
const systems = new Map([
  ["sp.demo", "sp"],
  ["ess.demo", "ess"],
] as const);

let run: ChaosRun;
let folder: string;

beforeAll(async () => {
  tell(`chaos test: TANDEM_CHAOS_SEED=${seed}`);
  folder = await mkdtemp(join(tmpdir(), "tandem-chaos-"));
  run = await runChaos({ seed, seconds, folder, say: (line) => tell(`chaos test: ${line}`) });
  tell(`chaos test: ${JSON.stringify(run.figures)}`);
}, whole_test_ms_max);

afterAll(async () => {
  if (run?.violations.length === 0) await rm(folder, { recursive: true, force: true });
  else tell(`chaos test: journals are in ${folder}`);
});

describe("after kill -9 of nodes, databases and every named moment, and every fault of a link, under load", () => {
  it("ended at each named point of sending, receiving, numbering and calling back", () => {
    const fired = new Set(run.fired.map(({ point }) => point));
    expect([...fired].sort()).toEqual([...namedFaults].sort());
  });

  it("met every fault that a link can have, and every strike at a process", () => {
    const { faults } = run.figures;
    expect(faultKinds.filter((kind) => faults[kind] === 0)).toEqual([]);
    expect(Object.entries(faults).filter(([, count]) => count === 0)).toEqual([]);
  });

  it("brought every process back in time", () => {
    expect(run.recoveries.length).toBeGreaterThanOrEqual(6);
    expect(run.violations.filter((one) => /came back|did not end/.test(one))).toEqual([]);
  });

  it.each(sides)("has every acknowledged change in the log of %s (G1)", (side) => {
    const mine = run.acknowledged.filter((one) => one.side === side);
    expect(mine.length).toBeGreaterThan(100);
    expect(lost(run.memories[side], mine)).toEqual([]);
  });

  it.each(sides)("has in %s records that are the fold of their events (G2)", (side) => {
    expect(unlikeTheirEvents(run.memories[side], systems)).toEqual([]);
  });

  it.each(sides)("has in %s no gap, no double and no inversion (G3, G4)", (side) => {
    expect(outOfOrder(run.memories[side])).toEqual([]);
  });

  it("changed nothing twice, though batches came twice (G4)", () => {
    expect(run.figures.duplicates_received).toBeGreaterThan(0);
    expect(sides.flatMap((side) => effectsTwice(run.memories[side]))).toEqual([]);
  });

  it("told the other side of every person registered meanwhile", () => {
    const { sp, ess } = run.memories;
    const told = new Set(pairsOf(sp, ess).pairs.map(({ mine }) => mine.id));
    const people = run.acknowledged.filter(({ field, value }) => {
      return field === "name" && JSON.stringify(value).includes("Crash ");
    });
    expect(people.length).toBeGreaterThan(0);
    expect(people.filter(({ record }) => !told.has(record))).toEqual([]);
  });

  it("holds the same on both sides, byte for byte (G6)", () => {
    const { sp, ess } = run.memories;
    expect(pairsOf(sp, ess).pairs.length).toBeGreaterThan(100);
    expect(different(sp, ess, "sp")).toEqual([]);
    expect(different(ess, sp, "ess")).toEqual([]);
  });

  it("dumps the same shared state from both databases", () => {
    const { sp, ess } = run.dumps;
    expect(sp.length).toBeGreaterThan(100);
    expect(sp.filter((line) => !ess.includes(line))).toEqual([]);
    expect(ess).toEqual(sp);
  });

  it("followed no redirect (G9)", () => {
    expect(run.figures.faults["redirect"]).toBeGreaterThan(0);
    expect(run.figures.redirects_followed).toBe(0);
  });

  it("gives the separate checker nothing to find in its journals", () => {
    expect(run.checker?.violations).toEqual([]);
    expect(run.checker?.checked["items acknowledged to a partner"]).toBeGreaterThan(100);
  });

  it("breaks no promise", () => {
    expect(run.violations).toEqual([]);
  });
});

/** Figures go past the reporter, so that they stand in the log of a green run too. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
