import type { Agreement } from "../domain/agreement.ts";
import type { Json, JsonObject } from "../domain/json.ts";
import { owedCallbacks } from "../store/callbacks.ts";
import { loadSubscription, takeLease } from "../store/feed.ts";
import { activeAgreement, putAgreement } from "../store/partners.ts";
import { sequenceEvents } from "../store/sequencer.ts";
import { knock, type TestRegistry, type TestSystem } from "../server/registry/test-registry.ts";
import { outgoingOf } from "./test-carry.ts";
import { drain, type Drained, type FaultPoint } from "./drain.ts";

/** One event as a plain partner gets it. */
export interface Told {
  reference_id: string;
  timestamp: string;
  data: {
    reg_type: string;
    reg_event_type: string;
    reg_record_type: string;
    reg_records: JsonObject;
  };
}
export interface Posted {
  url: string;
  header: JsonObject & { meta: { sequence: number; subscription_code: string } };
  events: Told[];
}

let nth = 0;
/** Subscribes through the door, as a plain partner; gives the code, or the reason code. */
export async function subscribed(
  at: TestRegistry,
  criteria: Record<string, Json>,
  from: TestSystem = at.ess,
  to: TestSystem = at.sp,
): Promise<string> {
  const asked = { reg_event_type: "enrolment", notify_record_type: "Member", filter: {} };
  const now = new Date(at.clock.ms).toISOString();
  const subscribe_criteria = { ...asked, ...criteria };
  const answer = await knock(at, from, to, "subscribe", {
    transaction_id: `t-${(nth += 1)}`,
    subscribe_request: [{ reference_id: "r1", timestamp: now, subscribe_criteria }],
  });
  const { correlation_id } = answer.body["message"] as { correlation_id: string };
  const owed = await owedCallbacks(to.store, new Date(Date.now() + 60_000));
  const mine = owed.find(({ message }) => message["correlation_id"] === correlation_id);
  const [item] = (mine?.message["subscribe_response"] ?? []) as unknown as {
    status: string;
    status_reason_code?: string;
    subscriptions?: { code: string }[];
  }[];
  return item?.status === "succ"
    ? (item.subscriptions?.[0]?.code ?? "")
    : (item?.status_reason_code ?? "");
}

/** Sends what waits to a partner that takes it all, unless told otherwise. */
export async function deliver(
  system: TestSystem,
  code: string,
  how: { status?: number; fault?: (point: FaultPoint) => void; during?: () => Promise<void> } = {},
): Promise<{ drained: Drained; posted: Posted[]; events: Told[] }> {
  while ((await sequenceEvents(system.store)) > 0);
  const sub = await loadSubscription(system.store, code);
  if (!sub) throw new Error("no such subscription");
  const posted: Posted[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { header, message } = JSON.parse(await new Response(init?.body ?? "").text()) as {
      header: Posted["header"];
      message: { notify_event: Told[] };
    };
    const url = input instanceof Request ? input.url : String(input);
    posted.push({ url, header, events: message.notify_event });
    await how.during?.();
    const timestamp = new Date().toISOString();
    const body = { message: { ack_status: "ACK", timestamp, correlation_id: "c-1" } };
    return new Response(JSON.stringify(body), { status: how.status ?? 200 });
  };
  const draining = {
    store: system.store,
    outgoing: outgoingOf(system, fetch, () => Promise.reject(new Error("not one node"))),
    dice: () => 0.5,
    fault: how.fault ?? (() => undefined),
  };
  const drained = await drain(draining, { ...sub, lease: await takeLease(system.store, sub) });
  return { drained, posted, events: posted.flatMap(({ events }) => events) };
}

/** Changes the agreement under which a system tells a partner. */
export async function agree(
  at: TestRegistry,
  system: TestSystem,
  partner: string,
  change: Partial<Agreement>,
): Promise<void> {
  const nowIso = new Date(at.clock.ms).toISOString();
  const agreement = await activeAgreement(system.store, system.store.system.id, partner, nowIso);
  if (!agreement) throw new Error("no agreement");
  await putAgreement(system.store, { ...agreement, ...change }, partner);
}

export const events = [
  "tandem:changed",
  "enrolment",
  "enrolment_status_change",
  "REGISTER",
  "NewHouseHoldMember",
  "Deregister",
];

/** What stands under `additional_attributes`, by name. */
export function leftReason({ data }: Told): Json {
  const [only] = (data.reg_records["additional_attributes"] ?? []) as JsonObject[];
  return only?.["attribute_value"] ?? null;
}
