/**
 * Every operation as a stranger must know it: address, action, what goes in and what comes out. The
 * OpenAPI document is made of this table and the schemas of `messages/`; a test holds it against the
 * operations the door really has.
 */
import type { TSchema } from "typebox";
import * as catchUp from "./messages/catch-up.ts";
import * as digest from "./messages/digest.ts";
import * as checkpoint from "./messages/checkpoint.ts";
import * as enrolled from "./messages/enrolled.ts";
import * as returned from "./messages/returned.ts";
import * as search from "./messages/search.ts";
import * as subscribe from "./messages/subscribe.ts";
import * as txnStatus from "./messages/txn-status.ts";
import * as unsubscribe from "./messages/unsubscribe.ts";

/** One operation of the document. */
export interface DescribedOperation {
  /** Path under the registry path. */
  path: string;
  /** `header.action` of the request, and of a synchronous answer. */
  action: string;
  answers?: string;
  /** `asks`: acknowledged, a callback follows. `tells`: an event or callback. Others: answered at once. */
  mode: "asks" | "tells" | "reads" | "writes";
  /** Which API of the standard it belongs to; `Tandem` is ours beside it. */
  tag: "Search" | "Subscription" | "Transaction status" | "Enrolment" | "Catch-up (Tandem)";
  offeredBy: readonly ("sp" | "ess")[];
  summary: string;
  request: { name: string; schema: TSchema };
  response?: { name: string; schema: TSchema };
}

const both = ["sp", "ess"] as const;
const searchRequest = { name: "SearchRequest", schema: search.SearchRequest };
const searchResponse = { name: "SearchResponse", schema: search.SearchResponse };
const subscribeRequest = { name: "SubscribeRequest", schema: subscribe.SubscribeRequest };
const subscribeResponse = { name: "SubscribeResponse", schema: subscribe.SubscribeResponse };
const notifyEvents = { name: "NotifyEventRequest", schema: subscribe.NotifyEventRequest };
const unsubscribeRequest = { name: "UnSubscribeRequest", schema: unsubscribe.UnSubscribeRequest };
const unsubscribeResponse = {
  name: "UnSubscribeResponse",
  schema: unsubscribe.UnSubscribeResponse,
};
const statusRequest = { name: "TxnStatusRequest", schema: txnStatus.TxnStatusRequest };
const statusResponse = { name: "TxnStatusResponse", schema: txnStatus.TxnStatusResponse };
const enrolledRequest = { name: "EnrolledRequest", schema: enrolled.EnrolledRequest };
const enrolledResponse = { name: "EnrolledResponse", schema: enrolled.EnrolledResponse };
const updates = { name: "EnrolmentUpdates", schema: enrolled.EnrolmentUpdates };
const syncStatus = { name: "SyncStatusRequest", schema: catchUp.SyncStatusRequest };
const syncStatusAnswer = { name: "SyncStatusResponse", schema: catchUp.SyncStatusResponse };
const syncEvents = { name: "SyncEventsRequest", schema: catchUp.SyncEventsRequest };
const syncRecords = { name: "SyncRecordsRequest", schema: catchUp.SyncRecordsRequest };
const syncRecordsAnswer = { name: "SyncRecordsResponse", schema: catchUp.SyncRecordsResponse };
const syncEventsAnswer = { name: "SyncEventsResponse", schema: catchUp.SyncEventsResponse };
const syncDigest = { name: "SyncDigestRequest", schema: digest.SyncDigestRequest };
const syncDigestAnswer = { name: "SyncDigestResponse", schema: digest.SyncDigestResponse };
const checkpointRequest = { name: "CheckpointRequest", schema: checkpoint.CheckpointRequest };
const checkpointAnswer = { name: "CheckpointResponse", schema: checkpoint.CheckpointResponse };
const returnedRequest = { name: "ReturnedRequest", schema: returned.ReturnedRequest };
const returnedAnswer = { name: "ReturnedResponse", schema: returned.ReturnedResponse };

