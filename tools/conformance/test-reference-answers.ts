/** What the reference server answers, operation by operation. */
import { randomUUID } from "node:crypto";
import { isDateTimeWithZone, type Ack } from "../../wire/envelope.ts";
import type { JsonObject } from "./caller.ts";
import { listOf, memberOf, textOf } from "./reading.ts";
import { headerOf, type Reference, type ReferencePartner } from "./test-reference.ts";

interface Person {
  uin: string;
  given_name: string;
  surname: string;
  birth_date: string;
  phone: string;
}
interface Held {
  partner: string;
  type: string;
  filter: string;
  uri: string;
  ended: boolean;
}
export interface Memory {
  system: "ess" | "sp";
  people: Person[];
  subscriptions: Map<string, Held>;
  transactions: {
    partner: string;
    correlation: string;
    transaction: string;
    references: string[];
    items: unknown[];
  }[];
  receipts: Map<string, { content: string; ack: Ack }>;
}

export interface Asked {
  reference: Reference;
  partner: ReferencePartner;
  operation: string;
  header: JsonObject;
  message: JsonObject;
}

type Content = { header: JsonObject; message: JsonObject };
type Refused = { code: string };
const bad: Refused = { code: "err.request.bad" };

/** The synchronous operations. */
export function answerNow(asked: Asked): Content | Refused {
  const { reference, partner, operation, message } = asked;
  const correlation_id = randomUUID();
  const envelope = (action: string, inner: JsonObject): Content => ({
    header: headerOf(reference, partner.id, action),
    message: { transaction_id: message["transaction_id"], correlation_id, ...inner },
  });
  switch (operation) {
    case "sync/search": {
      const items = answerSearch(asked);
      return items ? envelope("on-search", { search_response: items }) : bad;
    }
    case "sync/txn/status": {
      const status = statusOf(asked);
      return "refused" in status ? status.refused : envelope("txn-on-status", status.told);
    }
    case "sync/check-enrollment":
    case "sync/enrolled": {
      const items = enrolment(asked);
      return items ? envelope("txn-on-status", { enrolled_response: items }) : bad;
    }
    default: {
      const list = memberOf(message, "enrolled_updates", "beneficiaries");
      const item = { reference_id: "1", timestamp: new Date().toISOString(), status: "rcvd" };
      return Array.isArray(list) ? envelope("on-notify", { enrolled_response: [item] }) : bad;
    }
  }
}

/** The asynchronous operations: a callback to send, nothing to send, or a refusal. */
export function accept(
  asked: Asked,
  correlation_id: string,
): { url: string; content: Content } | Refused | null {
  const { reference, partner, operation, header, message } = asked;
  const callback = (action: string, inner: JsonObject) => ({
    url: textOf(header, "sender_uri"),
    content: {
      header: headerOf(reference, partner.id, action),
      message: { transaction_id: message["transaction_id"], correlation_id, ...inner },
    },
  });
  switch (operation) {
    case "search": {
      const items = answerSearch(asked);
      if (!items) return bad;
      reference.memory.transactions.push({
        partner: partner.id,
        correlation: correlation_id,
        transaction: textOf(message, "transaction_id"),
        references: items.map((item) => textOf(item, "reference_id")),
        items,
      });
      return callback("on-search", { search_response: items });
    }
    case "subscribe": {
      const requests = memberOf(message, "subscribe_request");
      if (!Array.isArray(requests)) return bad;
      const items = requests.map((request) => subscribe(asked, request));
      return callback("on-subscribe", { subscribe_response: items });
    }
    case "unsubscribe":
      return Array.isArray(message["subscription_codes"])
        ? callback("on-unsubscribe", unsubscribe(asked))
        : bad;
    case "txn/status": {
      const status = statusOf(asked);
      return "refused" in status ? status.refused : callback("txn-on-status", status.told);
    }
    default:
      return heard(operation, message) ? null : bad;
  }
}

function heard(operation: string, message: JsonObject): boolean {
  if (operation === "notify") return Array.isArray(message["notify_event"]);
  if (textOf(message, "correlation_id") === "") return false;
  return Object.keys(message).length > 2;
}

