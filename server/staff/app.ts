import cookie from "@fastify/cookie";
import swagger from "@fastify/swagger";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { TSchema } from "typebox";
import { refused } from "../../domain/change.ts";
import type { Hosted, Node } from "../hosting.ts";
import { createLive } from "../live.ts";
import { session_cookie, sessionOf } from "../sessions.ts";
import { askingRoutes } from "./asking.ts";
import { checker } from "./checking.ts";
import { cycleRoutes } from "./cycles.ts";
import type { Doors } from "./doors.ts";
import { editingRoutes } from "./editing.ts";
import { enrolmentRoutes } from "./enrolments.ts";
import { guardMutation } from "./guards.ts";
import { householdRoutes } from "./households.ts";
import { linkRoutes } from "./links.ts";
import { officeRoutes } from "./offices.ts";
import { accessRoutes } from "./access-links.ts";
import { agendaRoutes } from "./agenda.ts";
import { outcomeRoutes } from "./outcomes.ts";
import { parkedRoutes } from "./parked.ts";
import { liveRoutes } from "./live-route.ts";
import { matchRoutes } from "./matches.ts";
import { movingRoutes } from "./moving.ts";
import { mergingRoutes } from "./merging.ts";
import { offerRoutes } from "./offers.ts";
import { peopleRoutes } from "./people.ts";
import { planRoutes } from "./plans.ts";
import { assessmentRoutes } from "./assessments.ts";
import { programmeRoutes } from "./programmes.ts";
import { proposalRoutes } from "./proposals.ts";
import { refusalOf, sendRefusal } from "./refusing.ts";
import { caseloadRoutes } from "./caseload.ts";
import { contactRoutes } from "./contacts.ts";
import { letterRoutes } from "./referral-letter.ts";
import { referralRoutes } from "./referrals.ts";
import { roundHouseholdRoutes } from "./round-households.ts";
import { hearingRoutes } from "./hearings.ts";
import { reviewRoutes } from "./reviews.ts";
import { roundRoutes } from "./rounds.ts";
import { serviceRoutes } from "./services.ts";
import { sessionRoutes } from "./session.ts";
import { syncRoutes, syncState } from "./sync.ts";
import { tellingRoutes } from "./tellings.ts";
import { templateRoutes } from "./templates.ts";
import { threadRoutes } from "./threads.ts";
import { todayRoutes } from "./today.ts";
import { unlinkingRoutes } from "./unlinking.ts";
import { vitalRoutes } from "./vital-status.ts";

export const api_base = "/api/v1";
const body_bytes_max = 1024 * 1024;

/** Puts the staff API on a server: everything a worker's screen asks of this node. */
export async function registerStaffApi(app: FastifyInstance, node: Node): Promise<void> {
  await app.register(
    async (api) => {
      await api.register(cookie);
      await api.register(swagger, {
        openapi: {
          openapi: "3.1.0",
          info: { title: "Tandem staff API", version: "1" },
        },
      });
      checks(api, node);
      routes({ api, node, live: openLive(api, node) });
      const config = { open: true };
      api.get("/openapi.json", { config, schema: { hide: true } }, () => api.swagger());
    },
    { prefix: api_base, bodyLimit: body_bytes_max },
  );
}

function routes(doors: Doors): void {
  sessionRoutes(doors);
  todayRoutes(doors);
  peopleRoutes(doors);
  askingRoutes(doors);
  householdRoutes(doors);
  editingRoutes(doors);
  movingRoutes(doors);
  offerRoutes(doors);
  enrolmentRoutes(doors);
  programmeRoutes(doors);
  assessmentRoutes(doors);
  vitalRoutes(doors);
  mergingRoutes(doors);
  unlinkingRoutes(doors);
  proposalRoutes(doors);
  planRoutes(doors);
  threadRoutes(doors);
  outcomeRoutes(doors);
  agendaRoutes(doors);
  accessRoutes(doors);
  officeRoutes(doors);
  serviceRoutes(doors);
  templateRoutes(doors);
  tellingRoutes(doors);
  matchRoutes(doors);
  syncRoutes(doors);
  linkRoutes(doors);
  parkedRoutes(doors);
  contactRoutes(doors);
  caseloadRoutes(doors);
  referralRoutes(doors);
  letterRoutes(doors);
  reviewRoutes(doors);
  hearingRoutes(doors);
  roundRoutes(doors);
  roundHouseholdRoutes(doors);
  cycleRoutes(doors);
  liveRoutes(doors);
}

/** What every call passes, in order; a door is closed unless its own line says that it is open. */
function checks(api: FastifyInstance, node: Node): void {
  api.decorateRequest("staff", null);
  api.addHook("onRequest", async (request, reply) => {
    reply.header("cache-control", "no-store");
    const fault = guardMutation(request);
    if (fault) return sendRefusal(request, reply, fault);
    if (request.routeOptions.config.open || request.is404) return undefined;
    request.staff = await sessionOf(node, request.cookies[session_cookie]);
    if (!request.staff) return sendRefusal(request, reply, refused("err.session.none"));
    return undefined;
  });
  const failed = (error: unknown, request: FastifyRequest, reply: FastifyReply) =>
    sendRefusal(request, reply, refusalOf(error, request.id, node.log));
  api.setErrorHandler(failed);
  api.setNotFoundHandler((request, reply) => sendRefusal(request, reply, refused("err.not_found")));
  api.setValidatorCompiler(({ schema }) => checker(schema as TSchema));
  // Answers are typed by their schemas; a serializer that guesses could only drop fields.
  api.setSerializerCompiler(() => (data) => JSON.stringify(data));
}

function openLive(api: FastifyInstance, node: Node): Doors["live"] {
  const live = new Map(
    [...node.hosted.values()].map((hosted: Hosted) => [
      hosted,
      createLive(hosted, { state: () => syncState(hosted), log: node.log }),
    ]),
  );
  // Open streams would keep the server from closing.
  api.addHook("preClose", async () => {
    for (const hub of live.values()) hub.close();
  });
  return live;
}
