import type { Partner } from "../../store/partners.ts";
import { thumbprintOfKey } from "../../wire/client-trust.ts";
import { publicKeysFromJwks } from "../../wire/keys.ts";
import type { Knock } from "./knock.ts";

/** RFC 7638 thumbprint of the key that signed the message; empty for a partner on trial that did not sign. */
export async function signerThumbprint({ partner, keySet, kid }: Knock): Promise<string> {
  return partner && kid !== undefined ? thumbprintIn(keySet ?? null, partner, kid) : "";
}

/** The thumbprint of a partner's key, whatever name its set gives it. */
export async function thumbprintIn(
  jwks: string | null,
  { terms }: Pick<Partner, "terms">,
  kid: string,
): Promise<string> {
  const { algorithm } = terms.signature;
  const key = publicKeysFromJwks(jwks ?? "", { algorithm }).get(kid);
  return key === undefined ? "" : thumbprintOfKey(key);
}
