import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CaseloadView, CaseRow } from "../../server/api/caseload-schemas.ts";
import { caseWeights } from "../../domain/records/case-holder.ts";
import { caseloadQueries } from "../api/caseload-queries.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { useWords } from "../words/useWords.ts";
import { movesOf, type useHandOver } from "./useHandOver.ts";

type Props = {
  rows: readonly CaseRow[];
  view: CaseloadView;
  handOver: ReturnType<typeof useHandOver>;
  close: (isDone: boolean) => void;
};

const nobody = "-";

/** To whom, and why; before anything moves it says what would, and what would not and why not. */
export function HandOverDialog({ rows: ticked, view, handOver, close }: Props) {
  const { t } = useWords();
  // As they were ticked: one that left the list meanwhile is refused with its reason, never dropped.
  const [rows] = useState(ticked);
  const [to, setTo] = useState(view.may_hand_over ? "" : view.me);
  const [weight, setWeight] = useState<CaseRow["weight"] | "">("");
  const [reason, setReason] = useState("");
  const moves = to === "" ? [] : movesOf(rows, to === nobody ? null : to, weight);
  const preview = useQuery(caseloadQueries.preview(moves));
  const refused = preview.data?.rows.filter(({ code }) => code !== "") ?? [];
  const count = preview.data ? moves.length - refused.length : 0;
  const workers = view.workers.filter(({ id }) => view.may_hand_over || id === view.me);
  return (
    <FormDialog
      title={t("caseload.dialog", { count: rows.length })}
      submit={t("caseload.dialog_save", { count })}
      busy={handOver.act.isPending || count === 0}
      error={preview.error ?? handOver.act.error}
      onSubmit={() => handOver.send(moves, rows, reason.trim(), () => close(true))}
      close={() => close(false)}
    >
      <div className="form-grid">
        <Choice
          label={t("caseload.to")}
          value={to}
          options={[
            ...workers.map(
              ({ id, name, cases }) => [id, t("caseload.with", { name, count: cases })] as const,
            ),
            [nobody, t("caseload.to_nobody")] as const,
          ]}
          required
          onChange={setTo}
        />
        <Choice
          label={t("caseload.weight")}
          value={weight}
          options={caseWeights.map((one) => [one, t(`caseload.weight.${one}`)])}
          none={t("caseload.weight_same")}
          onChange={(one) => setWeight(one as CaseRow["weight"] | "")}
        />
      </div>
      <TextArea label={t("caseload.reason")} value={reason} required onChange={setReason} />
      <div role="status" className="preview-words">
        {preview.data ? <p>{t("caseload.would", { count })}</p> : null}
        {refused.length > 0 ? (
          <ul className="criteria-words">
            {refused.map(({ person_id, name, code }) => (
              <li key={person_id}>
                <bdi>{name}</bdi> {t(`error.${code}`)}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      <p className="quiet">{t("caseload.means")}</p>
    </FormDialog>
  );
}
