import Fastify from "fastify";
import type { Logger } from "pino";
import type { NodeSettings } from "./node-settings.ts";

/** A node that serves. */
export interface StartedNode {
  close(): Promise<void>;
}

/** Starts what a node hosts; resolves once it answers. First version: only that it lives. */
export async function startNode(settings: NodeSettings, log: Logger): Promise<StartedNode> {
  const app = Fastify({ logger: false });
  app.get("/healthz", () => ({ status: "ok", systems: settings.systems.map(({ id }) => id) }));
  await app.listen({ host: settings.host, port: settings.port });
  log.info({ port: settings.port }, "listening");
  return { close: () => app.close() };
}
