import { refused } from "../../domain/change.ts";
import { clearAlarm, openAlarms } from "../../store/alarms.ts";
import { lastComparisons, type Comparison } from "../../store/comparisons.ts";
import type { Store } from "../../store/database.ts";
import { listPartners, partnerById, type Partner } from "../../store/partners.ts";
import { pauseLink, resumeLink } from "../../store/pauses.ts";
import { countHeld, countMissing } from "../../store/reading/held-items.ts";
import { changeLinkState } from "../../store/standing-links.ts";
import { readTraffic, stateOfTraffic, type Traffic } from "../../store/traffic.ts";
import {
  LinkAlarmBody,
  LinkList,
  LinkPauseBody,
  LinkResumeBody,
  LinkStateBody,
  LinkView,
  type LinkTraffic,
} from "../api/link-schemas.ts";
import { systemRef, type Hosted } from "../hosting.ts";
import { checkLink } from "../link-checklist.ts";
import { done, get, post, type Doors } from "./doors.ts";

/** The links with partners: what each prerequisite says now, and starting and stopping a standing one. */
export function linkRoutes(doors: Doors): void {
  const list = { url: "/links", summary: "The links with partners", answer: LinkList };
  get(doors, list, async ({ hosted }) => {
    const [all, seen] = await Promise.all([listPartners(hosted.store), lookAtLinks(hosted.store)]);
    const partners = all.filter(({ status }) => status === "active");
    const views = partners.map((one) => linkView(hosted, one, seen));
    return done({ items: await Promise.all(views) });
  });

  const change = {
    url: "/links/state",
    summary: "Start or stop a standing link",
    body: LinkStateBody,
    answer: LinkView,
  };
  post(doors, change, async ({ hosted, store, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.forbidden");
    const partner = await partnerById(store, body.partner);
    if (!partner?.terms.standing_link) return refused("err.not_found");
    const reason = body.reason?.trim() ?? "";
    if (body.state === "stopped" && reason === "") return refused("err.bad_input", ["/reason"]);
    if (body.state === "running") {
      const { checks } = await checkLink(store, partner);
      if (checks.some(({ met }) => !met)) return refused("err.link.unmet");
    }
    await changeLinkState(store, partner.id, {
      state: body.state,
      by: worker.name,
      role: worker.role,
      reason,
      at: new Date(store.clock.nowMs()),
    });
    return done(await viewNow(hosted, partner));
  });

  const alarm = {
    url: "/links/alarm",
    summary: "Say that an alarm was seen to",
    body: LinkAlarmBody,
    answer: LinkView,
  };
  post(doors, alarm, async ({ hosted, store, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.forbidden");
    const partner = await partnerById(store, body.partner);
    const reason = body.reason.trim();
    if (!partner) return refused("err.not_found");
    if (reason === "") return refused("err.bad_input", ["/reason"]);
    const isOver = await clearAlarm(store, partner.id, body.code, worker, reason);
    return isOver ? done(await viewNow(hosted, partner)) : refused("err.not_found");
  });

  const pause = {
    url: "/links/pause",
    summary: "Pause what goes to a partner",
    body: LinkPauseBody,
    answer: LinkView,
  };
  post(doors, pause, async ({ hosted, store, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.forbidden");
    const partner = await partnerById(store, body.partner);
    if (!partner) return refused("err.not_found");
    const reason = body.reason.trim();
    if (reason === "") return refused("err.bad_input", ["/reason"]);
    await pauseLink(store, partner.id, worker, reason);
    return done(await viewNow(hosted, partner));
  });

  const resume = {
    url: "/links/resume",
    summary: "Go on with a partner now",
    body: LinkResumeBody,
    answer: LinkView,
  };
  post(doors, resume, async ({ hosted, store, body, worker }) => {
    if (worker.role !== "supervisor") return refused("err.forbidden");
    const partner = await partnerById(store, body.partner);
    if (!partner) return refused("err.not_found");
    await resumeLink(store, partner.id, worker, "");
    return done(await viewNow(hosted, partner));
  });
}

async function viewNow(hosted: Hosted, partner: Partner): Promise<LinkView> {
  return linkView(hosted, partner, await lookAtLinks(hosted.store));
}

type Seen = Awaited<ReturnType<typeof lookAtLinks>>;

/** What is known of all links, in a few questions. */
async function lookAtLinks(store: Store) {
  const [traffic, compared, held, missing, alarms] = await Promise.all([
    readTraffic(store),
    lastComparisons(store),
    countHeld(store),
    countMissing(store),
    openAlarms(store),
  ]);
  return { traffic, compared, held, missing, alarms };
}

async function linkView(hosted: Hosted, partner: Partner, seen: Seen): Promise<LinkView> {
  const isIts = (one: { partner: string }) => one.partner === partner.id;
  const { link, facts, checks } = await checkLink(hosted.store, partner);
  const standing = partner.terms.standing_link;
  return {
    partner: systemRef(hosted, partner.id),
    profile: partner.profile,
    address: URL.canParse(partner.origin) ? new URL(partner.origin).host : "",
    standing,
    state: standing ? link.state : "open",
    changed_at: link.changed_at?.toISOString() ?? null,
    changed_by: link.changed_by,
    reason: link.reason,
    heard_at: facts.heardAt,
    reached_at: facts.reachedAt,
    basis: facts.out?.basis_text ?? "",
    valid_until: facts.out?.valid_until ?? "",
    traffic: trafficView(seen.traffic.get(partner.id) ?? []),
    checks,
    held: seen.held.filter(isIts).map(({ reason, count }) => ({ reason, count })),
    missing: seen.missing.find(isIts)?.count ?? 0,
    alarms: seen.alarms.filter(isIts).map(({ code, at }) => ({ code, at: at.toISOString() })),
    rules: (facts.back?.auto_accept ?? []).map(({ name }) => name),
    compared: comparedView(seen.compared.find(isIts)),
  };
}

/** All that goes to a partner in one line: the worst of its subscriptions says how it stands. */
function trafficView(all: readonly Traffic[]): LinkTraffic | null {
  if (all.length === 0) return null;
  const paused = all.find(({ status }) => status === "paused");
  const troubled = all.find(({ problem }) => problem !== "");
  const waiting = Math.max(...all.map((one) => one.waiting));
  const earliest = instants(all.map(({ oldest_at }) => oldest_at)).at(0);
  return {
    state: stateOfTraffic(all),
    waiting,
    oldest_at: earliest ?? null,
    acked_at: instants(all.map(({ acked_at }) => acked_at)).at(-1) ?? null,
    problem: troubled?.problem ?? "",
    problem_since: troubled?.problem_since?.toISOString() ?? null,
    next_attempt_at: troubled?.next_attempt_at?.toISOString() ?? null,
    paused_by: paused?.paused_by ?? "",
    pause_note: paused?.pause_note ?? "",
  };
}

function instants(dates: readonly (Date | null)[]): string[] {
  return dates.flatMap((date) => date?.toISOString() ?? []).sort();
}

function comparedView(last: Comparison | undefined): LinkView["compared"] {
  if (!last) return null;
  const { how, at, records, different, repaired, waiting, problem } = last;
  return { how, at: at.toISOString(), records, different, repaired, waiting, problem };
}
