/** The token call `POST /oauth2/client/token` (DCI authz core API 1.0.0; RFC 6749 4.4, RFC 7523 2.2). */
import { Type, type Static } from "typebox";
import { reader, type Reading } from "../reading.ts";

/** The type of a client assertion (RFC 7523 2.2). */
export const client_assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** OAuth2ClientTokenRequest, the fields of the form; a secret or a signed assertion says who asks. */
export const TokenRequest = Type.Object({
  grant_type: Type.Literal("client_credentials"),
  client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  client_secret: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  client_assertion_type: Type.Optional(Type.Literal(client_assertion_type)),
  client_assertion: Type.Optional(
    Type.String({ maxLength: 4096, pattern: "^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$" }),
  ),
  // Names such as `registry.search` or `registry/search`: the standard spells them both ways.
  scope: Type.Optional(
    Type.String({ maxLength: 2000, pattern: "^[\\x21\\x23-\\x5b\\x5d-\\x7e ]*$" }),
  ),
});
export type TokenRequest = Static<typeof TokenRequest>;

/** OAuth2ClientTokenResponse; the standard types `expires_in` as text, RFC 6749 as a number. */
export const TokenResponse = Type.Object({
  access_token: Type.String({ minLength: 1, maxLength: 8192, pattern: "^[\\x21-\\x7e]+$" }),
  token_type: Type.String({ pattern: "^[Bb][Ee][Aa][Rr][Ee][Rr]$" }),
  expires_in: Type.Optional(
    Type.Union([Type.Number({ minimum: 0 }), Type.String({ pattern: "^[0-9]{1,9}$" })]),
  ),
});
export type TokenResponse = Static<typeof TokenResponse>;

/** Reads the form of a token request. */
export const parseTokenRequest: (value: unknown) => Reading<TokenRequest> = reader(TokenRequest);

/** Reads a partner's answer to our token request. */
export const parseTokenResponse: (value: unknown) => Reading<TokenResponse> = reader(TokenResponse);
