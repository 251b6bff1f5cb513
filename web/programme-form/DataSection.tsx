import { fieldsOf } from "../../domain/programme/data-options.ts";
import type { DataNeeded } from "../../domain/programme/definition.ts";
import { dataOptions, updateModes, type DataOption } from "../../domain/programme/words.ts";
import { Radios } from "../dialogs/Radios.tsx";
import { useWords } from "../words/useWords.ts";
import { Checks } from "./Checks.tsx";
import type { SectionProps } from "./section.ts";

/** What it needs to know first, what it asks beside, and what its partners are told. */
export function DataSection({ draft, known, set }: SectionProps) {
  const { t } = useWords();
  const { definition } = draft;
  return (
    <>
      <Data
        name="needs"
        legend={t("programme.needs")}
        data={definition.needs}
        known={known}
        onChange={(needs) => set({ needs })}
      />
      <details className="programme-more">
        <summary>{t("programme.questions")}</summary>
        <Checks
          at="/assessment"
          legend={t("programme.write.questions")}
          options={known.questions.map((one) => [one, t(`question.${one}`)])}
          chosen={definition.assessment ?? []}
          onChange={(chosen) =>
            set({ assessment: chosen as NonNullable<typeof definition.assessment> })
          }
        />
      </details>
      <Data
        name="shares"
        legend={t("programme.write.shares")}
        data={definition.shares}
        known={known}
        onChange={(shares) => set({ shares })}
      />
      <p className="quiet">{t("programme.told_why")}</p>
      <Checks
        at="/update_modes"
        legend={t("programme.write.updates")}
        options={updateModes.map((one) => [one, t(`programme.write.update.${one}`)])}
        chosen={definition.update_modes}
        onChange={(update_modes) => set({ update_modes })}
      />
    </>
  );
}

type Props = {
  name: "needs" | "shares";
  legend: string;
  data: DataNeeded;
  known: SectionProps["known"];
  onChange: (data: DataNeeded) => void;
};

function Data({ name, legend, data, known, onChange }: Props) {
  const { t, code } = useWords();
  const chosen: DataOption | "fields" = "option" in data ? data.option : "fields";
  const fields = fieldsOf(data) as Record<string, readonly string[]>;
  const write = (type: string, next: readonly string[]) => {
    const { [type]: _, ...rest } = fields;
    const all = next.length === 0 ? rest : { ...rest, [type]: next };
    onChange({ fields: all as Record<string, string[]> });
  };
  return (
    <>
      <Radios<DataOption | "fields">
        legend={legend}
        name={name}
        options={[
          ...dataOptions.map((one) => [one, t(`programme.option.${one}`)] as const),
          ["fields", t("programme.write.by_field")] as const,
        ]}
        value={chosen}
        onChange={(next) =>
          onChange(
            next === "fields"
              ? { fields: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, [...v]])) }
              : { option: next },
          )
        }
      />
      {chosen === "fields"
        ? known.records.map(({ type, fields: all }) => (
            <details key={type} className="programme-more" open={(fields[type] ?? []).length > 0}>
              <summary>
                {code("programme.record", type)}
                {" · "}
                {t("programme.write.chosen", { count: (fields[type] ?? []).length })}
              </summary>
              <Checks
                at={`/${name}/fields/${type}`}
                legend={code("programme.record", type)}
                options={all.map((field) => [
                  field.name,
                  field.sensitive
                    ? t("programme.write.sensitive", { field: fieldName(field.name) })
                    : fieldName(field.name),
                ])}
                chosen={fields[type] ?? []}
                onChange={(next) => write(type, next)}
              />
            </details>
          ))
        : null}
    </>
  );

  function fieldName(field: string): string {
    return field === "person" ? t("programme.who") : code("field", field);
  }
}
