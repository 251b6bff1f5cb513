import { sealEnvelope } from "../../wire/sealing.ts";
import type { Knock, Unsigned } from "./knock.ts";

/**
 * A synchronous answer is an envelope of its own, encrypted and signed by the partner's terms like any
 * other; the text of the body. @throws when it cannot be sealed as agreed: nothing leaves then.
 */
export async function sealedAnswer(knock: Knock, answer: Unsigned): Promise<string> {
  const { door, nowMs, partner } = knock;
  if (!partner) throw new Error("an answer to nobody");
  const { id } = door.hosted.store.system;
  const { terms } = partner;
  // Only encryption needs the partner's keys here.
  const jwks = terms.encryption.out ? await door.partnerKeys.current(partner) : null;
  const from = { id, keys: door.keys, nowSeconds: Math.floor(nowMs / 1000) };
  return sealEnvelope(answer, from, { id: partner.id, terms, jwks });
}
