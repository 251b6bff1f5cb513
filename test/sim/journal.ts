/** Journals of a run for the checker (test/checker): digests only, nothing of a person. */
import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { authorityOver, type Systems } from "../../domain/authority.ts";
import type { Json } from "../../domain/json.ts";
import type { RecordState, Version } from "../../domain/record.ts";
import type { RecordType } from "../../domain/records/field.ts";
import { fieldSpec, recordTables } from "../../domain/records/tables.ts";
import { vitalStatuses } from "../../domain/records/values.ts";
import { canonicalize } from "../../wire/canonical.ts";
import type { Memory } from "../chaos/crash-proof.ts";
import type { Audit } from "./auditor.ts";
import { recordTypeOf } from "./observed.ts";
import type { System } from "./system.ts";
import { storeOf, type World } from "./world.ts";

/** Writes the journals of a healed world into a folder of its own. */
export function writeJournals(folder: string, world: World, audit: Audit): void {
  mkdirSync(folder, { recursive: true });
  const meta = {
    format: 1,
    run: `sim seed ${world.seed}`,
    seed: world.seed,
    systems: world.systems.map(({ id }) => id),
    faults: { ...world.counts, ...world.network.counts },
    healed_at: world.scheduler.nowMs,
    ignored_fields: localFields(),
  };
  writeFileSync(join(folder, "meta.json"), JSON.stringify(meta));
  for (const system of world.systems) {
    const memory = audit.memories.get(system.id);
    if (memory) writeSystem(join(folder, system.id), world, system, memory, audit);
  }
}

function writeSystem(
  folder: string,
  world: World,
  system: System,
  memory: Memory,
  audit: Audit,
): void {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, lines: object[]) =>
    writeFileSync(
      join(folder, `${name}.jsonl`),
      lines.map((line) => `${JSON.stringify(line)}\n`).join(""),
    );
  put("acked", ackedOf(world, system));
  put("events", eventsOf(system, memory));
  put("sent", sentOf(world, system));
  put("received", receivedOf(world, system));
  put("dump", dumpOf(system, memory, audit.shared.get(system.id) ?? new Map()));
  put("agreements", agreementsOf(world, system));
}

function ackedOf({ observed }: World, system: System): object[] {
  return observed.acknowledged
    .filter((one) => one.system === system.id)
    .flatMap(({ at, change }) => {
      const { record, originVersion } = change;
      const about = { at, key: record.key, type: record.type, ver: originVersion };
      const fields = Object.entries(change.delta.fields).map(([field, versions]) => {
        const saw = change.before[field];
        return {
          ...about,
          field,
          value: digestOf(versions[0]?.v ?? null),
          ...(saw === undefined ? {} : { saw: digestOf(saw) }),
        };
      });
      return fields.length > 0 ? fields : [about];
    });
}

function eventsOf(system: System, memory: Memory): object[] {
  const { epoch } = storeOf(system).system;
  return memory.events
    .filter(({ ver, seq }) => ver > 0 && seq !== null)
    .sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0))
    .map(({ record, origin, ver, seq, delta }) => {
      const known = memory.records.get(record);
      const stamps = versionsIn(delta).map(([, { h }]) => h);
      return {
        seq,
        epoch,
        key: nameOf(memory, record),
        type: known?.type ?? "",
        origin,
        ver,
        hlc: stamps.reduce((high, stamp) => (stamp > high ? stamp : high), ""),
        act: "change",
        digest: digestOf(delta as unknown as Json),
        fields: fieldsOf(delta),
      };
    });
}

function sentOf({ observed }: World, system: System): object[] {
  return observed.sent
    .filter(({ from }) => from === system.id)
    .map(({ at, done, to, answer, agreement, sync }) => ({
      at,
      ...(done === null ? {} : { done }),
      to,
      sub: sync.sub,
      epoch: sync.epoch,
      from: sync.from,
      to_n: sync.to,
      id: sync.id,
      answer: answer === "200" ? "ack" : /^\d+$/.test(answer) ? `http:${answer}` : "lost",
      purpose: "case_management",
      agreement,
      items: sync.items.map((item, nth) => ({
        n: sync.from + nth,
        key: item.key,
        type: recordTypeOf(sync.types[nth] ?? ""),
        ver: item.ver,
        prev: item.prev,
        origin: item.origin,
        ph: item.ph,
        fields: item.ch,
        ...(item.left === undefined ? {} : { left: item.left }),
      })),
    }));
}

