/** Doors without an account: a provider's lists, and calendar feeds. */
import type { FastifyInstance } from "fastify";
import { createAccess } from "../server/access.ts";
import type { Node } from "../server/hosting.ts";
import { calendarRoutes } from "./calendar.ts";
import { providerRoutes } from "./provider.ts";

const form_bytes_max = 128 * 1024;

export async function registerPortal(app: FastifyInstance, node: Node): Promise<void> {
  const access = createAccess(node);
  await app.register(
    async (portal) => {
      portal.addContentTypeParser(
        "application/x-www-form-urlencoded",
        { parseAs: "string", bodyLimit: form_bytes_max },
        (_request, body, done) => done(null, new URLSearchParams(String(body))),
      );
      providerRoutes(portal, node, access);
      calendarRoutes(portal, access);
    },
    { bodyLimit: form_bytes_max },
  );
}
