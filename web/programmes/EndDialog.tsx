import { useState } from "react";
import type { EndProgrammeBody, ProgrammeView } from "../../server/api/programme-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { useWords } from "../words/useWords.ts";

/** The last day on which anybody is taken in, or taking that back; nobody's support ends by it. */
export function EndDialog({ programme, close }: { programme: ProgrammeView; close: () => void }) {
  const { t, day } = useWords();
  const { id, name } = programme;
  // As it was when the form opened: saved, it does not turn into its own opposite before it closes.
  const [was] = useState(programme.ends_on);
  const [on, setOn] = useState(todayIso());
  const [reason, setReason] = useState("");
  const act = useAct<EndProgrammeBody, ProgrammeView>(path`/programmes/${id}/end`);
  const ends_on = was === null ? on : null;
  return (
    <FormDialog
      title={t(was === null ? "programme.end.title" : "programme.end.undo_title", { name })}
      submit={t(was === null ? "programme.end.save" : "programme.end.undo")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ ends_on, reason }, { onSuccess: close })}
      close={close}
    >
      <p>
        {was === null ? t("programme.end.means") : t("programme.end.undo_means", { day: day(was) })}
      </p>
      {was === null ? (
        <TextLine label={t("programme.end.on")} type="date" value={on} onChange={setOn} />
      ) : null}
      <TextArea label={t("programme.end.reason")} value={reason} required onChange={setReason} />
    </FormDialog>
  );
}
