/** COPY … FROM STDIN over the driver we have: rows as text lines, written as fast as they are taken. */
import type { Client } from "pg";

/** What the driver's connection offers to a query of its own (pg/lib/connection.js). */
interface Wire {
  stream: {
    writableNeedDrain: boolean;
    once(event: "drain" | "close", heard: () => void): unknown;
  };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/** One field of a line; null is no value. */
export type Field = string | number | null;

/** Sends all lines into the columns of a table; tells how many. All of them are kept, or none. */
export function copyIn(
  client: Client,
  table: string,
  columns: readonly string[],
  lines: Iterable<readonly Field[]>,
): Promise<number> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let failed: Error | null = null;
    const asked = {
      submit(wire: Wire) {
        wire.query(`copy ${table} (${columns.join(", ")}) from stdin`);
      },
      handleCopyInResponse(wire: Wire) {
        const send = async () => {
          for (const chunk of chunksOf(lines, () => (sent += 1))) {
            wire.sendCopyFromChunk(chunk);
            if (wire.stream.writableNeedDrain) await drained(wire);
          }
          wire.endCopyFrom();
        };
        send().catch((error: Error) => wire.sendCopyFail(error.message));
      },
      handleError(error: Error) {
        failed = error;
        reject(error);
      },
      handleCommandComplete() {},
      handleReadyForQuery() {
        if (!failed) resolve(sent);
      },
    };
    client.query(asked as never);
  });
}

const chunk_chars_max = 65_536;

function* chunksOf(lines: Iterable<readonly Field[]>, each: () => void): Iterable<Buffer> {
  let text = "";
  for (const line of lines) {
    each();
    text += `${line.map(fieldText).join("\t")}\n`;
    if (text.length < chunk_chars_max) continue;
    yield Buffer.from(text);
    text = "";
  }
  if (text !== "") yield Buffer.from(text);
}

/** As COPY's text format has it. */
export function fieldText(field: Field): string {
  if (field === null) return "\\N";
  if (typeof field === "number") return String(field);
  return field.replace(/[\\\n\r\t]/g, (found) => escapes.get(found) ?? found);
}
const escapes = new Map([
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
]);

function drained({ stream }: Wire): Promise<void> {
  return new Promise((resolve) => {
    stream.once("drain", resolve);
    stream.once("close", resolve);
  });
}
