import { useState } from "react";
import type { DeathBody } from "../../server/api/joining-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { LeavingPreview } from "./LeavingPreview.tsx";
import { TextLine } from "./TextLine.tsx";

type Props = { person: PersonView; step: DeathBody["step"]; close: () => void };

/** A death reported, confirmed or taken back: what follows from it is said before it is done. */
export function DeathDialog({ person, step, close }: Props) {
  const { t } = useWords();
  const to = path`/people/${person.id}/death`;
  const act = useAct<DeathBody, PersonView>(to);
  const [reason, setReason] = useState("");
  const [date, setDate] = useState(person.vital.date ?? "");
  const dated = step !== "reverse" && date !== "" ? { date } : {};
  const body: DeathBody = { step, reason: reason.trim(), ...dated };
  const send = () => act.mutate(body, { onSuccess: close });
  return (
    <FormDialog
      title={`${t(`vital.step.${step}`)}${t("value.colon")} ${person.name}`}
      submit={t(`vital.step.${step}`)}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>{t(`vital.means.${step}`)}</p>
      <TextLine label={t(`vital.ask.${step}`)} value={reason} onChange={setReason} />
      {step === "reverse" ? null : (
        <TextLine
          label={t("vital.day")}
          type="date"
          required={false}
          value={date}
          onChange={setDate}
        />
      )}
      <LeavingPreview path={`${to}/preview`} body={body.reason === "" ? null : body} />
    </FormDialog>
  );
}
