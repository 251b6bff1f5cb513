import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import type { EnrolmentView, PersonView, SystemRef } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { OwnerLine } from "../fields/OwnerLine.tsx";
import { useWords } from "../words/useWords.ts";
import { CodeSelect } from "./CodeSelect.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { TextLine } from "./TextLine.tsx";
import { todayIso } from "./today.ts";

type Body = { status: string; reason: string; effective_date: string; seen: string };
type Props = {
  person: PersonView;
  enrolment: EnrolmentView;
  partner: SystemRef | null;
  close: () => void;
};

/** Only the statuses the enrolment law allows next, and a preview of what the other office will read. */
export function StatusDialog({ person, enrolment, partner, close }: Props) {
  const { t, code, day, system, value } = useWords();
  const act = useAct<Body, EnrolmentView>(path`/enrolments/${enrolment.id}/status`);
  const [status, setStatus] = useState("");
  const [reason, setReason] = useState("");
  const [from, setFrom] = useState(todayIso());
  const [seen] = useState(enrolment.status.stamp);
  const send = () =>
    act.mutate({ status, reason: reason.trim(), effective_date: from, seen }, { onSuccess: close });
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
      <p className="preview" aria-live="polite">
        <IconEye size={18} aria-hidden="true" />
        {partner === null
          ? t("status.preview_none")
          : status === "" || from === ""
            ? t("status.preview_wait", { system: system(partner) })
            : t("status.preview", {
                system: system(partner),
                status: code("enrolment_status", status),
                day: day(from),
              })}
      </p>
      <OwnerLine yours={enrolment.yours} owner={enrolment.owner} />
    </FormDialog>
  );
}
