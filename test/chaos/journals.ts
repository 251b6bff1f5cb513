/**
 * Writes what a chaos run saw as journals for the separate checker (test/checker/), which knows nothing
 * of the product: digests, stamps, versions and keys, never a value.
 */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authorityOver, type Systems } from "../../domain/authority.ts";
import type { Json } from "../../domain/json.ts";
import type { RecordState, Version } from "../../domain/record.ts";
import type { Authority, RecordType } from "../../domain/records/field.ts";
import { recordTables } from "../../domain/records/tables.ts";
import { vitalStatuses } from "../../domain/records/values.ts";
import { renameReferences } from "../../domain/references.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { canonicalize } from "../../wire/canonical.ts";
import type { SyncMeta } from "../../wire/sync-meta.ts";
import { otherSide, sides, type Side } from "../bench/real-system.ts";
import { isWithheld, type Memory } from "./crash-proof.ts";
import { keptBack } from "./kept-back.ts";
import type { Acknowledged } from "./crash-workers.ts";
import type { ReceivedBatch, SentBatch } from "./links.ts";

export interface Observed {
  run: string;
  seed: number;
  faults: Record<string, number>;
  healedAt: number | null;
  memories: Record<Side, Memory>;
  acknowledged: readonly Acknowledged[];
  sent: readonly SentBatch[];
  received: readonly ReceivedBatch[];
}

const systems: Systems = new Map([
  ["sp.demo", "sp"],
  ["ess.demo", "ess"],
]);
const digest_chars = 32;

/** Writes one folder per system, and `meta.json` beside them. */
export function writeJournals(folder: string, observed: Observed): void {
  const { run, seed, faults, healedAt, memories } = observed;
  const names = new Names(memories);
  mkdirSync(folder, { recursive: true });
  const meta = { format: 1, run, seed, systems: [...systems.keys()], faults, healed_at: healedAt };
  writeFileSync(join(folder, "meta.json"), `${JSON.stringify(meta)}\n`);
  for (const side of sides) {
    const memory = memories[side];
    const partner = memories[otherSide[side]].system;
    const write = (name: string, rows: readonly object[]) => {
      mkdirSync(join(folder, memory.system), { recursive: true });
      const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      writeFileSync(join(folder, memory.system, `${name}.jsonl`), text);
    };
    write("acked", ackedOf(observed, side, names));
    write("events", eventsOf(memory, names));
    write("sent", sentOf(observed, side, partner, names));
    write("received", receivedOf(observed, side, partner, names));
    write("dump", dumpOf(memory, partner, names));
    write("agreements", agreementsOf(memory.system, partner, side));
  }
}

/** One name per record for both systems: the least of all keys under which either knows it. */
class Names {
  readonly #names = new Map<string, string>();
  readonly #types = new Map<string, RecordType>();

  constructor(memories: Record<Side, Memory>) {
    const groups = new Map<string, Set<string>>();
    for (const side of sides) {
      const { records, keysOf } = memories[side];
      for (const { id, key } of records.values()) {
        const keys = [key, ...(keysOf.get(id) ?? [])];
        const group = new Set(keys.flatMap((one) => [one, ...(groups.get(one) ?? [])]));
        for (const one of group) groups.set(one, group);
      }
    }
    for (const [key, group] of groups) this.#names.set(key, [...group].sort()[0] ?? key);
    for (const side of sides) {
      for (const { key, type } of memories[side].records.values()) {
        this.#types.set(this.of(key), type);
      }
    }
  }

  readonly of = (key: string): string => this.#names.get(key) ?? key;

  typeOf(key: string): RecordType | undefined {
    return this.#types.get(this.of(key));
  }
}

function ackedOf({ acknowledged, memories }: Observed, side: Side, names: Names) {
  const { records, system } = memories[side];
  return acknowledged
    .filter((one) => one.side === side)
    .map(({ at, record, field, value }) => {
      const known = records.get(record);
      const key = known ? names.of(known.key) : `${system}/${record}`;
      return { at, key, type: known?.type, field, value: digestOf(value) };
    });
}

