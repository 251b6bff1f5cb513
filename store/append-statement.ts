import { effectParts, type AppendPart, type EffectPart } from "./append-parts.ts";
import type { ElementType } from "./binary-arrays.ts";
import type { Statement } from "./database.ts";
import { projectedParts } from "./projection.ts";
import { searchPart } from "./search-tables.ts";

/** What a decision comes to, as far as the text of its statement depends on it. */
export interface Appending {
  projected: boolean;
  /** Search tables that rows are written to. */
  search: readonly string[];
  effects: readonly EffectPart[];
  /** The events get their numbers here, and not from the sequencer. */
  numbered: boolean;
}

/** The columns of a record's row and an event's, in the order of the statement's parameters. */
export const recordColumns = {
  id: "uuid",
  type: "text",
  key: "text",
  expected: "bigint",
  next: "bigint",
  own: "bigint",
  subject: "uuid",
  household: "uuid",
  state: "text",
} as const satisfies Record<string, ColumnType>;
export const eventColumns = {
  record: "uuid",
  type: "text",
  subject: "uuid",
  household: "uuid",
  origin: "text",
  ver: "bigint",
  act: "text",
  at: "timestamptz",
  hlc: "text",
  body: "text",
} as const satisfies Record<string, ColumnType>;
export type ColumnType = ElementType | "timestamptz";

/**
 * The statement that writes a decision: records, events and the audit row, and of everything else the
 * parts there is something for. `takesMore`: its last parameter is JSON for those. Decisions of one
 * kind have one text, so that a connection prepares few of them.
 */
export function appendStatement(appending: Appending): {
  statement: Statement;
  takesMore: boolean;
} {
  const parts: [name: string, part: AppendPart][] = [];
  if (appending.projected) parts.push(["lists", { text: projectedParts }]);
  for (const table of [...appending.search].sort())
    parts.push([table, { text: searchPart(table) }]);
  for (const [name, part] of Object.entries(effectParts)) {
    if (appending.effects.some((one) => one === name)) parts.push([name, part]);
  }
  const names = [...(appending.numbered ? ["numbered"] : []), ...parts.map(([name]) => name)];
  const key = names.join(" ");
  const known = statements.get(key);
  const statement = known ?? { name: nameOf(names), text: textOf(appending.numbered, parts) };
  if (!known) statements.set(key, statement);
  return { statement, takesMore: parts.length > 0 };
}
const statements = new Map<string, Statement>();

/** Names of prepared statements are cut by the database at 63 bytes. */
function nameOf(names: readonly string[]): string {
  return names.length === 0
    ? "append"
    : `append-${statements.size}-${names.join("-").slice(0, 40)}`;
}

function textOf(numbered: boolean, parts: readonly [string, AppendPart][]): string {
  const texts = parts.map(([, { text }]) => text);
  const more = parts.length > 0 ? ["more as (select $25::jsonb as j)"] : [];
  const expected = parts.flatMap(([, { expects = [] }]) => expects);
  const all = [core, numbered ? appendedNumbered : appended, ...more, ...texts].join(",\n");
  const stands = expected.map(
    ({ as, rows, wanted }) => `expect_rows((select count(*) from ${rows}), ${wanted}) as ${as}`,
  );
  return `with ${all}\n  select ${[appendedCount, ...stands].join(",\n    ")}`;
}

/** Records and the audit row. `expect_rows` makes the whole statement fail when one record moved on. */
const core = `
  rows as (
    select * from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[],
      $8::uuid[], $9::uuid[], $10::text[])
      as r(id, type, key, expected, next, own, subject, household, state)),
  changed as (
    update records t set state = r.state, version = r.next, own_version = r.own, updated_at = now(),
      -- The nil uuid: it is about nobody any more (domain/unlinking.ts).
      subject = nullif(coalesce(r.subject, t.subject), '00000000-0000-0000-0000-000000000000'),
      household = coalesce(r.household, t.household)
    from rows r
    where t.system = $1 and t.id = r.id and t.version = r.expected and r.expected > 0
    returning t.id),
  added as (
    insert into records (system, id, type, key, version, own_version, subject, household, state)
    select $1, id, type, key, next, own, subject, household, state from rows where expected = 0
    returning id),
  audited as (
    insert into audit (system, actor, act, detail, events) values ($1, $21, $22, $23, $24) returning pos)`;

const eventRows = `unnest($11::uuid[], $12::text[], $13::uuid[], $14::uuid[], $15::text[],
      $16::bigint[], $17::text[], $18::timestamptz[], $19::text[], $20::text[])`;
const allThere = `expect_rows((select count(*) from changed) + (select count(*) from added),
      (select count(*) from rows))`;
const appendedCount = `(select count(*) from appended) as appended,
    ${allThere} as all_there`;

/** Numbered by the sequencer, once they are committed. */
const appended = `
  appended as (
    insert into events (system, record_id, type, subject, household, origin, origin_ver, act, at, hlc, body,
      audit_pos)
    select $1, e.*, (select pos from audited) from ${eventRows} as e
    where (select ${allThere})
    returning 1)`;

/**
 * Numbered with the commit, under the sequencer's own row, which nobody else has until then: no number
 * is seen before the ones under it. Only while no committed event waits for its number, as one of the
 * same record might; then these wait with it.
 */
const appendedNumbered = `
  head as (
    select last_seq from sequencers where system = $1
      and (select pos from events where system = $1 and seq is null order by pos limit 1) is null
    for update),
  appended as (
    insert into events (system, record_id, type, subject, household, origin, origin_ver, act, at, hlc, body,
      audit_pos, seq)
    select $1, e.record_id, e.type, e.subject, e.household, e.origin, e.origin_ver, e.act, e.at, e.hlc,
      e.body, (select pos from audited), (select last_seq from head) + e.nth
    from ${eventRows} with ordinality
      as e(record_id, type, subject, household, origin, origin_ver, act, at, hlc, body, nth)
    where (select ${allThere})
    order by e.nth
    returning 1),
  numbered as (
    update sequencers set last_seq = last_seq + (select count(*) from appended)
    where system = $1 and exists (select from head))`;
