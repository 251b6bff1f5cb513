import type { CareTime } from "../../domain/records/assessment-records.ts";
import { TextLine } from "../dialogs/TextLine.tsx";
import { WeekHours } from "../dialogs/WeekHours.tsx";
import { useWords } from "../words/useWords.ts";
import { ToldLines } from "./ToldLines.tsx";

const times_max = 20;
const others_max = 5;
const noon = { days: [], from: "07:00", to: "09:00" };

type Props = { label: string; value: readonly CareTime[]; change: (value: unknown) => void };

/** Who needs the person on which days and hours, and who else is there then. */
export function CareInput({ label, value, change }: Props) {
  const { t, number } = useWords();
  return (
    <fieldset className="parts told-lines">
      <legend>{label}</legend>
      <ToldLines
        items={value}
        blank={{ who: "", hours: noon, begins: null, ends: null, others: [] }}
        max={times_max}
        className="told-line"
        words={{
          line: (nth) => t("care.line", { n: number(nth) }),
          remove: t("care.remove"),
          add: t("care.add"),
        }}
        change={(next) => change(next.length === 0 ? undefined : next)}
      >
        {(one: CareTime, set) => (
          <>
            <WhoAndWhen label={t("care.who")} one={one} set={set} />
            <details open={one.begins !== null || one.ends !== null}>
              <summary>{t("care.part_of_year")}</summary>
              <div className="form-grid details-body">
                <TextLine
                  label={t("care.begins")}
                  type="date"
                  required={false}
                  value={one.begins ?? ""}
                  onChange={(day) => set({ begins: day || null })}
                />
                <TextLine
                  label={t("care.ends")}
                  type="date"
                  required={false}
                  value={one.ends ?? ""}
                  onChange={(day) => set({ ends: day || null })}
                />
              </div>
            </details>
            <ToldLines
              items={one.others}
              blank={{ who: "", hours: one.hours }}
              max={others_max}
              className="told-line told-line-inner"
              words={{
                line: (nth) => t("care.other", { n: number(nth) }),
                remove: t("care.other_remove"),
                add: t("care.other_add"),
              }}
              change={(others) => set({ others: [...others] })}
            >
              {(other: CareTime["others"][number], setOther) => (
                <WhoAndWhen label={t("care.other_who")} one={other} set={setOther} />
              )}
            </ToldLines>
          </>
        )}
      </ToldLines>
    </fieldset>
  );
}

type Told = Pick<CareTime, "who" | "hours">;
type WhoProps = { label: string; one: Told; set: (part: Partial<Told>) => void };

function WhoAndWhen({ label, one: { who, hours }, set }: WhoProps) {
  const { t } = useWords();
  return (
    <>
      <TextLine label={label} max={80} value={who} onChange={(name) => set({ who: name })} />
      <div className="hours-line">
        <WeekHours
          hours={hours}
          from={t("care.from")}
          to={t("care.to")}
          change={(part) => set({ hours: { ...hours, ...part } })}
        />
      </div>
    </>
  );
}
