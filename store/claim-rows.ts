import type { Store } from "./database.ts";

/** A message to a partner that did not subscribe, as it is owed. */
export interface ClaimRow {
  id: string;
  partner: string;
  record_id: string;
  /** The person it is about. */
  subject: string;
  field: string;
  /** Our proposal, which the partner's own data will close; null: a push, closed by being taken. */
  proposal: string | null;
  value_hash: string;
  operation: "notify" | "enrollment/updates";
  purpose: string;
  agreement_mark: string;
  /** What the message discloses. */
  fields: string[];
  /** JSON of `{header, message}`; sealed where it is stored. */
  message: string;
  made_by: string;
  made_at: string;
}

/** It repeats personal values: sealed as one. */
export function sealedClaims(store: Store, claims: readonly ClaimRow[] = []): ClaimRow[] {
  return claims.map((one) => ({ ...one, message: store.sealer.seal("sensitive", one.message) }));
}
