/** Who else has a plan open: a joint interview on two screens. */
import { refused } from "../../domain/change.ts";
import { PresenceBody, PresenceView } from "../api/plan-schemas.ts";
import { systemRef } from "../hosting.ts";
import { createPresence } from "../presence.ts";
import { done, post, type Doors } from "./doors.ts";
import { loadPlanningOf } from "./plan-loading.ts";

export function planPresenceRoutes(doors: Doors): void {
  const presence = createPresence(Date.now);
  const here = {
    url: "/plans/:id/presence",
    summary:
      "Says that this screen shows the plan, or no longer does; answers who else has it open",
    body: PresenceBody,
    answer: PresenceView,
    reads: true as const,
  };
  post(doors, here, async ({ hosted, id, body, session, worker }) => {
    const planning = await loadPlanningOf(hosted, id, ["Plan"]);
    if (!planning) return refused("err.not_found");
    const { key } = planning.book.plan;
    const isNews = body.here
      ? presence.enter(key, session.idHash, worker)
      : presence.leave(key, session.idHash);
    if (isNews) for (const hub of doors.live.values()) hub.tell("presence");
    const others = presence.others(key, session.idHash);
    return done({
      others: others.map(({ name, role, system }) => ({
        name,
        role,
        system: systemRef(hosted, system),
      })),
    });
  });
}
