import { useState } from "react";
import type { PersonView } from "../../server/api/schemas.ts";
import type { NewContactBody } from "../../server/api/contact-schemas.ts";
import {
  contactKinds,
  contactOutcomes,
  note_chars_max,
} from "../../domain/records/contact-record.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { useWords } from "../words/useWords.ts";
import { FormDialog } from "./FormDialog.tsx";
import { Radios } from "./Radios.tsx";
import { TextArea } from "./TextArea.tsx";
import { TextLine } from "./TextLine.tsx";
import { todayIso } from "./today.ts";

/** The minute after a contact or visit: how, what came of it, and when the next one is. */
export function ContactDialog({ person, close }: { person: PersonView; close: () => void }) {
  const { t } = useWords();
  const act = useAct<NewContactBody, { id: string }>(path`/people/${person.id}/contacts`);
  const [kind, setKind] = useState<NewContactBody["kind"]>("in_office");
  const [outcome, setOutcome] = useState<NewContactBody["outcome"]>("met");
  const [on, setOn] = useState(todayIso());
  const [nextOn, setNextOn] = useState("");
  const [note, setNote] = useState("");
  const send = () =>
    act.mutate(
      {
        kind,
        on,
        outcome,
        ...(note.trim() === "" ? {} : { note: note.trim() }),
        ...(nextOn === "" ? {} : { next_on: nextOn }),
      },
      { onSuccess: close },
    );
  return (
    <FormDialog
      title={t("contact.title", { name: person.name })}
      submit={t("contact.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <Radios
        legend={t("contact.how")}
        name="kind"
        options={contactKinds.map((one) => [one, t(`contact.kind.${one}`)] as const)}
        value={kind}
        onChange={setKind}
      />
      <Radios
        legend={t("contact.outcome")}
        name="outcome"
        options={contactOutcomes.map((one) => [one, t(`contact.outcome.${one}`)] as const)}
        value={outcome}
        onChange={setOutcome}
      />
      <TextArea
        label={t("contact.note")}
        hint={t("service.note_stays")}
        rows={4}
        max={note_chars_max}
        value={note}
        onChange={setNote}
      />
      <TextLine label={t("contact.on")} type="date" value={on} onChange={setOn} />
      <TextLine
        label={t("contact.next_on")}
        type="date"
        required={false}
        value={nextOn}
        onChange={setNextOn}
      />
    </FormDialog>
  );
}
