/** Knows what must be true when everything is quiet, and tells what is not (guarantees G1 to G11). */
import { agreementsInForce, sharedLines } from "../../main/shared-state.ts";
import type { Json } from "../../domain/json.ts";
import { valueOf } from "../../domain/record.ts";
import type { Statement } from "../../store/database.ts";
import { partnerById } from "../../store/partners.ts";
import {
  lost,
  outOfOrder,
  readMemory,
  unlikeTheirEvents,
  type Memory,
} from "../chaos/crash-proof.ts";
import type { System } from "./system.ts";
import { storeOf, type World } from "./world.ts";

/** Figures of a seed that the auditor counts itself. */
export interface Audit {
  faults: string[];
  acknowledged: number;
  events: number;
  compared: number;
  memories: Map<string, Memory>;
  /** By system: record → the partners that have it now. */
  shared: Map<string, Map<string, string[]>>;
}

export async function audit(world: World): Promise<Audit> {
  const memories = new Map<string, Memory>();
  for (const system of world.systems) {
    memories.set(system.id, await readMemory(storeOf(system)));
  }
  const faults = [...world.observed.faults];
  let compared = 0;
  for (const system of world.systems) {
    const memory = memories.get(system.id);
    if (!memory) continue;
    const tell = (law: string, found: string[]) =>
      faults.push(...found.map((one) => `${law} ${world.short(system.id)}: ${one}`));
    tell("G1 acknowledged and lost", lostOf(world, system, memory));
    tell(
      "G2 not the fold of its events",
      unlikeTheirEvents(memory, system.process?.hosted.systems ?? new Map()),
    );
    tell("G3 order", outOfOrder(memory));
    tell("G10 a version nobody wrote", unwritten(world, system, memory));
    tell("G10 waste", wasted(memory));
  }
  for (const { sp, ess } of world.pairs) {
    const difference = await differenceOf(sp, ess);
    compared += difference.compared;
    faults.push(
      ...difference.faults.map((one) => `G6 ${world.short(sp.id)}, ${world.short(ess.id)}: ${one}`),
    );
  }
  faults.push(
    ...chained(world),
    ...echoed(world),
    ...unapplied(world, memories),
    ...resurrected(world, memories),
  );
  return {
    faults,
    acknowledged: world.observed.acknowledged.length,
    events: [...memories.values()].reduce((sum, { events }) => sum + events.length, 0),
    compared,
    memories,
    shared: await sharedBy(world),
  };
}

async function sharedBy(world: World): Promise<Audit["shared"]> {
  const shared: Audit["shared"] = new Map();
  for (const system of world.systems) {
    const store = storeOf(system);
    const rows = await store.query<{ id: string; partner: string }>(sharedNow, [system.id]);
    const byRecord = new Map<string, string[]>();
    for (const { id, partner } of rows) byRecord.set(id, [...(byRecord.get(id) ?? []), partner]);
    shared.set(system.id, byRecord);
  }
  return shared;
}

const sharedNow: Statement = {
  name: "sim-shared",
  text: `select t.record_id as id, s.partner from sent t
    join subscriptions s on s.system = t.system and s.code = t.sub
    where t.system = $1 and not t.gone order by 1, 2`,
};

/** G1: what was acknowledged is in the log, under its version and with its values. */
function lostOf(world: World, system: System, memory: Memory): string[] {
  const mine = world.observed.acknowledged.filter((one) => one.system === system.id);
  const values = mine.flatMap(({ change }) =>
    Object.entries(change.delta.fields).map(([field]) => ({
      at: 0,
      side: system.kind,
      record: change.record.id,
      field,
      value: valueOf(change.delta, field) as Json,
    })),
  );
  const versions = mine.filter(({ change }) => {
    const events = memory.byRecord.get(change.record.id) ?? [];
    return !events.some(({ origin, ver }) => origin === system.id && ver === change.originVersion);
  });
  return [
    ...lost(memory, values).map((line) => line.split(" ").slice(0, 2).join(" ")),
    ...versions.map(({ change }) => `${change.record.key} version ${change.originVersion}`),
  ];
}

/** G10: every version of ours was decided by somebody here. */
function unwritten(world: World, system: System, memory: Memory): string[] {
  const decided = world.observed.decided.get(system.id);
  return memory.events.flatMap(({ record, origin, ver }) => {
    const key = memory.records.get(record)?.key ?? record;
    return origin !== system.id || decided?.has(`${key} ${ver}`) ? [] : [`${key} ${ver}`];
  });
}

/** G4: no event of a partner stands in the log twice. */
function wasted(memory: Memory): string[] {
  const seen = new Set<string>();
  return memory.events.flatMap(({ record, origin, ver }) => {
    const name = `${record} ${origin} ${ver}`;
    if (!seen.has(name)) return seen.add(name) && [];
    return [`applied twice: ${name}`];
  });
}

/** G3: what was sent of a record is a chain, each version after the one before it, under rising numbers. */
function chained(world: World): string[] {
  const faults: string[] = [];
  const chains = new Map<string, Map<number, number>>();
  for (const { sync, to } of world.observed.sent) {
    for (const { key, ver, prev, left } of sync.items) {
      if (left !== undefined) continue;
      const name = `${sync.sub} ${to} ${key}`;
      const chain = chains.get(name) ?? new Map<number, number>();
      chains.set(name, chain);
      // A person who comes back with nothing new to tell is sent the version sent before.
      if (prev > ver) faults.push(`G3 ${key}: version ${ver} after ${prev}`);
      const last = Math.max(0, ...chain.keys());
      if (prev > last) faults.push(`G3 ${key}: ${ver} follows ${prev}, which was never sent`);
      chain.set(ver, prev);
    }
  }
  return faults;
}

