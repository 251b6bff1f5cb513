/** Two systems behind their real doors and on real databases, everything they do written down for the checker. */
import { randomUUID } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { inject } from "vitest";
import { drain, type FaultPoint } from "../../delivery/drain.ts";
import { standingEvent } from "../../delivery/standing-event.ts";
import { newMember, outgoingOf, register } from "../../delivery/test-carry.ts";
import type { Change, Deciding } from "../../domain/change.ts";
import { editFields } from "../../domain/editing.ts";
import type { Json } from "../../domain/json.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { act } from "../../store/act.ts";
import type { Statement, Store } from "../../store/database.ts";
import { loadSubscription, putSubscription, takeLease } from "../../store/feed.ts";
import { loadRecord } from "../../store/load.ts";
import { activeAgreement } from "../../store/partners.ts";
import { sequenceEvents } from "../../store/sequencer.ts";
import {
  openTestRegistry,
  type TestRegistry,
  type TestSystem,
} from "../../server/registry/test-registry.ts";
import type { SyncMeta } from "../../wire/sync-meta.ts";
import type { SystemJournal } from "../checker/journal.ts";
import { ackedLines, readSystem, writeSystem } from "./journaling.ts";

export type Side = "sp" | "ess";

/** What happens to a request on its way. */
export type Fate = "arrives" | "never_arrives" | "answer_lost" | "refused";
/** Decided for each attempt, by its number and the keys of the records in it. */
export type Fates = (attempt: number, keys: readonly string[]) => Fate;

export interface World {
  at: TestRegistry;
  /** A person at sp, known to both in the end. */
  register(given?: string): Promise<StoredRecord>;
  /** An edit by a worker who saw what shows; null: no answer, nothing is known of it. */
  edit(side: Side, key: string, changes: Record<string, Json>): Promise<Change[] | null>;
  /** The same, of a record that was read before. */
  editRecord(
    side: Side,
    record: StoredRecord,
    changes: Record<string, Json>,
  ): Promise<Change[] | null>;
  /** Notes changes that somebody was told are saved. */
  saved(side: Side, changes: readonly Change[]): void;
  /** Sends what waits from one side to the other; `fate` is decided for each attempt. */
  carry(from: Side, fate?: Fates, fault?: (at: FaultPoint) => void): Promise<void>;
  /** Looks again which fields each may tell the other, from now on. */
  agree(): Promise<void>;
  /** As a superuser of the database of a side, on a connection of its own. */
  asAdmin(side: Side): Promise<Client>;
  /** Where a side's migrations are run. */
  ownerUrl(side: Side): Promise<string>;
  /** A transaction of a side that stays open, as a slow writer's does. */
  begin(side: Side): Promise<OpenTransaction>;
  recordOf(side: Side, key: string): Promise<StoredRecord>;
  /** Writes the journals. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

export interface OpenTransaction {
  edit(key: string, changes: Record<string, Json>): Promise<void>;
  /** Only now it is acknowledged. */
  commit(): Promise<void>;
}

/** Opens both systems; the journals go into `folder`. */
export async function openWorld(folder: string): Promise<World> {
  const at = await openTestRegistry();
  const world = new Recorded(at, folder);
  await world.agree();
  return world;
}

class Recorded implements World {
  readonly at: TestRegistry;
  readonly #folder: string;
  readonly #lines: Record<
    Side,
    Required<Pick<SystemJournal, "acked" | "sent" | "received" | "agreements">>
  >;
  /** Whom sp registered: ess is entitled to them, whether or not anything was ever sent. */
  readonly #shared = new Set<string>();
  #tick = 0;

  constructor(at: TestRegistry, folder: string) {
    this.at = at;
    this.#folder = folder;
    const empty = () => ({ acked: [], sent: [], received: [], agreements: [] });
    this.#lines = { sp: empty(), ess: empty() };
  }

  async register(given = "Amina"): Promise<StoredRecord> {
    const member = newMember({ name: { given_name: given, surname: "Diallo" } });
    const { home, people } = await register(this.at.sp, member);
    const [person] = people;
    if (!person) throw new Error("nobody was registered");
    for (const record of [home, person]) {
      this.#shared.add(record.key);
      this.#lines.sp.acked.push({ at: this.#now(), key: record.key, ver: record.ownVersion });
    }
    return person;
  }

  async edit(side: Side, key: string, changes: Record<string, Json>): Promise<Change[] | null> {
    return this.editRecord(side, await this.recordOf(side, key), changes);
  }

