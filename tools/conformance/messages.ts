/** The messages the checker sends: small, valid, and new each time. */
import { randomUUID } from "node:crypto";
import type { Checking, Target } from "./checking.ts";
import type { JsonObject } from "./caller.ts";

/** Search types of the registry asked. */
export function regType({ system }: Pick<Target, "system">): string {
  return `ns:org:RegistryType:${system === "ess" ? "ESS" : "SP"}`;
}

export function reference(): string {
  return `R-${randomUUID().slice(0, 18)}`;
}

/** A person nobody has. */
export function unknownPerson(target: Target): { type: string; value: string } {
  return {
    type: target.identifier?.type ?? "UIN",
    value: `none-${randomUUID().slice(0, 12)}`,
  };
}

/** One question: the criteria, with the members the samples give. */
export function question(at: Checking, criteria: JsonObject, item: JsonObject = {}): JsonObject {
  return {
    reference_id: reference(),
    timestamp: new Date().toISOString(),
    search_criteria: {
      version: "1.0.0",
      reg_type: regType(at.target),
      reg_record_type: at.target.recordType,
      ...criteria,
    },
    locale: "eng",
    ...item,
  };
}

export function search(...questions: JsonObject[]): JsonObject {
  return { transaction_id: `T-${randomUUID()}`, search_request: questions };
}

export function byIdentifier(identifier: { type: string; value: string }): JsonObject {
  return { query_type: "idtype-value", query: identifier };
}

/** Whoever has the attribute: the widest question a predicate can ask. */
export function wide({ target }: Checking, more: JsonObject = {}): JsonObject {
  const expression1 = { attribute_name: target.attribute, operator: "ge", attribute_value: "0" };
  return { query_type: "predicate", query: [{ seq_num: 1, expression1 }], ...more };
}

/** Adults of working age, as an expression of the samples' kind. */
export function expression({ target }: Checking, more: JsonObject = {}): JsonObject {
  const query = {
    $and: [{ [target.attribute]: { $gte: 0 } }, { [target.attribute]: { $lte: 200 } }],
  };
  const value = { expression: { collection: target.recordType, query } };
  const type = "ns:org:QueryType:expression";
  return { query_type: "expression", query: { type, value }, ...more };
}

/** A subscription text of the samples' kind: a condition and a selection. */
export function graphql(target: Target, age = 17): JsonObject {
  const text = `subscription Conformance {
  enrolment(${target.attribute}_gte: ${age}) {
    id
    demographic_info { name { given_name surname } }
  }
}
`;
  return { type: "ns:org:QueryType:graphql", value: { expression: text } };
}

export function subscribeItem(at: Checking, criteria: JsonObject, item: JsonObject = {}) {
  const from = new Date().toISOString();
  const until = new Date(Date.now() + 86_400_000).toISOString();
  return {
    reference_id: reference(),
    timestamp: from,
    subscribe_criteria: {
      version: "1.0.0",
      reg_type: regType(at.target),
      reg_event_type: at.target.eventTypes[0] ?? "enrolment",
      frequency: { start_time: from, end_time: until, frequency: "real-time" },
      filter_type: "graphql",
      filter: graphql(at.target),
      notify_record_type: at.target.recordType,
      ...criteria,
    },
    locale: "eng",
    ...item,
  };
}

export function subscribe(...items: JsonObject[]): JsonObject {
  return { transaction_id: `T-${randomUUID()}`, subscribe_request: items };
}

export function unsubscribe(...codes: string[]): JsonObject {
  return {
    transaction_id: `T-${randomUUID()}`,
    timestamp: new Date().toISOString(),
    subscription_codes: codes,
  };
}

export type AttributeType = "transaction_id" | "reference_id_list" | "correlation_id";

export function txnStatus(
  attribute_type: AttributeType,
  attribute_value: string | string[],
  txn_type = "search",
): JsonObject {
  return {
    transaction_id: `T-${randomUUID()}`,
    txnstatus_request: {
      reference_id: reference(),
      txn_type,
      attribute_type,
      attribute_value,
      locale: "eng",
    },
  };
}

/** `check-enrollment` and `sync/enrolled`, with the example's query. */
export function enrolled(identifier: { value: string }): JsonObject {
  return {
    transaction_id: `T-${randomUUID()}`,
    enrolled_criteria: {
      query_type: "expression",
      response_entity: "Member",
      query: { person_identifier: { eq: identifier.value } },
    },
  };
}

function member(identifier: { type: string; value: string }): JsonObject {
  return {
    "@type": "Member",
    member_identifier: [{ identifier_type: identifier.type, identifier_value: identifier.value }],
    demographic_info: { name: { given_name: "Conformance", surname: "Check" } },
  };
}

export function notify(at: Checking): JsonObject {
  const data = {
    version: "1.0.0",
    reg_type: regType(at.target),
    reg_event_type: at.target.eventTypes.at(-1) ?? "enrolment_status_change",
    reg_record_type: at.target.recordType,
    reg_records: member(unknownPerson(at.target)),
  };
  const event = {
    reference_id: reference(),
    timestamp: new Date().toISOString(),
    data,
    locale: "eng",
  };
  return { transaction_id: `T-${randomUUID()}`, notify_event: [event] };
}

export function updates(at: Checking): JsonObject {
  const beneficiary = {
    "@type": "Beneficiary",
    assistance_unit: "1",
    member: member(unknownPerson(at.target)),
    programme_identifier: [
      { programme_identifier: "CONFORMANCE-1", programme_name: "Conformance check" },
    ],
    enrollment_date: new Date().toISOString(),
    enrollment_status: "1",
    benefits: [],
  };
  return {
    transaction_id: `T-${randomUUID()}`,
    enrolled_updates: { beneficiaries: [beneficiary] },
  };
}

/** Answers to nothing: the server never asked. */
export function unasked(operation: string): JsonObject {
  const timestamp = new Date().toISOString();
  const common = { transaction_id: `T-${randomUUID()}`, correlation_id: randomUUID() };
  const item = { reference_id: reference(), timestamp, status: "succ" };
  if (operation === "on-search") return { ...common, search_response: [item] };
  if (operation === "on-subscribe") return { ...common, subscribe_response: [item] };
  if (operation === "on-unsubscribe") return { ...common, timestamp, status: "succ" };
  const txn_status = { ...common, search_response: [item] };
  return { ...common, txnstatus_response: { txn_type: "search", txn_status } };
}

/** A valid message of each operation, for the checks of the door. */
export function sample(at: Checking, operation: string): JsonObject {
  const nobody = unknownPerson(at.target);
  switch (operation) {
    case "search":
    case "sync/search":
      return search(question(at, byIdentifier(nobody)));
    case "subscribe":
      return subscribe(subscribeItem(at, {}));
    case "unsubscribe":
      return unsubscribe(`none-${randomUUID()}`);
    case "txn/status":
    case "sync/txn/status":
      return txnStatus("transaction_id", `none-${randomUUID()}`);
    case "sync/check-enrollment":
    case "sync/enrolled":
      return enrolled(nobody);
    case "sync/enrollment/updates":
      return updates(at);
    case "notify":
      return notify(at);
    default:
      return unasked(operation);
  }
}
