import { costKinds, type Cost } from "../../domain/records/plan-values.ts";
import { paperKinds } from "../../domain/records/paper-kinds.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { useWords } from "../words/useWords.ts";
import { freshCost, type CostDraft, type StepDraft } from "./step-draft.ts";

const costs_max = 10;
const payers: readonly Cost["paid_by"][] = ["person", "office"];

type Props = { draft: StepDraft; change: (part: Partial<StepDraft>) => void };

/** What the step costs whoever takes part, who pays first, and which papers it asks for. */
export function StepCosts({ draft, change }: Props) {
  const { t, code } = useWords();
  const { costs, permits } = draft;
  const set = (at: number, part: Partial<CostDraft>) =>
    change({ costs: costs.map((one, index) => (index === at ? { ...one, ...part } : one)) });
  return (
    <details open={costs.length > 0 || permits.length > 0}>
      <summary>{t("plan.cost.title")}</summary>
      <div className="details-body parts">
        {costs.map((one, at) => (
          <CostLine
            key={at}
            cost={one}
            at={at}
            set={(part) => set(at, part)}
            remove={() => change({ costs: costs.filter((_, index) => index !== at) })}
          />
        ))}
        {costs.length < costs_max ? (
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => change({ costs: [...costs, freshCost(draft.currency)] })}
            >
              {t("plan.cost.add")}
            </button>
          </div>
        ) : null}
        <fieldset className="answer-options">
          <legend>{t("plan.field.permits")}</legend>
          {paperKinds.map((kind) => (
            <label key={kind} className="radio">
              <input
                type="checkbox"
                checked={permits.includes(kind)}
                onChange={(event) =>
                  change({
                    permits: paperKinds.filter((one) =>
                      one === kind ? event.target.checked : permits.includes(one),
                    ),
                  })
                }
              />
              <span>{code("paper_kind", kind)}</span>
            </label>
          ))}
        </fieldset>
      </div>
    </details>
  );
}

type LineProps = {
  cost: CostDraft;
  at: number;
  set: (part: Partial<CostDraft>) => void;
  remove: () => void;
};

function CostLine({ cost, at, set, remove }: LineProps) {
  const { t, number } = useWords();
  return (
    <fieldset className="told-line">
      <legend>{t("plan.cost.line", { n: number(at + 1) })}</legend>
      <div className="form-grid">
        <CodeSelect
          label={t("plan.cost.kind")}
          group="cost_kind"
          codes={costKinds}
          value={cost.kind}
          onChange={(kind) => set({ kind })}
        />
        <TextLine
          label={t("plan.cost.amount")}
          type="number"
          value={cost.amount}
          onChange={(amount) => set({ amount })}
        />
        <TextLine
          label={t("plan.step.currency")}
          max={3}
          value={cost.currency}
          onChange={(currency) => set({ currency })}
        />
        <Choice
          label={t("plan.cost.paid_by")}
          value={cost.paid_by}
          options={payers.map((one) => [one, t(`plan.cost.by.${one}`)])}
          required
          onChange={(paid_by) => set({ paid_by })}
        />
        {cost.paid_by === "person" ? (
          <TextLine
            label={t("plan.cost.back_on")}
            type="date"
            required={false}
            value={cost.back_on}
            onChange={(back_on) => set({ back_on })}
          />
        ) : null}
      </div>
      <label className="radio">
        <input
          type="checkbox"
          checked={cost.each}
          onChange={(event) => set({ each: event.target.checked })}
        />
        <span>{t("plan.cost.each")}</span>
      </label>
      <div className="actions">
        <button type="button" className="button button-small" onClick={remove}>
          {t("plan.cost.remove")}
        </button>
      </div>
    </fieldset>
  );
}
