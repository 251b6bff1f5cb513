import { referralClock } from "../../domain/referral.ts";
import { loadRecords } from "../../store/load.ts";
import { waitingReferrals } from "../../store/referrals.ts";
import type { Hosted } from "../hosting.ts";
import { loadReferralClocks } from "./referral-clocks.ts";
import { referralSummary } from "./referral-view.ts";
import { supervisorOf } from "./vital-view.ts";
import type { Draft } from "./today.ts";

const items_of_a_kind_max = 400;
/** What an office ended is news for its sender for so long; then it is history. */
const news_ms = 30 * 24 * 60 * 60_000;

/** Referrals in which it is our turn, each with what has to be done and by when. */
export async function referralsToday(hosted: Hosted): Promise<Draft[]> {
  const { store } = hosted;
  const since = new Date(store.clock.nowMs() - news_ms);
  const referrals = await waitingReferrals(store, since, items_of_a_kind_max);
  const [people, clocks] = await Promise.all([
    loadRecords(
      store,
      referrals.flatMap(({ subject }) => subject ?? []),
    ),
    loadReferralClocks(hosted),
  ]);
  return referrals.flatMap((referral): Draft[] => {
    const person = people.get(referral.subject ?? "") ?? null;
    const one = referralSummary(hosted, referral, person ?? undefined, referrals, clocks);
    const draft = (field: string, due: string, owner: string): Draft => ({
      id: `referral/${referral.id}`,
      kind: "referral",
      field,
      from: one.office,
      at: one.sent_at,
      due,
      owner,
      target: referral.id,
      person,
    });
    // That nobody answered is this office's failure, and its supervisor's to know, for as long as it is news.
    if (one.state === "expired" && one.direction === "in" && one.late_answer === null) {
      const ended = referralClock(referral).expires_at;
      return [draft("ended_unanswered", ended, supervisorOf(hosted))];
    }
    // Without a day it is not waited for: an enrolment goes on until it ends.
    if (one.turn !== "us" || one.task === null || one.due === null) return [];
    return [draft(one.task, one.due, one.owner)];
  });
}
