import type { FastifyInstance } from "fastify";
import { openApiDocument } from "../../wire/openapi.ts";
import { documentPage } from "./page.ts";
import { styleSheet } from "./style.ts";

/** Where each hosted system's operations stand. */
export interface DocumentedSystem {
  kind: "sp" | "ess";
  title: string;
  baseUrl: string;
}

/**
 * `/openapi.json` and a readable page of it at `/docs`. Public: it says nothing that STANDARDS.md
 * does not. A node with one system shows what that system offers.
 */
export function registerDocs(
  app: FastifyInstance,
  systems: readonly DocumentedSystem[],
  registryPath: string,
): void {
  const only = systems.length === 1 ? systems[0] : undefined;
  const document = openApiDocument({
    registryPath,
    ...(only ? { kind: only.kind } : {}),
    servers: systems.map(({ baseUrl, title }) => ({ url: baseUrl, description: title })),
  });
  const page = documentPage(document, only ? `DCI interface: ${only.title}` : "DCI interface");
  app.get("/openapi.json", () => document);
  app.get("/docs", (_request, reply) => reply.type("text/html; charset=utf-8").send(page));
  app.get("/docs/style.css", (_request, reply) =>
    reply.type("text/css; charset=utf-8").send(styleSheet),
  );
}
