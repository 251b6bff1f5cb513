/** Where this node may go on behalf of each partner. */
import type { Partner } from "../store/partners.ts";
import { createGuardedFetch, type Reach } from "../wire/reach/guarded-fetch.ts";
import { isLoopback } from "../server/registry/routes.ts";
import type { NodeSettings } from "./node-settings.ts";

type Fetch = typeof globalThis.fetch;

/**
 * A fetch per partner: its registered origins, and the ranges of its terms. The other node of the same
 * start is named by the operator's settings, not by a partner, so it may stand on this machine even
 * while this node listens for others.
 */
export function reachOfNode(settings: NodeSettings): (partner: Partner) => Fetch {
  const guarded = createGuardedFetch({ loopback: listensOnLoopback(settings.host) });
  const toPeers = createGuardedFetch({ loopback: true });
  const peers = new Map(settings.peers.map(({ id, baseUrl }) => [id, new URL(baseUrl).origin]));
  return (partner) => {
    const peer = peers.get(partner.id);
    if (peer !== undefined && partner.profile === "tandem" && peer === partner.origin) {
      return toPeers({ origins: [peer], addresses: partner.terms.addresses });
    }
    return guarded(reachOf(partner));
  };
}

/** The origins registered for a partner: its own, and those of its key set and token endpoint. */
export function reachOf({
  origin,
  base_url,
  jwks_url,
  terms,
}: Pick<Partner, "origin" | "base_url" | "jwks_url" | "terms">): Reach {
  const urls = [origin, base_url, jwks_url, terms.token.how === "given" ? null : terms.token.url];
  return { origins: urls.filter((url) => url !== null), addresses: terms.addresses };
}

/** Whether a host is this machine only. */
export function listensOnLoopback(host: string): boolean {
  return isLoopback(host) || host === "localhost";
}