  async editRecord(
    side: Side,
    record: StoredRecord,
    changes: Record<string, Json>,
  ): Promise<Change[] | null> {
    const decide = (ctx: Deciding) => {
      const edited = editFields(ctx, record, [], { changes });
      if (!edited.ok) throw new Error(edited.code);
      return edited.changes;
    };
    const done = await this.at[side].write(decide).catch(() => null);
    if (done) this.saved(side, done);
    return done;
  }

  saved(side: Side, changes: readonly Change[]): void {
    this.#lines[side].acked.push(...ackedLines(this.#now(), changes));
  }

  async carry(
    side: Side,
    fate: Fates = () => "arrives",
    fault: (point: FaultPoint) => void = () => undefined,
  ): Promise<void> {
    const [from, to] = this.#pair(side);
    const code = await standing(from, to);
    while ((await sequenceEvents(from.store)) > 0);
    const sub = await loadSubscription(from.store, code);
    if (!sub) throw new Error("no subscription");
    const lease = await takeLease(from.store, sub);
    let attempts = 0;
    const fetch: typeof globalThis.fetch = async (input, init) => {
      attempts += 1;
      const body = Buffer.from(await new Response(init?.body ?? "").arrayBuffer());
      const url = input instanceof Request ? input.url : String(input);
      const fated = fate.bind(null, attempts);
      return this.#request(side, fated, new URL(url).pathname, body, init?.headers);
    };
    const handOver = () => Promise.reject(new Error("not one node"));
    const outgoing = outgoingOf(from, fetch, handOver);
    const draining = { store: from.store, outgoing, dice: () => 0.5, fault };
    // A retry is due at once: these drivers move no clock for it.
    await drain(draining, { ...sub, lease, next_attempt_at: null });
  }

