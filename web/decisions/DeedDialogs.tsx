import { useState } from "react";
import type { HearingView } from "../../server/api/hearing-schemas.ts";
import {
  hearingChannels,
  hearingOutcomes,
  hearing_text_chars_max,
} from "../../domain/records/hearing-records.ts";
import { causes } from "../../domain/records/outcome-records.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { Radios } from "../dialogs/Radios.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { useWords } from "../words/useWords.ts";

export type Deed = HearingView["next"][number];
type Props = { deed: Deed; hearing: HearingView; close: () => void };

/** What each step is sent to. */
const doors: Record<Deed, string> = {
  answer: "answer",
  help: "help",
  decide: "decide",
  carry_out: "carry-out",
  appeal: "appeal",
  decide_appeal: "decide-appeal",
};

/** One step of the process; what follows from it is said first. */
export function DeedDialog({ deed, hearing, close }: Props) {
  const { t, day } = useWords();
  const act = useAct<Record<string, unknown>, { id: string }>(
    `/hearings/${hearing.id}/${doors[deed]}`,
  );
  const [draft, setDraft] = useState<Draft>({
    text: "",
    cause: "",
    outcome: deed === "decide_appeal" ? "reversed" : "no_effect",
    law: "",
    channel: "letter",
    on: todayIso(),
  });
  const put = (change: Partial<Draft>) => setDraft({ ...draft, ...change });
  return (
    <FormDialog
      title={t(`hearing.deed.${deed}`)}
      submit={t("form.save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={() => act.mutate(bodyOf(deed, draft), { onSuccess: close })}
      close={close}
    >
      <p>{t(`hearing.means.${deed}`, { day: day(hearing.decision?.appeal_by ?? hearing.day) })}</p>
      <Fields deed={deed} draft={draft} put={put} />
    </FormDialog>
  );
}

interface Draft {
  text: string;
  cause: string;
  outcome: string;
  law: string;
  channel: string;
  on: string;
}

function bodyOf(deed: Deed, draft: Draft): Record<string, unknown> {
  const text = draft.text.trim();
  switch (deed) {
    case "answer":
      return { answer: text, ...(draft.cause === "" ? {} : { cause: draft.cause }) };
    case "help":
      return { help: text };
    case "decide":
      return {
        outcome: draft.outcome,
        reason: text,
        told_by: draft.channel,
        ...(draft.law.trim() === "" ? {} : { legal_source: draft.law.trim() }),
      };
    case "appeal":
      return { appeal: text, on: draft.on };
    case "decide_appeal":
      return { outcome: draft.outcome, reason: text };
    case "carry_out":
      return {};
  }
}

type FieldsProps = { deed: Deed; draft: Draft; put: (change: Partial<Draft>) => void };

function Fields({ deed, draft, put }: FieldsProps) {
  const { t } = useWords();
  if (deed === "carry_out") return null;
  const hasEffect = deed === "decide" && ["suspended", "inactive"].includes(draft.outcome);
  return (
    <>
      {deed === "answer" ? (
        <Choice
          label={t("hearing.cause")}
          value={draft.cause}
          none={t("hearing.cause.none")}
          options={causes.map((one) => [one, t(`outcome.cause_of.${one}`)] as const)}
          onChange={(cause) => put({ cause })}
        />
      ) : null}
      {deed === "decide" ? (
        <Radios
          legend={t("hearing.outcome")}
          name="outcome"
          value={draft.outcome}
          options={hearingOutcomes.map((one) => [one, t(`hearing.outcome.${one}`)] as const)}
          onChange={(outcome) => put({ outcome })}
        />
      ) : null}
      {deed === "decide_appeal" ? (
        <Radios
          legend={t("hearing.outcome")}
          name="outcome"
          value={draft.outcome}
          options={(["reversed", "upheld"] as const).map(
            (one) => [one, t(`hearing.appeal.${one}`)] as const,
          )}
          onChange={(outcome) => put({ outcome })}
        />
      ) : null}
      <TextArea
        label={t(`hearing.text.${deed}`)}
        required={deed !== "answer" || draft.cause === ""}
        rows={4}
        max={hearing_text_chars_max}
        value={draft.text}
        onChange={(text) => put({ text })}
      />
      {deed === "decide" ? (
        <>
          <TextLine
            label={t("hearing.law")}
            required={hasEffect}
            max={200}
            value={draft.law}
            onChange={(law) => put({ law })}
          />
          <Choice
            label={t("hearing.told_how")}
            value={draft.channel}
            options={hearingChannels.map((one) => [one, t(`hearing.channel.${one}`)] as const)}
            onChange={(channel) => put({ channel })}
          />
        </>
      ) : null}
      {deed === "appeal" ? (
        <TextLine
          label={t("hearing.appealed_on")}
          type="date"
          value={draft.on}
          onChange={(on) => put({ on })}
        />
      ) : null}
    </>
  );
}
