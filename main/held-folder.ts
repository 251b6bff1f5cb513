/** The data folder in the hands of this process: nobody else starts, migrates or deletes in it. */
import type { Config } from "./config.ts";
import { makeDataFolder } from "./data-folder.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import { deleteData, endLeftoverNodes, endSupervisor } from "./leftovers.ts";
import {
  claimRun,
  newRun,
  readRunning,
  removeRun,
  type RunFile,
  type Standing,
} from "./run-file.ts";

type Say = (line: string) => void;

/**
 * Takes the folder, ends what an earlier supervisor left, does the work, gives the folder free.
 * @throws CannotGoOn when another process has the folder, or it cannot be written.
 */
export async function holdFolder<T>(
  { dataDir }: Pick<Config, "dataDir">,
  options: { standing: Standing; reset?: boolean; say: Say },
  work: (run: RunFile) => Promise<T>,
): Promise<T> {
  const { standing, reset = false, say } = options;
  if (reset) await endRunning(dataDir, say);
  const run = newRun(standing);
  take(dataDir, run);
  try {
    const left = await endLeftoverNodes(dataDir);
    if (left > 0) say(`Ended ${left} node process${left > 1 ? "es" : ""} of an earlier start`);
    if (reset) {
      await deleteData(dataDir);
      say(`Deleted all data in ${dataDir}`);
    }
    return await work(run);
  } finally {
    removeRun(dataDir);
  }
}

function take(dataDir: string, run: RunFile): void {
  let taken: boolean;
  try {
    makeDataFolder(dataDir);
    taken = claimRun(dataDir, run);
  } catch (error) {
    throw new CannotGoOn({
      code: exitCodes.cannotWrite,
      line: `The data folder ${dataDir} cannot be written (${(error as Error).message}). Set TANDEM_DATA to another folder.`,
    });
  }
  if (taken) return;
  const other = readRunning(dataDir)?.run;
  const urls = other?.nodes.flatMap((node) => node.urls) ?? [];
  const where = urls.length > 0 ? ` at ${urls.join(" and ")}` : "";
  throw new CannotGoOn({
    code: exitCodes.temporary,
    line: `Tandem already runs on ${dataDir}${where} (process ${other?.supervisor.pid ?? "unknown"}). Use that one, stop it with Ctrl+C in its terminal, or set TANDEM_DATA, TANDEM_PORT_SP and TANDEM_PORT_ESS for a second one.`,
  });
}

async function endRunning(dataDir: string, say: Say): Promise<void> {
  const running = readRunning(dataDir);
  if (running === undefined) return;
  const { pid } = running.run.supervisor;
  say(`Stopping the Tandem that runs on this folder (process ${pid})`);
  await endSupervisor(pid);
}
