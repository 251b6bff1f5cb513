import { IconDotsVertical } from "@tabler/icons-react";
import type { StepView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { ActsMenu } from "../parts/ActsMenu.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { movedBy } from "./moving.ts";

/** Ways to move a step by menu, in days. */
const shifts: ReadonlyMap<string, number> = new Map([
  ["day_later", 1],
  ["day_earlier", -1],
  ["week_later", 7],
  ["week_earlier", -7],
]);

/** Everything that can be done with a step: change it, and all else behind one button. */
export function StepActs({ step, short = false }: { step: StepView; short?: boolean }) {
  const { t } = useWords();
  const desk = useDesk();
  const move = useAct<{ to: string }, { id: string }>(path`/steps/${step.id}/move`);
  if (step.locked || desk.isShut) return null;
  const act = (key: string) => {
    const to = step.next.find((one) => one === key);
    const days = shifts.get(key);
    const moved = days === undefined ? null : movedBy(step, days);
    if (moved) desk.moves.move(step, moved);
    else if (key === "change") desk.open({ kind: "step", step });
    else if (key === "remove") {
      const isAgreed = step.standing !== "not_agreed";
      desk.open({ kind: "remove", line: step.id, words: step.what, isAgreed });
    } else if (to === "done" || to === "stopped") desk.open({ kind: "state", step, to });
    else if (to) move.mutate({ to });
  };
  return (
    <div className="step-acts no-print">
      {short ? null : (
        <button
          type="button"
          className="edit"
          onClick={() => desk.open({ kind: "step", step })}
          aria-label={t("plan.step.edit_of", { step: step.what })}
        >
          {t("plan.step.change")}
        </button>
      )}
      <ActsMenu
        label={t("plan.step.acts", { step: step.what })}
        listLabel={t("plan.step.acts", { step: step.what })}
        className="icon-button"
        button={<IconDotsVertical size={18} aria-hidden="true" />}
        items={[
          ...(short ? [["change", t("plan.step.change")] as const] : []),
          ...step.next.map((to) => [to, t(`plan.act.${to}`)] as const),
          ...(movedBy(step, 1) === null ? [] : [...shifts.keys()]).map(
            (key) => [key, t(`plan.shift.${key}`)] as const,
          ),
          ["remove", t("plan.act.remove")],
        ]}
        onAction={act}
      />
      <FailureLine error={move.error} />
    </div>
  );
}
