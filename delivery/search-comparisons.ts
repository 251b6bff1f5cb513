import {
  comparisonAsks,
  lastComparisons,
  putComparison,
  type Comparison,
} from "../store/comparisons.ts";
import type { Store } from "../store/database.ts";
import { agreementsInForce, listPartners, type Partner } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import type { Breakers } from "./breaker.ts";
import type { Receiver } from "./pulling.ts";
import { compareBySearch, type SearchCompared, type SearchComparing } from "./search-digest.ts";

/** Minutes of the day, in UTC, between which plain partners are asked by themselves. */
export interface Night {
  from: number;
  to: number;
}

/** What asks plain partners what they have. */
export interface ComparingBySearch {
  store: Store;
  line: (partner: Partner) => Client | null;
  receiver: Pick<Receiver, "takeFound">;
  newId: () => string;
  pause: SearchComparing["pause"];
  /** Null: only when somebody asks. */
  night: Night | null;
  breakers?: Breakers;
  isStopped?: () => boolean;
}

/** After one that came to nothing in the same night. */
const again_ms = 1_800_000;
const minute_ms = 60_000;
const day_ms = 86_400_000;

/**
 * Compares with each plain partner whose agreements allow it, once a night and whenever somebody
 * asked, and keeps the result. A partner that has no search, or does not answer, is said to be that.
 */
export async function compareDuePlain(at: ComparingBySearch): Promise<void> {
  const { store, isStopped } = at;
  const partners = (await listPartners(store)).filter(isPlain);
  if (partners.length === 0) return;
  const last = new Map((await lastComparisons(store)).map((one) => [one.partner, one]));
  const asked = await comparisonAsks(store);
  for (const partner of partners) {
    const now = store.clock.nowMs();
    const before = last.get(partner.id);
    const ask = asked.get(partner.id);
    const isAsked = ask !== undefined && ask.getTime() > (before?.at.getTime() ?? 0);
    if (!isAsked && !isDueTonight(at.night, before, now)) continue;
    const nowIso = new Date(now).toISOString();
    const { out, back } = await agreementsInForce(store, partner.id, nowIso);
    // Whom nothing is agreed with is not written down night after night.
    if (!isAsked && (!out || !back)) continue;
    const began = performance.now();
    const found =
      out && back ? await compared(at, partner, { out, back }, before) : nothing("no_agreement");
    if (isStopped?.()) return;
    const { until, ...rest } = found;
    const ms = Math.round(performance.now() - began);
    await putComparison(store, {
      partner: partner.id,
      how: "search",
      at: new Date(now),
      ms,
      root: "",
      resume_after: until,
      ...rest,
    });
  }
}

/** Plain partners have no digest of their own; one on trial is no source of truth. */
export function isPlain({ profile, status }: Pick<Partner, "profile" | "status">): boolean {
  return status === "active" && profile === "standard";
}

/** Once in the night that goes on now; one that came to nothing is made again a little later. */
export function isDueTonight(
  night: Night | null,
  last: Pick<Comparison, "at" | "problem"> | undefined,
  nowMs: number,
): boolean {
  if (!night) return false;
  const minute = Math.floor((nowMs % day_ms) / minute_ms);
  const length = (night.to - night.from + 1_440) % 1_440;
  const into = (minute - night.from + 1_440) % 1_440;
  if (into >= length) return false;
  const began = nowMs - (nowMs % minute_ms) - into * minute_ms;
  if (!last || last.at.getTime() < began) return true;
  return last.problem === "no_answer" && nowMs >= last.at.getTime() + again_ms;
}

async function compared(
  at: ComparingBySearch,
  partner: Partner,
  agreements: SearchComparing["agreements"],
  before: Comparison | undefined,
): Promise<SearchCompared> {
  const line = at.line(partner);
  if (!line) return nothing("unreachable");
  const { store, newId, pause, receiver } = at;
  return compareBySearch(
    {
      store,
      partner,
      agreements,
      line: throughBreaker(at, partner, line),
      newId,
      takeFound: receiver.takeFound,
      pause,
    },
    before?.how === "search" ? (before.resume_after ?? null) : null,
  );
}

function nothing(problem: string): SearchCompared {
  return { records: 0, different: 0, repaired: 0, waiting: 0, problem, until: null };
}

const failed_pause_ms = 30_000;

/** While a partner is away one request at a time tries it, and a question is not the one that hurries. */
function throughBreaker(
  { breakers, store }: ComparingBySearch,
  { id }: Partner,
  line: Client,
): Pick<Client, "syncSearch"> {
  return {
    syncSearch: async (criteria, call) => {
      if (breakers && !breakers.enter(id, store.clock.nowMs(), false)) {
        return { kind: "outage", reason: "the partner is away" };
      }
      let isAnswered = false;
      try {
        const answer = await line.syncSearch(criteria, call);
        isAnswered = answer.kind !== "outage" && answer.kind !== "ambiguous";
        return answer;
      } finally {
        const failedUntilMs = store.clock.nowMs() + failed_pause_ms;
        breakers?.settle(id, isAnswered ? "answered" : { failedUntilMs });
      }
    },
  };
}
