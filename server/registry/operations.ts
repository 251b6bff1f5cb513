import { syncEvents, syncStatus } from "./catch-up.ts";
import { syncCheckpoint } from "./checkpoint.ts";
import { checkEnrollment, enrolled } from "./check-enrollment.ts";
import { syncDigest } from "./digest.ts";
import { enrollmentUpdates } from "./enrollment-updates.ts";
import type { OperationRow } from "./knock.ts";
import { notify } from "./notify.ts";
import { onSearch, onTxnStatus } from "./on-search.ts";
import { syncRecords } from "./sync-records.ts";
import { onSubscribe } from "./on-subscribe.ts";
import { onUnsubscribe } from "./on-unsubscribe.ts";
import { syncReturned } from "./returned.ts";
import { search } from "./search.ts";
import { subscribe } from "./subscribe.ts";
import { syncSearch } from "./sync-search.ts";
import { syncTxnStatus, txnStatus } from "./txn-status.ts";
import { unsubscribe } from "./unsubscribe.ts";

const both = ["sp", "ess"] as const;
/** The published word for a question about an enrolment, misprint and all, and how peers spell it. */
const statusActions = ["enrollementstatus", "enrollment-status"] as const;

/**
 * Every operation, by its path under `/registry/`: ESS API 1.0.0, and of the social registry and IBR
 * APIs what a social protection system offers. A row is all that the door knows of an operation.
 */
export const operations: ReadonlyMap<string, OperationRow> = new Map<string, OperationRow>([
  ["search", { actions: ["search"], mode: "asks", under: "out", offeredBy: both, accept: search }],
  [
    "sync/search",
    { actions: ["search"], mode: "reads", under: "out", offeredBy: both, answer: syncSearch },
  ],
  [
    "subscribe",
    { actions: ["subscribe"], mode: "asks", under: "out", offeredBy: both, accept: subscribe },
  ],
  [
    "on-subscribe",
    { actions: ["on-subscribe"], mode: "tells", under: "in", offeredBy: both, accept: onSubscribe },
  ],
  [
    "unsubscribe",
    // Whoever was let in once may always end it, also when the agreement is over.
    {
      actions: ["unsubscribe"],
      mode: "asks",
      under: "either",
      offeredBy: both,
      accept: unsubscribe,
    },
  ],
  [
    "on-unsubscribe",
    {
      actions: ["on-unsubscribe"],
      mode: "tells",
      under: "in",
      offeredBy: both,
      accept: onUnsubscribe,
    },
  ],
  [
    "sync/records",
    {
      actions: ["sync-records"],
      mode: "reads",
      under: "out",
      offeredBy: both,
      answer: syncRecords,
    },
  ],
  [
    "sync/status",
    {
      actions: ["sync-status"],
      mode: "reads",
      under: "either",
      offeredBy: both,
      answer: syncStatus,
    },
  ],
  [
    "sync/events",
    { actions: ["sync-events"], mode: "reads", under: "out", offeredBy: both, answer: syncEvents },
  ],
  [
    "sync/digest",
    { actions: ["sync-digest"], mode: "reads", under: "out", offeredBy: both, answer: syncDigest },
  ],
  [
    "sync/checkpoint",
    {
      actions: ["sync-checkpoint"],
      mode: "reads",
      under: "either",
      offeredBy: both,
      answer: syncCheckpoint,
    },
  ],
  [
    "sync/returned",
    {
      actions: ["sync-returned"],
      mode: "reads",
      under: "either",
      offeredBy: both,
      answer: syncReturned,
    },
  ],
  [
    "on-search",
    { actions: ["on-search"], mode: "tells", under: "in", offeredBy: both, accept: onSearch },
  ],
  [
    "txn/on-status",
    {
      actions: ["txn-on-status"],
      mode: "tells",
      under: "in",
      offeredBy: both,
      accept: onTxnStatus,
    },
  ],
  ["notify", { actions: ["notify"], mode: "tells", under: "in", offeredBy: both, accept: notify }],
  [
    "sync/check-enrollment",
    {
      actions: [...statusActions, "check-enrollment", "enrolled", "search-status", "txn-status"],
      mode: "reads",
      under: "out",
      offeredBy: both,
      answer: checkEnrollment,
    },
  ],
  [
    "sync/enrolled",
    {
      actions: ["enrolled", ...statusActions, "search", "txn-status"],
      mode: "reads",
      under: "out",
      offeredBy: ["sp"],
      answer: enrolled,
    },
  ],
  [
    "sync/enrollment/updates",
    {
      actions: ["notify", "register", "enrollment-updates"],
      mode: "writes",
      under: "in",
      offeredBy: ["sp"],
      answer: enrollmentUpdates,
    },
  ],
  [
    "txn/status",
    {
      actions: ["txn-status"],
      mode: "asks",
      under: "either",
      offeredBy: both,
      accept: txnStatus,
    },
  ],
  [
    "sync/txn/status",
    {
      actions: ["txn-status"],
      mode: "reads",
      under: "either",
      offeredBy: both,
      answer: syncTxnStatus,
    },
  ],
]);
