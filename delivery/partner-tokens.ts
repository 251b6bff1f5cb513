import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { makeAssertion } from "../wire/access-token.ts";
import { answerTo } from "../wire/http-answer.ts";
import { client_assertion_type, parseTokenResponse } from "../wire/messages/token.ts";
import { signingKeyFor, type OwnKeys } from "../wire/sealing.ts";
import { parseStrictJson } from "../wire/strict-json.ts";

/** A token is renewed this long before it runs out, and asked for again this long after a refusal. */
const renew_before_ms = 30_000;
const ask_again_ms = 5_000;
/** Life of a token whose giver does not say how long it lives. */
const lifetime_unsaid_seconds = 300;
const lifetime_seconds_max = 86_400;
const answer_bytes_max = 16_384;
const timeout_ms = 5_000;

/** The tokens we show to partners. */
export interface PartnerTokens {
  /** The token to show now; undefined when there is none. */
  tokenFor(partner: Partner): Promise<string | undefined>;
  /** Called when a token was refused; true when the next one will be another. */
  forget(partner: Partner, token: string | undefined): boolean;
}

/** What the tokens are got with. */
export interface TokenMeans {
  store: Store;
  keys: OwnKeys;
  reach: (partner: Partner) => typeof globalThis.fetch;
  newId: () => string;
}

type Known = { token: string | undefined; renewAtMs: number };
type Asking = { asked: Promise<Known>; renewAtMs: number; token?: string | undefined };

/**
 * The token given at registration, or by the partner's terms one from its token endpoint (RFC 6749
 * 4.4, with a secret or `private_key_jwt`), kept until shortly before it runs out. One request at a
 * time per partner; tokens are in memory only.
 */
export function createPartnerTokens(means: TokenMeans): PartnerTokens {
  const known = new Map<string, Asking>();
  const { store } = means;
  const renew = (name: string, partner: Partner): Promise<Known> => {
    const asking: Asking = { asked: ask(means, partner), renewAtMs: Infinity };
    known.set(name, asking);
    asking.asked.then(
      (answer) => Object.assign(asking, answer),
      () => known.delete(name),
    );
    return asking.asked;
  };
  return {
    async tokenFor(partner) {
      if (partner.terms.token.how === "given") return secretOf(store, partner);
      const name = nameOf(partner);
      const before = known.get(name);
      const fresh = before !== undefined && before.renewAtMs > store.clock.nowMs();
      return (await (fresh ? before.asked : renew(name, partner))).token;
    },
    forget(partner, token) {
      if (partner.terms.token.how === "given" || token === undefined) return false;
      const name = nameOf(partner);
      // Another message may have renewed it meanwhile.
      if (known.get(name)?.token === token) known.delete(name);
      return true;
    },
  };
}

function nameOf({ id, terms }: Partner): string {
  return JSON.stringify([id, terms.token]);
}

async function ask(means: TokenMeans, partner: Partner): Promise<Known> {
  const { store } = means;
  const form = await formOf(means, partner);
  const { token } = partner.terms;
  if (form === undefined || token.how === "given") return later(store);
  const answer = await answerTo({
    url: token.url,
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
    body: form.toString(),
    timeoutMs: timeout_ms,
    bytes_max: answer_bytes_max,
    fetch: means.reach(partner),
  });
  if (answer.kind !== "answered" || answer.status !== 200) return later(store);
  const json = parseStrictJson(answer.text ?? "");
  const read = json.ok ? parseTokenResponse(json.value) : undefined;
  if (read?.ok !== true) return later(store);
  const seconds = Math.min(
    Number(read.value.expires_in ?? lifetime_unsaid_seconds),
    lifetime_seconds_max,
  );
  // A token of a life shorter than our margin is used for half of it.
  const ms = Math.max(seconds * 1000 - renew_before_ms, seconds * 500);
  return { token: read.value.access_token, renewAtMs: store.clock.nowMs() + ms };
}

/** Without a token the message goes all the same: the partner's refusal is what an operator sees. */
function later(store: Store): Known {
  return { token: undefined, renewAtMs: store.clock.nowMs() + ask_again_ms };
}

async function formOf(
  { store, keys, newId }: TokenMeans,
  partner: Partner,
): Promise<URLSearchParams | undefined> {
  const { token, signature } = partner.terms;
  if (token.how === "given") return undefined;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: token.client_id,
  });
  if (token.how === "client_secret") {
    const secret = secretOf(store, partner);
    if (secret === undefined) return undefined;
    form.set("client_secret", secret);
    return form;
  }
  const key = signingKeyFor(keys, signature.algorithm);
  const nowSeconds = Math.floor(store.clock.nowMs() / 1000);
  form.set("client_assertion_type", client_assertion_type);
  form.set(
    "client_assertion",
    await makeAssertion(token.client_id, token.url, key, nowSeconds, newId()),
  );
  return form;
}

/** What was told of us at registration: a token to show, or the secret to get one with. */
function secretOf(store: Store, { token_out }: Partner): string | undefined {
  return token_out === null ? undefined : store.sealer.open(token_out);
}
