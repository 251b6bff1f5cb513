/** The tools of the stranger in `stranger.test.ts`, made from STANDARDS.md alone. */
import { execFile, spawn } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
export interface Envelope {
  signature?: string;
  header: JsonObject;
  message: JsonObject;
}

/** The stranger's sender id. */
export const me = "ess.example.org";
const tandem = fileURLToPath(new URL("../bin/tandem.mjs", import.meta.url));
const message_wait_ms = 30_000;

/** The samples' messages; ids are new each time, as a sender's are. */
export function flow1(): JsonObject {
  const filter = `subscription NewEligibleEnrolments {
  enrolment(
    employment_status: "not employed",
    age_gt: 18,
    age_lt: 64
  ) {
    id
    demographic_info {
      name {
        given_name
        surname
      }
      email
      phone_number
    }
  }
}
`;
  const at = "2022-12-04T17:20:07-04:00";
  return subscription({
    reference: "SDFRTYUX",
    at,
    until: at,
    filter,
    purpose: ["ESS_WORKING_AGE_UNEMPLOYED", "Identify working-age unemployed members"],
  });
}

export function flow2(): JsonObject {
  const filter = `subscription LongTermUnemployedEnrolment {
  enrolment(
    employment_status: "not employed",
    employment_info: { end_date_lt: "2025-02-16" }
  ) {
    id
    demographic_info {
      name { given_name surname }
      phone_number
      email
    }
  }
}
`;
  return subscription({
    reference: "REF-ESS-LONGTERM-001",
    at: "2026-02-16T10:30:00Z",
    until: "2027-02-16T10:30:00Z",
    filter,
    purpose: ["LONG_TERM_UNEMPLOYED_REFERRAL", "Identify long-term unemployed members"],
  });
}

function subscription(of: {
  reference: string;
  at: string;
  until: string;
  filter: string;
  purpose: [code: string, text: string];
}): JsonObject {
  const [code, text] = of.purpose;
  return {
    transaction_id: unique("TXN"),
    subscribe_request: [
      {
        reference_id: of.reference,
        timestamp: of.at,
        subscribe_criteria: {
          version: "1.0.0",
          reg_type: "ns:org:RegistryType:ESS",
          reg_event_type: "enrolment",
          frequency: { start_time: of.at, end_time: of.until, frequency: "real-time" },
          filter_type: "expression",
          filter: { type: "ns:org:QueryType:graphql", value: { expression: of.filter } },
          notify_record_type: "Member",
          authorize: {
            "@type": "Authorize",
            ts: of.at,
            purpose: { text, code, ref_uri: "https://example.org/purpose-codes" },
          },
        },
        locale: "eng",
      },
    ],
  };
}

