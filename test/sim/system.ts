/**
 * One simulated system: its database lasts, its process does not. A process is the product's own
 * code: store, door, gate, receiving, sequencer, drains; only clock, dice, ids, network and the order
 * of steps are the simulation's.
 */
import { randomBytes } from "node:crypto";
import Fastify, { type FastifyInstance } from "fastify";
import { createDigests } from "../../delivery/digest-answer.ts";
import { catchUp } from "../../delivery/catch-up.ts";
import { witness } from "../../delivery/witness.ts";
import { drain, type Draining, type FaultPoint } from "../../delivery/drain.ts";
import type { Outgoing } from "../../delivery/outgoing.ts";
import { createPartnerTokens } from "../../delivery/partner-tokens.ts";
import { createLeases, type Leases } from "../../delivery/leases.ts";
import { pullMissing } from "../../delivery/pulling.ts";
import { foresee } from "../../delivery/foreseeing.ts";
import { wholeRecords } from "../../delivery/whole-records.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import { createHosted, type Hosted, type Node } from "../../server/hosting.ts";
import { decideMatch } from "../../server/registry/decide-match.ts";
import type { Door } from "../../server/registry/knock.ts";
import { receiverOf } from "../../server/registry/receiving/again.ts";
import { registerRegistry } from "../../server/registry/routes.ts";
import { isStale } from "../../store/append.ts";
import { isOutage, openStore, type Connections, type Store } from "../../store/database.ts";
import { loadSubscriptions } from "../../store/feed.ts";
import { partnersHeld } from "../../store/held-items.ts";
import { createSealer, type Sealer } from "../../store/sealing.ts";
import { chainAudit, sequence_batch_max, sequenceEvents } from "../../store/sequencer.ts";
import { createSignOffs } from "../../server/sign-offs.ts";
import { generateEncryptionKey, publishedEncryptionKeys } from "../../wire/encryption-keys.ts";
import { generateSigningKey, jwks } from "../../wire/keys.ts";
import type { OwnKeys } from "../../wire/sealing.ts";
import type { Slot } from "./databases.ts";
import type { Dice } from "./dice.ts";
import type { Answer, Request } from "./network.ts";
import type { Life, Scheduler } from "./scheduler.ts";
import type { World } from "./world.ts";

export interface Process {
  life: Life;
  store: Store;
  hosted: Hosted;
  door: Door;
  app: FastifyInstance;
  outgoing: Outgoing;
  leases: Leases;
  /** A round is due that looks again at what waits. */
  looksAgain: boolean;
  busy: Set<string>;
  /** A round is under way, or one is to follow it. */
  round: "none" | "running" | "again";
}

/** Keys are made once: their making is slow, and nothing depends on which they are. */
const keysMade: OwnKeys[] = [];
function keysOf(nth: number): OwnKeys {
  const known = keysMade[nth];
  if (known) return known;
  const made = {
    signing: [generateSigningKey()],
    encryption: [generateEncryptionKey("ECDH-ES+A256KW")],
  };
  keysMade[nth] = made;
  return made;
}

const error_pause_ms = 300;
const poll_ms = 250;
const held_poll_ms = 5_000;

export class System {
  readonly id: string;
  readonly kind: SystemKind;
  readonly baseUrl: string;
  readonly keys: OwnKeys;
  /** How far its wall clock is from the right time. */
  skewMs = 0;
  /** The process that runs now. */
  process: Process | null = null;
  starting: Life | null = null;
  lives = 0;
  /** The database is not there; and how often a statement's answer is lost, done or not. */
  isAway = false;
  flaky = 0;
  /** Chance that a process dies at a fault point of the drain. */
  fragile = 0;
  readonly #world: World;
  readonly #slot: Slot;
  readonly #sealer: Sealer = createSealer(randomBytes(32));
  readonly #dice: Dice;

  constructor(world: World, nth: number, kind: SystemKind, id: string, slot: Slot) {
    this.#world = world;
    this.#slot = slot;
    this.#dice = world.dice.fork(world.short(id));
    this.kind = kind;
    this.id = id;
    this.keys = keysOf(nth);
    this.baseUrl = `http://${id}.test`;
  }

