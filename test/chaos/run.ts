/**
 * A chaos run: two real nodes on two real PostgreSQL servers, a fault proxy before each, both offices
 * at work. Storms, and after each storm healing: everything is up, nothing is edited, and both must
 * come to hold the same. At the end the logs of both are held against the guarantees, and journals
 * are left for the separate checker.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { NamedFault } from "../../main/node-settings.ts";
import { projectRoot } from "../../main/project-root.ts";
import { agreementsInForce, sharedLines } from "../../main/shared-state.ts";
import type { Store } from "../../store/database.ts";
import { partnerById } from "../../store/partners.ts";
import {
  otherSide,
  sides,
  signIn,
  startReal,
  storeOf,
  until,
  type RealSystem,
  type Side,
} from "../bench/real-system.ts";
import { quietHead, readMemory, standingOf, type Memory } from "./crash-proof.ts";
import { isInStep, openOffices, type Acknowledged } from "./crash-workers.ts";
import { measure, type Verdict } from "./figures.ts";
import { writeJournals } from "./journals.ts";
import { openLinks, type Links } from "./links.ts";
import { Decks, longWeather, shortWeather, storm } from "./storm.ts";
import { Strikes } from "./strikes.ts";

export interface ChaosPlan {
  seed: number;
  /** How long storms and healings may go on, without start, stop and checks. */
  seconds: number;
  /** Where the journals go. */
  folder: string;
  say: (line: string) => void;
}

/** What the separate checker said of the journals. */
export interface CheckerSays {
  ok: boolean;
  checked: Record<string, number>;
  not_checked: string[];
  violations: { rule: string; system?: string; key?: string; what: string }[];
}

export interface ChaosRun extends Verdict {
  seed: number;
  seconds: number;
  storms: number;
  memories: Record<Side, Memory>;
  acknowledged: Acknowledged[];
  fired: { side: Side; point: NamedFault }[];
  recoveries: { what: string; ms: number }[];
  dumps: Record<Side, string[]>;
  /** Null when it is not built. */
  checker: CheckerSays | null;
}

const long_from_seconds = 150;
const storm_seconds = { short: 30, long: 50 };
const heal_ms_max = 300_000;
/** Five deaths within a minute slow the supervisor's restarts down by five seconds (main/children.ts). */
const back_ms_max = 30_000;

/** Runs, and tells what it found; whatever it started is ended. */
export async function runChaos(plan: ChaosPlan): Promise<ChaosRun> {
  const isLong = plan.seconds > long_from_seconds;
  const weather = isLong ? longWeather : shortWeather;
  const links = openLinks(plan.seed, weather.hardness);
  const real = await startReal(links.front).catch(async (error: unknown) => {
    await links.close();
    throw error;
  });
  const strikes = new Strikes(real);
  const decks = new Decks(strikes, links, weather, plan.seed);
  const run = new Running(plan, real, links, strikes, decks);
  try {
    await run.storms(isLong ? storm_seconds.long : storm_seconds.short);
    return await run.conclude();
  } catch (error) {
    plan.say(real.said().split("\n").slice(-40).join("\n"));
    throw error;
  } finally {
    strikes.end();
    await links.close();
    await real.stop();
  }
}

class Running {
  readonly #plan: ChaosPlan;
  readonly #real: RealSystem;
  readonly #links: Links;
  readonly #strikes: Strikes;
  readonly #decks: Decks;
  readonly #acknowledged: Acknowledged[] = [];
  readonly #convergences_ms: number[] = [];
  readonly #failures: string[] = [];
  readonly #beganMs = performance.now();
  #indeterminate = 0;
  #storms = 0;
  #healedAt: number | null = null;

  constructor(plan: ChaosPlan, real: RealSystem, links: Links, strikes: Strikes, decks: Decks) {
    this.#plan = plan;
    this.#real = real;
    this.#links = links;
    this.#strikes = strikes;
    this.#decks = decks;
  }

