/** Faults a server may have, each with the clause that is meant to notice it. */
import { randomUUID } from "node:crypto";
import { isReadable, type Body, type Passing, type SeededFault } from "./test-faults.ts";
import { listOf, memberOf, textOf } from "./reading.ts";
import type { JsonObject } from "./caller.ts";

const at = (operation: string) => (passing: Passing) =>
  passing.operation === `/registry/${operation}`;

/** Changes the body of an answer that succeeded. */
function answered(operation: string, change: (body: Body, passing: Passing) => void, sign = true) {
  return ((passing, hands) => {
    if (!at(operation)(passing) || passing.status !== 200 || !isReadable(passing.body))
      return passing;
    const body = structuredClone(passing.body);
    change(body, passing);
    return { ...passing, body: sign && body.signature ? hands.asServer(body) : body };
  }) satisfies SeededFault["answer"];
}

/** Changes a callback of one action. */
function calledBack(action: string, change: (body: Body) => void, sign = true) {
  return ((passing, hands) => {
    if (memberOf(passing.body, "header", "action") !== action) return passing;
    const body = structuredClone(passing.body);
    change(body);
    return { ...passing, body: sign ? hands.asServer(body) : body };
  }) satisfies SeededFault["callback"];
}

/** Changes a request before the server sees it; its signature holds again. */
function asked(change: (body: Body) => void, fits: (passing: Passing) => boolean = () => true) {
  return ((passing, hands) => {
    if (!fits(passing) || !isReadable(passing.body) || !passing.body.header) return passing;
    const body = structuredClone(passing.body);
    change(body);
    return { ...passing, body: hands.asPartner(body) };
  }) satisfies SeededFault["request"];
}

const headerOf = (body: Body): JsonObject => body.header ?? {};
const messageOf = (body: Body): JsonObject => body.message ?? {};
const itemsOf = (body: Body, name: string) => listOf(body, "message", name) as JsonObject[];
const signedByPartner = (passing: Passing) => typeof passing.body.signature === "string";

