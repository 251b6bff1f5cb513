import { createHash } from "node:crypto";
import { partnerById, partnerByTokenHash } from "../../../store/partners.ts";
import { holderOfToken } from "../../../wire/access-token.ts";
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

/** A token of ours counts for the partner it was given to, and with the certificate it is bound to. */
async function partnerOfJwt(knock: Knock, given: string) {
  const { hosted, keys } = knock.door;
  const nowSeconds = Math.floor(knock.nowMs / 1000);
  const holder = await holderOfToken(given, hosted.store.system.id, keys.signing, nowSeconds);
  if (holder === undefined) return null;
  if (holder.certificate !== null && holder.certificate !== knock.certificate) return null;
  return partnerById(hosted.store, holder.partner);
}
