/** Somebody who has only wire/vectors and its README verifies every signature and reads every message. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decrypted, holds, jcs, requestHolds, secondReading } from "./vector-stranger.ts";
import type { Agreed, Encrypted, JsonObject } from "./vector-stranger.ts";

function read<T>(name: string): T {
  const url = new URL(`../wire/vectors/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as T;
}
type Vector = {
  name: string;
  profile: string;
  algorithm: string;
  body: string;
  now?: number;
  holds: boolean;
  signed?: string;
};
type File<V> = { context: Omit<Agreed, "profile" | "algorithm">; vectors: V[] };

describe("a stranger with the vectors' README", () => {
  const canonical = read<{
    vectors: { name: string; text: string; jcs: string | null; openspp: string }[];
  }>("canonical.json");
  it.each(canonical.vectors.filter((one) => one.jcs !== null))("canonical: $name", (vector) => {
    expect(jcs(JSON.parse(vector.text) as JsonObject)).toBe(vector.jcs);
    expect(secondReading(vector.text)).toBe(vector.openspp);
  });

  const signatures = read<File<Vector>>("signatures.json");
  it.each(signatures.vectors)("signature: $name", (vector) => {
    const verdict = holds(vector.body, { ...signatures.context, ...vector });
    expect(verdict.holds).toBe(vector.holds);
    if (vector.holds) expect(verdict.signed).toBe(vector.signed);
  });

  const requests =
    read<File<Vector & { method: string; url: string; headers: Record<string, string> }>>(
      "http-signatures.json",
    );
  it.each(requests.vectors)("request: $name", (vector) => {
    expect(requestHolds(vector, { ...requests.context, ...vector })).toBe(vector.holds);
  });

  const encryption =
    read<File<{ name: string; encrypted: Encrypted; message: unknown }>>("encryption.json");
  const { rsa_oaep, ecdh_es } =
    read<Record<string, Parameters<typeof decrypted>[1][0]>>("keys.json");
  it.each(encryption.vectors)("encryption: $name", (vector) => {
    const keys = [rsa_oaep, ecdh_es].filter((key) => key !== undefined);
    expect(decrypted(vector.encrypted, keys)).toEqual(vector.message);
  });
});
