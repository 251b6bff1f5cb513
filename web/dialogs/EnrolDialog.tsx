import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { LeavingPreview } from "./LeavingPreview.tsx";
import { TextLine } from "./TextLine.tsx";
import { Choice } from "./Choice.tsx";
import { todayIso } from "./today.ts";

type Body = { programme_id: string; effective_date: string; reason?: string };

export function EnrolDialog({ person, close }: { person: PersonView; close: () => void }) {
  const { t, code } = useWords();
  const programmes = useQuery(queries.programmes());
  const to = path`/people/${person.id}/enrolments`;
  const act = useAct<Body, { id: string }>(to);
  const [programme, setProgramme] = useState("");
  const [from, setFrom] = useState(todayIso());
  const [reason, setReason] = useState("");
  const body: Body = { programme_id: programme, effective_date: from };
  if (reason.trim() !== "") body.reason = reason.trim();
  const isWhole = programme !== "" && from !== "";
  const send = () => act.mutate(body, { onSuccess: close });
  const items = programmes.data?.items ?? [];
  return (
    <FormDialog
      title={t("enrol.title", { name: person.name })}
      submit={t("enrol.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      {programmes.error ? (
        <ErrorPanel error={programmes.error} retry={() => void programmes.refetch()} />
      ) : null}
      {programmes.data && items.length === 0 ? <p>{t("enrol.none")}</p> : null}
      <Choice
        label={t("enrol.programme")}
        value={programme}
        options={items.map((one) => [one.id, `${one.name} (${code("programme_type", one.type)})`])}
        required
        onChange={setProgramme}
      />
      <TextLine label={t("enrolment.effective")} type="date" value={from} onChange={setFrom} />
      <TextLine label={t("form.reason")} required={false} value={reason} onChange={setReason} />
      <LeavingPreview path={`${to}/preview`} body={isWhole ? body : null} />
    </FormDialog>
  );
}
