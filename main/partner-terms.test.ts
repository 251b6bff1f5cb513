import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { defaultTerms } from "../store/partner-terms.ts";
import { readTerms } from "./partner-terms.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-terms-"));
afterAll(() => rmSync(folder, { recursive: true }));
const here = { onTrial: false, loopback: true };

function file(text: unknown): string {
  const path = join(folder, "terms.json");
  writeFileSync(path, typeof text === "string" ? text : JSON.stringify(text));
  return path;
}

describe("terms from the command line", () => {
  it("are the defaults where nothing is said, and stay where something else is said", async () => {
    expect(await readTerms({}, undefined, here)).toEqual({ ok: true, terms: defaultTerms });
    const before = { ...defaultTerms, addresses: ["10.1.0.0/16"] };
    const terms = file({ encryption: { out: true }, revoked_keys: ["k"] });
    const read = await readTerms({ terms, signature: "jws-detached" }, before, here);
    expect(read).toEqual({
      ok: true,
      terms: {
        ...before,
        encryption: { in: "allowed", out: true },
        revoked_keys: ["k"],
        signature: { in: "jws-detached", out: "jws-detached", algorithm: "Ed25519" },
      },
    });
  });

  it.each([
    "{",
    "[]",
    { more: 1 },
    { signature: { in: "mine" } },
    { signature: { algorithm: "HS256" } },
    { encryption: { in: true } },
    { certificate: "AB" },
    { registry_path: "/../x" },
    { token: { how: "client_secret" } },
    { token: { how: "private_key_jwt", url: "file:///x", client_id: "a" } },
    { addresses: ["10.0.0.0"] },
    { signature: { in: "none" } },
  ])("%j is refused", async (text) => {
    expect(await readTerms({ terms: file(text) }, undefined, here)).toMatchObject({ ok: false });
  });

  it("leave signatures out for partners on trial only, and take https only from afar", async () => {
    const none = { signature: "none" };
    expect((await readTerms(none, undefined, here)).ok).toBe(false);
    expect((await readTerms(none, undefined, { ...here, onTrial: true })).ok).toBe(true);
    const token = { how: "client_secret", url: "http://a.test/token", client_id: "a" };
    const terms = file({ token });
    expect((await readTerms({ terms }, undefined, here)).ok).toBe(true);
    expect((await readTerms({ terms }, undefined, { ...here, loopback: false })).ok).toBe(false);
    expect((await readTerms({ allowCidr: ["10.0.0.0/99"] }, undefined, here)).ok).toBe(false);
    expect((await readTerms({ signature: "other" }, undefined, here)).ok).toBe(false);
    expect((await readTerms({ terms: join(folder, "no") }, undefined, here)).ok).toBe(false);
  });
});
