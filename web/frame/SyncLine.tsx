import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconClockPause, IconCloudOff, IconRefresh } from "@tabler/icons-react";
import type { SyncState } from "../../server/api/schemas.ts";
import { queries } from "../api/queries.ts";
import { useWords, type Words } from "../words/useWords.ts";

type Partner = SyncState["partners"][number];
/** The worst first: one line must say the thing that matters most. */
const order = ["not_connected", "paused", "waiting", "catching_up", "in_step"];

/** In words: is this system in step with its partners, and since when. */
export function SyncLine() {
  const words = useWords();
  const sync = useQuery(queries.sync());
  if (sync.error !== null && sync.data === undefined) {
    return <p className="sync sync-warn">{words.t("sync.unknown")}</p>;
  }
  if (sync.data === undefined) return <p className="sync" />;
  const partners = [...sync.data.partners].sort(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || heldOf(b) - heldOf(a),
  );
  const worst = partners[0];
  if (worst === undefined) return <p className="sync">{words.t("sync.alone")}</p>;
  const { state } = worst;
  const inStep = state === "in_step" || state === "catching_up";
  const calm = inStep && heldOf(worst) === 0;
  const Icon = calm ? IconRefresh : state === "not_connected" ? IconCloudOff : IconClockPause;
  return (
    <p className={calm ? "sync" : "sync sync-warn"} role="status">
      <Icon size={18} aria-hidden="true" />
      <Link to="/links" className="sync-link">
        {sentence(worst, partners.length, words)}
      </Link>
    </p>
  );
}

function heldOf({ held }: Partner): number {
  return held.reduce((sum, { count }) => sum + count, 0);
}

/** Changes of theirs that are not taken in yet: how many, and why most of them. */
function heldSentence({ partner, held }: Partner, { t, system }: Words): string {
  const count = held.reduce((sum, one) => sum + one.count, 0);
  const why = held.find(({ reason }) => reason !== "behind") ?? held[0];
  const line = t("sync.held", { count, system: system(partner) });
  return t("sync.with_problem", { line, problem: t(`sync.held_why.${why?.reason ?? "gap"}`) });
}

function sentence(partner: Partner, partners: number, words: Words): string {
  const { t, system, has } = words;
  const { state, waiting, problem } = partner;
  const name = system(partner.partner);
  const at = (instant: string) => (isToday(instant) ? words.time(instant) : words.when(instant));
  if (heldOf(partner) > 0 && (state === "in_step" || state === "catching_up")) {
    return heldSentence(partner, words);
  }
  if (state === "in_step") {
    const which = partners > 1 ? "sync.all_in_step" : "sync.in_step";
    return partner.since === null ? t(which) : t(`${which}_since`, { time: at(partner.since) });
  }
  if (state === "not_connected" || problem === "unreachable") {
    const last = partner.heard_at ?? partner.since;
    const key = last === null ? "sync.never_heard" : "sync.not_connected";
    return t(key, { system: name, time: last === null ? "" : at(last) });
  }
  const count = t("sync.waiting", { count: waiting, system: name });
  const line =
    state === "paused"
      ? t("sync.paused", { system: name })
      : state === "catching_up" && waiting === 0
        ? t("sync.catching_up", { system: name })
        : count;
  const why = `sync.problem.${problem}`;
  return problem !== "" && has(why) ? t("sync.with_problem", { line, problem: t(why) }) : line;
}

function isToday(instant: string): boolean {
  return new Date(instant).toDateString() === new Date().toDateString();
}
