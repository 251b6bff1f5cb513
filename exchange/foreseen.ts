/** What will leave of changes that were not made yet: what a worker is shown before saving. */
import type { Act } from "../domain/change.ts";
import type { Json } from "../domain/json.ts";
import type { RecordType, SystemId } from "../domain/records/field.ts";

/** What one partner will be told, by one of its subscriptions. */
export interface Foreseen {
  partner: SystemId;
  /** Keeps in step by itself; else it asked for news of a kind. */
  standing: boolean;
  items: ForeseenItem[];
}
export interface ForeseenItem {
  record_id: string;
  type: RecordType;
  act: Act;
  /** Fields as they leave, elements of lists as they are added. */
  values: { field: string; value: Json }[];
  /** Why it was done, where the whole of it may be told; empty: not told. */
  reason: string;
  /** The partner did not have the record, and gets all that it may have. */
  first: boolean;
  /** Nothing goes but that it left. */
  left: boolean;
}