function eventsOf({ events, records, epoch }: Memory, names: Names) {
  return events.flatMap(({ record, seq, origin, ver, delta }) => {
    const known = records.get(record);
    if (!known) return [];
    const { type, key } = known;
    const fields = Object.fromEntries(
      versionsOf(type, delta, names).map(([field, versions]) => [field, versions.map(told)]),
    );
    return { seq, epoch, key: names.of(key), type, origin, ver, digest: digestOf(fields), fields };
  });
}

function dumpOf(memory: Memory, partner: string, names: Names) {
  const { records, sent, held } = memory;
  const sharedIds = new Set(sent.map(({ record }) => record));
  const rows = [...records.values()].map((record) => {
    const { id, key, type, version, state } = record;
    const holds = authorityOver(key, systems);
    const fields = versionsOf(type, state, names).flatMap(([field, [top]]) => {
      const spec = recordTables[type].fields[field.split("/")[0] ?? ""];
      if (!top || !spec) return [];
      const owner: Authority | undefined = "owner" in spec ? spec.owner : undefined;
      const authority = owner ? [...systems.keys()].filter((one) => holds(owner, one)) : [];
      return [[field, { ...told(top), class: spec.class, authority }] as const];
    });
    return {
      key: names.of(key),
      type,
      version,
      shared_with: sharedIds.has(id) ? [partner] : [],
      kept_back: [...keptBack(memory, record)],
      fields: Object.fromEntries(fields),
    };
  });
  const waiting = held.map(({ key, ver, why }) => ({
    key: names.of(key),
    waiting: [{ origin: partner, ver, why }],
  }));
  return [...rows, ...waiting];
}

/** Fields with their versions, and elements of sets as `field/<element>`, references by their names. */
function versionsOf(type: RecordType, state: RecordState, names: Names): [string, Version[]][] {
  const { fields, sets } = renameReferences(type, state, names.of);
  return [
    ...Object.entries(fields),
    ...Object.entries(sets).flatMap(([field, elements]) =>
      Object.entries(elements).map(([id, version]): [string, Version[]] => [
        `${field}/${id}`,
        [version],
      ]),
    ),
  ];
}

function told({ v, h, o, n, b, gone }: Version) {
  const level = vitalStatuses.findIndex((status) => status === v);
  return {
    v: digestOf(isWithheld(v) ? null : v),
    h,
    o,
    ...(n === undefined ? {} : { n }),
    ...(b === undefined ? {} : { b }),
    ...(level < 0 ? {} : { level }),
    ...(gone ? { gone } : {}),
  };
}

/** An answer counts for a sender that lived to note it: until then the batch's numbers are not given away. */
function sentOf({ sent, memories }: Observed, side: Side, to: string, names: Names) {
  const { noted } = memories[side];
  return sent
    .filter((batch) => batch.from === side)
    .map(({ at, done, id, meta, answer }) => ({
      at,
      done,
      to,
      sub: meta.sub,
      epoch: meta.epoch,
      from: meta.from,
      to_n: meta.to,
      id,
      answer: answer === "ack" && !noted.has(id) ? "lost" : answer,
      items: itemsOf(meta, names),
    }));
}

function receivedOf({ received }: Observed, side: Side, from: string, names: Names) {
  return received
    .filter((batch) => batch.to === side)
    .map(({ at, id, meta, answer }) => ({
      at,
      from,
      sub: meta.sub,
      epoch: meta.epoch,
      from_n: meta.from,
      to_n: meta.to,
      id,
      answer,
      items: itemsOf(meta, names),
    }));
}

function itemsOf({ from, to, items }: SyncMeta, names: Names) {
  const numbered = items.length === to - from + 1;
  return items.map(({ key, ver, prev, ph, origin, ch, left }, at) => ({
    ...(numbered ? { n: from + at } : {}),
    key: names.of(key),
    type: names.typeOf(key),
    ver,
    prev,
    ph,
    origin,
    fields: ch,
    ...(left === undefined ? {} : { left }),
  }));
}

function agreementsOf(from: string, to: string, side: Side) {
  const { id, records } = demoAgreement(from, to, side, new Date().toISOString());
  return [{ agreement: id, partner: to, from: 0, until: null, fields: records }];
}

function digestOf(value: Json): string {
  return createHash("sha256").update(canonicalize(value)).digest("hex").slice(0, digest_chars);
}
