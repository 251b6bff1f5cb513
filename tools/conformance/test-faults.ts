/**
 * A proxy that stands before a right server, and before us for its callbacks, and makes it wrong in
 * one way. It holds both sides' keys, so that what it changes is signed again: a fault is then a
 * fault of behaviour and not of the signature, unless that is the fault.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { generateSigningKey, jwks, type SigningKey } from "../../wire/keys.ts";
import { signMessage } from "../../wire/signature.ts";
import { jsonOf, memberOf } from "./reading.ts";
import type { JsonObject } from "./caller.ts";

/** An envelope, or an ack, on its way. */
export interface Passing {
  operation: string;
  headers: Record<string, string>;
  status: number;
  body: Body;
}
/** As much of a message as faults play with. */
export interface Body {
  signature?: unknown;
  header?: JsonObject;
  message?: JsonObject;
  [member: string]: unknown;
}

/** What the proxy may play with. */
export interface Hands {
  /** Signs as the partner that asks, and as the server. */
  asPartner(body: Body): Body;
  asServer(body: Body): Body;
  /** The bearer of a partner, got from the server. */
  tokenOf(partner: "self"): Promise<string>;
  serverId(): string;
  selfId(): string;
  /** A key set that is nobody's. */
  strangersKeys: Body;
  /** Sends us one more callback, as the server would. */
  callBack(passing: Passing): void;
  /** What happened before, for faults that need a memory. */
  memory: Map<string, unknown>;
}

/** One way to be wrong, and the clauses that are meant to notice. */
export interface SeededFault {
  name: string;
  /** The clause meant for it. */
  clause: string;
  request?: (passing: Passing, hands: Hands) => Passing | Promise<Passing>;
  answer?: (passing: Passing, hands: Hands, asked: Passing) => Passing;
  /** A callback on its way to us; null: it never arrives. */
  callback?: (passing: Passing, hands: Hands) => Passing | null;
}

export interface ProxyOptions {
  fault: SeededFault;
  /** Asked when the first message comes: the parts are opened one after the other. */
  server: () => { baseUrl: string; id: string; key: SigningKey };
  self: () => { id: string; key: SigningKey };
  tokenOf: Hands["tokenOf"];
}

export interface Proxy {
  baseUrl: string;
  /** What the partner is registered with; callbacks pass through here. */
  callbackOrigin: string;
  /** Where callbacks go on to. */
  deliverTo(origin: string): void;
  close(): Promise<void>;
}

export async function openProxy({ fault, server, self, tokenOf }: ProxyOptions): Promise<Proxy> {
  const sign = (who: () => { id: string; key: SigningKey }) => (body: Body) => {
    const { id, key } = who();
    const { header, message } = body;
    const content = JSON.parse(JSON.stringify({ header, message })) as Body & { header: unknown };
    const { signature } = signMessage(
      { header: content.header, message: content.message },
      id,
      key,
      Math.floor(Date.now() / 1000),
    );
    return { ...body, signature };
  };
  let inbox = "";
  const hands: Hands = {
    asPartner: sign(self),
    asServer: sign(server),
    tokenOf,
    serverId: () => server().id,
    selfId: () => self().id,
    strangersKeys: jwks([generateSigningKey()]),
    callBack: (passing) => {
      // A run that is over does not listen any more.
      forward(`${inbox}${passing.operation}`, "POST", passing).catch(() => undefined);
    },
    memory: new Map(),
  };
  const front = await listen(async (passing, method) => {
    const asked =
      method === "POST" && fault.request ? await fault.request(passing, hands) : passing;
    const answer = await forward(`${server().baseUrl}${asked.operation}`, method, asked);
    return fault.answer ? fault.answer(answer, hands, asked) : answer;
  });
  const back = await listen(async (passing, method) => {
    const changed = fault.callback ? fault.callback(passing, hands) : passing;
    const lost = { ...passing, status: 200, body: { message: { ack_status: "ACK" } } };
    return changed ? forward(`${inbox}${changed.operation}`, method, changed) : lost;
  });
  return {
    baseUrl: originOf(front),
    callbackOrigin: originOf(back),
    deliverTo: (origin) => {
      inbox = origin;
    },
    close: async () => {
      for (const one of [front, back]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
    },
  };
}

/** Texts that are no JSON pass as they are. */
const raw = Symbol("raw");

async function listen(
  pass: (passing: Passing, method: string) => Promise<Passing>,
): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { authorization, "content-type": type } = request.headers;
      const headers: Record<string, string> = {};
      if (authorization) headers["authorization"] = authorization;
      if (type) headers["content-type"] = type;
      const body = bodyOf(Buffer.concat(chunks).toString());
      const passing = { operation: request.url ?? "", headers, status: 200, body };
      pass(passing, request.method ?? "POST").then(
        (answer) => {
          response.writeHead(answer.status, answer.headers);
          response.end(textOf(answer.body));
        },
        () => response.writeHead(599).end(),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

async function forward(url: string, method: string, passing: Passing): Promise<Passing> {
  const { operation, headers, body } = passing;
  const init = method === "GET" ? { method, headers } : { method, headers, body: textOf(body) };
  const response = await fetch(url, init);
  const got: Record<string, string> = {};
  for (const name of ["content-type", "cache-control"]) {
    const value = response.headers.get(name);
    if (value !== null) got[name] = value;
  }
  return { operation, headers: got, status: response.status, body: bodyOf(await response.text()) };
}

function bodyOf(text: string): Body {
  const value = jsonOf(text);
  const plain = typeof value === "object" && value !== null && !Array.isArray(value);
  // A text that would not come out of the parser as it went in must not go through it.
  return plain && JSON.stringify(value) === text ? (value as Body) : { [raw]: text };
}

function textOf(body: Body): string {
  return raw in body ? String((body as Record<symbol, unknown>)[raw]) : JSON.stringify(body);
}

/** Whether a body could be read, and so be changed. */
export function isReadable(body: Body): boolean {
  return memberOf(body, "header") !== undefined || memberOf(body, "message") !== undefined;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
