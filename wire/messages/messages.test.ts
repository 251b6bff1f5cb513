import { expect, test } from "vitest";
import {
  parsePagination,
  parseSearchRequest,
  parseSearchResponse,
  parseSort,
  purposeOf,
  recordsOf,
} from "./search.ts";
import {
  parseNotifyEventRequest,
  parseSubscribeRequest,
  parseSubscribeResponse,
} from "./subscribe.ts";
import { parseTokenRequest, parseTokenResponse } from "./token.ts";

const ts = "2022-12-04T17:20:07-04:00";
const authorize = {
  "@type": "Authorize",
  ts: { $ref: "#/components/schemas/SubscriptionInfo/properties/timestamp" },
  purpose: { text: "Find members", code: "ESS_WORKING_AGE_UNEMPLOYED" },
};
const item = {
  reference_id: "SDFRTYUX",
  timestamp: ts,
  subscribe_criteria: {
    version: "1.0.0",
    reg_type: "ns:org:RegistryType:ESS",
    reg_event_type: "enrolment",
    frequency: { start_time: ts, end_time: ts, frequency: "real-time" },
    filter_type: "expression",
    filter: { type: "ns:org:QueryType:graphql", value: { expression: "subscription A { a }" } },
    notify_record_type: "Member",
    authorize,
  },
  locale: "eng",
};
const subscribe = { transaction_id: "XZFHYTY", subscribe_request: [item] };

test("the shape of the published subscribe sample is accepted and kept whole", () => {
  expect(parseSubscribeRequest(subscribe)).toEqual({ ok: true, value: subscribe });
  expect(purposeOf(authorize)?.code).toBe("ESS_WORKING_AGE_UNEMPLOYED");
  expect(purposeOf({ purpose: "any" })).toBeUndefined();
});

test("a cron frequency, a missing frequency and any filter are accepted", () => {
  for (const change of [
    { frequency: { start_time: ts, end_time: ts, frequency: "0 0 0 5,15 * ? *" } },
    { frequency: undefined },
    { filter: "text" },
    { filter: [] },
  ]) {
    const criteria: Record<string, unknown> = { ...item.subscribe_criteria, ...change };
    if (change.frequency === undefined && "frequency" in change) delete criteria["frequency"];
    const value = { ...subscribe, subscribe_request: [{ ...item, subscribe_criteria: criteria }] };
    expect(parseSubscribeRequest(value).ok).toBe(true);
  }
});

test.each([
  [{ ...subscribe, transaction_id: "x".repeat(100) }, "/transaction_id"],
  [{ ...subscribe, transaction_id: "" }, "/transaction_id"],
  [{ ...subscribe, subscribe_request: {} }, "/subscribe_request"],
  [{ ...subscribe, subscribe_request: [] }, "/subscribe_request"],
  [{ ...subscribe, subscribe_request: [{ ...item, reference_id: 1 }] }, "/0/reference_id"],
  [{ ...subscribe, subscribe_request: [{ ...item, subscribe_criteria: {} }] }, "/reg_event_type"],
  [undefined, "/"],
])("a malformed subscribe is refused with the path and no value (%#)", (value, path) => {
  const read = parseSubscribeRequest(value);
  expect(read).toMatchObject({ ok: false, code: "err.request.bad" });
  expect(!read.ok && read.reason).toContain(path);
  expect(!read.ok && read.reason).not.toContain("xxx");
});

test("a batch beyond the limit has its own code", () => {
  const many = { ...subscribe, subscribe_request: Array.from({ length: 1001 }, () => item) };
  expect(parseSubscribeRequest(many)).toMatchObject({
    ok: false,
    code: "rjct.total_count.limit_exceeded",
  });
});

test("a notify holds one record or a list", () => {
  const data = { reg_record_type: "Member", reg_records: { employment_status: "not employed" } };
  const notify = (reg_records: unknown) => ({
    transaction_id: "T",
    notify_event: [{ reference_id: "R", timestamp: ts, data: { ...data, reg_records } }],
  });
  expect(parseNotifyEventRequest(notify(data.reg_records)).ok).toBe(true);
  expect(parseNotifyEventRequest(notify([data.reg_records])).ok).toBe(true);
  expect(parseNotifyEventRequest(notify("text")).ok).toBe(false);
  expect(parseNotifyEventRequest(notify([1])).ok).toBe(false);
  expect(parseNotifyEventRequest({ transaction_id: "T", notify_event: [] }).ok).toBe(true);
  expect(recordsOf(data.reg_records)).toEqual([data.reg_records]);
  expect(recordsOf(undefined)).toEqual([]);
});

test("an on-subscribe with its subscriptions is accepted", () => {
  const value = {
    transaction_id: "T",
    correlation_id: "C-1",
    subscribe_response: [
      {
        reference_id: "R",
        timestamp: ts,
        status: "succ",
        subscriptions: [{ code: "SUB-1", status: "subscribe", timestamp: ts }],
      },
    ],
  };
  expect(parseSubscribeResponse(value)).toEqual({ ok: true, value });
});

test("a household search and its answer in the sample's words are accepted", () => {
  const request = {
    transaction_id: "TXN",
    search_request: [
      {
        reference_id: "SR-1",
        timestamp: ts,
        search_criteria: {
          reg_type: "ns:org:RegistryType:SP",
          reg_record_type: "Group",
          query_type: "expression",
          query: { type: "ns:org:QueryType:expression", value: { expression: { $and: [] } } },
          sort: [{ attribute_name: "group_size", sort_order: "asc" }],
          pagination: { page_size: 100, page_number: 1 },
          consent: authorize,
          authorize,
        },
        locale: "eng",
      },
    ],
  };
  const answer = {
    transaction_id: "TXN",
    correlation_id: "SR-1",
    search_response: [
      {
        reference_id: "SR-1",
        timestamp: ts,
        status: "success",
        status_reason_code: "ok",
        data: { reg_record_type: "Group", reg_records: [{ group_size: 4 }] },
        pagination: { page_size: 100, page_number: 1, total_count: 2 },
        locale: "eng",
      },
    ],
  };
  expect(parseSearchRequest(request)).toEqual({ ok: true, value: request });
  expect(parseSearchResponse(answer)).toEqual({ ok: true, value: answer });
});

test("a faulty page or sort order rejects the item by its own code", () => {
  expect(parsePagination({ page_size: 0 })).toMatchObject({ code: "rjct.pagination.invalid" });
  expect(parsePagination({ page_size: 1e9 })).toMatchObject({ code: "rjct.pagination.invalid" });
  expect(parsePagination({ page_size: 100 }).ok).toBe(true);
  expect(parseSort([{ attribute_name: "a", sort_order: "up" }])).toMatchObject({
    code: "rjct.sort.invalid",
  });
  expect(parseSort([{ attribute_name: "a" }]).ok).toBe(true);
});

test("the token call knows one grant and one token type", () => {
  const form = { grant_type: "client_credentials", client_id: "a", client_secret: "b" };
  expect(parseTokenRequest(form).ok).toBe(true);
  expect(parseTokenRequest({ ...form, grant_type: "password" }).ok).toBe(false);
  expect(
    parseTokenResponse({ access_token: "t", token_type: "Bearer", expires_in: "3600" }).ok,
  ).toBe(true);
  expect(parseTokenResponse({ access_token: "t\r\nx: y", token_type: "bearer" }).ok).toBe(false);
});
