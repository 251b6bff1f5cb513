import { createHash } from "node:crypto";
import { jwtVerify } from "jose";
import { partnerById, partnerByTokenHash } from "../../../store/partners.ts";
import type { Check, Knock } from "../knock.ts";

/** The access token names the partner: a long-lived one given at registration, or a short one made from it. */
export const token: Check = async (knock) => {
  const given = /^Bearer\s+(\S+)$/i.exec(knock.authorization)?.[1];
  if (!given) return { code: "err.request.unauthorized" };
  const { store } = knock.door.hosted;
  const partner = given.includes(".")
    ? await partnerOfJwt(knock, given)
    : await partnerByTokenHash(store, createHash("sha256").update(given).digest("hex"));
  if (!partner || partner.status !== "active" || partner.profile === "local") {
    return { code: "err.request.unauthorized" };
  }
  knock.partner = partner;
  knock.door.hosted.know(partner);
  return null;
};

async function partnerOfJwt(knock: Knock, given: string) {
  const { hosted, key } = knock.door;
  try {
    const { payload } = await jwtVerify(given, key.publicJwk, {
      algorithms: ["EdDSA", "Ed25519"],
      issuer: hosted.store.system.id,
      audience: hosted.store.system.id,
      currentDate: new Date(knock.nowMs),
    });
    return payload.sub ? partnerById(hosted.store, payload.sub) : null;
  } catch {
    return null;
  }
}
