import type { SystemId } from "../domain/records/field.ts";
import type { JsonObject } from "../domain/json.ts";
import type { Statement, Store } from "./database.ts";
import { sealedClaims, type ClaimRow } from "./claim-rows.ts";

export type { ClaimRow } from "./claim-rows.ts";
export type ClaimState = "owed" | "sent" | "confirmed" | "refused";

/** A claim or push that is due to be sent. */
export interface OwedClaim {
  id: string;
  partner: SystemId;
  record_id: string;
  subject: string;
  operation: "notify" | "enrollment/updates";
  purpose: string;
  agreement_mark: string;
  fields: string[];
  attempts: number;
  /** The unsigned message, as it was decided. */
  unsigned: { header: JsonObject; message: JsonObject };
}

/** What a screen shows of one. Times are instants; null: not yet. */
export interface ClaimLine {
  id: string;
  partner: SystemId;
  record_id: string;
  subject: string;
  field: string;
  proposal: string | null;
  state: ClaimState;
  problem: string;
  made_by: string;
  made_at: Date;
  sent_at: Date | null;
  confirmed_at: Date | null;
}

/** A worker's push, which comes with no change of a record. */
export async function putClaim(store: Store, claim: ClaimRow): Promise<void> {
  await store.query(put, [store.system.id, JSON.stringify(sealedClaims(store, [claim]))]);
  store.committed();
}

export async function owedClaims(store: Store, now: Date): Promise<OwedClaim[]> {
  const rows = await store.query<Omit<OwedClaim, "unsigned"> & { message: string }>(owed, [
    store.system.id,
    now,
  ]);
  return rows.map(({ message, ...row }) => {
    const unsigned = JSON.parse(store.sealer.open(message)) as OwedClaim["unsigned"];
    return { ...row, unsigned };
  });
}

/** Taken by the partner: the claim and its disclosure become true together. */
export async function sentClaim(store: Store, claim: OwedClaim, at: Date): Promise<void> {
  await store.query(sent, [store.system.id, claim.id, at]);
  store.committed();
}

/** Not taken: tried again at `next`, or never (null). */
export async function postponeClaim(
  store: Store,
  id: string,
  problem: string,
  next: Date | null,
): Promise<void> {
  await store.query(postponed, [store.system.id, id, problem, next]);
}

/** Claims and pushes about these persons, newest first. */
export async function claimsAbout(store: Store, people: readonly string[]): Promise<ClaimLine[]> {
  if (people.length === 0) return [];
  return store.query<ClaimLine>(about, [store.system.id, people, claims_shown_max]);
}
const claims_shown_max = 500;

/** Claims that the partner's data do not show yet, made before a day; oldest first. */
export async function openClaims(store: Store, madeBefore: Date): Promise<ClaimLine[]> {
  return store.query<ClaimLine>(open, [store.system.id, madeBefore, claims_shown_max]);
}

const line = `id, partner, record_id, subject, field, proposal, state, problem, made_by, made_at,
  sent_at, confirmed_at`;
const put: Statement = {
  name: "put-claim",
  text: `insert into claims (system, id, partner, record_id, subject, field, proposal, value_hash,
      operation, purpose, agreement_mark, fields, message, next_attempt_at, made_by, made_at)
    select $1, x.id, x.partner, x.record_id, x.subject, x.field, x.proposal, x.value_hash,
      x.operation, x.purpose, x.agreement_mark,
      array(select jsonb_array_elements_text(x.fields)), x.message, x.made_at, x.made_by, x.made_at
    from jsonb_to_recordset($2::jsonb) as x(id uuid, partner text, record_id uuid, subject uuid,
      field text, proposal uuid, value_hash text, operation text, purpose text,
      agreement_mark text, fields jsonb, message text, made_by text, made_at timestamptz)
    on conflict (system, id) do nothing`,
};
const owed: Statement = {
  name: "owed-claims",
  text: `select id, partner, record_id, subject, operation, purpose, agreement_mark, fields, message,
      attempts from claims
    where system = $1 and state = 'owed' and next_attempt_at <= $2 order by made_at limit 20`,
};
const sent: Statement = {
  name: "sent-claim",
  text: `with moved as (
      update claims set state = 'sent', sent_at = $3, attempts = attempts + 1, problem = ''
      where system = $1 and id = $2 and state = 'owed' returning *)
    insert into disclosures (system, partner, record_id, subject, purpose, fields, how, message_id)
    select $1, partner, record_id, subject, purpose, fields, 'push', 'claim-' || id from moved`,
};
const postponed: Statement = {
  name: "postponed-claim",
  text: `update claims set attempts = attempts + 1, problem = $3,
      state = case when $4::timestamptz is null then 'refused' else state end,
      next_attempt_at = coalesce($4, next_attempt_at)
    where system = $1 and id = $2 and state = 'owed'`,
};
const about: Statement = {
  name: "claims-about",
  text: `select ${line} from claims where system = $1 and subject = any($2::uuid[])
    order by made_at desc, id limit $3`,
};
const open: Statement = {
  name: "open-claims",
  text: `select ${line} from claims
    where system = $1 and proposal is not null and state in ('owed', 'sent', 'refused')
      and made_at < $2 order by made_at limit $3`,
};
