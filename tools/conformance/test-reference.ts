/**
 * A small DCI server that knows nothing of Tandem's rooms but `wire/`: in memory, complete and right,
 * so that the checker is tried on another server than ours. It lives beside the tests only.
 */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { generateSigningKey, jwks, publicKeysFromJwks, type SigningKey } from "../../wire/keys.ts";
import { ack, errorBody, isDateTimeWithZone } from "../../wire/envelope.ts";
import { isWireErrorCode, wireErrors } from "../../wire/errors.ts";
import { signMessage, verifySignature } from "../../wire/signature.ts";
import { parseStrictJson } from "../../wire/strict-json.ts";
import { actions, type JsonObject } from "./caller.ts";
import { memberOf, textOf } from "./reading.ts";
import { accept, answerNow, type Memory } from "./test-reference-answers.ts";

/** A partner as the reference server knows it. */
export interface ReferencePartner {
  id: string;
  secret: string;
  key: SigningKey;
  origin: string;
  agreed: boolean;
}

export interface Reference {
  id: string;
  baseUrl: string;
  key: SigningKey;
  partners: Map<string, ReferencePartner>;
  memory: Memory;
  /** Changes a person, and tells whoever subscribed. */
  change(): Promise<string>;
  close(): Promise<void>;
}

interface Request {
  headers: NodeJS.Dict<string | string[]>;
  text: string;
}
interface Reply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

const body_bytes_max = 1024 * 1024;
/** First tries of a callback that is not taken. */
const again_after_ms = 50;