  async #request(
    side: Side,
    fated: (keys: readonly string[]) => Fate,
    path: string,
    body: Buffer,
    given: RequestInit["headers"],
  ): Promise<Response> {
    const [from, to] = this.#pair(side);
    const { header } = JSON.parse(body.toString()) as {
      header: { message_id: string; meta: { sync: SyncMeta } };
    };
    const { sub, epoch, from: first, items } = header.meta.sync;
    const fate = fated(items.map(({ key }) => key));
    const about = { sub, epoch, id: header.message_id };
    const sent = {
      at: this.#now(),
      to: to.store.system.id,
      answer: "lost",
      ...about,
      items: items.map(({ key, ver, prev, origin, ch, left, whole }, index) => {
        const gone = left === undefined ? {} : { left };
        const all = whole ? { whole } : {};
        return { n: first + index, key, ver, prev, origin, fields: ch, ...gone, ...all };
      }),
    };
    this.#lines[side].sent.push(sent);
    if (fate === "never_arrives") throw new TypeError("fetch failed");
    if (fate === "refused") {
      sent.answer = "http:400";
      return refusal();
    }
    const headers = Object.fromEntries(new Headers(given).entries());
    const answer = await to.app.inject({ method: "POST", url: path, headers, payload: body });
    const told = answerOf(answer.statusCode, answer.body);
    const received = { at: this.#now(), from: from.store.system.id, answer: told, ...about };
    this.#lines[other[side]].received.push({ ...received, items: sent.items });
    if (fate === "answer_lost") throw new TypeError("fetch failed");
    sent.answer = told;
    const type = { "content-type": "application/json" };
    return new Response(answer.body, { status: answer.statusCode, headers: type });
  }

  async agree(): Promise<void> {
    for (const side of ["sp", "ess"] as const) {
      const [from, to] = this.#pair(side);
      const partner = to.store.system.id;
      const nowIso = new Date(this.at.clock.ms).toISOString();
      const agreement = await activeAgreement(from.store, from.store.system.id, partner, nowIso);
      const now = this.#now();
      const { agreements } = this.#lines[side];
      for (const line of agreements) line.until ??= now;
      if (!agreement) continue;
      const fields = Object.fromEntries(
        Object.entries(agreement.records).map(([type, names]) => [type, [...(names ?? [])]]),
      );
      agreements.push({ partner, from: now, until: null, fields });
    }
  }

  ownerUrl(side: Side): Promise<string> {
    return this.#databaseOf(side, inject("database").ownerUrl);
  }

  async asAdmin(side: Side): Promise<Client> {
    const connectionString = await this.#databaseOf(side, inject("database").adminUrl);
    const client = new Client({ connectionString });
    await client.connect();
    return client;
  }

  async begin(side: Side): Promise<OpenTransaction> {
    const client = await this.asAdmin(side);
    const { store, hosted } = this.at[side];
    await client.query("select set_config('tandem.system', $1, false)", [store.system.id]);
    await client.query("begin");
    const query: Store["query"] = async (statement, values = []) =>
      (await client.query({ ...statement, values })).rows;
    const by = { name: "", role: "case_manager", system: store.system.id };
    const acting = { by, deed: "test", systems: hosted.systems, newId: randomUUID };
    const done: Change[] = [];
    return {
      edit: async (key, changes) => {
        const record = await this.recordOf(side, key);
        const written = await act({ ...store, query }, acting, (ctx) => {
          const edited = editFields(ctx, record, [], { changes });
          return edited.ok ? { ok: true, changes: edited.changes, result: null } : edited;
        });
        if (!written.ok) throw new Error(written.code);
        done.push(...written.changes);
      },
      commit: async () => {
        await client.query("commit");
        await client.end();
        this.saved(side, done);
      },
    };
  }

  async recordOf(side: Side, key: string): Promise<StoredRecord> {
    const { store } = this.at[side];
    const [row] = await store.query<{ id: string }>(byKey, [store.system.id, key]);
    const record = row ? await loadRecord(store, row.id) : null;
    if (!record) throw new Error(`${side} has no ${key}`);
    return record;
  }

  async finish(): Promise<void> {
    const types = new Map<string, string>();
    for (const side of ["sp", "ess"] as const) {
      const { store, hosted } = this.at[side];
      while ((await sequenceEvents(store)) > 0);
      const memory = await readSystem(store, hosted.systems);
      for (const record of side === "sp" ? memory.dump : []) {
        if (this.#shared.has(record.key)) record.shared_with = [this.at.ess.store.system.id];
      }
      for (const { key, type } of memory.events) if (type) types.set(key, type);
      for (const { items } of this.#lines[side].sent) {
        for (const item of items) Object.assign(item, { type: types.get(item.key) ?? "" });
      }
      writeSystem(join(this.#folder, store.system.id), { ...this.#lines[side], ...memory });
    }
    const systems = (["sp", "ess"] as const).map((side) => this.at[side].store.system.id);
    const meta = { format: 1, run: this.#folder, systems, healed_at: this.#now() };
    mkdirSync(this.#folder, { recursive: true });
    writeFileSync(join(this.#folder, "meta.json"), JSON.stringify(meta));
  }

  close(): Promise<void> {
    return this.at.close();
  }

  async #databaseOf(side: Side, address: string): Promise<string> {
    const [row] = await this.at[side].sql<{ name: string }>("select current_database() as name");
    const url = new URL(address);
    url.pathname = `/${row?.name ?? ""}`;
    return url.href;
  }

  #pair(side: Side): [TestSystem, TestSystem] {
    return [this.at[side], this.at[other[side]]];
  }

  #now(): number {
    this.#tick += 1;
    return this.#tick;
  }
}

export const other: Record<Side, Side> = { sp: "ess", ess: "sp" };

/** What a DCI system says that cannot take something of a message in; it does not say what. */
function refusal(): Response {
  const error = { code: "err.request.bad", message: "no" };
  const timestamp = "2026-11-23T09:00:00.000Z";
  const message = { ack_status: "ERR", timestamp, correlation_id: "c-1", error };
  const headers = { "content-type": "application/json" };
  return new Response(JSON.stringify({ message, errors: [error] }), { status: 400, headers });
}

function answerOf(status: number, body: string): string {
  const { message } = JSON.parse(body) as { message?: { ack_status?: string } };
  if (status === 200 && message?.ack_status === "ACK") return "ack";
  return `http:${status}`;
}

async function standing(from: TestSystem, to: TestSystem): Promise<string> {
  const partner = to.store.system.id;
  const { code } = await putSubscription(from.store, {
    code: `SUB-${partner}`,
    partner,
    event_type: standingEvent,
    record_type: "Member",
    criteria: { all: [] },
    projection: null,
    purpose: "case_management",
    reply_uri: to.baseUrl,
    transaction_id: `standing-${partner}`,
    reference_id: "1",
    starts_at: null,
    ends_at: null,
  });
  return code;
}

const byKey: Statement = {
  name: "world-by-key",
  text: `select id from records where system = $1 and key = $2`,
};
