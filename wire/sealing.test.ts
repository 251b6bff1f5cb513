import { describe, expect, test } from "vitest";
import { generateEncryptionKey, publishedEncryptionKeys } from "./encryption-keys.ts";
import { generateSigningKey, jwks } from "./keys.ts";
import {
  clearMessage,
  NoKeyToEncryptTo,
  sealEnvelope,
  verifySender,
  type OwnKeys,
  type TrustTerms,
  type Trusted,
} from "./sealing.ts";
import { signatureProfiles } from "./signature/profiles.ts";

const now = 1_771_237_800;
const keys: OwnKeys = {
  signing: [generateSigningKey(), generateSigningKey("ES256")],
  encryption: [generateEncryptionKey("ECDH-ES+A256KW")],
};
const set = JSON.stringify({
  keys: [...jwks(keys.signing).keys, ...publishedEncryptionKeys(keys.encryption)],
});
const header = { message_id: "M", sender_id: "sp", action: "notify", is_msg_encrypted: false };
const message = { transaction_id: "T", secret: "Zoë" };

type Terms = { [Part in keyof TrustTerms]?: Partial<TrustTerms[Part]> };
function partner(over: Terms = {}, keySet: string | null = set): Trusted {
  const signature = { in: "dci-cavage/jcs", out: "dci-cavage/jcs", algorithm: "Ed25519" } as const;
  const terms = {
    signature: { ...signature, ...over.signature },
    encryption: { in: "allowed" as const, out: false, ...over.encryption },
    revoked_keys: (over.revoked_keys ?? []) as string[],
  };
  return { id: "sp", jwks: keySet, terms };
}

async function sent(to: Trusted) {
  const text = await sealEnvelope({ header, message }, { id: "sp", keys, nowSeconds: now }, to);
  return { text, envelope: JSON.parse(text) as { header: object; message: unknown } };
}

describe.each(signatureProfiles)("%s", (profile) => {
  test.each(["Ed25519", "ES256"] as const)("%s: in the clear and encrypted", async (algorithm) => {
    for (const out of [false, true]) {
      const terms = { signature: { in: profile, out: profile, algorithm }, encryption: { out } };
      const { text, envelope } = await sent(partner(terms));
      expect(text.includes("secret")).toBe(!out);
      expect((await verifySender(envelope, text, partner(terms), now)).ok).toBe(true);
      const cleared = await clearMessage(envelope, partner().terms, keys);
      expect(cleared).toMatchObject({ ok: true, message });
    }
  });
});

test("a message encrypted anew is the same message", async () => {
  const to = partner({ encryption: { out: true } });
  const [one, two] = [await sent(to), await sent(to)];
  expect(one.text).not.toBe(two.text);
  const [a, b] = await Promise.all(
    [one, two].map(({ envelope }) => clearMessage(envelope, to.terms, keys)),
  );
  expect(a).toEqual(b);
});

test("nothing leaves unencrypted because a key is missing or revoked", async () => {
  const terms = { encryption: { out: true } };
  const from = { id: "sp", keys, nowSeconds: now };
  const revoked = partner({ ...terms, revoked_keys: keys.encryption.map(({ kid }) => kid) });
  for (const to of [partner(terms, null), partner(terms, '{"keys":[]}'), revoked]) {
    await expect(sealEnvelope({ header, message }, from, to)).rejects.toThrow(NoKeyToEncryptTo);
  }
  const none = { ...from, keys: { ...keys, signing: [] } };
  await expect(sealEnvelope({ header, message }, none, partner())).rejects.toThrow(TypeError);
});

test("the agreement says whether encryption is demanded, taken or refused", async () => {
  const clear = await sent(partner());
  const closed = await sent(partner({ encryption: { out: true } }));
  for (const [demand, ok] of [
    ["never", [true, false]],
    ["allowed", [true, true]],
    ["required", [false, true]],
  ] as const) {
    const { terms } = partner({ encryption: { in: demand } });
    const verdicts = [
      await clearMessage(clear.envelope, terms, keys),
      await clearMessage(closed.envelope, terms, keys),
    ];
    expect(verdicts.map((verdict) => verdict.ok)).toEqual(ok);
  }
});

test("flag and shape must agree", async () => {
  const { envelope } = await sent(partner({ encryption: { out: true } }));
  const { terms } = partner();
  const unsaid = { ...envelope, header: { ...envelope.header, is_msg_encrypted: false } };
  expect((await clearMessage(unsaid, terms, keys)).ok).toBe(false);
  const said = { header: { ...header, is_msg_encrypted: true }, message };
  expect((await clearMessage(said, terms, keys)).ok).toBe(false);
});

test("no agreed profile verifies nothing, and a revoked key no longer counts", async () => {
  const { envelope, text } = await sent(partner());
  const unarmed = partner({ signature: { in: "none" } });
  expect((await verifySender(envelope, text, unarmed, now)).ok).toBe(false);
  const revoked = partner({ revoked_keys: keys.signing.map(({ kid }) => kid) });
  expect((await verifySender(envelope, text, revoked, now)).ok).toBe(false);
});
