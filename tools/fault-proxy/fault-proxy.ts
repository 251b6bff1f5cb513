/**
 * A fault proxy between two HTTP systems, for one direction: takes each request whole, lets seeded dice
 * or a command choose a fault for it, and counts what it did. It knows nothing of what is carried.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { carry, type Carrying } from "./carry.ts";
import {
  dealt,
  defaultHardness,
  noFaults,
  type FaultKind,
  type Hardness,
  type Link,
  type Rates,
} from "./faults.ts";
import {
  endToEnd,
  readWhole,
  upstreamTo,
  type Answered,
  type Asked,
  type Peer,
} from "./upstream.ts";

export interface FaultProxyOptions {
  peer: Peer;
  /** A number in [0, 1); the same numbers make the same faults for the same requests. */
  dice: () => number;
  /** 0: a free port. */
  port?: number;
  hardness?: Partial<Hardness>;
  /** A request has come in whole: what the asker put on the wire. */
  onAsked?: (asked: Asked) => void;
  /** The asker's connection is done: what was written to it whole; null: it got no whole answer. */
  onHeard?: (asked: Asked, answer: Pick<Answered, "status" | "body"> | null) => void;
  /** A copy of a request has reached the peer whole, and this is what the peer said, if it did. */
  onDelivered?: (asked: Asked, answer: Answered | null) => void;
}

export interface FaultProxy {
  url: string;
  counts: () => Record<FaultKind, number>;
  /** Requests taken, whole copies the peer answered, and askers that followed a redirect (never, one hopes). */
  traffic: () => { asked: number; answered: number; followed: number };
  rates: (rates: Rates) => void;
  link: (link: Link) => void;
  /** The next requests get this fault, before the dice are asked. */
  next: (kind: FaultKind, times?: number) => void;
  /** No dice, no orders, link up; faults under way and late copies are waited for. */
  heal: () => Promise<void>;
  close: () => Promise<void>;
}

/** Starts listening on the loopback address. */
export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const state = { rates: {} as Rates, link: "up" as Link, ordered: [] as FaultKind[] };
  const counts = noFaults();
  const traffic = { asked: 0, answered: 0, followed: 0 };
  const under = new Set<Promise<void>>();
  const trap = await listen((_, answer) => {
    traffic.followed += 1;
    answer.end("{}");
  });
  const upstream = upstreamTo(options.peer);
  const ending = new AbortController();
  const carrying: Omit<Carrying, "asked" | "answer" | "heard"> = {
    upstream,
    dice: options.dice,
    hardness: { ...defaultHardness, ...options.hardness },
    trapUrl: `http://localhost:${trap.port}/`,
    ending: ending.signal,
    waiting: new Set(),
    delivered: (asked, answer) => {
      if (answer) traffic.answered += 1;
      options.onDelivered?.(asked, answer);
    },
    remember: (work) => {
      under.add(work);
      void work.finally(() => under.delete(work));
    },
  };
  const choose = (): FaultKind | null => {
    if (state.link === "silent") return "half_open";
    if (state.link === "one_way") return "answer_lost";
    return state.ordered.shift() ?? dealt(state.rates, options.dice());
  };
  const take = async (incoming: IncomingMessage, answer: ServerResponse) => {
    if (state.link === "refused") return void incoming.socket.resetAndDestroy();
    const asked = await askedIn(incoming);
    if (!asked) return;
    traffic.asked += 1;
    options.onAsked?.(asked);
    const heard: Carrying["heard"] = {};
    const tellHeard = () =>
      options.onHeard?.(asked, answer.writableFinished ? (heard.answer ?? null) : null);
    answer.once("close", tellHeard);
    const fault = choose();
    if (fault) counts[fault] += 1;
    await carry({ ...carrying, asked, answer, heard }, fault);
  };
  const front = await listen((incoming, answer) => {
    carrying.remember(take(incoming, answer).catch(() => void answer.destroy()));
  }, options.port);
  const settled = async () => {
    while (under.size > 0) await Promise.allSettled(under);
  };
  return {
    url: `http://127.0.0.1:${front.port}`,
    counts: () => ({ ...counts }),
    traffic: () => ({ ...traffic }),
    rates: (rates) => void (state.rates = rates),
    link: (link) => void (state.link = link),
    next: (kind, times = 1) =>
      void state.ordered.push(...Array.from({ length: times }, () => kind)),
    heal: async () => {
      Object.assign(state, { rates: {}, link: "up", ordered: [] });
      await settled();
    },
    close: async () => {
      ending.abort();
      await Promise.all([front.close(), trap.close()]);
      await settled();
      upstream.close();
    },
  };
}

async function askedIn(incoming: IncomingMessage): Promise<Asked | null> {
  try {
    const body = await readWhole(incoming);
    const { method = "GET", url: path = "/", headers } = incoming;
    return { method, path, headers: endToEnd(headers), body };
  } catch {
    return null;
  }
}

async function listen(
  serve: (incoming: IncomingMessage, answer: ServerResponse) => void,
  port = 0,
): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer({ keepAliveTimeout: 30_000 }, serve);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
