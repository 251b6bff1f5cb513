/** How one of our systems asks a partner over the wire: by the partner's terms, with our keys and tokens. */
import { uuidv7 } from "uuidv7";
import type { PartnerTokens } from "../delivery/partner-tokens.ts";
import type { PartnerKeys } from "../server/registry/partner-keys.ts";
import { thumbprintIn } from "../server/registry/signer-thumbprint.ts";
import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import type { Signer, Verifier } from "../wire/client-trust.ts";
import { createClient, type Client } from "../wire/client.ts";
import { signingFetch } from "../wire/http-signature.ts";
import {
  clearMessage,
  sealEnvelope,
  signingKeyFor,
  verifySender,
  type OwnKeys,
} from "../wire/sealing.ts";

/** What a system asks with. */
export interface LineMeans {
  store: Store;
  keys: OwnKeys;
  reach: (partner: Partner) => typeof globalThis.fetch;
  tokens: PartnerTokens;
  partnerKeys: PartnerKeys;
  /** Where our own operations stand: callbacks go there. */
  registryUrl: string;
}

/** The line to a partner as it is known now. */
export function partnerLine(means: LineMeans, partner: Partner): Client {
  const { store, tokens, registryUrl } = means;
  return createClient({
    baseUrl: partner.base_url,
    registryPath: partner.terms.registry_path,
    senderId: store.system.id,
    receiverId: partner.id,
    signer: sealingFor(means, partner),
    verify: judgingOf(means, partner),
    token: (_nowMs, refused) => tokens(partner, refused),
    senderUri: registryUrl,
    fetch: fetchFor(means, partner),
    nowMs: () => store.clock.nowMs(),
    newId: uuidv7,
  });
}

function sealingFor({ store, keys }: LineMeans, partner: Partner): Signer {
  return (content, nowSeconds) => {
    const header = content.header as Record<string, unknown>;
    const from = { id: store.system.id, keys, nowSeconds };
    return sealEnvelope({ header, message: content.message }, from, partner);
  };
}

/** As at the door: the signature first, under a key fetched anew if it is unknown; then what is inside. */
function judgingOf({ keys, partnerKeys }: LineMeans, partner: Partner): Verifier {
  return async (envelope, text, nowSeconds) => {
    const { id, terms } = partner;
    let jwks = await partnerKeys.current(partner);
    let verdict = await verifySender(envelope, text, { id, terms, jwks }, nowSeconds);
    if (!verdict.ok && verdict.unknownKid !== undefined) {
      jwks = (await partnerKeys.refetch(partner)) ?? jwks;
      verdict = await verifySender(envelope, text, { id, terms, jwks }, nowSeconds);
    }
    if (!verdict.ok) return { ok: false, reason: verdict.reason };
    const cleared = await clearMessage(envelope, terms, keys);
    if (!cleared.ok) return cleared;
    const thumbprint = await thumbprintIn(jwks, partner, verdict.kid);
    return { ok: true, envelope: { ...envelope, message: cleared.message }, thumbprint };
  };
}

function fetchFor(means: LineMeans, partner: Partner): typeof globalThis.fetch {
  const { keys, reach, store } = means;
  const plain = reach(partner);
  if (!partner.terms.http_signature.out) return plain;
  return (input, init) => {
    const key = signingKeyFor(keys, partner.terms.signature.algorithm);
    const createdSeconds = Math.floor(store.clock.nowMs() / 1000);
    return signingFetch(plain, { key, createdSeconds }, uuidv7())(input, init);
  };
}
