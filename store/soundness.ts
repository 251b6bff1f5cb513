/**
 * The one place that knows whether this system can keep what it acknowledges (G14). While it cannot,
 * nothing is taken in and nothing is sent; reading goes on; and as soon as it can again, it does.
 */

/** What keeps a system from taking anything in. */
export type Unsound =
  /** No room on the database's disk. */
  | "disk_full"
  /** The database takes no writes. */
  | "read_only"
  /** The audit log cannot be written: what cannot be accounted for is not done. */
  | "audit_unwritable"
  /** The keys cannot be read any more, or are others. */
  | "keys_missing"
  /** Our clock is more than a minute from our partners'. */
  | "clock_off";

/** One fault, and since when (ISO in UTC). */
export interface SoundnessFault {
  code: Unsound;
  since: string;
}

export interface Soundness {
  /** What is wrong now, oldest first; empty: nothing. */
  faults(): SoundnessFault[];
  /** Whether edits and messages are refused now. */
  refuses(): boolean;
  note(code: Unsound, isThere: boolean): void;
  /** The database refused a statement: what that says of it. */
  failed(error: unknown): void;
  /** What a partner's clock showed at this moment, in Unix milliseconds. */
  hear(partner: string, theirMs: number): void;
  /** How far the partners' clocks are ahead of ours, in milliseconds; null: nobody was heard lately. */
  clockOffMs(): number | null;
}

/** Further from the partners' clocks than this, our times mean nothing to them. */
export const clock_off_max_ms = 60_000;
/** What a partner's clock showed counts for so long. */
const heard_age_max_ms = 300_000;

export interface Clocks {
  nowMs: () => number;
  /** A clock that nobody sets: it tells a jump of ours from time that went by. */
  monotonicMs: () => number;
}

export function createSoundness({ nowMs, monotonicMs }: Clocks): Soundness {
  const known = new Map<Unsound, string>();
  const heard = new Map<string, { ahead: number; at: number }>();
  const note = (code: Unsound, isThere: boolean): void => {
    if (!isThere) known.delete(code);
    else if (!known.has(code)) known.set(code, new Date(nowMs()).toISOString());
  };
  const clockOffMs = (): number | null => {
    const now = monotonicMs();
    const fresh = [...heard.values()].filter(({ at }) => now - at <= heard_age_max_ms);
    return medianOf(fresh.map(({ ahead }) => ahead + now - nowMs()));
  };
  const faults = (): SoundnessFault[] => {
    note("clock_off", Math.abs(clockOffMs() ?? 0) > clock_off_max_ms);
    return [...known].map(([code, since]) => ({ code, since }));
  };
  return {
    note,
    clockOffMs,
    faults,
    refuses: () => faults().length > 0,
    failed(error) {
      const code = faultCodes.get(String((error as { code?: unknown }).code));
      if (code) note(code, true);
    },
    hear(partner, theirMs) {
      const at = monotonicMs();
      heard.set(partner, { ahead: theirMs - at, at });
    },
  };
}

/** The middle one; of an even number the one nearer to us, so that one wrong partner of two stops nobody. */
export function medianOf(offsets: readonly number[]): number | null {
  const sorted = offsets.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) return null;
  return Math.abs(lower) < Math.abs(upper) ? lower : upper;
}

/** SQLSTATE of what the database cannot do (PostgreSQL, Appendix A). */
const faultCodes = new Map<string, Unsound>([
  ["53100", "disk_full"],
  ["25006", "read_only"],
]);
