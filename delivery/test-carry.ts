import { uuidv7 } from "uuidv7";
import type { JsonObject } from "../domain/json.ts";
import type { NewMember } from "../domain/registration.ts";
import { registerHousehold } from "../domain/registration.ts";
import type { StoredRecord } from "../domain/record.ts";
import { loadRecord, resolveKeys } from "../store/load.ts";
import { loadSubscription, putSubscription, takeLease } from "../store/feed.ts";
import { sequenceEvents } from "../store/sequencer.ts";
import type { SyncItem } from "../wire/sync-meta.ts";
import type { TestSystem } from "../server/registry/test-registry.ts";
import type { Breakers } from "./breaker.ts";
import { drain, type Drained, type FaultPoint } from "./drain.ts";
import type { Manners } from "./manners.ts";
import type { Outgoing } from "./outgoing.ts";
import { createPartnerTokens } from "./partner-tokens.ts";
import { standingEvent } from "./standing-event.ts";

/** One item as it stood on the wire: what the header says of it, and the event itself. */
export interface Carried {
  item: SyncItem;
  data: JsonObject & { reg_records: JsonObject };
  /** What the header says of the batch it came in. */
  sync: JsonObject;
  text: string;
}

/** How a carrying differs: what is refused before it reaches the other system, and when all ends. */
export interface Carrying {
  refuse?: (items: Carried[]) => Response | null | Promise<Response | null>;
  fault?: (point: FaultPoint) => void;
  breakers?: Breakers;
  manners?: Manners;
  retention_ms?: number;
}

/** Carries both ways until nothing waits at either; what went each way, and all of it in order. */
export async function carryBothWays(
  a: TestSystem,
  b: TestSystem,
): Promise<{ there: Carried[]; back: Carried[]; all: Carried[] }> {
  const went = { there: [] as Carried[], back: [] as Carried[], all: [] as Carried[] };
  // Twice nothing: what came last may have freed what waited.
  for (let quiet = 0; quiet < 2;) {
    const [there, back] = [(await carry(a, b)).carried, (await carry(b, a)).carried];
    went.there.push(...there);
    went.back.push(...back);
    went.all.push(...there, ...back);
    quiet = there.length + back.length === 0 ? quiet + 1 : 0;
  }
  return went;
}

/** Carries what waits from one system to the other through its real door; tells what was posted. */
export async function carry(
  from: TestSystem,
  to: TestSystem,
  answered: (response: Response) => Response = (response) => response,
  how: Carrying = {},
): Promise<{ drained: Drained; carried: Carried[]; posts: number }> {
  const carried: Carried[] = [];
  let posts = 0;
  const code = await standing(from, to);
  while ((await sequenceEvents(from.store)) > 0);
  const sub = await loadSubscription(from.store, code);
  if (!sub) throw new Error("no subscription");
  const lease = await takeLease(from.store, sub);
  const fetch: typeof globalThis.fetch = async (input, init) => {
    posts += 1;
    const body = Buffer.from(await new Response(init?.body ?? "").arrayBuffer());
    const items = itemsOf(body.toString());
    const refusal = await how.refuse?.(items);
    if (refusal) return refusal;
    carried.push(...items);
    const url = input instanceof Request ? input.url : String(input);
    const { pathname } = new URL(url);
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const answer = await to.app.inject({ method: "POST", url: pathname, headers, payload: body });
    return answered(
      new Response(answer.body, {
        status: answer.statusCode,
        headers: { "content-type": "application/json" },
      }),
    );
  };
  const handOver = () => Promise.reject(new Error("not one node"));
  const draining = {
    store: from.store,
    outgoing: outgoingOf(from, fetch, handOver),
    dice: () => 0.5,
    fault: how.fault ?? (() => undefined),
    ...(how.manners ? { manners: how.manners } : {}),
    ...(how.breakers ? { breakers: how.breakers } : {}),
    ...(how.retention_ms ? { retention_ms: how.retention_ms } : {}),
  };
  const drained = await drain(draining, { ...sub, lease });
  return { drained, carried, posts };
}

/** What a system sends with, over a fetch of the test's own. */
export function outgoingOf(
  from: TestSystem,
  fetch: typeof globalThis.fetch,
  handOver: Outgoing["handOver"],
): Outgoing {
  const { store, keys } = from;
  const reach = () => fetch;
  const tokens = createPartnerTokens({ store, keys, reach, newId: uuidv7 });
  return { keys, reach, tokens, newId: uuidv7, handOver };
}

async function standing(from: TestSystem, to: TestSystem): Promise<string> {
  const partner = to.store.system.id;
  const { code } = await putSubscription(from.store, {
    code: `SUB-${partner}`,
    partner,
    event_type: standingEvent,
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: to.baseUrl,
    transaction_id: `standing-${partner}`,
    reference_id: "1",
    starts_at: null,
    ends_at: null,
  });
  return code;
}

function itemsOf(text: string): Carried[] {
  const { header, message } = JSON.parse(text) as {
    header: { meta: { sync: JsonObject & { items: SyncItem[] } } };
    message: { notify_event: { data: Carried["data"] }[] };
  };
  return header.meta.sync.items.map((item, index) => {
    const event = message.notify_event[index];
    if (!event) throw new Error("items and events differ in number");
    const { sync } = header.meta;
    return { item, data: event.data, sync, text: JSON.stringify([item, event]) };
  });
}

let count = 0;
export function newMember(change: Partial<NewMember> = {}): NewMember {
  count += 1;
  return {
    name: { given_name: "Amina", surname: "Diallo" },
    sex: "female",
    birth_date: "1992-02-01",
    relationship: "head",
    main_contact: true,
    identifiers: [{ identifier_type: "UIN", identifier_value: `U-${1000 + count}` }],
    in_full_time_education: false,
    ...change,
  };
}

/** Registers a household; gives its record and its members'. */
export async function register(
  system: TestSystem,
  ...members: NewMember[]
): Promise<{ home: StoredRecord; people: StoredRecord[] }> {
  const number = `HH-${(count += 1)}`;
  const household = { number, locality: "Rosehill", region: "North", members };
  const changes = await system.write((ctx) => registerHousehold(ctx, household).changes);
  const [home, ...people] = await Promise.all(
    changes.map((change) => recordAt(system, change.record.id)),
  );
  if (!home) throw new Error("no household");
  return { home, people };
}

export async function recordAt(system: TestSystem, id: string): Promise<StoredRecord> {
  const record = await loadRecord(system.store, id);
  if (!record) throw new Error("no such record");
  return record;
}

/** The record that goes by this key at a system, its own or a partner's. */
export async function byKey(system: TestSystem, key: string): Promise<StoredRecord | null> {
  const found = (await resolveKeys(system.store, [key])).get(key);
  return found ? recordAt(system, found.id) : null;
}
