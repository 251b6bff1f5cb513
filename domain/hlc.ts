/**
 * Hybrid logical clocks (Kulkarni et al. 2014), one stamp per field version.
 *
 * A stamp is text that sorts as time: 12 hex digits of milliseconds, a dash, 4 hex digits of a
 * counter (`0193512a0c00-0003`). Ties between systems are broken by the system id, never by a clock.
 */
export type Stamp = string;

export const stampZero: Stamp = "000000000000-0000";
/** A partner's stamp further ahead than this is parked, not applied: one wrong clock must not own the order. */
export const stamp_ahead_max_ms = 5 * 60_000;
const counter_max = 0xffff;

export function stampOf(ms: number, counter = 0): Stamp {
  return `${ms.toString(16).padStart(12, "0")}-${counter.toString(16).padStart(4, "0")}`;
}

export function stampMs(stamp: Stamp): number {
  return Number.parseInt(stamp.slice(0, 12), 16);
}

export function isStamp(text: unknown): text is Stamp {
  return typeof text === "string" && /^[0-9a-f]{12}-[0-9a-f]{4}$/.test(text);
}

/** The least stamp after `stamp`. */
export function successor(stamp: Stamp): Stamp {
  const counter = Number.parseInt(stamp.slice(13), 16);
  return counter < counter_max ? stampOf(stampMs(stamp), counter + 1) : stampOf(stampMs(stamp) + 1);
}

/**
 * The next stamp of a system: after everything it has given out or seen (`high`), and not before
 * its wall clock. Pure, so that a clock stepping back can never give a stamp out twice.
 */
export function nextStamp(high: Stamp, nowMs: number): Stamp {
  const wall = stampOf(nowMs);
  return wall > high ? wall : successor(high);
}

export function laterStamp(a: Stamp, b: Stamp): Stamp {
  return a > b ? a : b;
}
