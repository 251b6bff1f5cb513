import type { Systems } from "../domain/authority.ts";
import { refused, type Change, type Deciding, type Refusal } from "../domain/change.ts";
import type { StoredRecord } from "../domain/record.ts";
import type { Worker } from "../domain/records/values.ts";
import { invalidFields } from "../domain/editing.ts";
import { isStale, writeChanges } from "./append.ts";
import { aside, type Store } from "./database.ts";
import type { SideEffects } from "./side-effects.ts";

/** What a decision came to: changes to append, what else becomes true with them, and the answer. */
export type Decision<R> = { ok: true; changes: Change[]; also?: SideEffects; result: R } | Refusal;

export interface Acting {
  /** Who acts: a worker, or the system itself for messages and deadlines. */
  by: Worker;
  /** For the audit log: a short code of the door and the deed; no personal data. */
  deed: string;
  systems: Systems;
  newId: () => string;
}

const attempts_max = 12;

/**
 * The one door: a message, a click, an answer and a deadline all become fact here. It reads without
 * a lock, decides, then writes records, events, audit row and everything else in one statement that
 * is conditional on the versions read; when somebody else was first it reads and decides again.
 * When this returns, the change is committed; only then may anybody be told.
 */
export async function act<R>(
  store: Store,
  acting: Acting,
  decide: (ctx: Deciding) => Promise<Decision<R>> | Decision<R>,
): Promise<{ ok: true; result: R; changes: Change[] } | Refusal> {
  // What could not be kept is not begun (G14).
  if (store.soundness.refuses()) return refused("err.unavailable");
  for (let attempt = 1; attempt <= attempts_max; attempt += 1) {
    const decision = await decide(deciding(store, acting));
    if (!decision.ok) return decision;
    const { changes, also, result } = decision;
    const invalid = changes.flatMap((change) => invalidFields(change, store.system.id));
    if (invalid.length > 0) return refused("err.bad_input", [...new Set(invalid)]);
    if (changes.length === 0 && !also) return { ok: true, result, changes };
    try {
      await writeChanges(store, acting, changes, also ?? {});
      store.committed();
      return { ok: true, result, changes };
    } catch (error) {
      if (!isStale(error)) throw error;
    }
  }
  return refused("err.busy");
}

/** What a worker's or a message's decision is made with. */
export function deciding(store: Store, acting: Acting): Deciding {
  return {
    self: store.system,
    systems: acting.systems,
    by: acting.by,
    nowIso: new Date(store.clock.nowMs()).toISOString(),
    tick: store.clock.tick(),
    versionFloor: store.system.versionFloor,
    newId: acting.newId,
  };
}

/**
 * The same up to the commit, which never comes: decides and writes aside, hands what was written to
 * `then`, and takes all of it back. A dry run says what the real one would, by the same statements.
 */
export async function rehearse<R, Said>(
  store: Store,
  acting: Acting,
  decide: (ctx: Deciding, aside: Store) => Promise<Decision<R>>,
  then: (aside: Store, decided: { changes: Change[]; result: R }) => Promise<Said>,
): Promise<{ ok: true; said: Said } | Refusal> {
  for (let attempt = 1; attempt <= rehearsals_max; attempt += 1) {
    try {
      return await aside(store, async (there) => {
        const decision = await decide(deciding(there, acting), there);
        if (!decision.ok) return decision;
        const { changes, also, result } = decision;
        const invalid = changes.flatMap((change) => invalidFields(change, store.system.id));
        if (invalid.length > 0) return refused("err.bad_input", [...new Set(invalid)]);
        if (changes.length > 0 || also) await writeChanges(there, acting, changes, also ?? {});
        return { ok: true, said: await then(there, { changes, result }) };
      });
    } catch (error) {
      if (!isStale(error)) throw error;
    }
  }
  return refused("err.busy");
}
const rehearsals_max = 3;

/** Continues deciding on a record as it will be after `changes`: later items of one batch build on earlier ones. */
export function afterChange(record: StoredRecord, change: Change): StoredRecord {
  return {
    ...record,
    version: record.version + 1,
    ownVersion: change.ownVersion,
    state: change.after,
  };
}
