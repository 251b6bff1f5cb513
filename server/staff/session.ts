import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { refused } from "../../domain/change.ts";
import { ApiError, Persona, Session, SignInBody } from "../api/schemas.ts";
import { systemRef, type Hosted, type Node } from "../hosting.ts";
import { personas, type DemoPersona } from "../personas.ts";
import { endSession, openSession, session_cookie } from "../sessions.ts";
import { done, get, type Doors } from "./doors.ts";
import { guardDemo } from "./guards.ts";
import { sendRefusal } from "./refusing.ts";

const config = { open: true };

/** Signing in and out, and who is signed in. */
export function sessionRoutes(doors: Doors): void {
  const { api, node, live } = doors;
  const list = Type.Object({ items: Type.Array(Persona) });
  const listed = { summary: "Personas of the demo", response: { 200: list, "4xx": ApiError } };
  api.get("/personas", { config, schema: listed }, (request, reply) => {
    const fault = guardDemo(node, request);
    if (fault) return sendRefusal(request, reply, fault);
    return reply.send({ items: offered(node).map(([hosted, one]) => personaView(hosted, one)) });
  });

  const response = { 200: Session, "4xx": ApiError };
  const signedIn = { summary: "Sign in as a persona", body: SignInBody, response };
  api.post<{ Body: SignInBody }>(
    "/session",
    { config, schema: signedIn },
    async (request, reply) => {
      const fault = guardDemo(node, request);
      if (fault) return sendRefusal(request, reply, fault);
      const found = offered(node).find(([, persona]) => persona.id === request.body.persona);
      if (!found) return sendRefusal(request, reply, refused("err.bad_input", ["/persona"]));
      const [hosted, persona] = found;
      setCookie(reply, node, await openSession(hosted.store, persona));
      return reply.send(await sessionView(node, hosted, persona));
    },
  );

  const who = { url: "/session", summary: "Who is signed in", answer: Session };
  get(doors, who, async ({ session }) =>
    done(await sessionView(node, session.hosted, session.persona)),
  );

  const out = { summary: "Sign out", response: { 204: Type.Null(), "4xx": ApiError } };
  api.delete("/session", { schema: out }, async (request, reply) => {
    if (request.staff) {
      await endSession(request.staff);
      live.get(request.staff.hosted)?.end(request.staff.idHash);
    }
    return reply.clearCookie(session_cookie, { path: "/" }).code(204).send();
  });
}

function offered(node: Node): [Hosted, DemoPersona][] {
  return [...node.hosted].flatMap(([kind, hosted]) =>
    personas[kind].map((persona): [Hosted, DemoPersona] => [hosted, persona]),
  );
}

function setCookie(reply: FastifyReply, node: Node, value: string): void {
  reply.setCookie(session_cookie, value, {
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure: !node.loopback,
  });
}

function personaView(hosted: Hosted, persona: DemoPersona): Persona {
  const { id, name, role } = persona;
  return { id, name, role, system: systemRef(hosted, hosted.store.system.id) };
}

async function sessionView(node: Node, hosted: Hosted, persona: DemoPersona): Promise<Session> {
  const partners = await hosted.partners();
  return {
    persona: personaView(hosted, persona),
    partners: partners.map((partner) => systemRef(hosted, partner.id)),
    standing: node.standing,
    demo: node.demo,
  };
}
