/** What an earlier supervisor left running when it was killed: found by the data folder, and ended. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { emptyDataFolder } from "./data-folder.ts";
import { nodeDir, nodeNames, settingsFile } from "./node-settings.ts";
import { makePlace, unprivilegedAccount } from "./postgres/account.ts";
import { clearOrphans } from "./postgres/orphans.ts";
import { commandLines } from "./postgres/processes.ts";
import { endProcess } from "./processes.ts";
import { run_file } from "./run-file.ts";

/** Longer than a supervisor takes to drain its nodes and stop its databases. */
const supervisor_patience_ms = 30_000;
const node_patience_ms = 10_000;

/** Ends the living supervisor of a data folder, as Ctrl+C would. */
export async function endSupervisor(pid: number): Promise<void> {
  await endProcess(pid, supervisor_patience_ms);
}

/**
 * Ends node processes that nobody supervises any more; returns how many. They are known by their
 * command line, not by what a file says of ids. Databases are cleared by their own start.
 */
export async function endLeftoverNodes(dataDir: string): Promise<number> {
  const works = join(dataDir, "works", "works.json");
  const files = [...nodeNames.map((name) => settingsFile(dataDir, name)), works];
  const ours = [...commandLines()].filter(
    ([pid, command]) =>
      pid !== process.pid &&
      (command.includes("node-process.js ") || command.includes("public-works/process.js ")) &&
      files.some((file) => command.trimEnd().endsWith(file)),
  );
  await Promise.all(ours.map(([pid]) => endProcess(pid, node_patience_ms)));
  return ours.length;
}

/** Deletes all data of the folder, the databases that lie elsewhere included, once nothing runs. The claim stays. */
export async function deleteData(dataDir: string): Promise<void> {
  for (const name of nodeNames) {
    const wanted = join(nodeDir(dataDir, name), "pg");
    if (!existsSync(wanted) && !existsSync(nodeDir(dataDir, name))) continue;
    const { dir } = makePlace(wanted, unprivilegedAccount());
    await clearOrphans(join(dir, "data"), () => undefined);
    rmSync(dir, { recursive: true, force: true });
  }
  emptyDataFolder(dataDir, run_file);
}
