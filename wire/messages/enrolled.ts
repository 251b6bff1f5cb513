/**
 * Is somebody enrolled? `sync/check-enrollment` (ESS API 1.0.0, PRS.EMP.05) and `sync/enrolled`
 * (IBR API 1.0.0) ask with one message; `sync/enrollment/updates` (IBR) tells of changes.
 */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import {
  AnyObject,
  codeOfMessageFault,
  itemMembers,
  itemStatusMembers,
  message_items_max,
  Name,
} from "./parts.ts";

/** `query` is read by the criteria parser; the standard requires nothing inside. */
export const EnrolledCriteria = Type.Object({
  query_type: Type.Optional(Name),
  response_entity: Type.Optional(Name),
  query: Type.Unknown(),
  authorize: Type.Optional(Type.Unknown()),
});
export type EnrolledCriteria = Static<typeof EnrolledCriteria>;

/**
 * EnrolledRequest: one question. The published sample (flow 4) calls it `search_criteria` and adds
 * a `reference_id`; both names are read.
 */
export const EnrolledRequest = Type.Object({
  transaction_id: Id,
  reference_id: Type.Optional(Id),
  enrolled_criteria: Type.Optional(EnrolledCriteria),
  search_criteria: Type.Optional(EnrolledCriteria),
});
export type EnrolledRequest = Static<typeof EnrolledRequest>;

/** One answer: `enrolled_status` is a label of CD.EMP.03 (ESS) or `yes`/`no` (IBR). */
export const EnrolledResponseItem = Type.Object({
  ...itemMembers,
  ...itemStatusMembers,
  enrolled_status: Type.Optional(Name),
});
export type EnrolledResponseItem = Static<typeof EnrolledResponseItem>;

/** EnrolledResponse; an empty list says that nobody such is known (digest 7.4). */
export const EnrolledResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  enrolled_response: Type.Array(EnrolledResponseItem, { maxItems: message_items_max }),
});
export type EnrolledResponse = Static<typeof EnrolledResponse>;

const Beneficiaries = Type.Object({
  beneficiaries: Type.Array(AnyObject, { minItems: 1, maxItems: message_items_max }),
});

/** The message of `sync/enrollment/updates`; the old sample says `receipt_information`. */
export const EnrolmentUpdates = Type.Object({
  transaction_id: Id,
  enrolled_updates: Type.Optional(Beneficiaries),
  receipt_information: Type.Optional(Beneficiaries),
});
export type EnrolmentUpdates = Static<typeof EnrolmentUpdates>;

/** Reads the message of `sync/check-enrollment` or `sync/enrolled`. */
export const parseEnrolledRequest: (value: unknown) => Reading<EnrolledRequest> = reader(
  EnrolledRequest,
  codeOfMessageFault,
);

/** Reads the answer to either, and to `sync/enrollment/updates`. */
export const parseEnrolledResponse: (value: unknown) => Reading<EnrolledResponse> = reader(
  EnrolledResponse,
  codeOfMessageFault,
);

/** Reads the message of `sync/enrollment/updates`. */
export const parseEnrolmentUpdates: (value: unknown) => Reading<EnrolmentUpdates> = reader(
  EnrolmentUpdates,
  codeOfMessageFault,
);
