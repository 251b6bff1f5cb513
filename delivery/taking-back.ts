import { isDeepStrictEqual } from "node:util";
import { authorityOver, type Systems } from "../domain/authority.ts";
import type { Change, Deciding } from "../domain/change.ts";
import { newRecord, nextOwnVersion } from "../domain/editing.ts";
import { isStamp, stamp_ahead_max_ms, stampMs } from "../domain/hlc.ts";
import { join } from "../domain/merge.ts";
import { textOf, valuesBefore, type RecordState, type Version } from "../domain/record.ts";
import { referencesIn, renameReferences } from "../domain/references.ts";
import { fieldSpec, recordTables } from "../domain/records/tables.ts";
import type { RecordType } from "../domain/records/field.ts";
import { act } from "../store/act.ts";
import type { Store } from "../store/database.ts";
import { listPartners, type Partner } from "../store/partners.ts";
import { roundDone, roundsOwed } from "../store/restore.ts";
import { systemsOf } from "./putting-right.ts";
import { isUuid, loadRecords, resolveKeys } from "../store/load.ts";
import type { Client } from "../wire/client.ts";
import type { ReturnedRecord } from "../wire/messages/returned.ts";

/**
 * After a restore: takes back from a partner what we wrote ourselves and lost. Only versions of our
 * own are taken, joined under their own stamps, as a change of ours with a version of its own. What is
 * here already changes nothing, so it may be done any number of times. False: the partner did not
 * answer all of it.
 */
export async function takeBack(
  store: Store,
  line: Pick<Client, "syncReturned">,
  systems: Systems,
  newId: () => string,
): Promise<boolean> {
  let after: string | undefined;
  do {
    const answer = await line.syncReturned(after === undefined ? {} : { after });
    if (answer.kind !== "answer") return false;
    await takePage(store, answer.message.records, systems, newId);
    after = answer.message.next;
  } while (after !== undefined);
  return true;
}

/** Households before people before what is about them, so that references find what they name. */
const order: readonly string[] = ["Household", "Person"];
const rank = ({ type }: ReturnedRecord) =>
  (order.indexOf(type) + order.length + 1) % (order.length + 1);

async function takePage(
  store: Store,
  records: readonly ReturnedRecord[],
  systems: Systems,
  newId: () => string,
): Promise<void> {
  const by = { name: "", role: "system", system: store.system.id };
  const sorted = records.toSorted((a, b) => rank(a) - rank(b));
  for (const given of sorted) {
    const read = ownOnly(store, given);
    if (!read) continue;
    await act(store, { by, deed: "restore.taken_back", systems, newId }, async (ctx) => {
      const change = await changeOf(store, ctx, given.key, read.type, read.state);
      return { ok: true, changes: change ? [change] : [], result: null };
    });
  }
}

/** What of it we may have written: our versions, of fields we know, under stamps that can be ours. */
function ownOnly(
  store: Store,
  { type: named, fields, sets }: ReturnedRecord,
): { type: RecordType; state: RecordState } | null {
  const type = Object.values(recordTables).find((table) => table.type === named)?.type;
  if (!type) return null;
  const latest = store.clock.nowMs() + stamp_ahead_max_ms;
  const isOurs = ({ o, h }: { o: string; h: string }) =>
    o === store.system.id && isStamp(h) && stampMs(h) <= latest;
  const state: RecordState = { fields: {}, sets: {} };
  for (const [field, versions] of Object.entries(fields)) {
    const spec = fieldSpec(type, field);
    const own = (versions as Version[]).filter(isOurs);
    if (spec && spec.class !== "set" && spec.class !== "local" && own.length > 0) {
      state.fields[field] = own;
    }
  }
  for (const [field, elements] of Object.entries(sets)) {
    if (fieldSpec(type, field)?.class !== "set") continue;
    const own = Object.entries(elements as Record<string, Version>).filter(([, one]) =>
      isOurs(one),
    );
    if (own.length > 0) state.sets[field] = Object.fromEntries(own);
  }
  return Object.keys({ ...state.fields, ...state.sets }).length > 0 ? { type, state } : null;
}

async function changeOf(
  store: Store,
  ctx: Deciding,
  key: string,
  type: RecordType,
  given: RecordState,
): Promise<Change | null> {
  const known = await resolveKeys(store, [key, ...referencesIn(type, given)]);
  const delta = renameReferences(type, given, (name) => known.get(name)?.key ?? name);
  const found = known.get(key);
  const loaded = found && (await loadRecords(store, [found.id])).get(found.id);
  const ownId = key.startsWith(`${ctx.self.id}/`) ? key.slice(ctx.self.id.length + 1) : "";
  if (!loaded && !isUuid(ownId)) return null;
  const person = known.get(textOf(delta, "person") ?? "");
  const household = known.get(textOf(delta, "household") ?? "");
  const about = {
    id: ownId,
    subject: person?.id ?? null,
    household: household?.id ?? person?.household ?? null,
  };
  const record = loaded ?? newRecord(ctx, type, about);
  const after = join(type, authorityOver(record.key, ctx.systems), record.state, delta);
  if (record.type !== type || isDeepStrictEqual(after, record.state)) return null;
  const version = nextOwnVersion(ctx, record);
  return {
    record,
    expected: record.version,
    delta,
    after,
    before: valuesBefore(record.state, delta),
    act: "record.received",
    reason: "",
    by: ctx.by,
    origin: ctx.self.id,
    originVersion: version,
    at: ctx.nowIso,
    ownVersion: version,
  };
}

/** Asks every Tandem partner, as long as that is owed after a restore. */
export async function takeBackWhatIsOwed(
  store: Store,
  lineTo: (partner: Partner) => Pick<Client, "syncReturned"> | null,
  newId: () => string,
): Promise<void> {
  const owed = await roundsOwed(store);
  if (owed <= 0) return;
  const systems = await systemsOf(store);
  const partners = (await listPartners(store)).filter(
    ({ profile, status }) => profile === "tandem" && status === "active",
  );
  let isWhole = true;
  for (const partner of partners) {
    const line = lineTo(partner);
    const done = line !== null && (await takeBack(store, line, systems, newId));
    isWhole = isWhole && done;
  }
  if (isWhole) await roundDone(store, owed);
}
