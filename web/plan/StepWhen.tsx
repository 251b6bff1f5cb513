import { useId } from "react";
import { repetitions } from "../../domain/records/plan-values.ts";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { Choice } from "../dialogs/Choice.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { weekdayText } from "./plan-words.ts";
import type { StepDraft } from "./step-draft.ts";
import { rhythms, weekdayCodes, weekdayOf, type TimesDraft } from "./times-draft.ts";

type Props = { draft: StepDraft; change: (part: Partial<StepDraft>) => void };

/** What is promised (from, until, by when, how often), and the diary: day, clock, zone, rhythm, place. */
export function StepWhen({ draft, change }: Props) {
  const { t } = useWords();
  return (
    <>
      <fieldset className="parts">
        <legend>{t("plan.step.promised_when")}</legend>
        <div className="form-grid">
          {(["from", "until", "due"] as const).map((name) => (
            <TextLine
              key={name}
              label={t(`plan.field.${name}`)}
              type="date"
              required={false}
              value={draft[name]}
              onChange={(day) => change({ [name]: day })}
            />
          ))}
          <CodeSelect
            label={t("plan.field.repeats")}
            group="plan.repeats"
            codes={repetitions}
            value={draft.repeats}
            required={false}
            onChange={(repeats) => change({ repeats })}
          />
          <TextLine
            label={t("plan.field.where")}
            required={false}
            max={200}
            value={draft.where}
            onChange={(where) => change({ where })}
          />
        </div>
      </fieldset>
      <Diary draft={draft} change={change} />
    </>
  );
}

/** The diary leaves what was agreed as it is. */
function Diary({ draft, change }: Props) {
  const { t } = useWords();
  const { times } = draft;
  const turn = (part: Partial<TimesDraft>) => change({ times: { ...times, ...part } });
  const zoneId = useId();
  return (
    <fieldset className="parts">
      <legend>{t("plan.step.diary")}</legend>
      <p className="quiet">{t("plan.step.diary_means")}</p>
      <div className="form-grid">
        <TextLine
          label={t("plan.times.day")}
          type="date"
          required={false}
          value={times.day}
          onChange={(day) => turn({ day })}
        />
        <TextLine
          label={t("plan.times.start")}
          type="time"
          required={times.day !== ""}
          value={times.start}
          onChange={(start) => turn({ start })}
        />
        <TextLine
          label={t("plan.times.end")}
          type="time"
          required={times.day !== ""}
          value={times.end}
          onChange={(end) => turn({ end })}
        />
        <Choice
          label={t("plan.times.rhythm")}
          value={times.rhythm}
          options={[...rhythms, ...(times.rhythm === "own" ? ["own"] : [])].map(
            (one) => [one, t(`plan.rhythm.${one}`)] as const,
          )}
          onChange={(rhythm) => turn({ rhythm })}
        />
        {times.rhythm === "once" || times.rhythm === "own" ? null : (
          <TextLine
            label={t("plan.times.last")}
            type="date"
            required={false}
            value={times.last}
            onChange={(last) => turn({ last })}
          />
        )}
        <div>
          <label htmlFor={zoneId}>{t("plan.times.zone")}</label>
          <select
            id={zoneId}
            dir="ltr"
            value={times.zone}
            onChange={(event) => turn({ zone: event.target.value })}
          >
            {zonesWith(times.zone).map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        </div>
        <TextLine
          label={t("plan.field.meeting_place")}
          required={false}
          max={200}
          value={draft.meeting_place}
          onChange={(meeting_place) => change({ meeting_place })}
        />
      </div>
      {times.end !== "" && times.end <= times.start ? (
        <p className="quiet">{t("plan.times.overnight")}</p>
      ) : null}
      {times.rhythm === "weekly" ? <Weekdays times={times} turn={turn} /> : null}
    </fieldset>
  );
}

function Weekdays({
  times,
  turn,
}: {
  times: TimesDraft;
  turn: (part: Partial<TimesDraft>) => void;
}) {
  const words = useWords();
  const first = times.day === "" ? null : weekdayCodes[weekdayOf(times.day)];
  return (
    <fieldset>
      <legend>{words.t("plan.times.weekdays")}</legend>
      <div className="weekdays">
        {weekdayCodes.map((code) => {
          const isOn = code === first || times.weekdays.includes(code);
          return (
            <label key={code} className="weekday">
              <input
                type="checkbox"
                checked={isOn}
                disabled={code === first}
                onChange={() =>
                  turn({
                    weekdays: isOn
                      ? times.weekdays.filter((one) => one !== code)
                      : [...times.weekdays, code],
                  })
                }
              />
              <span>{weekdayText(code, words, "short")}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

let zones: readonly string[] | null = null;

/** The zones this browser knows, and the one that is written. */
function zonesWith(own: string): readonly string[] {
  zones ??= ["UTC", ...Intl.supportedValuesOf("timeZone")];
  return zones.includes(own) ? zones : [own, ...zones];
}
