import { refused } from "../../domain/change.ts";
import { attributesOf } from "../../domain/criteria.ts";
import { creatorOf, textOf, type StoredRecord } from "../../domain/record.ts";
import type { SystemId, SystemKind } from "../../domain/records/field.ts";
import { loadJoined } from "../../store/aliases.ts";
import { countSubscriptions } from "../../store/feed.ts";
import { isUuid, loadAbout, loadRecord } from "../../store/load.ts";
import { activeAgreement } from "../../store/partners.ts";
import type { Hosted } from "../hosting.ts";
import { isPlain } from "../telling.ts";
import { done } from "./doors.ts";
import { loadReferralClocks } from "./referral-clocks.ts";
import { officesOf as contactsOf } from "./offices.ts";
import { enrolmentOf } from "./referral-enrolling.ts";
import { referralView } from "./referral-view.ts";

/** A referral by its id. */
export async function loadReferral({ store }: Hosted, id: string): Promise<StoredRecord | null> {
  const record = await loadRecord(store, id);
  return record?.type === "Referral" ? record : null;
}

/** A person under whatever record it was asked for, with the referrals of all that were joined. */
export async function loadReferring(
  { store }: Hosted,
  personId: string,
): Promise<{ person: StoredRecord; referrals: StoredRecord[] } | null> {
  if (!isUuid(personId)) return null;
  const group = (await loadJoined(store, [personId])).get(personId);
  const root = group?.winner ?? personId;
  const [person, referrals] = await Promise.all([
    loadRecord(store, root),
    loadAbout(store, group?.members ?? [root], ["Referral"]),
  ]);
  if (person?.type !== "Person") return null;
  // An answer that came before its referral says nothing yet.
  const whole = referrals.filter(({ state }) => textOf(state, "to") !== "");
  return { person, referrals: whole.filter((one) => isBetweenUs(store.system.id, one)) };
}

function isBetweenUs(self: string, { key, state }: StoredRecord): boolean {
  return creatorOf(key) === self || textOf(state, "to") === self;
}

/** As it stands now. */
export async function viewNow(hosted: Hosted, id: string) {
  const referral = await loadReferral(hosted, id);
  if (!referral) return refused("err.not_found");
  const [found, clocks] = await Promise.all([
    referral.subject ? loadReferring(hosted, referral.subject) : null,
    loadReferralClocks(hosted),
  ]);
  const all = found?.referrals ?? [referral];
  const [ended, contacts] = await Promise.all([
    enrolmentOf(hosted.store, referral, clocks),
    contactsOf(hosted),
  ]);
  const view = referralView(hosted, referral, found?.person, all, clocks, ended);
  const office = contacts.find(({ system }) => system.id === view.office.id);
  const { ask_for = "", phone = "", hours = "" } = office ?? {};
  return done({ ...view, reach: { ask_for, phone, hours } });
}

/** An office one may refer to. `plain`: it has a subscription of the standard, and no more. */
export interface Office {
  id: SystemId;
  kind: SystemKind;
  plain: boolean;
}

/**
 * Tandem systems, and plain partners that subscribed as the standard's samples do (PRS.EMP.01, 02)
 * under an agreement whose people may be covered by a referral.
 */
export async function officesOf(hosted: Hosted): Promise<Office[]> {
  const { store } = hosted;
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const offices = (await hosted.partners()).map(({ id, kind, profile }) => ({
    id,
    kind,
    plain: isPlain(profile),
  }));
  const reached = await Promise.all(
    offices.map(async ({ id, plain }) => {
      if (!plain) return true;
      const agreement = await activeAgreement(store, store.system.id, id, nowIso);
      if (!agreement?.purposes.includes("referral")) return false;
      if (!attributesOf(agreement.people).includes("referred")) return false;
      return (await countSubscriptions(store, id)) > 0;
    }),
  );
  return offices.filter((_, index) => reached[index]);
}
