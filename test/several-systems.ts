/** Three systems and more, each behind its real door on a database of its own, on one clock. */
import { uuidv7 } from "uuidv7";
import { expect } from "vitest";
import { carry, newMember, register, type Carried, type Carrying } from "../delivery/test-carry.ts";
import { createPartnerTokens } from "../delivery/partner-tokens.ts";
import { pullMissing } from "../delivery/pulling.ts";
import type { Agreement } from "../domain/agreement.ts";
import { editFields } from "../domain/editing.ts";
import type { Json } from "../domain/json.ts";
import type { RecordState, StoredRecord } from "../domain/record.ts";
import type { SystemKind } from "../domain/records/field.ts";
import { partnerLine } from "../main/partner-line.ts";
import { createHosted } from "../server/hosting.ts";
import { receiverOf } from "../server/registry/receiving/again.ts";
import {
  introduceSystems,
  openTestSystem,
  type TestSystem,
} from "../server/registry/test-registry.ts";
import { answerFeed, askFeed } from "../store/feeds.ts";
import { linkedPartners, loadRecord, resolveKeys } from "../store/load.ts";
import { putAgreement } from "../store/partners.ts";
import { demoAgreement } from "../tools/demo/agreements.ts";

/** One item that passed a directed link. */
export interface Passed extends Carried {
  link: string;
}

export interface Several {
  clock: { ms: number };
  /** `a` by its name. */
  at: (name: string) => TestSystem;
  /** Both sides' copies of the agreement from one system to another; `only`: that side's. */
  agree: (from: string, to: string, change: Partial<Agreement>, only?: string) => Promise<void>;
  /** What passes one link now. */
  pass: (
    from: string,
    to: string,
    answered?: (response: Response) => Response,
    how?: Carrying,
  ) => Promise<Passed[]>;
  /** Carries over all links until nothing is left; gives all that passed. */
  settle: () => Promise<Passed[]>;
  /** A system asks its partners for what it misses, through their real doors. */
  pull: (name: string) => Promise<void>;
  /** A worker's edit of the record that goes by a key. */
  edit: (name: string, key: string, changes: Record<string, Json>) => Promise<void>;
  record: (name: string, key: string) => Promise<StoredRecord | null>;
  close: () => Promise<void>;
}

/** Whose versions may go on from one system to another. */
export type Origins = (from: string, to: string) => readonly string[];

const rounds_max = 40;

/**
 * Systems by name and kind, linked both ways as pairs say. Every agreement covers everybody, lists
 * what the demo's does and the origins that `forwards` gives.
 */
export async function openSeveral(
  kinds: Readonly<Record<string, SystemKind>>,
  pairs: readonly (readonly [string, string])[],
  forwards: Origins,
): Promise<Several> {
  const clock = { ms: Date.parse("2026-11-23T09:00:00.000Z") };
  const systems = new Map<string, TestSystem>();
  for (const [name, kind] of Object.entries(kinds)) {
    systems.set(name, await openTestSystem(kind, clock, name));
  }
  const at = (name: string): TestSystem => {
    const system = systems.get(name);
    if (!system) throw new Error(`no system ${name}`);
    return system;
  };
  const links = pairs.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]);
  const agreed = new Map<string, Agreement>();
  const agree: Several["agree"] = async (from, to, change, only) => {
    const known =
      agreed.get(`${from}>${to}`) ??
      demoAgreement(from, to, kinds[from] ?? "sp", new Date(clock.ms).toISOString());
    const agreement = { ...known, ...change };
    if (!only) agreed.set(`${from}>${to}`, agreement);
    for (const [side, other] of [
      [from, to],
      [to, from],
    ] as const) {
      if (only && side !== only) continue;
      await putAgreement(at(side).store, agreement, other);
      Object.assign(at(side).hosted, await createHosted(at(side).store));
    }
  };
  for (const [a, b] of pairs) await introduceSystems(at(a), at(b), clock);
  for (const [from, to] of links) {
    const origins = forwards(from, to).map((id) => ({ id, kind: kinds[id] ?? "sp" }));
    await agree(from, to, { people: { all: [] }, origins });
    await askFeed(at(to).store, from, `standing-${from}`);
    const answer = { status: "active" as const, code: `SUB-${to}` };
    await answerFeed(at(to).store, from, `standing-${from}`, answer);
  }

  const pass: Several["pass"] = async (from, to, answered, how) => {
    const { carried } = await carry(at(from), at(to), answered, how);
    return carried.map((one) => ({ ...one, link: `${from}>${to}` }));
  };
  const settle = async (): Promise<Passed[]> => {
    const passed: Passed[] = [];
    for (let round = 1; round <= rounds_max; round += 1) {
      clock.ms += 1_000;
      const before = passed.length;
      for (const [from, to] of links) passed.push(...(await pass(from, to)));
      if (passed.length === before) return passed;
    }
    throw new Error(`not in step after ${rounds_max} rounds`);
  };
  const record: Several["record"] = async (name, key) => {
    const found = (await resolveKeys(at(name).store, [key])).get(key);
    return found ? loadRecord(at(name).store, found.id) : null;
  };
  return {
    clock,
    at,
    agree,
    pass,
    settle,
    record,
    pull: (name) => pullFor(at(name), [...systems.values()], clock),
    async edit(name, key, changes) {
      clock.ms += 1_000;
      const known = await record(name, key);
      if (!known) throw new Error(`${name} does not know the record`);
      const linked = await linkedPartners(at(name).store, known.id);
      await at(name).write((ctx) => {
        const decided = editFields(ctx, known, linked, { changes, reason: "" });
        if (!decided.ok) throw new Error(decided.code);
        return decided.changes;
      });
    },
    async close() {
      await Promise.all([...systems.values()].map((system) => system.close()));
    },
  };
}

