import type { StoredRecord } from "../../domain/record.ts";
import type { EnrolmentStatus, Worker } from "../../domain/records/values.ts";
import type { Earlier } from "../../domain/vital-status.ts";
import type { EventBody } from "../append.ts";
import { decodeState, decodeValues } from "../codec.ts";
import type { Statement, Store } from "../database.ts";
import { loadRecords } from "../load.ts";

/** Something told about a person's death: reported, confirmed or taken back. */
export interface DeathTold {
  act: string;
  at: Date;
  by: Worker;
  reason: string;
}

/** What was told of these people's deaths, newest first. */
export async function readDeaths(
  store: Store,
  people: readonly string[],
): Promise<Map<string, DeathTold[]>> {
  const told = new Map<string, DeathTold[]>();
  if (people.length === 0) return told;
  type Row = { record_id: string; act: string; at: Date; origin: string; body: string };
  for (const row of await store.query<Row>(deathEvents, [store.system.id, people])) {
    const { by, reason } = JSON.parse(row.body) as EventBody;
    const one = { act: row.act, at: row.at, by: { ...by, system: row.origin }, reason };
    told.set(row.record_id, [...(told.get(row.record_id) ?? []), one]);
  }
  return told;
}

/** What these enrolments were before a death closed them, from the log. */
export async function readEarlier(
  store: Store,
  enrolments: readonly StoredRecord[],
): Promise<Map<string, Earlier>> {
  const earlier = new Map<string, Earlier>();
  if (enrolments.length === 0) return earlier;
  type Row = { record_id: string; body: string };
  const ids = enrolments.map(({ id }) => id);
  for (const row of await store.query<Row>(statusEvents, [store.system.id, ids])) {
    const body = JSON.parse(row.body) as EventBody;
    const [status] = decodeState(store.sealer, body.delta).fields["status"] ?? [];
    // Newest first: the last time a death closed it.
    if (status?.v !== "deceased" || earlier.has(row.record_id)) continue;
    const before = decodeValues(store.sealer, body.before);
    const was = before["status"];
    const since = before["effective_date"];
    if (typeof was !== "string" || was === "deceased") continue;
    const effective_date = typeof since === "string" ? since : "";
    earlier.set(row.record_id, { status: was as EnrolmentStatus, effective_date });
  }
  return earlier;
}

/** People whose death was reported and is not confirmed, longest first. */
export async function reportedDead(store: Store, limit: number): Promise<StoredRecord[]> {
  return loadNamed(store, reported, [store.system.id, limit]);
}

/** Enrolments by their status and their person's vital status: open though deceased, closed though alive. */
export async function enrolmentsAgainst(
  store: Store,
  which: "open_though_deceased" | "closed_though_alive",
  limit: number,
): Promise<StoredRecord[]> {
  const statement = which === "open_though_deceased" ? openOfDeceased : closedOfLiving;
  return loadNamed(store, statement, [store.system.id, `${store.system.id}/%`, limit]);
}

async function loadNamed(
  store: Store,
  statement: Statement,
  values: unknown[],
): Promise<StoredRecord[]> {
  const rows = await store.query<{ id: string }>(statement, values);
  const records = await loadRecords(
    store,
    rows.map(({ id }) => id),
  );
  return rows.flatMap(({ id }) => records.get(id) ?? []);
}

const deathEvents: Statement = {
  name: "death-events",
  text: `select record_id, act, at, origin, body from events
    where system = $1 and record_id = any($2::uuid[])
      and act in ('death.reported', 'death.confirmed', 'death.reversed')
    order by pos desc`,
};
const statusEvents: Statement = {
  name: "enrolment-status-events",
  text: `select record_id, body from events
    where system = $1 and record_id = any($2::uuid[]) and act = 'enrolment.status'
    order by pos desc`,
};
const reported: Statement = {
  name: "people-reported-dead",
  text: `select id from search_person where system = $1 and shown and vital_status = 'reported'
    order by id limit $2`,
};
const openOfDeceased: Statement = {
  name: "enrolments-of-deceased",
  text: `select e.id from search_person p
    join search_enrolment e on e.system = $1 and e.person = p.id and e.shown
      and e.status in ('active', 'reinstated', 'suspended', 'awaiting_renewal')
    join records r on r.system = $1 and r.id = e.id and r.key like $2
    where p.system = $1 and p.shown and p.vital_status = 'confirmed' limit $3`,
};
const closedOfLiving: Statement = {
  name: "enrolments-to-restore",
  text: `select e.id from search_enrolment e
    join records r on r.system = $1 and r.id = e.id and r.key like $2
    join search_person p on p.system = $1 and p.id = e.person and p.shown
      and p.vital_status = 'alive'
    where e.system = $1 and e.shown and e.status = 'deceased' limit $3`,
};
