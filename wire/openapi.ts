/**
 * The OpenAPI 3.1 document of the DCI door, made of the schemas that read the messages, so that it
 * cannot say anything else than the door does. `wire/openapi.json` is its committed form.
 */
import { Type } from "typebox";
import { Envelope, Header, MsgCallbackHeader, MsgHeader, RequestStatus } from "./envelope.ts";
import { wireErrors } from "./errors.ts";
import { TokenRequest, TokenResponse } from "./messages/token.ts";
import { operationExamples } from "./openapi-examples.ts";
import { describedOperations, type DescribedOperation } from "./openapi-operations.ts";
import { protocolVersion } from "./protocol-version.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

/** What a reader may be shown: all, or the operations of one kind of system, at its addresses. */
export interface OpenApiOptions {
  kind?: "sp" | "ess";
  registryPath?: string;
  servers?: { url: string; description: string }[];
}

/** Builds the document; pure, and the same for the same schemas. */
export function openApiDocument(options: OpenApiOptions = {}): JsonObject {
  const { kind, registryPath = "/registry", servers = [] } = options;
  const shown = describedOperations.filter(({ offeredBy }) => !kind || offeredBy.includes(kind));
  const paths: JsonObject = {
    "/oauth2/client/token": tokenPath,
    "/.well-known/jwks.json": keysPath,
  };
  for (const operation of shown) paths[`${registryPath}/${operation.path}`] = pathOf(operation);
  return {
    openapi: "3.1.0",
    info: {
      title: "Tandem: the DCI interface",
      version: `1.0.0+protocol.${protocolVersion.version}`,
      summary:
        "Employment Support Systems and SP-System Interface (ESS API 1.0.0), with the social registry and IBR operations of a social protection system.",
      description:
        "Messages are envelopes {signature, header, message}. What is read is described here; what is written is narrower and follows the partner's terms. STANDARDS.md says how to sign, what is spoken clause by clause, and where Tandem deviates.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers,
    security: [{ bearer: [] }],
    tags: [...new Set(describedOperations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          description: "From /oauth2/client/token, or the token given at registration.",
        },
      },
      schemas: schemasOf(shown),
    },
  };
}

function pathOf(operation: DescribedOperation): JsonObject {
  const { path, action, answers, mode, tag, summary, request, response, offeredBy } = operation;
  const example = operationExamples[path] ?? { request: {} };
  const success = response
    ? {
        schema: envelopeOf("MsgCallbackHeader", answers ?? "", response.name),
        example: answerExample(answers ?? "", example.response ?? {}),
      }
    : { schema: reference("Ack"), example: ackExample };
  return {
    post: {
      operationId: path.replace(/[^a-z]+(.)/g, (_all, letter: string) => letter.toUpperCase()),
      tags: [tag],
      summary,
      "x-tandem-mode": mode,
      "x-offered-by": [...offeredBy],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: envelopeOf("Header", action, request.name),
            example: requestExample(action, mode, example.request),
          },
        },
      },
      responses: {
        "200": { description: successText[mode], content: { "application/json": success } },
        ...refusals,
      },
    },
  };
}

const successText: Record<DescribedOperation["mode"], string> = {
  asks: "Taken in for good; a callback follows.",
  tells: "Taken in for good.",
  reads: "The answer, signed.",
  writes: "Done for good; the answer, signed.",
};

const refusals: JsonObject = Object.fromEntries(
  (
    [
      ["400", "The message is not accepted; nothing was changed."],
      ["401", "The token or the signature does not hold."],
      ["403", "No agreement allows this."],
      ["409", "The message id was used for another content."],
      ["413", "Larger than 1 MiB."],
      ["415", "Not application/json."],
      ["429", "Too many requests; wait as Retry-After says."],
      ["503", "Not now; nothing was acknowledged, send it again."],
    ] as const
  ).map(([status, description]) => [status, { description, ...jsonBody(reference("ErrorBody")) }]),
);

const from = { sender_id: "ess.example", receiver_id: "sp.example" };
const answeredBy = { sender_id: "sp.example", receiver_id: "ess.example" };
const signature =
  'Signature: namespace="spdci", kidId="<sender_id>|<kid>|ed25519", algorithm="ed25519", created="1771237800", expires="1771238040", headers="(created) (expires) digest", signature="<Base64>"';
const opening = { version: "1.0.0", message_id: "MSG-1", message_ts: "2026-02-16T10:30:00Z" };

