import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { canonicalize } from "./canonical.ts";
import { createClient } from "./client.ts";
import type { Accepted, ClientOptions } from "./client-line.ts";
import { ack, errorBody } from "./envelope.ts";
import { generateSigningKey, jwks } from "./keys.ts";
import type { SearchResponse } from "./messages/search.ts";
import { byIdentifier, enrolledCriteria, searchCriteria } from "./questions.ts";
import { signMessage } from "./signature.ts";
import { clientCredentials, clientSecret } from "./token-source.ts";

/** A partner that answers as each test says, and remembers what it was asked. */
type Seen = {
  path: string;
  authorization: string;
  body: string;
  header: Record<string, unknown>;
  message: { transaction_id: string; search_request?: { reference_id: string }[] };
};

const nowMs = Date.parse("2026-11-24T10:00:00.000Z");
const ours = generateSigningKey();
const theirs = generateSigningKey();
const seen: Seen[] = [];
let answer: (asked: Seen, response: ServerResponse) => void;
let server: Server;
let baseUrl = "";
let at = nowMs;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks).toString("utf8");
      const { authorization = "" } = request.headers;
      const parsed = body.startsWith("{") ? (JSON.parse(body) as Omit<Seen, "path">) : undefined;
      const asked = { ...(parsed as Seen), path: request.url ?? "", authorization, body };
      seen.push(asked);
      answer(asked, response);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  at = nowMs;
  answer = honest();
});

function client(change: Partial<ClientOptions> = {}) {
  return createClient({
    baseUrl,
    senderId: "ess.example.org",
    receiverId: "sp.example.org",
    signer: ours,
    verify: { jwks: jwks([theirs]) },
    token: "t-1",
    senderUri: "http://ess.example.org/registry",
    nowMs: () => at,
    ...change,
  });
}

const question = searchCriteria(byIdentifier("UIN", "123"), {
  recordType: "Member",
  purpose: { code: "verification" },
});

type Spoilt = {
  header?: Record<string, unknown>;
  message?: Record<string, unknown>;
  key?: typeof theirs;
  signedBy?: string;
  seconds?: number;
  alter?: (envelope: Record<string, unknown>) => unknown;
};

function envelope(header: Record<string, unknown>, message: object, how: Spoilt = {}): string {
  const content = {
    header: {
      version: "1.0.0",
      message_id: "m-1",
      message_ts: new Date(nowMs).toISOString(),
      action: "on-search",
      status: "succ",
      sender_id: "sp.example.org",
      receiver_id: "ess.example.org",
      total_count: 1,
      completed_count: 1,
      is_msg_encrypted: false,
      meta: {},
      ...header,
    },
    message,
  };
  const by = how.signedBy ?? "sp.example.org";
  const seconds = how.seconds ?? Math.floor(nowMs / 1000);
  const { signature } = signMessage(content, by, how.key ?? theirs, seconds);
  const whole = { ...content, signature };
  return canonicalize(how.alter ? how.alter(whole) : whole);
}

function found(asked: Seen): SearchResponse {
  return {
    transaction_id: asked.message.transaction_id,
    correlation_id: "c-1",
    search_response: (asked.message.search_request ?? []).map(({ reference_id }) => ({
      reference_id,
      timestamp: new Date(nowMs).toISOString(),
      status: "succ",
      data: { reg_record_type: "Member", reg_records: [{ employment_status: "Not employed" }] },
      pagination: { page_size: 1, page_number: 1, total_count: 1 },
    })),
  };
}

function honest(how: Spoilt = {}) {
  return (asked: Seen, response: ServerResponse): void => {
    response.end(envelope(how.header ?? {}, { ...found(asked), ...how.message }, how));
  };
}

