import type { Forwards } from "../../../domain/forwarding.ts";
import type { Incoming } from "../../../domain/receiving.ts";
import type { RecordType, SystemId } from "../../../domain/records/field.ts";
import type { BatchEvidence, SideEffects } from "../../../store/side-effects.ts";

/** A batch of a partner's changes, and the receipt to store with them. */
export interface Receiving {
  partner: SystemId;
  trustedIdentifiers: readonly string[];
  /** Types of record that the agreement shares with us: those that changes refer to come as well. */
  shared: ReadonlySet<RecordType>;
  /** The agreement's two ends and whose versions may come with it; left out: the partner's own. */
  forwards?: Forwards;
  items: Incoming[];
  from:
    | {
        kind: "message";
        epoch: string;
        /** The numbers `first..last` of the feed; `last` is `first - 1` for a heartbeat. */
        first: number;
        last: number;
      }
    /** Whole records we asked for, of the partner's epoch. */
    | { kind: "pulled"; epoch: string }
    /** They waited here, and their versions count over all epochs already. */
    | { kind: "held" };
  inbox?: SideEffects["inbox"];
  /** The message as it was signed; made only where it is kept. */
  evidence?: () => BatchEvidence;
}

/** Why nothing of a batch is taken now; the sender keeps it and comes again. */
export type NotNow = "held_full" | "epochs_full";
/** What became of a batch: all of it is applied, known already, or held with a reason. */
export interface Taken {
  applied: number;
  duplicates: number;
  held: number;
}
export type Received =
  | ({ ok: true } & Taken)
  | { ok: false; why: NotNow }
  /** It can never be applied; the reason names a place, never its content. */
  | { ok: false; why: "bad"; reason: string };
