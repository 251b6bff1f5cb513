import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { postEnvelope, postForEnvelope, type Post } from "./posting.ts";
import { ack, errorBody } from "./envelope.ts";

const at = { timestamp: "2026-02-16T10:30:00Z", correlationId: "c-1" };
const header = {
  message_id: "1",
  message_ts: at.timestamp,
  action: "on-search",
  sender_id: "ess.example.org",
};

let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => answer(request, response));
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/registry/notify`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function post(change: Partial<Post> = {}): Post {
  return { url, token: "t", body: "{}", fetch: globalThis.fetch, ...change };
}

function answering(status: number, body: unknown, headers: Record<string, string> = {}): void {
  answer = (_request, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
}

test("the token and the JSON go out as the standard asks", async () => {
  let seen: IncomingMessage | undefined;
  answer = (request, response) => {
    seen = request;
    response.end(JSON.stringify(ack("ACK", at)));
  };
  await postEnvelope(post());
  expect(seen?.method).toBe("POST");
  expect(seen?.headers).toMatchObject({
    authorization: "Bearer t",
    "content-type": "application/json; charset=utf-8",
  });
});

test("ACK and NACK are accepted", async () => {
  answering(200, ack("ACK", at));
  expect(await postEnvelope(post())).toEqual({ kind: "accepted", nack: false, ...at });
  answering(202, ack("NACK", at));
  expect(await postEnvelope(post())).toEqual({ kind: "accepted", nack: true, ...at });
  answering(200, { message: { ack_status: "ACK", correlation_id: "<b> \n", timestamp: "now" } });
  expect(await postEnvelope(post())).toEqual({
    kind: "accepted",
    nack: false,
    correlationId: undefined,
    timestamp: undefined,
  });
});

test.each([
  [200, "err.service.unavailable", "outage"],
  [200, "err.request.timeout", "outage"],
  [200, "err.request.too_many_requests", "outage"],
  [200, "err.signature.invalid", "trust"],
  [200, "err.receiver_id.invalid", "trust"],
  [200, "err.request.bad", "bad"],
  [200, "rjct.total_count.limit_exceeded", "bad"],
  [400, "err.request.bad", "bad"],
  [400, "err.signature.invalid", "trust"],
  [409, "rjct.message_id.duplicate", "bad"],
  [413, "err.request.bad", "bad"],
  [422, "err.request.bad", "bad"],
  [401, "err.signature.missing", "trust"],
  [403, "err.request.forbidden", "trust"],
  [404, "err.request.not_found", "outage"],
  [429, "err.request.too_many_requests", "outage"],
  [503, "err.service.unavailable", "outage"],
  [504, "err.request.timeout", "outage"],
] as const)("%d with %s is %s", async (status, code, kind) => {
  answering(status, errorBody(code, at));
  expect(await postEnvelope(post())).toMatchObject({ kind });
  answering(status, { errors: [{ code, message: "m" }] });
  // A 2xx that is no ack says nothing.
  expect(await postEnvelope(post())).toMatchObject({ kind: status === 200 ? "ambiguous" : kind });
});

test.each([
  [401, "trust"],
  [403, "trust"],
  [400, "bad"],
  [405, "outage"],
  [410, "gone"],
  [500, "outage"],
  [502, "outage"],
])("%d with a page of HTML is %s", async (status, kind) => {
  answering(status, "<html>Maria Doe</html>");
  const outcome = await postEnvelope(post());
  expect(outcome).toMatchObject({ kind });
  expect(JSON.stringify(outcome)).not.toContain("Maria");
});

test("a partner's own words never reach the reason", async () => {
  const error = { code: "err.Maria Doe", message: "Maria Doe" };
  answering(400, { message: { ack_status: "ERR", error }, errors: [error] });
  expect(JSON.stringify(await postEnvelope(post()))).not.toContain("Maria");
});

test("Retry-After is obeyed in seconds and as a date, up to an hour", async () => {
  answering(503, "", { "retry-after": "120" });
  expect(await postEnvelope(post())).toMatchObject({ retryAfterSeconds: 120 });
  answering(429, "", { "retry-after": "99999" });
  expect(await postEnvelope(post())).toMatchObject({ retryAfterSeconds: 3600 });
  answering(503, "", {
    date: "Mon, 16 Feb 2026 10:30:00 GMT",
    "retry-after": "Mon, 16 Feb 2026 10:31:00 GMT",
  });
  expect(await postEnvelope(post())).toMatchObject({ retryAfterSeconds: 60 });
  answering(503, "", { "retry-after": "soon" });
  expect(await postEnvelope(post())).toEqual({ kind: "outage", reason: "status 503" });
});

test("no redirect is followed", async () => {
  let requests = 0;
  answer = (_request, response) => {
    requests += 1;
    response.writeHead(307, { location: url }).end();
  };
  expect(await postEnvelope(post())).toEqual({ kind: "outage", reason: "redirect refused" });
  expect(requests).toBe(1);
});

test.each([
  ["garbage", "hello"],
  ["nothing", ""],
  ["another JSON", "{}"],
  ["an unknown status", `{"message":{"ack_status":"YES"}}`],
  ["two statuses", `{"message":{"ack_status":"ERR","ack_status":"ACK"}}`],
  ["too much", `{"a":"${"x".repeat(70_000)}"}`],
])("a 200 with %s is ambiguous", async (_name, body) => {
  answering(200, body);
  expect(await postEnvelope(post())).toMatchObject({ kind: "ambiguous" });
});

test("a connection cut after the request, or inside the answer, is ambiguous", async () => {
  answer = (request) => request.socket.destroy();
  expect(await postEnvelope(post())).toEqual({
    kind: "ambiguous",
    reason: "connection cut after send",
  });
  answer = (request, response) => {
    response.writeHead(200, { "content-length": "500" });
    response.write(`{"message"`, () => request.socket.destroy());
  };
  expect(await postEnvelope(post())).toMatchObject({ kind: "ambiguous" });
});

test("no answer in time and no connection are outages", async () => {
  answer = () => undefined;
  expect(await postEnvelope(post({ timeoutMs: 50 }))).toEqual({
    kind: "outage",
    reason: "no answer in time",
  });
  const closed = createServer();
  await new Promise<void>((done) => closed.listen(0, "127.0.0.1", done));
  const { port } = closed.address() as AddressInfo;
  await new Promise((done) => closed.close(done));
  expect(await postEnvelope(post({ url: `http://127.0.0.1:${port}/` }))).toEqual({
    kind: "outage",
    reason: "no connection",
  });
});

test("a synchronous call gives the envelope that answers it", async () => {
  const envelope = { signature: "s", header, message: { a: "x".repeat(70_000) } };
  answering(200, envelope);
  expect(await postForEnvelope(post())).toEqual({
    kind: "answer",
    envelope,
    text: JSON.stringify(envelope),
  });
  expect(await postForEnvelope(post({ bytes_max: 1000 }))).toMatchObject({ kind: "ambiguous" });
  answering(200, { message: {} });
  expect(await postForEnvelope(post())).toMatchObject({ kind: "ambiguous" });
  answering(200, errorBody("err.request.forbidden", at));
  expect(await postForEnvelope(post())).toMatchObject({ kind: "trust" });
});
