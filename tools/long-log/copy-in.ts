import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";
import type { Json } from "../../domain/json.ts";
import { copyLine } from "../million/rows.ts";

const block_chars_min = 65_536;

/** COPY … FROM STDIN of all lines; tells how many. All of them are kept, or none. */
export async function copyIn(
  client: Client,
  table: string,
  columns: readonly string[],
  lines: Iterable<readonly [first: string, ...rest: Json[]]>,
): Promise<number> {
  let sent = 0;
  const blocks = function* () {
    let block = "";
    for (const [first, ...rest] of lines) {
      sent += 1;
      block += copyLine(first, rest);
      if (block.length < block_chars_min) continue;
      yield block;
      block = "";
    }
    yield block;
  };
  const into = client.query(copyFrom(`copy ${table} (${columns.join(", ")}) from stdin`));
  await pipeline(Readable.from(blocks()), into);
  return sent;
}
