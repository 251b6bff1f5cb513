/** The far side of a fault proxy: a request goes on to the peer, whole, in part or slowly. */
import { Agent, request, type ClientRequest, type IncomingMessage } from "node:http";

/** A request as it came in, whole. */
export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** What the peer said to it, whole. */
export interface Answered {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

export interface Peer {
  host: string;
  port: number;
}

const answer_ms_max = 60_000;
const hopByHop = new Set(["connection", "keep-alive", "transfer-encoding", "content-length", "te"]);

/** Connections to a peer; `send` is null when it could not be reached or did not answer whole. */
export function upstreamTo(peer: Peer) {
  const agent = new Agent({ keepAlive: false });

  const open = (asked: Asked): ClientRequest =>
    request({
      ...peer,
      agent,
      method: asked.method,
      path: asked.path,
      headers: { ...asked.headers, "content-length": asked.body.length },
      timeout: answer_ms_max,
    });

  const answerOf = (sent: ClientRequest): Promise<Answered | null> =>
    new Promise((resolve) => {
      sent.once("timeout", () => sent.destroy());
      sent.once("error", () => resolve(null));
      sent.once("close", () => resolve(null));
      sent.once("response", (answer) => {
        readWhole(answer).then(
          (body) =>
            resolve({ status: answer.statusCode ?? 0, headers: endToEnd(answer.headers), body }),
          () => resolve(null),
        );
      });
    });

  return {
    send(asked: Asked): Promise<Answered | null> {
      const sent = open(asked);
      const answer = answerOf(sent);
      sent.end(asked.body);
      return answer;
    },

    /** The first half of the body under the length of the whole, then a reset or an orderly end. */
    async sendHalf(asked: Asked, ending: "reset" | "end"): Promise<void> {
      const sent = open(asked);
      const answer = answerOf(sent);
      const half = asked.body.subarray(0, Math.ceil(asked.body.length / 2));
      sent.write(half, () => {
        if (ending === "reset") sent.socket?.resetAndDestroy();
        else sent.socket?.end();
      });
      await answer;
    },

    /** Parts of the body, each after a pause, until `goesOn` says no; then a reset. */
    async sendSlowly(
      asked: Asked,
      part_bytes: number,
      pause: () => Promise<boolean>,
    ): Promise<Answered | null> {
      const sent = open(asked);
      const answer = answerOf(sent);
      for (let at = 0; at < asked.body.length && !sent.destroyed; at += part_bytes) {
        sent.write(asked.body.subarray(at, at + part_bytes));
        if (!(await pause())) {
          sent.socket?.resetAndDestroy();
          return null;
        }
      }
      sent.end();
      return answer;
    },

    close(): void {
      agent.destroy();
    },
  };
}

/** Headers that are the message's own, not the connection's. */
export function endToEnd(headers: IncomingMessage["headers"]): Asked["headers"] {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined || hopByHop.has(name) ? [] : [[name, value]],
    ),
  );
}

export async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  if (!message.complete) throw new Error("the message ended early");
  return Buffer.concat(parts);
}
