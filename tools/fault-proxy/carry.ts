/** One request through a fault proxy, with one fault or none: what the peer gets, what the asker hears. */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { FaultKind, Hardness } from "./faults.ts";
import type { Answered, Asked, upstreamTo } from "./upstream.ts";

export interface Carrying {
  asked: Asked;
  answer: ServerResponse;
  /** What the asker is being told, if anything. */
  heard: { answer?: Pick<Answered, "status" | "body"> };
  upstream: ReturnType<typeof upstreamTo>;
  dice: () => number;
  hardness: Hardness;
  /** Where redirects point: somebody who counts who came. */
  trapUrl: string;
  /** The proxy is closing: nothing waits any longer. */
  ending: AbortSignal;
  /** Requests that wait to be overtaken; each is let go by the next that passes. */
  waiting: Set<() => void>;
  delivered: (asked: Asked, answer: Answered | null) => void;
  /** Work that goes on after the asker has its answer. */
  remember: (work: Promise<void>) => void;
}

/** Carries a request on, or does to it what the fault says. */
export async function carry(to: Carrying, fault: FaultKind | null): Promise<void> {
  if (fault) return faults[fault](to);
  const going = deliver(to);
  overtake(to);
  tell(to, await going);
}

/** Total by type: a kind without its deed does not compile. */
const faults: Record<FaultKind, (to: Carrying) => Promise<void>> = {
  async delay(to) {
    await pause(to, to.dice() * to.hardness.delay_ms_max);
    tell(to, await deliver(to));
  },
  async jitter(to) {
    await pause(to, to.dice() * to.hardness.jitter_ms_max);
    const answer = await deliver(to);
    await pause(to, to.dice() * to.hardness.jitter_ms_max);
    tell(to, answer);
  },
  async reorder(to) {
    await new Promise<void>((resolve) => {
      const go = () => {
        to.waiting.delete(go);
        resolve();
      };
      to.waiting.add(go);
      void pause(to, to.hardness.reorder_ms_max).then(go);
    });
    tell(to, await deliver(to));
  },
  async duplicate_now(to) {
    const extra = 1 + Math.floor(to.dice() * to.hardness.copies_max);
    const copies = Array.from({ length: extra + 1 }, () => deliver(to));
    const answers = await Promise.all(copies);
    tell(to, answers[Math.floor(to.dice() * answers.length)] ?? null);
  },
  async duplicate_later(to) {
    const laterMs = to.dice() * to.hardness.later_ms_max;
    tell(to, await deliver(to));
    to.remember(
      pause(to, laterMs).then(async () => {
        if (!to.ending.aborted) await deliver(to);
      }),
    );
  },
  async cut_before(to) {
    reset(to);
  },
  async cut_mid_body(to) {
    await to.upstream.sendHalf(to.asked, "reset");
    reset(to);
  },
  async truncate_request(to) {
    await to.upstream.sendHalf(to.asked, "end");
    reset(to);
  },
  async truncate_answer(to) {
    const answer = await deliver(to);
    if (!answer) return reset(to);
    writeHead(to, answer);
    const half = answer.body.subarray(0, Math.floor(answer.body.length / 2));
    await new Promise<void>((resolve) => to.answer.write(half, () => resolve()));
    to.answer.socket?.destroySoon();
  },
  async answer_lost(to) {
    await deliver(to);
    reset(to);
  },
  async slow_request(to) {
    const goesOn = trickling(to);
    const answer = await to.upstream.sendSlowly(to.asked, 1, goesOn);
    if (!answer) return reset(to);
    to.delivered(to.asked, answer);
    tell(to, answer);
  },
  async slow_answer(to) {
    const answer = await deliver(to);
    if (!answer) return reset(to);
    writeHead(to, answer);
    await trickle(to, answer.body, 1, trickling(to));
  },
  async bandwidth(to) {
    const part_ms = 50;
    const part_bytes = Math.max(1, Math.round((to.hardness.bytes_per_second * part_ms) / 1_000));
    const pacing = async () => {
      await pause(to, part_ms);
      return !to.ending.aborted;
    };
    const answer = await to.upstream.sendSlowly(to.asked, part_bytes, pacing);
    if (!answer) return reset(to);
    to.delivered(to.asked, answer);
    writeHead(to, answer);
    await trickle(to, answer.body, part_bytes, pacing);
  },
  async redirect(to) {
    to.answer.writeHead(301, { location: to.trapUrl }).end();
  },
  async garbage(to) {
    const bytes = Array.from({ length: 200 }, () => Math.floor(to.dice() * 256));
    say(to, 200, { "content-type": "application/json" }, Buffer.from(bytes));
  },
  async error_in_200(to) {
    say(to, 200, { "content-type": "application/json" }, Buffer.from(to.hardness.error_body));
  },
  async too_many(to) {
    say(to, 429, { "retry-after": String(to.hardness.retry_after_seconds) }, Buffer.alloc(0));
  },
  async unavailable(to) {
    say(to, 503, { "content-type": "text/plain" }, Buffer.from("not now"));
  },
  async gzip_bomb(to) {
    const headers = { "content-type": "application/json", "content-encoding": "gzip" };
    say(to, 200, headers, bombOf(to.hardness.bomb_bytes));
  },
  async half_open(to) {
    const gone = new AbortController();
    to.answer.once("close", () => gone.abort());
    await pause(to, to.hardness.silent_ms_max, gone.signal);
    reset(to);
  },
};

