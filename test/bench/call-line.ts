/**
 * One keep-alive connection that posts prepared bytes, one request after the other. No HTTP library:
 * the client shares the machine with what it measures, so it does as little as it can.
 */
import { connect, type Socket } from "node:net";

/** An answer as it came. */
export interface Reply {
  status: number;
  body: string;
}

const head_end = Buffer.from("\r\n\r\n");
const last_chunk = Buffer.from("\r\n0\r\n\r\n");

/** The bytes of one POST. */
export function postBytes(path: string, body: string, headers: Record<string, string>): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n${lines.join("")}content-length: ${length}\r\n\r\n${body}`,
  );
}

/** See above. A connection that breaks fails the call under way. */
export class CallLine {
  readonly #socket: Socket;
  #parts: Buffer[] = [];
  #waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void } | undefined;

  constructor(port: number) {
    this.#socket = connect({ host: "127.0.0.1", port, noDelay: true });
    this.#socket.on("data", (part: Buffer) => this.#take(part));
    this.#socket.once("error", (error) => this.#waiting?.reject(error));
    this.#socket.once("close", () => this.#waiting?.reject(new Error("the connection was closed")));
  }

  call(request: Buffer): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#socket.destroyed) return reject(new Error("the connection was closed"));
      this.#waiting = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(part: Buffer): void {
    this.#parts.push(part);
    const bytes = this.#parts.length === 1 ? part : Buffer.concat(this.#parts);
    const reply = replyOf(bytes);
    if (reply === null) {
      this.#parts = [bytes];
      return;
    }
    this.#parts = [];
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve(reply);
  }
}

/** Null: there is more to come. */
function replyOf(bytes: Buffer): Reply | null {
  const end = bytes.indexOf(head_end);
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const from = end + head_end.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) {
    const whole = bytes.subarray(-last_chunk.length).equals(last_chunk);
    return whole ? { status, body: bytes.toString("utf8", from) } : null;
  }
  const until = from + Number(length);
  return bytes.length < until ? null : { status, body: bytes.toString("utf8", from, until) };
}
