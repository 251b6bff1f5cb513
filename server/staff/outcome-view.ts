/** What became of a plan's steps, in the staff API's words. */
import { countsOf, type Counted } from "../../domain/outcome/counts.ts";
import { causeLaw, fitting } from "../../domain/outcome/law.ts";
import { repeatsUntimed } from "../../domain/outcome/occurrences.ts";
import { shieldsOf, type Shielding } from "../../domain/outcome/shield.ts";
import { stepSide, timesOf, type TimeStanding } from "../../domain/outcome/standing.ts";
import { isPlainTime } from "../../domain/plan/hidden.ts";
import { isWithdrawnLine, stepState } from "../../domain/plan/plan-law.ts";
import { creatorOf, textOf, valueOf, type StoredRecord } from "../../domain/record.ts";
import { causes, type EvidenceKind } from "../../domain/records/outcome-records.ts";
import type { EvidenceView, OutcomeView, PlanOutcomes, TimeView } from "../api/outcome-schemas.ts";
import type { Hosted } from "../hosting.ts";
import { actorOf } from "./proposal-view.ts";

/** Times of one step that are shown; the counts are of all of them. */
const times_shown_max = 40;

export interface ShownOutcomes {
  hosted: Hosted;
  around: Shielding;
  /** Files that are kept at this office, by the id of their evidence. */
  files: ReadonlySet<string>;
  /** Services recorded for the person. */
  services: readonly StoredRecord[];
}

export function outcomesView(shown: ShownOutcomes): PlanOutcomes {
  const { book, from, today } = shown.around;
  const steps = [...book.steps, ...book.privateSteps.filter((one) => !isPlainTime(one))];
  const counted = steps.map((step): Counted => ({ step, times: timesIn(shown, step) }));
  const { kept, person } = countsOf(counted.filter(({ step }) => !isWithdrawnLine(step)));
  return {
    steps: counted.map(({ step, times }) => ({
      step_id: step.id,
      side: stepSide(step),
      fitting: [...fitting[stepSide(step)]],
      times: times
        .slice(-times_shown_max)
        .map(({ time, shields }) => ({ ...timeView(shown, step, time), shields: [...shields] })),
      services: servicesFor(shown, step),
      any_day: repeatsUntimed(step),
    })),
    causes: causes.map((cause) => ({
      cause,
      sides: [...causeLaw[cause].sides],
      is_personal: causeLaw[cause].isPersonal,
    })),
    kept,
    person,
    from,
    to: today,
  };
}

/** Of a step that was stopped or taken out only what was recorded; nothing is due there any more. */
function timesIn({ around }: ShownOutcomes, step: StoredRecord): Counted["times"] {
  const { recorded, from, today } = around;
  const isOver = isWithdrawnLine(step) || stepState(step) === "stopped";
  return timesOf(step, recorded, { from, to: today, today })
    .filter(({ outcomes, earlier }) => !isOver || outcomes.length + earlier.length > 0)
    .map((time) => ({
      time,
      shields: time.stands === "could_not" ? shieldsOf(step, time, around) : [],
    }));
}

function servicesFor({ hosted, services }: ShownOutcomes, step: StoredRecord) {
  return services
    .filter(({ state }) => textOf(state, "step") === step.key)
    .sort((a, b) => (textOf(a.state, "on") < textOf(b.state, "on") ? 1 : -1))
    .map(({ id, key, state }) => ({
      id,
      service: textOf(state, "service"),
      on: textOf(state, "on"),
      quantity: textOf(state, "quantity"),
      outcome: textOf(
        state,
        "outcome",
      ) as PlanOutcomes["steps"][number]["services"][number]["outcome"],
      by: actorOf(hosted, valueOf(state, "by"), creatorOf(key)),
    }));
}

/** Without shields, which need the whole plan. */
export function timeView(
  shown: Pick<ShownOutcomes, "hosted" | "files">,
  step: StoredRecord,
  standing: TimeStanding,
): TimeView {
  const { time, day, start, end, stands, assisted, outcomes, earlier, evidence } = standing;
  const said = (one: StoredRecord) => outcomeView(shown.hosted, one);
  return {
    time,
    day,
    start,
    end,
    stands,
    assisted,
    shields: [],
    outcomes: outcomes.map(said),
    earlier: earlier.map(said),
    evidence: evidence.map((one) => evidenceView(shown, step, one)),
  };
}

function outcomeView(hosted: Hosted, { id, key, state }: StoredRecord): OutcomeView {
  const ours = textOf(state, "private_cause");
  return {
    id,
    said: textOf(state, "said") as OutcomeView["said"],
    side: (valueOf(state, "side") ?? null) as OutcomeView["side"],
    cause: (ours || textOf(state, "cause")) as OutcomeView["cause"],
    reason: textOf(state, "private_reason") || textOf(state, "reason"),
    excused: valueOf(state, "excused") === true,
    day: textOf(state, "day"),
    why: textOf(state, "why"),
    at: textOf(state, "at"),
    by: actorOf(hosted, valueOf(state, "by"), creatorOf(key)),
    yours: creatorOf(key) === hosted.store.system.id,
  };
}

function evidenceView(
  { hosted, files }: Pick<ShownOutcomes, "hosted" | "files">,
  step: StoredRecord,
  { id, key, state }: StoredRecord,
): EvidenceView {
  const kind = textOf(state, "kind") as EvidenceKind;
  return {
    id,
    kind,
    source: textOf(state, "source"),
    assisted: valueOf(state, "assisted") === true,
    fits: fitting[stepSide(step)].includes(kind),
    hash: textOf(state, "hash"),
    media_type: textOf(state, "media_type"),
    size_bytes: Number(valueOf(state, "size_bytes") ?? 0),
    here: files.has(id),
    at: textOf(state, "at"),
    by: actorOf(hosted, valueOf(state, "by"), creatorOf(key)),
  };
}