function rejected(reference_id: string, code: string) {
  const timestamp = new Date().toISOString();
  return { reference_id, timestamp, status: "rjct", status_reason_code: code };
}

function answerSearch({ reference, message }: Asked): unknown[] | null {
  const requests = memberOf(message, "search_request");
  if (!Array.isArray(requests)) return null;
  const seen = new Set<string>();
  return requests.map((request: unknown) => {
    const reference_id = textOf(request, "reference_id");
    if (seen.has(reference_id)) return rejected(reference_id, "rjct.reference_id.duplicate");
    seen.add(reference_id);
    if (!isDateTimeWithZone(textOf(request, "timestamp"))) {
      return rejected(reference_id, "rjct.timestamp.invalid");
    }
    const criteria = memberOf(request, "search_criteria");
    const fits = fitting(criteria);
    if (!fits) return rejected(reference_id, "rjct.search_criteria.invalid");
    const sort = listOf(criteria, "sort")[0];
    const order = memberOf(sort, "sort_order") ?? "asc";
    const sortable = sort === undefined || memberOf(sort, "attribute_name") === "birth_date";
    if (!sortable || (order !== "asc" && order !== "desc")) {
      return rejected(reference_id, "rjct.sort.invalid");
    }
    const page_size = Number(memberOf(criteria, "pagination", "page_size") ?? 100);
    const page_number = Number(memberOf(criteria, "pagination", "page_number") ?? 1);
    if (page_size < 1 || page_size > 1000 || page_number < 1) {
      return rejected(reference_id, "rjct.pagination.invalid");
    }
    const found = reference.memory.people.filter(fits);
    if (sort !== undefined) {
      found.sort((a, b) => (a.birth_date < b.birth_date ? -1 : 1) * (order === "asc" ? 1 : -1));
    }
    const page = found.slice((page_number - 1) * page_size, page_number * page_size);
    return {
      reference_id,
      timestamp: new Date().toISOString(),
      status: "succ",
      data: { reg_record_type: "Member", reg_records: page.map(recordOf) },
      pagination: { page_size, page_number, total_count: found.length },
      locale: "eng",
    };
  });
}

function recordOf({ uin, given_name, surname, birth_date }: Person): JsonObject {
  return {
    "@type": "Member",
    "@id": `https://reference.example/${uin}`,
    member_identifier: [{ identifier_type: "UIN", identifier_value: uin }],
    demographic_info: { name: { given_name, surname }, birth_date },
  };
}

type Fits = (person: Person) => boolean;

function fitting(criteria: unknown): Fits | null {
  const query = memberOf(criteria, "query");
  switch (memberOf(criteria, "query_type")) {
    case "idtype-value":
      return ({ uin }) => uin === memberOf(query, "value");
    case "predicate": {
      const tests = (Array.isArray(query) ? query : []).flatMap((one: unknown) =>
        ["expression1", "expression2"].flatMap((name) => memberOf(one, name) ?? []),
      );
      const parts = tests.map((test) =>
        compared(
          textOf(test, "attribute_name"),
          textOf(test, "operator"),
          Number(memberOf(test, "attribute_value")),
        ),
      );
      return everyOne(parts);
    }
    case "expression": {
      const list = memberOf(query, "value", "expression", "query", "$and");
      if (!Array.isArray(list)) return null;
      return everyOne(
        list.flatMap((one: unknown) =>
          Object.entries(one as JsonObject).flatMap(([name, test]) =>
            Object.entries(test as JsonObject).map(([operator, value]) =>
              compared(name, operator.replace(/^\$/, "").replace(/te$/, "e"), Number(value)),
            ),
          ),
        ),
      );
    }
    default:
      return null;
  }
}

function everyOne(parts: (Fits | null)[]): Fits | null {
  if (parts.length === 0 || parts.includes(null)) return null;
  return (person) => parts.every((part) => part?.(person));
}

