/**
 * A partner that knows nothing of Tandem but STANDARDS.md: its own canonical form, its own signature,
 * its own HTTP server. It imports nothing of the rooms; it sees the command line and the wire.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  byUin,
  cli,
  flow1,
  flow2,
  freePorts,
  holds,
  me,
  now,
  openInbox,
  sealed,
  startTandem,
  textOf,
  type Envelope,
  type Inbox,
  type Json,
  type JsonObject,
  type Letter,
} from "./stranger.ts";

const shown = "the-bearer-the-stranger-wants-to-see";
const start_wait_ms = 60_000;

let folder = "";
let env: NodeJS.ProcessEnv = {};
let stop: () => Promise<unknown>;
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
    TANDEM_PORT_WORKS: "off",
    TANDEM_HOST: "",
    TANDEM_LOG_LEVEL: "silent",
    DATABASE_URL_SP: "",
    DATABASE_URL_ESS: "",
  };
  stop = await startTandem(env);
  const added = await cli(env, [
    "partner",
    "add",
    me,
    ...addOptions("standard"),
    "--token-out",
    shown,
  ]);
  partner = JSON.parse(added.stdout) as typeof partner;
}, start_wait_ms);

afterAll(async () => {
  await stop();
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
    const { stdout } = await cli(env, ["partner", "list", "--system", "sp"]);
    const { partners } = JSON.parse(stdout) as { partners: JsonObject[] };
    expect(partners.find(({ id }) => id === me)).toMatchObject({ profile: "standard", keys: 1 });
    expect(stdout).not.toContain(partner.token);
    expect(stdout).not.toContain(shown);
  });

  it("and refused with every problem at once when nothing fits", async () => {
    const args = ["--system", "sp", "--origin", "https://a.example/path", "--profile", "odd"];
    const refused = await cli(env, ["partner", "add", "no/slash", ...args]);
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
    expect(await holds(callback.envelope, partner.base_url)).toBe(true);
    const [item] = callback.envelope.message["subscribe_response"] as JsonObject[];
    expect(item).toMatchObject({ status: "succ", subscriptions: [{ status: "subscribe" }] });
  });

  it("bring a new member who matches, with the fields the filter selected and no other", async () => {
    await registerHousehold("Amaro", "Vello");
    const named = (record: JsonObject) => textOf(record).includes('"surname":"Vello"');
    const { envelope } = await inbox.next(
      (one) => one.envelope.header["action"] === "notify" && recordsIn(one).some(named),
    );
    expect(await holds(envelope, partner.base_url)).toBe(true);
    const mine = recordsIn({ envelope }).filter(named);
    // The child of the household is not of working age.
    expect(mine).toHaveLength(1);
    const [record = {}] = mine;
    const about = record["demographic_info"] as JsonObject;
    expect(about["name"]).toMatchObject({ given_name: "Amaro", surname: "Vello" });
    expect(plainKeys(about)).toEqual(["name", "phone_number"]);
    // An answer that cannot be matched to anybody is of no use: identifiers go along unasked.
    expect(plainKeys(record)).toEqual(["demographic_info", "member_identifier"]);
  });
});

describe("search and tokens", () => {
  it("sync/search by UIN answers the sample's Bob Johnson, signed", async () => {
    const answer = await post("sync/search", seal("search", byUin("9876543210")));
    expect(answer.status).toBe(200);
    const envelope = answer.body as unknown as Envelope;
    expect(await holds(envelope, partner.base_url)).toBe(true);
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

describe("what the stranger lost is found by its own search and told again", () => {
  it("on demand, in the words of the command line", async () => {
    const people = new Map<string, JsonObject>();
    // Whoever has no number cannot be asked for.
    const nameless = new Set<string>();
    const keep = (letter: Letter) => {
      if (letter.envelope.header["action"] !== "notify") return;
      for (const record of recordsIn(letter)) {
        const numbers = numbersOf(record);
        for (const number of numbers) people.set(number, record);
        if (numbers.length === 0) nameless.add(textOf(record["@id"] ?? null));
      }
    };
    await inbox.next((one) => recordsIn(one).some((record) => numbersOf(record).includes(vello)));
    inbox.letters.forEach(keep);
    inbox.heard = keep;
    inbox.answers = ({ envelope }) => {
      if (envelope.header["action"] !== "search") return null;
      const asked = envelope.message["search_request"] as JsonObject[];
      const search_response = asked.map(({ reference_id = "", search_criteria }) => {
        const { query } = search_criteria as { query: JsonObject };
        const found = [people.get(query["value"] as string)].filter((one) => one !== undefined);
        return {
          reference_id,
          timestamp: new Date().toISOString(),
          status: "succ",
          data: { version: "1.0.0", reg_record_type: "Member", reg_records: found },
          pagination: { page_size: 10, page_number: 1, total_count: found.length },
          locale: "eng",
        };
      });
      const message = {
        transaction_id: envelope.message["transaction_id"] ?? "",
        correlation_id: "COR-search",
        search_response,
      };
      const counts = { total_count: asked.length, completed_count: asked.length };
      return seal("on-search", message, { status: "succ", ...counts });
    };
    const all = await verified();
    const waiting = nameless.size;
    expect(all).toMatchObject({ how: "search", different: 0, waiting, problem: "" });
    expect(all?.["records"]).toBeGreaterThan(100);
    people.delete(vello);
    const found = await verified();
    expect(found).toMatchObject({ different: 1, repaired: 1, waiting, problem: "" });
    expect(people.has(vello)).toBe(true);
    inbox.answers = null;
    const refused = await cli(env, ["sync", "verify", "--system", "sp", "--partner", me]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain('"problem": "no_answer"');
  });

  const vello = "70000000001";
  const numbersOf = (record: JsonObject) =>
    ((record["member_identifier"] ?? []) as JsonObject[]).map(({ identifier_value }) =>
      textOf(identifier_value ?? null).slice(1, -1),
    );
  async function verified() {
    const { stdout } = await cli(env, ["sync", "verify", "--system", "sp", "--partner", me]);
    const { links } = JSON.parse(stdout) as { links: JsonObject[] };
    return links[0];
  }
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
    const { stdout } = await cli(env, ["partner", "add", me, ...addOptions("standard")]);
    const renewed = JSON.parse(stdout) as typeof partner & { rotated: boolean };
    expect(renewed.rotated).toBe(true);
    const search = () => seal("search", byUin("9876543210"));
    expect((await post("sync/search", search(), { token: old })).status).toBe(401);
    expect((await post("sync/search", search(), { token: renewed.token })).status).toBe(200);
  });
});

function seal(action: string, message: JsonObject, header?: JsonObject, created?: number) {
  return sealed(inbox.origin, action, message, header, created);
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
    identifiers: [{ type: "UIN", value: "70000000001" }],
    phone_number: "+999 123 456",
    in_full_time_education: false,
    employment_status: "not_employed",
  };
  const child = {
    ...member,
    identifiers: [],
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

function addOptions(profile: string): string[] {
  return ["--system", "sp", "--origin", inbox.origin, "--profile", profile];
}
