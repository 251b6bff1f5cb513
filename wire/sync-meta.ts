/**
 * `header.meta.sync`: what Tandem systems tell each other beside the standard, in the member DCI
 * leaves to implementations (ESS API 1.0.0, MsgHeader.meta: "additional meta info"). It is signed
 * with the header and never encrypted, so it holds no personal data. Plain partners ignore it.
 */
import { Type, type Static } from "typebox";
import { Id } from "./envelope.ts";
import { message_items_max } from "./messages/parts.ts";
import { reader, type Reading } from "./reading.ts";

/** A record's key: `<origin system>/<opaque id>`. */
export const record_key_chars_max = 160;
export const RecordKey = Type.String({
  maxLength: record_key_chars_max,
  pattern: "^[A-Za-z0-9._:-]+/[A-Za-z0-9._:-]+$",
});

/** A hybrid logical clock stamp, ordered as text. */
export const Stamp = Type.String({
  minLength: 1,
  maxLength: 99,
  pattern: "^[A-Za-z0-9._:@/-]+$",
});

/** A field name or path of a record. */
export const field_name_chars_max = 120;
const FieldName = Type.String({ pattern: `^[A-Za-z0-9_@.:-]{1,${field_name_chars_max}}$` });
const fields_max = 300;

/** Base64 SHA-256 of an event, or nothing for the first event of a record. */
const EventHash = Type.String({ pattern: "^([A-Za-z0-9+/]{43}=)?$" });

const Version = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

const elements_max = 200;
/** Systems between an origin and who gets its version. */
const hops_max = 8;
/**
 * How a field's value, which stands in the record itself, is stamped: `[hlc, base_hlc]` (base empty
 * where there is none), with the reversal number behind them for a terminal field. For a set: one
 * `[element, hlc]` per element of the record's list, in its order, then one `[element, hlc, 1]` per
 * element removed.
 */
export const FieldStamps = Type.Union([
  Type.Tuple([Stamp, Type.Union([Stamp, Type.Literal("")])]),
  Type.Tuple([Stamp, Type.Union([Stamp, Type.Literal("")]), Version]),
  Type.Array(
    Type.Union([Type.Tuple([Stamp, Stamp]), Type.Tuple([Stamp, Stamp, Type.Literal(1)])]),
    { maxItems: elements_max },
  ),
]);
export type FieldStamps = Static<typeof FieldStamps>;

/** One event of a batch, in the order of `message.notify_event`. */
export const SyncItem = Type.Object({
  /** `reference_id` of the item it describes. */
  ref: Id,
  key: RecordKey,
  /** Version of the record at its origin, and the last one of that origin this subscriber was sent. */
  ver: Version,
  prev: Version,
  /** Hash of the previous event of this record and origin sent to this subscriber. */
  ph: EventHash,
  /** Fields that changed; only these are merged. */
  ch: Type.Array(FieldName, { maxItems: fields_max }),
  origin: Id,
  /**
   * The systems it passed on its way, the sender last; left out of the sender's own versions. A
   * version is never sent to its origin nor to a system it has passed.
   */
  hops: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: hops_max })),
  /** Commit time at the origin. */
  at: Type.String({ minLength: 1, maxLength: 64 }),
  /** The stamps of each field in `ch`. */
  f: Type.Record(FieldName, FieldStamps, {
    additionalProperties: false,
    maxProperties: fields_max,
  }),
  /** What was done, as a code of the case law; who did it, as a role or opaque id, never a name. */
  act: Type.Optional(Type.String({ minLength: 1, maxLength: 99 })),
  who: Type.Optional(Type.String({ minLength: 1, maxLength: 99 })),
  /** Reason code when the record left the subscription's filter; the item then has no data. */
  left: Type.Optional(Type.String({ minLength: 1, maxLength: 99 })),
  /**
   * The record is sent again as a whole, at its present state: it needs no version before it, and is
   * joined to what the receiver has even under a version the receiver has seen.
   */
  whole: Type.Optional(Type.Literal(true)),
});
export type SyncItem = Static<typeof SyncItem>;

/** `header.meta.sync`. `from..to` is dense per subscription; an empty list is a heartbeat. */
export const SyncMeta = Type.Object({
  v: Type.Literal(1),
  epoch: Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" }),
  sub: Id,
  from: Version,
  to: Version,
  items: Type.Array(SyncItem, { maxItems: message_items_max }),
  /** Part of a snapshot: everything the agreement covers goes again, then the log goes on. */
  snapshot: Type.Optional(Type.Literal(true)),
});
export type SyncMeta = Static<typeof SyncMeta>;

/** Reads a `sync` member. */
export const parseSyncMeta: (value: unknown) => Reading<SyncMeta> = reader(SyncMeta);

/** Finds and reads the `sync` member of `header.meta`; undefined when the partner is a plain one. */
export function syncMetaOf(meta: unknown): Reading<SyncMeta> | undefined {
  if (typeof meta !== "object" || meta === null || !("sync" in meta)) return undefined;
  return parseSyncMeta(meta.sync);
}
