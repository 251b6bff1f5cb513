import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Static, TSchema } from "typebox";
import { refused, type Refusal } from "../../domain/change.ts";
import type { Worker } from "../../domain/records/values.ts";
import type { Acting } from "../../store/act.ts";
import type { Store } from "../../store/database.ts";
import { ApiError } from "../api/schemas.ts";
import type { Hosted, Node } from "../hosting.ts";
import type { Live } from "../live.ts";
import type { StaffSession } from "../sessions.ts";
import { sendRefusal } from "./refusing.ts";

declare module "fastify" {
  interface FastifyRequest {
    /** Who asks; null only at the doors that are open to everybody. */
    staff: StaffSession | null;
  }
  interface FastifyContextConfig {
    open?: boolean;
  }
}

/** What every route group is given. */
export interface Doors {
  api: FastifyInstance;
  node: Node;
  live: ReadonlyMap<Hosted, Live>;
}

/** One call of a worker, past every check. */
export interface Call<Body> {
  session: StaffSession;
  hosted: Hosted;
  store: Store;
  worker: Worker;
  body: Body;
  /** The id in the path; empty where the path has none. */
  id: string;
  /** Everything the path names, the id too. */
  params: Readonly<Record<string, string>>;
  /** To act as this worker; `deed` is for the audit log. */
  acting(deed: string): Acting;
}

type Answer<A extends TSchema> = Promise<{ ok: true; value: Static<A> } | Refusal>;
interface Door<B extends TSchema, A extends TSchema> {
  url: string;
  summary: string;
  body: B;
  answer: A;
  status?: 200 | 201;
  /** Changes nothing, though it is asked by POST: goes on while nothing can be saved. */
  reads?: true;
}

export function done<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

/** A read: nothing changes. */
export function get<A extends TSchema>(
  doors: Doors,
  door: Omit<Door<TSchema, A>, "body" | "status">,
  handle: (call: Call<undefined>) => Answer<A>,
): void {
  const { api, node } = doors;
  api.get(door.url, { schema: schemaOf(door, 200) }, async (request, reply) => {
    const call = callOf(node, request, undefined);
    return answer(request, reply, 200, await handle(call));
  });
}

/** A mutation, or a read whose question is personal and therefore travels in the body. */
export function post<B extends TSchema, A extends TSchema>(
  doors: Doors,
  door: Door<B, A>,
  handle: (call: Call<Static<B>>) => Answer<A>,
): void {
  const { api, node } = doors;
  const status = door.status ?? 200;
  const schema = { ...schemaOf(door, status), body: door.body };
  api.post(door.url, { schema }, async (request, reply) => {
    const call = callOf(node, request, request.body as Static<B>);
    if (!door.reads && call.store.soundness.refuses()) {
      return sendRefusal(request, reply, refused("err.unavailable"));
    }
    return answer(request, reply, status, await handle(call));
  });
}

function schemaOf(door: { summary: string; answer: TSchema }, status: number) {
  return { summary: door.summary, response: { [status]: door.answer, "4xx": ApiError } };
}

function callOf<Body>(node: Node, request: FastifyRequest, body: Body): Call<Body> {
  const session = request.staff;
  if (!session) throw new Error("a closed door was passed without a session");
  const { hosted, worker } = session;
  const params = request.params as Record<string, string>;
  const { id = "" } = params;
  return {
    session,
    hosted,
    store: hosted.store,
    worker,
    body,
    id,
    params,
    acting: (deed) => ({ by: worker, deed, systems: hosted.systems, newId: () => node.newId() }),
  };
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  result: { ok: true; value: unknown } | Refusal,
) {
  if (!result.ok) return sendRefusal(request, reply, result);
  return reply.code(status).send(result.value);
}
