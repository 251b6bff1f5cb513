import type { HoldReason, MissingReason } from "../domain/holding.ts";
import type { ClaimRow } from "./claim-rows.ts";
import type { ReferralRow } from "./referral-rows.ts";
import type { ReviewRow } from "./reviews-made.ts";

/**
 * What becomes true together with changes, in the same statement: the receipt of a message, how far
 * we have a partner's records, links, questions for a person. Row shapes are the tables' columns.
 */
export interface SideEffects {
  inbox?: { partner: string; message_id: string; digest: string; ack: string };
  /** High-water marks: `known` is the mark the decision was made on (0: none). */
  marks?: { partner: string; origin: string; key: string; known: number; ver: number }[];
  links?: {
    partner: string;
    key: string;
    record_id: string;
    how: string;
    evidence: string;
    by_whom: string;
    /** It left in the same batch in which it came. */
    left?: boolean;
  }[];
  /** Links whose record left the agreement (true) or came back (false). */
  left?: { partner: string; key: string; left: boolean }[];
  matches?: { id: string; partner: string; key: string; why: string; candidates: string[] }[];
  /** Questions whose person the partner took back: nothing of it is kept. */
  withdrawn?: string[];
  held?: { match_id: string; origin: string; ver: number; item: string }[];
  /** A "Same person?" question answered; conditional on it still waiting, and on no change having come meanwhile. */
  answered?: { id: string; state: "same" | "new"; by: string; note: string; held: number };
  /** Records that came before their person was known here: whom they are about. */
  adopted?: { id: string; subject: string; household: string | null }[];
  /** Messages owed to partners that did not subscribe. */
  claims?: ClaimRow[];
  /** Proposals of ours whose value a partner's own data now show. */
  proven?: string[];
  /** Records joined into another, or withdrawn: made of the changes themselves. */
  /** How referrals stand now: made of the changes themselves. */
  referrals?: ReferralRow[];
  aliases?: { id: string; winner: string | null; withdrawn: boolean }[];
  /** Places that steps take at services of the directory; an empty service: none any more. */
  places?: {
    id: string;
    plan: string;
    service: string;
    from_day: string | null;
    until_day: string | null;
  }[];
  /** Plans that ended, by key: their steps take no places. */
  closed_plans?: string[];
  /** A supervisor's look at a plan: never by somebody whose hand is in it. */
  reviewed?: ReviewRow;
  /** A link that is undone: the partner's record stands for itself, and what it was sent goes with it. */
  unlinked?: {
    partner: string;
    key: string;
    from: string;
    apart: string;
    evidence: string;
    by_whom: string;
  };
  /** Links that their partner found to be none: `apart` is what its key names now; null: our own key. */
  parted?: { partner: string; key: string; record_id: string; apart: string | null }[];
  /** What a plain partner has now said of records, all of it: fields and keyed hashes, as JSON. */
  shadows?: { partner: string; record_id: string; fields: string }[];
  /** How far we have heard a partner. */
  feed?: {
    partner: string;
    epoch: string;
    counter: number;
    /** We hold a feed there, and how many epochs of it were known when this was decided. */
    there: boolean;
    known: number;
    /** One more epoch. */
    fresh: boolean;
  };
  /** A partner's changes that wait, for another reason than "Same person?". */
  holding?: HoldingRow[];
  /** Held changes that were applied or are not needed; all of a record that was taken back. */
  released?: {
    partner: string;
    key: string;
    origin: string;
    ver: number;
    /** Its stamp was far ahead, and its origin made it anew. */
    discarded?: boolean;
  }[];
  dropped?: { partner: string; key: string }[];
  /** What a partner is to be asked for; key "": all it sent under numbers after `since`. */
  missing?: {
    partner: string;
    key: string;
    reason: MissingReason;
    since: number;
    until: number;
    next_attempt_at: string;
  }[];
  /** Versions of other systems that a partner forwarded, and the way they came (store/relayed.ts). */
  relayed?: RelayedRow[];
  /** The signed message they came in, or that goes on from here. */
  batch?: BatchRow;
  /** Numbers that came: what was missed up to `last` is not missed any more. */
  covers?: { partner: string; first: number; last: number };
}

/** One version that did not come from its origin itself. `ver` is the event's. */
export interface RelayedRow {
  record_id: string;
  origin: string;
  ver: number;
  partner: string;
  hops: readonly string[];
  message_id: string;
}

/** A message as it was signed: the body, what it says where that is encrypted, and the signer's key id. */
export interface BatchEvidence {
  raw: string;
  message: string;
  kid: string;
}
export interface BatchRow extends BatchEvidence {
  partner: string;
  message_id: string;
  digest: string;
  /** When we took it in (ISO). */
  at: string;
}

export interface HoldingRow {
  partner: string;
  key: string;
  origin: string;
  ver: number;
  prev: number;
  reason: HoldReason;
  waits_for: string[];
  due_at: string | null;
  /** The item as JSON; sealed when it is written. */
  item: string;
}
