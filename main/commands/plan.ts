import { readFile, stat } from "node:fs/promises";
import { text as textOf } from "node:stream/consumers";
import { Option, type Command } from "commander";
import { limits } from "../../domain/conflicts/facts.ts";
import { CannotGoOn, exitCodeHelp, exitCodes, type ExitCode } from "../exit-codes.ts";
import { answerFile, faultLine, faultsOf, fileLines, hasConflicts } from "./plan/file.ts";

interface Options {
  json?: boolean;
  as?: "social" | "employment";
  exitCode?: boolean;
}

const help = `
Reads the facts of one household ({...}), or of many ({"cases": [{"id", "facts"}]}), and prints what
cannot both be, what would cost the person, and what cannot be told. docs/plan-format.md describes both.
Ends with 0 whether there are conflicts or not; with --exit-code conflicts end with 1. Facts that cannot
be read end with 65, with a code and the place; of many cases the others are answered all the same.
Nothing is stored and nothing is sent.`;

/** `plan`: what a plan says before it is anybody's. */
export function addPlanCommands(program: Command): Command {
  const plan = program.command("plan").description("check plans for conflicts");
  plan
    .command("check")
    .description("check the plan in a file for conflicts; no node needs to run")
    .argument("<file>", "facts in the plan format, as JSON; - reads standard input")
    .option("--json", "print the answer as JSON")
    .addOption(
      new Option("--as <agency>", "answer only what this agency may be shown").choices([
        "social",
        "employment",
      ]),
    )
    .option("--exit-code", "end with 1 if there are conflicts")
    .addHelpText("after", `${help}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async (file: string, options: Options) => {
      process.exitCode = await check(file, options);
    });
  return plan;
}

async function check(file: string, options: Options): Promise<ExitCode> {
  const answer = answerFile(await readAll(file), options.as ?? null);
  const faults = faultsOf(answer);
  const all = options.json === true ? [JSON.stringify(answer, undefined, 2)] : fileLines(answer);
  if (options.json === true || faults.length === 0 || "cases" in answer) await print(all);
  for (const fault of faults) console.error(`✗ ${faultLine(fault)}`);
  if (faults.length > 0) return exitCodes.badData;
  return options.exitCode === true && hasConflicts(answer) ? exitCodes.failed : exitCodes.ok;
}

/** Waits until all is written: the process ends right after, and a pipe may be slower. */
async function print(lines: readonly string[]): Promise<void> {
  await new Promise<void>((resolve) => {
    process.stdout.write(`${lines.join("\n")}\n`, () => resolve());
  });
}

async function readAll(file: string): Promise<string> {
  if (file === "-") return textOf(process.stdin);
  try {
    const { size } = await stat(file);
    if (size > limits.file_bytes_max) {
      const line = `${file} is larger than ${limits.file_bytes_max / 2 ** 20} MiB.`;
      throw new CannotGoOn({ code: exitCodes.badData, line });
    }
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof CannotGoOn) throw error;
    const line = `${file} cannot be read: ${error instanceof Error ? error.message : "unknown"}.`;
    throw new CannotGoOn({ code: exitCodes.unavailable, line });
  }
}