function sending(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = (_asked, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

describe("what is asked", () => {
  test("goes to the partner's operation, signed, with the token, under the standard's header", async () => {
    await client().syncSearch(question);
    const [asked] = seen;
    expect(asked?.path).toBe("/registry/sync/search");
    expect(asked?.authorization).toBe("Bearer t-1");
    expect(asked?.header).toMatchObject({
      version: "1.0.0",
      action: "search",
      sender_id: "ess.example.org",
      receiver_id: "sp.example.org",
      total_count: 1,
      is_msg_encrypted: false,
    });
    expect(asked?.header["message_ts"]).toBe("2026-11-24T10:00:00.000Z");
    expect(asked?.body).toContain("signature");
    expect(asked?.message.search_request).toHaveLength(1);
  });

  test("another path at the partner is the agreement's", async () => {
    await client({ registryPath: "/sp" }).syncSearch(question);
    expect(seen[0]?.path).toBe("/sp/sync/search");
  });

  test("an asynchronous question names where its callback goes, and what it is known by", async () => {
    sending(200, ack("ACK", { timestamp: "2026-11-24T10:00:00Z", correlationId: "c-9" }));
    const told = await client().search([question, question], { transactionId: "T-1" });
    expect(told).toMatchObject({
      kind: "accepted",
      nack: false,
      transactionId: "T-1",
      correlationId: "c-9",
    });
    expect(seen[0]?.header["sender_uri"]).toBe("http://ess.example.org/registry/on-search");
    const asked = seen[0]?.message.search_request?.map(({ reference_id }) => reference_id);
    expect(told.kind === "accepted" && told.referenceIds).toEqual(asked);
  });

  test("every operation goes to its own path with its own action", async () => {
    sending(503, "");
    const all = client();
    const criteria = enrolledCriteria(byIdentifier("UIN", "1"));
    const status = {
      txn_type: "search",
      attribute_type: "transaction_id",
      attribute_value: "T",
    };
    await all.search(question);
    await all.subscribe({ reg_event_type: "enrolment", notify_record_type: "Member", filter: {} });
    await all.unsubscribe(["S"]);
    await all.txnStatus(status);
    await all.syncTxnStatus(status);
    await all.checkEnrollment(criteria);
    await all.enrolled(criteria);
    await all.enrolmentUpdates([{}]);
    await all.notify([]);
    await all.syncStatus("S");
    await all.syncEvents({ subscription_code: "S", after: 0 });
    await all.syncDigest({ prefixes: [""] });
    await all.syncCheckpoint({});
    await all.syncReturned({});
    expect(seen.map(({ path, header }) => [path.slice(10), header["action"]])).toEqual([
      ["search", "search"],
      ["subscribe", "subscribe"],
      ["unsubscribe", "unsubscribe"],
      ["txn/status", "txn-status"],
      ["sync/txn/status", "txn-status"],
      ["sync/check-enrollment", "enrollementstatus"],
      ["sync/enrolled", "enrolled"],
      ["sync/enrollment/updates", "notify"],
      ["notify", "notify"],
      ["sync/status", "sync-status"],
      ["sync/events", "sync-events"],
      ["sync/digest", "sync-digest"],
      ["sync/checkpoint", "sync-checkpoint"],
      ["sync/returned", "sync-returned"],
    ]);
  });
});

describe("an answer counts", () => {
  test("when its signature holds and it answers what was asked; the bytes are the evidence", async () => {
    const outcome = await client().syncSearch(question, { transactionId: "T-1" });
    if (outcome.kind !== "answer") throw new Error(outcome.kind);
    expect(outcome.message.search_response[0]?.status).toBe("succ");
    expect(outcome.evidence.thumbprint).toBe(theirs.kid);
    expect(outcome.evidence.at).toBe("2026-11-24T10:00:00.000Z");
    expect(JSON.parse(outcome.evidence.text)).toMatchObject({ header: outcome.header });
    expect(outcome.evidence.digest).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  });

  test("under the key the partner publishes, fetched again when it has a new one", async () => {
    const next = generateSigningKey();
    let published = [theirs];
    const keys = createServer((_request, response) => {
      response.end(JSON.stringify(jwks(published)));
    });
    await new Promise<void>((done) => keys.listen(0, "127.0.0.1", done));
    const jwksUrl = `http://127.0.0.1:${(keys.address() as AddressInfo).port}/jwks.json`;
    const one = client({ verify: { jwksUrl } });
    expect((await one.syncSearch(question)).kind).toBe("answer");
    answer = honest({ key: next, seconds: Math.floor(nowMs / 1000) + 60 });
    published = [theirs, next];
    at = nowMs + 61_000;
    expect((await one.syncSearch(question)).kind).toBe("answer");
    keys.closeAllConnections();
    await new Promise((done) => keys.close(done));
    const gone = client({ verify: { jwksUrl } });
    expect(await gone.syncSearch(question)).toMatchObject({ kind: "untrusted" });
  });

  const wrong: [string, Spoilt][] = [
    ["unsigned", { alter: ({ header, message }) => ({ header, message }) }],
    [
      "altered after signing",
      { alter: (whole) => ({ ...whole, message: { transaction_id: "T" } }) },
    ],
    ["signed by a key that is not the partner's", { key: generateSigningKey() }],
    ["signed in another's name", { signedBy: "crvs.example.org" }],
    ["of another sender", { header: { sender_id: "crvs.example.org" } }],
    ["for another receiver", { header: { receiver_id: "crvs.example.org" } }],
    ["for nobody", { header: { receiver_id: "" } }],
    ["signed long ago", { seconds: Math.floor(nowMs / 1000) - 600 }],
    ["signed in the future", { seconds: Math.floor(nowMs / 1000) + 600 }],
    ["written long ago", { header: { message_ts: "2026-11-24T09:00:00.000Z" } }],
    ["encrypted though nothing was agreed", { header: { is_msg_encrypted: true } }],
    ["of another transaction: replayed", { message: { transaction_id: "T-0" } }],
    ["without a correlation id", { message: { correlation_id: "" } }],
    [
      "for a question nobody asked",
      {
        message: { search_response: [{ reference_id: "R-0", timestamp: "t", status: "succ" }] },
      },
    ],
    ["no answer at all", { message: { search_response: "none" } }],
  ];
  test.each(wrong)("never when it is %s", async (_name, how) => {
    answer = honest(how);
    const outcome = await client().syncSearch(question);
    expect(["untrusted", "ambiguous"]).toContain(outcome.kind);
    expect(outcome).not.toHaveProperty("message");
  });

  test("never twice: the same answer to the next question is of another transaction", async () => {
    let kept = "";
    answer = (asked, response) => {
      kept ||= envelope({}, found(asked));
      response.end(kept);
    };
    const one = client();
    expect((await one.syncSearch(question)).kind).toBe("answer");
    expect(await one.syncSearch(question)).toEqual({
      kind: "untrusted",
      reason: "answer belongs to another transaction",
    });
  });

  test("never twice for one question: an item answered twice is refused", async () => {
    answer = (asked, response) => {
      const twice = found(asked).search_response.flatMap((item) => [item, item]);
      response.end(envelope({}, { ...found(asked), search_response: twice }));
    };
    expect(await client().syncSearch(question)).toMatchObject({ kind: "untrusted" });
  });
});

describe("a partner that misbehaves is a value, never a throw", () => {
  test("an ERR inside a 200 is what its code says", async () => {
    sending(200, errorBody("err.request.forbidden", { timestamp: "t", correlationId: "c" }));
    expect(await client().syncSearch(question)).toMatchObject({ kind: "trust" });
    sending(200, errorBody("err.request.bad", { timestamp: "t", correlationId: "c" }));
    expect(await client().search(question)).toMatchObject({ kind: "bad" });
  });

  test("a redirect is not followed, with no token shown elsewhere", async () => {
    sending(307, "", { location: `${baseUrl}/elsewhere` });
    expect(await client().syncSearch(question)).toMatchObject({ kind: "outage" });
    expect(seen).toHaveLength(1);
  });

  test("an oversized answer is cut off", async () => {
    answer = (_asked, response) => {
      response.on("error", () => undefined);
      response.end(`{"header":{},"x":"${"x".repeat(9_000_000)}"}`);
    };
    expect(await client().syncSearch(question)).toMatchObject({ kind: "ambiguous" });
  });

  test("a slow one is not waited for", async () => {
    answer = () => undefined;
    expect(await client({ timeoutMs: 50 }).syncSearch(question)).toEqual({
      kind: "outage",
      reason: "no answer in time",
    });
  });

  test.each(["", "hello", "[]", "{}", `{"header":1}`, `{"a":1,"a":2}`, "\uFEFF{}"])(
    "rubbish (%j) is no answer",
    async (body) => {
      sending(200, body);
      expect(await client().syncSearch(question)).toMatchObject({ kind: "ambiguous" });
    },
  );

  test("nothing of the partner's text stands in a reason", async () => {
    sending(400, { errors: [{ code: "Maria Doe", message: "Maria Doe" }] });
    expect(JSON.stringify(await client().syncSearch(question))).not.toContain("Maria");
    answer = honest({ message: { "Maria Doe": 1, search_response: "Maria Doe" } });
    expect(JSON.stringify(await client().syncSearch(question))).not.toContain("Maria");
  });
});

test("all pages come, each an answer of its own, and the last ends it", async () => {
  answer = (asked, response) => {
    const request = asked.message as unknown as {
      search_request: { search_criteria: { pagination: { page_number: number } } }[];
    };
    const page = request.search_request[0]?.search_criteria.pagination.page_number ?? 0;
    const message = found(asked);
    const [item] = message.search_response;
    if (item) item.pagination = { page_size: 2, page_number: page, total_count: 5 };
    response.end(envelope({}, message));
  };
  const pages: string[] = [];
  const asking = client().syncSearchPages({ ...question, pagination: { page_size: 2 } });
  for await (const page of asking) pages.push(page.kind);
  expect(pages).toEqual(["answer", "answer", "answer"]);
  expect(new Set(seen.map(({ message }) => message.transaction_id)).size).toBe(1);
  expect(new Set(seen.map(({ header }) => header["message_id"])).size).toBe(3);
});

test("pages end where an answer cannot be trusted", async () => {
  answer = honest({ key: generateSigningKey() });
  const kinds: string[] = [];
  for await (const page of client().syncSearchPages(question)) kinds.push(page.kind);
  expect(kinds).toEqual(["untrusted"]);
});

describe("a callback that came to an endpoint of one's own", () => {
  const asked: Accepted = {
    kind: "accepted",
    nack: false,
    messageId: "m",
    transactionId: "T-1",
    referenceIds: ["R-1"],
    correlationId: "C-1",
  };
  const message = {
    transaction_id: "T-1",
    correlation_id: "C-1",
    search_response: [{ reference_id: "R-1", timestamp: "t", status: "succ" }],
  };

  test("counts when it is the answer to what was acknowledged", async () => {
    const taken = await client().takeSearch(envelope({}, message), asked);
    expect(taken).toMatchObject({ kind: "answer", message: { correlation_id: "C-1" } });
  });

  test.each([
    ["another correlation id", { correlation_id: "C-2" }],
    ["another transaction", { transaction_id: "T-2" }],
    [
      "another reference",
      { search_response: [{ ...message.search_response[0], reference_id: "X" }] },
    ],
  ])("never with %s", async (_name, change) => {
    const text = envelope({}, { ...message, ...change });
    expect(await client().takeSearch(text, asked)).toMatchObject({ kind: "untrusted" });
  });

  test("never when it is rubbish", async () => {
    expect(await client().takeSearch("{", asked)).toMatchObject({ kind: "untrusted" });
  });
});

describe("the access token", () => {
  const granted = { access_token: "a-1", token_type: "Bearer", expires_in: 100 };
  function credentials() {
    return clientCredentials({
      url: `${baseUrl}/oauth2/client/token`,
      clientId: "ess.example.org",
      prove: clientSecret("secret"),
      fetch: globalThis.fetch,
    });
  }
  function answering(tokens: string[], status = 200): void {
    answer = (asked, response) => {
      if (asked.path !== "/oauth2/client/token") return honest()(asked, response);
      response.writeHead(status);
      response.end(JSON.stringify({ ...granted, access_token: tokens.shift() ?? "none" }));
    };
  }

  test("is fetched with the client's credentials, once while it lasts", async () => {
    answering(["a-1", "a-2"]);
    const one = client({ token: credentials() });
    await one.syncSearch(question);
    await one.syncSearch(question);
    expect(seen.map(({ authorization }) => authorization)).toEqual([
      "",
      "Bearer a-1",
      "Bearer a-1",
    ]);
    expect(Object.fromEntries(new URLSearchParams(seen[0]?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "ess.example.org",
      client_secret: "secret",
    });
    at = nowMs + 91_000;
    expect(await one.token()).toEqual({ kind: "token", token: "a-2" });
  });

  test("that is turned away is fetched anew, once", async () => {
    const tokens = ["old", "new"];
    answer = (asked, response) => {
      if (asked.path === "/oauth2/client/token") {
        response.end(JSON.stringify({ ...granted, access_token: tokens.shift() }));
      } else if (asked.authorization === "Bearer new") honest()(asked, response);
      else {
        response.writeHead(401);
        response.end(
          JSON.stringify(
            errorBody("err.request.unauthorized", { timestamp: "t", correlationId: "c" }),
          ),
        );
      }
    };
    expect((await client({ token: credentials() }).syncSearch(question)).kind).toBe("answer");
    tokens.push("x", "y");
    const refused = client({ token: credentials() });
    expect(await refused.syncSearch(question)).toMatchObject({ kind: "trust" });
    expect(tokens).toEqual([]);
  });

  test("that cannot be had is an outage or a matter of trust, and nothing is asked", async () => {
    answering([], 401);
    expect(await client({ token: credentials() }).syncSearch(question)).toMatchObject({
      kind: "trust",
    });
    answering([], 500);
    expect(await client({ token: credentials() }).syncSearch(question)).toMatchObject({
      kind: "outage",
    });
    expect(seen.every(({ path }) => path === "/oauth2/client/token")).toBe(true);
  });
});
