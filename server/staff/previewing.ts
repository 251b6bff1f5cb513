import type { Change, Deciding, Refusal } from "../../domain/change.ts";
import {
  creatorOf,
  textOf,
  valueOf,
  type RecordState,
  type StoredRecord,
} from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import type { ProgrammeName } from "../../domain/records/values.ts";
import type { ForeseenItem } from "../../exchange/foreseen.ts";
import type { TellingOf } from "../../exchange/telling.ts";
import { rehearse, type Decision } from "../../store/act.ts";
import { loadRecord, loadRecords, resolveKeys } from "../../store/load.ts";
import { activeAgreement } from "../../store/partners.ts";
import { displayName } from "../../store/projection.ts";
import type { PreviewItem, PreviewView } from "../api/preview-schemas.ts";
import { systemRef } from "../hosting.ts";
import { isPlain, prepare } from "../telling.ts";
import { done, type Call, type Doors } from "./doors.ts";

/** How a route decides, of a call that may look at a store set aside. */
export type DecideCall<Body, R> = (
  call: Call<Body>,
) => (ctx: Deciding) => Promise<Decision<R>> | Decision<R>;

/**
 * A dry run of a route: what it would write is written aside and taken back, and what each partner
 * would be told of it is asked of the very plan that sends (PRS.EMP.04). Nothing is kept.
 */
export async function preview<Body, R>(
  { node }: Doors,
  call: Call<Body>,
  deed: string,
  decide: DecideCall<Body, R>,
): Promise<{ ok: true; value: PreviewView } | Refusal> {
  const rehearsed = await rehearse(
    call.store,
    call.acting(deed),
    async (ctx, store) => decide({ ...call, store, hosted: { ...call.hosted, store } })(ctx),
    async (store, { changes }) => {
      const there = { ...call, store, hosted: { ...call.hosted, store } };
      return previewOf(there, await node.foresee(store, changes), changes);
    },
  );
  return rehearsed.ok ? done(rehearsed.said) : rehearsed;
}

type Partner = PreviewView["partners"][number];

async function previewOf(
  call: Call<unknown>,
  foreseen: Awaited<ReturnType<Doors["node"]["foresee"]>>,
  changes: readonly Change[],
): Promise<PreviewView> {
  const { hosted, store } = call;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const partners: Partner[] = [];
  for (const { id, profile } of await hosted.partners()) {
    const agreement = await activeAgreement(store, store.system.id, id, nowIso);
    const why = agreement ? ("nothing" as const) : ("not_agreed" as const);
    const add = (way: Partner["way"], items: PreviewItem[]) =>
      partners.push({
        system: systemRef(hosted, id),
        way,
        items,
        why: items.length > 0 ? null : why,
      });
    const subs = foreseen.filter(({ partner }) => partner === id);
    const items = await itemsOf(
      call,
      subs.flatMap((sub) => sub.items),
    );
    const standing = !isPlain(profile);
    if (standing || subs.length > 0) add(standing ? "standing" : "asked", items);
    if (standing) continue;
    for (const { way, item } of await tellings(call, id, changes)) add(way, [item]);
  }
  return { partners };
}

/** Names of what the items are about, and of whom they name, in place of the keys that travel. */
async function itemsOf(
  { store }: Call<unknown>,
  items: readonly ForeseenItem[],
): Promise<PreviewItem[]> {
  const keys = items.flatMap(({ values }) =>
    values.flatMap(({ value }) => (isKey(value) ? [value] : [])),
  );
  const resolved = await resolveKeys(store, keys);
  const records = await loadRecords(store, [
    ...[...resolved.values()].map(({ id }) => id),
    ...items.map(({ record_id }) => record_id),
  ]);
  const named = (id: string | undefined) => nameOf(id === undefined ? undefined : records.get(id));
  return items.map(({ record_id, type, act, values, reason, first, left }) => ({
    type,
    act,
    about: named(record_id),
    values: values.map(({ field, value }) => {
      const name = isKey(value) ? named(resolved.get(value)?.id) : "";
      return { field, value: name === "" ? value : name };
    }),
    reason,
    first,
    left,
  }));
}

function isKey(value: unknown): value is string {
  return typeof value === "string" && /^[a-z0-9.-]+\/[0-9A-Za-z-]{8,}$/.test(value);
}

function nameOf(record: StoredRecord | undefined): string {
  if (!record) return "";
  const { type, state } = record;
  if (type === "Person") return displayName(valueOf(state, "name"));
  if (type === "Household") return textOf(state, "number");
  if (type === "Enrolment") {
    return (valueOf(state, "programme") as ProgrammeName | undefined)?.name ?? "";
  }
  return "";
}

/** What a plain partner is, or may be, told beside what it subscribed to. */
async function tellings(
  call: Call<unknown>,
  partner: SystemId,
  changes: readonly Change[],
): Promise<{ way: "push" | "claim"; item: PreviewItem }[]> {
  const { hosted, store } = call;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const told = [];
  for (const change of changes) {
    const what = tellingOf(change, store.system.id, partner);
    const person = what && (await loadRecord(store, change.record.subject ?? ""));
    if (!what || person?.type !== "Person") continue;
    const teller = { id: "preview", nowIso, by: "", proposal: null };
    const prepared = await prepare(hosted, partner, person, what, teller);
    if (!prepared.ok) continue;
    const item = {
      type: change.record.type,
      act: change.act,
      about: displayName(valueOf(person.state, "name")),
      values: prepared.values,
      reason: "",
      first: false,
      left: false,
    };
    told.push({ way: what.kind === "claim" ? ("claim" as const) : ("push" as const), item });
  }
  return told;
}

function tellingOf(change: Change, self: SystemId, partner: SystemId): TellingOf | null {
  const { record, after } = change;
  if (record.type === "Enrolment" && creatorOf(record.key) === self) {
    return { kind: "enrolment", enrolment: recordAfter(change) };
  }
  if (record.type === "Person" && change.act === "employment.changed")
    return { kind: "employment" };
  if (record.type !== "Proposal" || asked(after) !== partner) return null;
  const reason = change.reason;
  return {
    kind: "claim",
    field: textOf(after, "field"),
    value: valueOf(after, "value") ?? null,
    reason,
  };
}

function asked(state: RecordState): string {
  return textOf(state, "to");
}

function recordAfter({ record, after, expected, ownVersion }: Change): StoredRecord {
  return { ...record, version: expected + 1, ownVersion, state: after };
}
