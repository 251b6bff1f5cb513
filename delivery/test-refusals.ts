import type { Carried } from "./test-carry.ts";

/** A partner that refuses every message with one of these records in it, as a DCI system does. */
export function refusing(
  keys: ReadonlySet<string>,
  code = "err.request.bad",
  status = 400,
): (items: Carried[]) => Response | null {
  return (items) => (items.some(({ item }) => keys.has(item.key)) ? refusal(code, status) : null);
}

export function refusal(code: string, status: number, headers: Record<string, string> = {}) {
  const message = {
    ack_status: "ERR",
    timestamp: "2026-11-23T09:00:00.000Z",
    correlation_id: "c-1",
    error: { code, message: "no" },
  };
  return new Response(JSON.stringify({ message }), {
    status,
    headers: { "content-type": "application/json", ...headers },
  });
}
