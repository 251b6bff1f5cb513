/** One system of a running Tandem, opened beside its node by the node's own settings. */
import { uuidv7 } from "uuidv7";
import { isOutage, openStore, type Store } from "../store/database.ts";
import { createSealer } from "../store/sealing.ts";
import { CannotGoOn, exitCodes } from "./exit-codes.ts";
import { readNodeKeys } from "./keys.ts";
import type { NodeSettings, SystemKind, SystemSettings } from "./node-settings.ts";
import { readRunning } from "./run-file.ts";

/** What a command gets to work with. */
export interface RunningSystem {
  node: NodeSettings;
  system: SystemSettings;
  store: Store;
}

/** Reads the option `--system`. @throws CannotGoOn when it is neither sp nor ess. */
export function requireKind(text: string, option = "--system"): SystemKind {
  if (text === "sp" || text === "ess") return text;
  throw new CannotGoOn({
    code: exitCodes.usage,
    line: `${option} is "${text}". Say ${option} sp (social protection) or ${option} ess (employment support).`,
  });
}

/**
 * Opens the memory of a running system, works with it and closes it.
 * @throws CannotGoOn when Tandem, or that system's database, is not running.
 */
export async function withRunningSystem<T>(
  dataDir: string,
  kind: SystemKind,
  work: (running: RunningSystem) => Promise<T>,
): Promise<T> {
  const nodes = readRunning(dataDir)?.nodes ?? [];
  const node = nodes.find(({ systems }) => systems.some((system) => system.kind === kind));
  const system = node?.systems.find((one) => one.kind === kind);
  if (!node || !system) {
    throw unavailable(`Tandem is not running on ${dataDir}. Start it with npm start.`);
  }
  const keys = await readNodeKeys(node.keysFile);
  try {
    const store = await openStore({
      appUrl: node.appUrl,
      system: { id: system.id, kind, title: system.title },
      sealer: createSealer(Buffer.from(keys.seal, "base64")),
      nowMs: Date.now,
      newId: uuidv7,
      connections_max: 2,
    });
    try {
      return await work({ node, system, store });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof CannotGoOn || !isOutage(error)) throw error;
    throw unavailable(
      `The database of ${system.title} does not answer. npx tandem doctor says more.`,
    );
  }
}

function unavailable(line: string): CannotGoOn {
  return new CannotGoOn({ code: exitCodes.unavailable, line });
}
