import { useState } from "react";
import type { ConflictView, KeepBothBody } from "../../server/api/conflict-schemas.ts";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";

type Props = { plan: PlanView; conflict: ConflictView; close: () => void };

/** Both lines stay, with the reason; what costs the person needs the person's yes. */
export function KeepBothDialog({ plan, conflict, close }: Props) {
  const { t } = useWords();
  const keep = useAct<KeepBothBody, { id: string }>(path`/plans/${plan.id}/conflicts/keep`);
  const [reason, setReason] = useState("");
  const [hasAgreed, setAgreed] = useState(false);
  const asksPerson = conflict.keeper === "with_person";
  const isPrivate = conflict.lines.some(({ shown }) => shown !== "plain");
  const { about, stamp } = conflict;
  return (
    <FormDialog
      title={t("conflict.keep")}
      submit={t("conflict.keep")}
      busy={keep.isPending}
      error={keep.error}
      onSubmit={() =>
        keep.mutate(
          { about, stamp, reason: reason.trim(), person_agreed: hasAgreed },
          { onSuccess: close },
        )
      }
      close={close}
    >
      <p>{t(isPrivate ? "conflict.keep_means_here" : "conflict.keep_means")}</p>
      <TextLine label={t("conflict.keep_reason")} value={reason} onChange={setReason} />
      {asksPerson ? (
        <label className="radio">
          <input
            type="checkbox"
            required
            checked={hasAgreed}
            onChange={(event) => setAgreed(event.target.checked)}
          />{" "}
          {t("conflict.keep_person", { name: plan.person_name })}
        </label>
      ) : null}
    </FormDialog>
  );
}
