import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFaultProxy, type FaultProxy } from "./fault-proxy.ts";
import { dealt, faultKinds, type FaultKind, type Hardness } from "./faults.ts";

/** A peer that keeps every whole body it was given and says how many it has. */
let peer: Server;
let kept: string[];
let broken: number;
let proxy: FaultProxy;
let delivered: { body: string; status: number | null }[];
let rolls: number[];

const hardness: Partial<Hardness> = {
  delay_ms_max: 80,
  jitter_ms_max: 40,
  reorder_ms_max: 5_000,
  copies_max: 4,
  later_ms_max: 50,
  trickle_byte_ms: 5,
  trickle_ms_max: 60,
  bytes_per_second: 2_000,
  silent_ms_max: 60,
  bomb_bytes: 4 * 1_048_576,
  error_body: '{"message":{"ack_status":"ERR"}}',
};

beforeEach(async () => {
  [kept, broken, delivered, rolls] = [[], 0, [], []];
  peer = createServer((asked, answer) => {
    const parts: Buffer[] = [];
    asked.on("data", (part: Buffer) => parts.push(part));
    asked.on("error", () => (broken += 1));
    asked.on("end", () => {
      kept.push(Buffer.concat(parts).toString());
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify({ kept: kept.length, said: "x".repeat(100) }));
    });
  });
  await new Promise<void>((resolve) => peer.listen(0, "127.0.0.1", resolve));
  const { port } = peer.address() as AddressInfo;
  proxy = await startFaultProxy({
    peer: { host: "127.0.0.1", port },
    dice: () => rolls.shift() ?? 0.5,
    hardness,
    onDelivered: ({ body }, answer) =>
      delivered.push({ body: body.toString(), status: answer?.status ?? null }),
  });
});

afterEach(async () => {
  await proxy.close();
  peer.closeAllConnections();
  await new Promise((resolve) => peer.close(resolve));
});

/** What the asker heard: a status and a text, or that the connection broke. */
async function ask(body = "one", ms = 5_000): Promise<{ status: number; text: string } | "broken"> {
  try {
    const signal = AbortSignal.timeout(ms);
    const asking = { method: "POST", body, signal, redirect: "manual" } as const;
    const answer = await fetch(`${proxy.url}/any/path?q=1`, asking);
    return { status: answer.status, text: await answer.text() };
  } catch {
    return "broken";
  }
}

async function askWith(kind: FaultKind, body?: string) {
  proxy.next(kind);
  const heard = await ask(body);
  expect(proxy.counts()[kind]).toBe(1);
  return heard;
}

const first = { status: 200, text: expect.stringContaining('"kept":1') as string };

describe("without a fault", () => {
  it("carries request and answer unchanged, and counts no fault", async () => {
    expect(await ask("whole")).toEqual(first);
    expect(kept).toEqual(["whole"]);
    expect(delivered).toEqual([{ body: "whole", status: 200 }]);
    expect(Object.values(proxy.counts()).every((count) => count === 0)).toBe(true);
    expect(proxy.traffic()).toEqual({ asked: 1, answered: 1, followed: 0 });
  });

  it("breaks the connection when the peer is away", async () => {
    peer.closeAllConnections();
    await new Promise((resolve) => peer.close(resolve));
    expect(await ask()).toBe("broken");
    expect(delivered).toEqual([{ body: "one", status: null }]);
  });
});

describe("faults that only take time", () => {
  it.each(["delay", "jitter", "bandwidth"] as const)("%s: all arrives, later", async (kind) => {
    rolls = [0.9, 0.9];
    const began = performance.now();
    expect(await askWith(kind, "y".repeat(150))).toEqual(first);
    expect(performance.now() - began).toBeGreaterThan(50);
    expect(kept).toEqual(["y".repeat(150)]);
  });

  it("reorder: the request waits until another has overtaken it", async () => {
    proxy.next("reorder");
    const held = ask("held");
    await expect.poll(() => proxy.counts().reorder).toBe(1);
    await ask("fast");
    await held;
    expect(kept).toEqual(["fast", "held"]);
  });

  it("reorder: it goes on by itself when nobody comes", async () => {
    await proxy.close();
    const { port } = peer.address() as AddressInfo;
    const short = { ...hardness, reorder_ms_max: 30 };
    proxy = await startFaultProxy({
      peer: { host: "127.0.0.1", port },
      dice: () => 0,
      hardness: short,
    });
    expect(await askWith("reorder")).toEqual(first);
  });
});

describe("duplicates", () => {
  it("duplicate_now: the peer gets the same bytes two to six times", async () => {
    rolls = [0.7];
    expect(await askWith("duplicate_now")).toMatchObject({ status: 200 });
    expect(kept).toEqual(["one", "one", "one", "one"]);
  });

  it("duplicate_later: the same bytes come once more after the answer", async () => {
    expect(await askWith("duplicate_later")).toEqual(first);
    await expect.poll(() => kept).toEqual(["one", "one"]);
  });

  it("duplicate_later: healing waits for the late copy", async () => {
    await askWith("duplicate_later");
    await proxy.heal();
    expect(kept).toEqual(["one", "one"]);
  });
});

