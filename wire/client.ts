/**
 * A client of the DCI interface (ESS, SR and IBR API 1.0.0), usable on its own: every operation typed
 * by its schemas, signed, and each answer held against what was asked before it counts. It keeps
 * nothing and retries nothing; docs/client.md shows its use.
 */
import { Line, type Accepted, type Call, type ClientOptions } from "./client-line.ts";
import * as catchUp from "./messages/catch-up.ts";
import * as digest from "./messages/digest.ts";
import { parseCheckpointResponse, type CheckpointSaid } from "./messages/checkpoint.ts";
import * as enrolled from "./messages/enrolled.ts";
import { parseReturnedResponse, type ReturnedRequest } from "./messages/returned.ts";
import * as search from "./messages/search.ts";
import {
  parseSubscribeResponse,
  type NotifyEventRequest,
  type SubscribeCriteria,
} from "./messages/subscribe.ts";
import * as txn from "./messages/txn-status.ts";
import type { TokenOutcome } from "./token-source.ts";

/** `txnstatus_request` without the ids that the client gives. */
export type StatusQuestion = Omit<
  txn.TxnStatusRequest["txnstatus_request"],
  "reference_id" | "locale"
>;

/** Every operation of the interface. None of them throws; what went wrong is a value. */
export type Client = ReturnType<typeof createClient>;

/** Makes a client for one partner. */
export function createClient(options: ClientOptions) {
  const line = new Line(options);
  const { now } = line;
  const searchItems = (criteria: search.SearchCriteria | search.SearchCriteria[], call: Call) =>
    [criteria].flat().map((search_criteria, index) => {
      const item = line.item(call);
      const reference_id = call.references?.[index] ?? item.reference_id;
      return { ...item, reference_id, search_criteria };
    });
  const syncSearch = (
    criteria: search.SearchCriteria | search.SearchCriteria[],
    call: Call = {},
  ) => {
    const items = searchItems(criteria, call);
    const references = items.map(({ reference_id }) => reference_id);
    const message = { search_request: items };
    return line.ask("sync/search", message, search.parseSearchResponse, call, references);
  };
  const syncEnrolled = (
    operation: "sync/check-enrollment" | "sync/enrolled",
    enrolled_criteria: enrolled.EnrolledCriteria,
    call: Call,
  ) => line.ask(operation, { enrolled_criteria }, enrolled.parseEnrolledResponse, call);
  return {
    /** The access token that would be shown now. */
    token: (): Promise<TokenOutcome> => line.token(),
    /** Asks for records; the answers come as on-search. */
    search: (criteria: search.SearchCriteria | search.SearchCriteria[], call: Call = {}) =>
      line.tell("search", { search_request: searchItems(criteria, call) }, call),
    /** Asks for records and gets one page of them. */
    syncSearch,
    /**
     * All pages of one question, each as it comes; ends after the last one, or with the first
     * outcome that is no answer. Pages of one transaction belong to one snapshot at the partner.
     */
    async *syncSearchPages(criteria: search.SearchCriteria, call: Call = {}) {
      const transactionId = call.transactionId ?? line.newId();
      const asked = search.parsePagination(criteria.pagination ?? { page_size: page_size_default });
      const { page_size, page_number = 1 } = asked.ok
        ? asked.value
        : { page_size: page_size_default };
      for (let page = page_number; page < page_number + pages_max; page++) {
        const pagination = { page_size, page_number: page };
        const answer = await syncSearch({ ...criteria, pagination }, { ...call, transactionId });
        yield answer;
        if (answer.kind !== "answer" || isLastPage(answer.message, page, page_size)) return;
      }
    },
    /** Asks to be told of events; codes come as on-subscribe. */
    subscribe: (criteria: SubscribeCriteria | SubscribeCriteria[], call: Call = {}) =>
      line.tell(
        "subscribe",
        {
          subscribe_request: [criteria]
            .flat()
            .map((subscribe_criteria) => ({ ...line.item(call), subscribe_criteria })),
        },
        call,
      ),
    /** Ends subscriptions by their codes; on-unsubscribe confirms it. */
    unsubscribe: (codes: string[], call: Call = {}) =>
      line.tell("unsubscribe", { timestamp: now(), subscription_codes: codes }, call),
    /** Asks how a transaction stands; the answer comes as txn/on-status. */
    txnStatus: (question: StatusQuestion, call: Call = {}) =>
      line.tell(
        "txn/status",
        { txnstatus_request: { ...question, ...line.unnamedTime(call) } },
        call,
      ),
    /** Asks how a transaction stands and is told at once. */
    syncTxnStatus: (question: StatusQuestion, call: Call = {}) =>
      line.ask(
        "sync/txn/status",
        { txnstatus_request: { ...question, ...line.unnamedTime(call) } },
        txn.parseTxnStatusResponse,
        call,
      ),
    /** The enrolment status of a person (PRS.EMP.05). An empty list: nobody such is known, or not to us. */
    checkEnrollment: (criteria: enrolled.EnrolledCriteria, call: Call = {}) =>
      syncEnrolled("sync/check-enrollment", criteria, call),
    /** Enrolled, yes or no (IBR). */
    enrolled: (criteria: enrolled.EnrolledCriteria, call: Call = {}) =>
      syncEnrolled("sync/enrolled", criteria, call),
    /** Tells of enrolments and gets an answer for each (IBR). */
    enrolmentUpdates: (beneficiaries: Record<string, unknown>[], call: Call = {}) =>
      line.ask(
        "sync/enrollment/updates",
        { enrolled_updates: { beneficiaries } },
        enrolled.parseEnrolledResponse,
        call,
      ),
    /** Tells of events. */
    notify: (events: NotifyEventRequest["notify_event"], call: Call = {}) =>
      line.tell("notify", { notify_event: events }, call),
    /** Judges an on-search that came to an endpoint of our own; `text` is its body. */
    takeSearch: (text: string, asked: Accepted) =>
      line.take(text, search.parseSearchResponse, asked),
    /** Judges an on-subscribe that came to an endpoint of our own. */
    takeSubscribe: (text: string, asked: Accepted) =>
      line.take(text, parseSubscribeResponse, asked),
    ...tandemReads(line),
  };
}

