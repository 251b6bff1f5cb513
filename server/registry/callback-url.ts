import type { Partner } from "../../store/partners.ts";
import { operationUrl, replyAt } from "../../wire/addresses.ts";

/** Where an answer goes: the `sender_uri` as given, or the standard's path at the partner (digest 7.28). */
export function callbackUrl(partner: Partner, replyUri: string, operation: string): string {
  const { base_url, terms } = partner;
  return replyUri === ""
    ? operationUrl(base_url, terms.registry_path, operation)
    : replyAt(replyUri, operation);
}
