import { useState } from "react";
import type { EnrolmentView, PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { OwnerLine } from "../fields/OwnerLine.tsx";
import { useWords } from "../words/useWords.ts";
import { CodeSelect } from "./CodeSelect.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { LeavingPreview } from "./LeavingPreview.tsx";
import { TextLine } from "./TextLine.tsx";
import { todayIso } from "./today.ts";

type Body = {
  status: string;
  reason: string;
  effective_date: string;
  notice_date?: string;
  seen: string;
};
type Props = {
  person: PersonView;
  enrolment: EnrolmentView;
  close: () => void;
};

/** Only the statuses the enrolment law allows next, and what the other office will read. */
export function StatusDialog({ person, enrolment, close }: Props) {
  const { t, value } = useWords();
  const to = path`/enrolments/${enrolment.id}/status`;
  const act = useAct<Body, EnrolmentView>(to);
  const [status, setStatus] = useState("");
  const [reason, setReason] = useState("");
  const [from, setFrom] = useState(todayIso());
  const [notice, setNotice] = useState("");
  const [seen] = useState(enrolment.status.stamp);
  const body: Body = { status, reason: reason.trim(), effective_date: from, seen };
  if (notice !== "") body.notice_date = notice;
  const isWhole = status !== "" && body.reason !== "" && from !== "";
  const send = () => act.mutate(body, { onSuccess: close });
  return (
    <FormDialog
      title={t("status.title", { programme: enrolment.programme.name, name: person.name })}
      submit={t("status.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p className="quiet">
        {t("status.now", { status: value("status", enrolment.status.value) })}
      </p>
      <CodeSelect
        label={t("status.next")}
        group="enrolment_status"
        codes={enrolment.next}
        value={status}
        onChange={setStatus}
      />
      {status === "exited" || status === "inactive" ? (
        <p className="quiet">{t(`status.hint.${status}`)}</p>
      ) : null}
      <TextLine label={t("status.reason")} value={reason} onChange={setReason} />
      <TextLine label={t("enrolment.effective")} type="date" value={from} onChange={setFrom} />
      <TextLine
        label={t("status.notice")}
        type="date"
        required={false}
        value={notice}
        onChange={setNotice}
      />
      <LeavingPreview path={`${to}/preview`} body={isWhole ? body : null} />
      <OwnerLine yours={enrolment.yours} owner={enrolment.owner} />
    </FormDialog>
  );
}
