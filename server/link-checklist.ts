import { checklist, type LinkFacts } from "../domain/standing-link.ts";
import { activeAgreement, type Partner } from "../store/partners.ts";
import { loadStandingLink, type StandingLink } from "../store/standing-links.ts";
import type { Store } from "../store/database.ts";
import { publicKeysFromJwks } from "../wire/keys.ts";
import { writingProfile } from "../exchange/writing-terms.ts";

/** A partner's link with the answer to each prerequisite. */
export interface CheckedLink {
  link: StandingLink;
  facts: LinkFacts;
  checks: ReturnType<typeof checklist>;
}

/** Finds out how a partner's link stands now; changes nothing. */
export async function checkLink(store: Store, partner: Partner): Promise<CheckedLink> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const self = store.system.id;
  const [link, out, back] = await Promise.all([
    loadStandingLink(store, partner.id),
    activeAgreement(store, self, partner.id, nowIso),
    activeAgreement(store, partner.id, self, nowIso),
  ]);
  const local = partner.profile === "local";
  const facts: LinkFacts = {
    out,
    back,
    // Systems of one node exchange no messages: nothing is signed, and nothing can be down.
    usableKeys: local ? 1 : publicKeysFromJwks(partner.jwks ?? "").size,
    heardAt: local ? nowIso : (link.heard_at?.toISOString() ?? null),
    reachedAt: local ? nowIso : (link.reached_at?.toISOString() ?? null),
    codesAgreed: writingProfile(partner.terms.writing).ok,
    nowIso,
  };
  return { link, facts, checks: checklist(facts) };
}