async function pullFor(
  system: TestSystem,
  all: readonly TestSystem[],
  clock: { ms: number },
): Promise<void> {
  clock.ms += 3_000;
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const payload = Buffer.from(await new Response(init?.body ?? "").arrayBuffer());
    const url = new URL(input instanceof Request ? input.url : String(input));
    const asked = all.find(({ baseUrl }) => new URL(baseUrl).host === url.host);
    if (!asked) return new Response("", { status: 502 });
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const answer = await asked.app.inject({ method: "POST", url: url.pathname, headers, payload });
    const type = { "content-type": "application/json" };
    return new Response(answer.body, { status: answer.statusCode, headers: type });
  };
  const { store, keys, hosted } = system;
  const reach = () => fetch;
  const tokens = createPartnerTokens({ store, keys, reach, newId: uuidv7 });
  const { partnerKeys } = system.door;
  const registryUrl = `${system.baseUrl}/registry`;
  const means = { store, keys, reach, tokens, partnerKeys, registryUrl };
  await pullMissing({
    store,
    dice: () => 0.5,
    receiver: receiverOf(hosted, uuidv7),
    line: (partner) => partnerLine(means, partner),
    onProblem: (problem, error) => {
      throw new Error(problem, { cause: error });
    },
  });
}

/** What a record holds of these fields, the same text wherever it is the same. */
export function held(record: StoredRecord | null, fields: readonly string[]): string {
  if (!record) return "none";
  const { state }: { state: RecordState } = record;
  return JSON.stringify(
    fields.map((field) => [
      field,
      state.fields[field] ?? [],
      Object.entries(state.sets[field] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
    ]),
  );
}

/** How often each directed link carried a version, by `from>to`. */
export function perLink(passed: readonly Passed[]): Record<string, number> {
  const count: Record<string, number> = {};
  for (const { link } of passed) count[link] = (count[link] ?? 0) + 1;
  return count;
}

/** Everybody's but the two ends'. */
export const allOf =
  (...names: string[]): Origins =>
  (from, to) =>
    names.filter((name) => name !== from && name !== to);

/** Two ends and a hub between them that forwards both ways. */
export const hub = (kinds: Readonly<Record<string, SystemKind>>, forwards = allOf("a", "h", "b")) =>
  openSeveral(
    kinds,
    [
      ["a", "h"],
      ["h", "b"],
    ],
    forwards,
  );

/** What the tests look at of a person. */
export const fields = [
  "name",
  "sex",
  "birth_date",
  "identifiers",
  "phone_number",
  "email",
  "occupation",
  "employment_status",
  "languages",
  "care_hours",
  "household",
];
/** A person, registered at a system. */
export async function one(net: Several, name: string): Promise<StoredRecord> {
  const [person] = (await register(net.at(name), newMember())).people;
  if (!person) throw new Error("nobody");
  return person;
}

/** All these systems hold the same of a record, and they hold it. */
export async function expectSame(net: Several, key: string, ...names: string[]): Promise<void> {
  const [first = ""] = names;
  const expected = held(await net.record(first, key), fields);
  expect(expected).not.toBe("none");
  for (const name of names) {
    expect([name, held(await net.record(name, key), fields)]).toEqual([name, expected]);
  }
}

/** No link carried it twice, nothing went to its origin or to whom it had passed. */
export function expectBounded(passed: readonly Passed[]): void {
  const versions = passed.map(({ link, item }) => `${link} ${item.key} ${item.origin} ${item.ver}`);
  expect(new Set(versions).size).toBe(versions.length);
  for (const { link, item } of passed) {
    const [from, to] = link.split(">");
    expect(item.origin).not.toBe(to);
    const hops = item.hops ?? [];
    expect(hops).not.toContain(to);
    expect(hops.at(-1)).toBe(item.origin === from ? undefined : from);
  }
}
