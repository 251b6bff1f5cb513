import { refused } from "../../domain/change.ts";
import { listPartners, partnerById, type Partner } from "../../store/partners.ts";
import { changeLinkState } from "../../store/standing-links.ts";
import { LinkList, LinkStateBody, LinkView } from "../api/link-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { checkLink } from "../link-checklist.ts";
import { done, get, post, type Doors } from "./doors.ts";

/** The links with partners: what each prerequisite says now, and starting and stopping a standing one. */
export function linkRoutes(doors: Doors): void {
  const list = { url: "/links", summary: "The links with partners", answer: LinkList };
  get(doors, list, async ({ hosted }) => {
    const partners = (await listPartners(hosted.store)).filter(({ status }) => status === "active");
    return done({ items: await Promise.all(partners.map((one) => linkView(hosted, one))) });
  });

  const change = {
    url: "/links/state",
    summary: "Start or stop a standing link",
    body: LinkStateBody,
    answer: LinkView,
  };
  post(doors, change, async ({ hosted, store, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.forbidden");
    const partner = await partnerById(store, body.partner);
    if (!partner?.terms.standing_link) return refused("err.not_found");
    const reason = body.reason?.trim() ?? "";
    if (body.state === "stopped" && reason === "") return refused("err.bad_input", ["/reason"]);
    if (body.state === "running") {
      const { checks } = await checkLink(store, partner);
      if (checks.some(({ met }) => !met)) return refused("err.link.unmet");
    }
    await changeLinkState(store, partner.id, {
      state: body.state,
      by: worker.name,
      role: worker.role,
      reason,
      at: new Date(store.clock.nowMs()),
    });
    return done(await linkView(hosted, partner));
  });
}

async function linkView(hosted: Hosted, partner: Partner): Promise<LinkView> {
  const { link, facts, checks } = await checkLink(hosted.store, partner);
  const standing = partner.terms.standing_link;
  return {
    partner: systemRef(hosted, partner.id),
    profile: partner.profile,
    address: URL.canParse(partner.origin) ? new URL(partner.origin).host : "",
    standing,
    state: standing ? link.state : "open",
    changed_at: link.changed_at?.toISOString() ?? null,
    changed_by: link.changed_by,
    reason: link.reason,
    heard_at: facts.heardAt,
    reached_at: facts.reachedAt,
    basis: facts.out?.basis_text ?? "",
    valid_until: facts.out?.valid_until ?? "",
    checks,
  };
}
