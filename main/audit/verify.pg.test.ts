/** The audit log against somebody who is superuser of the database, by the hundreds (G13). */
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { checkpoint } from "../../delivery/checkpoints.ts";
import { newRecord, ownChange } from "../../domain/editing.ts";
import { auditEntry, auditHash } from "../../store/audit-lines.ts";
import { readerOn } from "../../store/audit-reading.ts";
import { emptyTree, grown, rootOf } from "../../store/audit-tree.ts";
import { chainAudit, sequenceEvents } from "../../store/sequencer.ts";
import { openTestStore, type TestStore } from "../../store/test-store.ts";
import { diceOf } from "../../test/chaos/crash-workers.ts";
import { signCheckpoint, type SignedCheckpoint } from "../../wire/checkpoint.ts";
import { generateEncryptionKey } from "../../wire/encryption-keys.ts";
import { generateSigningKey, jwks, publicKeysFromJwks } from "../../wire/keys.ts";
import { verifyAudit, type Verdict } from "./verify.ts";

const decisions = 90;
const events_max = 3;
const tries_each = 30;
const seed = 20261125;

const key = generateSigningKey();
const ourKeys = { signing: [key], encryption: [generateEncryptionKey("ECDH-ES+A256KW")] };
const keys = publicKeysFromJwks(jwks([key]));
const dice = diceOf(seed);
const upTo = (max: number) => 1 + Math.floor(dice() * max);

let at: TestStore;
let admin: Client;
/** What a partner keeps of our checkpoints, out of our reach. */
let kept: SignedCheckpoint[];

beforeAll(async () => {
  at = await openTestStore();
  const signedAt = new Set([20, 50, decisions]);
  for (let nth = 1; nth <= decisions; nth += 1) {
    const count = nth % 10 === 0 ? 0 : upTo(events_max);
    if (count === 0) await audited(`note ${nth}`);
    else {
      await at.write((ctx) =>
        Array.from({ length: count }, (_, one) => {
          const record = newRecord(ctx, "Person", { id: at.acting.newId() });
          const fields = { occupation: `job ${nth}.${one}`, phone_number: `+999 ${nth}` };
          return ownChange(ctx, record, { fields }, "person.edited");
        }),
      );
    }
    if (!signedAt.has(nth)) continue;
    while ((await sequenceEvents(at.store)) > 0);
    while ((await chainAudit(at.store)) > 0);
    await checkpoint(at.store, ourKeys);
  }
  kept = await at.sql<SignedCheckpoint>(
    "select note, kid, signature from checkpoints order by size",
  );
  const url = new URL(inject("database").adminUrl);
  const [name] = await at.sql<{ name: string }>("select current_database() as name");
  url.pathname = `/${name?.name ?? ""}`;
  admin = new Client({ connectionString: url.href });
  await admin.connect();
}, 60_000);
afterAll(async () => {
  await admin.end();
  await at.close();
});

async function audited(detail: string): Promise<void> {
  await at.sql(
    "insert into audit (system, actor, act, detail) values ('sp.demo', 'sp.demo', 'test', $1)",
    [detail],
  );
}

type Tamper = (client: Client) => Promise<unknown>;

/** The verdict after a tampering, which is taken back. */
async function after(tamper: Tamper, witnessed: boolean): Promise<Verdict> {
  await admin.query("begin");
  try {
    await tamper(admin);
    const reader = readerOn(admin, "sp.demo");
    const beside = await reader.beside();
    const witnesses = witnessed
      ? [{ keeper: "ess.demo", checkpoints: kept, keys: new Map<string, never>() }]
      : [];
    return await verifyAudit({
      system: "sp.demo",
      beside,
      entries: reader.entries(),
      keys,
      witnesses,
    });
  } finally {
    await admin.query("rollback");
  }
}

