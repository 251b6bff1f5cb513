/** What trust costs on one core: sign and verify of each profile, encryption, the signature of a request. */
import { canonicalize } from "../../wire/canonical.ts";
import {
  encryptionAlgorithms,
  generateEncryptionKey,
  publishedEncryptionKeys,
  recipientKeyOf,
} from "../../wire/encryption-keys.ts";
import { decryptMessage, encryptMessage } from "../../wire/encryption.ts";
import { signRequest, verifyRequest } from "../../wire/http-signature.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "../../wire/keys.ts";
import { signAs, verifyAs } from "../../wire/signature.ts";
import { signatureProfiles } from "../../wire/signature/profiles.ts";

const measured_ms = 1_000;
const now = 1_771_237_800;

/** Prints operations per second, one line each. */
export async function measureTrust(say: (line: string) => void): Promise<void> {
  for (const records of [1, 100]) {
    const content = notifyOf(records);
    const size = Buffer.byteLength(JSON.stringify(content));
    say(`message of ${size} bytes (${records} records)`);
    for (const algorithm of ["Ed25519", "ES256"] as const) {
      const key = generateSigningKey(algorithm);
      const keys = publicKeysFromJwks(jwks([key]), { algorithm });
      for (const profile of signatureProfiles) {
        const by = { senderId: "sp.demo", key, createdSeconds: now };
        const { signature } = await signAs(profile, content, by);
        const envelope = { ...content, signature };
        const text = canonicalize(envelope);
        const terms = { algorithm, keys, senderId: "sp.demo", nowSeconds: now };
        const signs = await perSecond(() => signAs(profile, content, by));
        const verifies = await perSecond(() => verifyAs(profile, envelope, text, terms));
        say(`  ${profile} ${algorithm}: sign ${signs}/s, verify ${verifies}/s`);
      }
    }
    await measureEncryption(content.message, say);
    await measureRequest(Buffer.from(JSON.stringify(content)), say);
  }
}

async function measureEncryption(message: unknown, say: (line: string) => void): Promise<void> {
  for (const algorithm of encryptionAlgorithms) {
    const key = generateEncryptionKey(algorithm);
    const recipient = recipientKeyOf({ keys: publishedEncryptionKeys([key]) });
    if (recipient === undefined) throw new Error("no key");
    const own = new Map([[key.kid, key]]);
    const sent = await encryptMessage(message, recipient);
    const encrypts = await perSecond(() => encryptMessage(message, recipient));
    const decrypts = await perSecond(() => decryptMessage(sent, own));
    say(`  ${algorithm}: encrypt ${encrypts}/s, decrypt ${decrypts}/s`);
  }
}

async function measureRequest(body: Buffer, say: (line: string) => void): Promise<void> {
  const key = generateSigningKey();
  const keys = publicKeysFromJwks(jwks([key]));
  const request = {
    method: "POST",
    url: "https://a.test/registry/notify",
    body,
    authorization: "Bearer x",
  };
  const by = { key, createdSeconds: now };
  const fields: Record<string, string> = signRequest(request, by, "n");
  const received = { ...request, header: (name: string) => fields[name] };
  const at = { algorithm: "Ed25519" as const, keys, nowSeconds: now };
  const signs = await perSecond(() => signRequest(request, by, "n"));
  const verifies = await perSecond(() => verifyRequest(received, at));
  say(`  RFC 9421 Ed25519: sign ${signs}/s, verify ${verifies}/s`);
}

async function perSecond(run: () => unknown): Promise<number> {
  for (let warm = 0; warm < 20; warm++) await run();
  const from = performance.now();
  let runs = 0;
  while (performance.now() - from < measured_ms) {
    await run();
    runs += 1;
  }
  return Math.round((runs * 1000) / (performance.now() - from));
}

function notifyOf(records: number) {
  const record = {
    "@type": "Member",
    member_identifier: [{ identifier_type: "UIN", identifier_value: "847951632" }],
    demographic_info: { name: { given_name: "Zoë", surname: "Haddad" }, birth_date: "1991-05-04" },
    employment_status: "not employed",
    additional_attributes: [{ key: "occupation", value: "baker" }],
  };
  const notify_event = Array.from({ length: records }, (_none, at) => ({
    reference_id: `R-${at}`,
    timestamp: "2026-02-16T10:30:00Z",
    data: { reg_record_type: "Member", reg_records: [record] },
  }));
  const header = { version: "1.0.0", message_id: "M-1", action: "notify", sender_id: "sp.demo" };
  return { header, message: { transaction_id: "T-1", notify_event } };
}

await measureTrust((line) => {
  console.log(line);
});
