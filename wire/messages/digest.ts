/**
 * `sync/digest`: one of our reads beside the standard, between Tandem systems (guarantees, G6). It
 * tells the Merkle tree (wire/digest-tree.ts) over what the two share, node by node, and of named
 * records how they stand this moment. It holds record keys and hashes, and no personal data.
 */
import { Type, type Static } from "typebox";
import { digest_bucket_max, digest_prefix_chars_max, digest_prefixes_max } from "../digest-tree.ts";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import { field_name_chars_max, RecordKey } from "../sync-meta.ts";
import { codeOfMessageFault } from "./parts.ts";

/** Records one question may name. */
export const digest_keys_max = 100;

const fields_max = 300;
const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Prefix = Type.String({ pattern: `^[0-9a-f]{0,${digest_prefix_chars_max}}$` });
/** SHA-256 in hex; empty where there is nothing. */
const Hash = Type.String({ pattern: "^([0-9a-f]{64})?$" });
const FieldName = Type.String({ pattern: `^[A-Za-z0-9_@.:-]{1,${field_name_chars_max}}$` });

/**
 * Asks for nodes of the tree by their prefixes: without a `snapshot` of a tree made now, with one of
 * that very tree. Or asks for records by their keys, as they stand when the answer is written;
 * `recheck` says that they differ and nothing is under way, so that the answerer holds them against
 * its own log before it answers; `resend`, that they differ still, so that it sends them again whole.
 */
export const SyncDigestRequest = Type.Object({
  transaction_id: Id,
  snapshot: Type.Optional(Id),
  prefixes: Type.Optional(Type.Array(Prefix, { minItems: 1, maxItems: digest_prefixes_max })),
  keys: Type.Optional(Type.Array(RecordKey, { minItems: 1, maxItems: digest_keys_max })),
  recheck: Type.Optional(Type.Boolean()),
  resend: Type.Optional(Type.Boolean()),
});
export type SyncDigestRequest = Static<typeof SyncDigestRequest>;

export const DigestLeaf = Type.Object({ key: RecordKey, hash: Hash });

export const DigestNode = Type.Object({
  prefix: Prefix,
  count: Count,
  hash: Hash,
  children: Type.Optional(
    Type.Record(Type.String({ pattern: "^[0-9a-f]$" }), Hash, { maxProperties: 16 }),
  ),
  /** More than a bucket only where prefixes cannot be longer. */
  leaves: Type.Optional(Type.Array(DigestLeaf, { maxItems: 100 * digest_bucket_max })),
});

/**
 * A record as it stands: the hash of what is shared of it, and of each field. `settled`: nothing of
 * the answerer's own changes to it is still to be acknowledged by the asker. `foreign`: fields that
 * hold something of a third system, which is not for these two to compare.
 */
export const DigestRecord = Type.Object({
  key: RecordKey,
  hash: Hash,
  settled: Type.Boolean(),
  fields: Type.Record(FieldName, Hash, { maxProperties: fields_max }),
  foreign: Type.Array(FieldName, { maxItems: fields_max }),
});
export type DigestRecord = Static<typeof DigestRecord>;

/**
 * `ready` false: the tree is still being made; ask again, naming the snapshot. `head`: the counter of
 * the last event the asker acknowledged. Another snapshot than was asked for: the one named is gone.
 */
export const SyncDigestResponse = Type.Object({
  transaction_id: Id,
  correlation_id: Id,
  epoch: Type.String({ minLength: 1, maxLength: 64 }),
  head: Count,
  snapshot: Type.Optional(Id),
  ready: Type.Boolean(),
  count: Count,
  nodes: Type.Array(DigestNode, { maxItems: digest_prefixes_max }),
  records: Type.Array(DigestRecord, { maxItems: digest_keys_max }),
});
export type SyncDigestResponse = Static<typeof SyncDigestResponse>;

/** Reads the message of a `sync-digest`. */
export const parseSyncDigestRequest: (value: unknown) => Reading<SyncDigestRequest> = reader(
  SyncDigestRequest,
  codeOfMessageFault,
);

/** Reads the answer to `sync-digest`. */
export const parseSyncDigestResponse: (value: unknown) => Reading<SyncDigestResponse> = reader(
  SyncDigestResponse,
  codeOfMessageFault,
);
