import { useState } from "react";
import type { NewOutcomeBody, OutcomeView, TimeView } from "../../server/api/outcome-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { Radios } from "../dialogs/Radios.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { clockText, shortDay } from "../plan/plan-words.ts";
import { useWords, type Words } from "../words/useWords.ts";
import { CouldNotFields } from "./CouldNotFields.tsx";
import { KnownFields } from "./KnownFields.tsx";
import { saidBody, startOf, type OutcomeDraft } from "./outcome-draft.ts";
import type { Recordable } from "./recordable.ts";
import { tellRecorded } from "./recorded.ts";

type Props = {
  step: Recordable;
  /** The time it was opened from; null: the latest that waits. */
  time?: Pick<TimeView, "time" | "day" | "start"> | null;
  /** What our office said before, to be corrected. */
  corrects?: OutcomeView | null;
  close: () => void;
};

/** The minute after an appointment: it happened and how we know, or it could not, by whom and why. */
export function OutcomeDialog({ step, time = null, corrects = null, close }: Props) {
  const words = useWords();
  const { t } = words;
  const act = useAct<NewOutcomeBody, { id: string }>(path`/steps/${step.step_id}/outcomes`);
  const [draft, setDraft] = useState<OutcomeDraft>(() => startOf(step, time, corrects));
  const change = (part: Partial<OutcomeDraft>) => setDraft({ ...draft, ...part });
  const isDayAsked = step.any_day || draft.time === "";
  const send = () => {
    const body: NewOutcomeBody = {
      time: step.any_day && corrects === null ? draft.day : draft.time,
      day: draft.day,
      what: saidBody(draft),
      ...(corrects === null ? {} : { corrects: corrects.id, why: draft.why.trim() }),
    };
    act.mutate(body, {
      onSuccess: ({ id }) => {
        tellRecorded({ ids: [id], what: step.what, said: draft.said });
        close();
      },
    });
  };
  return (
    <FormDialog
      title={t("outcome.title", { what: step.what })}
      submit={t(corrects === null ? "outcome.save" : "outcome.correct_save")}
      busy={act.isPending}
      error={act.error}
      onSubmit={send}
      close={close}
    >
      <When step={step} draft={draft} change={change} isFixed={time !== null} words={words} />
      <Radios
        legend={t("outcome.what")}
        name="said"
        options={(["happened", "could_not"] as const).map((one) => [one, t(`outcome.said.${one}`)])}
        value={draft.said}
        onChange={(said) => change({ said })}
      />
      {draft.said === "happened" ? (
        <KnownFields step={step} draft={draft} change={change} />
      ) : (
        <CouldNotFields step={step} draft={draft} change={change} />
      )}
      {isDayAsked ? (
        <TextLine
          label={t("outcome.day")}
          type="date"
          value={draft.day}
          onChange={(day) => change({ day })}
        />
      ) : null}
      {corrects === null ? null : (
        <TextLine label={t("outcome.why")} value={draft.why} onChange={(why) => change({ why })} />
      )}
    </FormDialog>
  );
}

type WhenProps = {
  step: Recordable;
  draft: OutcomeDraft;
  change: (part: Partial<OutcomeDraft>) => void;
  isFixed: boolean;
  words: Words;
};

/** Which time it is about: said where it is clear, chosen where several wait. */
function When({ step, draft, change, isFixed, words }: WhenProps) {
  const { t } = words;
  const timed = step.times.filter(({ time, day }) => time !== "" && day <= todayIso());
  if (draft.time === "") return null;
  if (isFixed || timed.length < 2) {
    return <p className="quiet">{timeText(draft, words)}</p>;
  }
  return (
    <Choice
      label={t("outcome.which")}
      value={draft.time}
      options={timed.map((one) => [one.time, timeText(one, words)])}
      onChange={(chosen) => change({ time: chosen, day: chosen.slice(0, 10) })}
    />
  );
}

/** `Thu 26 Nov, 08:30`. */
export function timeText({ day, time }: Pick<TimeView, "day" | "time">, words: Words): string {
  const clock = time.slice(11, 16);
  const parts = [
    day === "" ? "" : shortDay(day, words),
    clock === "" ? "" : clockText(clock, words),
  ];
  return parts.filter(Boolean).join(words.t("value.comma"));
}
