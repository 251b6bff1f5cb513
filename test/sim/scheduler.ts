/**
 * Virtual time and the order of everything: real code runs as tasks, and a task stops wherever it
 * asks the database or the network. Only one of the stopped ones goes on at a time, chosen by the
 * dice, so that a seed is an order of events, the same each time.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import type { Dice } from "./dice.ts";
import type { Trace } from "./trace.ts";

/** A life of a process that tasks belong to; when it ends, they never go on. */
export interface Life {
  name: string;
  alive: boolean;
  /** Stopped like by SIGSTOP until this moment of virtual time. */
  stalledUntil: number;
}

interface Step {
  label: string;
  go: () => Promise<void>;
}

interface Task {
  id: number;
  name: string;
  life: Life;
  steps: Step[];
  waits: number;
  done: boolean;
}

interface Due {
  at: number;
  nth: number;
  label: string;
  act: () => void | Promise<void>;
}

/** Real time after which a task that neither stops nor ends is a fault of the simulation. */
const stuck_ms = 20_000;
/** Turns of the event loop after which a task that waits for another's statement counts as stopped. */
const still_turns = 25;
/** A statement takes up to this much virtual time. */
const step_ms_max = 3;

export class Scheduler {
  nowMs = Date.parse("2026-11-23T09:00:00.000Z");
  readonly startedMs = this.nowMs;
  steps = 0;
  readonly #dice: Dice;
  readonly #trace: Trace;
  readonly #current = new AsyncLocalStorage<Task>();
  #tasks: Task[] = [];
  #dues: Due[] = [];
  #count = 0;
  #failure: Error | null = null;

  constructor(dice: Dice, trace: Trace) {
    this.#dice = dice;
    this.#trace = trace;
  }

  /** Something happens at a moment, unless that moment is past: then as soon as can be. */
  at(ms: number, label: string, act: Due["act"]): void {
    this.#dues.push({ at: Math.max(ms, this.nowMs), nth: (this.#count += 1), label, act });
  }

  after(ms: number, label: string, act: Due["act"]): void {
    this.at(this.nowMs + ms, label, act);
  }

  /** Begins a task of a life; an error nobody expected ends the run. */
  begin(life: Life, name: string, run: () => Promise<void>): void {
    if (!life.alive) return;
    const id = (this.#count += 1);
    const task: Task = { id, name, life, steps: [], waits: 0, done: false };
    this.#tasks.push(task);
    const ended = this.#current.run(task, run);
    ended.then(
      () => (task.done = true),
      (error: unknown) => {
        task.done = true;
        if (life.alive) this.#failure ??= new Error(`${life.name} ${name}`, { cause: error });
      },
    );
  }

  /** Stops the task that calls until the scheduler lets it do `act`. */
  stop<Result>(label: string, act: () => Promise<Result>): Promise<Result> {
    const task = this.#current.getStore();
    if (!task) return act();
    if (!task.life.alive) return new Promise(() => undefined);
    const at = task.done ? this.#heir(task) : task;
    return new Promise((resolve, reject) => {
      const go = async () => {
        await act().then(resolve, reject);
        if (at !== task) at.done = true;
      };
      at.steps.push({ label, go });
    });
  }

  /** A task that ended still serves others that share its statements (store/gathering.ts). */
  #heir({ name, life }: Task): Task {
    const id = (this.#count += 1);
    const heir: Task = { id, name, life, steps: [], waits: 0, done: false };
    this.#tasks.push(heir);
    return heir;
  }

  /** Makes the task that calls wait for something that comes from outside of it. */
  wait<Result>(ask: (answer: (give: () => Result) => void) => void): Promise<Result> {
    const task = this.#current.getStore();
    if (!task) throw new Error("only a task can wait");
    if (!task.life.alive) return new Promise(() => undefined);
    task.waits += 1;
    return new Promise((resolve, reject) => {
      ask((give) => {
        if (!task.life.alive) return;
        task.waits -= 1;
        try {
          resolve(give());
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
  }

  /**
   * Ends a life where it stands. A statement under way may have been committed or not: each is, or
   * is not, by the dice, and nobody learns of it.
   */
  async end(life: Life): Promise<void> {
    life.alive = false;
    const cut = this.#tasks.filter((task) => task.life === life);
    this.#tasks = this.#tasks.filter((task) => task.life !== life);
    for (const task of cut) {
      for (const step of task.steps) {
        if (!this.#dice.chance(0.5)) continue;
        this.#trace.line(this.nowMs, `${life.name} ${task.name} ${step.label} unheard`);
        await step.go().catch(() => undefined);
      }
    }
  }

  /** Runs until `isOver`, or until nothing can happen any more. */
  async run(isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      await this.#settle();
      if (this.#failure) throw this.#failure;
      if (!(await this.#step())) return;
    }
  }

  get busy(): boolean {
    return this.#tasks.some(({ done, steps }) => !done || steps.length > 0);
  }

  async #step(): Promise<boolean> {
    const due = this.#nextDue();
    if (due && due.at <= this.nowMs) {
      await this.#take(due);
      return true;
    }
    const ready = this.#tasks.filter(
      (task) => task.steps.length > 0 && task.life.stalledUntil <= this.nowMs,
    );
    if (ready.length > 0) {
      const task = this.#dice.one(ready);
      const [step] = task.steps.splice(0, 1);
      if (!step) return true;
      this.steps += 1;
      this.nowMs += this.#dice.below(step_ms_max);
      this.#trace.line(this.nowMs, `${task.life.name} ${task.name} ${step.label}`);
      await step.go();
      return true;
    }
    const waking = this.#tasks.flatMap((task) => (task.steps.length > 0 ? [task.life] : []));
    const wake = Math.min(...waking.map((life) => life.stalledUntil), due?.at ?? Infinity);
    if (wake === Infinity) return false;
    this.nowMs = Math.max(this.nowMs, wake);
    return true;
  }

  #nextDue(): Due | undefined {
    return this.#dues.reduce<Due | undefined>(
      (first, due) =>
        !first || due.at < first.at || (due.at === first.at && due.nth < first.nth) ? due : first,
      undefined,
    );
  }

  async #take(due: Due): Promise<void> {
    this.#dues.splice(this.#dues.indexOf(due), 1);
    if (due.label !== "") this.#trace.line(this.nowMs, due.label);
    await due.act();
  }

  /**
   * Waits until every task has stopped somewhere. One that shares another's statement
   * (store/gathering.ts) has stopped where the other has: that is seen by its not moving.
   */
  async #settle(): Promise<void> {
    const started = performance.now();
    for (let turn = 0; ; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#tasks = this.#tasks.filter(({ done, steps }) => !done || steps.length > 0);
      const running = this.#tasks.filter(
        ({ done, steps, waits, life }) => !done && steps.length === 0 && waits === 0 && life.alive,
      );
      const [first] = running;
      if (!first) return;
      if (turn >= still_turns && running.every(({ life }) => this.#hasStep(life))) return;
      if (performance.now() - started > stuck_ms) {
        throw new Error(`${first.life.name} ${first.name} neither stops nor ends`);
      }
    }
  }

  #hasStep(life: Life): boolean {
    return this.#tasks.some((task) => task.life === life && task.steps.length > 0);
  }
}
