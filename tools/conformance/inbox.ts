/**
 * The checker's own server: takes callbacks and notifications, publishes its key sets and answers a
 * token request, as every party of the standard must.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { jwks, type SigningKey } from "../../wire/keys.ts";
import { jsonOf, textOf } from "./reading.ts";

/** One message that was sent to us. */
export interface Letter {
  at: number;
  path: string;
  authorization: string;
  contentType: string;
  text: string;
  envelope: unknown;
  action: string;
}

/** How the server listens; `origin` is what others call it, when that differs. */
export interface InboxOptions {
  host: string;
  port: number;
  origin?: string;
}

export interface Inbox {
  /** What others are told, and where it really listens. */
  origin: string;
  heardAt: string;
  letters: readonly Letter[];
  /** Publishes a key at `<path>/.well-known/jwks.json`. */
  publish(path: string, key: SigningKey): void;
  /** The first letter from now back or still to come that fits; undefined when none came in time. */
  next(fits: (letter: Letter) => boolean, waitMs: number): Promise<Letter | undefined>;
  /** The next letter that fits is answered with this status, as by a server in trouble. */
  refuseOnce(fits: (letter: Letter) => boolean, status: number): void;
  /** Tokens the server asked of us, and how many of its letters showed one. */
  tokensGiven(): number;
  knowsToken(authorization: string): boolean;
  close(): Promise<void>;
}

const body_bytes_max = 16 * 1024 * 1024;

export async function openInbox({ host, port, origin }: InboxOptions): Promise<Inbox> {
  const letters: Letter[] = [];
  const waiting = new Set<(letter: Letter) => void>();
  const refusals = new Set<{ fits: (letter: Letter) => boolean; status: number }>();
  const keys = new Map<string, SigningKey>();
  const tokens = new Set<string>();
  const take = (request: IncomingMessage, response: ServerResponse, text: string) => {
    const path = (request.url ?? "").split("?")[0] ?? "";
    if (request.method === "GET") return answerGet(response, path, keys);
    if (path.endsWith("/oauth2/client/token")) return answerToken(response, tokens);
    const envelope = jsonOf(text);
    const letter: Letter = {
      at: Date.now(),
      path,
      authorization: request.headers.authorization ?? "",
      contentType: request.headers["content-type"] ?? "",
      text,
      envelope,
      action: textOf(envelope, "header", "action"),
    };
    const refusal = [...refusals].find(({ fits }) => fits(letter));
    if (refusal) refusals.delete(refusal);
    letters.push(letter);
    for (const look of waiting) look(letter);
    if (refusal) return sendJson(response, refusal.status, {});
    return sendJson(response, 200, {
      message: {
        ack_status: "ACK",
        timestamp: new Date().toISOString(),
        correlation_id: randomUUID(),
      },
    });
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > body_bytes_max) request.destroy();
      else chunks.push(chunk);
    });
    request.on("end", () => take(request, response, Buffer.concat(chunks).toString("utf8")));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  const { port: at } = server.address() as AddressInfo;
  const heardAt = `http://${host.includes(":") ? `[${host}]` : host}:${at}`;
  return {
    origin: origin ?? heardAt,
    heardAt,
    letters,
    publish: (path, key) => void keys.set(path, key),
    next: (fits, waitMs) => next(letters, waiting, fits, waitMs),
    refuseOnce: (fits, status) => void refusals.add({ fits, status }),
    tokensGiven: () => tokens.size,
    knowsToken: (authorization) => tokens.has(authorization.replace(/^Bearer\s+/i, "")),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function next(
  letters: readonly Letter[],
  waiting: Set<(letter: Letter) => void>,
  fits: (letter: Letter) => boolean,
  waitMs: number,
): Promise<Letter | undefined> {
  const came = letters.find(fits);
  if (came) return Promise.resolve(came);
  return new Promise((resolve) => {
    const done = (letter: Letter | undefined) => {
      clearTimeout(timer);
      waiting.delete(look);
      resolve(letter);
    };
    const look = (letter: Letter) => (fits(letter) ? done(letter) : undefined);
    const timer = setTimeout(() => done(undefined), waitMs);
    waiting.add(look);
  });
}

function answerGet(response: ServerResponse, path: string, keys: Map<string, SigningKey>): void {
  const owner = path.replace(/\/\.well-known\/jwks\.json$/, "");
  const key = path.endsWith("/.well-known/jwks.json") ? keys.get(owner) : undefined;
  if (key) sendJson(response, 200, jwks([key]));
  else sendJson(response, 404, {});
}

function answerToken(response: ServerResponse, tokens: Set<string>): void {
  const access_token = randomBytes(32).toString("base64url");
  tokens.add(access_token);
  sendJson(response, 200, { access_token, token_type: "bearer", expires_in: 900 });
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}
