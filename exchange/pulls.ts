/** What a subscriber pulls of its own subscription, and what it is given, whoever makes it. */
import type { Purpose } from "../domain/agreement.ts";
import type { JsonObject } from "../domain/json.ts";

/** What a subscriber asks of its own subscription: what came after a counter (`sync/events`). */
export interface CatchUpAsked {
  /** The epoch its counter belongs to; another than ours counts for nothing. */
  epoch: string | undefined;
  after: number;
  limit: number;
}
export type CatchUpAnswer =
  | {
      ok: true;
      /** Counters of the first and last event given; `to` is `from - 1` when there is none. */
      from: number;
      to: number;
      more: boolean;
      events: JsonObject[];
      /** What a notify of the same events would carry in `header.meta`. */
      meta: JsonObject;
    }
  | { ok: false; why: "ended" | "no_agreement" | "busy" };

/** What a Tandem subscriber misses of its standing subscription (`sync/records`). */
export type WholeAsked = { keys: readonly string[] } | { after: number; limit: number };
export type WholeAnswer =
  | {
      ok: true;
      events: JsonObject[];
      meta: JsonObject;
      notGiven: string[];
      next: number;
      more: boolean;
      /** What is told with it: written down before it leaves. */
      told: { record_id: string; subject: string | null; fields: string[] }[];
      purpose: Purpose;
    }
  | { ok: false; why: "unknown" | "ended" | "no_agreement" };
