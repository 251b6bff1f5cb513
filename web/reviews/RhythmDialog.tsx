import { useState } from "react";
import type { Rhythm } from "../../server/api/review-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { NumberLine } from "../dialogs/NumberLine.tsx";
import { useWords } from "../words/useWords.ts";

/** Each with the least and the most it may be. */
const fields = [
  ["hours_per_week", 0, 400],
  ["minutes_each", 1, 480],
  ["rate_percent", 0, 100],
  ["every_days", 7, 730],
  ["contact_days", 7, 365],
] as const;

/** How the office reviews: what its reviewers have time for, and how often a plan is looked at. */
export function RhythmDialog({ rhythm, close }: { rhythm: Rhythm; close: () => void }) {
  const { t } = useWords();
  const act = useAct<Rhythm, object>("/review-rhythm");
  const [draft, setDraft] = useState(rhythm);
  return (
    <FormDialog
      title={t("reviews.rhythm.title")}
      submit={t("form.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate(draft, { onSuccess: close })}
      close={close}
    >
      {fields.map(([field, min, max]) => (
        <NumberLine
          key={field}
          min={min}
          max={max}
          label={t(`reviews.rhythm.${field}`)}
          value={String(draft[field])}
          onChange={(value) => setDraft({ ...draft, [field]: Number(value) })}
        />
      ))}
    </FormDialog>
  );
}
