/** What the programme says to the registry: each call one envelope, signed, and its answer verified. */
import { randomUUID } from "node:crypto";
import { holds, isObject, signed, type Envelope, type JsonObject } from "./protocol.ts";
import type { WorksSettings } from "./settings.ts";

const answer_wait_ms = 10_000;

/** The answer's message (of an asynchronous call the ack's), or why there is none. */
export type Said = { ok: true; message: JsonObject } | { ok: false; problem: string };

/** Speaks to the registry. */
export interface Asking {
  /** `operation` is the path, `action` the word in the header; `sync` calls are answered by an envelope. */
  say(operation: string, action: string, message: JsonObject): Promise<Said>;
}

/** A caller for these settings; `keys` gives the registry's key set. */
export function createAsking(settings: WorksSettings, keys: () => Promise<JsonObject>): Asking {
  const { registry } = settings;
  return {
    async say(operation, action, message) {
      const header: JsonObject = {
        version: "1.0.0",
        message_id: randomUUID(),
        message_ts: new Date().toISOString(),
        action,
        sender_id: settings.id,
        receiver_id: registry.id,
        total_count: 1,
        is_msg_encrypted: false,
      };
      // An event of ours carries the callback header, which has a status.
      if (operation === "sync/enrollment/updates") header["status"] = "succ";
      const body = await post(settings, operation, signed(settings, { header, message }));
      if (!body.ok || !operation.startsWith("sync/")) return body;
      const envelope = body.message as unknown as Envelope;
      if (!isObject(envelope.header) || !holds(envelope, registry.id, await keys())) {
        return { ok: false, problem: "the answer's signature does not hold" };
      }
      return { ok: true, message: envelope.message };
    },
  };
}

/** For a synchronous call the whole envelope, otherwise the ack's message. */
async function post(settings: WorksSettings, operation: string, envelope: Envelope): Promise<Said> {
  try {
    const answer = await fetch(`${settings.registry.url}/${operation}`, {
      method: "POST",
      redirect: "error",
      headers: {
        "content-type": "application/json",
        authorization: `Bearer ${settings.registry.token}`,
      },
      body: JSON.stringify(envelope),
      signal: AbortSignal.timeout(answer_wait_ms),
    });
    const body: unknown = await answer.json();
    if (!isObject(body)) return { ok: false, problem: "the answer is no object" };
    const message = isObject(body["message"]) ? body["message"] : {};
    const error = isObject(message["error"]) ? message["error"] : undefined;
    if (!answer.ok || error) {
      // The registry's own words; the page shows them as text.
      const said = [error?.["code"], error?.["message"]].filter((one) => typeof one === "string");
      return { ok: false, problem: said.join(": ") || `HTTP ${answer.status}` };
    }
    return { ok: true, message: operation.startsWith("sync/") ? body : message };
  } catch {
    return { ok: false, problem: "the registry does not answer" };
  }
}
