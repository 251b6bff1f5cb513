import type { PlanView, StepView } from "../../server/api/plan-schemas.ts";
import { lanes, obligationKinds, promisers } from "../../domain/records/plan-values.ts";
import { Choice } from "../dialogs/Choice.tsx";
import { CodeSelect } from "../dialogs/CodeSelect.tsx";
import { TextLine } from "../dialogs/TextLine.tsx";
import { ServicePicker } from "../services/ServicePicker.tsx";
import { useWords } from "../words/useWords.ts";
import { LaneMark } from "./LaneMark.tsx";
import { StepCosts } from "./StepCosts.tsx";
import { givenName, livingOf } from "./standing.ts";
import { partyText } from "./plan-words.ts";
import type { StepDraft } from "./step-draft.ts";
import { TextArea } from "../dialogs/TextArea.tsx";

type Part = {
  plan: PlanView;
  draft: StepDraft;
  change: (part: Partial<StepDraft>) => void;
};

/** Lane, words and goal. The lane is chosen once: a step of another lane is another promise. */
export function StepWhat({ plan, draft, change, isNew }: Part & { isNew: boolean }) {
  const words = useWords();
  const { t } = words;
  const goals = livingOf(plan.goals).map((one) => [one.key, one.text] as const);
  return (
    <>
      {isNew ? (
        <fieldset className="lane-choice">
          <legend>{t("plan.field.lane")}</legend>
          {lanes.map((lane) => (
            <label key={lane} className={`lane-option lane-option-${lane}`}>
              <input
                type="radio"
                name="lane"
                checked={draft.lane === lane}
                onChange={() =>
                  change(draft.party === draft.lane ? { lane, party: lane } : { lane })
                }
              />
              <LaneMark lane={lane} />
              <span>
                {lane === "person"
                  ? t("plan.lane.person_of", { name: givenName(plan) })
                  : t(`plan.lane.${lane}`)}
              </span>
            </label>
          ))}
        </fieldset>
      ) : null}
      <ServicePicker draft={draft} isNew={isNew} change={change} />
      <TextLine
        label={t("plan.field.what")}
        max={200}
        value={draft.what}
        onChange={(what) => change({ what })}
      />
      <Choice
        label={t("plan.field.goal")}
        value={draft.goal}
        options={goals}
        none={t("plan.step.no_goal")}
        onChange={(goal) => change({ goal })}
      />
    </>
  );
}

/** The promise: whose it is, whether it is a duty, and by what law. Its own office writes it. */
export function StepWho(part: Part & { may: boolean; step: StepView | null }) {
  const { plan, draft, change, may, step } = part;
  const words = useWords();
  const { t } = words;
  if (!may) {
    return (
      <p className="quiet">
        {t("plan.step.their_promise", { system: step ? words.system(step.office) : "" })}
      </p>
    );
  }
  return (
    <div className="form-grid">
      <Choice
        label={t("plan.field.who")}
        value={draft.party}
        options={promisers.map((one) => [one, partyText(one, plan, words)] as const)}
        required
        onChange={(party) => change({ party })}
      />
      <TextLine
        label={t("plan.step.role")}
        required={false}
        max={80}
        value={draft.role}
        onChange={(role) => change({ role })}
      />
      <CodeSelect
        label={t("plan.field.obligation")}
        group="plan.duty"
        codes={obligationKinds}
        value={draft.duty}
        onChange={(duty) => change({ duty })}
      />
      {draft.duty === "required" ? (
        <>
          <TextLine
            label={t("plan.step.source")}
            max={200}
            value={draft.source}
            onChange={(source) => change({ source })}
          />
          <TextLine
            label={t("plan.step.consequence")}
            max={300}
            value={draft.consequence}
            onChange={(consequence) => change({ consequence })}
          />
        </>
      ) : null}
    </div>
  );
}

/** Condition, proof, adjustments, what is needed first, money, and whom it concerns. */
export function StepHow({ plan, draft, change, step }: Part & { step: StepView | null }) {
  const { t } = useWords();
  const others = livingOf(plan.steps)
    .filter((one) => one.id !== step?.id && !one.hidden)
    .map((one) => [one.key, one.what] as const);
  return (
    <>
      <TextArea
        label={t("plan.field.condition")}
        hint={t("plan.step.condition_hint")}
        value={draft.condition}
        onChange={(condition) => change({ condition })}
      />
      <TextArea
        label={t("plan.field.how_known")}
        hint={t("plan.step.how_known_hint")}
        value={draft.how_known}
        onChange={(how_known) => change({ how_known })}
      />
      <TextArea
        label={t("plan.field.adjustments")}
        hint={t("plan.step.adjustments_hint")}
        value={draft.adjustments}
        onChange={(adjustments) => change({ adjustments })}
      />
      <div className="form-grid">
        <TextLine
          label={t("plan.field.needs")}
          required={false}
          max={300}
          value={draft.needs}
          onChange={(needs) => change({ needs })}
        />
        <Choice
          label={t("plan.field.after")}
          value={draft.after}
          options={others}
          none={t("plan.step.after_none")}
          onChange={(after) => change({ after })}
        />
      </div>
      <Money draft={draft} change={change} />
      <StepCosts draft={draft} change={change} />
      <label className="radio">
        <input
          type="checkbox"
          checked={draft.for_household}
          onChange={(event) => change({ for_household: event.target.checked })}
        />
        <span>{t("plan.step.for_household")}</span>
      </label>
      {step === null ? (
        <label className="radio">
          <input
            type="checkbox"
            checked={draft.hidden}
            onChange={(event) => change({ hidden: event.target.checked })}
          />
          <span>
            {t("plan.step.hide")}
            <span className="quiet block">{t("plan.step.hide_means")}</span>
          </span>
        </label>
      ) : null}
    </>
  );
}

const activities = ["work", "training"] as const;

function Money({ draft, change }: Pick<Part, "draft" | "change">) {
  const { t } = useWords();
  return (
    <details open={draft.amount !== "" || draft.hours !== "" || draft.activity !== ""}>
      <summary>{t("plan.step.money")}</summary>
      <div className="form-grid details-body">
        <Choice
          label={t("plan.field.activity")}
          value={draft.activity}
          options={activities.map((one) => [one, t(`plan.activity.${one}`)] as const)}
          none={t("plan.activity.none")}
          onChange={(activity) => change({ activity })}
        />
        <TextLine
          label={t("plan.field.hours_per_week")}
          required={false}
          type="number"
          value={draft.hours}
          onChange={(hours) => change({ hours })}
        />
        <TextLine
          label={t("plan.field.earnings")}
          required={false}
          type="number"
          value={draft.amount}
          onChange={(amount) => change({ amount })}
        />
        <TextLine
          label={t("plan.step.currency")}
          required={draft.amount !== ""}
          max={3}
          value={draft.currency}
          onChange={(currency) => change({ currency })}
        />
      </div>
    </details>
  );
}
