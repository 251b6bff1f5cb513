import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { stampMs } from "../domain/hlc.ts";
import type { Statement, Store } from "../store/database.ts";
import { clock_off_max_ms } from "../store/soundness.ts";
import { readSync } from "../store/reading/sync.ts";
import type { Node } from "./hosting.ts";

/** `/healthz` the process lives, `/readyz` it can do its work, `/metrics` what it did (Prometheus). */
export function registerHealth(app: FastifyInstance, node: Node): void {
  const metrics = createMetrics(node);
  app.addHook("onResponse", async (request, reply) => {
    // The route's pattern, never the address: no ids and nothing of anybody in a metric.
    const route = request.routeOptions.url ?? "none";
    metrics.requests.inc({ route, status: String(reply.statusCode) });
    metrics.seconds.observe({ route }, reply.elapsedTime / 1000);
  });
  for (const path of ["/healthz", "/health"]) app.get(path, () => healthOf(node));
  app.get("/readyz", async (_request, reply) => {
    try {
      await Promise.all([...node.hosted.values()].map(({ store }) => store.query(ping)));
      return { status: "ready" };
    } catch {
      return reply.code(503).send({ status: "database_unreachable" });
    }
  });
  app.get("/metrics", async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return metrics.registry.metrics();
  });
}

/** `sound` is false while nothing is taken in; `faults` say of which system, why and since when. */
function healthOf(node: Node) {
  const hosted = [...node.hosted.values()];
  const faults = hosted.flatMap(({ store }) =>
    store.soundness.faults().map((fault) => ({ system: store.system.id, ...fault })),
  );
  return {
    status: "ok",
    profile: "durable",
    standing: node.standing,
    systems: hosted.map(({ store }) => store.system.id),
    sound: faults.length === 0,
    faults,
    notices: hosted.flatMap(({ store }) => noticesOf(store)),
  };
}

/** Stamps go on behind the log whatever the clock shows; that it shows an earlier time is told. */
function noticesOf(store: Store) {
  const behind_ms = stampMs(store.clock.latest()) - store.clock.nowMs();
  if (behind_ms <= clock_off_max_ms) return [];
  return [{ system: store.system.id, code: "clock_behind_log", behind_ms }];
}

function createMetrics(node: Node) {
  const registry = new Registry();
  const registers = [registry];
  const waiting = new Gauge({
    name: "tandem_changes_waiting",
    help: "Changes of a system that a partner has not acknowledged yet.",
    labelNames: ["system", "partner"],
    registers,
    async collect() {
      for (const { store, partners } of node.hosted.values()) {
        const ids = (await partners()).map((partner) => partner.id);
        for (const row of await readSync(store, ids).catch(() => [])) {
          waiting.set({ system: store.system.id, partner: row.partner }, row.waiting);
        }
      }
    },
  });
  return {
    registry,
    requests: new Counter({
      name: "tandem_http_requests_total",
      help: "Answered requests by route and status.",
      labelNames: ["route", "status"],
      registers,
    }),
    seconds: new Histogram({
      name: "tandem_http_request_seconds",
      help: "Time to answer, by route.",
      labelNames: ["route"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
  };
}

const ping: Statement = { name: "ping", text: "select 1" };
