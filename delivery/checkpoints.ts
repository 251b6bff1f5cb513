import { growAuditTree, latestCheckpoint, putCheckpoint } from "../store/checkpoints.ts";
import { rootOf } from "../store/audit-tree.ts";
import type { Store } from "../store/database.ts";
import { signCheckpoint } from "../wire/checkpoint.ts";
import { signingKeyFor, type OwnKeys } from "../wire/sealing.ts";

/** How often the audit log is signed, where something was written to it. */
export const checkpoint_every_ms = 60_000;

/**
 * Signs how the audit log stands: its size, Merkle root and chain head, with the system's Ed25519
 * key. Nothing is signed twice for one size.
 */
export async function checkpoint(store: Store, keys: OwnKeys): Promise<void> {
  const head = await growAuditTree(store);
  if (!head) return;
  const { size } = head.edge;
  const { id: system, epoch } = store.system;
  const last = await latestCheckpoint(store);
  if (last?.epoch === epoch && last.size === size) return;
  const time = new Date(store.clock.nowMs()).toISOString();
  const said = { system, size, root: rootOf(head.edge), epoch, chain: head.chain, time };
  const signed = signCheckpoint(said, signingKeyFor(keys, "Ed25519"));
  await putCheckpoint(store, { epoch, size, ...signed, at: time });
}
