import type { Change, Deciding } from "../../domain/change.ts";
import { answeredBy } from "../../domain/referral-heard.ts";
import type { StoredRecord } from "../../domain/record.ts";
import { loadJoined } from "../../store/aliases.ts";
import { loadAbout } from "../../store/load.ts";
import { isPlain } from "../telling.ts";
import type { Hearing } from "./hearing.ts";

/**
 * Our referrals that a plain partner's enrolments answer, in the transaction that takes them in. The
 * standard has no message for the answer, so its data are what shows it (domain/referral-heard.ts).
 */
export async function referralsAnswered(
  { door, partner }: Hearing,
  ctx: Deciding,
  changes: readonly Change[],
): Promise<Change[]> {
  // A Tandem partner answers by itself, in its own chain of versions.
  if (!partner || !isPlain(partner.profile)) return [];
  const { store } = door.hosted;
  const enrolments = new Map<string, Change>();
  for (const change of changes) {
    const { type, subject } = change.record;
    if (type === "Enrolment" && subject !== null) enrolments.set(change.record.id, change);
  }
  const answered: Change[] = [];
  for (const { record, after } of enrolments.values()) {
    const subject = record.subject ?? "";
    const group = (await loadJoined(store, [subject])).get(subject);
    const stored = await loadAbout(store, group?.members ?? [subject], ["Referral"]);
    const now = stored.map((one) => laterOf(one, answered));
    const change = answeredBy(ctx, partner.id, now, { key: record.key, state: after });
    // One answer to a referral in a message: what another enrolment would add is the next message's.
    if (change && !answered.some((one) => one.record.id === change.record.id))
      answered.push(change);
  }
  return answered;
}

function laterOf(referral: StoredRecord, changes: readonly Change[]): StoredRecord {
  const change = changes.find(({ record }) => record.id === referral.id);
  return change ? { ...referral, state: change.after } : referral;
}
