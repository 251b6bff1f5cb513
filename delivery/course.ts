import type { Subscription } from "../store/feed.ts";
import type { Search } from "./bisect.ts";
import type { Unit } from "./compose.ts";
import type { Drained } from "./drain.ts";
import type { Next } from "./next-batch.ts";

/** Where one drain of a subscription is. */
export interface Course {
  sub: Subscription;
  /** What is suspected of a refusal; null: nothing. */
  search: Search<Unit> | null;
  /** The refusal that is looked into. */
  refusal: Refusal | null;
  /** Records parked since the partner last accepted anything. */
  parkedInARow: number;
  /** A large batch that ends here was refused: up to here it goes in small parts. */
  inPartsTo: number;
  /** The batch after this one, made while this one is on its way; null: none is. */
  ahead: Ahead | null;
}

/** A batch made in advance, for a subscription that will be as far as this. */
export interface Ahead {
  cursor: number;
  counter: number;
  madeAtMs: number;
  /** Null: it could not be made. */
  next: Promise<Next | null>;
}

export interface Refusal {
  code: string;
  /** Our own text for the code. */
  reason: string;
  messageId: string;
  ms: number;
}

/** What one step came to: another one, or an end. */
export type Step = { kind: "on"; course: Course } | { kind: "stop"; drained: Drained };

export function begunWith(sub: Subscription): Course {
  return { sub, search: null, refusal: null, parkedInARow: 0, inPartsTo: 0, ahead: null };
}