async function deliver(to: Carrying): Promise<Answered | null> {
  const answer = await to.upstream.send(to.asked);
  to.delivered(to.asked, answer);
  return answer;
}

/** A peer that cannot be reached is a connection that breaks. */
function tell(to: Carrying, answer: Answered | null): void {
  if (!answer) return reset(to);
  writeHead(to, answer);
  to.answer.end(answer.body);
}

function say(
  { answer, heard }: Carrying,
  status: number,
  headers: Record<string, string>,
  body: Buffer,
): void {
  heard.answer = { status, body };
  answer.writeHead(status, { ...headers, "content-length": body.length }).end(body);
}

function writeHead({ answer, heard }: Carrying, { status, headers, body }: Answered): void {
  heard.answer = { status, body };
  answer.writeHead(status, { ...headers, "content-length": body.length });
}

/** With an RST, so that the asker sees a broken connection and not an orderly end. */
function reset({ answer }: Carrying): void {
  answer.socket?.resetAndDestroy();
  answer.destroy();
}

function overtake({ waiting }: Carrying): void {
  const [first] = waiting;
  first?.();
}

/** A byte's pause, until the asker is gone or the patience of the fault is over. */
function trickling(to: Carrying): () => Promise<boolean> {
  const began = performance.now();
  return async () => {
    await pause(to, to.hardness.trickle_byte_ms);
    const over = performance.now() - began > to.hardness.trickle_ms_max;
    return !over && !to.ending.aborted && !to.answer.destroyed;
  };
}

async function trickle(
  to: Carrying,
  body: Buffer,
  part_bytes: number,
  goesOn: () => Promise<boolean>,
): Promise<void> {
  for (let at = 0; at < body.length; at += part_bytes) {
    to.answer.write(body.subarray(at, at + part_bytes));
    if (!(await goesOn())) return reset(to);
  }
  to.answer.end();
}

async function pause({ ending }: Carrying, ms: number, gone?: AbortSignal): Promise<void> {
  const signal = gone ? AbortSignal.any([ending, gone]) : ending;
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

const bombs = new Map<number, Buffer>();

/** So many spaces, squeezed a thousandfold. */
function bombOf(bytes: number): Buffer {
  const known = bombs.get(bytes) ?? gzipSync(Buffer.alloc(bytes, 0x20));
  bombs.set(bytes, known);
  return known;
}
