import { verifySender } from "../../../wire/sealing.ts";
import { parseSignature } from "../../../wire/signature/cavage-member.ts";
import { contentDigest, type SignatureVerdict } from "../../../wire/signature/profiles.ts";
import type { Check, Knock } from "../knock.ts";
import { isOnTrial } from "../trial.ts";

/**
 * The signature holds, by the profile and algorithm of the partner's terms and a key pinned to this
 * sender. Only a partner on trial may leave it out. A key we do not know yet is looked up once in the
 * partner's published set.
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
  knock.keySet ??= await knock.door.partnerKeys.current(partner);
  let verdict = await verify(knock);
  if (!verdict.ok && verdict.unknownKid !== undefined) {
    const fresh = await knock.door.partnerKeys.refetch(partner);
    if (fresh !== null) {
      knock.keySet = fresh;
      verdict = await verify(knock);
    }
  }
  if (!verdict.ok) return { code: verdict.code, text: verdict.reason };
  knock.digest = verdict.digest;
  knock.kid = verdict.kid;
  return null;
};

/** The samples hold `signature="Base64(signing content)"`; whatever could be a signature is verified. */
function isMeant(text: string | undefined): boolean {
  if (text !== undefined && /^[A-Za-z0-9_-]+\.\.[A-Za-z0-9_-]+$/.test(text)) return true;
  const value = parseSignature(text ?? "")?.signature;
  return value !== undefined && /^[A-Za-z0-9+/_-]+=*$/.test(value);
}

async function verify(knock: Knock): Promise<SignatureVerdict> {
  const { envelope, partner, text = "", keySet = null, nowMs } = knock;
  if (!envelope || !partner) {
    return { ok: false, code: "err.signature.invalid", reason: "Nothing to verify." };
  }
  const { id, terms } = partner;
  return verifySender(envelope, text, { id, terms, jwks: keySet }, Math.floor(nowMs / 1000));
}
