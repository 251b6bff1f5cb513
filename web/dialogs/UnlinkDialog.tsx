import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { UnlinkBody } from "../../server/api/joining-schemas.ts";
import type { PersonView, SystemRef } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { TextLine } from "./TextLine.tsx";

type Props = { person: PersonView; partner: SystemRef; close: () => void };

/** The two were not one person after all: the partner's record is shown by itself again. */
export function UnlinkDialog({ person, partner, close }: Props) {
  const { t, system } = useWords();
  const navigate = useNavigate();
  const act = useAct<UnlinkBody, { id: string }>(path`/people/${person.id}/unlink`);
  const [reason, setReason] = useState("");
  const send = () =>
    act.mutate(
      { partner: partner.id, reason: reason.trim() },
      { onSuccess: ({ id }) => void navigate({ to: "/people/$id", params: { id } }) },
    );
  return (
    <FormDialog
      title={t("link.undo_title", { name: person.name, system: system(partner) })}
      submit={t("link.undo")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>{t("link.undo_means", { system: system(partner) })}</p>
      <TextLine label={t("merge.reason")} value={reason} onChange={setReason} />
    </FormDialog>
  );
}
