import { useState } from "react";
import type { StepView } from "../../server/api/plan-schemas.ts";
import { stepStates } from "../../domain/records/plan-values.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { StepCard } from "./StepCard.tsx";
import { livingOf } from "./standing.ts";

/** The steps by how far they are. A card goes on by mouse, or by its menu. */
export function Board() {
  const { t, number } = useWords();
  const { plan, isShut } = useDesk();
  const [dragged, setDragged] = useState<StepView | null>(null);
  const steps = livingOf(plan.steps);
  return (
    <div className="board" role="group" aria-label={t("plan.view.board")}>
      {stepStates.map((state) => {
        const here = steps.filter((step) => step.state === state);
        const mayDrop = dragged?.next.includes(state) ?? false;
        return (
          <section
            key={state}
            className={mayDrop ? "board-column board-open" : "board-column"}
            aria-labelledby={`board-${state}`}
          >
            <h3 id={`board-${state}`}>
              {t(`plan.state.${state}`)} <span className="quiet">{number(here.length)}</span>
            </h3>
            <Column
              state={state}
              steps={here}
              dragged={mayDrop ? dragged : null}
              setDragged={isShut ? () => undefined : setDragged}
            />
          </section>
        );
      })}
    </div>
  );
}

type ColumnProps = {
  state: StepView["state"];
  steps: readonly StepView[];
  dragged: StepView | null;
  setDragged: (step: StepView | null) => void;
};

function Column({ state, steps, dragged, setDragged }: ColumnProps) {
  const { open, isShut } = useDesk();
  const move = useAct<{ to: string }, { id: string }>(path`/steps/${dragged?.id ?? ""}/move`);
  const drop = () => {
    if (!dragged) return;
    if (state === "done" || state === "stopped") open({ kind: "state", step: dragged, to: state });
    else move.mutate({ to: state });
    setDragged(null);
  };
  return (
    <ul
      className="board-cards"
      onDragOver={(event) => (dragged ? event.preventDefault() : undefined)}
      onDrop={(event) => {
        event.preventDefault();
        drop();
      }}
    >
      {steps.map((step) => (
        <StepCard
          key={step.id}
          step={step}
          short
          drag={
            isShut || step.locked
              ? undefined
              : { start: () => setDragged(step), end: () => setDragged(null) }
          }
        />
      ))}
      <FailureLine error={move.error} />
    </ul>
  );
}
