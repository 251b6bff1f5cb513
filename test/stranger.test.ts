/**
 * A partner that knows nothing of Tandem but STANDARDS.md: its own canonical form, its own signature,
 * its own HTTP server. It imports nothing of the rooms; it sees the command line and the wire.
 */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { createHash, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };
interface Envelope {
  signature?: string;
  header: JsonObject;
  message: JsonObject;
}

const tandem = fileURLToPath(new URL("../bin/tandem.mjs", import.meta.url));
const me = "ess.example.org";
const shown = "the-bearer-the-stranger-wants-to-see";
const start_wait_ms = 60_000;
const message_wait_ms = 10_000;

let folder = "";
let env: NodeJS.ProcessEnv = {};
let node: ChildProcess;
let nodeEnded: Promise<unknown>;
let inbox: Inbox;
let partner: { sender_id: string; receiver_id: string; base_url: string; token: string };

beforeAll(async () => {
  inbox = await openInbox();
  folder = mkdtempSync(join(tmpdir(), "tandem-stranger-"));
  const [sp, ess] = await freePorts();
  env = {
    ...process.env,
    TANDEM_DATA: join(folder, "data"),
    TANDEM_PORT_SP: String(sp),
    TANDEM_PORT_ESS: String(ess),
    TANDEM_HOST: "",
    TANDEM_LOG_LEVEL: "silent",
    DATABASE_URL_SP: "",
    DATABASE_URL_ESS: "",
  };
  await startTandem();
  const added = await cli(["partner", "add", me, ...addOptions("standard"), "--token-out", shown]);
  partner = JSON.parse(added.stdout) as typeof partner;
}, start_wait_ms);

