import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import statics from "@fastify/static";
import type { FastifyInstance } from "fastify";

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join("; ");

/** Serves the staff app's files; every address of its own leads to the one page. */
export async function registerPages(app: FastifyInstance, folder: string): Promise<void> {
  app.addHook("onSend", async (_request, reply) => {
    // Pages without script have a stricter one of their own.
    if (!reply.hasHeader("content-security-policy")) {
      reply.header("content-security-policy", policy);
    }
    reply.header("x-content-type-options", "nosniff");
    reply.header("referrer-policy", "no-referrer");
    reply.header("cross-origin-opener-policy", "same-origin");
  });
  if (!existsSync(join(folder, "index.html"))) return;
  await app.register(statics, {
    root: folder,
    wildcard: false,
    index: false,
    cacheControl: false,
    setHeaders(response, path) {
      const lasting = /[\\/]assets[\\/]/.test(path);
      response.setHeader(
        "cache-control",
        lasting ? "public, max-age=31536000, immutable" : "no-cache",
      );
    },
  });
  const page = await readFile(join(folder, "index.html"), "utf8");
  app.setNotFoundHandler(async (request, reply) => {
    const asks = request.method === "GET" && String(request.headers.accept).includes("text/html");
    if (!asks)
      return reply.code(404).send({
        errors: [{ code: "err.request.not_found", message: "There is nothing at this address." }],
      });
    return reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(page);
  });
}