const other = (from: number) => ((from + upTo(decisions - 1) - 1) % decisions) + 1;
const row = () => upTo(decisions);
/** Swaps columns of two rows. */
const swapped = (table: string, by: string, columns: string[]): Tamper => {
  return async (client) => {
    const [a, b] = await two(client, table, by);
    const set = columns.map((name) => `${name} = o.${name}`).join(", ");
    await client.query(
      `update ${table} t set ${set} from (select * from ${table}) o
       where (t.${by} = $1 and o.${by} = $2) or (t.${by} = $2 and o.${by} = $1)`,
      [a, b],
    );
  };
};
async function two(client: Client, table: string, by: string): Promise<[string, string]> {
  const { rows } = await client.query<{ n: string }>(
    `select ${by} as n from ${table} where ${by} is not null order by ${by}`,
  );
  const first = upTo(rows.length) - 1;
  const second = (first + upTo(rows.length - 1)) % rows.length;
  return [rows[first]?.n ?? "", rows[second]?.n ?? ""];
}
const onEvent = (text: string): Tamper => {
  return async (client) => {
    const [pos] = await two(client, "events", "pos");
    const done = await client.query(text, [pos]);
    expect(done.rowCount).toBe(1);
  };
};
const onEntry = (text: string): Tamper => {
  return async (client) => {
    const done = await client.query(text, [row()]);
    expect(done.rowCount).toBe(1);
  };
};

/** Cuts the log behind an entry, with everything that would tell of it in this database. */
const rolledBack: Tamper = async (client) => {
  const size = upTo(decisions - 1);
  await client.query(
    "delete from events where audit_pos in (select pos from audit where seq > $1)",
    [size],
  );
  await client.query("delete from audit where seq > $1 or seq is null", [size]);
  await client.query("delete from checkpoints where size > $1", [size]);
  await client.query(
    `with left_over as (select pos, row_number() over (order by seq) as n from events)
     update events e set seq = -n from left_over l where l.pos = e.pos`,
  );
  await client.query("update events set seq = -seq");
  await client.query(
    `update sequencers set last_seq = (select count(*) from events), last_audit_seq = $1,
       last_audit_hash = (select hash from audit where seq = $1)`,
    [size],
  );
  await rechain(client);
};

/** Makes chain, head and tree fit what is there now: a consistent rewrite. */
async function rechain(client: Client): Promise<{ root: string; chain: string; size: number }> {
  const { rows } = await client.query<{
    pos: string;
    at: Date;
    actor: string;
    act: string;
    detail: string;
    events: string;
  }>("select pos, at, actor, act, detail, events from audit where seq is not null order by seq");
  await client.query("update audit set seq = -pos");
  let [hash, tree, seq] = ["", emptyTree, 0];
  for (const one of rows) {
    seq += 1;
    hash = auditHash(hash, seq, one);
    tree = grown(tree, [auditEntry(seq, one)]);
    await client.query("update audit set seq = $2, hash = $3 where pos = $1", [one.pos, seq, hash]);
  }
  await client.query("update sequencers set last_audit_seq = $1, last_audit_hash = $2", [
    seq,
    hash,
  ]);
  await client.query("update audit_trees set size = $1, edge = $2", [
    seq,
    JSON.stringify(tree.hashes),
  ]);
  return { root: rootOf(tree), chain: hash, size: seq };
}

const rewritten: Tamper = async (client) => {
  await onEntry("update audit set detail = 'never happened' where seq = $1")(client);
  await rechain(client);
};
/** The attacker has our key: every checkpoint is made anew, over the rewritten log. */
const resigned: Tamper = async (client) => {
  const { rows } = await client.query<{ epoch: string; at: Date; size: number }>(
    "select epoch, at, size::int from checkpoints",
  );
  await client.query("update audit set detail = 'never happened' where seq = $1", [upTo(20)]);
  await rechain(client);
  for (const { epoch, at: time, size } of rows) {
    const entries = await client.query<
      { seq: string; hash: string } & Parameters<typeof auditEntry>[1]
    >("select seq, at, actor, act, detail, events, hash from audit where seq <= $1 order by seq", [
      size,
    ]);
    const tree = grown(
      emptyTree,
      entries.rows.map((one) => auditEntry(Number(one.seq), one)),
    );
    const chain = entries.rows.at(-1)?.hash ?? "";
    const said = {
      system: "sp.demo",
      size,
      root: rootOf(tree),
      epoch,
      chain,
      time: time.toISOString(),
    };
    const signed = signCheckpoint(said, key);
    await client.query("update checkpoints set note = $2, signature = $3 where size = $1", [
      size,
      signed.note,
      signed.signature,
    ]);
  }
};

const inserted: Tamper = async (client) => {
  const behind = row();
  await client.query("update audit set seq = -seq where seq > $1", [behind]);
  await client.query("update audit set seq = 1 - seq where seq < 0");
  await client.query(
    `insert into audit (system, actor, act, detail, seq, hash)
     select system, actor, act, 'never happened', $1::bigint + 1, hash from audit where seq = $1`,
    [behind],
  );
  await client.query("update sequencers set last_audit_seq = last_audit_seq + 1");
};
const moved: Tamper = async (client) => {
  const [from, to] = [row(), 0];
  await client.query("update audit set seq = -1 where seq = $1", [from]);
  await client.query("update audit set seq = $1 where seq = $2", [from, other(from)]);
  await client.query(
    `update audit set seq = (select n from generate_series(1, ${decisions}) n
       where n not in (select seq from audit where seq > $1)) where seq = -1`,
    [to],
  );
};