export async function openReference(system: "ess" | "sp" = "ess"): Promise<Reference> {
  const reference: Reference = {
    id: `${system}.reference.example`,
    baseUrl: "",
    key: generateSigningKey(),
    partners: new Map(),
    memory: newMemory(system),
    change: () => change(reference),
    close: () => closed(server),
  };
  const tokens = new Map<string, string>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= body_bytes_max) chunks.push(chunk);
    });
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const path = request.url ?? "";
      const { method = "" } = request;
      const reply =
        bytes > body_bytes_max
          ? refusal("err.request.bad", 413)
          : route(reference, tokens, method, path, { headers: request.headers, text });
      response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
      response.end(JSON.stringify(reply.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  reference.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return reference;
}

function newMemory(system: "ess" | "sp"): Memory {
  const people = Array.from({ length: 10 }, (_, index) => ({
    uin: `8000000000${index}`,
    given_name: `Given${index}`,
    surname: `Sur${index}`,
    birth_date: `19${80 + ((index * 7) % 10)}-05-0${(index % 9) + 1}`,
    phone: "+999 1",
  }));
  return { system, people, subscriptions: new Map(), transactions: [], receipts: new Map() };
}

function route(
  reference: Reference,
  tokens: Map<string, string>,
  method: string,
  path: string,
  request: Request,
): Reply {
  if (path === "/.well-known/jwks.json") return { status: 200, body: jwks([reference.key]) };
  if (path === "/oauth2/client/token") return token(reference, tokens, request.text);
  const operation = path.replace(/^\/registry\//, "");
  const ours = actions.has(operation) && (reference.memory.system === "sp" || !ofSp.has(operation));
  if (method !== "POST" || !ours) return refusal("err.request.not_found", 404);
  return registry(reference, tokens, operation, request);
}

const ofSp = new Set(["sync/enrolled", "sync/enrollment/updates"]);

function token(reference: Reference, tokens: Map<string, string>, text: string): Reply {
  const form = new URLSearchParams(text);
  const headers = { "cache-control": "no-store" };
  if (form.get("grant_type") !== "client_credentials") {
    return { status: 400, body: { error: "unsupported_grant_type" }, headers };
  }
  const partner = reference.partners.get(form.get("client_id") ?? "");
  if (!partner || partner.secret !== form.get("client_secret")) {
    return { status: 401, body: { error: "invalid_client" }, headers };
  }
  const claims = Buffer.from(JSON.stringify({ sub: partner.id, exp: 1 })).toString("base64url");
  const access_token = `e30.${claims}.${randomUUID()}`;
  tokens.set(access_token, partner.id);
  return { status: 200, body: { access_token, token_type: "bearer", expires_in: 900 }, headers };
}

/** Every check in order; then the operation. */
function registry(
  reference: Reference,
  tokens: Map<string, string>,
  operation: string,
  { headers, text }: Request,
): Reply {
  if (!String(headers["content-type"]).startsWith("application/json")) {
    return refusal("err.request.bad", 415);
  }
  const shown = /^Bearer (\S+)$/.exec(String(headers["authorization"] ?? ""))?.[1] ?? "";
  const partner = reference.partners.get(tokens.get(shown) ?? "");
  if (!partner) return refusal("err.request.unauthorized");
  const json = parseStrictJson(text);
  if (!json.ok) return refusal("err.request.bad");
  const fault = envelopeFault(reference, partner, operation, json.value);
  if (fault) return refusal(fault);
  const header = memberOf(json.value, "header") as JsonObject;
  const message = memberOf(json.value, "message") as JsonObject;
  if (!partner.agreed) return refusal("err.request.forbidden");
  const asked = { reference, partner, operation, header, message };
  if (operation.startsWith("sync/")) {
    const answer = answerNow(asked);
    return "code" in answer
      ? refusal(answer.code)
      : { status: 200, body: signed(reference, answer) };
  }
  const content = createHash("sha256")
    .update(JSON.stringify([header, message]))
    .digest("hex");
  const receipt = `${partner.id}|${String(header["message_id"])}`;
  const before = reference.memory.receipts.get(receipt);
  if (before) {
    return before.content === content
      ? { status: 200, body: before.ack }
      : refusal("rjct.message_id.duplicate");
  }
  const parts = { timestamp: new Date().toISOString(), correlationId: randomUUID() };
  const callback = accept(asked, parts.correlationId);
  if (callback && "code" in callback) return refusal(callback.code);
  const body = ack("ACK", parts);
  reference.memory.receipts.set(receipt, { content, ack: body });
  if (callback) void send(reference, partner, callback.url, callback.content);
  return { status: 200, body };
}

function envelopeFault(
  reference: Reference,
  partner: ReferencePartner,
  operation: string,
  envelope: unknown,
): string | null {
  const header = memberOf(envelope, "header");
  const message = memberOf(envelope, "message");
  const required = ["message_id", "message_ts", "action", "sender_id"];
  if (required.some((name) => textOf(header, name) === "")) return "err.request.bad";
  if (!Number.isInteger(memberOf(header, "total_count"))) return "rjct.total_count.invalid";
  if (Number(memberOf(header, "total_count")) < 0) return "rjct.total_count.invalid";
  if (memberOf(header, "sender_id") !== partner.id) return "err.sender_id.invalid";
  const verdict = verifySignature(
    { signature: memberOf(envelope, "signature"), header, message },
    {
      keys: publicKeysFromJwks(jwks([partner.key])),
      senderId: partner.id,
      nowSeconds: Math.floor(Date.now() / 1000),
    },
  );
  if (!verdict.ok) return verdict.code;
  if (memberOf(header, "receiver_id") !== reference.id) return "err.receiver_id.invalid";
  if (memberOf(header, "action") !== actions.get(operation)) return "rjct.action.invalid";
  if (memberOf(header, "version") !== "1.0.0") return "err.version.not_supported";
  if (!isDateTimeWithZone(textOf(header, "message_ts"))) return "rjct.message_ts.invalid";
  if (memberOf(header, "is_msg_encrypted") === true) return "err.encryption.invalid";
  const transaction = textOf(message, "transaction_id");
  if (transaction === "" || transaction.length > 99) return "err.request.bad";
  const asks = !/^(on-|sync\/|notify|txn\/on)/.test(operation);
  return asks && !isAt(partner.origin, textOf(header, "sender_uri"))
    ? "err.sender_uri.invalid"
    : null;
}

function isAt(origin: string, uri: string): boolean {
  return URL.canParse(uri) && new URL(uri).origin === origin;
}

function refusal(code: string, status?: number): Reply {
  if (!isWireErrorCode(code)) throw new TypeError(`${code} is no code`);
  const parts = { timestamp: new Date().toISOString(), correlationId: randomUUID() };
  return { status: status ?? wireErrors[code].status, body: errorBody(code, parts) };
}

export function signed(reference: Reference, content: { header: JsonObject; message: JsonObject }) {
  const clean = JSON.parse(JSON.stringify(content)) as typeof content;
  const seconds = Math.floor(Date.now() / 1000);
  const { signature } = signMessage(clean, reference.id, reference.key, seconds);
  return { signature, ...clean };
}

/** At least once, until somebody takes it. */
async function send(
  reference: Reference,
  partner: ReferencePartner,
  url: string,
  content: { header: JsonObject; message: JsonObject },
): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const body = JSON.stringify(signed(reference, content));
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer for-${partner.id}`,
    };
    const answer = await fetch(url, { method: "POST", headers, body }).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, again_after_ms));
  }
}

async function change(reference: Reference): Promise<string> {
  const [person] = reference.memory.people;
  if (!person) return "nothing";
  person.phone = `+999 ${Date.now()}`;
  for (const [code, { partner: id, type, uri, ended }] of reference.memory.subscriptions) {
    const partner = reference.partners.get(id);
    if (ended || !partner || type !== "enrolment_status_change") continue;
    const name = { given_name: person.given_name, surname: person.surname };
    const timestamp = new Date().toISOString();
    const data = {
      reg_event_type: type,
      reg_record_type: "Member",
      reg_records: { "@type": "Member", demographic_info: { name } },
    };
    const header = headerOf(reference, id, "notify", { meta: { subscription_code: code } });
    const event = { reference_id: randomUUID(), timestamp, data, locale: "eng" };
    const message = { transaction_id: randomUUID(), notify_event: [event] };
    await send(reference, partner, uri, { header, message });
  }
  return "the phone number of the first person changed";
}

export function headerOf(
  reference: Reference,
  receiver_id: string,
  action: string,
  more: JsonObject = {},
): JsonObject {
  return {
    version: "1.0.0",
    message_id: randomUUID(),
    message_ts: new Date().toISOString(),
    action,
    status: "succ",
    total_count: 1,
    completed_count: 1,
    sender_id: reference.id,
    receiver_id,
    is_msg_encrypted: false,
    ...more,
  };
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
