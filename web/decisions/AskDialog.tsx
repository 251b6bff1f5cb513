import { useState } from "react";
import type { Static } from "typebox";
import type { NewHearingBody, PersonMatters } from "../../server/api/hearing-schemas.ts";
import type { PersonView } from "../../server/api/schemas.ts";
import { hearingChannels } from "../../domain/records/hearing-records.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { useWords } from "../words/useWords.ts";

type Body = Static<typeof NewHearingBody>;
type Props = { person: PersonView; known: PersonMatters; close: () => void };

const fact_chars_max = 500;

/** Asks about one missed step or another fact. It decides nothing, and says so. */
export function AskDialog({ person, known, close }: Props) {
  const { t, day, language } = useWords();
  const act = useAct<Body, { id: string }>(`/people/${person.id}/hearings`);
  const missed = known.missed.filter(({ shields }) => shields.length === 0);
  const [enrolment, setEnrolment] = useState(known.enrolments[0]?.id ?? "");
  const [which, setWhich] = useState(missed.length > 0 ? "0" : "");
  const [fact, setFact] = useState("");
  const [on, setOn] = useState(todayIso());
  const [channel, setChannel] = useState<Body["asked_by"]>("phone");
  const step = which === "" ? undefined : missed[Number(which)];
  const send = () =>
    act.mutate(
      {
        enrolment_id: enrolment,
        on: step?.day ?? on,
        asked_by: channel,
        language,
        ...(step ? { step_id: step.step_id, time: step.time } : {}),
        ...(fact.trim() === "" ? {} : { fact: fact.trim() }),
      },
      { onSuccess: close },
    );
  return (
    <FormDialog
      title={t("asked.title", { name: person.name })}
      submit={t("asked.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <p>{t("asked.means")}</p>
      <Choice
        label={t("asked.benefit")}
        value={enrolment}
        required
        options={known.enrolments.map(({ id, programme }) => [id, programme] as const)}
        onChange={setEnrolment}
      />
      {missed.length > 0 ? (
        <Choice
          label={t("asked.step")}
          value={which}
          none={t("asked.other_fact")}
          options={missed.map((one, at) => [String(at), `${one.what}, ${day(one.day)}`] as const)}
          onChange={setWhich}
        />
      ) : null}
      {known.missed.length > missed.length ? (
        <p className="quiet">
          {t("asked.shielded", { count: known.missed.length - missed.length })}
        </p>
      ) : null}
      <TextArea
        label={t("asked.fact")}
        required={step === undefined}
        rows={3}
        max={fact_chars_max}
        value={fact}
        onChange={setFact}
      />
      {step ? null : <TextLine label={t("asked.on")} type="date" value={on} onChange={setOn} />}
      <Choice
        label={t("asked.how")}
        value={channel}
        options={hearingChannels.map((one) => [one, t(`hearing.channel.${one}`)] as const)}
        onChange={(how) => setChannel(how as Body["asked_by"])}
      />
    </FormDialog>
  );
}
