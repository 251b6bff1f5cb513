import { once } from "node:events";
import { finished } from "node:stream/promises";
import { Client } from "pg";
import { from as copyFrom, type CopyStreamQuery } from "pg-copy-streams";
import { copyLine, type FilledTable } from "./rows.ts";

/** Lines are sent in blocks of this size. */
const block_chars = 65_536;

/** A table being filled by COPY: its indexes are made once, at the end. */
export interface Filling {
  put(row: Parameters<typeof copyLine>[1]): void;
  /** Waits while the server is behind. */
  settle(): Promise<void>;
  /** Ends the COPY, makes the indexes again and commits: the whole table, or nothing of it. */
  done(): Promise<void>;
}

/**
 * Opens a COPY into one table of one system, as the owner of the tables. COPY knows no row-level
 * security, so the fence is lifted and put back within the transaction, which holds the table alone.
 */
export async function openFilling(
  ownerUrl: string,
  system: string,
  { name, columns }: FilledTable,
): Promise<Filling> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query("begin");
  await client.query(`alter table ${name} no force row level security`);
  const { rows: indexes } = await client.query<{ name: string; made: string }>(ownIndexes, [name]);
  for (const index of indexes) await client.query(`drop index ${index.name}`);
  const stream: CopyStreamQuery = client.query(
    copyFrom(`copy ${name} (system, ${columns.join(", ")}) from stdin`),
  );
  let block = "";
  return {
    put(row) {
      block += copyLine(system, row);
    },
    async settle() {
      if (block.length < block_chars) return;
      const full = block;
      block = "";
      if (!stream.write(full)) await once(stream, "drain");
    },
    async done() {
      stream.end(block);
      await finished(stream);
      for (const index of indexes) await client.query(index.made);
      await client.query(`alter table ${name} force row level security`);
      await client.query("commit");
      await client.query(`analyze ${name}`);
      await client.end();
    },
  };
}

/** Those that no constraint rests on. */
const ownIndexes = `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as made
  from pg_index i
  where i.indrelid = $1::regclass
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)`;