const tamperings: [string, Tamper][] = [
  ["an entry's detail changed", onEntry("update audit set detail = detail || '.' where seq = $1")],
  ["an entry's actor changed", onEntry("update audit set actor = 'somebody' where seq = $1")],
  ["an entry's act changed", onEntry("update audit set act = 'other' where seq = $1")],
  ["an entry's time changed", onEntry("update audit set at = at + '1 second' where seq = $1")],
  ["an entry's hash changed", onEntry("update audit set hash = 'x' || hash where seq = $1")],
  ["what an entry answers for changed", onEntry("update audit set events = 'x' where seq = $1")],
  ["an entry deleted", onEntry("delete from audit where seq = $1")],
  ["an entry inserted", inserted],
  ["two entries' numbers swapped", moved],
  ["two entries' contents swapped", swapped("audit", "seq", ["detail", "at", "hash", "events"])],
  [
    "the end cut off",
    (client) => client.query("delete from audit where seq > $1", [upTo(decisions - 1)]),
  ],
  ["a consistent rewrite without our key", rewritten],
  ["an event's body changed", onEvent("update events set body = body || ' ' where pos = $1")],
  ["an event's version changed", onEvent("update events set origin_ver = 77 where pos = $1")],
  [
    "an event's person changed",
    onEvent("update events set subject = gen_random_uuid() where pos = $1"),
  ],
  [
    "an event's stamp changed",
    onEvent("update events set hlc = '0000000000ff-0000' where pos = $1"),
  ],
  [
    "an event's time changed",
    onEvent("update events set at = at - '1 day'::interval where pos = $1"),
  ],
  ["an event's number changed", onEvent("update events set seq = seq + 10000 where pos = $1")],
  ["an event deleted", onEvent("delete from events where pos = $1")],
  [
    "an event inserted",
    onEvent(`insert into events (system, record_id, type, origin, origin_ver, act, at, hlc, body, audit_pos)
      select system, gen_random_uuid(), type, origin, 1, act, at, hlc, body, audit_pos from events where pos = $1`),
  ],
  [
    "an event inserted that no entry names",
    onEvent(`insert into events (system, record_id, type, origin, origin_ver, act, at, hlc, body)
      select system, gen_random_uuid(), type, origin, 1, act, at, hlc, body from events where pos = $1`),
  ],
  ["two events' bodies swapped", swapped("events", "pos", ["body"])],
  ["two events' entries swapped", swapped("events", "pos", ["audit_pos", "body"])],
];
/** What nobody can see who has only this database: the partner's copy shows it. */
const forWitnesses: [string, Tamper][] = [
  ["a consistent rewrite, all checkpoints signed anew with our key", resigned],
  ["the whole database rolled back", rolledBack],
];

describe("an audit log", () => {
  it("that nobody touched is whole, with its own checkpoints and the partner's copies", async () => {
    const verdict = await after(() => Promise.resolve(), true);
    expect(verdict).toMatchObject({
      ok: true,
      entries: decisions,
      checkpoints: 3,
      witnessed: 3,
      findings: [],
    });
  });

  let found = 0;
  it.each(tamperings)("shows %s, wherever it is", async (_, tamper) => {
    for (let nth = 0; nth < tries_each; nth += 1) {
      const verdict = await after(tamper, false);
      expect(verdict.findings).not.toEqual([]);
      found += 1;
    }
  });

  it.each(forWitnesses)("shows %s by what a partner kept", async (_, tamper) => {
    for (let nth = 0; nth < tries_each; nth += 1) {
      expect((await after(tamper, false)).findings).toEqual([]);
      expect((await after(tamper, true)).findings).not.toEqual([]);
      found += 1;
    }
  });

  it("was tampered with by the hundreds, and each was found", () => {
    const tried = (tamperings.length + forWitnesses.length) * tries_each;
    process.stdout.write(`audit: ${tried} tamperings tried, ${found} found (seed ${seed})\n`);
    expect(found).toBe(tried);
    expect(tried).toBeGreaterThanOrEqual(500);
  });
});