  /** Storm after storm until the time is over; the first turn of every deck is always finished. */
  async storms(seconds: number): Promise<void> {
    const { seed, say } = this.#plan;
    do {
      this.#storms += 1;
      const office = await openOffices(this.#real, seed + 1_000 * this.#storms, `s${this.#storms}`);
      await storm({
        decks: this.#decks,
        links: this.#links,
        untilMs: performance.now() + Math.min(seconds, Math.max(1, this.#left())) * 1_000,
        turns: this.#left() > seconds ? 0 : 1,
        failed: (what) => void this.#failures.push(`a strike did not end: ${what}`),
      });
      await this.#links.heal();
      await this.#strikes.bothReady();
      await office.stop();
      this.#acknowledged.push(...office.acknowledged);
      this.#indeterminate += office.unanswered;
      await this.#heal();
      const said = this.#convergences_ms.at(-1);
      say(
        `storm ${this.#storms}: ${this.#acknowledged.length} acknowledged, in step ${Math.round(said ?? -1)} ms after it`,
      );
    } while ((this.#left() > 0 || !this.#decks.areThrough()) && this.#failures.length === 0);
  }

  async conclude(): Promise<ChaosRun> {
    const { seed, folder } = this.#plan;
    const stores = await this.#stores();
    try {
      const memories = { sp: await readMemory(stores.sp), ess: await readMemory(stores.ess) };
      const dumps = { sp: await dumped(stores, "sp"), ess: await dumped(stores, "ess") };
      const faults = {
        ...this.#strikes.counts,
        ...this.#decks.outages,
        ...this.#links.counts(),
      };
      const { recoveries, fired } = this.#strikes;
      const acknowledged = this.#acknowledged;
      const { sent, received } = this.#links;
      const verdict = measure({
        memories,
        acknowledged,
        indeterminate: this.#indeterminate,
        received,
        faults,
        followed: this.#links.followed(),
        convergences_ms: this.#convergences_ms,
        recoveries_ms: recoveries.map(({ ms }) => ms),
        dumps,
      });
      const healedAt = this.#healedAt;
      const observed = { memories, acknowledged, sent, received, seed, faults, healedAt };
      writeJournals(folder, { ...observed, run: `chaos seed ${seed}` });
      const checker = await askChecker(folder);
      return {
        ...verdict,
        violations: [
          ...this.#failures,
          ...late(recoveries),
          ...verdict.violations,
          ...(checker?.violations ?? []).map(({ rule, system, key, what }) => {
            return `checker ${rule}: ${system ?? ""} ${key ?? ""} ${what}`;
          }),
        ],
        seed,
        seconds: Math.round((performance.now() - this.#beganMs) / 1_000),
        storms: this.#storms,
        memories,
        acknowledged,
        fired,
        recoveries,
        dumps,
        checker,
      };
    } finally {
      for (const side of sides) await stores[side].close();
    }
  }

  /** In step by their own word, and with nothing on its way: both logs are quiet, none moves meanwhile. */
  async #heal(): Promise<void> {
    this.#healedAt = null;
    const stores = await this.#stores();
    try {
      const cookies = { sp: await signIn(this.#real, "sp"), ess: await signIn(this.#real, "ess") };
      const ms = await until("both systems to be in step", heal_ms_max, async () => {
        const head = await quietHead(stores.sp);
        if (head === null || (await quietHead(stores.ess)) === null) return false;
        if ((await quietHead(stores.sp)) !== head) return false;
        const isSp = await isInStep(this.#real, "sp", cookies.sp);
        return isSp && isInStep(this.#real, "ess", cookies.ess);
      });
      this.#convergences_ms.push(ms);
      this.#healedAt = Date.now();
    } catch (error) {
      const standing = [...(await standingOf(stores.sp)), ...(await standingOf(stores.ess))];
      const [last = "none", before = "none"] = this.#strikes.log.toReversed();
      const evidence = [...standing, `last strikes: ${before}; ${last}`].join(" | ");
      this.#failures.push(`G6: ${(error as Error).message}: ${evidence}`);
    } finally {
      for (const side of sides) await stores[side].close();
    }
  }

  async #stores(): Promise<Record<Side, Store>> {
    return { sp: await storeOf(this.#real, "sp"), ess: await storeOf(this.#real, "ess") };
  }

  #left(): number {
    return this.#plan.seconds - (performance.now() - this.#beganMs) / 1_000;
  }
}

function late(recoveries: ChaosRun["recoveries"]): string[] {
  return recoveries
    .filter(({ ms }) => ms > back_ms_max)
    .map(({ what, ms }) => `${what} came back after ${Math.round(ms)} ms`);
}

/** What `npx tandem dump` prints of a system. */
async function dumped(stores: Record<Side, Store>, side: Side): Promise<string[]> {
  const store = stores[side];
  const partner = await partnerById(store, `${otherSide[side]}.demo`);
  const agreements = partner && (await agreementsInForce(store, partner.id));
  if (!agreements) throw new Error(`${side} has no partner to share with`);
  return sharedLines(store, partner, agreements);
}

/** The checker is a program of its own that sees the folder and nothing else. */
async function askChecker(folder: string): Promise<CheckerSays | null> {
  const program = join(projectRoot(), "dist/test/checker/check.js");
  if (!existsSync(program)) return null;
  const max = { maxBuffer: 256 * 1_048_576 };
  const said = await promisify(execFile)(process.execPath, [program, folder, "--json"], max).catch(
    (error: unknown) => error as { stdout?: string; stderr?: string },
  );
  try {
    return JSON.parse(said.stdout ?? "") as CheckerSays;
  } catch {
    throw new Error(`the checker could not read ${folder}: ${said.stderr ?? ""}`);
  }
}
