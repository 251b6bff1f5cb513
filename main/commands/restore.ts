import type { Command } from "commander";
import { uuidv7 } from "uuidv7";
import { beginEpoch } from "../../store/restore.ts";
import { CannotGoOn, exitCodeHelp, exitCodes } from "../exit-codes.ts";
import { requireKind, withRunningSystem } from "../running-system.ts";
import { requireConfig } from "./settings.ts";

const help = `
Says that a system's database was put back from a backup: a new epoch begins, so that no number ever
means two things, and all partners are sent everything anew. A node finds this out by itself from its
high-water file and from its partners; say it where neither could know (another machine, and partners
that are away). Harmless when it was not so.
--json prints {system, epoch}.`;

/** `restore`: what the operator knows of a backup that was put back. */
export function addRestoreCommands(program: Command): Command {
  const restore = program.command("restore").description("a database was put back from a backup");
  restore
    .command("announce")
    .description("begin a new epoch, and send everything anew")
    .requiredOption("--system <kind>", "sp or ess")
    .option("--json", "print the result as JSON")
    .addHelpText("after", `${help}\n${exitCodeHelp()}`)
    .exitOverride()
    .action(async ({ system, json = false }: { system: string; json?: boolean }) => {
      const { dataDir } = requireConfig().config;
      const done = await withRunningSystem(dataDir, requireKind(system), async ({ store }) => ({
        system: store.system.id,
        epoch: await beginEpoch(store, "announced", uuidv7()),
      }));
      if (done.epoch === null) {
        const line = "Another process began a new epoch at this moment; nothing more is to do.";
        throw new CannotGoOn({ code: exitCodes.temporary, line });
      }
      console.log(
        json ? JSON.stringify(done, undefined, 2) : `${done.system}: epoch ${done.epoch}`,
      );
      process.exitCode = exitCodes.ok;
    });
  return restore;
}