function compared(name: string, operator: string, value: number): Fits | null {
  if (name !== "age") return null;
  const age = ({ birth_date }: Person) => new Date().getFullYear() - Number(birth_date.slice(0, 4));
  const tests = new Map<string, Fits>([
    ["ge", (person) => age(person) >= value],
    ["gt", (person) => age(person) > value],
    ["le", (person) => age(person) <= value],
    ["lt", (person) => age(person) < value],
    ["eq", (person) => age(person) === value],
  ]);
  return tests.get(operator) ?? null;
}

function subscribe({ reference, partner, header }: Asked, request: unknown) {
  const reference_id = textOf(request, "reference_id");
  const criteria = memberOf(request, "subscribe_criteria");
  const type = textOf(criteria, "reg_event_type");
  const filter = JSON.stringify(memberOf(criteria, "filter"));
  const frequency = textOf(criteria, "frequency", "frequency");
  if (!type.startsWith("enrolment")) return rejected(reference_id, "rjct.notify_types.invalid");
  const readable = filter.includes("age_gte") && filter.includes("}");
  const timely = frequency === "real-time" || frequency.split(" ").length >= 6;
  if (!readable || !/^[a-z-]+$|\*/.test(frequency) || !timely) {
    return rejected(reference_id, "rjct.notify_details.invalid");
  }
  const held = [...reference.memory.subscriptions.values()];
  const same = (one: Held) =>
    one.partner === partner.id && one.type === type && one.filter === filter && !one.ended;
  if (held.some(same)) return rejected(reference_id, "rjct.event.already_subscribed");
  const code = `SUB-${randomUUID()}`;
  const uri = textOf(header, "sender_uri");
  reference.memory.subscriptions.set(code, {
    partner: partner.id,
    type,
    filter,
    uri,
    ended: false,
  });
  const timestamp = new Date().toISOString();
  const subscription = { code, status: "subscribe", timestamp, reg_event_type: type };
  return { reference_id, timestamp, status: "succ", subscriptions: [subscription] };
}

function unsubscribe({ reference, partner, message }: Asked): JsonObject {
  const timestamp = new Date().toISOString();
  const codes = listOf(message, "subscription_codes").map(String);
  const held = codes.map((code) => reference.memory.subscriptions.get(code));
  const refused = (code: string) => ({ timestamp, status: "rjct", status_reason_code: code });
  if (held.some((one) => one?.partner !== partner.id)) {
    return refused("rjct.subscription_code.invalid");
  }
  if (held.some((one) => one?.ended)) return refused("rjct.event.already_unsubscribed");
  for (const one of held) if (one) one.ended = true;
  const subscription_status = codes.map((code) => ({ code, status: "unsubscribe" }));
  return { timestamp, status: "succ", subscription_status };
}

function statusOf({
  reference,
  partner,
  message,
}: Asked): { told: JsonObject } | { refused: Refused } {
  const asked = memberOf(message, "txnstatus_request");
  const value = memberOf(asked, "attribute_value");
  const by = textOf(asked, "attribute_type");
  if (!["transaction_id", "reference_id_list", "correlation_id"].includes(by)) {
    return { refused: bad };
  }
  const one = reference.memory.transactions.find(
    ({ partner: of, transaction, correlation, references }) =>
      of === partner.id &&
      (by === "transaction_id"
        ? transaction === value
        : by === "correlation_id"
          ? correlation === value
          : listOf(asked, "attribute_value").some((id) => references.includes(String(id)))),
  );
  const txn_status = {
    transaction_id: one?.transaction ?? "none",
    correlation_id: one?.correlation ?? "none",
    search_response: one?.items ?? [],
  };
  return { told: { txnstatus_response: { txn_type: "search", txn_status } } };
}

function enrolment({ reference, operation, message }: Asked): unknown[] | null {
  const value = memberOf(message, "enrolled_criteria", "query", "person_identifier", "eq");
  if (typeof value !== "string") return null;
  const known = reference.memory.people.some(({ uin }) => uin === value);
  const common = { reference_id: value.slice(0, 99), timestamp: new Date().toISOString() };
  if (operation === "sync/enrolled") {
    return [{ ...common, status: "succ", enrolled_status: known ? "yes" : "no" }];
  }
  return known ? [{ ...common, status: "succ", enrolled_status: "Active" }] : [];
}
