/** A small honest world that keeps journals, so that the checker can be tested without the product. */
import type { Agreed, Dumped, Journal, LogEvent, SentItem, Version } from "./journal.ts";

/** One thing that happens: an edit, or a batch from one system to another, whose answer may be lost. */
export type Step =
  | { do: "edit"; system: number; record: number; field: number }
  | { do: "send"; from: number; to: number; lost: boolean };

const fields = ["phone", "name", "vital_status"] as const;
const ids = ["sp.a", "ess.b", "sp.c"];

interface System {
  id: string;
  events: LogEvent[];
  vers: Map<string, number>;
  told: Map<string, { cursor: number; n: number; prev: Map<string, number> }>;
}
interface World {
  journal: Journal;
  systems: System[];
  clock: number;
}

/** Plays the steps, heals, and gives the journals of it. */
export function goodRun(steps: readonly Step[], count = 2): Journal {
  const systems = ids.slice(0, count).map((id) => ({
    id,
    events: [],
    vers: new Map<string, number>(),
    told: new Map(),
  }));
  const world: World = {
    journal: {
      meta: { format: 1, run: "good", systems: systems.map(({ id }) => id), healed_at: 1 },
      systems: new Map(systems.map(({ id }) => [id, emptyJournal(systems, id)])),
    },
    systems,
    clock: 1,
  };
  for (const step of steps) {
    if (step.do === "edit") edit(world, systems[step.system % count], step);
    else send(world, systems[step.from % count], systems[step.to % count], step.lost);
  }
  for (const from of systems) for (const to of systems) send(world, from, to, false);
  for (const system of systems) dump(world, system);
  world.journal.meta.healed_at = world.clock;
  return world.journal;
}

function emptyJournal(systems: readonly { id: string }[], self: string) {
  const agreements: Agreed[] = systems
    .filter(({ id }) => id !== self)
    .map(({ id }) => ({ partner: id, from: 0, until: null, fields: { Person: [...fields] } }));
  return { acked: [], events: [], sent: [], received: [], dump: [], audit: [], agreements };
}

function edit(world: World, system: System | undefined, step: Step & { do: "edit" }): void {
  const field = fields[step.field % fields.length];
  const owner = ids[step.record % world.systems.length];
  if (!system || !field || !owner) return;
  if (field !== "phone" && system.id !== owner) return;
  const key = `${owner}/${step.record}`;
  const at = tick(world);
  const seen = winnerOf(system, key, field);
  const level = field === "vital_status" ? { level: 3, n: 0 } : {};
  const version = { v: `v${at}`, h: stamp(at), o: system.id, ...level };
  const ver = (system.vers.get(key) ?? 0) + 1;
  system.vers.set(key, ver);
  append(world, system, { key, origin: system.id, ver, fields: { [field]: [version] } });
  const saw = seen ? { saw: seen.v } : {};
  world.journal.systems
    .get(system.id)
    ?.acked?.push({ at, key, ver, field, value: `v${at}`, ...saw });
}

function append(world: World, system: System, event: Omit<LogEvent, "seq">): void {
  const numbered = {
    seq: system.events.length + 1,
    epoch: `e-${system.id}`,
    type: "Person",
    ...event,
  };
  const { key, origin, ver } = numbered;
  system.events.push(numbered);
  const journal = world.journal.systems.get(system.id);
  journal?.events?.push(numbered);
  journal?.audit?.push({ key, origin, ver, changes: 1 });
}

function send(world: World, from?: System, to?: System, lost = false): void {
  if (!from || !to || from === to) return;
  const told = from.told.get(to.id) ?? { cursor: 0, n: 0, prev: new Map<string, number>() };
  const waiting = from.events.filter(({ seq, origin }) => seq > told.cursor && origin === from.id);
  if (waiting.length === 0) return;
  const prev = new Map(told.prev);
  const items = waiting.map(({ key, ver, origin, fields: written }, at): SentItem => {
    const before = prev.get(key) ?? 0;
    prev.set(key, ver);
    const names = Object.keys(written ?? {});
    return { n: told.n + at + 1, key, type: "Person", ver, prev: before, origin, fields: names };
  });
  const about = { sub: `SUB-${to.id}`, epoch: `e-${from.id}`, id: `m-${from.id}-${told.n}`, items };
  const at = tick(world);
  const answer = lost ? "lost" : "ack";
  world.journal.systems.get(from.id)?.sent?.push({ at, to: to.id, answer, ...about });
  world.journal.systems.get(to.id)?.received?.push({ at, from: from.id, answer: "ack", ...about });
  for (const { key, origin, ver, fields: written } of waiting) {
    if (to.events.some((one) => one.key === key && one.origin === origin && one.ver === ver))
      continue;
    append(world, to, { key, origin, ver, ...(written ? { fields: written } : {}) });
  }
  if (lost) return;
  const cursor = waiting.at(-1)?.seq ?? told.cursor;
  from.told.set(to.id, { cursor, n: told.n + items.length, prev });
}

function dump(world: World, system: System): void {
  const keys = new Set(system.events.map(({ key }) => key));
  for (const key of keys) {
    const shown = fields.flatMap((field) => {
      const winner = winnerOf(system, key, field);
      const authority = [key.slice(0, key.indexOf("/"))];
      return winner ? [[field, { ...winner, class: classOf(field), authority }] as const] : [];
    });
    const shared_with = world.systems.map(({ id }) => id).filter((id) => id !== system.id);
    const record: Dumped = { key, type: "Person", shared_with, fields: Object.fromEntries(shown) };
    world.journal.systems.get(system.id)?.dump?.push(record);
  }
}

function classOf(field: (typeof fields)[number]): "shared" | "owned" | "terminal" {
  return field === "phone" ? "shared" : field === "name" ? "owned" : "terminal";
}

function winnerOf(system: System, key: string, field: string): Version | undefined {
  const versions = system.events
    .filter((event) => event.key === key)
    .flatMap((event) => event.fields?.[field] ?? []);
  return versions.sort((a, b) => (a.h === b.h ? 0 : a.h > b.h ? -1 : 1))[0];
}

function tick(world: World): number {
  world.clock += 1;
  return world.clock;
}

function stamp(at: number): string {
  return `${at.toString(16).padStart(12, "0")}-0000`;
}
