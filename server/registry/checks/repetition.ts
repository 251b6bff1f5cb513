import { findReceipt } from "../../../store/receipts.ts";
import type { Check } from "../knock.ts";
import { isOnTrial, trialReceiptId } from "../trial.ts";

/**
 * The same content again, freshly signed, gets the stored ack (or answer) again; other content under
 * the same id is refused. Sameness is the digest of header and message, without the signature. The
 * samples use one id for many messages, so for a partner on trial see trial.ts.
 */
export const repetition: Check = async (knock) => {
  const { door, partner, envelope, digest } = knock;
  if (!partner || !envelope) return { code: "err.request.bad" };
  const { message_id } = envelope.header;
  knock.receiptId = isOnTrial(knock) ? trialReceiptId(knock, message_id) : message_id;
  const known = await findReceipt(door.hosted.store, partner.id, knock.receiptId);
  if (!known) return null;
  return known.digest === digest ? { stored: known.ack } : { code: "rjct.message_id.duplicate" };
};
