/** `npx tandem …`: the command line. A new command is one line in the list below. */
import { Command, CommanderError } from "commander";
import { addAuditCommands } from "./commands/audit.ts";
import { addDciCommands } from "./commands/dci.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addDump } from "./commands/dump.ts";
import { addLinkCommands } from "./commands/link.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addParkedCommands } from "./commands/parked.ts";
import { addPartnerCommands } from "./commands/partner.ts";
import { addPlanCommands } from "./commands/plan.ts";
import { addReplay } from "./commands/replay.ts";
import { addRestoreCommands } from "./commands/restore.ts";
import { addStart } from "./commands/start.ts";
import { addStatus } from "./commands/status.ts";
import { addSyncCommands } from "./commands/sync.ts";
import { CannotGoOn, exitCodeHelp, exitCodes, type ExitCode } from "./exit-codes.ts";
import { projectVersion } from "./project-root.ts";

/** Adds itself to the program. */
export type AddCommand = (program: Command) => Command;

const commands: AddCommand[] = [
  addStart,
  addStatus,
  addDoctor,
  addMigrate,
  addPartnerCommands,
  addLinkCommands,
  addParkedCommands,
  addReplay,
  addDump,
  addSyncCommands,
  addAuditCommands,
  addRestoreCommands,
  addDciCommands,
  addPlanCommands,
];

const settingsHelp = `
Settings (environment):
  TANDEM_PORT_SP     port of social protection (4001)
  TANDEM_PORT_ESS    port of employment support (4002)
  TANDEM_PORT_WORKS  port of the demo's public works programme (the next one), or off
  TANDEM_REGISTRY_PATH  where the DCI operations stand (/registry)
  TANDEM_PEER_PATHS  on: also under /ess/… and /sp/… (on in the demo, otherwise off)
  TANDEM_HOST        address to listen on (127.0.0.1)
  TANDEM_URL_SP, TANDEM_URL_ESS
                     where partners reach the node, when something stands before it
  TANDEM_DATA        data folder (.tandem in the project)
  TANDEM_LOG_LEVEL   fatal, error, warn, info, debug, trace or silent (warn)
  DATABASE_URL_SP, DATABASE_URL_ESS
                     a PostgreSQL 15 or newer instead of the one that comes along`;

/** Runs one command and ends the process with its exit code. */
export async function run(argv: string[]): Promise<void> {
  process.exit(await codeOf(argv));
}

async function codeOf(argv: string[]): Promise<ExitCode> {
  try {
    await newProgram().parseAsync(argv);
    return (process.exitCode as ExitCode | undefined) ?? exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) {
      return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    }
    if (error instanceof CannotGoOn) {
      for (const { line } of error.problems) console.error(`✗ ${line}`);
      return error.code;
    }
    console.error(error instanceof Error ? (error.stack ?? error.message) : error);
    console.error("✗ This is a bug. Please report the lines above.");
    return exitCodes.bug;
  }
}

function newProgram(): Command {
  const program = new Command("tandem")
    .description("Keeps a social protection and an employment support system in step.")
    .version(projectVersion())
    .addHelpText("after", `${settingsHelp}\n${exitCodeHelp()}`)
    .exitOverride();
  for (const add of commands) {
    // exitOverride and the help text do not pass on to subcommands by themselves.
    add(program).exitOverride().addHelpText("after", exitCodeHelp());
  }
  return program;
}
