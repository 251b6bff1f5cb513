/** Pairs of steps and the days on which they meet, for the rules that name two. */
import type { PlanStep } from "./plan.ts";

export interface Pair<T> {
  a: PlanStep;
  b: PlanStep;
  on: number[];
  /** Of the day on which they met first. */
  first: T;
}

/** How many meetings are noted in one go; beyond that an answer is as good as endless. */
const meetings_max = 2_000_000;

export class Pairs<T> {
  readonly #pairs = new Map<number, Pair<T>>();
  readonly #pairs_max: number;
  #meetings = 0;

  constructor(pairs_max: number) {
    this.#pairs_max = pairs_max;
  }

  /** One more than may be kept is kept, so that whoever takes them over sees that there are more. */
  get isFull(): boolean {
    return this.#pairs.size > this.#pairs_max || this.#meetings > meetings_max;
  }

  add(one: PlanStep, other: PlanStep, day: number, first: T): void {
    const [a, b] = one.index < other.index ? [one, other] : [other, one];
    this.#meetings += 1;
    const key = a.index * 65_536 + b.index;
    const found = this.#pairs.get(key);
    if (found === undefined) this.#pairs.set(key, { a, b, on: [day], first });
    else if (found.on.at(-1) !== day) found.on.push(day);
  }

  values(): IterableIterator<Pair<T>> {
    return this.#pairs.values();
  }
}
