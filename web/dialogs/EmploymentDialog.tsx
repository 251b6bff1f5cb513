import { useState } from "react";
import type { FieldView, PersonView } from "../../server/api/schemas.ts";
import type { EditResult } from "../../server/api/work-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { codesOf } from "../fields/codes.ts";
import { OwnerLine } from "../fields/OwnerLine.tsx";
import { useWords } from "../words/useWords.ts";
import { CodeSelect } from "./CodeSelect.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { LeavingPreview } from "./LeavingPreview.tsx";
import { TextLine } from "./TextLine.tsx";
import { todayIso } from "./today.ts";

type Body = {
  employment_status: string;
  unemployment_reason?: string;
  job?: { job_title: string; employer?: string; employment_type?: string; start_date: string };
  reason?: string;
};
type Props = { person: PersonView; status: FieldView; close: () => void };

/** Found, changed or lost work in one form: employment support saves it, social protection proposes it. */
export function EmploymentDialog({ person, status: field, close }: Props) {
  const { t, value } = useWords();
  const to = path`/people/${person.id}/employment`;
  const act = useAct<Body, EditResult>(to);
  const [status, setStatus] = useState(typeof field.value === "string" ? field.value : "");
  const [why, setWhy] = useState("");
  const [job, setJob] = useState({ title: "", employer: "", type: "", start: todayIso() });
  const [reason, setReason] = useState("");
  const working = status !== "" && status !== "not_employed" && status !== "unknown";
  const body: Body = { employment_status: status };
  if (status === "not_employed" && why !== "") body.unemployment_reason = why;
  if (working && job.title.trim() !== "") {
    body.job = { job_title: job.title.trim(), start_date: job.start };
    if (job.employer.trim() !== "") body.job.employer = job.employer.trim();
    if (job.type !== "") body.job.employment_type = job.type;
  }
  if (reason.trim() !== "") body.reason = reason.trim();
  const isWhole = status !== "" && (status !== "not_employed" || why !== "");
  const send = () => act.mutate(body, { onSuccess: close });
  return (
    <FormDialog
      title={t("employment.title", { name: person.name })}
      submit={t(field.yours ? "form.save" : "field.send")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p className="quiet">
        {t("employment.now", { status: value("employment_status", field.value) })}
      </p>
      <CodeSelect
        label={t("field.employment_status")}
        group="employment_status"
        codes={codesOf("employment_status") ?? []}
        value={status}
        onChange={setStatus}
      />
      {status === "not_employed" ? (
        <CodeSelect
          label={t("field.unemployment_reason")}
          group="unemployment_reason"
          codes={codesOf("unemployment_reason") ?? []}
          value={why}
          onChange={setWhy}
        />
      ) : null}
      {working ? (
        <fieldset className="parts">
          <legend>{t("employment.job")}</legend>
          <TextLine
            label={t("employment.job_title")}
            required={false}
            max={120}
            value={job.title}
            onChange={(title) => setJob({ ...job, title })}
          />
          <TextLine
            label={t("employment.employer")}
            required={false}
            max={120}
            value={job.employer}
            onChange={(employer) => setJob({ ...job, employer })}
          />
          <CodeSelect
            label={t("employment.type")}
            group="employment_type"
            codes={codesOf("employment_type") ?? []}
            required={false}
            value={job.type}
            onChange={(type) => setJob({ ...job, type })}
          />
          <TextLine
            label={t("employment.start")}
            type="date"
            required={job.title.trim() !== ""}
            value={job.start}
            onChange={(start) => setJob({ ...job, start })}
          />
        </fieldset>
      ) : null}
      <TextLine label={t("form.reason")} required={false} value={reason} onChange={setReason} />
      <LeavingPreview path={`${to}/preview`} body={isWhole ? body : null} />
      <OwnerLine yours={field.yours} owner={field.owner} />
    </FormDialog>
  );
}