function requestExample(action: string, mode: DescribedOperation["mode"], message: object): Json {
  const reply = mode === "asks" ? { sender_uri: "https://ess.example/registry/callback" } : {};
  const told = mode === "tells" ? { status: "succ" } : {};
  const header = { ...opening, action, ...told, ...from, ...reply, total_count: 1 };
  return { signature, header: { ...header, is_msg_encrypted: false }, message } as JsonObject;
}

function answerExample(action: string, message: object): Json {
  const counts = { total_count: 1, completed_count: 1, is_msg_encrypted: false };
  const header = { ...opening, message_id: "MSG-2", action, status: "succ", ...answeredBy };
  return { signature, header: { ...header, ...counts }, message } as JsonObject;
}

const ackExample: JsonObject = {
  message: {
    ack_status: "ACK",
    timestamp: "2026-02-16T10:30:00Z",
    correlation_id: "01a206bb-8794-7018",
  },
};

function envelopeOf(header: string, action: string, message: string): JsonObject {
  return {
    type: "object",
    required: ["header", "message"],
    properties: {
      signature: { type: "string", maxLength: 4096 },
      header: { allOf: [reference(header), { properties: { action: { const: action } } }] },
      message: { anyOf: [reference(message), reference("EncryptedMessage")] },
    },
  };
}

function schemasOf(shown: readonly DescribedOperation[]): JsonObject {
  const named = new Map<string, unknown>([
    ["Header", Header],
    ["MsgHeader", MsgHeader],
    ["MsgCallbackHeader", MsgCallbackHeader],
    ["RequestStatus", RequestStatus],
    ["Envelope", Envelope],
    ["TokenRequest", TokenRequest],
    ["TokenResponse", TokenResponse],
    ["Ack", Ack],
    ["ErrorBody", ErrorBody],
    ["EncryptedMessage", EncryptedMessage],
  ]);
  for (const { request, response } of shown) {
    named.set(request.name, request.schema);
    if (response) named.set(response.name, response.schema);
  }
  const sorted = [...named].toSorted(([a], [b]) => (a < b ? -1 : 1));
  // Schemas carry symbols and functions beside their JSON; only the JSON is the document.
  return JSON.parse(JSON.stringify(Object.fromEntries(sorted))) as JsonObject;
}

const code = Type.Enum(Object.keys(wireErrors) as [string, ...string[]]);
const error = Type.Object({ code, message: Type.String({ maxLength: 999 }) });
/** The ack as the standard has it (ESS API 1.0.0, Ack). */
export const Ack = Type.Object({
  message: Type.Object({
    ack_status: Type.Enum(["ACK", "NACK", "ERR"]),
    timestamp: Type.String({ format: "date-time" }),
    correlation_id: Type.String({ pattern: "^[a-zA-Z0-9-]+$", maxLength: 99 }),
    error: Type.Optional(error),
  }),
});
/** A refusal carries both of the standard's shapes. */
export const ErrorBody = Type.Object({ ...Ack.properties, errors: Type.Array(error) });
/** JWE-like, as the standard writes it (digest 6.3). */
const EncryptedMessage = Type.Object({
  header: Type.Object({ alg: Type.String(), enc: Type.String(), kid: Type.String() }),
  ciphertext: Type.String(),
  encrypted_key: Type.String(),
  tag: Type.String(),
  iv: Type.String(),
});

const tokenPath: JsonObject = {
  post: {
    operationId: "token",
    tags: ["Access"],
    summary: "A short-lived access token (RFC 6749, client credentials).",
    security: [],
    requestBody: {
      required: true,
      content: {
        "application/x-www-form-urlencoded": { schema: reference("TokenRequest") },
        "application/json": { schema: reference("TokenRequest") },
      },
    },
    responses: {
      "200": { description: "The token.", ...jsonBody(reference("TokenResponse")) },
      "400": { description: "The form is not as expected." },
      "401": { description: "The client is unknown or its secret is wrong." },
    },
  },
};

const keysPath: JsonObject = {
  get: {
    operationId: "jwks",
    tags: ["Access"],
    summary: "The keys this system signs with, and those to encrypt to (RFC 7517).",
    security: [],
    responses: { "200": { description: "The key set." } },
  },
};

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function jsonBody(schema: JsonObject): JsonObject {
  return { content: { "application/json": { schema } } };
}
