/**
 * One storm of a chaos run: both sides are struck at one time, each by its own dice, and the links
 * between them fail meanwhile, by dice all the time and by command so that every kind is there.
 */
import { setTimeout as pause } from "node:timers/promises";
import {
  faultKinds,
  type Hardness,
  type Link,
  type Rates,
} from "../../tools/fault-proxy/faults.ts";
import { sides, type Side } from "../bench/real-system.ts";
import { diceOf } from "./crash-workers.ts";
import type { Links } from "./links.ts";
import { namedFaults, type Strikes } from "./strikes.ts";

/** How hard and how long things are; a short run has little time for a long pause. */
export interface Weather {
  hardness: Partial<Hardness>;
  freeze_ms_max: number;
  outage_ms_max: number;
  second_ms_max: number;
}

export const shortWeather: Weather = {
  hardness: {
    delay_ms_max: 1_500,
    later_ms_max: 6_000,
    trickle_ms_max: 3_000,
    trickle_byte_ms: 200,
    silent_ms_max: 4_000,
  },
  freeze_ms_max: 4_000,
  outage_ms_max: 3_000,
  second_ms_max: 3_000,
};
export const longWeather: Weather = {
  hardness: {},
  freeze_ms_max: 30_000,
  outage_ms_max: 20_000,
  second_ms_max: 8_000,
};
const freeze_ms_min = 1_000;

/**
 * Every third request meets something, every tenth ends in it: were it more, the pauses between
 * attempts would grow, and little would be sent that could meet anything.
 */
const rates: Rates = {
  delay: 0.03,
  jitter: 0.05,
  reorder: 0.02,
  duplicate_now: 0.06,
  duplicate_later: 0.06,
  bandwidth: 0.005,
  answer_lost: 0.03,
  truncate_answer: 0.015,
  cut_before: 0.01,
  cut_mid_body: 0.01,
  truncate_request: 0.01,
  unavailable: 0.01,
  redirect: 0.005,
  garbage: 0.005,
  error_in_200: 0.005,
  too_many: 0.003,
  gzip_bomb: 0.002,
  slow_request: 0.001,
  slow_answer: 0.001,
  half_open: 0.001,
};

type Deed = () => Promise<void>;

/** What one side of one run is struck by, in an order of the dice; dealt anew when it is used up. */
export class Decks {
  readonly #decks = new Map<string, Deed[]>();
  readonly #strikes: Strikes;
  readonly #links: Links;
  readonly #weather: Weather;
  readonly #dice: Record<Side | "links", () => number>;
  /** Outages of links by how they were, for the figures. */
  readonly outages: Record<Exclude<Link, "up">, number> = { refused: 0, silent: 0, one_way: 0 };
  /** Turns of the whole deck that are over, by lane. */
  readonly turns: Record<Side | "links", number> = { sp: 0, ess: 0, links: 0 };

  constructor(strikes: Strikes, links: Links, weather: Weather, seed: number) {
    this.#strikes = strikes;
    this.#links = links;
    this.#weather = weather;
    this.#dice = { sp: diceOf(seed + 11), ess: diceOf(seed + 22), links: diceOf(seed + 33) };
  }

  /** Has everything there is been done at least once? */
  areThrough(): boolean {
    return Object.values(this.turns).every((turns) => turns > 0);
  }

  roll(lane: Side | "links"): number {
    return this.#dice[lane]();
  }

  next(lane: Side | "links"): Deed {
    let deck = this.#decks.get(lane) ?? [];
    if (deck.length === 0) {
      deck = this.#shuffled(lane, lane === "links" ? this.#outages() : this.#strikesAt(lane));
      this.#decks.set(lane, deck);
    }
    const deed = deck.pop();
    if (!deed) throw new RangeError("an empty deck");
    return async () => {
      await deed();
      if (deck.length === 0) this.turns[lane] += 1;
    };
  }

