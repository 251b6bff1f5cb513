/** The DCI string as text: its parameters, written strictly and read with the forgiveness peers need. */
import { signature_chars_max } from "./profiles.ts";

/** The parameters of a `signature` member, as sent. */
export type ParsedSignature = {
  namespace: string | undefined;
  senderId: string;
  kid: string;
  keyAlgorithm: string;
  algorithm: string;
  created: string;
  expires: string;
  headers: string;
  signature: string;
};

/** The text of the member, on one line. */
export function writeSignature(of: ParsedSignature): string {
  const parameters = [
    `namespace="${of.namespace ?? ""}"`,
    `kidId="${of.senderId}|${of.kid}|${of.keyAlgorithm}"`,
    `algorithm="${of.algorithm}"`,
    `created="${of.created}"`,
    `expires="${of.expires}"`,
    `headers="${of.headers}"`,
    `signature="${of.signature}"`,
  ];
  return `Signature: ${parameters.join(", ")}`;
}

/**
 * Reads a `signature` member. Forgiven: the literal `Signature:` or its absence, spaces, `keyId` for
 * `kidId`, any or no namespace, parameters nobody knows. Not forgiven: a parameter given twice.
 */
export function parseSignature(text: string): ParsedSignature | undefined {
  if (text.length > signature_chars_max) return undefined;
  const parameters = readParameters(text.replace(/^\s*Signature:/i, ""));
  if (parameters === undefined) return undefined;
  const kidId = parameters.get("kidId") ?? parameters.get("keyId");
  if (parameters.has("kidId") && parameters.has("keyId")) return undefined;
  const [senderId, kid, keyAlgorithm, ...rest] = kidId?.split("|") ?? [];
  const created = parameters.get("created");
  const expires = parameters.get("expires");
  const headers = parameters.get("headers");
  const signature = parameters.get("signature");
  const named = parameters.get("algorithm");
  if (!senderId || !kid || !keyAlgorithm || rest.length > 0) return undefined;
  if (!created || !expires || !headers || !signature || !named) return undefined;
  return {
    namespace: parameters.get("namespace"),
    senderId,
    kid,
    keyAlgorithm,
    algorithm: named,
    created,
    expires,
    headers: headers.trim().replace(/\s+/g, " "),
    signature,
  };
}

/** `name="value"` pairs, comma between; undefined when the text is anything else. */
function readParameters(text: string): Map<string, string> | undefined {
  const found = new Map<string, string>();
  const pair = /\s*([A-Za-z]{1,20})\s*=\s*"([^"]*)"\s*(,|$)/y;
  let separator = ",";
  while (separator === ",") {
    const match = pair.exec(text);
    if (match === null) return undefined;
    const [, name = "", value = "", next = ""] = match;
    if (found.has(name)) return undefined;
    found.set(name, value);
    separator = next;
  }
  return pair.lastIndex === text.length ? found : undefined;
}
