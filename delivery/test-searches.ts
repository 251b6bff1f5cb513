import type { JsonObject } from "../domain/json.ts";
import type { TestRegistry, TestSystem } from "../server/registry/test-registry.ts";
import type { Breakers } from "./breaker.ts";
import type { Draining, FaultPoint } from "./drain.ts";
import { answerPartner } from "./searches.ts";
import { outgoingOf } from "./test-carry.ts";

/** A callback as it reached the partner. */
export interface Arrived {
  url: string;
  text: string;
  header: JsonObject & { message_id: string; total_count: number; completed_count: number };
  message: JsonObject & { correlation_id: string; search_response: ResponseItem[] };
}
export interface ResponseItem {
  reference_id: string;
  status: string;
  status_reason_code?: string;
  data?: { reg_record_type: string; reg_records: JsonObject[] };
  pagination?: { page_size: number; page_number: number; total_count: number };
}

/** Raised at a fault point: the process ends there, and nothing after it happens. */
export class Killed extends Error {}

/** How the other end takes callbacks, and where our process dies. */
export interface Taking {
  /** What it answers to the nth callback (from 1); default: an ACK. */
  answer?: (nth: number, arrived: Arrived) => Response | Promise<Response>;
  fault?: (point: FaultPoint, nth: number) => void;
  partner?: string;
  /** What is known of the partner across rounds. */
  breakers?: Breakers;
}

const ack = {
  message: { ack_status: "ACK", timestamp: "2026-11-23T09:00:00Z", correlation_id: "x" },
};
export const acknowledged = () => Response.json(ack);
export const unavailable = () => new Response("", { status: 503 });

/** Answers what a system owes to a partner, until nothing is due; gives what arrived there. */
export async function answerAll(from: TestSystem, taking: Taking = {}): Promise<Arrived[]> {
  const arrived: Arrived[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const text = await new Response(init?.body ?? "").text();
    const url = input instanceof Request ? input.url : String(input);
    const { header, message } = JSON.parse(text) as Pick<Arrived, "header" | "message">;
    const one = { url, text, header, message };
    arrived.push(one);
    return (await taking.answer?.(arrived.length, one)) ?? acknowledged();
  };
  const deps: Draining = {
    store: from.store,
    outgoing: outgoingOf(from, fetch, () => Promise.reject(new Error("not one node"))),
    dice: () => 0.5,
    fault: (point) => taking.fault?.(point, arrived.length),
    ...(taking.breakers ? { breakers: taking.breakers } : {}),
  };
  try {
    let before = -1;
    while (before !== arrived.length) {
      before = arrived.length;
      await answerPartner(deps, taking.partner ?? "ess.demo");
    }
  } catch (error) {
    if (!(error instanceof Killed)) throw error;
  }
  return arrived;
}

export const recordsIn = (arrived: readonly Arrived[]): JsonObject[] =>
  arrived.flatMap(({ message }) =>
    message.search_response.flatMap(({ data }) => data?.reg_records ?? []),
  );
export const idsIn = (arrived: readonly Arrived[]): unknown[] =>
  recordsIn(arrived).map((record) => record["@id"]);

/** Ends one agreement as an administrator would: nothing of `from` goes to its partner any more. */
export async function revoke({ sp }: TestRegistry): Promise<void> {
  await sp.sql(
    `update agreements set body = replace(body, '"status":"active"', '"status":"revoked"')
      where body like '%"from":"sp.demo"%'`,
  );
}
export async function reinstate({ sp }: TestRegistry): Promise<void> {
  await sp.sql(
    `update agreements set body = replace(body, '"status":"revoked"', '"status":"active"')
      where body like '%"from":"sp.demo"%'`,
  );
}
