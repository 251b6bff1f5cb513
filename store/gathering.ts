import type { Store } from "./database.ts";

/** So many callers share one statement at most; the others share the next one. */
export const gathered_max = 64;

/**
 * One statement for callers that come at the same time. While a statement is under way, whoever comes
 * waits and goes with the next one: under load a statement serves many, alone nobody waits. What a
 * caller gets was read after it asked, so that what was revoked before counts; what it wrote is
 * committed when it is told. `run` answers in the order of what was asked. When a shared statement
 * fails, each caller's is run by itself: nobody fails for another's fault.
 */
export function gathering<Asked, Answer>(
  run: (store: Store, asked: readonly Asked[]) => Promise<readonly Answer[]>,
): (store: Store, asked: Asked) => Promise<Answer> {
  const gathers = new WeakMap<Store, Gather<Asked, Answer>>();
  return (store, asked) => {
    let gather = gathers.get(store);
    if (!gather) {
      gather = new Gather((all) => run(store, all));
      gathers.set(store, gather);
    }
    return gather.ask(asked);
  };
}

interface Waiting<Asked, Answer> {
  asked: Asked;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

class Gather<Asked, Answer> {
  readonly #run: (asked: readonly Asked[]) => Promise<readonly Answer[]>;
  #waiting: Waiting<Asked, Answer>[] = [];
  #busy = false;

  constructor(run: (asked: readonly Asked[]) => Promise<readonly Answer[]>) {
    this.#run = run;
  }

  ask(asked: Asked): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      if (!this.#busy) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#together(this.#waiting.splice(0, gathered_max));
    this.#busy = false;
  }

  async #together(callers: readonly Waiting<Asked, Answer>[]): Promise<void> {
    try {
      const answers = await this.#run(callers.map(({ asked }) => asked));
      for (const [index, { resolve }] of callers.entries()) resolve(answers[index] as Answer);
    } catch (error) {
      const [only, ...more] = callers;
      if (more.length === 0) only?.reject(error);
      else for (const caller of callers) await this.#together([caller]);
    }
  }
}
