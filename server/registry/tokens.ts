import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { SignJWT } from "jose";
import { partnerByTokenHash } from "../../store/partners.ts";
import { parseTokenRequest } from "../../wire/messages/token.ts";
import type { Door } from "./knock.ts";

/** Short-lived tokens for partners that follow the standard's token API. */
const token_lifetime_seconds = 900;

/**
 * `POST /oauth2/client/token` (AUTHZ-TOKEN, RFC 6749 section 4.4): client_id is the partner's sender
 * id, client_secret the token given at registration. That token is accepted as a bearer by itself too.
 */
export async function registerTokens(app: FastifyInstance, door: Door, prefix: string) {
  await app.register(
    async (tokens) => {
      tokens.removeAllContentTypeParsers();
      tokens.addContentTypeParser(
        "application/x-www-form-urlencoded",
        { parseAs: "string", bodyLimit: 8_192 },
        (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
      );
      tokens.addContentTypeParser(
        "application/json",
        { parseAs: "string", bodyLimit: 8_192 },
        parse,
      );
      tokens.post("/client/token", async (request, reply) => {
        const read = parseTokenRequest(request.body);
        if (!read.ok) return reply.code(400).send({ error: "invalid_request" });
        const { client_id, client_secret } = read.value;
        const hash = createHash("sha256").update(client_secret).digest("hex");
        const partner = await partnerByTokenHash(door.hosted.store, hash);
        if (!partner || partner.id !== client_id || partner.status !== "active") {
          return reply.code(401).send({ error: "invalid_client" });
        }
        reply.header("cache-control", "no-store");
        const access_token = await sign(door, partner.id);
        return { access_token, token_type: "bearer", expires_in: token_lifetime_seconds };
      });
    },
    { prefix: `${prefix}/oauth2` },
  );
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

function sign(door: Door, partner: string): Promise<string> {
  const { id } = door.hosted.store.system;
  const seconds = Math.floor(door.hosted.store.clock.nowMs() / 1000);
  return new SignJWT()
    .setProtectedHeader({ alg: "EdDSA", kid: door.key.kid })
    .setSubject(partner)
    .setIssuer(id)
    .setAudience(id)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + token_lifetime_seconds)
    .sign(door.key.privateKey);
}
