import { repetitions } from "../../domain/records/plan-values.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { NumberLine } from "../dialogs/NumberLine.tsx";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { WeekHours } from "../dialogs/WeekHours.tsx";
import { useWords } from "../words/useWords.ts";
import type { TemplateStep } from "./template-draft.ts";

const days_max = 1_830;
const lanes = ["social", "employment", "person"] as const;

type Props = {
  step: TemplateStep;
  at: number;
  steps: readonly TemplateStep[];
  set: (part: Partial<TemplateStep>) => void;
  remove?: () => void;
};

/** One step of a template: days are counted from the first day of the plan. */
export function StepFields({ step, at, steps, set, remove }: Props) {
  const { t, code } = useWords();
  const whole = (text: string) => Math.max(0, Math.floor(Number(text) || 0));
  const orNone = (text: string) => (text === "" ? null : whole(text));
  return (
    <fieldset className="panel">
      <legend>{t("templates.step", { number: at + 1 })}</legend>
      <div className="form-grid">
        <TextLine
          label={t("plan.field.what")}
          value={step.what}
          max={200}
          onChange={(what) => set({ what })}
        />
        <Choice
          label={t("plan.field.lane")}
          value={step.lane}
          options={lanes.map((lane) => [lane, t(`plan.lane.${lane}`)])}
          onChange={(lane) => {
            const next = lane as TemplateStep["lane"];
            set({ lane: next, who: { party: next, role: "" } });
          }}
        />
        <NumberLine
          label={t("templates.starts")}
          min={0}
          max={days_max}
          value={String(step.starts)}
          onChange={(text) => set({ starts: whole(text) })}
        />
        <TextLine
          label={t("templates.lasts")}
          type="number"
          required={false}
          value={step.lasts === null ? "" : String(step.lasts)}
          onChange={(text) => set({ lasts: orNone(text) || null })}
        />
        <Choice
          label={t("plan.field.repeats")}
          value={step.repeats}
          options={repetitions.map((one) => [one, code("plan.repeats", one)])}
          onChange={(repeats) => set({ repeats: repeats as TemplateStep["repeats"] })}
        />
        <Choice
          label={t("plan.field.after")}
          value={step.after === null ? "" : String(step.after)}
          options={steps
            .slice(0, at)
            .map((one, nth) => [String(nth), one.what || t("templates.step", { number: nth + 1 })])}
          none={t("templates.no_after")}
          onChange={(nth) => set({ after: orNone(nth) })}
        />
        <TextLine
          label={t("plan.field.where")}
          required={false}
          value={step.where}
          max={200}
          onChange={(where) => set({ where })}
        />
        <TextLine
          label={t("plan.field.how_known")}
          required={false}
          value={step.how_known}
          onChange={(how_known) => set({ how_known })}
        />
        <TextArea
          label={t("plan.field.condition")}
          value={step.condition}
          onChange={(condition) => set({ condition })}
        />
      </div>
      <label className="radio">
        <input
          type="checkbox"
          checked={step.clock !== null}
          onChange={(event) =>
            set({
              clock: event.target.checked ? { days: ["MO"], from: "09:00", to: "10:00" } : null,
            })
          }
        />
        <span>{t("templates.clock")}</span>
      </label>
      {step.clock ? (
        <WeekHours
          hours={step.clock}
          from={t("templates.clock_from")}
          to={t("templates.clock_to")}
          change={(part) => step.clock && set({ clock: { ...step.clock, ...part } })}
        />
      ) : null}
      {remove ? (
        <button type="button" className="button button-small" onClick={remove}>
          {t("templates.step_remove", { number: at + 1 })}
        </button>
      ) : null}
    </fieldset>
  );
}
