/** How a system stands with its database and its partners, for `status`. Reads only, and never waits long. */
import { Client } from "pg";

/** For the connection, and for each question. */
const wait_ms = 3_000;
/** More waiting changes than this are not counted. */
const waiting_counted_max = 10_000;

/** `connected` is false when the database does not answer in time; then nothing else is known. */
export type SystemState = { connected: false } | ({ connected: true } & KnownState);

interface KnownState {
  /** Changes with a restore from a backup; null before the system's first start. */
  epoch: string | null;
  /** The last numbered change, and the last chained audit entry. */
  log_head: number;
  audit_head: number;
  records: number;
  /** "Same person?" questions that wait for somebody's answer. */
  matches_waiting: number;
  partners: PartnerState[];
}

/** One partner. Instants are ISO in UTC, or null when there was none. */
export interface PartnerState {
  id: string;
  profile: string;
  state: "in_step" | "catching_up" | "waiting" | "paused" | "not_connected";
  /** Changes of ours that it has not acknowledged yet (counted up to 10,000). */
  waiting: number;
  /** In step since. */
  since: string | null;
  /** Its last message to us. */
  heard_at: string | null;
  /** A short code of what is wrong; empty when nothing is. */
  problem: string;
}

/** Reads the state of a system from its database. */
export async function systemState(appUrl: string, systemId: string): Promise<SystemState> {
  const client = new Client({
    connectionString: appUrl,
    connectionTimeoutMillis: wait_ms,
    query_timeout: wait_ms,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select set_config('tandem.system', $1, false)", [systemId]);
    return { connected: true, ...(await readState(client, systemId)) };
  } catch {
    return { connected: false };
  } finally {
    // Not waited for: a database that hangs does not say goodbye.
    client.end().catch(() => undefined);
  }
}

type Heads = Record<"log_head" | "audit_head" | "records" | "matches_waiting", string | null> & {
  epoch: string | null;
};

async function readState(client: Client, systemId: string): Promise<KnownState> {
  const heads = await client.query<Heads>(headsOf, [systemId]);
  const partners = await client.query<PartnerRow>(partnersOf, [systemId, waiting_counted_max]);
  const [head] = heads.rows;
  return {
    epoch: head?.epoch ?? null,
    log_head: Number(head?.log_head ?? 0),
    audit_head: Number(head?.audit_head ?? 0),
    records: Number(head?.records ?? 0),
    matches_waiting: Number(head?.matches_waiting ?? 0),
    partners: partners.rows.map(partnerState),
  };
}

interface PartnerRow {
  id: string;
  profile: string;
  active: boolean;
  paused: boolean;
  waiting: number;
  since: Date | null;
  heard_at: Date | null;
  problem: string;
}

function partnerState(row: PartnerRow): PartnerState {
  const { id, profile, waiting, problem } = row;
  const since = row.since?.toISOString() ?? null;
  const heard_at = row.heard_at?.toISOString() ?? null;
  return { id, profile, state: stateOf(row), waiting, since, heard_at, problem };
}

function stateOf({ active, paused, problem, waiting }: PartnerRow): PartnerState["state"] {
  if (!active) return paused ? "paused" : "not_connected";
  if (problem !== "") return "waiting";
  return waiting > 0 ? "catching_up" : "in_step";
}

const headsOf = `select (select epoch::text from systems where system = $1) as epoch,
  (select last_seq from sequencers where system = $1) as log_head,
  (select last_audit_seq from sequencers where system = $1) as audit_head,
  (select count(*) from records where system = $1) as records,
  (select count(*) from matches where system = $1 and state = 'waiting') as matches_waiting`;

const partnersOf = `with subs as (
    select partner, bool_or(status = 'active') as active, bool_or(status = 'paused') as paused,
      min(cursor) filter (where status = 'active') as cursor, max(in_step_at) as since,
      coalesce(max(problem) filter (where status = 'active' and problem <> ''), '') as problem
    from subscriptions where system = $1 and status <> 'ended' group by partner)
  select p.id, p.profile, coalesce(s.active, false) as active, coalesce(s.paused, false) as paused,
    s.since, f.heard_at, coalesce(s.problem, '') as problem,
    case when s.active then (select count(*)::int from (
      select 1 from events e where e.system = $1 and e.origin = $1
        and (e.seq is null or e.seq > s.cursor) limit $2) as w) else 0 end as waiting
  from partners p left join subs s on s.partner = p.id
  left join feeds f on f.system = $1 and f.partner = p.id
  where p.system = $1 and p.status = 'active' order by p.id`;