/** All of them, in the order of the standard's own document. */
export const describedOperations: readonly DescribedOperation[] = [
  {
    path: "search",
    action: "search",
    mode: "asks",
    tag: "Search",
    offeredBy: both,
    summary: "Asks for records; the answer comes as one or more on-search callbacks.",
    request: searchRequest,
  },
  {
    path: "on-search",
    action: "on-search",
    mode: "tells",
    tag: "Search",
    offeredBy: both,
    summary: "The answer to a search that this system asked.",
    request: searchResponse,
  },
  {
    path: "sync/search",
    action: "search",
    answers: "on-search",
    mode: "reads",
    tag: "Search",
    offeredBy: both,
    summary: "Asks for records and gets one page of them at once.",
    request: searchRequest,
    response: searchResponse,
  },
  {
    path: "subscribe",
    action: "subscribe",
    mode: "asks",
    tag: "Subscription",
    offeredBy: both,
    summary: "Asks to be told of events; the codes come in an on-subscribe callback.",
    request: subscribeRequest,
  },
  {
    path: "on-subscribe",
    action: "on-subscribe",
    mode: "tells",
    tag: "Subscription",
    offeredBy: both,
    summary: "The answer to a subscription that this system asked for.",
    request: subscribeResponse,
  },
  {
    path: "notify",
    action: "notify",
    mode: "tells",
    tag: "Subscription",
    offeredBy: both,
    summary: "Tells of events, under a subscription or as a push without one.",
    request: notifyEvents,
  },
  {
    path: "unsubscribe",
    action: "unsubscribe",
    mode: "asks",
    tag: "Subscription",
    offeredBy: both,
    summary: "Ends subscriptions by their codes; an on-unsubscribe callback confirms it.",
    request: unsubscribeRequest,
  },
  {
    path: "on-unsubscribe",
    action: "on-unsubscribe",
    mode: "tells",
    tag: "Subscription",
    offeredBy: both,
    summary: "A subscription has ended, as asked or by its own time.",
    request: unsubscribeResponse,
  },
  {
    path: "txn/status",
    action: "txn-status",
    mode: "asks",
    tag: "Transaction status",
    offeredBy: both,
    summary: "Asks how a transaction stands; the answer comes as a txn/on-status callback.",
    request: statusRequest,
  },
  {
    path: "txn/on-status",
    action: "txn-on-status",
    mode: "tells",
    tag: "Transaction status",
    offeredBy: both,
    summary: "The answer to a status that this system asked for.",
    request: statusResponse,
  },
  {
    path: "sync/txn/status",
    action: "txn-status",
    answers: "txn-on-status",
    mode: "reads",
    tag: "Transaction status",
    offeredBy: both,
    summary: "Asks how a transaction stands and is told at once.",
    request: statusRequest,
    response: statusResponse,
  },
  {
    path: "sync/check-enrollment",
    action: "enrollementstatus",
    answers: "txn-on-status",
    mode: "reads",
    tag: "Enrolment",
    offeredBy: both,
    summary: "Asks for the enrolment status of a person (PRS.EMP.05).",
    request: enrolledRequest,
    response: enrolledResponse,
  },
  {
    path: "sync/enrolled",
    action: "enrolled",
    answers: "txn-on-status",
    mode: "reads",
    tag: "Enrolment",
    offeredBy: ["sp"],
    summary: "Asks whether a person is enrolled in a programme: yes or no (IBR).",
    request: enrolledRequest,
    response: enrolledResponse,
  },
  {
    path: "sync/enrollment/updates",
    action: "notify",
    answers: "txn-on-status",
    mode: "writes",
    tag: "Enrolment",
    offeredBy: ["sp"],
    summary: "Tells of enrolments and their changes, and gets an answer for each (IBR).",
    request: updates,
    response: enrolledResponse,
  },
  {
    path: "sync/records",
    action: "sync-records",
    answers: "sync-on-records",
    mode: "reads",
    tag: "Catch-up (Tandem)",
    offeredBy: both,
    summary:
      "Records of one's own standing subscription as they are now, by key or after a counter.",
    request: syncRecords,
    response: syncRecordsAnswer,
  },
  {
    path: "sync/status",
    action: "sync-status",
    answers: "sync-on-status",
    mode: "reads",
    tag: "Catch-up (Tandem)",
    offeredBy: both,
    summary: "How one's own subscription stands: the last event sent, and what waits.",
    request: syncStatus,
    response: syncStatusAnswer,
  },
  {
    path: "sync/events",
    action: "sync-events",
    answers: "sync-on-events",
    mode: "reads",
    tag: "Catch-up (Tandem)",
    offeredBy: both,
    summary: "The events of one's own subscription after a counter.",
    request: syncEvents,
    response: syncEventsAnswer,
  },
  {
    path: "sync/digest",
    action: "sync-digest",
    answers: "sync-on-digest",
    mode: "reads",
    tag: "Catch-up (Tandem)",
    offeredBy: both,
    summary:
      "The Merkle digest of what two Tandem systems share: nodes by prefix, or records by key.",
    request: syncDigest,
    response: syncDigestAnswer,
  },
  {
    path: "sync/checkpoint",
    action: "sync-checkpoint",
    answers: "sync-on-checkpoint",
    mode: "reads",
    tag: "Catch-up (Tandem)",
    offeredBy: both,
    summary: "How the audit logs of both systems stand, and what each keeps of the other's.",
    request: checkpointRequest,
    response: checkpointAnswer,
  },
  {
    path: "sync/returned",
    action: "sync-returned",
    answers: "sync-on-returned",
    mode: "reads",
    tag: "Catch-up (Tandem)",
    offeredBy: both,
    summary: "After a restore: the asker's own changes as the partner still holds them.",
    request: returnedRequest,
    response: returnedAnswer,
  },
];
