import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { codesOf } from "../fields/codes.ts";
import { useWords } from "../words/useWords.ts";
import { Choice } from "./Choice.tsx";
import { CodeSelect } from "./CodeSelect.tsx";
import { FormDialog } from "./FormDialog.tsx";
import { LeavingPreview } from "./LeavingPreview.tsx";
import { Radios } from "./Radios.tsx";
import { TextLine } from "./TextLine.tsx";
import { todayIso } from "./today.ts";

type Body = {
  service: string;
  on: string;
  outcome: string;
  quantity?: string;
  step_id?: string;
  note?: string;
};

export function ServiceDialog({ person, close }: { person: PersonView; close: () => void }) {
  const { t, code } = useWords();
  const to = path`/people/${person.id}/services`;
  const act = useAct<Body, { id: string }>(to);
  const [service, setService] = useState("");
  const [on, setOn] = useState(todayIso());
  const [quantity, setQuantity] = useState("");
  const [outcome, setOutcome] = useState("delivered");
  const [note, setNote] = useState("");
  const [step, setStep] = useState("");
  const plan = useQuery(queries.personPlan(person.id)).data?.plan;
  const steps = (plan?.steps ?? []).filter(({ withdrawn, hidden }) => !withdrawn && !hidden);
  const body: Body = { service, on, outcome };
  if (quantity.trim() !== "") body.quantity = quantity.trim();
  if (note.trim() !== "") body.note = note.trim();
  if (step !== "") body.step_id = step;
  const isWhole = service !== "" && on !== "";
  const send = () => act.mutate(body, { onSuccess: close });
  return (
    <FormDialog
      title={t("service.title", { name: person.name })}
      submit={t("service.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <CodeSelect
        label={t("service.col.service")}
        group="service"
        codes={codesOf("service") ?? []}
        value={service}
        onChange={setService}
      />
      {steps.length === 0 ? null : (
        <Choice
          label={t("service.for_step")}
          value={step}
          options={steps.map((one) => [one.id, one.what])}
          none={t("service.for_no_step")}
          onChange={setStep}
        />
      )}
      <TextLine label={t("service.col.on")} type="date" value={on} onChange={setOn} />
      <TextLine
        label={t("service.quantity")}
        required={false}
        max={60}
        value={quantity}
        onChange={setQuantity}
      />
      <Radios
        legend={t("service.col.outcome")}
        name="outcome"
        options={(codesOf("outcome") ?? []).map((one) => [one, code("outcome", one)] as const)}
        value={outcome}
        onChange={setOutcome}
      />
      <TextLine
        label={t("service.note")}
        required={false}
        max={1000}
        value={note}
        onChange={setNote}
      />
      <p className="quiet">{t("service.note_stays")}</p>
      <LeavingPreview path={`${to}/preview`} body={isWhole ? body : null} />
    </FormDialog>
  );
}
