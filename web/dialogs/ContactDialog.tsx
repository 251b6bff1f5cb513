import { useId, useState } from "react";
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
  const noteId = useId();
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
      <div>
        <label htmlFor={noteId}>{t("form.optional", { label: t("contact.note") })}</label>
        <textarea
          id={noteId}
          rows={4}
          dir="auto"
          maxLength={note_chars_max}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
        <p className="quiet">{t("service.note_stays")}</p>
      </div>
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

type RadiosProps<Value extends string> = {
  legend: string;
  name: string;
  options: readonly (readonly [Value, string])[];
  value: Value;
  onChange: (value: Value) => void;
};

function Radios<Value extends string>(props: RadiosProps<Value>) {
  const { legend, name, options, value, onChange } = props;
  return (
    <fieldset className="parts">
      <legend>{legend}</legend>
      {options.map(([one, words]) => (
        <label key={one} className="radio">
          <input type="radio" name={name} checked={value === one} onChange={() => onChange(one)} />
          <span>{words}</span>
        </label>
      ))}
    </fieldset>
  );
}
