/** Everything of one seed: the systems, what lies between them, and what is observed of them. */
import type { Agreement } from "../../domain/agreement.ts";
import type { SystemKind } from "../../domain/records/field.ts";
import { answerFeed, askFeed } from "../../store/feeds.ts";
import { isOutage } from "../../store/database.ts";
import { putSubscription } from "../../store/feed.ts";
import { activeAgreement, putAgreement } from "../../store/partners.ts";
import { standingEvent } from "../../delivery/standing-event.ts";
import { demoAgreement } from "../../tools/demo/agreements.ts";
import { introduce } from "../../tools/demo/introduce.ts";
import type { Slot } from "./databases.ts";
import { diceOf, type Dice } from "./dice.ts";
import { Network, short, type Request } from "./network.ts";
import { Observed } from "./observed.ts";
import { Scheduler, type Life } from "./scheduler.ts";
import { honest, type Sabotage } from "./sabotage.ts";
import { System, type Process } from "./system.ts";
import { createTrace, type Trace } from "./trace.ts";

/** Kinds of the systems by how many there are: each social protection office knows each employment one. */
const casts: Record<number, readonly SystemKind[]> = {
  3: ["sp", "ess", "ess"],
  4: ["sp", "ess", "ess", "sp"],
  5: ["sp", "ess", "ess", "sp", "ess"],
};
/** Whom an employment office gets by agreement; nobody is shared by three. */
export const sexesOf = ["female", "male", "other"] as const;

/** A process that finds no database is started again after this long. */
const again_ms = 1_000;

/** No two seeds of a process may share a system's name: their rows lie in one database. */
let worlds = 0;

export class World {
  readonly seed: number;
  readonly dice: Dice;
  readonly trace: Trace;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly observed: Observed;
  readonly systems: System[];
  /** Pairs that share: a social protection system and an employment one. */
  readonly pairs: { sp: System; ess: System; agreements: [Agreement, Agreement] }[] = [];
  readonly counts: Record<string, number> = {};
  readonly sabotage: Sabotage["statement"];
  readonly #answered: Sabotage["answered"];
  #ids = 0;

  constructor(
    seed: number,
    count: number,
    slots: readonly Slot[],
    keepTrace = false,
    sabotage: Sabotage = honest,
  ) {
    this.seed = seed;
    this.sabotage = sabotage.statement;
    this.#answered = sabotage.answered;
    this.dice = diceOf(seed);
    const schedulerDice = this.dice.fork("order");
    const start = Date.parse("2026-11-23T09:00:00.000Z");
    this.trace = createTrace(start, keepTrace);
    this.scheduler = new Scheduler(schedulerDice, this.trace);
    this.network = new Network(this.scheduler, this.dice.fork("network"));
    this.observed = new Observed(this);
    worlds += 1;
    this.systems = (casts[count] ?? []).map((kind, nth) => {
      const slot = slots[nth];
      if (!slot) throw new RangeError("too few databases");
      return new System(this, nth, kind, `${kind}.n${nth}w${worlds}`, slot);
    });
  }

  short = short;

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  /** UUIDs in order of their making, version 7. */
  newId = (dice: Dice): string => {
    this.#ids += 1;
    const time = this.scheduler.nowMs.toString(16).padStart(12, "0");
    const nth = this.#ids.toString(16).padStart(15, "0");
    const any = dice
      .below(2 ** 32)
      .toString(16)
      .padStart(8, "0");
    const tail = `${nth.slice(-6)}${any}`.slice(0, 12).padEnd(12, "0");
    return `${time.slice(0, 8)}-${time.slice(8)}-7${nth.slice(3, 6)}-8${nth.slice(6, 9)}-${tail}`;
  };

  /** Starts everybody, makes them partners and opens the standing subscriptions both ways. */
  async begin(): Promise<void> {
    for (const system of this.systems) {
      await system.bind();
      await system.start();
      this.network.serve(system.id, (request, answer) => {
        const { process } = system;
        const heard = this.observed.arrives(system, request);
        return system.take(request, (given) => {
          heard(given);
          // A process that died meanwhile answers nobody.
          answer(process?.life.alive ? given : null);
        });
      });
    }
    const employment = this.systems.filter(({ kind }) => kind === "ess");
    for (const sp of this.systems.filter(({ kind }) => kind === "sp")) {
      for (const [nth, ess] of employment.entries()) await this.#pair(sp, ess, nth);
    }
    for (const { process } of this.systems) if (process) await process.hosted.partners();
  }

