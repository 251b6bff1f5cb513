import type { JsonObject } from "../domain/json.ts";
import type { Store } from "../store/database.ts";
import type { Partner } from "../store/partners.ts";
import { operationUrl } from "../wire/addresses.ts";
import { canonicalize } from "../wire/canonical.ts";
import { postEnvelope, type PostOutcome } from "../wire/posting.ts";
import type { SigningKey } from "../wire/keys.ts";
import { signMessage } from "../wire/signature.ts";

/** An unsigned DCI message; the signature is made for each attempt, with a time of its own. */
export interface Unsigned {
  header: JsonObject;
  message: JsonObject;
}

/** How messages leave a node: over the wire, or into the other system of the same node. */
export interface Outgoing {
  key: SigningKey;
  fetch: typeof globalThis.fetch;
  /** Hands a notify to the other hosted system, where there is no message (design: Integrated). */
  handOver: (to: string, from: string, notify: Unsigned) => Promise<PostOutcome>;
}

/** Signs and posts; a signature that cannot be made throws, and nothing leaves. */
export async function post(
  store: Store,
  outgoing: Outgoing,
  partner: Partner,
  url: string,
  unsigned: Unsigned,
): Promise<PostOutcome> {
  const seconds = Math.floor(store.clock.nowMs() / 1000);
  const { signature } = signMessage(unsigned, store.system.id, outgoing.key, seconds);
  return postEnvelope({
    url,
    token: partner.token_out ? store.sealer.open(partner.token_out) : undefined,
    body: canonicalize({ ...unsigned, signature }),
    fetch: outgoing.fetch,
  });
}

/** Where an operation stands at a partner. */
export function registryUrl({ base_url, terms }: Partner, operation: string): string {
  return operationUrl(base_url, terms.registry_path, operation);
}
