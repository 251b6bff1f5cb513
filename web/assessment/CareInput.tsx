import type { CareTime } from "../../domain/records/assessment-records.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
import { WeekHours } from "../dialogs/WeekHours.tsx";
import { useWords } from "../words/useWords.ts";

const times_max = 20;
const others_max = 5;
const noon = { days: [], from: "07:00", to: "09:00" };

type Props = { label: string; value: readonly CareTime[]; change: (value: unknown) => void };

/** Who needs the person on which days and hours, and who else is there then. */
export function CareInput({ label, value, change }: Props) {
  const { t, number } = useWords();
  const put = (next: readonly CareTime[]) => change(next.length === 0 ? undefined : next);
  const set = (at: number, part: Partial<CareTime>) =>
    put(value.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset className="parts told-lines">
      <legend>{label}</legend>
      {value.map((one, at) => (
        <fieldset key={at} className="told-line">
          <legend>{t("care.line", { n: number(at + 1) })}</legend>
          <TextLine
            label={t("care.who")}
            max={80}
            value={one.who}
            onChange={(who) => set(at, { who })}
          />
          <div className="hours-line">
            <WeekHours
              hours={one.hours}
              from={t("care.from")}
              to={t("care.to")}
              change={(part) => set(at, { hours: { ...one.hours, ...part } })}
            />
          </div>
          <details open={one.begins !== null || one.ends !== null}>
            <summary>{t("care.part_of_year")}</summary>
            <div className="form-grid details-body">
              <TextLine
                label={t("care.begins")}
                type="date"
                required={false}
                value={one.begins ?? ""}
                onChange={(day) => set(at, { begins: day || null })}
              />
              <TextLine
                label={t("care.ends")}
                type="date"
                required={false}
                value={one.ends ?? ""}
                onChange={(day) => set(at, { ends: day || null })}
              />
            </div>
          </details>
          <Others care={one} change={(others) => set(at, { others })} />
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => put(value.filter((_, index) => index !== at))}
            >
              {t("care.remove")}
            </button>
          </div>
        </fieldset>
      ))}
      {value.length < times_max ? (
        <button
          type="button"
          className="button button-small"
          onClick={() =>
            put([...value, { who: "", hours: noon, begins: null, ends: null, others: [] }])
          }
        >
          {t("care.add")}
        </button>
      ) : null}
    </fieldset>
  );
}

type OthersProps = { care: CareTime; change: (others: CareTime["others"]) => void };

function Others({ care: { others, hours }, change }: OthersProps) {
  const { t, number } = useWords();
  const set = (at: number, part: Partial<CareTime["others"][number]>) =>
    change(others.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <>
      {others.map((one, at) => (
        <fieldset key={at} className="told-line told-line-inner">
          <legend>{t("care.other", { n: number(at + 1) })}</legend>
          <TextLine
            label={t("care.other_who")}
            max={80}
            value={one.who}
            onChange={(who) => set(at, { who })}
          />
          <div className="hours-line">
            <WeekHours
              hours={one.hours}
              from={t("care.from")}
              to={t("care.to")}
              change={(part) => set(at, { hours: { ...one.hours, ...part } })}
            />
          </div>
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => change(others.filter((_, index) => index !== at))}
            >
              {t("care.other_remove")}
            </button>
          </div>
        </fieldset>
      ))}
      {others.length < others_max ? (
        <div className="actions">
          <button
            type="button"
            className="button button-small"
            onClick={() => change([...others, { who: "", hours }])}
          >
            {t("care.other_add")}
          </button>
        </div>
      ) : null}
    </>
  );
}
