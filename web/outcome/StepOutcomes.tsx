import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PlanOutcomes, TimeView } from "../../server/api/outcome-schemas.ts";
import type { StepView } from "../../server/api/plan-schemas.ts";
import { queries } from "../api/queries.ts";
import { useDesk } from "../plan/desk.ts";
import { useWords } from "../words/useWords.ts";
import { mayRecord, recordableOf } from "./recordable.ts";
import { StandsTag } from "./StandsTag.tsx";
import { TimeLine } from "./TimeLine.tsx";

/** Times that stand open on a card; the others are one click away. */
const times_shown = 3;

/** What became of a step, the latest first, and the button that records the next. */
export function StepOutcomes({ step }: { step: StepView }) {
  const { t, code, actor, day } = useWords();
  const { plan, open } = useDesk();
  const outcomes = useQuery(queries.planOutcomes(plan.id)).data;
  const [isAll, setAll] = useState(false);
  const recordable = outcomes && recordableOf(plan, step, outcomes);
  if (!recordable || !outcomes) return null;
  const times = tellingTimes(outcomes, step.id);
  const mayWrite = plan.state === "open" && !step.withdrawn && mayRecord(recordable);
  const services = outcomes.steps.find(({ step_id }) => step_id === step.id)?.services ?? [];
  if (times.length === 0 && services.length === 0 && !mayWrite) return null;
  const shown = isAll ? times : times.slice(0, times_shown);
  return (
    <div className="outcomes">
      {times.length === 0 ? null : (
        <ul aria-label={t("outcome.list", { what: step.what })}>
          {shown.map((time) => (
            <TimeLine key={`${time.time} ${time.day}`} time={time} step={recordable} />
          ))}
        </ul>
      )}
      {services.map((one) => (
        <p key={one.id} className="outcome-said">
          <strong>{code("outcome", one.outcome)}</strong>
          {t("value.colon")} {code("service", one.service)}
          {one.quantity === "" ? null : (
            <>
              {t("value.comma")}
              <bdi>{one.quantity}</bdi>
            </>
          )}{" "}
          <span className="quiet">
            {t("outcome.told", { who: actor(one.by), when: day(one.on) })}
          </span>
        </p>
      ))}
      <div className="outcome-acts no-print">
        {mayWrite ? (
          <button
            type="button"
            className="edit"
            aria-label={t("outcome.record_of", { what: step.what })}
            onClick={() => open({ kind: "outcome", step: recordable, time: null, corrects: null })}
          >
            {t("outcome.record")}
          </button>
        ) : null}
        {times.length > shown.length ? (
          <button type="button" className="edit" onClick={() => setAll(true)}>
            {t("outcome.earlier", { count: times.length - shown.length })}
          </button>
        ) : null}
      </div>
    </div>
  );
}

/** On a card that says little: how the latest time stands. */
export function StepStands({ step }: { step: StepView }) {
  const { plan } = useDesk();
  const outcomes = useQuery(queries.planOutcomes(plan.id)).data;
  const [latest] = outcomes ? tellingTimes(outcomes, step.id) : [];
  return latest ? <StandsTag time={latest} /> : null;
}

/** Those that say something: recorded, or their time has come. The latest first. */
function tellingTimes({ steps }: PlanOutcomes, id: string): TimeView[] {
  const times = steps.find(({ step_id }) => step_id === id)?.times ?? [];
  return times
    .filter(({ stands, earlier }) => stands !== "ahead" || earlier.length > 0)
    .toReversed();
}
