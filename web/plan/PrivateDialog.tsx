import { useState } from "react";
import { keepOffs, privateKinds } from "../../domain/records/plan-values.ts";
import type { NewUnavailableBody, PlanView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { Radios } from "../dialogs/Radios.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { bodyOf, freshPrivate, type PrivateDraft } from "./private-draft.ts";

/** Time that is nobody else's business, or what to keep away from: only this office reads it. */
export function PrivateDialog({ plan, close }: { plan: PlanView; close: () => void }) {
  const { t } = useWords();
  const [draft, set] = useState(freshPrivate);
  const add = useAct<NewUnavailableBody, { id: string }>(path`/plans/${plan.id}/unavailable`);
  const change = (part: Partial<PrivateDraft>) => set({ ...draft, ...part });
  return (
    <FormDialog
      title={t("private.title")}
      submit={t("private.save")}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate(bodyOf(draft), { onSuccess: close })}
      close={close}
    >
      <p>{t("private.means")}</p>
      <Radios
        legend={t("private.what")}
        name="private-mode"
        value={draft.mode}
        options={(["hours", "days", "away"] as const).map((one) => [one, t(`private.mode.${one}`)])}
        onChange={(mode) => change({ mode })}
      />
      {draft.mode === "away" ? <Away {...{ draft, change }} /> : <When {...{ draft, change }} />}
    </FormDialog>
  );
}

type Part = { draft: PrivateDraft; change: (part: Partial<PrivateDraft>) => void };

function Away({ draft, change }: Part) {
  const { t } = useWords();
  return (
    <div className="form-grid">
      <TextLine
        label={t("private.place")}
        required={draft.person.trim() === ""}
        max={200}
        value={draft.place}
        onChange={(place) => change({ place })}
      />
      <TextLine
        label={t("private.person")}
        required={draft.place.trim() === ""}
        max={120}
        value={draft.person}
        onChange={(person) => change({ person })}
      />
    </div>
  );
}

function When({ draft, change }: Part) {
  const { t, code } = useWords();
  const isDays = draft.mode === "days";
  return (
    <>
      <div className="form-grid">
        <CodeSelect
          label={t("private.kind")}
          group="private_kind"
          codes={privateKinds}
          value={draft.kind}
          onChange={(kind) => change({ kind })}
        />
        <TextLine
          label={t(isDays ? "private.first" : "plan.times.day")}
          type="date"
          value={draft.day}
          onChange={(day) => change({ day })}
        />
        {isDays ? (
          <TextLine
            label={t("private.last")}
            type="date"
            value={draft.last}
            onChange={(last) => change({ last })}
          />
        ) : (
          <>
            <TextLine
              label={t("plan.times.start")}
              type="time"
              value={draft.start}
              onChange={(start) => change({ start })}
            />
            <TextLine
              label={t("plan.times.end")}
              type="time"
              value={draft.end}
              onChange={(end) => change({ end })}
            />
          </>
        )}
      </div>
      {isDays ? null : (
        <label className="radio">
          <input
            type="checkbox"
            checked={draft.weekly}
            onChange={(event) => change({ weekly: event.target.checked })}
          />
          <span>{t("private.weekly")}</span>
        </label>
      )}
      <fieldset className="answer-options">
        <legend>{t("private.keep_off")}</legend>
        {keepOffs.map((one) => (
          <label key={one} className="radio">
            <input
              type="checkbox"
              checked={draft.keep_off.includes(one)}
              onChange={(event) =>
                change({
                  keep_off: keepOffs.filter((of) =>
                    of === one ? event.target.checked : draft.keep_off.includes(of),
                  ),
                })
              }
            />
            <span>{code("private.off", one)}</span>
          </label>
        ))}
      </fieldset>
      <p className="quiet">{t("private.off_means")}</p>
    </>
  );
}
