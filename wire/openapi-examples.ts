import { checkpointNote } from "./checkpoint.ts";

/** A message for each operation, as a stranger may send it, and what comes back. For readers and tests. */

const epoch = "5f0c9c1e-2b1a-4c0e-9a53-8f4f6f1f0001";
const checkpoint = {
  system: "ess.example",
  size: 1042,
  root: "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
  epoch,
  chain: "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
  time: "2026-01-12T09:30:00.000Z",
};
const shown = {
  epoch,
  checkpoint: {
    note: checkpointNote(checkpoint),
    kid: "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k",
    signature: `${"A".repeat(86)}==`,
  },
  kept: { epoch: "7a0c9c1e-2b1a-4c0e-9a53-8f4f6f1f0002", size: 977 },
  high: "0193512a0c00-0003",
};
const at = "2026-02-16T10:30:00Z";
const item = { reference_id: "REF-1", timestamp: at, locale: "eng" };
const member = {
  "@id": "sp.example/9f2c",
  "@type": "spdci:Member",
  member_identifier: [{ identifier_type: "UIN", identifier_value: "55500011122" }],
  demographic_info: { name: { given_name: "Amaro", surname: "Vello" }, birth_date: "1991-05-04" },
  employment_status: "Not employed",
};
const authorize = {
  ts: at,
  purpose: { code: "work_support", text: "Offer of work support" },
};
const asked = {
  version: "1.0.0",
  reg_type: "ns:org:RegistryType:SP",
  reg_record_type: "Member",
  query_type: "idtype-value",
  query: { type: "UIN", value: "55500011122" },
  pagination: { page_size: 100, page_number: 1 },
  authorize,
};
const found = {
  transaction_id: "TXN-1",
  correlation_id: "01a206bb-8794-7018",
  search_response: [
    {
      ...item,
      status: "succ",
      data: {
        version: "1.0.0",
        reg_type: "ns:org:RegistryType:SP",
        reg_record_type: "Member",
        reg_records: [member],
      },
      pagination: { page_size: 100, page_number: 1, total_count: 1 },
    },
  ],
};
const search = {
  transaction_id: "TXN-1",
  search_request: [{ ...item, search_criteria: asked }],
};
const criteria = {
  version: "1.0.0",
  reg_type: "ns:org:RegistryType:SP",
  reg_event_type: "enrolment",
  frequency: { start_time: at, end_time: "2027-02-16T10:30:00Z", frequency: "real-time" },
  filter_type: "graphql",
  filter: {
    type: "ns:org:QueryType:graphql",
    value: {
      expression:
        'subscription S { enrolment(employment_status: "not employed", age_gt: 18) { id demographic_info { name { given_name surname } } } }',
    },
  },
  notify_record_type: "Member",
  authorize,
};
const subscription = { code: "SUB-1", status: "subscribe", timestamp: at };
const status = {
  transaction_id: "TXN-2",
  txnstatus_request: {
    reference_id: "REF-1",
    txn_type: "search",
    attribute_type: "transaction_id",
    attribute_value: "TXN-1",
  },
};
const stands = {
  transaction_id: "TXN-2",
  correlation_id: "01a206bb-8794-7019",
  txnstatus_response: {
    txn_type: "search",
    txn_status: { ...found, search_response: [{ ...item, status: "succ" }] },
  },
};
const enrolled = {
  transaction_id: "TXN-3",
  correlation_id: "01a206bb-8794-7020",
  enrolled_response: [{ ...item, status: "succ", enrolled_status: "Active" }],
};