/** The reads beside the standard that Tandem systems offer. */
function tandemReads(line: Line) {
  return {
    /** How our own subscription stands (Tandem). */
    syncStatus: (subscription_code: string, call: Call = {}) =>
      line.ask("sync/status", { subscription_code }, catchUp.parseSyncStatusResponse, call),
    /** The events of our own subscription after a counter (Tandem). */
    syncEvents: (question: Omit<catchUp.SyncEventsRequest, "transaction_id">, call: Call = {}) =>
      line.ask("sync/events", question, catchUp.parseSyncEventsResponse, call),
    /** Nodes of the digest of what we share, and records as they stand there (Tandem). */
    syncDigest: (question: Omit<digest.SyncDigestRequest, "transaction_id">, call: Call = {}) =>
      line.ask("sync/digest", question, digest.parseSyncDigestResponse, call),
    /** Our own changes as the partner still holds them, after a restore (Tandem). */
    syncReturned: (question: Omit<ReturnedRequest, "transaction_id">, call: Call = {}) =>
      line.ask("sync/returned", question, parseReturnedResponse, call),
    /** Tells how our audit log stands, and hears how the partner's does (Tandem). */
    syncCheckpoint: (said: CheckpointSaid, call: Call = {}) =>
      line.ask("sync/checkpoint", said, parseCheckpointResponse, call),
    /** Records of our own standing subscription as they are now, by key or by number (Tandem). */
    syncRecords: (question: Omit<catchUp.SyncRecordsRequest, "transaction_id">, call: Call = {}) =>
      line.ask("sync/records", question, catchUp.parseSyncRecordsResponse, call),
  };
}

/** Records a page holds when nothing else is said, and pages that are asked for at most. */
const page_size_default = 100;
const pages_max = 10_000;

function isLastPage(message: search.SearchResponse, page: number, page_size: number): boolean {
  const [item] = message.search_response;
  const total = Number(item?.pagination?.total_count ?? 0);
  const size = Number(item?.pagination?.page_size ?? page_size) || page_size;
  const here = search.recordsOf(item?.data?.reg_records).length;
  return here === 0 || page * size >= total;
}