  get jwks(): string {
    const { signing, encryption } = this.keys;
    return JSON.stringify({
      keys: [...jwks(signing).keys, ...publishedEncryptionKeys(encryption)],
    });
  }

  nowMs = (): number => this.#scheduler.nowMs + this.skewMs;

  get #scheduler(): Scheduler {
    return this.#world.scheduler;
  }

  async bind(): Promise<void> {
    await this.#slot.bind(this.id);
  }

  /** Starts a process on what the database holds. */
  async start(): Promise<Process> {
    this.lives += 1;
    const name = `${this.#world.short(this.id)}.${this.lives}`;
    const life: Life = { name, alive: true, stalledUntil: 0 };
    const store = await this.#openStore();
    const hosted = await createHosted(store);
    const door = this.#doorOf(hosted);
    const app = Fastify();
    await registerRegistry(app, door, "/registry");
    await app.ready();
    const outgoing = this.#outgoingOf(store, life);
    const leases = createLeases(store, {
      dice: () => this.#dice.next(),
      nowMs: () => this.#scheduler.nowMs,
    });
    const busy = new Set<string>();
    const process: Process = {
      life,
      store,
      hosted,
      door,
      app,
      outgoing,
      leases,
      busy,
      looksAgain: false,
      round: "none",
    };
    store.onCommit(() => this.wake(process));
    this.process = process;
    return process;
  }

  /** Ends the process as `kill -9` would. */
  async kill(): Promise<void> {
    const { process, starting } = this;
    this.process = null;
    this.starting = null;
    if (process) await this.#scheduler.end(process.life);
    if (starting) await this.#scheduler.end(starting);
  }

  /** Another process may start beside the one that runs, which goes on. */
  abandon(): void {
    this.process = null;
  }

  #openStore(): Promise<Store> {
    const { id, kind } = this;
    return openStore({
      appUrl: "",
      system: { id, kind, title: id },
      sealer: this.#sealer,
      nowMs: this.nowMs,
      newId: () => this.#world.newId(this.#dice),
      pool: {
        query: (asked) => this.#scheduler.stop(asked.name, () => this.#ask(asked)),
        end: () => Promise.resolve(),
      },
    });
  }

  /** A statement, or the error of a database that is away or was lost meanwhile. */
  async #ask(asked: Asked): Promise<{ rows: unknown[] }> {
    const lost = Object.assign(new Error("Connection terminated"), { code: "57P01" });
    const isLost = this.#dice.chance(this.flaky);
    if (this.isAway || (isLost && this.#dice.chance(0.5))) {
      this.#world.count("statement_refused");
      throw lost;
    }
    const found = await this.#world.sabotage(asked, () => this.#slot.connections.query(asked));
    if (!isLost) return found;
    this.#world.count("statement_unheard");
    throw lost;
  }

  #doorOf(hosted: Hosted): Door {
    const newId = () => this.#world.newId(this.#dice);
    const node: Node = {
      hosted: new Map([[this.kind, hosted] as const]),
      standing: "federated",
      demo: false,
      loopback: true,
      newId,
      log: {
        info: () => undefined,
        warn: (details) => this.#world.noted(this, "refused", details),
        error: (details) => this.#world.noted(this, "failed", details),
      },
      decideMatch: decideMatch(newId),
      catchUp,
      witness,
      wholeRecords,
      foresee,
      digest: createDigests(),
      signOffs: createSignOffs(this.keys.signing),
      lineTo: () => null,
    };
    const partnerKeys: Door["partnerKeys"] = {
      current: (partner) => Promise.resolve(partner.jwks),
      refetch: () => Promise.resolve(null),
    };
    return { node, hosted, keys: this.keys, baseUrl: this.baseUrl, partnerKeys };
  }

  #outgoingOf(store: Store, life: Life): Outgoing {
    const newId = () => this.#world.newId(this.#dice);
    const reach: Outgoing["reach"] = (partner) => (input, init) => {
      const { pathname } = new URL(input instanceof HttpRequest ? input.url : String(input));
      const headers = Object.fromEntries(new Headers(init?.headers).entries());
      const body = Buffer.from(init?.body as string | Uint8Array);
      return this.#world.send(life, {
        from: this.id,
        to: partner.id,
        path: pathname,
        headers,
        body,
      });
    };
    const tokens = createPartnerTokens({ store, keys: this.keys, reach, newId });
    const handOver = () => Promise.reject(new Error("not one node"));
    return { keys: this.keys, reach, tokens, newId, handOver };
  }

  /** A request arrives at its door. False: nobody is there. */
  take(request: Request, answer: (answer: Answer | null) => void): boolean {
    const { process } = this;
    if (!process) return false;
    const { life, app } = process;
    this.#scheduler.begin(life, "door", async () => {
      const { path: url, headers, body } = request;
      const given = await app.inject({ method: "POST", url, headers, payload: body });
      answer({ status: given.statusCode, body: given.body, headers: {} });
    });
    return true;
  }

  /** Something was committed, or is due: a round soon. */
  wake(process: Process, inMs = 15): void {
    this.#scheduler.after(inMs, "", () => this.round(process));
  }

  /** One more round after a while, however often it is asked for meanwhile: as a poll does. */
  #lookAgain(process: Process, inMs: number): void {
    if (process.looksAgain) return;
    process.looksAgain = true;
    this.#scheduler.after(inMs, "", () => {
      process.looksAgain = false;
      this.round(process);
    });
  }

  /** One round of the dispatcher (delivery/dispatcher.ts), by virtual time. */
  round(process: Process): void {
    if (!process.life.alive) return;
    if (process.round !== "none") {
      process.round = "again";
      return;
    }
    process.round = "running";
    this.#scheduler.begin(process.life, "round", async () => {
      try {
        while ((await sequenceEvents(process.store)) === sequence_batch_max);
        await this.#drainAll(process);
        while ((await chainAudit(process.store)) === sequence_batch_max);
        await this.#pull(process);
      } catch (error) {
        if (!isStale(error) && !isOutage(error)) throw error;
        process.leases.forget();
        this.wake(process, error_pause_ms);
      }
      const again = process.round === "again";
      process.round = "none";
      if (again) this.wake(process);
    });
  }

  /** Held changes that came free are applied; while some wait, they are looked at again. */
  async #pull(process: Process): Promise<void> {
    const { store, hosted } = process;
    const newId = () => this.#world.newId(this.#dice);
    await pullMissing({
      store,
      dice: () => this.#dice.next(),
      receiver: receiverOf(hosted, newId),
      onProblem: (problem, error) => {
        if (!isStale(error)) throw new Error(problem, { cause: error });
      },
    });
    if ((await partnersHeld(store)).length > 0) this.#lookAgain(process, held_poll_ms);
  }

  async #drainAll(process: Process): Promise<void> {
    const { store, busy, leases } = process;
    const before = [...busy];
    for (const sub of await loadSubscriptions(store)) {
      if (before.includes(sub.code) || busy.has(sub.code)) continue;
      const lease = await leases.of(sub);
      if (lease === null) {
        this.#lookAgain(process, error_pause_ms);
        continue;
      }
      busy.add(sub.code);
      this.#scheduler.begin(process.life, `drain ${this.#world.short(sub.partner)}`, async () => {
        try {
          const drained = await drain(this.#drainingOf(process), { ...sub, lease });
          if (drained.state === "later") this.wake(process, drained.atMs - this.nowMs() + poll_ms);
        } catch (error) {
          leases.forget(sub.code);
          // Ended meanwhile, or another sender has it.
          if (!isStale(error) && !isOutage(error)) throw error;
          this.wake(process, error_pause_ms);
        } finally {
          busy.delete(sub.code);
        }
      });
    }
  }

  #drainingOf({ store, outgoing, life }: Process): Draining {
    const fault = (point: FaultPoint) => {
      if (!life.alive || !this.#dice.chance(this.fragile)) return;
      this.#world.killedAt(this, life, point);
      throw new Error(`killed ${point}`);
    };
    return { store, outgoing, dice: () => this.#dice.next(), fault };
  }
}

type Asked = Parameters<Connections["query"]>[0];
const HttpRequest = globalThis.Request;
