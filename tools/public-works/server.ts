import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Book } from "./ledger.ts";
import { takeMessage } from "./door.ts";
import { publishedKeys } from "./new-key.ts";
import { worksPage, worksStyle } from "./page.ts";
import type { JsonObject } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";
import type { Works } from "./works.ts";

const body_bytes_max = 1024 * 1024;
const security = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
};

/** The programme's server: its DCI door, its keys, and its one page. */
export function createWorksServer(
  settings: WorksSettings,
  book: Book,
  works: Works,
  keys: () => Promise<JsonObject>,
): Server {
  const get: Record<string, () => [type: string, body: string]> = {
    "/": () => ["text/html", worksPage(settings, book.now())],
    "/style.css": () => ["text/css", worksStyle],
    "/.well-known/jwks.json": () => [
      "application/json",
      JSON.stringify(publishedKeys(settings.key)),
    ],
  };
  const forms: Record<string, (form: URLSearchParams) => Promise<void> | void> = {
    "/search": () => works.search(),
    "/name": (form) => works.name(form.get("household") ?? "", form.get("member") ?? ""),
    "/status": (form) => {
      const status = form.get("status");
      if (status === "Suspended" || status === "Exited")
        works.change(form.get("member") ?? "", status);
    },
  };
  return createServer((request, response) => {
    void answer(request, response).catch(() => send(response, 500, "text/plain", "Not now."));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://works.example");
    if (request.method === "GET" && Object.hasOwn(get, pathname)) {
      const [type, body] = get[pathname]?.() ?? ["text/plain", ""];
      return send(response, 200, type, body);
    }
    if (request.method !== "POST") return send(response, 404, "text/plain", "Nothing here.");
    const body = await bodyOf(request);
    if (body === null) return send(response, 413, "text/plain", "Too large.");
    if (pathname.startsWith("/registry/")) {
      const { authorization = "" } = request.headers;
      const operation = pathname.slice("/registry/".length);
      const taken = await takeMessage(settings, book, keys, { operation, authorization, body });
      return send(response, taken.status, "application/json", JSON.stringify(taken.body));
    }
    const form = Object.hasOwn(forms, pathname) ? forms[pathname] : undefined;
    // Only this page's own forms: another site could otherwise press its buttons.
    if (!form || request.headers["sec-fetch-site"] !== "same-origin") {
      return send(
        response,
        form ? 403 : 404,
        "text/plain",
        form ? "Not from here." : "Nothing here.",
      );
    }
    await form(new URLSearchParams(body));
    response.writeHead(303, { location: "/" }).end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > body_bytes_max) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { ...security, "content-type": `${type}; charset=utf-8` }).end(body);
}