export const seededFaults: readonly SeededFault[] = [
  {
    name: "the callback has another correlation id than the ack",
    clause: "async.correlation",
    callback: calledBack("on-search", (body) => {
      messageOf(body)["correlation_id"] = randomUUID();
    }),
  },
  {
    name: "callbacks are not signed",
    clause: "async.signed",
    callback: calledBack("on-search", (body) => delete body.signature, false),
  },
  {
    name: "callbacks never come",
    clause: "async.callback",
    callback: (passing) =>
      memberOf(passing.body, "header", "action") === "on-search" ? null : passing,
  },
  {
    name: "callbacks come to another path",
    clause: "async.callback",
    callback: (passing) => ({ ...passing, operation: "/registry/elsewhere" }),
  },
  {
    name: "a callback that was not taken is given up",
    clause: "async.again",
    callback: (passing, { memory }) => {
      const key = `seen ${textOf(passing.body, "header", "message_id")}`;
      if (memory.has(key)) return null;
      memory.set(key, true);
      return passing;
    },
  },
  {
    name: "acks have no timestamp",
    clause: "async.ack",
    answer: answered("search", (body) => delete messageOf(body)["timestamp"]),
  },
  {
    name: "acks have a time without zone",
    clause: "subscribe.ack",
    answer: answered("subscribe", (body) => {
      messageOf(body)["timestamp"] = "2026-02-16T10:30:00";
    }),
  },
  {
    name: "refusals have no code",
    clause: "door.sync-search.other_receiver",
    answer: (passing) => {
      if (passing.status < 400) return passing;
      const message = { ...messageOf(passing.body) };
      delete message["error"];
      return { ...passing, body: { message } };
    },
  },
  {
    name: "a bad signature is answered 200 ACK",
    clause: "door.subscribe.altered_message",
    request: (passing, hands) =>
      signedByPartner(passing) ? { ...passing, body: hands.asPartner(passing.body) } : passing,
  },
  {
    name: "an expired signature is taken",
    clause: "door.sync-search.expired_signature",
    request: (passing, hands) => {
      const created = Number(/created="(\d+)"/.exec(String(passing.body.signature))?.[1]);
      return created < Date.now() / 1000 - 300
        ? { ...passing, body: hands.asPartner(passing.body) }
        : passing;
    },
  },
  {
    name: "an unsigned message is taken",
    clause: "door.sync-search.unsigned",
    request: (passing, hands) =>
      isReadable(passing.body) && passing.body.header && passing.body.signature === undefined
        ? { ...passing, body: hands.asPartner(passing.body) }
        : passing,
  },
  {
    name: "the token is never checked",
    clause: "door.sync-search.no_token",
    request: async (passing, hands) =>
      passing.operation.startsWith("/registry/")
        ? {
            ...passing,
            headers: { ...passing.headers, authorization: `Bearer ${await hands.tokenOf("self")}` },
          }
        : passing,
  },
  {
    name: "the receiver is not checked",
    clause: "door.subscribe.other_receiver",
    request: (passing, hands) => {
      const wrong = memberOf(passing.body, "header", "receiver_id") === "somebody.else.example";
      if (!wrong) return passing;
      const header = { ...headerOf(passing.body), receiver_id: hands.serverId() };
      return { ...passing, body: hands.asPartner({ ...passing.body, header }) };
    },
  },
  {
    name: "the action is not checked",
    clause: "door.sync-search.other_action",
    request: asked(
      (body) => {
        headerOf(body)["action"] = "search";
      },
      (passing) =>
        at("sync/search")(passing) &&
        memberOf(passing.body, "header", "action") === "on-unsubscribe-other",
    ),
  },
  {
    name: "any version is taken",
    clause: "door.sync-search.other_version",
    request: asked(
      (body) => {
        headerOf(body)["version"] = "1.0.0";
      },
      (passing) => memberOf(passing.body, "header", "version") === "9.9.9",
    ),
  },
  {
    name: "pages overlap",
    clause: "paging.disjoint",
    request: asked((body) => {
      for (const item of itemsOf(body, "search_request")) {
        const pagination = memberOf(item, "search_criteria", "pagination") as
          JsonObject | undefined;
        if (Number(pagination?.["page_number"]) === 2 && pagination) pagination["page_number"] = 1;
      }
    }, signedByPartner),
    answer: answered("sync/search", (body) => {
      for (const item of itemsOf(body, "search_response")) {
        const pagination = memberOf(item, "pagination") as JsonObject | undefined;
        if (pagination) pagination["page_number"] = 2;
      }
    }),
  },
  {
    name: "the count of all is that of the page",
    clause: "paging.complete",
    answer: answered("sync/search", (body) => {
      for (const item of itemsOf(body, "search_response")) {
        const pagination = memberOf(item, "pagination") as JsonObject | undefined;
        if (pagination) pagination["total_count"] = 3;
      }
    }),
  },
  {
    name: "a page of no records is answered with records",
    clause: "search.page_zero",
    request: asked((body) => {
      for (const item of itemsOf(body, "search_request")) {
        const pagination = memberOf(item, "search_criteria", "pagination") as
          JsonObject | undefined;
        if (pagination?.["page_size"] === 0) pagination["page_size"] = 10;
      }
    }, signedByPartner),
  },
  {
    name: "sorting is not obeyed",
    clause: "paging.sorted",
    request: asked((body) => {
      for (const item of itemsOf(body, "search_request")) {
        const [key] = listOf(item, "search_criteria", "sort") as JsonObject[];
        if (key?.["sort_order"] === "desc") key["sort_order"] = "asc";
      }
    }, signedByPartner),
  },
  {
    name: "conditions are passed over",
    clause: "search.condition_counts",
    request: asked((body) => {
      for (const item of itemsOf(body, "search_request")) {
        const [first] = listOf(item, "search_criteria", "query") as JsonObject[];
        const test = memberOf(first, "expression1") as JsonObject | undefined;
        if (test?.["attribute_value"] === "900") test["attribute_value"] = "0";
      }
    }, signedByPartner),
  },
  {
    name: "a status word is not one of the standard's",
    clause: "search.shape",
    answer: answered("sync/search", (body) => {
      headerOf(body)["status"] = "success";
    }),
  },
  {
    name: "synchronous answers are signed over something else",
    clause: "search.signed",
    answer: answered(
      "sync/search",
      (body) => {
        headerOf(body)["meta"] = { added: "after signing" };
      },
      false,
    ),
  },
  {
    name: "every answer is under one reference id",
    clause: "search.reference",
    answer: answered("sync/search", (body) => {
      for (const item of itemsOf(body, "search_response")) item["reference_id"] = "1";
    }),
  },
  {
    name: "subscriptions get no code",
    clause: "subscribe.shape",
    callback: calledBack("on-subscribe", (body) => {
      for (const item of itemsOf(body, "subscribe_response")) delete item["subscriptions"];
    }),
  },
  {
    name: "a second subscription is given as if it were the first",
    clause: "subscribe.already",
    callback: calledBack("on-subscribe", (body) => {
      for (const item of itemsOf(body, "subscribe_response")) {
        if (item["status_reason_code"] !== "rjct.event.already_subscribed") continue;
        delete item["status_reason_code"];
        item["status"] = "succ";
      }
    }),
  },
  {
    name: "the selection of a filter is not obeyed",
    clause: "notify.projection",
    callback: calledBack("notify", (body) => {
      for (const event of itemsOf(body, "notify_event")) {
        const records = memberOf(event, "data", "reg_records") as JsonObject;
        const person = records["demographic_info"] as JsonObject;
        records["demographic_info"] = { ...person, birth_date: "1980-01-01" };
      }
    }),
  },
  {
    name: "events are of a type nobody subscribed to",
    clause: "notify.type",
    callback: calledBack("notify", (body) => {
      for (const event of itemsOf(body, "notify_event")) {
        (memberOf(event, "data") as JsonObject)["reg_event_type"] = "harvest";
      }
    }),
  },
  {
    name: "events go on after the subscription has ended",
    clause: "unsubscribe.silence",
    request: (passing, { memory }) => {
      if (at("unsubscribe")(passing)) memory.set("ended", true);
      return passing;
    },
    callback: (passing, hands) => {
      const { memory } = hands;
      const action = memberOf(passing.body, "header", "action");
      if (action === "notify") memory.set("notify", passing);
      const last = memory.get("notify") as Passing | undefined;
      const codes = memberOf(passing.body, "message", "status_reason_code");
      if (action !== "on-unsubscribe" || codes !== undefined || !last) return passing;
      // What the server would go on to send: a copy of its last event, a little later.
      setTimeout(() => {
        const header = { ...headerOf(last.body), message_id: randomUUID() };
        hands.callBack({ ...last, body: hands.asServer({ ...last.body, header }) });
      }, 60);
      return passing;
    },
  },
  {
    name: "the same message again gets a new ack",
    clause: "again.subscribe.same",
    answer: answered("subscribe", (body) => {
      messageOf(body)["correlation_id"] = randomUUID();
    }),
  },
  {
    name: "another content under a used message id is taken",
    clause: "again.search.other",
    request: asked((body) => {
      headerOf(body)["message_id"] = randomUUID();
    }, at("search")),
  },
  {
    name: "a transaction of one partner is told to another",
    clause: "isolation.status_by_correlation",
    request: async (passing, hands) => {
      const foreign = memberOf(passing.body, "header", "sender_id") === "other.example";
      if (!foreign || !at("sync/txn/status")(passing)) return passing;
      const header = { ...headerOf(passing.body), sender_id: hands.selfId() };
      const authorization = `Bearer ${await hands.tokenOf("self")}`;
      return {
        ...passing,
        headers: { ...passing.headers, authorization },
        body: hands.asPartner({ ...passing.body, header }),
      };
    },
  },
  {
    name: "records are told to a partner without an agreement",
    clause: "isolation.search",
    request: async (passing, hands) => {
      const foreign = memberOf(passing.body, "header", "sender_id") === "outsider.example";
      if (!foreign || !at("sync/search")(passing)) return passing;
      const header = { ...headerOf(passing.body), sender_id: hands.selfId() };
      const authorization = `Bearer ${await hands.tokenOf("self")}`;
      return {
        ...passing,
        headers: { ...passing.headers, authorization },
        body: hands.asPartner({ ...passing.body, header }),
      };
    },
  },
  {
    name: "a wrong secret gets a token",
    clause: "token.wrong_secret",
    answer: (passing) =>
      passing.operation === "/oauth2/client/token" && passing.status === 401
        ? {
            ...passing,
            status: 200,
            body: { access_token: "x", token_type: "bearer", expires_in: 900 },
          }
        : passing,
  },
  {
    name: "the key set is that of somebody else",
    clause: "async.signed",
    answer: (passing, { strangersKeys }) =>
      passing.operation === "/.well-known/jwks.json"
        ? { ...passing, body: strangersKeys }
        : passing,
  },
  {
    name: "somebody unknown is told to be enrolled",
    clause: "enrolment.unknown",
    answer: answered("sync/check-enrollment", (body) => {
      messageOf(body)["enrolled_response"] = [
        {
          reference_id: "1",
          timestamp: new Date().toISOString(),
          status: "succ",
          enrolled_status: "Active",
        },
      ];
    }),
  },
  {
    name: "an enrolment has a status the standard does not list",
    clause: "enrolment.shape",
    answer: answered("sync/check-enrollment", (body) => {
      for (const item of itemsOf(body, "enrolled_response")) item["enrolled_status"] = "Exited";
    }),
  },
  {
    name: "a bad message breaks the server",
    clause: "door.sync-search.broken_json",
    answer: (passing) => (passing.status === 400 ? { ...passing, status: 500, body: {} } : passing),
  },
  {
    name: "somebody else's subscription can be ended",
    clause: "isolation.unsubscribe",
    callback: calledBack("on-unsubscribe", (body) => {
      const refused = messageOf(body)["status"] === "rjct";
      if (!refused || headerOf(body)["receiver_id"] !== "other.example") return;
      delete messageOf(body)["status_reason_code"];
      messageOf(body)["status"] = "succ";
    }),
  },
];
