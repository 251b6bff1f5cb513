import { partnerById } from "../store/partners.ts";
import { jwks, keysOfText, publicKeysFromJwks, type SigningKey } from "../wire/keys.ts";
import { signStatement } from "../wire/sign-off.ts";
import type { SignOffKeys } from "./hosting.ts";

/** Signs with the Ed25519 key in use, and knows whose keys count; `signing` are this node's own keys. */
export function createSignOffs(signing: readonly SigningKey[]): SignOffKeys {
  const inUse = signing.find(({ algorithm }) => algorithm === "Ed25519");
  const ours = publicKeysFromJwks(jwks(signing));
  return {
    sign(statement) {
      if (!inUse) throw new Error("this node has no Ed25519 key to sign a plan with");
      return signStatement(statement, inUse);
    },
    async keysOf(hosted, system) {
      if (system === hosted.store.system.id) return ours;
      const partner = await partnerById(hosted.store, system);
      if (!partner) return new Map();
      // Both systems of one node sign with the node's keys.
      if (partner.profile === "local") return ours;
      return keysOfText(partner.jwks ?? "", { revoked: partner.terms.revoked_keys });
    },
  };
}
