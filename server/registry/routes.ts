import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { isOutage } from "../../store/database.ts";
import { ack, errorBody } from "../../wire/envelope.ts";
import { wireErrors } from "../../wire/errors.ts";
import { clientCertificate, isTrustedProxy } from "./client-certificate.ts";
import { come_again_seconds, takePlace } from "./crowding.ts";
import { pass } from "./gate.ts";
import type { Door, Fault, Knock, Unsigned } from "./knock.ts";
import { operations } from "./operations.ts";
import { sealedAnswer } from "./sealing-answers.ts";

/** A message larger than this is refused before it is read. */
export const message_bytes_max = 1024 * 1024;

/** Puts one system's DCI door on a server, under a prefix such as `/registry` or `/sp/registry`. */
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
      registry.setNotFoundHandler((_request, reply) => refuseAddress(door, reply));
      for (const [operation, { offeredBy }] of operations) {
        if (!offeredBy.includes(door.hosted.store.system.kind)) continue;
        registry.post(`/${operation}`, (request, reply) => answer(door, operation, request, reply));
      }
    },
    { prefix },
  );
}

async function answer(
  door: Door,
  operation: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const row = operations.get(operation);
  if (!row) return refuseAddress(door, reply);
  const knock: Knock = {
    door,
    operation,
    row,
    body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    authorization: request.headers.authorization ?? "",
    ...cameFrom(door, request),
    nowMs: door.hosted.store.clock.nowMs(),
    correlationId: door.node.newId(),
  };
  try {
    const verdict = await pass(knock);
    if (verdict && "stored" in verdict) {
      return sendJson(reply, 200, await again(knock, verdict.stored));
    }
    if (verdict) return refuse(knock, verdict, reply);
    if ("answer" in row) return await answerNow(knock, row.answer, reply);
    const body = JSON.stringify(ack("ACK", ackParts(knock)));
    if (operation === "notify") door.node.fault?.("before-commit");
    const fault = await row.accept(knock, body);
    if (!fault && operation === "notify") door.node.fault?.("after-commit");
    if (!fault) return sendJson(reply, 200, body);
    const lostRace = fault.code === "err.service.unavailable" && (await becameARepetition(knock));
    return lostRace ? answer(door, operation, request, reply) : refuse(knock, fault, reply);
  } catch (error) {
    if (await becameARepetition(knock)) return answer(door, operation, request, reply);
    if (!isOutage(error)) door.node.log.error({ err: error, operation }, "a message failed");
    return refuse(knock, { code: "err.service.unavailable" }, reply);
  }
}

/** A question answered at once; a partner that asks too many at one time is asked to wait. */
async function answerNow(
  knock: Knock,
  answerTo: (knock: Knock) => Promise<Fault | Unsigned>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const leave = takePlace(knock.door, knock.partner?.id ?? "");
  if (!leave) {
    reply.header("retry-after", String(come_again_seconds));
    return refuse(knock, { code: "err.request.too_many_requests" }, reply);
  }
  try {
    const answered = await answerTo(knock);
    if ("code" in answered) return refuse(knock, answered, reply);
    return sendJson(reply, 200, await sealedAnswer(knock, answered));
  } finally {
    leave();
  }
}

/** Who the connection says is calling: its address, its certificate, and the request as it was made. */
function cameFrom({ node, baseUrl }: Door, { raw, ip }: FastifyRequest) {
  const header = (name: string) => {
    const value = raw.headers[name];
    return Array.isArray(value) ? value.join(", ") : value;
  };
  const url = `${new URL(baseUrl).origin}${raw.url ?? ""}`;
  return {
    request: { method: raw.method ?? "", url, header },
    certificate: clientCertificate(raw, node.proxies),
    // Behind a proxy on this machine everybody would seem to be on this machine.
    fromLoopback: isLoopback(ip) && !isTrustedProxy(raw.socket.remoteAddress, node.proxies),
  };
}

/** What was answered before: the ack to the letter, or the same answer signed anew. */
async function again(knock: Knock, stored: string): Promise<string> {
  return "answer" in knock.row ? sealedAnswer(knock, JSON.parse(stored) as Unsigned) : stored;
}

/** Two messages of one id at once: one was stored, the other now finds its ack, or is refused for it. */
async function becameARepetition(knock: Knock): Promise<boolean> {
  if (knock.row.mode === "reads" || !knock.envelope) return false;
  try {
    const verdict = await pass(knock);
    if (verdict === null) return false;
    return "stored" in verdict || verdict.code === "rjct.message_id.duplicate";
  } catch {
    return false;
  }
}

/** No operation stands at this address, or not at this kind of system, or not for this method. */
function refuseAddress(door: Door, reply: FastifyReply): FastifyReply {
  const timestamp = new Date(door.hosted.store.clock.nowMs()).toISOString();
  const body = errorBody("err.request.not_found", { timestamp, correlationId: door.node.newId() });
  return sendJson(reply, wireErrors["err.request.not_found"].status, JSON.stringify(body));
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
