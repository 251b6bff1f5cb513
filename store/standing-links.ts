import type { LinkState } from "../domain/standing-link.ts";
import type { SystemId } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** How the link with a partner stands. */
export interface StandingLink {
  partner: SystemId;
  state: LinkState;
  /** The last message of it that held, and the last time it answered us. */
  heard_at: Date | null;
  reached_at: Date | null;
  changed_at: Date | null;
  /** Who changed the state by hand; empty: it began by itself. */
  changed_by: string;
  reason: string;
}

/** The link with a partner; one that nothing is known of waits. Receipts and feeds tell of contact too. */
export async function loadStandingLink(store: Store, partner: SystemId): Promise<StandingLink> {
  const [row] = await store.query<StandingLink>(oneLink, [store.system.id, partner]);
  if (!row) throw new Error("a link is read of a value, so there is always a row");
  return row;
}

/** A message of the partner held: noted where no receipt tells of it. */
export async function noteHeard(store: Store, partner: SystemId, at: Date): Promise<void> {
  await store.query(heard, [store.system.id, partner, at]);
}

/** The partner answered us. */
export async function noteReached(store: Store, partner: SystemId, at: Date): Promise<void> {
  await store.query(reached, [store.system.id, partner, at]);
}

/** Changes the state, with an audit row in the same statement; true if it was another before. */
export async function changeLinkState(
  store: Store,
  partner: SystemId,
  change: { state: LinkState; by: string; role: string; reason: string; at: Date },
): Promise<boolean> {
  const { state, by, role, reason, at } = change;
  const actor = `${role}@${store.system.id}`;
  const rows = await store.query(changed, [
    store.system.id,
    partner,
    state,
    by,
    reason,
    at,
    actor,
    `${partner} ${state}`,
  ]);
  if (rows.length > 0) store.committed();
  return rows.length > 0;
}

const oneLink: Statement = {
  name: "standing-link",
  text: `select $2::text as partner, coalesce(l.state, 'waiting') as state,
      greatest(l.heard_at, f.heard_at,
        (select max(i.at) from inbox i where i.system = $1 and i.partner = $2)) as heard_at,
      greatest(l.reached_at,
        (select max(s.acked_at) from subscriptions s where s.system = $1 and s.partner = $2)) as reached_at,
      l.changed_at, coalesce(l.changed_by, '') as changed_by, coalesce(l.reason, '') as reason
    from (select 1) as one
    left join standing_links l on l.system = $1 and l.partner = $2
    left join feeds f on f.system = $1 and f.partner = $2`,
};
const heard: Statement = {
  name: "standing-link-heard",
  text: `insert into standing_links (system, partner, heard_at) values ($1, $2, $3)
    on conflict (system, partner) do update set heard_at = greatest(standing_links.heard_at, $3)`,
};
const reached: Statement = {
  name: "standing-link-reached",
  text: `insert into standing_links (system, partner, reached_at) values ($1, $2, $3)
    on conflict (system, partner) do update set reached_at = greatest(standing_links.reached_at, $3)`,
};
const changed: Statement = {
  name: "standing-link-changed",
  text: `with put as (
      insert into standing_links (system, partner, state, changed_by, reason, changed_at)
      values ($1, $2, $3, $4, $5, $6)
      on conflict (system, partner) do update set state = $3, changed_by = $4, reason = $5,
        changed_at = $6 where standing_links.state <> $3
      returning 1)
    insert into audit (system, actor, act, detail)
    select $1, $7, 'link.changed', $8 from put returning 1`,
};
