import {
  IconAlertTriangle,
  IconArrowsSplit,
  IconCheck,
  IconClock,
  IconPlayerStop,
  IconX,
} from "@tabler/icons-react";
import type { PlanView } from "../../server/api/plan-schemas.ts";
import type { PromiseView } from "../../server/api/review-schemas.ts";
import {
  reviewChecks,
  reviewFindings,
  type CheckedLine,
} from "../../domain/records/review-records.ts";
import { partyText } from "../plan/plan-words.ts";
import { useWords } from "../words/useWords.ts";
import { toggled, type Checks } from "./checks.ts";

type Props = {
  id: string;
  title: string;
  lines: readonly PromiseView[];
  plan: PlanView;
  checks: Checks;
  /** Null: this worker only reads. */
  setChecks: ((next: Checks) => void) | null;
};

/** What was promised, what came of it, and how we know; each line can be marked as looked at. */
export function Promises({ id, title, lines, plan, checks, setChecks }: Props) {
  const { t } = useWords();
  return (
    <section className="panel" aria-labelledby={`review-${id}`}>
      <h2 id={`review-${id}`}>{title}</h2>
      {lines.length === 0 ? <p className="quiet">{t("review.no_lines")}</p> : null}
      <ul className="review-lines">
        {lines.map((line) => (
          <Line key={line.key} line={line} plan={plan} checks={checks} setChecks={setChecks} />
        ))}
      </ul>
    </section>
  );
}

type LineProps = Omit<Props, "id" | "title" | "lines"> & { line: PromiseView };

function Line({ line, plan, checks, setChecks }: LineProps) {
  const words = useWords();
  const { t, day, number } = words;
  const check = checks[line.key];
  const who = partyText(line.by, plan, words);
  return (
    <li className="review-line">
      <div className="review-line-head">
        <span className={`review-state review-state-${line.state}`}>
          <StateIcon state={line.state} />
          {t(`review.state.${line.state}`)}
        </span>
        <strong dir="auto">{line.what}</strong>
      </div>
      <div className="quiet">
        <bdi>{who}</bdi>
        {line.day === null ? null : (
          <>
            {t("value.comma")}
            {t("review.by_day", { day: day(line.day) })}
          </>
        )}
        {line.due > 1 ? (
          <>
            {t("value.comma")}
            {t("review.times", { happened: number(line.happened), due: number(line.due) })}
          </>
        ) : null}
      </div>
      {line.evidence.length === 0 ? null : (
        <ul className="review-evidence">
          {line.evidence.map(({ kind, source, assisted }) => (
            <li key={`${kind} ${source}`}>
              {t(`outcome.kind.${kind}`, { name: plan.person_name })}
              {source === "" ? null : (
                <>
                  {t("value.colon")} <q dir="auto">{source}</q>
                </>
              )}
              {assisted ? <span className="quiet"> {t("review.assisted")}</span> : null}
            </li>
          ))}
        </ul>
      )}
      {line.reason === "" ? null : (
        <div>
          {t("review.reason")} <q dir="auto">{line.reason}</q>
        </div>
      )}
      {setChecks === null ? null : (
        <div className="review-check no-print">
          <label className="check">
            <input
              type="checkbox"
              checked={check !== undefined}
              onChange={() => setChecks(toggled(checks, line))}
            />
            <span>{t("review.looked")}</span>
            <span className="unseen">{line.what}</span>
          </label>
          {check ? (
            <How
              what={line.what}
              check={check}
              onChange={(next) => setChecks({ ...checks, [line.key]: next })}
            />
          ) : null}
        </div>
      )}
    </li>
  );
}

const icons = {
  happened: IconCheck,
  ticked: IconAlertTriangle,
  late: IconAlertTriangle,
  differs: IconArrowsSplit,
  could_not: IconX,
  ahead: IconClock,
  stopped: IconPlayerStop,
};
function StateIcon({ state }: Pick<PromiseView, "state">) {
  const Icon = icons[state];
  return <Icon size={16} aria-hidden="true" />;
}

type HowProps = { what: string; check: CheckedLine; onChange: (next: CheckedLine) => void };

/** How it was looked at, what was found there, and after a call what the person said of its use. */
function How({ what, check, onChange }: HowProps) {
  const { t } = useWords();
  const choose = (
    label: string,
    value: string,
    values: readonly string[],
    put: (to: string) => void,
  ) => (
    <select
      aria-label={`${t(`review.${label}`)} ${what}`}
      value={value}
      onChange={(event) => put(event.target.value)}
    >
      {values.map((one) => (
        <option key={one} value={one}>
          {t(`review.${label}.${one}`)}
        </option>
      ))}
    </select>
  );
  return (
    <>
      {choose("how", check.how, reviewChecks, (how) =>
        onChange({ ...check, how: how as CheckedLine["how"] }),
      )}
      {choose("found", check.found, reviewFindings, (found) =>
        onChange({ ...check, found: found as CheckedLine["found"] }),
      )}
      {check.how === "person_called"
        ? choose("useful", check.useful ?? "yes", ["yes", "partly", "no"], (useful) =>
            onChange({ ...check, useful: useful as "yes" }),
          )
        : null}
    </>
  );
}
