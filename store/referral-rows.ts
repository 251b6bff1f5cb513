import type { Change } from "../domain/change.ts";
import { creatorOf, textOf } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import {
  partiesOf,
  referralClock,
  referralKinds,
  referralState,
  runsUntil,
} from "../domain/referral.ts";
import { serviceOf } from "../domain/referring.ts";

/** How a referral stands, as lists and coverage read it. */
export interface ReferralRow {
  id: string;
  partner: SystemId;
  outgoing: boolean;
  service: string;
  state: string;
  open: boolean;
  updates: boolean;
  due_at: string | null;
  runs_until: string | null;
  changed_at: string;
}

/** Rows of the referrals that changes touch; of most changes none. */
export function referralRows(self: SystemId, changes: readonly Change[]): ReferralRow[] {
  const touched = changes.filter(({ record }) => record.type === "Referral");
  const last = new Map(touched.map((change) => [change.record.id, change]));
  return [...last.values()].flatMap(({ record, after, at }) => {
    const referral = { key: record.key, state: after };
    const partner = partiesOf(referral).find((one) => one !== self && one !== "");
    // Its answer may come before the referral itself is whole.
    if (!partner || textOf(after, "to") === "") return [];
    const state = referralState(referral);
    const { open, updates } = referralKinds[state];
    const isWaiting = state === "sent" || state === "received";
    return [
      {
        id: record.id,
        partner,
        outgoing: creatorOf(record.key) === self,
        service: serviceOf(referral)?.id ?? "",
        state,
        open,
        updates,
        due_at: isWaiting ? instantOf(referralClock(referral).due_at) : null,
        runs_until: isWaiting ? instantOf(runsUntil(referral)) : null,
        changed_at: at,
      },
    ];
  });
}

/** A partner's instant as the database reads it: the 31st of February is a day of March there, too. */
function instantOf(instant: string | null): string | null {
  const ms = Date.parse(instant ?? "");
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}

/** The part of a statement that writes them, from `more.j->'referrals'`. */
export const referralParts = `
  referrals_put as (
    insert into referrals (system, id, partner, outgoing, service, state, open, updates, due_at,
      runs_until, changed_at)
    select $1, x.* from more, jsonb_to_recordset(coalesce(j->'referrals', '[]'))
      as x(id uuid, partner text, outgoing boolean, service text, state text, open boolean,
        updates boolean, due_at timestamptz, runs_until timestamptz, changed_at timestamptz)
    on conflict (system, id) do update set partner = excluded.partner,
      outgoing = excluded.outgoing, service = excluded.service, state = excluded.state,
      open = excluded.open, updates = excluded.updates, due_at = excluded.due_at,
      runs_until = excluded.runs_until, changed_at = excluded.changed_at)`;