  /** Half of the named moments on each side, the other half at the next turn. */
  #strikesAt(side: Side): Deed[] {
    const { freeze_ms_max, second_ms_max } = this.#weather;
    const strikes = this.#strikes;
    const some = (ms_max: number) => {
      return freeze_ms_min + this.roll(side) * Math.max(0, ms_max - freeze_ms_min);
    };
    const isEven = this.turns[side] % 2 === 0;
    const mine = namedFaults.filter((_, at) => (at % 2 === 0) === (isEven === (side === "sp")));
    const points = this.#shuffled(side, mine);
    return [
      () => strikes.killNode(side),
      () => strikes.killDatabase(side, "postmaster"),
      () => strikes.killDatabase(side, "whole database"),
      () => strikes.freezeNode(side, some(freeze_ms_max)),
      () => strikes.freezeDatabase(side, some(freeze_ms_max)),
      () => strikes.secondNode(side, some(second_ms_max)),
      () => strikes.endAtPoints(side, points.slice(0, 2)),
      () => strikes.endAtPoints(side, points.slice(2)),
    ];
  }

  /** Every way a link can be down, and every fault of a single request, by command. */
  #outages(): Deed[] {
    const down = (side: Side, link: Exclude<Link, "up">) => async () => {
      this.#links.proxyTo(side).link(link);
      this.outages[link] += 1;
      await pause(500 + this.roll("links") * this.#weather.outage_ms_max);
      this.#links.proxyTo(side).link("up");
    };
    const either = () => (this.roll("links") < 0.5 ? "sp" : "ess");
    const ordered = faultKinds.map((kind) => async () => {
      this.#links.proxyTo(either()).next(kind);
    });
    const outages = (["refused", "silent", "one_way"] as const).map((link) => down(either(), link));
    const both = async () => {
      await Promise.all(sides.map((side) => down(side, "refused")()));
    };
    return [...outages, both, ...ordered];
  }

  #shuffled<Item>(lane: Side | "links", items: readonly Item[]): Item[] {
    const dealt = items.map((item) => ({ item, at: this.roll(lane) }));
    return dealt.sort((a, b) => a.at - b.at).map(({ item }) => item);
  }
}

/** What is left undone when the time is over waits for the next storm. */
export interface Storming {
  decks: Decks;
  links: Links;
  /** When to deal no more. */
  untilMs: number;
  /** Deals go on beyond the time until this many turns of each deck are over. */
  turns: number;
  failed: (what: string) => void;
}

/** Batches that get through in each direction between two strikes, and between two orders for a link. */
const batches_between = { strikes: 3, links: 2 };
const between_ms_max = { strikes: 8_000, links: 2_000 };

/** Resolves when every strike is over and the last thing struck has come back. */
export async function storm(storming: Storming): Promise<void> {
  const { decks, links, untilMs, turns, failed } = storming;
  for (const side of sides) links.proxyTo(side).rates(rates);
  const lane = async (name: Side | "links") => {
    const goesOn = () => performance.now() < untilMs || decks.turns[name] < turns;
    while (goesOn()) {
      await quiet(storming, name);
      try {
        await decks.next(name)();
      } catch (error) {
        failed(`${name}: ${(error as Error).message}`);
        return;
      }
    }
  };
  await Promise.all([lane("sp"), lane("ess"), lane("links")]);
  if (turns > 0) await everyKind(storming);
}

/** What was ordered of a link while it paused was not met by any request: ordered again, one by one. */
async function everyKind({ links }: Storming): Promise<void> {
  const end = performance.now() + every_kind_ms_max;
  for (const [at, kind] of faultKinds.entries()) {
    const before = links.acceptedBy("sp") + links.acceptedBy("ess");
    const isMet = () => links.counts()[kind] > 0;
    if (isMet()) continue;
    links.proxyTo(at % 2 === 0 ? "sp" : "ess").next(kind);
    const hasFlowed = () => links.acceptedBy("sp") + links.acceptedBy("ess") > before;
    while (!(isMet() && hasFlowed()) && performance.now() < end) await pause(20);
  }
}
const every_kind_ms_max = 90_000;

/**
 * Some batches get through first, in both directions, or a while passes if none do (the other side may
 * be down): faults that follow each other too closely would only ever meet a link that pauses.
 */
async function quiet({ decks, links }: Storming, lane: Side | "links"): Promise<void> {
  const some = lane === "links" ? batches_between.links : batches_between.strikes;
  const wanted = Math.ceil(decks.roll(lane) * some);
  const before = { sp: links.acceptedBy("sp"), ess: links.acceptedBy("ess") };
  const isMet = (side: Side) => links.acceptedBy(side) >= before[side] + wanted;
  const isQuiet = () => (lane === "links" ? sides.some(isMet) : sides.every(isMet));
  const end = performance.now() + between_ms_max[lane === "links" ? "links" : "strikes"];
  while (!isQuiet() && performance.now() < end) await pause(20);
}
