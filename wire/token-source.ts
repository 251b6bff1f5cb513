/**
 * Where the access token comes from that a client shows: one given at registration, or a token
 * endpoint asked with client credentials (DCI authz core API 1.0.0; RFC 6749 4.4).
 */
import { answerTo } from "./http-answer.ts";
import { parseTokenResponse } from "./messages/token.ts";
import type { PostFailure } from "./posting.ts";
import { parseStrictJson } from "./strict-json.ts";

/** A token to show, or why there is none. */
export type TokenOutcome = { kind: "token"; token: string | undefined } | PostFailure;

/** Gives a token; `refused` is one that was turned away and must not be given again. */
export type TokenSource = (nowMs: number, refused?: string) => Promise<TokenOutcome>;

/** Client credentials at a token endpoint, usually `<base>/oauth2/client/token`. */
export type ClientCredentials = {
  url: string;
  clientId: string;
  /** The fields of the form beside the grant: a secret, or an assertion made anew for each call. */
  prove: (nowMs: number) => Record<string, string> | Promise<Record<string, string>>;
  scope?: string;
  fetch: typeof globalThis.fetch;
  timeoutMs?: number;
};

const token_bytes_max = 16_384;
const token_timeout_ms = 5_000;
/** RFC 6749 recommends `expires_in`; without one a token is used for this long. */
const token_seconds_default = 300;
/** A token is not shown in its last seconds. */
const token_margin_seconds = 10;

/** One token for all questions. */
export function givenToken(token: string | undefined): TokenSource {
  return () => Promise.resolve({ kind: "token", token });
}

/** The secret of `client_secret_post`. */
export function clientSecret(secret: string): ClientCredentials["prove"] {
  return () => ({ client_secret: secret });
}

/** Fetches a token when none is left, and keeps it until shortly before it ends. */
export function clientCredentials(credentials: ClientCredentials): TokenSource {
  let kept: { token: string; untilMs: number } | undefined;
  return async (nowMs, refused) => {
    if (kept && kept.untilMs > nowMs && kept.token !== refused) {
      return { kind: "token", token: kept.token };
    }
    kept = undefined;
    const read = await fetchToken(credentials, nowMs);
    if ("kind" in read) return read;
    const seconds = Number(read.expires_in ?? token_seconds_default) - token_margin_seconds;
    kept = { token: read.access_token, untilMs: nowMs + seconds * 1000 };
    return { kind: "token", token: read.access_token };
  };
}

async function fetchToken(credentials: ClientCredentials, nowMs: number) {
  const { url, clientId, scope, fetch } = credentials;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: clientId,
    ...(await credentials.prove(nowMs)),
    ...(scope === undefined ? {} : { scope }),
  });
  const answer = await answerTo({
    url,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    },
    body: form.toString(),
    timeoutMs: credentials.timeoutMs ?? token_timeout_ms,
    bytes_max: token_bytes_max,
    fetch,
  });
  if (answer.kind !== "answered") return outage("no token: no answer");
  // RFC 6749 5.2: wrong credentials are 400 or 401.
  if (answer.status === 400 || answer.status === 401 || answer.status === 403) return untrusted;
  const json = answer.status === 200 ? parseStrictJson(answer.text ?? "") : undefined;
  const read = json?.ok ? parseTokenResponse(json.value) : undefined;
  return read?.ok ? read.value : outage("no token: answer not understood");
}

const untrusted: PostFailure = {
  kind: "trust",
  code: "err.request.unauthorized",
  reason: "The token endpoint refused our credentials.",
};

function outage(reason: string): PostFailure {
  return { kind: "outage", reason };
}
