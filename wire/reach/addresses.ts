/**
 * Which addresses a node may connect to on a partner's behalf (guarantees 4.3, rule 4). Public ones;
 * beyond them only the ranges that an administrator has allowed for that partner, as government
 * networks are private; this machine only while the node itself listens on this machine. What no
 * partner can be (link-local and with it cloud metadata, multicast, reserved) is never allowed.
 */
import { BlockList, isIP } from "node:net";

/** An address range as text is `address/bits`. */
type Range = readonly [address: string, bits: number];

/** Ranges that are not public (IANA special-purpose registries), but may be allowed by CIDR. */
const notPublic: readonly Range[] = [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  // Inside 2000::/3, beside which nothing of IPv6 is public.
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

/** Ranges that no partner's server can be in. */
const never: readonly Range[] = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 128],
  // v4-compatible and translated (NAT64): the address they hide would escape its check.
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  // Metadata services of clouds that stand in private ranges.
  ["100.100.100.200", 32],
  ["192.0.0.192", 32],
  ["fd00:ec2::254", 128],
];

const loopbackRanges: readonly Range[] = [
  ["127.0.0.0", 8],
  ["::1", 128],
];

const anyIpv4 = listOf([["0.0.0.0", 0]]);
const publicIpv6 = listOf([["2000::", 3]]);
const notPublicList = listOf(notPublic);
const neverList = listOf(never);
const loopbackList = listOf(loopbackRanges);

/** What is allowed beyond public addresses. */
export type Allowance = { loopback: boolean; ranges: BlockList };

/** Whether an address may be connected to. Anything that is no plain address may not. */
export function isAllowedAddress(address: string, { loopback, ranges }: Allowance): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes("%")) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  // `BlockList` looks through a v4-mapped address; no name server has a reason to give one.
  if (version === 6 && anyIpv4.check(address, "ipv6")) return false;
  if (loopbackList.check(address, family)) return loopback;
  if (neverList.check(address, family)) return false;
  if (ranges.check(address, family)) return true;
  if (notPublicList.check(address, family)) return false;
  return version === 4 || publicIpv6.check(address, "ipv6");
}

/** Ranges written as CIDR; undefined when one of them is none. */
export function rangesOf(cidrs: readonly string[]): BlockList | undefined {
  const ranges = cidrs.map(parseRange);
  const known = ranges.filter((range) => range !== undefined);
  return known.length === ranges.length ? listOf(known) : undefined;
}

function parseRange(text: string): Range | undefined {
  const [address = "", bits = "", ...rest] = text.split("/");
  const version = isIP(address);
  if (rest.length > 0 || version === 0 || address.includes("%")) return undefined;
  if (!/^(0|[1-9]\d{0,2})$/.test(bits)) return undefined;
  return Number(bits) <= (version === 4 ? 32 : 128) ? [address, Number(bits)] : undefined;
}

function listOf(ranges: readonly Range[]): BlockList {
  const list = new BlockList();
  for (const [address, bits] of ranges) {
    list.addSubnet(address, bits, isIP(address) === 6 ? "ipv6" : "ipv4");
  }
  return list;
}
