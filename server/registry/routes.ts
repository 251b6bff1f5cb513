import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isOutage } from "../../store/database.ts";
import { canonicalize } from "../../wire/canonical.ts";
import { ack, errorBody } from "../../wire/envelope.ts";
import { wireErrors } from "../../wire/errors.ts";
import { signMessage } from "../../wire/signature.ts";
import { pass } from "./gate.ts";
import { operations, type Door, type Fault, type Knock, type Operation } from "./knock.ts";
import { notify } from "./notify.ts";
import { onSubscribe } from "./on-subscribe.ts";
import { search } from "./search.ts";
import { subscribe } from "./subscribe.ts";

/** A message larger than this is refused before it is read. */
export const message_bytes_max = 1024 * 1024;

const handlers = { subscribe, "on-subscribe": onSubscribe, notify } as const;

/** Puts one system's DCI door on a server, under `<prefix>/registry/…`. */
export async function registerRegistry(app: FastifyInstance, door: Door, prefix: string) {
  await app.register(
    async (registry) => {
      registry.removeAllContentTypeParsers();
      registry.addContentTypeParser(
        "application/json",
        { parseAs: "buffer", bodyLimit: message_bytes_max },
        (_request, body, done) => done(null, body),
      );
      registry.setErrorHandler((error, request, reply) =>
        refuseUnread(door, error, request, reply),
      );
      for (const operation of operations) {
        registry.post(`/${operation}`, (request, reply) => answer(door, operation, request, reply));
      }
    },
    { prefix: `${prefix}/registry` },
  );
}

async function answer(
  door: Door,
  operation: Operation,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const knock: Knock = {
    door,
    operation,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    authorization: request.headers.authorization ?? "",
    fromLoopback: isLoopback(request.ip),
    nowMs: door.hosted.store.clock.nowMs(),
    correlationId: door.node.newId(),
  };
  try {
    const verdict = await pass(knock);
    if (verdict && "stored" in verdict) return sendJson(reply, 200, verdict.stored);
    if (verdict) return refuse(knock, verdict, reply);
    if (operation === "sync/search") return await answerNow(knock, reply);
    const body = JSON.stringify(ack("ACK", ackParts(knock)));
    const fault = await handlers[operation](knock, body);
    if (!fault) return sendJson(reply, 200, body);
    const lostRace = fault.code === "err.service.unavailable" && (await becameARepetition(knock));
    return lostRace ? answer(door, operation, request, reply) : refuse(knock, fault, reply);
  } catch (error) {
    if (await becameARepetition(knock)) return answer(door, operation, request, reply);
    if (!isOutage(error)) door.node.log.error({ err: error, operation }, "a message failed");
    return refuse(knock, { code: "err.service.unavailable" }, reply);
  }
}

/** The same message on two connections at once: one was stored, the other now finds its ack. */
async function becameARepetition(knock: Knock): Promise<boolean> {
  if (knock.operation === "sync/search" || !knock.envelope) return false;
  try {
    const verdict = await pass(knock);
    return verdict !== null && "stored" in verdict;
  } catch {
    return false;
  }
}

/** A synchronous answer is an envelope of its own, signed like any other. */
async function answerNow(knock: Knock, reply: FastifyReply): Promise<FastifyReply> {
  const answered = await search(knock);
  if ("code" in answered) return refuse(knock, answered, reply);
  const { door, nowMs } = knock;
  const seconds = Math.floor(nowMs / 1000);
  const { signature } = signMessage(answered, door.hosted.store.system.id, door.key, seconds);
  return sendJson(reply, 200, canonicalize({ ...answered, signature }));
}

function refuse(knock: Knock, fault: Fault, reply: FastifyReply): FastifyReply {
  const { code, text } = fault;
  const { status } = wireErrors[code];
  const { log } = knock.door.node;
  const details = { code, operation: knock.operation, partner: knock.partner?.id ?? "unknown" };
  log.warn(details, `refused: ${text ?? wireErrors[code].text}`);
  const parts = text === undefined ? ackParts(knock) : { ...ackParts(knock), text };
  return sendJson(reply, fault.status ?? status, JSON.stringify(errorBody(code, parts)));
}

/** What fails before it is read: too large, another content type, a broken connection. */
function refuseUnread(
  door: Door,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { statusCode = 500 } = error as { statusCode?: number };
  const code = statusCode >= 500 ? "err.service.unavailable" : "err.request.bad";
  if (statusCode >= 500) door.node.log.error({ err: error }, "a message failed");
  else door.node.log.warn({ code, status: statusCode, path: request.routeOptions.url }, "refused");
  const text =
    statusCode === 413
      ? "The message is larger than 1 MiB."
      : statusCode === 415
        ? "The content type must be application/json."
        : wireErrors[code].text;
  const timestamp = new Date(door.hosted.store.clock.nowMs()).toISOString();
  const parts = { timestamp, correlationId: door.node.newId(), text };
  return sendJson(reply, statusCode, JSON.stringify(errorBody(code, parts)));
}

function ackParts({ nowMs, correlationId }: Knock) {
  return { timestamp: new Date(nowMs).toISOString(), correlationId };
}

function sendJson(reply: FastifyReply, status: number, body: string): FastifyReply {
  return reply.code(status).type("application/json; charset=utf-8").send(body);
}

export function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.") || address.startsWith("::ffff:127.");
}