export function byUin(value: string): JsonObject {
  return {
    transaction_id: unique("TXN"),
    search_request: [
      {
        reference_id: "1",
        timestamp: new Date().toISOString(),
        search_criteria: {
          version: "1.0.0",
          reg_type: "ns:org:RegistryType:SP",
          reg_record_type: "Member",
          query_type: "idtype-value",
          query: { type: "UIN", value },
        },
        locale: "eng",
      },
    ],
  };
}

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const { x } = publicKey.export({ format: "jwk" });
// RFC 7638: the thumbprint of the members a key needs, in order.
const kid = sha256(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`).toString("base64url");
const published = { keys: [{ kty: "OKP", crv: "Ed25519", x, kid, use: "sig" }] };

/** STANDARDS.md, "Making a signature". */
export function sealed(
  replyOrigin: string,
  action: string,
  message: JsonObject,
  header: JsonObject = {},
  created: number = now(),
): Envelope {
  const full: JsonObject = {
    version: "1.0.0",
    message_id: unique("MSG"),
    message_ts: new Date().toISOString(),
    action,
    sender_id: me,
    sender_uri: `${replyOrigin}/on-notify`,
    receiver_id: "sp.demo",
    total_count: 1,
    is_msg_encrypted: false,
    meta: {},
    ...header,
  };
  const expires = created + 240;
  const value = sign(null, signingBytes({ header: full, message }, created, expires), privateKey);
  const signature = `Signature: namespace="spdci", kidId="${me}|${kid}|ed25519", algorithm="ed25519", created="${created}", expires="${expires}", headers="(created) (expires) digest", signature="${value.toString("base64")}"`;
  return { signature, header: full, message };
}

/** STANDARDS.md, "Verifying a signature", with the keys the node publishes. */
export async function holds(
  { signature = "", header, message }: Envelope,
  baseUrl: string,
): Promise<boolean> {
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(signature)?.[1] ?? "";
  const [sender, keyId, algorithm] = part("kidId").split("|");
  if (sender !== header["sender_id"] || algorithm !== "ed25519") return false;
  const created = Number(part("created"));
  const expires = Number(part("expires"));
  if (expires - created > 300 || expires < now() || created > now() + 60) return false;
  const answer = await fetch(`${baseUrl}/.well-known/jwks.json`);
  const { keys } = (await answer.json()) as { keys: (JsonObject & { kid: string })[] };
  const jwk = keys.find((one) => one.kid === keyId);
  if (jwk === undefined) return false;
  const key = createPublicKey({ key: jwk, format: "jwk" });
  const bytes = signingBytes({ header, message }, created, expires);
  return verify(null, bytes, key, Buffer.from(part(", signature"), "base64"));
}

function signingBytes(content: JsonObject, created: number, expires: number): Buffer {
  const digest = sha256(canonical(content)).toString("base64");
  return Buffer.from(`(created): ${created}\n(expires): ${expires}\ndigest: SHA-256=${digest}`);
}

/** RFC 8785, by hand: JavaScript's own strings, numbers and sort order are the ones it asks for. */
function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.keys(value).toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(",")}}`;
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

export function now(): number {
  return Math.floor(Date.now() / 1000);
}

let count = 0;
export function unique(prefix: string): string {
  count += 1;
  return `${prefix}-${process.pid}-${count}`;
}

export function textOf(value: Json): string {
  return JSON.stringify(value);
}

function actionOf({ envelope }: Letter): string {
  return textOf(envelope.header["action"] ?? null);
}

/** What the stranger's own server was sent. */
export interface Letter {
  path: string;
  authorization: string;
  envelope: Envelope;
}

export interface Inbox {
  server: Server;
  origin: string;
  /** The first letter that fits, that came or is still to come. */
  next(fits: (letter: Letter) => boolean): Promise<Letter>;
  /** How a question is answered at once; null: like anything else, by an acknowledgement. */
  answers: ((letter: Letter) => Envelope | null) | null;
  /** Is told of each letter that comes from now on. */
  heard: (letter: Letter) => void;
  /** All that came. */
  letters: readonly Letter[];
}

export async function openInbox(): Promise<Inbox> {
  const letters: Letter[] = [];
  const waiting = new Set<(letter: Letter) => void>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      response.setHeader("content-type", "application/json");
      if (request.url === "/.well-known/jwks.json") return response.end(JSON.stringify(published));
      const { authorization = "" } = request.headers;
      const envelope = JSON.parse(Buffer.concat(chunks).toString()) as Envelope;
      const letter = { path: request.url ?? "", authorization, envelope };
      letters.push(letter);
      for (const look of waiting) look(letter);
      inbox.heard(letter);
      const answer = inbox.answers?.(letter);
      if (answer) return response.end(JSON.stringify(answer));
      const timestamp = new Date().toISOString();
      const message = { ack_status: "ACK", timestamp, correlation_id: unique("COR") };
      return response.end(JSON.stringify({ message }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const next = (fits: (letter: Letter) => boolean) =>
    new Promise<Letter>((resolve, reject) => {
      const came = letters.find(fits);
      if (came) return resolve(came);
      const late = () => {
        waiting.delete(look);
        reject(
          new Error(
            `not among the ${letters.length} letters that came: ${letters.map(actionOf).join(", ")}`,
          ),
        );
      };
      const timer = setTimeout(late, message_wait_ms);
      const look = (letter: Letter) => {
        if (!fits(letter)) return;
        clearTimeout(timer);
        waiting.delete(look);
        resolve(letter);
      };
      waiting.add(look);
    });
  const origin = `http://127.0.0.1:${port}`;
  const inbox: Inbox = { server, origin, next, answers: null, heard: () => undefined, letters };
  return inbox;
}

/** A command as a person types it, answering JSON. */
export async function cli(
  env: NodeJS.ProcessEnv,
  args: string[],
): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [tandem, ...args, "--json"];
  try {
    const done = await promisify(execFile)(process.execPath, command, { env });
    return { code: 0, ...done };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** Starts both systems with the demo country and waits until they say that they are ready. */
export async function startTandem(env: NodeJS.ProcessEnv): Promise<() => Promise<unknown>> {
  const node = spawn(process.execPath, [tandem, "start"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const nodeEnded = new Promise((resolve) => node.once("exit", resolve));
  let said = "";
  const ready = new Promise<void>((resolve) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Tandem is ready")) resolve();
    };
    node.stdout?.on("data", listen);
    node.stderr?.on("data", listen);
  });
  const ended = nodeEnded.then(() => {
    throw new Error(`Tandem did not start:\n${said}`);
  });
  ended.catch(() => undefined);
  await Promise.race([ready, ended]);
  return () => {
    node.kill("SIGTERM");
    return nodeEnded;
  };
}

/** Two ports that are free now. */
export async function freePorts(): Promise<[number, number]> {
  const servers = await Promise.all([listenAnywhere(), listenAnywhere()]);
  const [a, b] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [a ?? 0, b ?? 0];
}

function listenAnywhere(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
