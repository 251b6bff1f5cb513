import type { Command } from "commander";
import { readOwnConfig } from "../config.ts";
import { supervise } from "../supervisor.ts";

interface StartOptions {
  reset?: boolean;
  integrated?: boolean;
  demo: boolean;
}

/** `start`: everything up, until Ctrl+C. */
export function addStart(program: Command): Command {
  return program
    .command("start")
    .description("start both systems and their databases; Ctrl+C stops them")
    .option("--reset", "first stop what runs on the data folder and delete all its data")
    .option("--integrated", "one node that hosts both systems, on TANDEM_PORT_SP")
    .option("--no-demo", "no demo data")
    .action(async ({ reset = false, integrated = false, demo }: StartOptions) => {
      const reading = readOwnConfig({ integrated, demo });
      process.exitCode = await supervise(reading, { reset, say: (line) => console.log(line) });
    });
}
