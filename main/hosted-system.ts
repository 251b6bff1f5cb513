/** One hosted system put together: its memory, its door for partners, its loop to them. */
import type { Logger } from "pino";
import { uuidv7 } from "uuidv7";
import { startDispatcher, type Dispatcher } from "../delivery/dispatcher.ts";
import type { FaultPoint } from "../delivery/drain.ts";
import type { Outgoing } from "../delivery/outgoing.ts";
import { exchangeCheckpoints } from "../delivery/witness.ts";
import { createPartnerTokens } from "../delivery/partner-tokens.ts";
import { createHosted, type Hosted, type Node } from "../server/hosting.ts";
import type { Door } from "../server/registry/knock.ts";
import { receiverOf } from "../server/registry/receiving/again.ts";
import { createPartnerKeys } from "../server/registry/partner-keys.ts";
import { openStore } from "../store/database.ts";
import { checkSeal } from "../store/seal-check.ts";
import { fillSearch } from "../store/search-filling.ts";
import type { Partner } from "../store/partners.ts";
import { createSealer } from "../store/sealing.ts";
import type { Client } from "../wire/client.ts";
import { ownKeysOf, type NodeKeys } from "./keys.ts";
import type { NodeSettings, SystemSettings } from "./node-settings.ts";
import { checkRestored, highWaterFile, keepHighWater, lastHighWater } from "./high-water.ts";
import { partnerLine } from "./partner-line.ts";
import { reachOfNode } from "./reach.ts";

export interface HostedSystem {
  /** Writes down beside the database how far it is; returns how to stop. */
  keepHighWater: () => () => void;
  settings: SystemSettings;
  hosted: Hosted;
  door: (node: Node) => Door;
  /** How this system asks a partner over the wire. */
  line: (partner: Partner) => Client;
  dispatch: (
    handOver: Outgoing["handOver"],
    fault: (point: FaultPoint) => void,
    line: (partner: Partner) => Client | null,
  ) => Dispatcher;
}

export async function hostSystem(
  settings: NodeSettings,
  system: SystemSettings,
  keys: NodeKeys,
  log: Logger,
): Promise<HostedSystem> {
  const { id, kind, title, baseUrl } = system;
  const store = await openStore({
    appUrl: settings.appUrl,
    system: { id, kind, title },
    sealer: createSealer(Buffer.from(keys.seal, "base64")),
    nowMs: Date.now,
    newId: uuidv7,
    onIdleError: () => log.warn({ system: id }, "a database connection broke"),
  });
  await checkSeal(store);
  const highWater = highWaterFile(settings.dataDir, kind);
  const isKnown = lastHighWater(highWater) !== null;
  const restored = await checkRestored(store, highWater);
  if (restored) log.warn({ system: id, epoch: restored }, "restored from a backup: a new epoch");
  const filled = await fillSearch(store);
  if (filled > 0) log.info({ system: id, records: filled }, "older records can be searched now");
  const hosted = await createHosted(store);
  const own = ownKeysOf(keys);
  const reach = reachOfNode(settings);
  const tokens = createPartnerTokens({ store, keys: own, reach, newId: uuidv7 });
  const partnerKeys = createPartnerKeys(store, reach);
  const registryUrl = `${baseUrl}${settings.registryPath}`;
  const means = { store, keys: own, reach, tokens, partnerKeys, registryUrl };
  return {
    keepHighWater: () => keepHighWater(store, highWater),
    settings: system,
    hosted,
    door: (node) => ({
      node,
      hosted,
      keys: own,
      baseUrl,
      partnerKeys,
    }),
    line: (partner) => partnerLine(means, partner),
    dispatch: (handOver, fault, line) =>
      startDispatcher({
        store,
        outgoing: { keys: own, reach, tokens, newId: uuidv7, handOver },
        dice: Math.random,
        ...(settings.retentionDays ? { retention_ms: settings.retentionDays * day_ms } : {}),
        fault,
        night: settings.night ?? null,
        newId: uuidv7,
        registryUrl,
        // Nothing here tells how far the system was: partners are asked before anything is numbered.
        before: isKnown ? undefined : () => exchangeCheckpoints(store, line),
        line,
        receiver: receiverOf(hosted, uuidv7),
        onProblem: (problem, error) => log.error({ err: error, system: id }, problem),
      }),
  };
}
const day_ms = 86_400_000;
