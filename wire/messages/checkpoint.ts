/**
 * Our read `sync/checkpoint` beside the standard: two Tandem systems tell each other, each minute,
 * how their audit logs stand, and what each keeps of the other. Whoever was restored from an older
 * backup learns it here; whoever rewrites a log is found out by the other's copy. No personal data.
 */
import { Type, type Static } from "typebox";
import { checkpoint_chars_max } from "../checkpoint.ts";
import { Id } from "../envelope.ts";
import { reader, type Reading } from "../reading.ts";
import { Stamp } from "../sync-meta.ts";
import { codeOfMessageFault } from "./parts.ts";

const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const Epoch = Type.String({ minLength: 1, maxLength: 64, pattern: "^[A-Za-z0-9-]+$" });

/** A signed checkpoint of the sender's audit log (wire/checkpoint.ts). */
export const CheckpointShown = Type.Object({
  note: Type.String({ minLength: 1, maxLength: checkpoint_chars_max }),
  kid: Type.String({ minLength: 1, maxLength: 99 }),
  signature: Type.String({ pattern: "^[A-Za-z0-9+/]{86}==$" }),
});

/** What each side says; all of it may be absent in a system that has just begun. */
const said = {
  checkpoint: Type.Optional(CheckpointShown),
  /** The largest checkpoint of the other's present epoch that is kept here. */
  kept: Type.Optional(Type.Object({ epoch: Epoch, size: Count })),
  /** The sender's stream epoch; a new one says that it was restored from a backup. */
  epoch: Type.Optional(Epoch),
  /** The latest stamp of the other's own changes that is held here. */
  high: Type.Optional(Stamp),
};

export const CheckpointRequest = Type.Object({ transaction_id: Id, ...said });
export type CheckpointRequest = Static<typeof CheckpointRequest>;

export const CheckpointResponse = Type.Object({ transaction_id: Id, correlation_id: Id, ...said });
export type CheckpointResponse = Static<typeof CheckpointResponse>;

/** What one side says of itself and of the other. */
export type CheckpointSaid = Omit<CheckpointRequest, "transaction_id">;

export const parseCheckpointRequest: (value: unknown) => Reading<CheckpointRequest> = reader(
  CheckpointRequest,
  codeOfMessageFault,
);
export const parseCheckpointResponse: (value: unknown) => Reading<CheckpointResponse> = reader(
  CheckpointResponse,
  codeOfMessageFault,
);
