/**
 * The floors of the benchmark: our own loop sending the same rows to the same server, and nothing
 * else. Rows go under a system of their own, behind the same row-level security and indexes.
 */
import { generateKeyPairSync, sign, verify } from "node:crypto";
import { Pool } from "pg";
import { canonicalize } from "../../wire/canonical.ts";
import type { JsonObject } from "../../domain/json.ts";
import type { Store } from "../../store/database.ts";
import { hammer, type Figures } from "./hammer.ts";

export const floor_system = "bench.floor";
/** No version twice, over all measurements of a run. */
let version = 0;

/** Rows as the system under test wrote them. */
export interface Sample {
  id: string;
  state: string;
  body: string;
}

/** The records a store holds, each with the body of its latest own event: what an edit writes. */
export function readSamples(store: Store, ids: readonly string[]): Promise<Sample[]> {
  return store.query<Sample>(samples, [store.system.id, ids]);
}

/** Edits: record update, event and audit row in one statement, over so many connections. */
export async function editFloor(
  appUrl: string,
  given: readonly Sample[],
  connections: number,
  seconds: number,
): Promise<Figures> {
  const pool = floorPool(appUrl, connections);
  try {
    await prepare(pool, given);
    return await hammer(connections, seconds, async () => {
      const sample = given[version % given.length];
      if (!sample) throw new Error("no samples");
      await oneEdit(pool, sample);
    });
  } finally {
    await pool.end();
  }
}

/** One edit as its floor writes it. */
export async function oneEdit(pool: Pool, { id, state, body }: Sample): Promise<void> {
  version += 1;
  const values = [floor_system, id, state, version, body];
  await pool.query({ name: "floor-edit", text: editRows, values });
}

/** A receiver: per batch one canonical form and one Ed25519 check, then its rows in one statement. */
export async function drainFloor(
  appUrl: string,
  given: readonly Sample[],
  count: number,
  batch: number,
  message: JsonObject,
): Promise<{ per_second: number }> {
  const pool = floorPool(appUrl, 1);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const signature = sign(null, Buffer.from(canonicalize(message)), privateKey);
  try {
    await prepare(pool, given);
    const began = performance.now();
    for (let done = 0; done < count; done += batch) {
      if (!verify(null, Buffer.from(canonicalize(message)), publicKey, signature)) {
        throw new Error("the floor's own signature does not hold");
      }
      const rows = Array.from({ length: batch }, (_, at) => given[(done + at) % given.length]);
      const whole = rows.filter((row) => row !== undefined);
      await pool.query({
        name: "floor-batch",
        text: oneBatch,
        values: [
          floor_system,
          whole.map(({ id }) => id),
          whole.map(({ state }) => state),
          whole.map(() => (version += 1)),
          whole.map(({ body }) => body),
        ],
      });
    }
    return { per_second: (count / (performance.now() - began)) * 1_000 };
  } finally {
    await pool.end();
  }
}

export function floorPool(appUrl: string, max: number): Pool {
  const url = new URL(appUrl);
  const given = url.searchParams.get("options");
  url.searchParams.delete("options");
  const options = [given, `-c tandem.system=${floor_system}`].filter(Boolean).join(" ");
  return new Pool({ connectionString: url.href, options, max });
}

/** The one row that the floor of a signed read reads; given again, it is replaced. */
export async function prepareFloor(
  appUrl: string,
  row: Pick<Sample, "id" | "state">,
): Promise<void> {
  const pool = floorPool(appUrl, 1);
  try {
    await prepare(pool, [{ ...row, body: "" }]);
    const values = [floor_system, row.id, row.state];
    await pool.query("update records set state = $3 where system = $1 and id = $2", values);
  } finally {
    await pool.end();
  }
}

async function prepare(pool: Pool, given: readonly Sample[]): Promise<void> {
  await pool.query(copied, [
    floor_system,
    given.map(({ id }) => id),
    given.map(({ state }) => state),
  ]);
}

const samples = {
  name: "bench-samples",
  text: `select distinct on (r.id) r.id, r.state, e.body from records r
    join events e on e.system = $1 and e.record_id = r.id
    where r.system = $1 and r.id = any($2::uuid[]) order by r.id, e.pos desc`,
};
const copied = `insert into records (system, id, type, key, version, own_version, state)
  select $1, id, 'Person', id::text, 1, 1, state from unnest($2::uuid[], $3::text[]) as r(id, state)
  on conflict do nothing`;
const editRows = `with changed as (
    update records set state = $3, version = version + 1, own_version = own_version + 1,
      updated_at = now() where system = $1 and id = $2 returning id),
  appended as (
    insert into events (system, record_id, type, subject, origin, origin_ver, act, at, hlc, body)
    values ($1, $2, 'Person', $2, $1, $4, 'person.edited', now(), '019ac0ffee00-0000', $5)
    returning 1)
  insert into audit (system, actor, act, detail)
  values ($1, 'case_manager@sp.demo', 'record.edit', '1 changes')`;
const oneBatch = `with rows as (
    select * from unnest($2::uuid[], $3::text[], $4::bigint[], $5::text[]) as r(id, state, ver, body)),
  changed as (
    update records t set state = r.state, version = version + 1, updated_at = now()
    from rows r where t.system = $1 and t.id = r.id returning t.id),
  appended as (
    insert into events (system, record_id, type, subject, origin, origin_ver, act, at, hlc, body)
    select $1, id, 'Person', id, $1, ver, 'person.edited', now(), '019ac0ffee00-0000', body
    from rows returning 1)
  insert into audit (system, actor, act, detail) values ($1, 'sp.demo', 'message.notify', 'changes')`;
