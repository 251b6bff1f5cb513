import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";
import type { Decider } from "./parked.ts";

/**
 * Pauses everything we send a partner, by hand: nothing goes until somebody resumes it, and what
 * happens meanwhile waits in the log. Gives how many subscriptions were paused.
 */
export async function pauseLink(
  store: Store,
  partner: SystemId,
  by: Decider,
  note: string,
): Promise<number> {
  return decided(store, pause, partner, by, note);
}

/**
 * Lets everything for a partner go on, whoever paused it: the next attempt is made at once. What
 * was wrong stays shown until an attempt succeeds. Gives how many subscriptions were resumed.
 */
export async function resumeLink(
  store: Store,
  partner: SystemId,
  by: Decider,
  note: string,
): Promise<number> {
  return decided(store, resume, partner, by, note);
}

const pause_note_chars_max = 500;

async function decided(
  store: Store,
  statement: Statement,
  partner: SystemId,
  by: Decider,
  note: string,
): Promise<number> {
  const [row] = await store.query<{ n: number }>(statement, [
    store.system.id,
    partner,
    by.name,
    note.slice(0, pause_note_chars_max),
    `${by.role}@${store.system.id}`,
  ]);
  store.committed();
  return row?.n ?? 0;
}

const pause: Statement = {
  name: "pause-link",
  text: `with s as (
      update subscriptions set status = 'paused', paused_by = $3, pause_note = $4
      where system = $1 and partner = $2 and status <> 'ended' returning 1),
    audited as (
      insert into audit (system, actor, act, detail)
      select $1, $5, 'link.pause', $2 || ' ' || $3 from s limit 1)
    select count(*)::int as n from s`,
};
const resume: Statement = {
  name: "resume-link",
  text: `with s as (
      update subscriptions set status = 'active', paused_by = '', pause_note = $4,
        attempts = 0, next_attempt_at = null
      where system = $1 and partner = $2 and status <> 'ended'
        and (status = 'paused' or next_attempt_at is not null) returning 1),
    audited as (
      insert into audit (system, actor, act, detail)
      select $1, $5, 'link.resume', $2 || ' ' || $3 from s limit 1)
    select count(*)::int as n from s`,
};
