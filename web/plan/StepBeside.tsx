import type { EditLineBody, GoalView, StepView } from "../../server/api/plan-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { planValue } from "./plan-words.ts";

/** Both offices wrote the same field at the same time: both values stand until a person picks one. */
export function StepBeside({ line }: { line: GoalView | StepView }) {
  const fields = [...new Set(line.also.map(({ field }) => field))];
  return fields.map((field) => <Beside key={field} line={line} field={field} />);
}

function Beside({ line, field }: { line: GoalView | StepView; field: string }) {
  const words = useWords();
  const { t } = words;
  const { plan } = useDesk();
  const edit = useAct<EditLineBody, { id: string }>(path`/lines/${line.id}/edit`);
  const label = t(`plan.field.${field}`);
  const shown = (line as unknown as Record<string, unknown>)[field];
  const values: { value: unknown; from: string }[] = [
    { value: shown, from: t("plan.beside.shown") },
    ...line.also
      .filter((one) => one.field === field)
      .map((one) => ({ value: one.value, from: words.system(one.from) })),
  ];
  const use = (value: unknown) => {
    const seen = { [field]: line.stamps[field] ?? "" };
    edit.mutate({ changes: { [field]: value }, seen } as EditLineBody);
  };
  return (
    <section className="concurrent" aria-label={t("concurrent.label", { field: label })}>
      <p>
        <strong>{label}</strong> {t("concurrent.text")}
      </p>
      <ul className="proposal-sides">
        {values.map(({ value, from }, at) => {
          const text = planValue(field, value, plan, words);
          return (
            <li key={at}>
              <div className="proposal-value" dir="auto">
                {text}
              </div>
              <div className="quiet">{from}</div>
              <button
                type="button"
                className="button button-small"
                disabled={edit.isPending}
                aria-label={`${t("concurrent.use")}: ${text}`}
                onClick={() => use(value)}
              >
                {t("concurrent.use")}
              </button>
            </li>
          );
        })}
      </ul>
      <FailureLine error={edit.error} />
    </section>
  );
}
