import { refused } from "../../domain/change.ts";
import { textOf, type StoredRecord } from "../../domain/record.ts";
import { mayBeReferred, openReferralFor } from "../../domain/referring.ts";
import { referralServices } from "../../domain/referral-services.ts";
import { afterWorkingDays } from "../../domain/working-days.ts";
import { dropDraft, listReferrals, loadDraft, saveDraft } from "../../store/referrals.ts";
import { DraftBody, PersonReferrals, ReferralList, ReferralView } from "../api/referral-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { done, get, post, type Doors } from "./doors.ts";
import { todayOf } from "./loading.ts";
import { benefitsAsked } from "./referral-benefits.ts";
import { loadReferralClocks } from "./referral-clocks.ts";
import { loadReferring, officesOf, viewNow } from "./referral-loading.ts";
import { sendingRoutes } from "./referral-sending.ts";
import { stepRoute } from "./referral-steps.ts";
import { referralSummaries } from "./referral-view.ts";

/** Referrals both ways (PRS.EMP.01 and 02): refer, see what leaves, answer, and how it goes on. */
export function referralRoutes(doors: Doors): void {
  readingRoutes(doors);
  sendingRoutes(doors);
  draftRoute(doors);
  stepRoute(doors);
}

function readingRoutes(doors: Doors): void {
  const list = { url: "/referrals", summary: "Referrals in and out", answer: ReferralList };
  get(doors, list, async ({ hosted, store }) => {
    const both = await Promise.all([listReferrals(store, false), listReferrals(store, true)]);
    return done({ items: await referralSummaries(hosted, both.flat()) });
  });

  const one = { url: "/referrals/:id", summary: "One referral", answer: ReferralView };
  get(doors, one, ({ hosted, id }) => viewNow(hosted, id));

  const about = {
    url: "/people/:id/referrals",
    summary: "A person's referrals, and where the person may be referred to",
    answer: PersonReferrals,
  };
  get(doors, about, async ({ hosted, store, id, worker }) => {
    const found = await loadReferring(hosted, id);
    if (!found) return refused("err.not_found");
    const { person, referrals } = found;
    const [options, items, kept] = await Promise.all([
      optionsOf(doors, hosted, person, referrals),
      referralSummaries(hosted, referrals),
      loadDraft(store, worker.name, person.id),
    ]);
    const draft = kept ? { draft: kept.draft, saved_at: kept.saved_at.toISOString() } : null;
    items.sort((a, b) => (a.sent_at < b.sent_at ? 1 : -1));
    return done({ items, options, draft });
  });
}

async function optionsOf(
  doors: Doors,
  hosted: Hosted,
  person: StoredRecord,
  referrals: readonly StoredRecord[],
): Promise<PersonReferrals["options"]> {
  const [offices, clocks] = await Promise.all([officesOf(hosted), loadReferralClocks(hosted)]);
  const today = todayOf(hosted);
  const nowIso = new Date(hosted.store.clock.nowMs()).toISOString();
  const answersOf = (office: string, service: string) => {
    const { answer_days, calendar } = clocks.of(office, service);
    const [programme] = clocks.programmes(office, service);
    return {
      answer_days,
      answer_by: afterWorkingDays(nowIso, answer_days, calendar).slice(0, 10),
      programme: programme ? textOf(programme.state, "name") : "",
    };
  };
  return Promise.all(
    offices.map(async ({ id, kind }) => ({
      system: systemRef(hosted, id),
      asks_benefits: kind === "sp",
      benefits: kind === "sp" ? await benefitsAsked(doors, hosted, id, person) : null,
      services: referralServices[kind].map((service) => ({
        id: service.id,
        ...answersOf(id, service.id),
        unmet: mayBeReferred(person.state, service, today)
          .reasons.filter(({ met }) => !met)
          .map(({ rule }) => rule),
        open: openReferralFor(referrals, id, service.id)?.id ?? null,
      })),
    })),
  );
}

function draftRoute(doors: Doors): void {
  const keep = {
    url: "/people/:id/referrals/draft",
    summary: "Keep what this worker typed of a referral, or forget it",
    body: DraftBody,
    answer: DraftBody,
  };
  post(doors, keep, async ({ hosted, store, worker, body, id }) => {
    const found = await loadReferring(hosted, id);
    if (!found) return refused("err.not_found");
    const { person } = found;
    const at = new Date(store.clock.nowMs());
    if (body.draft) await saveDraft(store, worker.name, person.id, body.draft, at);
    else await dropDraft(store, worker.name, person.id);
    return done({ draft: body.draft });
  });
}