  async #pair(sp: System, ess: System, nth: number): Promise<void> {
    const nowIso = new Date(this.scheduler.nowMs).toISOString();
    const out = demoAgreement(sp.id, ess.id, "sp", nowIso);
    const sex = sexesOf[nth] ?? "female";
    const people = { all: [out.people, { attribute: "sex", is: "eq" as const, value: sex }] };
    const agreements: [Agreement, Agreement] = [
      { ...out, people },
      demoAgreement(ess.id, sp.id, "ess", nowIso),
    ];
    for (const [at, other] of [
      [sp, ess],
      [ess, sp],
    ] as const) {
      for (const one of agreements) await putAgreement(storeOf(at), one, other.id);
    }
    await introduce(sideOf(sp), sideOf(ess), nowIso);
    await this.#subscribe(sp, ess);
    await this.#subscribe(ess, sp);
    this.pairs.push({ sp, ess, agreements });
    for (const one of agreements) this.observed.agreed(one);
  }

  async #subscribe(from: System, to: System): Promise<void> {
    const transaction = `standing-${from.id}-${to.id}`;
    const code = `SUB-${this.short(from.id)}-${this.short(to.id)}`.replaceAll(".", "-");
    await putSubscription(storeOf(from), {
      code,
      partner: to.id,
      event_type: standingEvent,
      record_type: "Member",
      criteria: { all: [] },
      projection: null,
      purpose: "case_management",
      reply_uri: to.baseUrl,
      transaction_id: transaction,
      reference_id: "1",
      starts_at: null,
      ends_at: null,
    });
    await askFeed(storeOf(to), from.id, transaction);
    await answerFeed(storeOf(to), from.id, transaction, { status: "active", code });
  }

  /** A request leaves a process. */
  send(life: Life, request: Request): Promise<Response> {
    const noted = this.observed.leaves(life, request);
    return this.network.send(request).then(
      (response) => {
        noted(String(response.status));
        return response;
      },
      (error: unknown) => {
        noted((error as { code?: string }).code ?? "lost");
        const lie = this.#answered();
        if (lie) return lie;
        throw error;
      },
    );
  }

  noted(system: System, what: string, details: object): void {
    const { code, err } = details as { code?: string; err?: Error };
    const said = code ?? err?.message ?? "";
    this.count(`${what} ${said}`);
    this.trace.line(this.scheduler.nowMs, `${this.short(system.id)} ${what} ${said}`);
  }

  /** A process ends itself at a fault point; it may be one beside which another has started. */
  killedAt(system: System, life: Life, point: string): void {
    this.count(`killed_${point}`);
    this.trace.line(this.scheduler.nowMs, `${this.short(system.id)} killed ${point}`);
    life.alive = false;
    const isTheOne = system.process?.life === life;
    this.scheduler.after(0, "", () => (isTheOne ? this.restart(system) : this.scheduler.end(life)));
  }

  /** Ends a system's process and starts another one a while later. */
  async restart(system: System, downMs = this.dice.below(5_000)): Promise<void> {
    await system.kill();
    this.scheduler.after(downMs, `${this.short(system.id)} starts`, () => this.start(system));
  }

  /** Starts a process, as a task of nobody's. */
  start(system: System): void {
    if (system.process ?? system.starting) return;
    const life: Life = { name: `${this.short(system.id)}.start`, alive: true, stalledUntil: 0 };
    system.starting = life;
    this.scheduler.begin(life, "start", async () => {
      try {
        system.wake(await system.start(), 0);
      } catch (error) {
        if (!isOutage(error)) throw error;
        this.scheduler.after(again_ms, "", () => this.start(system));
      } finally {
        system.starting = null;
      }
    });
  }

  async inForce(from: System, to: System): Promise<Agreement | null> {
    const nowIso = new Date(from.nowMs()).toISOString();
    return activeAgreement(storeOf(from), from.id, to.id, nowIso);
  }
}

export function storeOf(system: System): Process["store"] {
  if (!system.process) throw new Error(`${system.id} is down`);
  return system.process.store;
}

function sideOf(system: System) {
  return {
    store: storeOf(system),
    node: system.id,
    baseUrl: system.baseUrl,
    registryPath: "/registry",
    jwks: system.jwks,
  };
}
