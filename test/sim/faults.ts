/** What goes wrong in a seed, and when; and its end, when everything is put right again. */
import type { Agreement } from "../../domain/agreement.ts";
import { isOutage } from "../../store/database.ts";
import { putAgreement } from "../../store/partners.ts";
import type { Dice } from "./dice.ts";
import { fair, type Weather } from "./network.ts";
import type { System } from "./system.ts";
import type { World } from "./world.ts";

type Fault = (world: World, dice: Dice) => void;

const minute_ms = 60_000;

/** Each seed has weather of its own: some are stormy in one way, some calm. */
export function weatherOf(dice: Dice): Weather {
  const share = (most: number) => (dice.chance(0.5) ? dice.next() * most : 0);
  return {
    lost_before: share(0.2),
    answer_lost: share(0.4),
    doubled: share(0.4),
    late: share(0.3),
    garbage: share(0.2),
    refused: share(0.2),
  };
}

/** Fragile processes and forgetful databases, in some seeds. */
export function temper(world: World, dice: Dice): void {
  for (const system of world.systems) {
    system.fragile = dice.chance(0.4) ? dice.next() * 0.1 : 0;
    system.flaky = dice.chance(0.3) ? dice.next() * 0.02 : 0;
  }
}

/** One fault begins; it ends by itself, or when the world is healed. */
export function strike(world: World, dice: Dice): void {
  const [name, fault] = dice.one(faults);
  world.count(name);
  world.trace.line(world.scheduler.nowMs, name);
  fault(world, dice);
}

const kill: Fault = (world, dice) => {
  const system = dice.one(world.systems);
  world.scheduler.after(0, "", () => world.restart(system, dice.below(20_000)));
};

/** A process stands still, as by SIGSTOP, and goes on as if nothing had been. */
const stall: Fault = (world, dice) => {
  const { process } = dice.one(world.systems);
  if (process) process.life.stalledUntil = world.scheduler.nowMs + dice.below(40_000);
};

/** A process is taken for dead while it lives: a second one works beside it. */
const twin: Fault = (world, dice) => {
  const system = dice.one(world.systems);
  const { process } = system;
  if (!process) return;
  process.life.stalledUntil = world.scheduler.nowMs + dice.below(15_000);
  system.abandon();
  world.start(system);
};

const partition: Fault = (world, dice) => {
  const { from, to } = twoOf(world, dice);
  const links = dice.chance(0.6)
    ? [`${from.id}>${to.id}`, `${to.id}>${from.id}`]
    : [`${from.id}>${to.id}`];
  const lines = dice.chance(0.5) ? world.network.cut : world.network.black;
  for (const link of links) lines.add(link);
  const ms = dice.chance(0.2) ? dice.below(60 * minute_ms) : dice.below(2 * minute_ms);
  world.scheduler.after(ms, "link up", () => links.forEach((link) => lines.delete(link)));
};

const flap: Fault = (world, dice) => {
  const { from, to } = twoOf(world, dice);
  const link = `${from.id}>${to.id}`;
  for (let nth = 0; nth < 6; nth += 1) {
    const at = world.scheduler.nowMs + nth * 2_000;
    world.scheduler.at(at, "link flaps", () => void world.network.cut.add(link));
    world.scheduler.at(at + 700, "", () => void world.network.cut.delete(link));
  }
};

/** A wall clock is wrong for a while: ten minutes ahead or behind, or a little. */
const clock: Fault = (world, dice) => {
  const system = dice.one(world.systems);
  system.skewMs = dice.one([-10, 10, -10, 4, -4, 1, -1]) * minute_ms;
  world.scheduler.after(dice.below(5 * minute_ms), "clock right", () => {
    system.skewMs = 0;
  });
};

const away: Fault = (world, dice) => {
  const system = dice.one(world.systems);
  system.isAway = true;
  world.scheduler.after(dice.below(30_000), "database back", () => {
    system.isAway = false;
    wake(system);
  });
};

/** An agreement ends for a while: nothing may leave from the moment that is known. */
const revoke: Fault = (world, dice) => {
  const { sides, agreement } = agreed(world, dice);
  const [from] = sides;
  change(world, from, { ...agreement, status: "revoked" });
  world.scheduler.after(dice.below(5 * minute_ms), "agreed again", () =>
    change(world, from, { ...current(world, agreement), status: "active" }),
  );
};

/** An agreement loses a field for good. */
const narrow: Fault = (world, dice) => {
  const { sides, agreement } = agreed(world, dice);
  const field = dice.one(["phone_number", "occupation", "languages", "care_hours"]);
  const fields = (agreement.records.Person ?? []).filter((one) => one !== field);
  const narrowed = { ...agreement, records: { ...agreement.records, Person: fields } };
  const pair = world.pairs.find(({ agreements }) => agreements.includes(agreement));
  if (!pair) return;
  const nth = pair.agreements[0] === agreement ? 0 : 1;
  pair.agreements[nth] = narrowed;
  for (const side of sides) change(world, side, narrowed);
};

const faults: [string, Fault][] = [
  ["kill", kill],
  ["kill", kill],
  ["stall", stall],
  ["twin", twin],
  ["partition", partition],
  ["partition", partition],
  ["flap", flap],
  ["clock", clock],
  ["away", away],
  ["revoke", revoke],
  ["narrow", narrow],
];

function twoOf(world: World, dice: Dice): { from: System; to: System } {
  const { sp, ess } = dice.one(world.pairs);
  return dice.chance(0.5) ? { from: sp, to: ess } : { from: ess, to: sp };
}

/** An agreement, and its sides: who tells first. */
function agreed(world: World, dice: Dice): { sides: [System, System]; agreement: Agreement } {
  const { sp, ess, agreements } = dice.one(world.pairs);
  const [out, back] = agreements;
  return dice.chance(0.5)
    ? { sides: [sp, ess], agreement: out }
    : { sides: [ess, sp], agreement: back };
}

function current(world: World, agreement: Agreement): Agreement {
  const all = world.pairs.flatMap(({ agreements }) => agreements);
  return all.find(({ id }) => id === agreement.id) ?? agreement;
}

/** Writes an agreement down on one side, again and again until it is known to be there. */
function change(world: World, side: System, agreement: Agreement): void {
  const tells = side.id === agreement.from;
  if (tells) world.observed.agreeing(agreement);
  const attempt = (): void => {
    const { process } = side;
    const later = () => world.scheduler.after(3_000, "", attempt);
    if (!process) return later();
    let known = false;
    const { life } = process;
    world.scheduler.begin(life, "agrees", async () => {
      try {
        await putAgreement(process.store, agreement, tells ? agreement.to : agreement.from);
        known = true;
        if (tells) world.observed.agreed(agreement);
        side.wake(process);
      } catch (error) {
        if (!isOutage(error)) throw error;
        later();
      }
    });
    world.scheduler.after(60_000, "", () => {
      if (!known && !life.alive) attempt();
    });
  };
  attempt();
}

/** The end of all faults: links carry, clocks are right, everybody is up. */
export function heal(world: World): void {
  const { network } = world;
  network.weather = fair;
  network.cut.clear();
  network.black.clear();
  for (const system of world.systems) {
    system.skewMs = 0;
    system.isAway = false;
    system.flaky = 0;
    system.fragile = 0;
    if (!system.process) world.start(system);
    wake(system);
  }
}

function wake(system: System): void {
  if (system.process) system.wake(system.process);
}
