/** The two fault proxies of a chaos run, one before each node, and what they saw on the wire. */
import { startFaultProxy, type FaultProxy } from "../../tools/fault-proxy/fault-proxy.ts";
import { noFaults, type FaultKind, type Hardness } from "../../tools/fault-proxy/faults.ts";
import type { Answered, Asked } from "../../tools/fault-proxy/upstream.ts";
import { parseSyncMeta, type SyncMeta } from "../../wire/sync-meta.ts";
import { otherSide, type Front, type Side } from "../bench/real-system.ts";
import { diceOf } from "./crash-workers.ts";

/** One attempt to send a batch, as the wire showed it: what its sender heard in the end. */
export interface SentBatch {
  at: number;
  done: number;
  from: Side;
  id: string;
  meta: SyncMeta;
  answer: string;
}

/** One batch that reached a door whole, with what the door said. */
export interface ReceivedBatch {
  at: number;
  to: Side;
  id: string;
  meta: SyncMeta;
  answer: string;
}

export interface Links {
  front: Front;
  /** The proxy before a side: what the other side sends to it goes through here. */
  proxyTo: (side: Side) => FaultProxy;
  sent: SentBatch[];
  received: ReceivedBatch[];
  /** How many batches a side's door has acknowledged. */
  acceptedBy: (side: Side) => number;
  counts: () => Record<FaultKind, number>;
  followed: () => number;
  heal: () => Promise<void>;
  close: () => Promise<void>;
}

/** Both proxies are there once the system has started through `front`. */
export function openLinks(seed: number, hardness: Partial<Hardness>): Links {
  const proxies = new Map<Side, FaultProxy>();
  const sent: SentBatch[] = [];
  const received: ReceivedBatch[] = [];
  const accepted: Record<Side, number> = { sp: 0, ess: 0 };
  const all = () => [...proxies.values()];
  const begun = new WeakMap<Asked, { at: number; batch: Batch }>();
  const front: Front = async (side, port) => {
    const proxy = await startFaultProxy({
      peer: { host: "127.0.0.1", port },
      dice: diceOf(seed + (side === "sp" ? 1_000_003 : 2_000_003)),
      hardness: { error_body: errorBody, ...hardness },
      onAsked: (asked) => {
        const batch = batchIn(asked);
        if (batch) begun.set(asked, { at: Date.now(), batch });
      },
      onHeard: (asked, answer) => {
        const known = begun.get(asked);
        if (!known) return;
        const { at, batch } = known;
        const done = { done: Date.now(), from: otherSide[side], answer: meaningOf(answer, "lost") };
        sent.push({ at, ...batch, ...done });
      },
      onDelivered: (asked, answer) => {
        const known = begun.get(asked);
        if (!known) return;
        if (meaningOf(answer, "none") === "ack") accepted[side] += 1;
        const given = { at: Date.now(), to: side, answer: meaningOf(answer, "none") };
        received.push({ ...known.batch, ...given });
      },
    });
    proxies.set(side, proxy);
    return proxy.url;
  };
  return {
    front,
    proxyTo: (side) => {
      const proxy = proxies.get(side);
      if (!proxy) throw new Error(`nothing stands before ${side} yet`);
      return proxy;
    },
    sent,
    received,
    acceptedBy: (side) => accepted[side],
    counts: () => {
      const sum = noFaults();
      for (const proxy of all()) {
        for (const [kind, count] of Object.entries(proxy.counts())) sum[kind as FaultKind] += count;
      }
      return sum;
    },
    followed: () => all().reduce((sum, proxy) => sum + proxy.traffic().followed, 0),
    heal: async () => void (await Promise.all(all().map((proxy) => proxy.heal()))),
    close: async () => void (await Promise.all(all().map((proxy) => proxy.close()))),
  };
}

/** What a partner that has no time says in a 200 (ESS API 1.0.0: Ack with an error). */
const errorBody = JSON.stringify({
  message: {
    ack_status: "ERR",
    timestamp: "2026-01-01T00:00:00Z",
    error: { code: "err.service.unavailable", message: "not now" },
    correlation_id: "chaos",
  },
});

interface Batch {
  id: string;
  meta: SyncMeta;
}

/** The batch of a Tandem partner in a request; null when it is something else. */
function batchIn({ path, body }: Asked): Batch | null {
  if (!path.endsWith("/notify")) return null;
  const { header } = JSON.parse(body.toString()) as {
    header?: { message_id?: string; meta?: { sync?: unknown } };
  };
  const meta = parseSyncMeta(header?.meta?.sync);
  return meta.ok ? { id: header?.message_id ?? "", meta: meta.value } : null;
}

/** An answer in the words of the journals. */
function meaningOf(answer: Pick<Answered, "status" | "body"> | null, none: string): string {
  if (!answer) return none;
  const said = bodyOf(answer);
  const status = said?.message?.ack_status;
  if (answer.status < 300 && (status === "ACK" || status === "NACK")) return status.toLowerCase();
  const code = said?.message?.error?.code ?? said?.errors?.[0]?.code;
  return code ? `err:${code}` : `http:${answer.status}`;
}

interface Said {
  message?: { ack_status?: string; error?: { code?: string } };
  errors?: { code?: string }[];
}

function bodyOf({ body }: Pick<Answered, "body">): Said | null {
  try {
    return JSON.parse(body.toString()) as Said | null;
  } catch {
    return null;
  }
}
