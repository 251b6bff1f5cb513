/** The proofs `npm run prove` runs, each with the command that repeats it. */
import { rows } from "./rows.ts";

export const runNames = ["bugs", "tests", "crash", "sim", "chaos"] as const;
export type RunName = (typeof runNames)[number];

export interface Wanted {
  /** Seeds of the simulation, and of the crash test. */
  seeds: number;
  crashes: number;
  from: number;
  minutes: number;
}

/** A program to start; its standard output or a file says what it came to. */
export interface Step {
  command: string;
  program: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Vitest writes its result to a file; the others print JSON. */
  says: "vitest" | "json";
}

const vitest = (args: readonly string[]) => ({
  program: "npx",
  args: ["vitest", "run", ...args],
  says: "vitest" as const,
});

/** Every test file the matrix names, once. */
export function namedTests(): string[] {
  return [...new Set(rows.flatMap(({ tests = [] }) => tests))].sort();
}

/** What a proof consists of: the crash test is one step per seed, the others are one step. */
export function stepsOf(name: RunName, wanted: Wanted): Step[] {
  switch (name) {
    case "bugs":
      return [
        {
          command: "npm run prove -- --only bugs",
          ...vitest(["--config", "test/prove.config.ts", "test/prove/known-bugs.test.ts"]),
        },
      ];
    case "tests":
      return [{ command: "npm run prove -- --only tests", ...vitest(namedTests()) }];
    case "crash":
      return Array.from({ length: wanted.crashes }, (_, at) => ({
        command: `TANDEM_CHAOS_SEED=${wanted.from + at} npx vitest run test/chaos.test.ts`,
        ...vitest(["test/chaos.test.ts"]),
        env: { TANDEM_CHAOS_SEED: String(wanted.from + at) },
      }));
    case "sim": {
      const said = ["--seeds", String(wanted.seeds), "--from", String(wanted.from)];
      return [jsonStep(`npm run sim -- ${said.join(" ")}`, "dist/test/sim/sim.js", said)];
    }
    case "chaos": {
      const said = ["--minutes", String(wanted.minutes), "--seed", String(wanted.from)];
      return [jsonStep(`npm run chaos -- ${said.join(" ")}`, "dist/test/chaos/chaos.js", said)];
    }
  }
}

function jsonStep(command: string, file: string, args: readonly string[]): Step {
  return { command, program: process.execPath, args: [file, ...args, "--json"], says: "json" };
}
