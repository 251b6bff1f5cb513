import type { FastifyReply, FastifyRequest } from "fastify";
import { refused, type Refusal } from "../../domain/change.ts";
import { refusalCodes } from "../../domain/refusals.ts";
import { isOutage } from "../../store/database.ts";
import type { ApiError } from "../api/schemas.ts";
import type { Log } from "../hosting.ts";

/** The one way a refusal leaves: its code, the table's safe sentence, and a reference to quote. */
export function sendRefusal(request: FastifyRequest, reply: FastifyReply, refusal: Refusal) {
  const { status, text } = refusalCodes[refusal.code];
  const body: ApiError = { code: refusal.code, message: text, reference: request.id };
  if (refusal.fields) body.fields = refusal.fields.map(pointer);
  return reply.code(status).type("application/json; charset=utf-8").send(JSON.stringify(body));
}

/** Domain names fields; the API points at parts of the body (RFC 6901). */
function pointer(field: string): string {
  return field === "" || field.startsWith("/") ? field : `/${field}`;
}

/** What went wrong before or beside a handler, as a refusal; the unknown is logged without contents. */
export function refusalOf(error: unknown, reference: string, log: Log): Refusal {
  const { code, statusCode, pointers } = error as {
    code?: string;
    statusCode?: number;
    pointers?: string[];
  };
  if (pointers) return refused("err.bad_input", pointers);
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return refused("err.body_too_large");
  if (isOutage(error)) {
    log.warn({ reference, code }, "the database does not answer");
    return refused("err.unavailable");
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return refused("err.bad_input");
  }
  const { name = "unknown", stack = "" } = error as { name?: string; stack?: string };
  const where = stack
    .split("\n")
    .filter((line) => line.startsWith("    at "))
    .slice(0, 8);
  log.error({ reference, name, code, where }, "a request of the staff API failed");
  return refused("err.internal");
}
