import { Link, useNavigate } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import type { TemplateBody } from "../../server/api/template-schemas.ts";
import { useAct } from "../api/useAct.ts";
import { TextArea } from "../dialogs/TextArea.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useDraft } from "../dialogs/useDraft.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Restored } from "../plan/Restored.tsx";
import { useWords } from "../words/useWords.ts";
import { emptyStep, withoutStep, type TemplateDraft, type TemplateStep } from "./template-draft.ts";
import { StepFields } from "./StepFields.tsx";

type Props = { begin: TemplateDraft; fromPlan?: string };

/** A template on one page; what is typed is kept in this tab until it is saved or thrown away. */
export function TemplateForm({ begin, fromPlan }: Props) {
  const { t } = useWords();
  const navigate = useNavigate();
  const kept = useDraft(`template.${begin.id ?? fromPlan ?? "new"}`, begin, (base) => base);
  const { draft, setDraft } = kept;
  const act = useAct<TemplateBody, { id: string }>("/plan-templates");
  const set = (part: Partial<TemplateDraft>) => setDraft({ ...draft, ...part });
  const { steps, goals } = draft;
  const send = (event: React.SubmitEvent) => {
    event.preventDefault();
    act.mutate(draft, {
      onSuccess: () => {
        kept.forget();
        void navigate({ to: "/templates" });
      },
    });
  };
  const step = (at: number, part: Partial<TemplateStep>) =>
    set({ steps: steps.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <>
      <PageTitle
        title={begin.id ? t("templates.edit", { name: begin.name }) : t("templates.new")}
        lead={t(fromPlan ? "templates.from_lead" : "templates.form_lead")}
        trail={<Link to="/templates">{t("templates.title")}</Link>}
      />
      <Restored kept={kept} />
      <form className="round-form" onSubmit={send}>
        <div className="panel form-grid">
          <TextLine
            label={t("templates.col.name")}
            value={draft.name}
            max={120}
            onChange={(name) => set({ name })}
          />
          <TextLine
            label={t("templates.for_programme")}
            required={false}
            value={draft.for_programme}
            max={200}
            onChange={(for_programme) => set({ for_programme })}
          />
          <TextLine
            label={t("templates.for_goal")}
            required={false}
            value={draft.for_goal}
            max={200}
            onChange={(for_goal) => set({ for_goal })}
          />
          <TextArea
            label={t("templates.about")}
            value={draft.about}
            onChange={(about) => set({ about })}
          />
        </div>
        {goals.map((goal, at) => (
          <fieldset key={at} className="panel">
            <legend>{t("templates.goal", { number: at + 1 })}</legend>
            <TextLine
              label={t("template.goal")}
              value={goal.text}
              onChange={(text) =>
                set({ goals: goals.map((one, index) => (index === at ? { ...one, text } : one)) })
              }
            />
          </fieldset>
        ))}
        {steps.map((one, at) => (
          <StepFields
            key={at}
            step={one}
            at={at}
            steps={steps}
            set={(part) => step(at, part)}
            {...(steps.length > 1 && { remove: () => set({ steps: withoutStep(steps, at) }) })}
          />
        ))}
        <button
          type="button"
          className="button"
          disabled={steps.length >= 40}
          onClick={() => set({ steps: [...steps, emptyStep()] })}
        >
          <IconPlus size={18} aria-hidden="true" />
          {t("templates.step_add")}
        </button>
        <FailureLine error={act.error} />
        <div className="actions register-send">
          <button type="submit" className="button button-primary" disabled={act.isPending}>
            {t("templates.save")}
          </button>
          <span className="quiet">{t("templates.save_means")}</span>
        </div>
      </form>
    </>
  );
}
