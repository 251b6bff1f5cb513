import { expect, test } from "vitest";
import { ack, countOf, errorBody, isDateTimeWithZone, parseEnvelope } from "./envelope.ts";

const header = {
  version: "1.0.0",
  message_id: "123",
  message_ts: "2022-12-04T17:20:07-04:00",
  action: "subscribe",
  sender_id: "ess.example.org",
  sender_uri: "https://ess.example.org/on-notify",
  receiver_id: "spmis.example.org",
  total_count: 21800,
  is_msg_encrypted: false,
  meta: {},
};
const at = { timestamp: "2026-02-16T10:30:00Z", correlationId: "c-1" };

test("unknown members are kept, as the signature covers them", () => {
  const value = { header: { ...header, x_hop: ["a"] }, message: { a: 1 }, extra: true };
  expect(parseEnvelope(value)).toEqual({ ok: true, value });
});

test("a callback header with free status words and counts as text is read", () => {
  const callback = { ...header, status: "success", status_reason_code: "ok", total_count: "2" };
  const read = parseEnvelope({ header: callback, message: {} });
  expect(read.ok && countOf(read.value.header.total_count)).toBe(2);
  expect(countOf(undefined)).toBeUndefined();
});

test.each([
  ["message_ts", "2022-12-04T17:20:07", "rjct.message_ts.invalid"],
  ["message_ts", undefined, "rjct.message_ts.invalid"],
  ["action", "", "rjct.action.invalid"],
  ["sender_id", 1, "err.sender_id.invalid"],
  ["sender_id", undefined, "err.sender_id.invalid"],
  ["receiver_id", "x".repeat(100), "err.receiver_id.invalid"],
  ["sender_uri", {}, "err.sender_uri.invalid"],
  ["total_count", "many", "rjct.total_count.invalid"],
  ["total_count", -1, "rjct.total_count.invalid"],
  ["is_msg_encrypted", "yes", "err.encryption.invalid"],
  ["version", 1, "err.version.not_supported"],
  ["message_id", "x".repeat(100), "err.request.bad"],
  ["message_id", "a\u0000b", "err.request.bad"],
])("a header whose %s is %j is refused as %s", (field, value, code) => {
  const sent: Record<string, unknown> = { ...header, [field]: value };
  if (value === undefined) delete sent[field];
  const read = parseEnvelope({ header: sent, message: {} });
  expect(read).toMatchObject({ ok: false, code });
  expect(!read.ok && read.reason).toContain(`/header/${field}`);
});

test("no header, no message, no object: refused", () => {
  for (const value of [undefined, null, [], "x", {}, { message: {} }, { header }]) {
    expect(parseEnvelope(value)).toMatchObject({ ok: false, code: "err.request.bad" });
  }
});

test.each([
  "2026-02-16T10:30:00Z",
  "2026-02-16T10:30:00.123456789+05:45",
  "2024-02-29T23:59:59-11:00",
])("a date-time with zone: %s", (text) => {
  expect(isDateTimeWithZone(text)).toBe(true);
});

test.each([
  "2026-02-16",
  "2026-02-16T10:30:00",
  "2026-02-30T10:30:00Z",
  "2023-02-29T10:30:00Z",
  "2026-04-31T10:30:00Z",
  "2026-13-01T10:30:00Z",
  "2026-02-16T24:00:00Z",
  "2026-02-16 10:30:00Z",
  "2026-02-16T10:30:00+0400",
  " 2026-02-16T10:30:00Z",
  "2026-02-16T10:30:00Z\n",
  "+12026-02-16T10:30:00Z",
])("not a date-time with zone: %j", (text) => {
  expect(isDateTimeWithZone(text)).toBe(false);
});

test("an ack carries status, time and correlation id", () => {
  expect(ack("ACK", at)).toEqual({
    message: { ack_status: "ACK", timestamp: at.timestamp, correlation_id: "c-1" },
  });
});

test("a refusal speaks both shapes the standard knows", () => {
  const body = errorBody("err.signature.invalid", { ...at, text: "x".repeat(2000) });
  expect(body.message).toMatchObject({ ack_status: "ERR", error: body.errors[0] });
  expect(body.errors[0]?.message).toHaveLength(999);
  expect(errorBody("err.request.bad", at).errors[0]?.message).toBe(
    "The message is not well formed.",
  );
});