describe("cuts of the request", () => {
  it("cut_before: the peer hears nothing", async () => {
    expect(await askWith("cut_before")).toBe("broken");
    expect([kept, broken, delivered]).toEqual([[], 0, []]);
  });

  it.each(["cut_mid_body", "truncate_request"] as const)(
    "%s: the peer gets half and nothing whole",
    async (kind) => {
      expect(await askWith(kind, "z".repeat(50_000))).toBe("broken");
      await expect.poll(() => broken).toBe(1);
      expect([kept, delivered]).toEqual([[], []]);
    },
  );

  it("slow_request: the peer gets a byte at a time, then a reset", async () => {
    expect(await askWith("slow_request", "w".repeat(500))).toBe("broken");
    await expect.poll(() => broken).toBe(1);
    expect(kept).toEqual([]);
  });
});

describe("answers lost after the peer did its work", () => {
  it.each(["answer_lost", "truncate_answer", "slow_answer"] as const)(
    "%s: the peer has all of it, the asker knows nothing",
    async (kind) => {
      expect(await askWith(kind)).toBe("broken");
      expect(kept).toEqual(["one"]);
      expect(delivered).toEqual([{ body: "one", status: 200 }]);
    },
  );
});

describe("answers the peer never gave", () => {
  it("redirect: a 301 to localhost, and whoever follows is counted", async () => {
    expect(await askWith("redirect")).toEqual({ status: 301, text: "" });
    expect(proxy.traffic().followed).toBe(0);
    proxy.next("redirect");
    await fetch(proxy.url, { method: "POST", body: "one" });
    expect(proxy.traffic().followed).toBe(1);
    expect(kept).toEqual([]);
  });

  it("garbage: 200 with bytes of no meaning", async () => {
    rolls = [0.5, 0.99, 0.1];
    expect(await askWith("garbage")).toMatchObject({ status: 200 });
    expect(kept).toEqual([]);
  });

  it("error_in_200: 200 with the error body it was given", async () => {
    const text = '{"message":{"ack_status":"ERR"}}';
    expect(await askWith("error_in_200")).toEqual({ status: 200, text });
  });

  it("too_many: 429 with Retry-After, and unavailable: 503", async () => {
    proxy.next("too_many");
    const answer = await fetch(proxy.url, { method: "POST", body: "one" });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "1"]);
    expect(await askWith("unavailable")).toMatchObject({ status: 503 });
    expect(kept).toEqual([]);
  });

  it("gzip_bomb: a small answer that unpacks to a large one", async () => {
    proxy.next("gzip_bomb");
    const answer = await fetch(proxy.url, { method: "POST", body: "one" });
    const packed = Number(answer.headers.get("content-length"));
    expect((await answer.text()).length).toBe(4 * 1_048_576);
    expect(packed).toBeLessThan((4 * 1_048_576) / 500);
  });

  it("half_open: silence on an open connection", async () => {
    proxy.next("half_open");
    expect(await ask("one", 30)).toBe("broken");
    proxy.next("half_open");
    expect(await ask()).toBe("broken");
    expect(kept).toEqual([]);
  });
});

describe("the link", () => {
  it("refused, silent and one way: nothing, nothing, and all without an answer", async () => {
    proxy.link("refused");
    expect(await ask("a")).toBe("broken");
    proxy.link("silent");
    expect(await ask("b")).toBe("broken");
    proxy.link("one_way");
    expect(await ask("c")).toBe("broken");
    expect(kept).toEqual(["c"]);
  });

  it("is up again once healed, whatever was ordered", async () => {
    proxy.link("refused");
    proxy.next("garbage", 5);
    proxy.rates({ cut_before: 1 });
    await proxy.heal();
    expect(await ask()).toEqual(first);
  });
});

describe("the dice", () => {
  it("deal each kind by its rate and nothing for what is left", () => {
    const rates = { delay: 0.25, garbage: 0.25 };
    expect([0, 0.24, 0.25, 0.49, 0.5, 0.99].map((roll) => dealt(rates, roll))).toEqual([
      "delay",
      "delay",
      "garbage",
      "garbage",
      null,
      null,
    ]);
  });

  it("choose the fault of each request", async () => {
    proxy.rates({ unavailable: 0.5 });
    rolls = [0.4, 0.6];
    expect(await ask()).toMatchObject({ status: 503 });
    expect(await ask()).toEqual(first);
  });

  it("can deal every kind there is", () => {
    const even = Object.fromEntries(faultKinds.map((kind) => [kind, 1 / faultKinds.length]));
    const all = faultKinds.map((_, at) => dealt(even, (at + 0.5) / faultKinds.length));
    expect(all).toEqual([...faultKinds]);
  });
});
