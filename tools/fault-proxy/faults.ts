/** What a fault proxy can do to a request, and how hard. It knows HTTP and nothing of what is carried. */

export const faultKinds = [
  /** Held up before it goes on; `jitter` also before the answer goes back. */
  "delay",
  "jitter",
  /** Held until another connection's request has overtaken it. */
  "reorder",
  /** Delivered two to six times at once, or once more some time later (after a restart, too). */
  "duplicate_now",
  "duplicate_later",
  /** Nothing of it goes on; or half, then a reset; or half, then an orderly end. */
  "cut_before",
  "cut_mid_body",
  "truncate_request",
  /** The peer has answered, so whatever it did is done; the asker gets half of it, or a reset. */
  "truncate_answer",
  "answer_lost",
  /** A byte at a time towards the peer or back, given up by a reset; or both ways at a low rate. */
  "slow_request",
  "slow_answer",
  "bandwidth",
  /** The peer is not asked; the asker hears this. */
  "redirect",
  "garbage",
  "error_in_200",
  "too_many",
  "unavailable",
  "gzip_bomb",
  /** The peer is not asked, and the connection stays open and silent. */
  "half_open",
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** Probability of each kind per request; together at most 1. */
export type Rates = Partial<Record<FaultKind, number>>;

/** What each fault is made of. */
export interface Hardness {
  delay_ms_max: number;
  jitter_ms_max: number;
  reorder_ms_max: number;
  copies_max: number;
  later_ms_max: number;
  trickle_byte_ms: number;
  trickle_ms_max: number;
  bytes_per_second: number;
  silent_ms_max: number;
  retry_after_seconds: number;
  bomb_bytes: number;
  /** The body of `error_in_200`: only the caller knows the protocol that is carried. */
  error_body: string;
}

export const defaultHardness: Hardness = {
  delay_ms_max: 5_000,
  jitter_ms_max: 300,
  reorder_ms_max: 3_000,
  copies_max: 5,
  later_ms_max: 20_000,
  trickle_byte_ms: 1_000,
  trickle_ms_max: 12_000,
  bytes_per_second: 64_000 / 8,
  silent_ms_max: 15_000,
  retry_after_seconds: 1,
  bomb_bytes: 64 * 1_048_576,
  error_body: '{"error":"not now"}',
};

/** How a link is: up, refusing every connection, silent, or with answers that never come back. */
export type Link = "up" | "refused" | "silent" | "one_way";

/** A kind by its rate, or none. */
export function dealt(rates: Rates, roll: number): FaultKind | null {
  let reached = 0;
  for (const kind of faultKinds) {
    reached += rates[kind] ?? 0;
    if (roll < reached) return kind;
  }
  return null;
}

/** All kinds, each counted nought. */
export function noFaults(): Record<FaultKind, number> {
  return Object.fromEntries(faultKinds.map((kind) => [kind, 0])) as Record<FaultKind, number>;
}
