import { createHash } from "node:crypto";
import type { StoredRecord } from "../domain/record.ts";
import type { SystemId } from "../domain/records/field.ts";
import { tell, type NotTold, type TellingOf, type Told } from "../exchange/telling.ts";
import { profileOf } from "../exchange/writing-terms.ts";
import type { ClaimRow } from "../store/claims.ts";
import { agreementMark } from "../store/feeds.ts";
import { isShared, loadLinks } from "../store/load.ts";
import { activeAgreement, partnerById } from "../store/partners.ts";
import { loadConsents } from "../store/receipts.ts";
import { loadReferred } from "../store/referrals.ts";
import type { Hosted } from "./hosting.ts";

/** Something to tell a partner: decided, and as the row that is owed. */
export type Prepared = (Told & { row: ClaimRow }) | NotTold;

/** Who tells it and when, and the proposal it carries, if it does. */
export interface Teller {
  id: string;
  nowIso: string;
  by: string;
  proposal: string | null;
}

/** Cuts and writes what a worker tells a plain partner, under the agreement now in force. */
export async function prepare(
  { store }: Hosted,
  partnerId: SystemId,
  person: StoredRecord,
  what: TellingOf,
  teller: Teller,
): Promise<Prepared> {
  const [partner, agreement, links, consents] = await Promise.all([
    partnerById(store, partnerId),
    activeAgreement(store, store.system.id, partnerId, teller.nowIso),
    loadLinks(store, [person.id]),
    loadConsents(store, [person.id]),
  ]);
  if (!partner || !agreement) return { ok: false, why: "not_agreed" };
  const linked = links.some((link) => link.partner === partnerId && isShared(link));
  const referred = (await loadReferred(store, agreement, [person.id])).get(person.id);
  const told = tell({
    id: teller.id,
    self: store.system,
    partner: partnerId,
    profile: profileOf(partner.terms.writing),
    agreement,
    nowIso: teller.nowIso,
    person,
    covered: { state: person.state, linked, referred, consents: consents.get(person.id) ?? [] },
    what,
  });
  if (!told.ok) return told;
  const message = JSON.stringify(told.unsigned);
  const value = what.kind === "claim" ? JSON.stringify([what.field, what.value]) : message;
  const row: ClaimRow = {
    id: teller.id,
    partner: partnerId,
    record_id: what.kind === "enrolment" ? what.enrolment.id : person.id,
    subject: person.id,
    field: what.kind === "claim" ? what.field : what.kind,
    proposal: teller.proposal,
    // A keyed hash: the value itself is only in the sealed message.
    value_hash: store.sealer.blind("claim", "", createHash("sha256").update(value).digest("hex")),
    operation: told.operation,
    purpose: told.purpose,
    agreement_mark: agreementMark(agreement),
    fields: told.fields,
    message,
    made_by: teller.by,
    made_at: teller.nowIso,
  };
  return { ...told, row };
}

/** Tandem partners have a standing subscription: whatever is saved goes by itself. */
export function isPlain(profile: string): boolean {
  return profile !== "tandem" && profile !== "local";
}
