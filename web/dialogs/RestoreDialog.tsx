import { useState } from "react";
import type { ReasonBody } from "../../server/api/joining-schemas.ts";
import type { EnrolmentView, PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { TextLine } from "./TextLine.tsx";

type Props = { person: PersonView; enrolment: EnrolmentView; close: () => void };

/** An enrolment closed by a death that was taken back is made again what it was. */
export function RestoreDialog({ person, enrolment, close }: Props) {
  const { t } = useWords();
  const act = useAct<ReasonBody, EnrolmentView>(path`/enrolments/${enrolment.id}/restore`);
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={t("enrolment.restore_title", {
        programme: enrolment.programme.name,
        name: person.name,
      })}
      submit={t("enrolment.restore")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ reason: reason.trim() }, { onSuccess: close })}
      close={close}
    >
      <p>{t("vital.means.reverse")}</p>
      <TextLine label={t("enrolment.restore_reason")} value={reason} onChange={setReason} />
    </FormDialog>
  );
}
