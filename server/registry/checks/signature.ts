import { publicKeysFromJwks } from "../../../wire/keys.ts";
import { parseSignature } from "../../../wire/signature/cavage-member.ts";
import { contentDigest, type SignatureVerdict } from "../../../wire/signature/profiles.ts";
import { verifySignature } from "../../../wire/signature.ts";
import type { Check, Knock } from "../knock.ts";
import { isOnTrial } from "../trial.ts";

/**
 * The signature holds, by a key pinned to this sender. Only a partner on trial may leave it out. A
 * key we do not know yet is looked up once in the partner's published set.
 */
export const signature: Check = async (knock) => {
  const { envelope, partner } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  if (isOnTrial(knock) && !isMeant(envelope.signature)) {
    knock.digest = contentDigest({ header: envelope.header, message: envelope.message });
    return null;
  }
  if (envelope.signature === undefined || envelope.signature === "") {
    return { code: "err.signature.missing" };
  }
  let verdict = verify(knock, partner.jwks);
  if (!verdict.ok && verdict.unknownKid !== undefined) {
    const fresh = await knock.door.refetchKeys(partner);
    if (fresh) verdict = verify(knock, fresh);
  }
  if (!verdict.ok) return { code: verdict.code, text: verdict.reason };
  knock.digest = verdict.digest;
  return null;
};

/** The samples hold `signature="Base64(signing content)"`; whatever could be a signature is verified. */
function isMeant(text: string | undefined): boolean {
  const value = parseSignature(text ?? "")?.signature;
  return value !== undefined && /^[A-Za-z0-9+/_-]+=*$/.test(value);
}

function verify({ envelope, partner, nowMs }: Knock, keySet: string | null): SignatureVerdict {
  if (!envelope || !partner) {
    return { ok: false, code: "err.signature.invalid", reason: "Nothing to verify." };
  }
  return verifySignature(envelope, {
    keys: publicKeysFromJwks(keySet ?? ""),
    senderId: partner.id,
    nowSeconds: Math.floor(nowMs / 1000),
  });
}
