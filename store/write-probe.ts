import type { Statement, Store } from "./database.ts";

/**
 * Tries whether the audit log takes an entry, and leaves none: the statement is rolled back by its
 * own end. Notes what it finds in the store's soundness. While the disk is full the entry tried is as
 * large as a page, so that room in an old page is not taken for room on the disk.
 */
export async function probeWriting(store: Store): Promise<void> {
  const { soundness } = store;
  const isFull = soundness.faults().some(({ code }) => code === "disk_full");
  try {
    await store.query(probe, [store.system.id, isFull ? probe_pages : 0]);
  } catch (error) {
    const { code } = error as { code?: string };
    // Came as far as it should: it was written, and taken back.
    if (code === "TD001") {
      for (const fault of writeFaults) soundness.note(fault, false);
    } else if (code === "42501" || code === "42P01") {
      soundness.note("audit_unwritable", true);
    }
  }
}

const writeFaults = ["disk_full", "read_only", "audit_unwritable"] as const;
/** Of 8 kB; what cannot be compressed. */
const probe_pages = 4;

const probe: Statement = {
  name: "probe-writing",
  text: `with put as (
      insert into audit (system, actor, act, detail)
      select $1, $1, 'probe', coalesce(string_agg(md5(random()::text), ''), '')
      from generate_series(1, $2::int * 256) returning 1)
    select expect_rows((select count(*) from put), 0)`,
};
