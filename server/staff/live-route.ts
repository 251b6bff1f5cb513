import { refused } from "../../domain/change.ts";
import type { Doors } from "./doors.ts";
import { sendRefusal } from "./refusing.ts";
import { isLiving } from "../sessions.ts";

const streams_max = 500;

/** Server-sent events: ids of what changed, so that open screens ask again. */
export function liveRoutes({ api, node, live }: Doors): void {
  const schema = { summary: "What changes, as server-sent events" };
  api.get("/live", { schema }, (request, reply) => {
    const session = request.staff;
    const hub = session && live.get(session.hosted);
    const open = [...live.values()].reduce((sum, one) => sum + one.count(), 0);
    if (!session || !hub) return sendRefusal(request, reply, refused("err.session.none"));
    if (open >= streams_max) return sendRefusal(request, reply, refused("err.busy"));
    reply.hijack();
    reply.raw.writeHead(200, {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    hub.open(reply.raw, { session: session.idHash, living: () => isLiving(node, session) });
    return reply;
  });
}
