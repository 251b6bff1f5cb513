import type { Agreement } from "../../domain/agreement.ts";
import type { Json } from "../../domain/json.ts";
import {
  emptyState,
  ownVersions,
  type RecordState,
  type StoredRecord,
} from "../../domain/record.ts";
import type { SystemId } from "../../domain/records/field.ts";
import { aboutTypes } from "../../domain/records/tables.ts";
import { coverageOf, view, type CoveredPerson, type Viewer } from "../../domain/view.ts";
import type { Store } from "../../store/database.ts";
import { isOfBoth, loadAbout, loadLinks, loadRecord } from "../../store/load.ts";
import { loadConsents } from "../../store/receipts.ts";
import type { ReferralPreview } from "../api/referral-schemas.ts";

type Leaving = Pick<ReferralPreview, "leaves" | "on_acceptance" | "shared_already"> & {
  why: "" | "not_agreed" | "not_covered";
};
export const nothing_leaves = { leaves: [], on_acceptance: [], shared_already: false };

/**
 * What would leave with a referral that is not sent yet, and what more once it is accepted: cut by
 * the one function that cuts what delivery sends (domain/view.ts), from the same records. To a plain
 * partner goes the person alone, by its subscription: the standard has no message for the request.
 */
export async function previewLeaving(
  store: Store,
  agreement: Agreement,
  person: StoredRecord,
  referral: RecordState,
  plain = false,
): Promise<Leaving> {
  const refusal = (why: Leaving["why"]): Leaving => ({ ...nothing_leaves, why });
  const viewer = referralViewer(store, agreement);
  if ((!plain && !agreement.records.Referral) || !viewer) return refusal("not_agreed");
  const covered = await coverage(store, agreement.to, person);
  const cut = (type: StoredRecord["type"], state: RecordState, referred: "minimum" | "all") => {
    const told = view(viewer, type, ownVersions(state, store.system.id), [
      { ...covered, referred },
    ]);
    return told.ok ? told : null;
  };
  const request = plain ? null : cut("Referral", referral, "minimum");
  const told = cut("Person", person.state, "minimum");
  if (plain ? !told : !request) return refusal("not_covered");
  const leaves = [
    ...(told ? [{ type: "Person", fields: valuesOf(told.state) }] : []),
    ...(request ? [{ type: "Referral", fields: valuesOf(request.state) }] : []),
  ];
  const later: ReferralPreview["on_acceptance"] = [];
  // It cannot accept by message, so nothing more ever goes because of a referral.
  for (const record of plain ? [] : await beside(store, person)) {
    const more = cut(record.type, record.state, "all")?.fields ?? [];
    const known = record.type === "Person" ? (told?.fields ?? []) : [];
    const fields = more.filter((field) => !known.includes(field));
    if (fields.length > 0) note(later, record.type, fields);
  }
  const shared_already = coverageOf(viewer, { ...covered, referred: undefined }) === "all";
  return { why: "", leaves, on_acceptance: shared_already ? [] : later, shared_already };
}

/**
 * What a letter may say: the least data of the person, and of the request what the agreement lists,
 * whether or not there is a message that could carry it.
 */
export async function cutForLetter(
  store: Store,
  agreement: Agreement,
  person: StoredRecord,
  referral: RecordState,
): Promise<
  { why: ""; person: RecordState; request: RecordState } | { why: "not_agreed" | "not_covered" }
> {
  const viewer = referralViewer(store, agreement);
  if (!viewer) return { why: "not_agreed" };
  const covered: CoveredPerson = {
    ...(await coverage(store, agreement.to, person)),
    referred: "minimum",
  };
  const cut = (type: "Person" | "Referral", state: RecordState) =>
    view(viewer, type, ownVersions(state, store.system.id), [covered]);
  const told = cut("Person", person.state);
  if (!told.ok) return { why: "not_covered" };
  const request = cut("Referral", referral);
  return { why: "", person: told.state, request: request.ok ? request.state : emptyState };
}

/** Records travel by the standing subscription, whose purpose is this (delivery/standing.ts). */
const travels_for = "case_management";

/** Referring is a purpose of its own: an agreement that does not name it lets nobody be referred. */
function referralViewer(store: Store, agreement: Agreement): Viewer | null {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  if (!agreement.purposes.includes("referral")) return null;
  return { agreement, purpose: travels_for, nowIso };
}

async function coverage(
  store: Store,
  partner: SystemId,
  person: StoredRecord,
): Promise<CoveredPerson> {
  const [links, consents] = await Promise.all([
    loadLinks(store, [person.id]),
    loadConsents(store, [person.id]),
  ]);
  const linked = links.some((one) => one.partner === partner && !one.left_at && isOfBoth(one));
  return { state: person.state, linked, consents: consents.get(person.id) ?? [] };
}

/** The person, the household, and what is about the person: what goes when all of it may. */
async function beside(store: Store, person: StoredRecord): Promise<StoredRecord[]> {
  const [household, about] = await Promise.all([
    person.household ? loadRecord(store, person.household) : null,
    loadAbout(store, [person.id], aboutTypes),
  ]);
  const others = about.filter(({ type }) => type !== "Referral");
  return [person, ...(household ? [household] : []), ...others];
}

function valuesOf(state: RecordState): { field: string; value: Json }[] {
  const fields = Object.entries(state.fields).map(([field, [top]]) => ({
    field,
    value: top?.v ?? null,
  }));
  const sets = Object.entries(state.sets).map(([field, elements]) => ({
    field,
    value: Object.values(elements)
      .filter((one) => !one.gone)
      .map(({ v }) => v),
  }));
  return [...fields, ...sets];
}

function note(later: ReferralPreview["on_acceptance"], type: string, fields: string[]): void {
  const known = later.find((one) => one.type === type);
  if (!known) later.push({ type, fields });
  else known.fields = [...new Set([...known.fields, ...fields])];
}
