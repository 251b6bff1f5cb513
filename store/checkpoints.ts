/** Checkpoints of our audit log, and those of partners that we keep for them. */
import type { SystemId } from "../domain/records/field.ts";
import { auditEntry, type AuditRow } from "./audit-lines.ts";
import { emptyTree, grown, type Edge } from "./audit-tree.ts";
import type { Statement, Store } from "./database.ts";

/** A checkpoint as stored: the signed text, its parts as columns. */
export interface CheckpointRow {
  epoch: string;
  size: number;
  note: string;
  kid: string;
  signature: string;
  at: Date;
}
export type NewCheckpoint = Omit<CheckpointRow, "at"> & { at: string };

/** The audit log as far as it is chained: its tree, and the chain hash of its last entry. */
export interface AuditHead {
  edge: Edge;
  chain: string;
}

const entries_at_once = 2_000;

/**
 * Lets the stored tree grow by the entries chained since, each hashed once, and gives the head. Null:
 * another process did it at this moment, or there is no entry yet.
 */
export async function growAuditTree(store: Store): Promise<AuditHead | null> {
  const known = await readTree(store);
  let edge = known;
  for (;;) {
    const rows = await store.query<AuditRow & { seq: string }>(chainedAfter, [
      store.system.id,
      edge.size,
      entries_at_once,
    ]);
    edge = grown(
      edge,
      rows.map((row) => auditEntry(Number(row.seq), row)),
    );
    if (rows.length < entries_at_once) break;
  }
  if (edge.size > known.size) {
    const kept = await store.query(treeGrown, [
      store.system.id,
      known.size,
      edge.size,
      JSON.stringify(edge.hashes),
    ]);
    if (kept.length === 0) return null;
  }
  const [last] = await store.query<{ hash: string }>(hashAt, [store.system.id, edge.size]);
  return last ? { edge, chain: last.hash } : null;
}

async function readTree(store: Store): Promise<Edge> {
  const [row] = await store.query<{ size: string; edge: string }>(treeRead, [store.system.id]);
  if (!row) return emptyTree;
  return { size: Number(row.size), hashes: JSON.parse(row.edge) as string[] };
}

/** Keeps a checkpoint; of one size in one epoch the first stands. */
export async function putCheckpoint(store: Store, row: NewCheckpoint): Promise<void> {
  const { epoch, size, note, kid, signature, at } = row;
  await store.query(checkpointPut, [store.system.id, epoch, size, note, kid, signature, at]);
}

/** Our latest checkpoint. */
export async function latestCheckpoint(store: Store): Promise<CheckpointRow | null> {
  const [row] = await store.query<RawRow>(checkpointLatest, [store.system.id]);
  return row ? rowOf(row) : null;
}

/** Keeps a partner's checkpoint for it; true if it was not here already. */
export async function putWitnessed(
  store: Store,
  partner: SystemId,
  row: Omit<CheckpointRow, "at">,
): Promise<boolean> {
  const { epoch, size, note, kid, signature } = row;
  const values = [store.system.id, partner, epoch, size, note, kid, signature];
  return (await store.query(witnessedPut, values)).length > 0;
}

/** What we keep of a partner, oldest first. */
export async function readWitnessed(store: Store, partner: SystemId): Promise<CheckpointRow[]> {
  const rows = await store.query<RawRow>(witnessedAll, [store.system.id, partner]);
  return rows.map(rowOf);
}

/** The largest checkpoint of a partner's epoch that we keep. */
export async function largestWitnessed(
  store: Store,
  partner: SystemId,
  epoch: string,
): Promise<CheckpointRow | null> {
  const [row] = await store.query<RawRow>(witnessedLargest, [store.system.id, partner, epoch]);
  return row ? rowOf(row) : null;
}

type RawRow = Omit<CheckpointRow, "size"> & { size: string };
function rowOf(row: RawRow): CheckpointRow {
  return { ...row, size: Number(row.size) };
}

const columns = "epoch, size, note, kid, signature, at";
const treeRead: Statement = {
  name: "audit-tree",
  text: `select size, edge from audit_trees where system = $1`,
};
const chainedAfter: Statement = {
  name: "audit-chained-after",
  text: `select seq, pos, at, actor, act, detail, events from audit
    where system = $1 and seq > $2 order by seq limit $3`,
};
const treeGrown: Statement = {
  name: "audit-tree-grown",
  text: `insert into audit_trees as t (system, size, edge) values ($1, $3, $4)
    on conflict (system) do update set size = $3, edge = $4 where t.size = $2
    returning size`,
};
const hashAt: Statement = {
  name: "audit-hash-at",
  text: `select hash from audit where system = $1 and seq = $2`,
};
const checkpointPut: Statement = {
  name: "checkpoint-put",
  text: `insert into checkpoints (system, epoch, size, note, kid, signature, at)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
};
const checkpointLatest: Statement = {
  name: "checkpoint-latest",
  text: `select ${columns} from checkpoints where system = $1 order by at desc, size desc limit 1`,
};
const witnessedPut: Statement = {
  name: "witnessed-put",
  text: `insert into witnessed (system, partner, epoch, size, note, kid, signature)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1`,
};
const witnessedAll: Statement = {
  name: "witnessed-all",
  text: `select ${columns} from witnessed where system = $1 and partner = $2 order by at, size`,
};
const witnessedLargest: Statement = {
  name: "witnessed-largest",
  text: `select ${columns} from witnessed where system = $1 and partner = $2 and epoch = $3
    order by size desc limit 1`,
};