/** By path: the request's `message`, and the answer's where it comes at once. */
export const operationExamples: Readonly<Record<string, { request: object; response?: object }>> = {
  search: { request: search },
  "on-search": { request: found },
  "sync/search": { request: search, response: found },
  subscribe: {
    request: {
      transaction_id: "TXN-4",
      subscribe_request: [{ ...item, subscribe_criteria: criteria }],
    },
  },
  "on-subscribe": {
    request: {
      transaction_id: "TXN-4",
      correlation_id: "01a206bb-8794-7021",
      subscribe_response: [{ ...item, status: "succ", subscriptions: [subscription] }],
    },
  },
  notify: {
    request: {
      transaction_id: "TXN-4",
      notify_event: [
        {
          ...item,
          data: {
            version: "1.0.0",
            reg_type: "ns:org:RegistryType:SP",
            reg_event_type: "enrolment",
            reg_record_type: "Member",
            reg_records: member,
          },
        },
      ],
    },
  },
  unsubscribe: {
    request: { transaction_id: "TXN-5", timestamp: at, subscription_codes: ["SUB-1"] },
  },
  "on-unsubscribe": {
    request: {
      transaction_id: "TXN-5",
      correlation_id: "01a206bb-8794-7022",
      timestamp: at,
      status: "succ",
      subscription_status: [{ code: "SUB-1", status: "unsubscribe" }],
    },
  },
  "txn/status": { request: status },
  "txn/on-status": { request: stands },
  "sync/txn/status": { request: status, response: stands },
  "sync/check-enrollment": {
    request: {
      transaction_id: "TXN-3",
      enrolled_criteria: {
        query_type: "expression",
        response_entity: "Member",
        query: { person_identifier: { eq: "55500011122" } },
      },
    },
    response: enrolled,
  },
  "sync/enrolled": {
    request: {
      transaction_id: "TXN-3",
      enrolled_criteria: {
        query_type: "expression",
        response_entity: "Member",
        query: { person_identifier: { eq: "55500011122" } },
      },
    },
    response: {
      ...enrolled,
      enrolled_response: [{ ...item, status: "succ", enrolled_status: "yes" }],
    },
  },
  "sync/enrollment/updates": {
    request: {
      transaction_id: "TXN-6",
      enrolled_updates: {
        beneficiaries: [
          {
            "@type": "spdci:Beneficiary",
            member: { member_identifier: member.member_identifier },
            programme_identifier: [
              { programme_identifier: "PWP-1", programme_name: "Harbour works" },
            ],
            enrolment_status: "Active",
            enrolment_date: "2026-02-01",
          },
        ],
      },
    },
    response: { ...enrolled, enrolled_response: [{ ...item, status: "succ" }] },
  },
  "sync/records": {
    request: { transaction_id: "TXN-9", subscription_code: "SUB-1", keys: ["sp.example/HH-1"] },
    response: {
      transaction_id: "TXN-9",
      correlation_id: "01a206bb-8794-7025",
      subscription_code: "SUB-1",
      epoch: "5f0c9c1e-2b1a-4c0e-9a53-8f4f6f1f0001",
      next: 0,
      more: false,
      not_given: ["sp.example/HH-1"],
      notify_event: [],
    },
  },
  "sync/status": {
    request: { transaction_id: "TXN-7", subscription_code: "SUB-1" },
    response: {
      transaction_id: "TXN-7",
      correlation_id: "01a206bb-8794-7023",
      subscription_code: "SUB-1",
      status: "subscribe",
      epoch: "5f0c9c1e-2b1a-4c0e-9a53-8f4f6f1f0001",
      head: 12,
      waiting: true,
    },
  },
  "sync/events": {
    request: { transaction_id: "TXN-8", subscription_code: "SUB-1", after: 12, limit: 100 },
    response: {
      transaction_id: "TXN-8",
      correlation_id: "01a206bb-8794-7024",
      subscription_code: "SUB-1",
      epoch: "5f0c9c1e-2b1a-4c0e-9a53-8f4f6f1f0001",
      from: 13,
      to: 12,
      more: false,
      notify_event: [],
    },
  },
  "sync/digest": {
    request: { transaction_id: "TXN-9", prefixes: [""], keys: ["sp.demo/01a206bb-8794"] },
    response: {
      transaction_id: "TXN-9",
      correlation_id: "01a206bb-8794-7025",
      epoch: "5f0c9c1e-2b1a-4c0e-9a53-8f4f6f1f0001",
      head: 12,
      snapshot: "0b6f6f0e-2a53-4bd0-8c7e-0f3a1d2c4b55",
      ready: true,
      count: 0,
      nodes: [{ prefix: "", count: 0, hash: "", leaves: [] }],
      records: [{ key: "sp.demo/01a206bb-8794", hash: "", settled: true, fields: {}, foreign: [] }],
    },
  },
  "sync/returned": {
    request: { transaction_id: "TXN-10", limit: 100 },
    response: {
      transaction_id: "TXN-10",
      correlation_id: "01a206bb-8794-7026",
      records: [
        {
          key: "sp.example/01a206bb-8794",
          type: "Person",
          fields: { care_hours: [{ v: "mornings", h: "0193512a0c00-0003", o: "sp.example" }] },
          sets: {},
        },
      ],
    },
  },
  "sync/checkpoint": {
    request: { transaction_id: "TXN-9", ...shown },
    response: { transaction_id: "TXN-9", correlation_id: "01a206bb-8794-7025", ...shown },
  },
};
