/**
 * Our read `sync/returned` beside the standard: a Tandem system that was restored from a backup asks
 * its partner for its own changes as the partner still holds them. Only the asker's own versions are
 * given back, and only of records that both share.
 */
import { Type, type Static } from "typebox";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import { RecordKey, Stamp } from "../sync-meta.ts";
import { codeOfMessageFault } from "./parts.ts";

/** Records of one answer. */
export const returned_records_max = 100;
const fields_max = 300;
const versions_max = 50;
const elements_max = 1_000;

const Name = Type.String({ pattern: "^[A-Za-z0-9_@.:-]{1,120}$" });
/** One version of a field as it is stored: value, stamp, writer, the stamp it was based on, reversals. */
const ReturnedVersion = Type.Object({
  v: Type.Unknown(),
  h: Stamp,
  o: Id,
  b: Type.Optional(Stamp),
  n: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
});

export const ReturnedRecord = Type.Object({
  key: RecordKey,
  type: Type.String({ minLength: 1, maxLength: 99 }),
  fields: Type.Record(Name, Type.Array(ReturnedVersion, { maxItems: versions_max }), {
    maxProperties: fields_max,
  }),
  sets: Type.Record(Name, Type.Record(Name, ReturnedVersion, { maxProperties: elements_max }), {
    maxProperties: fields_max,
  }),
});
export type ReturnedRecord = Static<typeof ReturnedRecord>;

/** `after`: where the last answer ended; absent: from the first record. */
export const ReturnedRequest = Type.Object({
  transaction_id: Id,
  after: Type.Optional(Id),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: returned_records_max })),
});
export type ReturnedRequest = Static<typeof ReturnedRequest>;

/** `next`: where to go on; absent: this was all. */
export const ReturnedResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  records: Type.Array(ReturnedRecord, { maxItems: returned_records_max }),
  next: Type.Optional(Id),
});
export type ReturnedResponse = Static<typeof ReturnedResponse>;

export const parseReturnedRequest: (value: unknown) => Reading<ReturnedRequest> = reader(
  ReturnedRequest,
  codeOfMessageFault,
);
export const parseReturnedResponse: (value: unknown) => Reading<ReturnedResponse> = reader(
  ReturnedResponse,
  codeOfMessageFault,
);
