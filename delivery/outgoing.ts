import type { JsonObject } from "../domain/json.ts";
import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { operationUrl } from "../wire/addresses.ts";
import { postEnvelope, type PostOutcome } from "../wire/posting.ts";
import { signRequest } from "../wire/http-signature.ts";
import { sealEnvelope, signingKeyFor, type OwnKeys } from "../wire/sealing.ts";
import type { PartnerTokens } from "./partner-tokens.ts";

/** An unsigned DCI message; the signature is made for each attempt, with a time of its own. */
export interface Unsigned {
  header: JsonObject;
  message: JsonObject;
}

/** How messages leave a node: over the wire, or into the other system of the same node. */
export interface Outgoing {
  keys: OwnKeys;
  /** A fetch that reaches this partner and nobody else (wire/reach). */
  reach: (partner: Partner) => typeof globalThis.fetch;
  tokens: PartnerTokens;
  /** Fresh ids for nonces. */
  newId: () => string;
  /** Hands a notify to the other hosted system, where there is no message (design: Integrated). */
  handOver: (to: string, from: string, notify: Unsigned) => Promise<PostOutcome>;
}

/**
 * Encrypts and signs by the partner's terms and posts; what cannot be sealed as agreed throws, and
 * nothing leaves. A token that is refused is renewed once.
 */
export async function post(
  store: Store,
  outgoing: Outgoing,
  partner: Partner,
  url: string,
  unsigned: Unsigned,
): Promise<PostOutcome> {
  const sealed = await sealedPost(store, outgoing, partner, url, unsigned);
  const outcome = await postEnvelope(sealed);
  const refused = outcome.kind === "trust" && outcome.code === "err.request.unauthorized";
  if (!refused || !outgoing.tokens.forget(partner, sealed.token)) return outcome;
  return postEnvelope(await sealedPost(store, outgoing, partner, url, unsigned));
}

/** What is posted for a message now: body, token and the fetch that reaches this partner. */
export async function sealedPost(
  store: Store,
  outgoing: Outgoing,
  partner: Partner,
  url: string,
  unsigned: Unsigned,
) {
  const nowSeconds = Math.floor(store.clock.nowMs() / 1000);
  const { keys } = outgoing;
  const from = { id: store.system.id, keys, nowSeconds };
  const body = await sealEnvelope(unsigned, from, partner);
  const token = await outgoing.tokens.tokenFor(partner);
  const fetch = outgoing.reach(partner);
  return { url, token, body, fetch: partner.terms.http_signature.out ? signing(fetch) : fetch };

  /** Signs the request as it is about to leave (RFC 9421). */
  function signing(plain: typeof globalThis.fetch): typeof globalThis.fetch {
    return (input, init = {}) => {
      const headers = new Headers(init.headers);
      const request = {
        method: init.method ?? "GET",
        url,
        body: Buffer.from(body),
        authorization: headers.get("authorization") ?? undefined,
      };
      const key = signingKeyFor(keys, partner.terms.signature.algorithm);
      const by = { key, createdSeconds: nowSeconds };
      const fields = Object.entries(signRequest(request, by, outgoing.newId()));
      for (const [name, value] of fields) headers.set(name, value);
      return plain(input, { ...init, headers });
    };
  }
}

/** Where an operation stands at a partner. */
export function registryUrl({ base_url, terms }: Partner, operation: string): string {
  return operationUrl(base_url, terms.registry_path, operation);
}
