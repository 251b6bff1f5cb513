import type { Statement, Store } from "./database.ts";

/**
 * What waits for somebody changed, and no event says so: found by looking again, as conflicts of plans
 * and reasons for a review are. Open screens ask again (reading/live.ts).
 */
export async function waitingChanged(store: Store): Promise<void> {
  await store.query(bump, [store.system.id]);
  store.committed();
}
const bump: Statement = {
  name: "waiting-changed",
  text: `insert into waiting_marks as w (system, mark) values ($1, 1)
    on conflict (system) do update set mark = w.mark + 1`,
};