/** G10: nobody is sent what they wrote themselves, and nothing under another's name. */
function echoed(world: World): string[] {
  return world.observed.sent.flatMap(({ from, to, sync }) =>
    sync.items.flatMap(({ key, origin }) =>
      origin === to || origin !== from
        ? [`G10 ${key} of ${world.short(origin)} goes to ${world.short(to)}`]
        : [],
    ),
  );
}

/** An ACK is a promise: each item is in the receiver's log, or is held there, or was taken before. */
function unapplied(world: World, memories: Map<string, Memory>): string[] {
  const takenBack = lastTakenBack(world);
  return world.observed.received.flatMap(({ from, to, answer, sync }, nth) => {
    const memory = memories.get(to);
    if (answer !== "ack" || !memory) return [];
    return sync.items.flatMap(({ key, ver, left }) => {
      if (left !== undefined || memory.waiting.has(key)) return [];
      const id = memory.byKey.get(key) ?? memory.byOwnKey.get(key);
      // It waited, and its person was taken back before it could be applied: nothing of it is kept.
      if (id === undefined && (takenBack.get(`${to} ${key}`) ?? -1) > nth) return [];
      const events = id === undefined ? [] : (memory.byRecord.get(id) ?? []);
      const highest = Math.max(0, ...events.filter((e) => e.origin === from).map((e) => e.ver));
      return highest >= ver
        ? []
        : [`G1 ${world.short(to)} acknowledged ${key} ${ver}, has ${highest}`];
    });
  });
}

/** Who acknowledged last, and in which message of the run, that the sender took a record back. */
function lastTakenBack({ observed }: World): Map<string, number> {
  return new Map(
    observed.received.flatMap(({ to, answer, sync }, nth) =>
      sync.items
        .filter(({ left }) => answer === "ack" && left !== undefined)
        .map(({ key }): [string, number] => [`${to} ${key}`, nth]),
    ),
  );
}

/** G11: whom the authority declared dead is shown dead by everybody who shares them. */
function resurrected(world: World, memories: Map<string, Memory>): string[] {
  const dead = world.observed.acknowledged.flatMap(({ change, system }) => {
    const said = change.delta.fields["vital_status"]?.[0];
    const isAuthority = world.systems.find(({ id }) => id === system)?.kind === "sp";
    return said?.v === "confirmed" && isAuthority ? [change.record] : [];
  });
  return dead.flatMap(({ key }) =>
    [...memories].flatMap(([id, memory]) => {
      const record = memory.byOwnKey.get(key) ?? memory.byKey.get(key);
      const shown = record && memory.records.get(record)?.state.fields["vital_status"]?.[0];
      const isShared = memory.keysOf.size > 0 && shown;
      if (!isShared || shown.v === "confirmed" || (shown.n ?? 0) > 0) return [];
      // Who has not been told, because the person left the agreement before, is no resurrection.
      return toldOfDeath(world, id, key)
        ? [`G11 ${world.short(id)} shows ${key} ${JSON.stringify(shown.v)}`]
        : [];
    }),
  );
}

function toldOfDeath(world: World, to: string, key: string): boolean {
  if (key.startsWith(`${to}/`)) return true;
  return world.observed.received.some(
    (one) =>
      one.to === to &&
      one.answer === "ack" &&
      one.sync.items.some(
        (item) => item.key === key && item.ch.includes("vital_status") && item.ver > 1,
      ),
  );
}

/** G6: the shared fields of both sides, as the product itself cuts them, byte by byte. */
async function differenceOf(a: System, b: System): Promise<{ compared: number; faults: string[] }> {
  const [here, there] = [await linesOf(a, b), await linesOf(b, a)];
  if (!here || !there) return { compared: 0, faults: [] };
  const faults = here
    .filter((line) => !there.includes(line))
    .map((line) => onlyAt(a, line, there))
    .concat(there.filter((line) => !here.includes(line)).map((line) => onlyAt(b, line, here)));
  return { compared: here.length, faults };
}

async function linesOf(at: System, other: System): Promise<string[] | null> {
  const store = storeOf(at);
  const partner = await partnerById(store, other.id);
  const agreements = partner && (await agreementsInForce(store, partner.id));
  return partner && agreements ? sharedLines(store, partner, agreements) : null;
}

/** Which fields of a record differ; never what is in them. */
function onlyAt(at: System, line: string, others: string[]): string {
  const mine = JSON.parse(line) as Shown;
  const theirs = others.map((one) => JSON.parse(one) as Shown).find(({ key }) => key === mine.key);
  if (!theirs) return `${mine.type} ${mine.key} only at ${at.kind}`;
  const names = Object.keys({ ...mine.fields, ...theirs.fields });
  const differ = (part: "fields" | "also") =>
    names.filter(
      (name) => JSON.stringify(mine[part]?.[name]) !== JSON.stringify(theirs[part]?.[name]),
    );
  return `${mine.type} ${mine.key} differs at ${at.kind} in ${[...differ("fields"), ...differ("also").map((n) => `also ${n}`)].join(" ")}`;
}

interface Shown {
  key: string;
  type: string;
  fields: Record<string, Json>;
  also?: Record<string, Json>;
}
