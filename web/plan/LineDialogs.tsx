import { useState } from "react";
import type { MoveStepBody, StepView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";

type Close = { close: () => void };

/** Takes a line out of the draft, with the reason; what was agreed of it holds until all sign again. */
export function RemoveDialog({
  line,
  words,
  isAgreed,
  close,
}: { line: string; words: string; isAgreed: boolean } & Close) {
  const { t } = useWords();
  const act = useAct<{ reason: string }, { id: string }>(path`/lines/${line}/withdraw`);
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={t("plan.remove.title", { line: words })}
      submit={t("plan.remove.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ reason: reason.trim() }, { onSuccess: close })}
      close={close}
    >
      <p>{t(isAgreed ? "plan.remove.means_agreed" : "plan.remove.means")}</p>
      <TextLine label={t("merge.reason")} value={reason} onChange={setReason} />
    </FormDialog>
  );
}

/** How a step goes on: done asks how it is known, stopped asks why. */
export function StateDialog({
  step,
  to,
  close,
}: { step: StepView; to: StepView["state"] } & Close) {
  const { t } = useWords();
  const act = useAct<MoveStepBody, { id: string }>(path`/steps/${step.id}/move`);
  const [said, setSaid] = useState("");
  const isStop = to === "stopped";
  const body = { to, ...(isStop ? { reason: said.trim() } : { evidence: said.trim() }) };
  return (
    <FormDialog
      title={t(`plan.move.${to}`, { step: step.what })}
      submit={t(`plan.move.${to}_save`)}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate(body, { onSuccess: close })}
      close={close}
    >
      <p>{t(`plan.move.${to}_means`)}</p>
      {!isStop && step.how_known !== "" ? (
        <p className="quiet">
          {t("plan.field.how_known")}
          {t("value.colon")} <bdi>{step.how_known}</bdi>
        </p>
      ) : null}
      <TextLine
        label={t(isStop ? "merge.reason" : "plan.field.evidence")}
        required={isStop}
        max={isStop ? 500 : 300}
        value={said}
        onChange={setSaid}
      />
    </FormDialog>
  );
}