afterAll(async () => {
  node.kill("SIGTERM");
  await nodeEnded;
  inbox.server.close();
  inbox.server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

describe("a stranger is registered", () => {
  it("and told whom to address, where, with which token, under which agreement", () => {
    expect(partner).toMatchObject({
      sender_id: me,
      receiver_id: "sp.demo",
      agreement_id: `sp.demo-to-${me}`,
      rotated: false,
    });
    // 256 bits in base64url.
    expect(partner.token).toMatch(/^[\w-]{43}$/);
  });

  it("and listed without secrets", async () => {
    const { stdout } = await cli(["partner", "list", "--system", "sp"]);
    const { partners } = JSON.parse(stdout) as { partners: JsonObject[] };
    expect(partners.find(({ id }) => id === me)).toMatchObject({ profile: "standard", keys: 1 });
    expect(stdout).not.toContain(partner.token);
    expect(stdout).not.toContain(shown);
  });

  it("and refused with every problem at once when nothing fits", async () => {
    const args = ["--system", "sp", "--origin", "https://a.example/path", "--profile", "odd"];
    const refused = await cli(["partner", "add", "no/slash", ...args]);
    expect(refused.code).toBe(64);
    expect(refused.stderr.trim().split("\n")).toHaveLength(3);
  });
});

describe("the two subscriptions of the standard's samples", () => {
  it.each([
    ["process flow 1: unemployed, of working age", () => flow1()],
    ["process flow 2: long-term unemployed", () => flow2()],
  ])("%s is acknowledged and answered, signed, at the sender_uri", async (_, message) => {
    const sent = seal("subscribe", message());
    const answer = await post("subscribe", sent);
    expect(answer.status).toBe(200);
    const { ack_status, correlation_id } = (answer.body as { message: JsonObject }).message;
    expect(ack_status).toBe("ACK");
    const callback = await inbox.next(
      ({ envelope }) => envelope.message["correlation_id"] === correlation_id,
    );
    expect(callback.path).toBe("/on-notify");
    expect(callback.authorization).toBe(`Bearer ${shown}`);
    expect(callback.envelope.header).toMatchObject({
      action: "on-subscribe",
      status: "succ",
      sender_id: "sp.demo",
      receiver_id: me,
    });
    expect(callback.envelope.message["transaction_id"]).toBe(sent.message["transaction_id"]);
    expect(await holds(callback.envelope)).toBe(true);
    const [item] = callback.envelope.message["subscribe_response"] as JsonObject[];
    expect(item).toMatchObject({ status: "succ", subscriptions: [{ status: "subscribe" }] });
  });

  it("bring a new member who matches, with the fields the filter selected and no other", async () => {
    await registerHousehold("Amaro", "Vello");
    const named = (record: JsonObject) => textOf(record).includes('"surname":"Vello"');
    const { envelope } = await inbox.next(
      (one) => one.envelope.header["action"] === "notify" && recordsIn(one).some(named),
    );
    expect(await holds(envelope)).toBe(true);
    const mine = recordsIn({ envelope }).filter(named);
    // The child of the household is not of working age.
    expect(mine).toHaveLength(1);
    const [record = {}] = mine;
    const about = record["demographic_info"] as JsonObject;
    expect(about["name"]).toMatchObject({ given_name: "Amaro", surname: "Vello" });
    expect(plainKeys(about)).toEqual(["name", "phone_number"]);
    expect(plainKeys(record)).toEqual(["demographic_info"]);
  });
});

describe("search and tokens", () => {
  it("sync/search by UIN answers the sample's Bob Johnson, signed", async () => {
    const answer = await post("sync/search", seal("search", byUin("9876543210")));
    expect(answer.status).toBe(200);
    const envelope = answer.body as unknown as Envelope;
    expect(await holds(envelope)).toBe(true);
    expect(envelope.header["action"]).toBe("on-search");
    const name = { given_name: "Bob", surname: "Johnson" };
    expect(envelope.message["search_response"]).toMatchObject([
      { status: "succ", data: { reg_records: [{ demographic_info: { name } }] } },
    ]);
  });

  it("somebody it may not know is not found, like somebody who is not there", async () => {
    const answer = await post("sync/search", seal("search", byUin("0000000000")));
    const [item] = (answer.body as unknown as Envelope).message["search_response"] as JsonObject[];
    expect(item).toMatchObject({ status: "succ", data: { reg_records: [] } });
  });

  it("the token API gives a short token that opens the same door", async () => {
    const given = await tokenFor(partner.token);
    expect(given.status).toBe(200);
    const { access_token, token_type } = given.body;
    expect(token_type).toBe("bearer");
    const message = seal("search", byUin("9876543210"));
    const answer = await post("sync/search", message, { token: access_token as string });
    expect(answer.status).toBe(200);
    expect((await tokenFor("guessed")).status).toBe(401);
  });
});

describe("what does not fit is turned away with a code", () => {
  const search = () => seal("search", byUin("1"));
  const subscribe = (header: JsonObject = {}) => seal("subscribe", flow1(), header);
  type Case = [what: string, status: number, code: string, send: () => Promise<Answer>];
  const cases: Case[] = [
    ["JSON that breaks off", 400, "err.request.bad", () => postText("subscribe", "{")],
    ["a key twice", 400, "err.request.bad", () => postText("subscribe", '{"header":1,"header":1}')],
    [
      "no token",
      401,
      "err.request.unauthorized",
      () => post("subscribe", subscribe(), { token: "" }),
    ],
    [
      "a token nobody has",
      401,
      "err.request.unauthorized",
      () => post("subscribe", subscribe(), { token: "x" }),
    ],
    [
      "another sender",
      401,
      "err.sender_id.invalid",
      () => post("subscribe", subscribe({ sender_id: "who.example" })),
    ],
    [
      "another receiver",
      400,
      "err.receiver_id.invalid",
      () => post("subscribe", subscribe({ receiver_id: "spmis.example.org" })),
    ],
    [
      "another address for the answer",
      400,
      "err.sender_uri.invalid",
      () => post("subscribe", subscribe({ sender_uri: "https://elsewhere.example/" })),
    ],
    [
      "no signature",
      401,
      "err.signature.missing",
      () => post("sync/search", { ...search(), signature: "" }),
    ],
    [
      "a signature of ten minutes ago",
      401,
      "err.signature.invalid",
      () => post("sync/search", seal("search", byUin("1"), {}, now() - 600)),
    ],
    [
      "content altered after signing",
      401,
      "err.signature.invalid",
      () => post("sync/search", { ...search(), message: byUin("2") }),
    ],
    ["an action of another path", 400, "rjct.action.invalid", () => post("subscribe", search())],
    [
      "an encrypted message",
      400,
      "err.encryption.invalid",
      () => post("subscribe", subscribe({ is_msg_encrypted: true })),
    ],
    [
      "a message id of 100 characters",
      400,
      "err.request.bad",
      () => post("subscribe", subscribe({ message_id: "m".repeat(100) })),
    ],
    [
      "a transaction id of 100 characters",
      400,
      "err.request.bad",
      () => post("subscribe", seal("subscribe", { ...flow1(), transaction_id: "t".repeat(100) })),
    ],
    [
      "a time without a zone",
      400,
      "rjct.message_ts.invalid",
      () => post("subscribe", subscribe({ message_ts: "2026-02-16T10:30:00" })),
    ],
    [
      "a body over 1 MiB",
      413,
      "err.request.bad",
      () => postText("subscribe", " ".repeat(1024 * 1024 + 1)),
    ],
    [
      "another content type",
      415,
      "err.request.bad",
      () => postText("subscribe", "{}", { type: "text/plain" }),
    ],
  ];
  it.each(cases)("%s: %i %s", async (_, status, code, send) => {
    const answer = await send();
    expect({ status: answer.status, code: codeIn(answer) }).toEqual({ status, code });
  });

  it("the same message again, signed anew, gets the stored ack again", async () => {
    const { header, message } = subscribe();
    const first = await post("subscribe", seal("subscribe", message, header));
    const again = await post("subscribe", seal("subscribe", message, header, now() - 5));
    expect(first.status).toBe(200);
    expect(again).toEqual(first);
  });

  it("the same id with another content is a duplicate", async () => {
    const { header } = subscribe();
    await post("subscribe", seal("subscribe", flow1(), header));
    const other = await post("subscribe", seal("subscribe", flow2(), header));
    expect({ status: other.status, code: codeIn(other) }).toEqual({
      status: 409,
      code: "rjct.message_id.duplicate",
    });
  });
});

describe("registered again", () => {
  it("the token changes at once, without a restart", async () => {
    const old = partner.token;
    const { stdout } = await cli(["partner", "add", me, ...addOptions("standard")]);
    const renewed = JSON.parse(stdout) as typeof partner & { rotated: boolean };
    expect(renewed.rotated).toBe(true);
    const search = () => seal("search", byUin("9876543210"));
    expect((await post("sync/search", search(), { token: old })).status).toBe(401);
    expect((await post("sync/search", search(), { token: renewed.token })).status).toBe(200);
  });
});

/** The samples' messages; ids are new each time, as a sender's are. */
function flow1(): JsonObject {
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

function flow2(): JsonObject {
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

function byUin(value: string): JsonObject {
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
function seal(
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
    sender_uri: `${inbox.origin}/on-notify`,
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
async function holds({ signature = "", header, message }: Envelope): Promise<boolean> {
  const part = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(signature)?.[1] ?? "";
  const [sender, keyId, algorithm] = part("kidId").split("|");
  if (sender !== header["sender_id"] || algorithm !== "ed25519") return false;
  const created = Number(part("created"));
  const expires = Number(part("expires"));
  if (expires - created > 300 || expires < now() || created > now() + 60) return false;
  const answer = await fetch(`${partner.base_url}/.well-known/jwks.json`);
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

function now(): number {
  return Math.floor(Date.now() / 1000);
}

let count = 0;
function unique(prefix: string): string {
  count += 1;
  return `${prefix}-${process.pid}-${count}`;
}

interface Answer {
  status: number;
  body: JsonObject;
}

function post(operation: string, body: Envelope, options: { token?: string } = {}) {
  return postText(operation, JSON.stringify(body), options);
}

async function postText(
  operation: string,
  body: string,
  { token = partner.token, type = "application/json" }: { token?: string; type?: string } = {},
): Promise<Answer> {
  const headers: Record<string, string> = { "content-type": type };
  if (token !== "") headers["authorization"] = `Bearer ${token}`;
  const url = `${partner.base_url}/registry/${operation}`;
  const answer = await fetch(url, { method: "POST", headers, body });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

async function tokenFor(secret: string): Promise<Answer> {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: me,
    client_secret: secret,
  });
  const answer = await fetch(`${partner.base_url}/oauth2/client/token`, { method: "POST", body });
  return { status: answer.status, body: (await answer.json()) as JsonObject };
}

/** Both shapes the standard knows say the same. */
function codeIn({ body }: Answer): Json | undefined {
  const { message, errors } = body as { message?: JsonObject; errors?: JsonObject[] };
  const code = (message?.["error"] as JsonObject | undefined)?.["code"];
  return errors?.[0]?.["code"] === code ? code : "the two shapes differ";
}

function recordsIn({ envelope }: Pick<Letter, "envelope">): JsonObject[] {
  const events = (envelope.message["notify_event"] ?? []) as JsonObject[];
  return events.flatMap((event) => {
    const records = (event["data"] as JsonObject)["reg_records"] ?? [];
    return (Array.isArray(records) ? records : [records]) as JsonObject[];
  });
}

/** Without what JSON-LD adds. */
function plainKeys(object: JsonObject): string[] {
  return Object.keys(object)
    .filter((key) => !key.startsWith("@"))
    .toSorted();
}

function textOf(value: Json): string {
  return JSON.stringify(value);
}

/** A case worker's sign-in and a household with one person who matches and one child. */
async function registerHousehold(given_name: string, surname: string): Promise<void> {
  const api = `${partner.base_url}/api/v1`;
  const headers: Record<string, string> = { "content-type": "application/json" };
  const persona = JSON.stringify({ persona: "leila" });
  const session = await fetch(`${api}/session`, { method: "POST", headers, body: persona });
  headers["cookie"] = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  const member = {
    name: { given_name, surname },
    sex: "male",
    birth_date: "1991-05-04",
    relationship: "SELF",
    main_contact: true,
    identifiers: [],
    phone_number: "+999 123 456",
    in_full_time_education: false,
    employment_status: "not_employed",
  };
  const child = {
    ...member,
    name: { given_name: "Ela", surname },
    birth_date: "2020-05-04",
    relationship: "DAU",
    main_contact: false,
  };
  const members = [member, child];
  const body = JSON.stringify({ locality: "Salt Quay", region: "Port Marov", members });
  const registered = await fetch(`${api}/households`, { method: "POST", headers, body });
  expect(registered.status).toBe(201);
}

function actionOf({ envelope }: Letter): string {
  return textOf(envelope.header["action"] ?? null);
}

/** What the stranger's own server was sent. */
interface Letter {
  path: string;
  authorization: string;
  envelope: Envelope;
}

interface Inbox {
  server: Server;
  origin: string;
  /** The first letter that fits, that came or is still to come. */
  next(fits: (letter: Letter) => boolean): Promise<Letter>;
}

async function openInbox(): Promise<Inbox> {
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
        reject(new Error(`not among the ${letters.length} letters that came: ${letters.map(actionOf)}`));
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
  return { server, origin: `http://127.0.0.1:${port}`, next };
}

function addOptions(profile: string): string[] {
  return ["--system", "sp", "--origin", inbox.origin, "--profile", profile];
}

/** A command as a person types it, answering JSON. */
async function cli(args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
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
async function startTandem(): Promise<void> {
  node = spawn(process.execPath, [tandem, "start"], { env, stdio: ["ignore", "pipe", "pipe"] });
  nodeEnded = new Promise((resolve) => node.once("exit", resolve));
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
}

/** Two ports that are free now. */
async function freePorts(): Promise<[number, number]> {
  const servers = await Promise.all([listenAnywhere(), listenAnywhere()]);
  const [a, b] = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return [a ?? 0, b ?? 0];
}

function listenAnywhere(): Promise<Server> {
  const server = createServer();
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}
