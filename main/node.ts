/** Puts a node together: what it hosts, the doors it opens, the loops it runs. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Fastify, { type FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { uuidv7 } from "uuidv7";
import type { Outgoing } from "../delivery/outgoing.ts";
import { hostedLine } from "../server/asking/hosted-line.ts";
import { registerDocs } from "../server/docs/routes.ts";
import { registerHealth } from "../server/health.ts";
import type { Node } from "../server/hosting.ts";
import { registerPages } from "../server/pages.ts";
import { registerPortal } from "../portal/routes.ts";
import { catchUp } from "../delivery/catch-up.ts";
import { foresee } from "../delivery/foreseeing.ts";
import { createDigests } from "../delivery/digest-answer.ts";
import { witness } from "../delivery/witness.ts";
import { wholeRecords } from "../delivery/whole-records.ts";
import { decideMatch } from "../server/registry/decide-match.ts";
import { handOverTo } from "../server/registry/hand-over.ts";
import { registerRegistry } from "../server/registry/routes.ts";
import { registerTokens } from "../server/registry/tokens.ts";
import { registerStaffApi } from "../server/staff/app.ts";
import { createSignOffs } from "../server/sign-offs.ts";
import { listensOnLoopback } from "./reach.ts";
import { rangesOf } from "../wire/reach/addresses.ts";
import { faultPoint } from "./fault-points.ts";
import { hostSystem, type HostedSystem } from "./hosted-system.ts";
import { readNodeKeys, ownKeysOf, publishedKeys, type NodeKeys } from "./keys.ts";
import { watchKeys } from "./keys-watch.ts";
import type { NodeSettings, SystemKind } from "./node-settings.ts";

/** A node that serves. */
export interface StartedNode {
  close(): Promise<void>;
}

/** Starts what a node hosts; resolves once it answers. */
export async function startNode(settings: NodeSettings, log: Logger): Promise<StartedNode> {
  const keys = await readNodeKeys(settings.keysFile);
  const systems = await Promise.all(
    settings.systems.map((system) => hostSystem(settings, system, keys, log)),
  );
  const stores = systems.map(({ hosted }) => hosted.store);
  const unwatch = watchKeys(
    settings.keysFile,
    keys,
    stores.map(({ soundness }) => soundness),
  );
  const node = nodeOf(settings, systems, keys, log);
  const app = await buildServer(settings, node, systems, keys);
  await app.listen({ host: settings.host, port: settings.port });
  const handOver: Outgoing["handOver"] = (to, from, notify) =>
    handOverTo(
      node,
      systems.map(({ hosted }) => hosted),
      to,
      from,
      notify,
    );
  const dispatchers = systems.map((system) =>
    system.dispatch(handOver, faultPoint, (partner) => node.lineTo(system.hosted, partner)),
  );
  const marks = systems.map((system) => system.keepHighWater());
  log.info({ port: settings.port }, "listening");
  return {
    async close() {
      unwatch();
      for (const stop of marks) stop();
      await app.close();
      await Promise.all(dispatchers.map((dispatcher) => dispatcher.stop()));
      await Promise.all(systems.map(({ hosted }) => hosted.store.close()));
    },
  };
}

function nodeOf(
  settings: NodeSettings,
  systems: readonly HostedSystem[],
  keys: NodeKeys,
  log: Logger,
): Node {
  const proxies = rangesOf(settings.trustedProxies ?? []);
  const node: Node = {
    hosted: new Map(systems.map(({ settings: { kind }, hosted }) => [kind, hosted])),
    standing: systems.length > 1 ? "integrated" : "federated",
    demo: settings.demo,
    loopback: listensOnLoopback(settings.host),
    ...(proxies === undefined ? {} : { proxies }),
    newId: uuidv7,
    log,
    decideMatch: decideMatch(uuidv7),
    catchUp,
    digest: createDigests(),
    fault: faultPoint,
    witness,
    wholeRecords,
    foresee,
    signOffs: createSignOffs(ownKeysOf(keys).signing),
    lineTo(hosted, partner) {
      const system = systems.find((one) => one.hosted === hosted);
      if (partner.profile !== "local") return system?.line(partner) ?? null;
      const other = systems.find((one) => one.hosted.store.system.id === partner.id);
      return other ? hostedLine(other.door(node), hosted) : null;
    },
  };
  return node;
}

async function buildServer(
  settings: NodeSettings,
  node: Node,
  systems: readonly HostedSystem[],
  keys: NodeKeys,
): Promise<FastifyInstance> {
  const app = Fastify({ logger: false, genReqId: () => uuidv7(), trustProxy: false });
  registerHealth(app, node);
  const published = publishedKeys(ownKeysOf(keys));
  app.get("/.well-known/jwks.json", () => published);
  for (const system of systems) {
    // One system: /registry/…; several: /<system>/registry/… (design: The wire).
    const prefix = systems.length > 1 ? `/${system.settings.kind}` : "";
    const door = system.door(node);
    if (prefix) app.get(`${prefix}/.well-known/jwks.json`, () => published);
    for (const path of registryPaths(settings, system.settings.kind, prefix)) {
      await registerRegistry(app, door, path);
    }
    await registerTokens(app, door, prefix);
  }
  const documented = systems.map(({ settings: { kind, title, baseUrl } }) => ({
    kind,
    title,
    baseUrl,
  }));
  registerDocs(app, documented, settings.registryPath);
  await registerStaffApi(app, node);
  await registerPortal(app, node);
  await registerPages(app, join(dirname(fileURLToPath(import.meta.url)), "..", "web"));
  return app;
}

/**
 * The paths one system's operations stand under: the configured one, and where it is switched on the
 * habit of some peers, `/ess/…` or `/sp/…` in place of `/registry/…`. A node with one system answers
 * under both names, as either API may be asked of either kind of system (ESS API 1.0.0).
 */
function registryPaths(
  { registryPath, peerPaths, systems }: NodeSettings,
  kind: SystemKind,
  prefix: string,
): string[] {
  const habits = systems.length > 1 ? [`/${kind}`] : ["/ess", "/sp"];
  return [`${prefix}${registryPath}`, ...(peerPaths ? habits : [])];
}
