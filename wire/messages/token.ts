/** The token call `POST /oauth2/client/token` (DCI authz core API 1.0.0; RFC 6749 4.4). */
import { Type, type Static } from "typebox";
import { reader, type Reading } from "../reading.ts";

/** OAuth2ClientTokenRequest, the fields of the form. */
export const TokenRequest = Type.Object({
  grant_type: Type.Literal("client_credentials"),
  client_id: Type.String({ minLength: 1, maxLength: 200 }),
  client_secret: Type.String({ minLength: 1, maxLength: 500 }),
  scope: Type.Optional(Type.String({ maxLength: 2000 })),
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
