import { createHash, generateKeyPairSync } from "node:crypto";
import type { WorksSettings } from "./settings.ts";

/** A new Ed25519 key with its RFC 7638 thumbprint as `kid`. */
export function newKey(): WorksSettings["key"] {
  const { x = "", d = "" } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const kid = createHash("sha256")
    .update(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)
    .digest("base64url");
  return { kty: "OKP", crv: "Ed25519", x, d, kid };
}

/** The set that is published of it. */
export function publishedKeys({ x, kid }: WorksSettings["key"]) {
  return { keys: [{ kty: "OKP", crv: "Ed25519", x, kid, use: "sig", alg: "EdDSA" }] };
}
