/**
 * A `fetch` that reaches one partner and nobody else (guarantees 4.3). A URL counts only if its exact
 * origin is registered for the partner; its host is resolved once, every address is looked at, and
 * the connection goes to exactly those addresses, so that a name which changes its mind between check
 * and use changes nothing. `Host` and SNI stay the name's. No redirects, no proxies, no user-info, no
 * compression; bounded in size and time; https, unless the node itself listens on loopback only.
 */
import { lookup as systemLookup } from "node:dns/promises";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { isIP, type BlockList } from "node:net";
import { isAllowedAddress, rangesOf } from "./addresses.ts";
import { exchange, type Address } from "./http-exchange.ts";

/** What a partner's terms say about where it may be reached. */
export type Reach = {
  /** Scheme, host and port: the registered origin, and those of its key set and token endpoint. */
  origins: readonly string[];
  /** Ranges beyond the public ones, as CIDR. */
  addresses: readonly string[];
};

/** Finds the addresses of a name. Given, so that tests can say what a hostile name server says. */
export type Resolve = (host: string) => Promise<Address[]>;

/** What holds for the whole node. */
export type GuardSettings = {
  /** The node listens on loopback only: partners on this machine, and plain http, may be reached. */
  loopback: boolean;
  resolve?: Resolve;
  /** Certificates to trust beside the system's, as PEM. */
  ca?: string;
  bytes_max?: number;
  timeoutMs?: number;
};

/** Refused before anything was sent; the message names no address. */
export class ReachRefused extends TypeError {
  readonly code = "ERR_REACH_REFUSED";
  constructor(reason: string) {
    super(`address refused: ${reason}`);
  }
}

/** Size and time of an answer, whatever its reader allows, and how long a name's addresses count. */
export const reach_bytes_max = 16_777_216;
export const reach_timeout_ms = 30_000;
export const resolved_for_ms = 5_000;
/** Idle connections are closed before a server with the usual 5 s would close them under our hands. */
const idle_ms = 4_000;
const sockets_max = 32;
const agents_max = 500;

type Fetch = typeof globalThis.fetch;

/** A `fetch` for each partner, with connections that are kept while they are used. */
export function createGuardedFetch(settings: GuardSettings): (reach: Reach) => Fetch {
  const agents = agentPool(settings);
  const resolve = cachedResolve(settings.resolve ?? resolveBySystem);
  return (reach) => {
    const ranges = rangesOf(reach.addresses);
    const name = JSON.stringify([reach.origins, reach.addresses]);
    return async (input, init = {}) => {
      const url = checkedUrl(input, reach, settings.loopback);
      if (ranges === undefined) throw new ReachRefused("a range of the terms is malformed");
      const addresses = await checkedAddresses(url, resolve, settings.loopback, ranges);
      return exchange({
        url,
        init,
        addresses,
        agent: agents(name, url.protocol),
        bytes_max: settings.bytes_max ?? reach_bytes_max,
        timeoutMs: settings.timeoutMs ?? reach_timeout_ms,
      });
    };
  };
}

/** The URL, if the partner may be reached there at all. @throws ReachRefused */
export function checkedUrl(input: unknown, { origins }: Reach, loopback: boolean): URL {
  if (typeof input !== "string" && !(input instanceof URL)) throw new ReachRefused("not a URL");
  const text = String(input);
  // What WHATWG parsing would silently drop or turn into a slash is a trick, never a partner.
  if (/[\\\s\p{Cc}]/u.test(text) || !URL.canParse(text)) throw new ReachRefused("not a URL");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new ReachRefused("scheme");
  if (url.username !== "" || url.password !== "") throw new ReachRefused("user-info");
  if (!origins.some((one) => URL.canParse(one) && new URL(one).origin === url.origin)) {
    throw new ReachRefused("origin is not registered");
  }
  if (url.protocol === "http:" && !loopback) throw new ReachRefused("not https");
  return url;
}

async function checkedAddresses(
  url: URL,
  resolve: Resolve,
  loopback: boolean,
  ranges: BlockList,
): Promise<Address[]> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const version = isIP(host);
  const addresses: Address[] =
    version === 0 ? await resolve(host) : [{ address: host, family: version === 4 ? 4 : 6 }];
  if (addresses.length === 0) throw new ReachRefused("name has no address");
  // One bad address among good ones is how a name is made to point inside.
  if (!addresses.every(({ address }) => isAllowedAddress(address, { loopback, ranges }))) {
    throw new ReachRefused("address is not allowed");
  }
  return addresses;
}

async function resolveBySystem(host: string): Promise<Address[]> {
  const found = await systemLookup(host, { all: true, verbatim: true });
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
}

/** Names of busy partners are not asked for again with every message; failures are not remembered. */
function cachedResolve(resolve: Resolve): Resolve {
  const known = new Map<string, { until: number; addresses: Address[] }>();
  return async (host) => {
    const now = performance.now();
    const before = known.get(host);
    if (before !== undefined && before.until > now) return before.addresses;
    const addresses = await resolve(host);
    if (known.size >= agents_max) known.clear();
    known.set(host, { until: now + resolved_for_ms, addresses });
    return addresses;
  };
}

/** Connections belong to the terms they were checked under: other terms, other connections. */
function agentPool({ ca }: GuardSettings) {
  const agents = new Map<string, HttpAgent>();
  const options = { keepAlive: true, maxSockets: sockets_max, timeout: idle_ms };
  return (terms: string, protocol: string): HttpAgent => {
    const name = `${protocol}${terms}`;
    const known = agents.get(name);
    if (known !== undefined) return known;
    const made =
      protocol === "https:"
        ? new HttpsAgent(ca === undefined ? options : { ...options, ca })
        : new HttpAgent(options);
    if (agents.size >= agents_max) agents.clear();
    agents.set(name, made);
    return made;
  };
}
