import { describe, expect, test } from "vitest";
import { isAllowedAddress, rangesOf } from "./addresses.ts";

const none = rangesOf([]);
if (none === undefined) throw new Error("no ranges");
const strangers = { loopback: false, ranges: none };

describe("addresses that no partner has", () => {
  const hostile = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.1.2.3",
    "127.255.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.255.255",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "100.100.100.200",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "::8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "100::1",
    "fc00::1",
    "fd00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "3fff::1",
    "4000::1",
    "1::1",
    "",
    "localhost",
    "1.2.3",
    "0x7f000001",
  ];
  test.each(hostile)("%s", (address) => {
    expect(isAllowedAddress(address, strangers)).toBe(false);
  });

  test.each(["8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "2a00:1450::1"])(
    "%s is public",
    (address) => expect(isAllowedAddress(address, strangers)).toBe(true),
  );

  test("a range of the partner's terms is allowed, and nothing beside it", () => {
    const ranges = rangesOf(["10.20.0.0/16", "fd12::/32"]);
    if (ranges === undefined) throw new Error("no ranges");
    const partner = { loopback: false, ranges };
    expect(isAllowedAddress("10.20.3.4", partner)).toBe(true);
    expect(isAllowedAddress("fd12::7", partner)).toBe(true);
    for (const other of ["10.21.0.1", "fd13::1", "::ffff:10.20.3.4", "127.0.0.1", "::1"]) {
      expect(isAllowedAddress(other, partner), other).toBe(false);
    }
  });

  test("no range opens metadata services, link-local, loopback or multicast", () => {
    const ranges = rangesOf(["0.0.0.0/0", "::/0"]);
    if (ranges === undefined) throw new Error("no ranges");
    for (const address of [
      "169.254.169.254",
      "100.100.100.200",
      "fd00:ec2::254",
      "127.0.0.1",
      "::1",
      "224.0.0.1",
      "0.0.0.0",
      "255.255.255.255",
      "fe80::1",
      "ff02::1",
      "64:ff9b::a00:1",
      "::ffff:1.1.1.1",
    ]) {
      expect(isAllowedAddress(address, { loopback: false, ranges }), address).toBe(false);
    }
  });

  test("loopback counts while the node listens on loopback, and in no other spelling", () => {
    const local = { loopback: true, ranges: none };
    expect(isAllowedAddress("127.0.0.1", local)).toBe(true);
    expect(isAllowedAddress("::1", local)).toBe(true);
    for (const other of ["::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254", "0.0.0.0"]) {
      expect(isAllowedAddress(other, local), other).toBe(false);
    }
  });

  test.each(["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "::/129", "x/8", "10.0.0.0/08", "fe80::%e/64"])(
    "%s is no range",
    (text) => expect(rangesOf([text])).toBeUndefined(),
  );
});
