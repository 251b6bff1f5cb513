import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { makeAssertion } from "../wire/access-token.ts";
import { client_assertion_type } from "../wire/messages/token.ts";
import { signingKeyFor, type OwnKeys } from "../wire/sealing.ts";
import {
  clientCredentials,
  givenToken,
  type TokenOutcome,
  type TokenSource,
} from "../wire/token-source.ts";

/** The tokens we show to partners; `refused` is one that was turned away. */
export type PartnerTokens = (partner: Partner, refused?: string) => Promise<TokenOutcome>;

/** What the tokens are got with. */
export interface TokenMeans {
  store: Store;
  keys: OwnKeys;
  reach: (partner: Partner) => typeof globalThis.fetch;
  newId: () => string;
}

/**
 * The token given at registration, or by the partner's terms one from its token endpoint (RFC 6749
 * 4.4): with the secret that was given in its place, or with an assertion (`private_key_jwt`, RFC
 * 7523). Tokens are kept in memory until shortly before they run out.
 */
export function createPartnerTokens(means: TokenMeans): PartnerTokens {
  const sources = new Map<string, TokenSource>();
  return (partner, refused) => {
    const { terms, token_out } = partner;
    if (terms.token.how === "given") return sourceOf(means, partner)(0, refused);
    // Other terms, or another secret, are another source.
    const name = JSON.stringify([partner.id, terms.token, terms.signature.algorithm, token_out]);
    const source = sources.get(name) ?? sourceOf(means, partner);
    sources.set(name, source);
    return source(means.store.clock.nowMs(), refused);
  };
}

function sourceOf(means: TokenMeans, partner: Partner): TokenSource {
  const { store, keys, newId } = means;
  const { token, signature } = partner.terms;
  const secret = partner.token_out === null ? undefined : store.sealer.open(partner.token_out);
  if (token.how === "given") return givenToken(secret);
  const { url, client_id: clientId } = token;
  const prove = async (nowMs: number): Promise<Record<string, string>> => {
    if (token.how === "client_secret") return { client_secret: secret ?? "" };
    const key = signingKeyFor(keys, signature.algorithm);
    const seconds = Math.floor(nowMs / 1000);
    return {
      client_assertion_type,
      client_assertion: await makeAssertion(clientId, url, key, seconds, newId()),
    };
  };
  return clientCredentials({ url, clientId, prove, fetch: means.reach(partner) });
}
