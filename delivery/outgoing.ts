import type { JsonObject } from "../domain/json.ts";
import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { operationUrl } from "../wire/addresses.ts";
import {
  postEnvelope,
  postForEnvelope,
  type AnswerOutcome,
  type Post,
  type PostFailure,
  type PostOutcome,
} from "../wire/posting.ts";
import { signingFetch } from "../wire/http-signature.ts";
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
  return posted(postEnvelope, store, outgoing, partner, url, unsigned);
}

/** The same for an operation that is answered at once; the answer is read, not yet verified. */
export async function postForAnswer(
  store: Store,
  outgoing: Outgoing,
  partner: Partner,
  url: string,
  unsigned: Unsigned,
): Promise<AnswerOutcome> {
  return posted(postForEnvelope, store, outgoing, partner, url, unsigned);
}

async function posted<O extends PostOutcome | AnswerOutcome>(
  by: (post: Post) => Promise<O>,
  store: Store,
  outgoing: Outgoing,
  partner: Partner,
  url: string,
  unsigned: Unsigned,
): Promise<O | PostFailure> {
  const shown = await outgoing.tokens(partner);
  if (shown.kind !== "token") return shown;
  const send = async (token: string | undefined) =>
    by({ ...(await sealedPost(store, outgoing, partner, url, unsigned)), token });
  const outcome = await send(shown.token);
  if (outcome.kind !== "trust" || outcome.code !== "err.request.unauthorized") return outcome;
  if (partner.terms.token.how === "given") return outcome;
  const renewed = await outgoing.tokens(partner, shown.token);
  return renewed.kind === "token" ? send(renewed.token) : renewed;
}

/** What is posted for a message now: the body, and the fetch that reaches this partner. */
async function sealedPost(
  store: Store,
  { keys, reach, newId }: Outgoing,
  partner: Partner,
  url: string,
  unsigned: Unsigned,
) {
  const nowSeconds = Math.floor(store.clock.nowMs() / 1000);
  const from = { id: store.system.id, keys, nowSeconds };
  const body = await sealEnvelope(unsigned, from, partner);
  const fetch = reach(partner);
  if (!partner.terms.http_signature.out) return { url, body, fetch };
  const key = signingKeyFor(keys, partner.terms.signature.algorithm);
  return { url, body, fetch: signingFetch(fetch, { key, createdSeconds: nowSeconds }, newId()) };
}

/** Where an operation stands at a partner. */
export function registryUrl({ base_url, terms }: Partner, operation: string): string {
  return operationUrl(base_url, terms.registry_path, operation);
}
