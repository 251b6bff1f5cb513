import {
  comparisonAsks,
  lastComparisons,
  putComparison,
  type Comparison,
} from "../store/comparisons.ts";
import type { Store } from "../store/database.ts";
import { agreementsInForce, listPartners, type Partner } from "../store/partners.ts";
import type { Client } from "../wire/client.ts";
import { createAlarm } from "./pacing.ts";
import { compareLink, type Comparing, type Outcome } from "./comparing.ts";
import { compareDuePlain, type ComparingBySearch, type Night } from "./search-comparisons.ts";

/** What looks at the links by itself. */
export interface ComparingLinks {
  store: Store;
  /** How a partner is asked; null: there is no way to it now. */
  line: (partner: Partner) => Client | null;
  pause: Comparing["pause"];
  /** Going down: what was begun is not finished. */
  isStopped?: () => boolean;
}

const every_ms = 3_600_000;
/** A link is looked at for the first time when the node had this long to carry what waits. */
const first_after_ms = 60_000;
/** After one that came to nothing. */
const again_ms = 300_000;

type Looking = Omit<ComparingBySearch, "line" | "pause" | "isStopped" | "night"> & {
  line?: ComparingLinks["line"];
  night?: Night | null;
};

/** The looks of one node; one that is stopped ends without a result. */
export function createComparisons({ store, line, night = null, ...rest }: Looking) {
  const patience = createAlarm();
  const beganMs = performance.now();
  let stopped = false;
  const pause = async (ms: number): Promise<boolean> => {
    if (!stopped) await patience.pause(ms);
    return !stopped;
  };
  return {
    async look(): Promise<void> {
      if (!line || stopped) return;
      const links = { store, line, pause, isStopped: () => stopped };
      await compareDueLinks(links, performance.now() - beganMs > first_after_ms);
    },
    /** Plain partners: it may take long, and holds up no look at others. */
    async search(): Promise<void> {
      if (!line || stopped) return;
      const isStopped = () => stopped;
      await compareDuePlain({ ...rest, store, line, night, pause, isStopped });
    },
    stop() {
      stopped = true;
      patience.ring();
    },
  };
}

/**
 * Compares with each Tandem partner what the two share, hourly and whenever somebody asked, and
 * keeps the result. `isFirstDue`: a link that was never looked at may be looked at now.
 */
export async function compareDueLinks(
  { store, line, pause, isStopped }: ComparingLinks,
  isFirstDue: boolean,
): Promise<void> {
  const partners = (await listPartners(store)).filter(isTandem);
  if (partners.length === 0) return;
  const last = new Map((await lastComparisons(store)).map((one) => [one.partner, one]));
  const asked = await comparisonAsks(store);
  for (const partner of partners) {
    const now = store.clock.nowMs();
    if (!isDue(last.get(partner.id), asked.get(partner.id), now, isFirstDue)) continue;
    const began = performance.now();
    const outcome = await compared({ store, line, pause }, partner);
    const ms = Math.round(performance.now() - began);
    if (isStopped?.()) return;
    await putComparison(store, resultOf(partner, new Date(now), ms, outcome));
  }
}

function isTandem({ profile, status }: Partner): boolean {
  return status === "active" && (profile === "tandem" || profile === "local");
}

/** An ask that came before the last look began was answered by it. */
export function isDue(
  last: Pick<Comparison, "at" | "problem"> | undefined,
  asked: Date | undefined,
  nowMs: number,
  isFirstDue: boolean,
  everyMs = every_ms,
): boolean {
  if (asked && asked.getTime() > (last?.at.getTime() ?? 0)) return true;
  if (!last) return isFirstDue;
  return nowMs >= last.at.getTime() + (last.problem === "" ? everyMs : again_ms);
}

async function compared(
  { store, line, pause }: ComparingLinks,
  partner: Partner,
): Promise<Outcome> {
  const nowIso = new Date(store.clock.nowMs()).toISOString();
  const { out, back } = await agreementsInForce(store, partner.id, nowIso);
  if (!out || !back) return { ok: false, problem: "no_agreement" };
  const by = line(partner);
  if (!by) return { ok: false, problem: "unreachable" };
  return compareLink({ store, partner, agreements: { out, back }, line: by, pause });
}

function resultOf(partner: Partner, at: Date, ms: number, outcome: Outcome): Comparison {
  const nothing = { records: 0, different: 0, repaired: 0, waiting: 0, root: "" };
  return {
    partner: partner.id,
    how: "digest",
    at,
    ms,
    ...(outcome.ok ? outcome.compared : nothing),
    problem: outcome.ok ? "" : outcome.problem,
  };
}
