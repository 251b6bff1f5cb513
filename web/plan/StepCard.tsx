import { IconCoins, IconEyeOff, IconHandStop, IconHome, IconLink } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { StepView } from "../../server/api/plan-schemas.ts";
import { StepOutcomes, StepStands } from "../outcome/StepOutcomes.tsx";
import { StepThread } from "../threads/StepThread.tsx";
import { useWords } from "../words/useWords.ts";
import { useDesk } from "./desk.ts";
import { LaneMark } from "./LaneMark.tsx";
import { lineText, planValue, whenText, whoText } from "./plan-words.ts";
import { StepActs } from "./StepActs.tsx";
import { StepBeside } from "./StepBeside.tsx";

/** On the board a card is dragged from state to state. */
type Dragging = { start: () => void; end: () => void };

type CardProps = {
  step: StepView;
  drag?: Dragging | undefined;
  /** On the board: what, who, when; the rest is opened. */
  short?: boolean;
};

/** One step with all that is agreed of it; the benefit condition stands where nobody can miss it. */
export function StepCard({ step, drag, short = false }: CardProps) {
  const words = useWords();
  const { plan, open } = useDesk();
  const when = whenText(step, words);
  const where = step.meeting_place || step.where;
  return (
    <li
      className={`step-card step-card-${step.lane}`}
      draggable={drag !== undefined}
      onDragStart={drag?.start}
      onDragEnd={drag?.end}
    >
      <div className="step-head">
        <LaneMark lane={step.lane} />
        {short ? (
          <button
            type="button"
            className="link step-what strong"
            dir="auto"
            onClick={() => open({ kind: "sheet", step: step.id })}
          >
            {step.what}
          </button>
        ) : (
          <strong dir="auto" className="step-what">
            {step.what}
          </strong>
        )}
        <StepActs step={step} short={short} />
      </div>
      <p className="step-line">
        <StepTags step={step} state={!short} />
        <bdi>{whoText(step, plan, words)}</bdi>
        {when === "" ? null : <span className="step-when">{when}</span>}
        {where === "" || short ? null : <bdi>{where}</bdi>}
      </p>
      {short ? null : <StepTerms step={step} />}
      <StepBeside line={step} />
      {short ? <StepStands step={step} /> : <StepOutcomes step={step} />}
      {short ? null : <StepThread step={step} />}
    </li>
  );
}

/** Condition, what is needed first, adjustments, and what is looked up. */
function StepTerms({ step }: { step: StepView }) {
  const { t } = useWords();
  const { plan } = useDesk();
  return (
    <>
      {step.condition === "" ? null : (
        <p className="step-condition">
          <IconCoins size={17} aria-hidden="true" />
          <span>
            <strong>{t("plan.field.condition")}</strong> <bdi>{step.condition}</bdi>
          </span>
        </p>
      )}
      {step.needs === "" && step.after === null ? null : (
        <Note icon={<IconLink size={16} aria-hidden="true" />} label={t("plan.step.first")}>
          <bdi>
            {[step.after === null ? "" : lineText(step.after, plan), step.needs]
              .filter(Boolean)
              .join(t("value.comma"))}
          </bdi>
        </Note>
      )}
      {step.adjustments === "" ? null : (
        <Note
          icon={<IconHandStop size={16} aria-hidden="true" />}
          label={t("plan.field.adjustments")}
        >
          <bdi>{step.adjustments}</bdi>
        </Note>
      )}
      <StepMore step={step} />
    </>
  );
}

function Note({ icon, label, children }: { icon: ReactNode; label: string; children: ReactNode }) {
  const { t } = useWords();
  return (
    <p className="step-note">
      {icon}
      <span>
        <span className="quiet">
          {label}
          {t("value.colon")}
        </span>{" "}
        {children}
      </span>
    </p>
  );
}

/** State, standing, and what is special; what is as usual says nothing. */
export function StepTags({ step, state }: { step: StepView; state: boolean }) {
  const { t } = useWords();
  const { plan } = useDesk();
  return (
    <span className="step-tags">
      {state ? (
        <span className={step.state === "done" ? "tag tag-ok" : "tag"}>
          {t(`plan.state.${step.state}`)}
        </span>
      ) : null}
      <LineTag standing={step.standing} isFirst={plan.agreement.in_force === null} />
      {step.hidden ? (
        <span className="tag">
          <IconEyeOff size={15} aria-hidden="true" />
          {t("plan.step.hidden")}
        </span>
      ) : null}
      {step.for_household ? (
        <span className="tag">
          <IconHome size={15} aria-hidden="true" />
          {t("plan.step.shared")}
        </span>
      ) : null}
    </span>
  );
}

/** Against what was agreed; of a plan that was never agreed, no single line says so. */
export function LineTag({
  standing,
  isFirst,
}: {
  standing: StepView["standing"];
  isFirst: boolean;
}) {
  const { t } = useWords();
  if (standing === "agreed" || (isFirst && standing === "not_agreed")) return null;
  return (
    <span className={standing === "not_agreed" ? "tag" : "tag tag-warn"}>
      {t(`plan.line.${standing}`)}
    </span>
  );
}

/** What is looked up rather than read: proof, duty, hours, pay, why it ended. */
function StepMore({ step }: { step: StepView }) {
  const words = useWords();
  const { t } = words;
  const { plan } = useDesk();
  const facts: [string, string][] = [];
  const add = (label: string, text: string) => (text === "" ? 0 : facts.push([label, text]));
  add(t("plan.field.how_known"), step.how_known);
  if (step.obligation) {
    add(t("plan.field.obligation"), planValue("obligation", step.obligation, plan, words));
  }
  if (step.hours_per_week !== null) {
    add(t("plan.field.hours_per_week"), words.number(step.hours_per_week));
  }
  if (step.earnings) {
    add(t("plan.field.earnings"), planValue("earnings", step.earnings, plan, words));
  }
  if (step.costs.length > 0) {
    add(t("plan.field.costs"), planValue("costs", step.costs, plan, words));
  }
  if (step.permits.length > 0) {
    add(t("plan.field.permits"), planValue("permits", step.permits, plan, words));
  }
  if (step.meeting_place !== "" && step.where !== "" && step.where !== step.meeting_place) {
    add(t("plan.field.where"), step.where);
  }
  add(t("plan.field.evidence"), step.evidence);
  add(t("plan.field.state_reason"), step.state_reason);
  if (facts.length === 0) return null;
  return (
    <dl className="step-facts">
      {facts.map(([label, text]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd dir="auto">{text}</dd>
        </div>
      ))}
    </dl>
  );
}
