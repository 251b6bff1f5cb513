import type { Command } from "commander";
import { checkAll, type Check } from "../checks.ts";
import { readOwnConfig } from "../config.ts";
import { exitCodes } from "../exit-codes.ts";

interface DoctorOptions {
  integrated?: boolean;
  json?: boolean;
}

/** `doctor`: what would keep Tandem from running well, and what to do about it. */
export function addDoctor(program: Command): Command {
  return program
    .command("doctor")
    .description("check what Tandem needs, and say what to do where it is not there")
    .option("--integrated", "check for the integrated deployment")
    .option("--json", "print the checks as JSON")
    .action(async ({ integrated = false, json = false }: DoctorOptions) => {
      const checks = await checkAll(readOwnConfig({ integrated }));
      const ok = checks.every((check) => check.ok);
      if (json) console.log(JSON.stringify({ ok, checks: checks.map(shown) }, undefined, 2));
      else for (const check of checks) console.log(lineOf(check));
      process.exitCode = checks.find((check) => !check.ok)?.code ?? exitCodes.ok;
    });
}

function shown({ name, ok, line }: Check) {
  return { name, ok, line };
}

function lineOf({ name, ok, line }: Check): string {
  return `${ok ? "ok     " : "problem"}  ${name.padEnd(20)} ${line}`;
}
