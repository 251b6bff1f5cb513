import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import type {
  FromTemplateBody,
  TemplatePreview,
  TemplateView,
} from "../../server/api/template-schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { FormDialog } from "../dialogs/FormDialog.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { todayIso } from "../dialogs/today.ts";
import { ListState } from "../parts/ListState.tsx";
import { PlacesTag } from "../services/PlacesTag.tsx";
import { useWords } from "../words/useWords.ts";
import { LaneMark } from "./LaneMark.tsx";
import { whenText } from "./plan-words.ts";

/** Steps that are often made together: looked over with their days before anything is added. */
export function TemplateDialog({ plan, close }: { plan: PlanView; close: () => void }) {
  const { t } = useWords();
  const [id] = useState(() => crypto.randomUUID());
  const [chosen, setChosen] = useState("");
  const [start, setStart] = useState(todayIso());
  const [ticks, setTicks] = useState<Ticks>({});
  const templates = useQuery(queries.planTemplates());
  const items = templates.data?.items.filter(({ retired }) => !retired) ?? [];
  const template = items.find((one) => one.id === chosen) ?? items[0];
  const preview = useQuery(queries.templatePreview(plan.id, template?.id ?? "", start));
  const act = useAct<FromTemplateBody, unknown>(path`/plans/${plan.id}/from-template`);
  const left = leftOut(preview.data, ticks);
  const count = preview.data
    ? preview.data.goals.length + preview.data.steps.length - left.goals.length - left.steps.length
    : 0;
  const send = () => {
    if (!template || count === 0) return;
    act.mutate({ id, template_id: template.id, start, leave_out: left }, { onSuccess: close });
  };
  return (
    <FormDialog
      title={t("template.title")}
      submit={t("template.add", { count })}
      busy={act.isPending || count === 0}
      error={act.error ?? preview.error}
      onSubmit={send}
      close={close}
    >
      <ListState list={templates} rows={3} words="template" />
      <p className="quiet">
        <Link to="/templates">{t("templates.title")}</Link>
        {plan.steps.length > 0 ? (
          <>
            {" · "}
            <Link to="/templates/new" search={{ plan: plan.id }}>
              {t("templates.from_this")}
            </Link>
          </>
        ) : null}
      </p>
      {template ? (
        <>
          <div className="form-grid">
            <Choice
              label={t("template.which")}
              value={template.id}
              options={items.map((one) => [one.id, one.name] as const)}
              onChange={(one) => {
                setChosen(one);
                setTicks({});
              }}
            />
            <TextLine
              label={t("template.start")}
              type="date"
              value={start}
              onChange={(day) => setStart(day || todayIso())}
            />
          </div>
          <About template={template} />
          {preview.data ? (
            <Preview
              preview={preview.data}
              left={left}
              tick={(key, isOn) => setTicks({ ...ticks, [key]: isOn })}
            />
          ) : null}
        </>
      ) : null}
    </FormDialog>
  );
}

/** What the worker ticked or took away: `goal 0`, `step 3`. */
type Ticks = Readonly<Record<string, boolean>>;

/** What stands in the plan already is left out, unless it was ticked. */
function leftOut(preview: TemplatePreview | undefined, ticks: Ticks) {
  const out = (kind: "goal" | "step", usual: readonly boolean[]) =>
    usual.flatMap((isUsual, nth) => ((ticks[`${kind} ${nth}`] ?? isUsual) ? [] : [nth]));
  return {
    goals: out("goal", preview?.goals.map(() => true) ?? []),
    steps: out("step", preview?.steps.map(({ in_plan }) => !in_plan) ?? []),
  };
}

function About({ template }: { template: TemplateView }) {
  const { t } = useWords();
  const { about, for_programme, for_goal } = template;
  return (
    <p className="quiet">
      <bdi>{about}</bdi>{" "}
      {for_programme === "" ? null : t("template.for_programme", { name: for_programme })}{" "}
      {for_goal === "" ? null : t("template.for_goal", { name: for_goal })}
    </p>
  );
}

type PreviewProps = {
  preview: TemplatePreview;
  left: { goals: number[]; steps: number[] };
  tick: (key: string, isOn: boolean) => void;
};

function Preview({ preview, left, tick }: PreviewProps) {
  const { t, day } = useWords();
  return (
    <fieldset>
      <legend>{t("template.preview")}</legend>
      <ul className="template-lines">
        {preview.goals.map((goal, nth) => (
          <li key={`goal ${nth}`}>
            <label className="radio">
              <input
                type="checkbox"
                checked={!left.goals.includes(nth)}
                onChange={(event) => tick(`goal ${nth}`, event.target.checked)}
              />
              <span>
                <strong dir="auto">{goal.text}</strong>
                <span className="quiet block">
                  {t("template.goal")}
                  {goal.by === null ? null : (
                    <>
                      {t("value.comma")}
                      {t("plan.when.by", { day: day(goal.by) })}
                    </>
                  )}
                </span>
              </span>
            </label>
          </li>
        ))}
        {preview.steps.map((step, nth) => (
          <StepLine
            key={`step ${nth}`}
            step={step}
            isIn={!left.steps.includes(nth)}
            tick={(isOn) => tick(`step ${nth}`, isOn)}
          />
        ))}
      </ul>
    </fieldset>
  );
}

function StepLine({
  step,
  isIn,
  tick,
}: {
  step: TemplatePreview["steps"][number];
  isIn: boolean;
  tick: (isOn: boolean) => void;
}) {
  const words = useWords();
  const { t } = words;
  const { fields, lane, in_plan, places } = step;
  const text = (name: string) => (typeof fields[name] === "string" ? fields[name] : "");
  const when = whenText(shownAs(fields), words);
  const isFull = places !== null && (!places.is_given || (places.free ?? 1) <= 0);
  return (
    <li>
      <label className="radio">
        <input type="checkbox" checked={isIn} onChange={(event) => tick(event.target.checked)} />
        <span>
          <LaneMark lane={lane} /> <strong dir="auto">{text("what")}</strong>{" "}
          {in_plan ? <span className="tag">{t("template.in_plan")}</span> : null}{" "}
          {isFull ? <PlacesTag places={places} capacity={null} /> : null}
          <span className="block">{when}</span>
          {text("where") === "" ? null : (
            <span className="quiet block">
              <bdi>{text("where")}</bdi>
            </span>
          )}
          {text("condition") === "" ? null : (
            <span className="quiet block">
              {t("plan.field.condition")}
              {t("value.colon")} <bdi>{text("condition")}</bdi>
            </span>
          )}
        </span>
      </label>
    </li>
  );
}

/** What the words of "when" read of a step. */
function shownAs(fields: Record<string, unknown>): StepView {
  const empty = { from: null, until: null, due: null, repeats: null, times: null };
  return { ...empty, ...fields } as unknown as StepView;
}
