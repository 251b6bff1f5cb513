import { useState } from "react";
import type { ReasonBody } from "../../server/api/joining-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { TextLine } from "./TextLine.tsx";

type Props = { url: string; title: string; means: string; submit: string; close: () => void };

/** One act that needs a reason; what follows from it is said first. */
export function ReasonDialog({ url, title, means, submit, close }: Props) {
  const { t } = useWords();
  const act = useAct<ReasonBody, { id: string }>(url);
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={title}
      submit={submit}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate({ reason: reason.trim() }, { onSuccess: close })}
      close={close}
    >
      <p>{means}</p>
      <TextLine label={t("merge.reason")} value={reason} onChange={setReason} />
    </FormDialog>
  );
}
