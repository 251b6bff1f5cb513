import type { Incoming } from "../../../domain/receiving.ts";
import type { SystemId } from "../../../domain/records/field.ts";
import type { SideEffects } from "../../../store/side-effects.ts";

/** A batch of a partner's changes, and the receipt to store with them. */
export interface Receiving {
  partner: SystemId;
  trustedIdentifiers: readonly string[];
  items: Incoming[];
  feed: { epoch: string; counter: number };
  inbox?: SideEffects["inbox"];
}

/** Why a batch cannot be applied now; the sender keeps it and comes again. */
export type NotNow = "gap" | "clock_ahead" | "unknown_key";
export type Received =
  { ok: true; applied: number; duplicates: number } | { ok: false; why: NotNow };
