import { isAtOrigin, isExampleName } from "../../../wire/addresses.ts";
import type { Check, Knock } from "../knock.ts";
import { isOnTrial } from "../trial.ts";

/**
 * Callbacks go to the `sender_uri` as given, if its origin is the partner's (guarantees 4.3); none
 * given means the standard's paths at the partner, as agreed at registration. A partner on trial may
 * name an address of the samples, where nothing is ever sent: its answers go to its own origin.
 */
export const replyAddress: Check = (knock) => {
  const { envelope, partner } = knock;
  const uri = envelope?.header.sender_uri ?? "";
  if (!partner) return { code: "err.sender_uri.invalid" };
  const own = uri === "" || isAtOrigin(uri, partner.origin);
  if (!own && !(isOnTrial(knock) && isSampleAddress(uri, knock))) {
    return { code: "err.sender_uri.invalid" };
  }
  knock.replyUri = own ? uri : "";
  return null;
};

function isSampleAddress(uri: string, { door }: Knock): boolean {
  if (!URL.canParse(uri)) return false;
  const { hostname } = new URL(uri);
  return isExampleName(hostname) && !door.baseUrl.includes(hostname);
}
