import type { PaperStepView, PlanPaper } from "../../server/api/paper-schemas.ts";
import type { PaperWords } from "./usePaperWords.ts";
import { costText } from "../plan/plan-words.ts";

type Props = { paper: PlanPaper; words: PaperWords };

/** What the person wants to reach, in the person's words. */
export function PaperGoals({ paper, words }: Props) {
  const { t, number, day } = words;
  if (paper.goals.length === 0) return null;
  return (
    <section aria-labelledby="paper-goals">
      <h2 id="paper-goals">{t("paper.goals")}</h2>
      <ol className="paper-goals">
        {paper.goals.map((goal) => (
          <li key={goal.key}>
            <span className="paper-number">{number(goal.number)}</span>
            <div>
              <strong>
                <bdi>{goal.text}</bdi>
              </strong>
              {goal.by ? <p>{t("paper.goal_by", { day: day(goal.by) })}</p> : null}
              {goal.how_known ? (
                <p>
                  {t("paper.how_known")} <bdi>{goal.how_known}</bdi>
                </p>
              ) : null}
              {goal.refused ? <p className="paper-no">{t("paper.refused")}</p> : null}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

const others = ["social", "employment", "provider", "employer"] as const;

/** First what is done for the person, office by office. */
export function PaperPromises({ paper, words }: Props) {
  const { t } = words;
  const groups = others
    .map((party) => ({ party, steps: paper.steps.filter((step) => step.party === party) }))
    .filter(({ steps }) => steps.length > 0);
  return (
    <section aria-labelledby="paper-promises">
      <h2 id="paper-promises">{t("paper.promises")}</h2>
      {groups.length === 0 ? <p>{t("paper.no_promises")}</p> : null}
      {groups.map(({ party, steps }) => (
        <section key={party} aria-labelledby={`paper-by-${party}`}>
          <h3 id={`paper-by-${party}`} className={`paper-party paper-party-${party}`}>
            {t(`paper.party.${party}`)}
          </h3>
          <Steps steps={steps} words={words} />
        </section>
      ))}
    </section>
  );
}

/** Then what the person does, and what it means for the person's money. */
export function PaperDuties({ paper, words }: Props) {
  const { t } = words;
  const steps = paper.steps.filter(({ party }) => party === "person");
  return (
    <section aria-labelledby="paper-duties">
      <h2 id="paper-duties">{t("paper.duties")}</h2>
      {steps.length === 0 ? <p>{t("paper.no_duties")}</p> : <Steps steps={steps} words={words} />}
      <p className="paper-note">{t("paper.duties_note")}</p>
    </section>
  );
}

function Steps({ steps, words }: { steps: readonly PaperStepView[]; words: PaperWords }) {
  const { t, number } = words;
  return (
    <ol className="paper-steps">
      {steps.map((step) => (
        <li key={step.key} className="paper-step">
          <span className="paper-number">{number(step.number)}</span>
          <div>
            <h4>
              <bdi>{step.what}</bdi>
              {step.state === "done" || step.state === "stopped" ? (
                <span className="paper-state">{t(`paper.state.${step.state}`)}</span>
              ) : null}
            </h4>
            <Facts step={step} words={words} />
            <Effect step={step} words={words} />
            {step.refused ? <p className="paper-no">{t("paper.refused")}</p> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}

function Facts({ step, words }: { step: PaperStepView; words: PaperWords }) {
  const { t, day, number } = words;
  const { from, until, due } = step;
  const where = step.meeting_place || step.where;
  const facts: [string, string][] = [
    ["paper.when", whenText(step, words)],
    [
      "paper.days",
      from && until ? t("paper.from_until", { from: day(from), until: day(until) }) : "",
    ],
    ["paper.from", from && !until ? day(from) : ""],
    ["paper.until", until && !from ? day(until) : ""],
    ["paper.due", due ? day(due) : ""],
    ["paper.where", where],
    ["paper.who", step.role],
    ["paper.hours_week", step.hours_per_week === null ? "" : number(step.hours_per_week)],
    ["paper.earnings", earningsText(step, words)],
    ["paper.costs", step.costs.map((one) => costText(one, words)).join(t("value.semicolon"))],
    ["paper.permits", papersText(step, words)],
    ["paper.adjustments", step.adjustments],
    ["paper.needs", step.needs],
    ["paper.after", step.after === null ? "" : number(step.after)],
    ["paper.for_goal", step.goal === null ? "" : number(step.goal)],
    ["paper.how_known", step.how_known],
  ];
  return (
    <dl className="paper-lines">
      {facts
        .filter(([, text]) => text !== "")
        .map(([key, text]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  );
}

/** The benefit condition beside the step, and whether it is the person's choice. */
function Effect({ step, words: { t } }: { step: PaperStepView; words: PaperWords }) {
  const { condition, obligation, party } = step;
  const isRequired = obligation?.kind === "required";
  const isPersons = party === "person";
  if (condition === "" && !(isPersons || isRequired)) return null;
  return (
    <div className="paper-effect">
      {condition ? (
        <p>
          <strong>{t("paper.condition")}</strong> <bdi>{condition}</bdi>
        </p>
      ) : null}
      {isRequired ? (
        <p>
          {t(isPersons ? "paper.required" : "paper.must")} <bdi>{obligation.source}</bdi>
        </p>
      ) : null}
      {isRequired && obligation.consequence && isPersons ? (
        <p>
          {t("paper.consequence")} <bdi>{obligation.consequence}</bdi>{" "}
          <strong>{t("paper.object")}</strong>
        </p>
      ) : null}
      {isPersons && !isRequired ? <p>{t("paper.voluntary")}</p> : null}
    </div>
  );
}

function whenText(step: PaperStepView, words: PaperWords): string {
  const { t, weekday, hours } = words;
  const { times, repeats } = step;
  const often = repeats && repeats !== "once" ? t(`paper.repeats.${repeats}`) : "";
  if (!times) return often;
  const day = weekday(times.start.slice(0, 10));
  const clock = hours(times.start.slice(11, 16), times.end.slice(11, 16));
  const first = t("paper.at", { day, hours: clock });
  const isSeries = times.rrule !== undefined;
  return [often, isSeries ? t("paper.first", { when: first }) : first]
    .filter(Boolean)
    .join(t("value.comma"));
}

function papersText({ permits }: PaperStepView, { code, language }: PaperWords): string {
  return new Intl.ListFormat(language).format(permits.map((one) => code("paper_kind", one)));
}

function earningsText({ earnings }: PaperStepView, { language }: PaperWords): string {
  if (!earnings) return "";
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency: earnings.currency,
    maximumFractionDigits: 0,
  }).format(earnings.amount);
}
