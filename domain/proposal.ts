import type { Stamp } from "./hlc.ts";
import type { Json } from "./json.ts";
import { creatorOf, textOf, type StoredRecord } from "./record.ts";
import type { SystemId } from "./records/field.ts";

/** What became of a proposal. */
export interface Answer {
  decision: "accepted" | "refused";
  system: SystemId;
  stamp: Stamp;
  reason: string;
  /** The worker or rule that decided, as that system tells it. */
  by: Json | undefined;
}

type Asked = Pick<StoredRecord, "key" | "state">;

/**
 * May this system answer a proposal? Only the one it was made to (`to`), whoever carries it there: a
 * hub on the way cannot refuse in the owner's name. One that names nobody may be answered by any
 * system but its own. (guarantees, B: the owner accepts or refuses.)
 */
export function isAskedOf({ key, state }: Asked, system: SystemId): boolean {
  const to = textOf(state, "to");
  return to === "" ? system !== creatorOf(key) : system === to && to !== creatorOf(key);
}

/** The answer of who was asked; null: it waits. Anybody else's word is kept, and is no answer. */
export function answerTo(proposal: Asked): Answer | null {
  const { fields } = proposal.state;
  const said = (fields["decision"] ?? []).find(({ o }) => isAskedOf(proposal, o));
  if (!said || (said.v !== "accepted" && said.v !== "refused")) return null;
  const besides = (field: string) => fields[field]?.find(({ o }) => o === said.o)?.v;
  const reason = besides("decision_reason");
  return {
    decision: said.v,
    system: said.o,
    stamp: said.h,
    reason: typeof reason === "string" ? reason : "",
    by: besides("decided_by"),
  };
}
