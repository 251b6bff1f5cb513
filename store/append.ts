import type { Change } from "../domain/change.ts";
import { stampZero, type Stamp } from "../domain/hlc.ts";
import type { Json } from "../domain/json.ts";
import { stampsIn } from "../domain/record.ts";
import type { Acting } from "./act.ts";
import { eventsHash, type StoredEvent } from "./audit-lines.ts";
import { aliasRows } from "./aliases.ts";
import type { EffectPart } from "./append-parts.ts";
import {
  appendStatement,
  eventColumns,
  recordColumns,
  type ColumnType,
} from "./append-statement.ts";
import { binaryArray } from "./binary-arrays.ts";
import { encodeState, encodeValues } from "./codec.ts";
import { sealedClaims } from "./claim-rows.ts";
import type { Store } from "./database.ts";
import { rememberState } from "./known-states.ts";
import { projectionOf, touchesSearch } from "./projection.ts";
import { referralRows } from "./referral-rows.ts";
import { sealedBatch } from "./relayed.ts";
import { searchOf } from "./search-rows.ts";
import { placeRows } from "./service-places.ts";
import type { SideEffects } from "./side-effects.ts";

/** What an event's body holds beside its columns. */
export interface EventBody {
  /** The delta as stored text (sealed). */
  delta: string;
  /** Values shown before, sealed by field. */
  before: Record<string, Json>;
  by: Change["by"];
  reason: string;
}

/** Lost a race: somebody else changed a row this decision was made on. Decide again. */
export function isStale(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === "TD001" || code === "23505" || code === "40P01" || code === "40001";
}

/** Writes everything of one decision in one statement: all of it is committed, or none. */
export async function writeChanges(
  store: Store,
  acting: Pick<Acting, "by" | "deed">,
  changes: readonly Change[],
  given: SideEffects,
): Promise<void> {
  const referrals = referralRows(store.system.id, changes);
  const also = { ...given, aliases: aliasRows(changes), referrals, ...placeRows(changes) };
  const rows = recordRows(store, changes);
  const searched = new Set(changes.filter(touchesSearch).map((change) => change.record.id));
  const projections = [...lastChanges(changes).values()].flatMap((last) => {
    const projection = searched.has(last.record.id) ? projectionOf(store, last) : null;
    return projection ? [projection] : [];
  });
  const search = searchOf(store, changes);
  const events = changes.map((change) => eventRow(store, change));
  const actor = acting.by.name ? `${acting.by.role}@${acting.by.system}` : acting.by.system;
  const { statement, takesMore } = appendStatement({
    projected: projections.length > 0,
    search: Object.keys(search),
    effects: effectsIn(also),
    // A partner's batch is one commit for many events; a writer of one must not wait for another.
    numbered: also.feed !== undefined && events.length > 0,
  });
  const values: unknown[] = [
    store.system.id,
    ...columnsOf(rows, recordColumns),
    ...columnsOf(events, eventColumns),
    actor,
    acting.deed,
    events.length === 0 ? "" : `${events.length} changes`,
    eventsHash(events),
  ];
  if (takesMore) {
    values.push(
      JSON.stringify({
        projections,
        search,
        ...also,
        held: sealedItems(store, also.held),
        holding: sealedItems(store, also.holding),
        claims: sealedClaims(store, also.claims),
        batch: sealedBatch(store, also.batch),
      }),
    );
  }
  await store.query(statement, values);
}

/** The parts of a statement that there is something for. */
function effectsIn(also: SideEffects): EffectPart[] {
  const parts = new Set<EffectPart>();
  for (const [name, value] of Object.entries(also) as [keyof SideEffects, unknown][]) {
    if (value === undefined || (Array.isArray(value) && value.length === 0)) continue;
    parts.add(partOf[name] ?? (name as EffectPart));
  }
  return [...parts];
}
/** Effects that are written by a part of another name. */
const partOf: Partial<Record<keyof SideEffects, EffectPart>> = {
  matches: "asked",
  held: "asked",
  released: "holding",
  dropped: "holding",
  missing: "holding",
  covers: "holding",
  batch: "relayed",
  closed_plans: "places",
};

/** What waits for "Same person?" is a partner's whole record: sealed as one. */
function sealedItems<Held extends { item: string }>(store: Store, held: readonly Held[] = []) {
  return held.map((one) => ({ ...one, item: store.sealer.seal("sensitive", one.item) }));
}

interface RecordRow {
  id: string;
  type: string;
  key: string;
  expected: number;
  next: number;
  own: number;
  subject: string | null;
  household: string | null;
  state: string;
}

/** One row per record, however many changes it has in this decision; in id order, against deadlocks. */
function recordRows(store: Store, changes: readonly Change[]): RecordRow[] {
  const first = new Map<string, number>();
  const count = new Map<string, number>();
  for (const { record, expected } of changes) {
    if (!first.has(record.id)) first.set(record.id, expected);
    count.set(record.id, (count.get(record.id) ?? 0) + 1);
  }
  return [...lastChanges(changes).values()]
    .sort((a, b) => (a.record.id < b.record.id ? -1 : 1))
    .map(({ record, after, ownVersion }) => {
      const expected = first.get(record.id) ?? 0;
      const state = encodeState(store.sealer, record.type, after);
      rememberState(store.sealer, record.id, { text: state, state: after });
      return {
        ...record,
        expected,
        next: expected + (count.get(record.id) ?? 0),
        own: ownVersion,
        state,
      };
    });
}

function lastChanges(changes: readonly Change[]): Map<string, Change> {
  return new Map(changes.map((change) => [change.record.id, change]));
}

function eventRow(store: Store, change: Change): StoredEvent {
  const { record, delta } = change;
  const body: EventBody = {
    delta: encodeState(store.sealer, record.type, delta),
    before: encodeValues(store.sealer, record.type, change.before),
    by: change.by,
    reason: change.reason,
  };
  const hlc = stampsIn(delta).reduce<Stamp>(
    (high, stamp) => (stamp > high ? stamp : high),
    stampZero,
  );
  return {
    record: record.id,
    type: record.type,
    subject: record.subject,
    household: record.household,
    origin: change.origin,
    ver: change.originVersion,
    act: change.act,
    // To the millisecond, so that database and hash hold the same instant.
    at: new Date(change.at).toISOString(),
    hlc,
    body: JSON.stringify(body),
  };
}

/** A parameter for each column, all rows of it. */
function columnsOf<Name extends string>(
  rows: readonly Record<Name, string | number | null>[],
  types: Readonly<Record<Name, ColumnType>>,
): unknown[] {
  return (Object.entries(types) as [Name, ColumnType][]).map(([name, type]) => {
    const values = rows.map((row) => row[name]);
    return type === "timestamptz" ? values : binaryArray(type, values);
  });
}
