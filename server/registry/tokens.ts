import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { partnerById, partnerByTokenHash, type Partner } from "../../store/partners.ts";
import { useOnce } from "../../store/used-once.ts";
import {
  claimedClient,
  giveToken,
  kidOf,
  token_lifetime_seconds,
  verifyAssertion,
} from "../../wire/access-token.ts";
import { keysOfText } from "../../wire/keys.ts";
import { parseTokenRequest, type TokenRequest } from "../../wire/messages/token.ts";
import { signingKeyFor } from "../../wire/sealing.ts";
import { clientCertificate } from "./client-certificate.ts";
import type { Door } from "./knock.ts";

/** Size of a token request. */
const form_bytes_max = 8_192;

/**
 * `POST /oauth2/client/token` (AUTHZ-TOKEN, RFC 6749 4.4). A client is the partner whose sender id is
 * its client_id; it shows the secret given at registration, in the form or as Basic, or an assertion
 * signed with its key (`private_key_jwt`, RFC 7523). `scope` is given back as asked for: it narrows
 * nothing and widens nothing, as the agreement decides what a partner may do.
 */
export async function registerTokens(app: FastifyInstance, door: Door, prefix: string) {
  await app.register(
    async (tokens) => {
      tokens.removeAllContentTypeParsers();
      tokens.addContentTypeParser(
        "application/x-www-form-urlencoded",
        { parseAs: "string", bodyLimit: form_bytes_max },
        (_request, body, done) => done(null, formOf(String(body))),
      );
      tokens.addContentTypeParser(
        "application/json",
        { parseAs: "string", bodyLimit: form_bytes_max },
        parse,
      );
      tokens.setErrorHandler((error, _request, reply) => refuse(door, error, reply));
      tokens.post("/client/token", async (request, reply) => {
        reply.header("cache-control", "no-store");
        const read = parseTokenRequest(withBasic(request));
        if (!read.ok) return reply.code(400).send({ error: grantError(request.body) });
        const partner = await clientOf(door, read.value);
        const certificate = clientCertificate(request.raw, door.node.proxies);
        if (!partner || !isShown(partner, certificate)) {
          return reply.code(401).send({ error: "invalid_client" });
        }
        const { id } = door.hosted.store.system;
        const key = signingKeyFor(door.keys, "Ed25519");
        const holder = {
          partner: partner.id,
          certificate: partner.terms.certificate && certificate,
        };
        const access_token = await giveToken(id, key, holder, nowSeconds(door));
        const { scope } = read.value;
        return {
          access_token,
          token_type: "bearer",
          expires_in: token_lifetime_seconds,
          ...(scope === undefined ? {} : { scope }),
        };
      });
    },
    { prefix: `${prefix}/oauth2` },
  );
}

/** What failed on the way: a form too large, or a fault of our own, of which nothing is told. */
function refuse(door: Door, error: unknown, reply: FastifyReply): FastifyReply {
  const { statusCode = 500 } = error as { statusCode?: number };
  if (statusCode < 500) return reply.code(statusCode).send({ error: "invalid_request" });
  door.node.log.error({ err: error }, "a token request failed");
  return reply.code(503).send({ error: "temporarily_unavailable" });
}

/** The partner that a request is surely from. */
async function clientOf(door: Door, request: TokenRequest): Promise<Partner | null> {
  const { client_id, client_secret, client_assertion, client_assertion_type } = request;
  const { store } = door.hosted;
  if (client_assertion !== undefined) {
    if (client_assertion_type === undefined || client_secret !== undefined) return null;
    const claimed = claimedClient(client_assertion);
    if (claimed === undefined || (client_id ?? claimed) !== claimed) return null;
    const partner = await partnerById(store, claimed);
    return partner && mayAsk(partner) && (await asserts(door, partner, client_assertion))
      ? partner
      : null;
  }
  if (client_id === undefined || client_secret === undefined) return null;
  const hash = createHash("sha256").update(client_secret).digest("hex");
  const partner = await partnerByTokenHash(store, hash);
  return partner?.id === client_id && mayAsk(partner) ? partner : null;
}

function mayAsk({ status, profile }: Partner): boolean {
  return status === "active" && profile !== "local";
}

async function asserts(door: Door, partner: Partner, assertion: string): Promise<boolean> {
  const { id: system } = door.hosted.store.system;
  const audiences = [`${door.baseUrl}/oauth2/client/token`, door.baseUrl, system];
  const { signature, revoked_keys } = partner.terms;
  const { algorithm } = signature;
  const verifyWith = (set: string | null) => {
    const keys = keysOfText(set ?? "", { algorithm, revoked: revoked_keys });
    return verifyAssertion(assertion, partner.id, audiences, { algorithm, keys }, nowSeconds(door));
  };
  const set = await door.partnerKeys.current(partner);
  const known = keysOfText(set ?? "", { algorithm, revoked: revoked_keys });
  const kid = kidOf(assertion);
  // An unknown key may be a new one.
  const current =
    kid === undefined || known.has(kid) ? set : await door.partnerKeys.refetch(partner);
  const held = await verifyWith(current);
  return (
    held !== undefined &&
    useOnce(door.hosted.store, partner.id, "jti", held.jti, held.expires * 1000)
  );
}

/** Terms that pin a certificate pin it here too. */
function isShown({ terms }: Partner, certificate: string | null): boolean {
  return terms.certificate === null || terms.certificate.toLowerCase() === certificate;
}

/** The form, with client id and secret from the field where RFC 6749 2.3.1 rather has them. */
function withBasic({ body, headers }: FastifyRequest): unknown {
  const [, encoded] = /^Basic\s+([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? "") ?? [];
  if (encoded === undefined || typeof body !== "object" || body === null) return body;
  const text = Buffer.from(encoded, "base64").toString();
  const colon = text.indexOf(":");
  if (colon < 0 || "client_secret" in body) return body;
  try {
    const [client_id, client_secret] = [text.slice(0, colon), text.slice(colon + 1)].map((part) =>
      decodeURIComponent(part),
    );
    return { ...body, client_id, client_secret };
  } catch {
    return body;
  }
}

function grantError(body: unknown): string {
  const grant =
    typeof body === "object" && body !== null && "grant_type" in body ? body.grant_type : undefined;
  return typeof grant === "string" && grant !== "client_credentials"
    ? "unsupported_grant_type"
    : "invalid_request";
}

/** A field given twice makes the form malformed (RFC 6749 3.2). */
function formOf(text: string): unknown {
  const fields = [...new URLSearchParams(text)];
  const form = new Map(fields);
  return form.size === fields.length ? Object.fromEntries(form) : {};
}

function parse(
  _request: unknown,
  body: string | Buffer,
  done: (error: Error | null, value?: unknown) => void,
) {
  try {
    done(null, JSON.parse(String(body)));
  } catch {
    done(null, {});
  }
}

function nowSeconds(door: Door): number {
  return Math.floor(door.hosted.store.clock.nowMs() / 1000);
}
