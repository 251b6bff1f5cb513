import type { RecordType } from "../domain/records/field.ts";
import type { Statement, Store } from "./database.ts";

/** A record that goes to a subscriber for the first time, or again after it left, by its name there. */
export interface Begun {
  record_id: string;
  key: string;
}

/** One of which nobody here knows whether it arrived. */
export interface Unsure extends Begun {
  type: RecordType;
  subject: string | null;
  household: string | null;
}

/** Records whose first message to a subscription was begun and never acknowledged. */
export async function loadBegun(store: Store, sub: string): Promise<Unsure[]> {
  return store.query<Unsure>(begunOf, [store.system.id, sub]);
}

const begunOf: Statement = {
  name: "begun-of",
  text: `select b.record_id, b.key, r.type, r.subject, r.household
    from begun b join records r on r.system = $1 and r.id = b.record_id
    where b.system = $1 and b.sub = $2`,
};
