/** One HTTP request to addresses that were checked before, answered in the shape `fetch` answers in. */
import { request as httpRequest, type Agent, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";

/** An address of a host. */
export type Address = { address: string; family: 4 | 6 };

/** What is sent, and within what bounds. */
export type Exchange = {
  url: URL;
  init: RequestInit;
  addresses: readonly Address[];
  agent: Agent;
  bytes_max: number;
  timeoutMs: number;
};

/**
 * Sends the request and reads the whole answer. A redirect is an answer like any other, or an error
 * if `init.redirect` says so. @throws as `fetch` does, with the system's code in `code`.
 */
export async function exchange(of: Exchange): Promise<Response> {
  const limit = AbortSignal.timeout(of.timeoutMs);
  const signal = of.init.signal ? AbortSignal.any([of.init.signal, limit]) : limit;
  try {
    return await attempt(of, signal);
  } catch (error) {
    // The server closed an idle connection as we wrote: nobody read the request.
    if (isStale(error)) return attempt(of, signal);
    throw error;
  }
}

class StaleConnection extends Error {}

function isStale(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof StaleConnection;
}

function attempt(of: Exchange, signal: AbortSignal): Promise<Response> {
  const { url, init, agent, addresses } = of;
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  const body = bodyOf(init.body);
  return new Promise((resolve, reject) => {
    const request = send(url, {
      method: init.method ?? "GET",
      headers: headersOf(init.headers, body),
      agent,
      lookup: lookupOf(addresses),
      signal,
    });
    let answered = false;
    request.once("error", (error: NodeJS.ErrnoException) => {
      if (signal.aborted) return reject(abortReason(signal));
      const stale = !answered && request.reusedSocket && error.code === "ECONNRESET";
      reject(stale ? new Error("stale", { cause: new StaleConnection() }) : error);
    });
    request.once("response", (answer) => {
      answered = true;
      readAnswer(answer, of).then(resolve, (error: unknown) =>
        reject(signal.aborted ? abortReason(signal) : error),
      );
    });
    request.end(body);
  });
}

async function readAnswer(answer: IncomingMessage, of: Exchange): Promise<Response> {
  const status = answer.statusCode ?? 0;
  if (status >= 300 && status < 400 && of.init.redirect === "error") {
    answer.destroy();
    throw new TypeError("redirect refused");
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > of.bytes_max) throw coded("UND_ERR_RES_EXCEEDED_MAX_SIZE", "answer is too large");
    chunks.push(chunk);
  }
  if (!answer.complete) throw coded("ECONNRESET", "answer broke off");
  if (status < 200 || status > 599) throw coded("ECONNRESET", "answer is no HTTP answer");
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  }
  const empty = status === 204 || status === 205 || status === 304;
  return new Response(empty ? null : Buffer.concat(chunks), { status, headers });
}

function bodyOf(body: RequestInit["body"]): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body !== "string") throw new TypeError("only text is sent");
  return Buffer.from(body);
}

function headersOf(given: RequestInit["headers"], body: Buffer | undefined) {
  const headers = new Headers(given);
  for (const ours of ["host", "connection", "transfer-encoding", "content-length"]) {
    headers.delete(ours);
  }
  headers.set("accept-encoding", "identity");
  if (body !== undefined) headers.set("content-length", String(body.byteLength));
  return Object.fromEntries(headers);
}

/** Answers every question of the socket with the addresses that were checked. */
function lookupOf(addresses: readonly Address[]): LookupFunction {
  return (_host, options, done) => {
    if (options.all === true) return done(null, [...addresses]);
    const [first] = addresses;
    if (first === undefined) return done(new Error("no address"), "", 4);
    done(null, first.address, first.family);
  };
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error("aborted");
}

function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
