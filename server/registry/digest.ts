import { answerHeader } from "../../exchange/answer-header.ts";
import { parseSyncDigestRequest } from "../../wire/messages/digest.ts";
import type { Fault, Knock, Unsigned } from "./knock.ts";

/**
 * `sync/digest`: the digest of what we share with whoever asks. Only between Tandem systems, and
 * only while agreements of both directions are in force: without them nothing is shared.
 */
export async function syncDigest(knock: Knock): Promise<Fault | Unsigned> {
  const { envelope, partner, door, toPartner, fromPartner, nowMs } = knock;
  if (!envelope || !partner) return { code: "err.request.bad" };
  const read = parseSyncDigestRequest(envelope.message);
  if (!read.ok)
    return { code: read.code, text: `The message is not as expected at ${read.reason}.` };
  const isTandem = partner.profile === "tandem" || partner.profile === "local";
  if (!isTandem || !toPartner || !fromPartner) return { code: "err.request.forbidden" };
  const { store } = door.hosted;
  const {
    transaction_id,
    snapshot,
    prefixes = [],
    keys = [],
    recheck = false,
    resend = false,
  } = read.value;
  const agreements = { out: toPartner, back: fromPartner };
  const named = { prefixes: [...new Set(prefixes)], keys: [...new Set(keys)] };
  const asked = { snapshot, ...named, recheck, resend };
  const told = await door.node.digest(store, partner, agreements, asked);
  const header = answerHeader({
    messageId: door.node.newId(),
    timestamp: new Date(nowMs).toISOString(),
    action: "sync-on-digest",
    status: "succ",
    total: told.nodes.length + told.records.length,
    from: store.system.id,
    to: partner.id,
  });
  const message = {
    transaction_id,
    correlation_id: knock.correlationId,
    epoch: store.system.epoch,
    head: told.head,
    ...(told.snapshot === undefined ? {} : { snapshot: told.snapshot }),
    ready: told.ready,
    count: told.count,
    nodes: told.nodes.map(({ prefix, count, hash, children, leaves }) => ({
      prefix,
      count,
      hash,
      ...(children ? { children } : {}),
      ...(leaves ? { leaves: leaves.map(({ key, hash: of }) => ({ key, hash: of })) } : {}),
    })),
    records: told.records.map((record) => ({ ...record })),
  };
  return { header, message };
}
