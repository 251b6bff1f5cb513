import { changeLinkState, noteHeard } from "../../../store/standing-links.ts";
import { checkLink } from "../../link-checklist.ts";
import type { Check } from "../knock.ts";

/**
 * A partner whose link is a standing one asks for nothing before every prerequisite has held (case.md):
 * then the link begins by itself. Once stopped by a person, only a person starts it again. What such
 * a partner tells us is taken in either way.
 */
export const standingLink: Check = async ({ door, partner, row, nowMs }) => {
  if (!partner?.terms.standing_link || row.under !== "out") return null;
  const { store } = door.hosted;
  const at = new Date(nowMs);
  await noteHeard(store, partner.id, at);
  const { link, checks } = await checkLink(store, partner);
  if (link.state === "running") return null;
  if (link.state === "stopped") {
    return { code: "err.request.forbidden", text: "The standing link was stopped." };
  }
  const unmet = checks.filter(({ met }) => !met).map(({ id }) => id);
  if (unmet.length > 0) {
    const text = `The standing link does not run yet. Not met: ${unmet.join(", ")}.`;
    return { code: "err.request.forbidden", text };
  }
  await changeLinkState(store, partner.id, {
    state: "running",
    by: "",
    role: "system",
    reason: "",
    at,
  });
  return null;
};
