import type { GoalView, PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { useWords } from "../words/useWords.ts";
import { planValue } from "./plan-words.ts";

type Line = GoalView | StepView;
type Props = {
  plan: PlanView;
  stale: { fields: string[]; now: Line };
  mine: Record<string, unknown>;
  /** Mine go on to be saved over what stands there. */
  keep: () => void;
  /** What the other wrote comes into the form, for these fields. */
  take: () => void;
};

/** Somebody changed the same line meanwhile: theirs and mine side by side, and three ways on. */
export function Stale({ plan, stale, mine, keep, take }: Props) {
  const words = useWords();
  const { t } = words;
  const theirs = stale.now as unknown as Record<string, unknown>;
  return (
    <section className="concurrent" role="alert" aria-label={t("plan.stale.title")}>
      <p>
        <strong>{t("plan.stale.title")}</strong> {t("plan.stale.means")}
      </p>
      {stale.fields.map((field) => (
        <div key={field}>
          <h3>{t(`plan.field.${field}`)}</h3>
          <div className="proposal-sides">
            <div>
              <div className="quiet">{t("plan.stale.mine")}</div>
              <div className="proposal-value" dir="auto">
                {planValue(field, mine[field], plan, words)}
              </div>
            </div>
            <div>
              <div className="quiet">{t("plan.stale.theirs")}</div>
              <div className="proposal-value" dir="auto">
                {planValue(field, theirs[field], plan, words)}
              </div>
            </div>
          </div>
        </div>
      ))}
      <div className="actions">
        <button type="button" className="button button-primary" onClick={keep}>
          {t("plan.stale.keep")}
        </button>
        <button type="button" className="button" onClick={take}>
          {t("plan.stale.take")}
        </button>
      </div>
    </section>
  );
}
