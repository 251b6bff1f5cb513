import { useOnce } from "../../../store/used-once.ts";
import { verifyRequest, type HttpVerdict } from "../../../wire/http-signature.ts";
import { keysOfText } from "../../../wire/keys.ts";
import type { Check, Knock } from "../knock.ts";
import { isOnTrial } from "../trial.ts";

/**
 * The signature of the request itself (RFC 9421), where the partner's terms allow or demand it: it
 * binds method, address, token and exact bytes. Its nonce counts once, across restarts. One that is
 * sent although it is not agreed on is passed over, as a proxy on the way may have added it.
 */
export const httpSignature: Check = async (knock) => {
  const { partner, door } = knock;
  if (!partner) return { code: "err.request.bad" };
  const demand = partner.terms.http_signature.in;
  if (demand === "never" || isOnTrial(knock)) return null;
  knock.keySet ??= await door.partnerKeys.current(partner);
  let verdict = verify(knock);
  if (!verdict.ok && verdict.missing) {
    return demand === "required"
      ? { code: "err.signature.missing", text: "The request is not signed." }
      : null;
  }
  if (!verdict.ok && verdict.unknownKid !== undefined) {
    const fresh = await door.partnerKeys.refetch(partner);
    if (fresh !== null) {
      knock.keySet = fresh;
      verdict = verify(knock);
    }
  }
  if (!verdict.ok) return { code: "err.signature.invalid", text: `The ${verdict.reason}.` };
  // A message that is looked at again, because its like was stored meanwhile, is still one request.
  if (counted.has(knock.body)) return null;
  counted.add(knock.body);
  const { nonce, expires } = verdict;
  const fresh = await useOnce(door.hosted.store, partner.id, "nonce", nonce, expires * 1000);
  return fresh ? null : { code: "err.signature.invalid", text: "The nonce was used before." };
};

const counted = new WeakSet<Buffer>();

function verify({ partner, keySet, request, body, authorization, nowMs }: Knock): HttpVerdict {
  if (!partner) return { ok: false, reason: "request is nobody's" };
  const { signature, revoked_keys } = partner.terms;
  const { algorithm } = signature;
  const keys = keysOfText(keySet ?? "", { algorithm, revoked: revoked_keys });
  const received = {
    ...request,
    body,
    authorization: authorization === "" ? undefined : authorization,
  };
  return verifyRequest(received, { algorithm, keys, nowSeconds: Math.floor(nowMs / 1000) });
}
