import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** What is wrong with a partner's audit log, as far as its checkpoints show. */
export type AlarmCode = "forked" | "rolled_back" | "no_checkpoint";

export interface Alarm {
  partner: SystemId;
  code: AlarmCode;
  /** Since when, and when it was found last. */
  at: Date;
  last_at: Date;
}

/** A partner that has only begun has signed nothing yet: told from then on. */
const unsigned_min_ms = 600_000;

/** Raises it, or notes that it stands; one that was cleared begins anew. */
export async function raiseAlarm(store: Store, partner: SystemId, code: AlarmCode): Promise<void> {
  await store.query(raise, [store.system.id, partner, code, new Date(store.clock.nowMs())]);
}

/** It is over: by itself (`by` empty), or somebody has seen to it and says what came of it. */
export async function clearAlarm(
  store: Store,
  partner: SystemId,
  code: AlarmCode,
  by = { name: "", role: "" },
  note = "",
): Promise<boolean> {
  const rows = await store.query(clear, [
    store.system.id,
    partner,
    code,
    new Date(store.clock.nowMs()),
    by.name,
    note,
    by.role === "" ? "" : `${by.role}@${store.system.id}`,
  ]);
  return rows.length > 0;
}

/** What stands, the oldest first. */
export async function openAlarms(store: Store): Promise<Alarm[]> {
  const unsignedSince = new Date(store.clock.nowMs() - unsigned_min_ms);
  return store.query<Alarm>(open, [store.system.id, unsignedSince]);
}

const raise: Statement = {
  name: "alarm-raise",
  text: `insert into alarms as a (system, partner, code, at, last_at) values ($1, $2, $3, $4, $4)
    on conflict (system, partner, code) do update set last_at = $4,
      at = case when a.cleared_at is null then a.at else $4 end,
      cleared_at = null, cleared_by = '', note = ''`,
};
const clear: Statement = {
  name: "alarm-clear",
  text: `with over as (
      update alarms set cleared_at = $4, cleared_by = $5, note = $6
      where system = $1 and partner = $2 and code = $3 and cleared_at is null returning 1),
    told as (
      insert into audit (system, actor, act, detail)
      select $1, $7, 'alarm.cleared', $2 || ' ' || $3 from over where $7 <> '')
    select 1 from over`,
};
const open: Statement = {
  name: "alarms-open",
  text: `select partner, code, at, last_at from alarms
    where system = $1 and cleared_at is null and (code <> 'no_checkpoint' or at <= $2)
    order by at, partner, code`,
};