function receivedOf({ observed }: World, system: System): object[] {
  return observed.received
    .filter(({ to }) => to === system.id)
    .map(({ at, from, answer, sync }) => ({
      at,
      from,
      sub: sync.sub,
      epoch: sync.epoch,
      from_n: sync.from,
      to_n: sync.to,
      id: sync.id,
      answer,
      items: sync.items
        .filter(({ left }) => left === undefined)
        .map(({ key, ver, prev, origin }) => ({ key, ver, prev, origin })),
    }));
}

function dumpOf(system: System, memory: Memory, shared: Map<string, string[]>): object[] {
  const systems: Systems = system.process?.hosted.systems ?? new Map();
  return [...memory.records.values()].map(({ id, type, key, version, state }) => {
    const holds = authorityOver(key, systems);
    const shown = versionsIn(state).map(([name, version_]) => {
      const spec = fieldSpec(type, name.split("/")[0] ?? "");
      const ranks = spec?.class === "owned" || spec?.class === "terminal";
      const first = ranks ? [...systems.keys()].filter((one) => holds(spec.owner, one)) : [];
      const authority = ranks ? { authority: first } : {};
      return [name, { ...shownOf(version_), class: spec?.class ?? "local", ...authority }];
    });
    const alive = state.fields["vital_status"]?.[0]?.v;
    return {
      key: nameOf(memory, id),
      type,
      version,
      ...(typeof alive === "string" ? { alive } : {}),
      shared_with: shared.get(id) ?? [],
      // The first of a field's versions is the one that shows.
      fields: Object.fromEntries(shown.reverse()) as object,
    };
  });
}

function agreementsOf({ observed }: World, system: System): object[] {
  return observed.periods
    .filter(({ agreement }) => agreement.from === system.id)
    .map(({ agreement, from, until }) => ({
      agreement: agreement.id,
      partner: agreement.to,
      from,
      until,
      fields: agreement.records,
    }));
}

/** One name of a record everywhere: the least of its keys, as on the wire. */
function nameOf(memory: Memory, id: string): string {
  const keys = [...(memory.keysOf.get(id) ?? []), memory.records.get(id)?.key ?? id];
  return keys.sort()[0] ?? id;
}

function fieldsOf(state: RecordState): Record<string, object[]> {
  const fields: Record<string, object[]> = {};
  for (const [name, version] of versionsIn(state)) {
    fields[name] = [...(fields[name] ?? []), shownOf(version)];
  }
  return fields;
}

/** Every version of a state by the name of its field, or `field/element`. */
function versionsIn(state: RecordState): [string, Version][] {
  const fields = Object.entries(state.fields).flatMap(([field, versions]) =>
    versions.map((version): [string, Version] => [field, version]),
  );
  const sets = Object.entries(state.sets).flatMap(([field, elements]) =>
    Object.entries(elements).map(([id, version]): [string, Version] => [`${field}/${id}`, version]),
  );
  return [...fields, ...sets];
}

function shownOf({ v, h, o, n, b, gone }: Version): object {
  const level = vitalStatuses.findIndex((status) => status === v);
  return {
    // Of an element removed only that it is gone travels.
    v: digestOf(gone ? null : v),
    h,
    o,
    ...(n === undefined ? {} : { n, ...(level < 0 ? {} : { level }) }),
    ...(b === undefined ? {} : { b }),
    ...(gone ? { gone } : {}),
  };
}

function digestOf(value: Json): string {
  return createHash("sha256").update(canonicalize(value)).digest("hex").slice(0, 24);
}

function localFields(): string[] {
  return Object.values(recordTables).flatMap(({ type, fields }) =>
    Object.entries(fields).flatMap(([field, spec]) =>
      spec.class === "local" ? [`${type satisfies RecordType}.${field}`] : [],
    ),
  );
}
