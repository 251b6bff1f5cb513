/**
 * `npm run prove`: all proofs one after the other, their figures kept in docs/figures.json and shown
 * in docs/fault-matrix.md. Ends with 1 when any of them failed; the others are run all the same.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { childEnvironment } from "../../main/config.ts";
import { projectRoot } from "../../main/project-root.ts";
import { numbersIn, putFigures } from "./figures.ts";
import { runNames, stepsOf, type RunName, type Step, type Wanted } from "./runs.ts";
import { writePage } from "./write.ts";

const root = projectRoot();
const output_bytes_max = 256 * 1024 * 1024;

function main(): number {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "2000" },
      crashes: { type: "string", default: "5" },
      minutes: { type: "string", default: "10" },
      from: { type: "string", default: String(Date.now() % 1_000_000) },
      only: { type: "string", default: runNames.join(",") },
    },
  });
  const names = values.only.split(",");
  const known = runNames.filter((name) => names.includes(name));
  const numbers = [values.seeds, values.crashes, values.minutes, values.from].map(Number);
  if (known.length !== names.length || numbers.some((number) => !(number >= 0))) {
    process.stderr.write(`--only takes ${runNames.join(",")}; the others take numbers\n`);
    return 64;
  }
  const [seeds = 0, crashes = 0, minutes = 0, from = 0] = numbers;
  const failed = known.filter((name) => !prove(name, { seeds, crashes, minutes, from }));
  writePage();
  for (const name of failed) process.stdout.write(`failed: ${name}\n`);
  process.stdout.write(`${known.length - failed.length} of ${known.length} proofs held\n`);
  return failed.length === 0 ? 0 : 1;
}

/** Runs one proof and keeps its figures. */
function prove(name: RunName, wanted: Wanted): boolean {
  const started = performance.now();
  const steps = stepsOf(name, wanted).map((step) => ({ step, result: run(step) }));
  const failed = steps.filter(({ result }) => !result.ok);
  for (const { step } of failed) process.stdout.write(`again with: ${step.command}\n`);
  const numbers: Record<string, number> = name === "crash" ? { seeds: steps.length } : {};
  for (const { result } of steps) {
    for (const [number, value] of Object.entries(result.numbers)) {
      numbers[number] = (numbers[number] ?? 0) + value;
    }
  }
  putFigures(name, {
    command: steps.length === 1 ? (steps[0]?.step.command ?? "") : repeatOf(name, wanted),
    on: new Date().toISOString().slice(0, 10),
    commit: commit(),
    ok: failed.length === 0 && steps.length > 0,
    seconds: Math.round((performance.now() - started) / 1000),
    numbers,
  });
  return failed.length === 0 && steps.length > 0;
}

function repeatOf(name: RunName, { crashes, from }: Wanted): string {
  return `npm run prove -- --only ${name} --crashes ${crashes} --from ${from}`;
}

interface Result {
  ok: boolean;
  numbers: Record<string, number>;
}

function run(step: Step): Result {
  process.stdout.write(`${step.command}\n`);
  const folder = mkdtempSync(join(tmpdir(), "tandem-prove-"));
  const file = join(folder, "result.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const isVitest = step.says === "vitest";
  const done = spawnSync(step.program, [...step.args, ...(isVitest ? reporters : [])], {
    cwd: root,
    encoding: "utf8",
    env: { ...childEnvironment(), ...step.env },
    maxBuffer: output_bytes_max,
    stdio: ["ignore", isVitest ? "inherit" : "pipe", "inherit"],
  });
  try {
    const text = isVitest ? (existsSync(file) ? readFileSync(file, "utf8") : "") : done.stdout;
    const said = JSON.parse(text === "" ? "{}" : text) as VitestResult;
    return {
      ok: done.status === 0,
      numbers: isVitest ? ofVitest(said) : numbersIn(said),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface VitestResult {
  numPassedTests?: number;
  numFailedTests?: number;
  testResults?: { name: string; assertionResults: Assertion[] }[];
}
interface Assertion {
  status: string;
  ancestorTitles: string[];
}
function ofVitest(result: VitestResult): Record<string, number> {
  const numbers: Record<string, number> = {
    passed: result.numPassedTests ?? 0,
    failed: result.numFailedTests ?? 0,
  };
  for (const { name, assertionResults } of result.testResults ?? []) {
    const file = relative(root, name);
    const of = (status: string) => assertionResults.filter((one) => one.status === status).length;
    numbers[`files.${file}.passed`] = of("passed");
    numbers[`files.${file}.failed`] = of("failed");
    const bugs = assertionResults.filter((one) => one.ancestorTitles.includes("a known bug"));
    if (bugs.length === 0) continue;
    numbers["known_bugs"] = bugs.length;
    numbers["caught"] = bugs.filter(({ status }) => status === "passed").length;
  }
  return numbers;
}

function commit(): string {
  const done = spawnSync("git", ["rev-parse", "--short", "HEAD"], { cwd: root, encoding: "utf8" });
  return done.status === 0 ? done.stdout.trim() : "";
}

process.exitCode = main();
