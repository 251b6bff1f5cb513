import { clearMessage } from "../../../wire/sealing.ts";
import type { Check } from "../knock.ts";
import { holdsNul } from "./strict-json.ts";

/**
 * An encrypted message is decrypted, if the partner's terms allow it, and a clear one refused where
 * they demand encryption. What cannot be read is not acknowledged. It stands after the signature:
 * nothing is decrypted that a pinned key has not signed.
 */
export const encryption: Check = async (knock) => {
  const { envelope, partner, door } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const cleared = await clearMessage(envelope, partner.terms, door.keys);
  if (!cleared.ok) return { code: "err.encryption.invalid", text: `The ${cleared.reason}.` };
  if (cleared.digest === undefined) return null;
  if (holdsNul(cleared.message)) {
    return { code: "err.request.bad", text: "A text holds the character U+0000." };
  }
  knock.digest = cleared.digest;
  knock.envelope = { ...envelope, message: cleared.message };
  return null;
};
