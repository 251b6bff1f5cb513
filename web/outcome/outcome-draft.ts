/** What a worker is writing down of one time of a step. */
import type { OutcomeView, SaidBody, TimeView } from "../../server/api/outcome-schemas.ts";
import { causes as allCauses, type CauseWord } from "../../domain/records/outcome-records.ts";
import { todayIso } from "../dialogs/today.ts";
import type { OutcomeSide, Recordable } from "./recordable.ts";

type Kind = Recordable["fitting"][number];

export interface OutcomeDraft {
  time: string;
  day: string;
  said: "happened" | "could_not";
  /** `none`: nothing shows it yet, so that it is only ticked. */
  kind: Kind | "none";
  source: string;
  side: OutcomeSide;
  cause: CauseWord | "";
  reason: string;
  why: string;
}

export const sourced: readonly string[] = [
  "provider_attendance",
  "document",
  "photo",
  "partner_event",
  "call_back",
];

export function startOf(
  step: Recordable,
  time: Pick<TimeView, "time" | "day"> | null,
  corrects: OutcomeView | null,
): OutcomeDraft {
  const today = todayIso();
  const latest = step.times.find(({ day }) => day === "" || day <= today) ?? step.times[0];
  const chosen = time ?? latest ?? { time: "", day: today };
  const isWhole = chosen.time === "";
  const cause = allCauses.find((one) => one === corrects?.cause) ?? "";
  return {
    time: chosen.time,
    day: corrects?.day ?? (isWhole ? today : chosen.day),
    said: corrects?.said === "could_not" ? "could_not" : "happened",
    kind: firstKind(step, corrects),
    source: "",
    side: corrects?.side ?? step.side,
    cause,
    reason: corrects?.reason ?? "",
    why: "",
  };
}

/** The usual way to know: what the worker has just seen or heard. A correction keeps what shows it. */
function firstKind(step: Recordable, corrects: OutcomeView | null): Kind | "none" {
  if (corrects?.said === "happened") return "none";
  return step.fitting.find((one) => one === "seen") ?? step.fitting[0] ?? "none";
}

export function saidBody(draft: OutcomeDraft): SaidBody {
  const { said, kind, source, side, cause, reason } = draft;
  if (said === "could_not") {
    return { said, side, cause: cause === "" ? "not_known" : cause, reason: reason.trim() };
  }
  const isSourced = sourced.includes(kind);
  return {
    said,
    known: kind === "none" ? null : { kind, source: isSourced ? source.trim() : "" },
  };
}
