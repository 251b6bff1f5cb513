/**
 * The honest floor of a signed read, as a process: a `node:http` server that verifies one Ed25519
 * signature over the canonical form, reads one row, writes one row by group commit and signs the
 * answer. No gate, no agreement, no schema: what no system of this kind can leave out.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { uuidv7 } from "uuidv7";
import { canonicalize } from "../../wire/canonical.ts";
import { generateSigningKey, publicKeysFromJwks } from "../../wire/keys.ts";
import { signMessage, verifySignature } from "../../wire/signature.ts";
import { floor_system, floorPool } from "./floor.ts";
import { GroupCommit } from "./group-commit.ts";

/** What it is told at its start. */
export interface ReadFloorTold {
  appUrl: string;
  /** The caller's key set and id. */
  jwks: string;
  senderId: string;
  /** The row that is read: its state is the answer's message. */
  rowId: string;
}

interface Written {
  correlation: string;
}

const connections = 10;

function serve({ appUrl, jwks, senderId, rowId }: ReadFloorTold): void {
  const pool = floorPool(appUrl, connections);
  const keys = publicKeysFromJwks(jwks);
  const key = generateSigningKey();
  const rows = new GroupCommit<Written>(async (written) => {
    const correlations = written.map(({ correlation }) => correlation);
    await pool.query({
      name: "floor-disclose",
      text: disclosed,
      values: [floor_system, rowId, correlations],
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const envelope = JSON.parse(Buffer.concat(parts).toString()) as Envelope;
    const nowMs = Date.now();
    const nowSeconds = Math.floor(nowMs / 1000);
    const verdict = verifySignature(envelope, { keys, senderId, nowSeconds });
    if (!verdict.ok) {
      response.writeHead(401).end();
      return;
    }
    const read = await pool.query<{ state: string }>({
      name: "floor-read",
      text: "select state from records where system = $1 and id = $2",
      values: [floor_system, rowId],
    });
    const correlation = uuidv7();
    await rows.add({ correlation });
    const message = JSON.parse(read.rows[0]?.state ?? "{}") as object;
    const header = { ...envelope.header, message_id: correlation, sender_id: "floor" };
    const { signature } = signMessage({ header, message }, "floor", key, nowSeconds);
    const body = canonicalize({ header, message, signature });
    const length = Buffer.byteLength(body);
    response.writeHead(200, { "content-type": "application/json", "content-length": length });
    response.end(body);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(0, "127.0.0.1", () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
}

interface Envelope {
  header: object;
  message: object;
  signature?: unknown;
}

const disclosed = `insert into disclosures
    (system, partner, record_id, subject, purpose, fields, how, message_id)
  select $1, 'bench', $2, $2, 'work_support', '{name,identifiers}', 'search', m
  from unnest($3::text[]) as m`;

process.once("message", (told) => serve(told as ReadFloorTold));
process.once("SIGTERM", () => process.exit(0));
process.once("disconnect", () => process.exit(0));
