/** Where a verifier finds a system: its database and keys, by the settings its node left behind. */
import { existsSync } from "node:fs";
import { openAuditReader, type AuditReader } from "../../store/audit-reading.ts";
import { jwks } from "../../wire/keys.ts";
import { CannotGoOn, exitCodes } from "../exit-codes.ts";
import { ownKeysOf, readNodeKeys } from "../keys.ts";
import {
  nodeNames,
  readNodeSettings,
  settingsFile,
  type NodeSettings,
  type SystemKind,
  type SystemSettings,
} from "../node-settings.ts";

/** A system of a data folder, whether its node runs or not. */
export interface PlacedSystem {
  node: NodeSettings;
  system: SystemSettings;
}

/** The systems of a data folder, or the one of a kind. @throws CannotGoOn when there is none. */
export function placedSystems(dataDir: string, kind: SystemKind | undefined): PlacedSystem[] {
  const nodes = nodeNames
    .map((name) => settingsFile(dataDir, name))
    .filter((file) => existsSync(file))
    .map(readNodeSettings);
  const all = nodes.flatMap((node) => node.systems.map((system) => ({ node, system })));
  const wanted = all.filter(({ system }) => kind === undefined || system.kind === kind);
  if (wanted.length > 0) return wanted;
  throw unavailable(`There is no such system on ${dataDir}. It is made by npm start.`);
}

/** Opens a system's log to be read. @throws CannotGoOn when its database does not answer. */
export async function openPlaced({ node, system }: PlacedSystem): Promise<AuditReader> {
  try {
    return await openAuditReader(node.appUrl, system.id);
  } catch {
    throw unavailable(
      `The database of ${system.title} does not answer. It must run; the node need not.`,
    );
  }
}

/** The public keys a node signs with, as a key set. */
export async function publicKeySet({ node }: PlacedSystem): Promise<object> {
  return jwks(ownKeysOf(await readNodeKeys(node.keysFile)).signing);
}

function unavailable(line: string): CannotGoOn {
  return new CannotGoOn({ code: exitCodes.unavailable, line });
}
