import { uuidv7 } from "uuidv7";
import { partnerById } from "../../store/partners.ts";
import { createClient, type Client } from "../../wire/client.ts";
import { errorBody, parseEnvelope } from "../../wire/envelope.ts";
import { wireErrors } from "../../wire/errors.ts";
import type { Hosted } from "../hosting.ts";
import { agreement } from "../registry/checks/agreement.ts";
import type { Door, Fault, Knock, Unsigned } from "../registry/knock.ts";
import { operations } from "../registry/operations.ts";

/**
 * The line to the other system of the same node, where there is no message (design: Ways to stand,
 * Integrated): the question is answered in the process by the same code as at the door, under the
 * same agreement and with the same disclosures; nothing is signed, as nothing leaves.
 */
export function hostedLine(door: Door, from: Hosted): Client {
  return createClient({
    baseUrl: "http://same-node.invalid",
    registryPath: "",
    senderId: from.store.system.id,
    receiverId: door.hosted.store.system.id,
    signer: (content) => JSON.stringify(content),
    verify: (envelope) => Promise.resolve({ ok: true, envelope, thumbprint: "" }),
    fetch: async (url, init) => {
      const operation = new URL(String(url instanceof Request ? url.url : url)).pathname.slice(1);
      const text = await new Response(init?.body ?? null).text();
      const answered = await answerHere(door, from, operation, JSON.parse(text));
      return "code" in answered ? refusal(door, answered) : Response.json(answered);
    },
    nowMs: () => from.store.clock.nowMs(),
    newId: uuidv7,
  });
}

async function answerHere(
  door: Door,
  from: Hosted,
  operation: string,
  asked: unknown,
): Promise<Fault | Unsigned> {
  const { store } = door.hosted;
  const row = operations.get(operation);
  const envelope = parseEnvelope(asked);
  if (row?.mode !== "reads" || !row.offeredBy.includes(store.system.kind)) {
    return { code: "err.request.not_found" };
  }
  const partner = await partnerById(store, from.store.system.id);
  if (!envelope.ok || partner?.profile !== "local") return { code: "err.request.bad" };
  const knock: Knock = {
    door,
    operation,
    row,
    body: Buffer.alloc(0),
    authorization: "",
    request: { method: "", url: "", header: () => undefined },
    certificate: null,
    fromLoopback: true,
    nowMs: store.clock.nowMs(),
    correlationId: door.node.newId(),
    partner,
    envelope: envelope.value,
  };
  const fault = await agreement(knock);
  if (fault) return "code" in fault ? fault : { code: "err.request.bad" };
  return row.answer(knock);
}

function refusal(door: Door, { code }: Fault): Response {
  const timestamp = new Date(door.hosted.store.clock.nowMs()).toISOString();
  const body = errorBody(code, { timestamp, correlationId: door.node.newId() });
  return Response.json(body, { status: wireErrors[code].status });
}
