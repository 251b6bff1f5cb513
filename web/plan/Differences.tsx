import type { DifferenceView, PlanView } from "../../server/api/plan-schemas.ts";
import { useWords } from "../words/useWords.ts";
import { planValue } from "./plan-words.ts";

type Props = { differences: readonly DifferenceView[]; plan: PlanView };

/** What differs between two versions, in words: line by line, before and after. */
export function Differences({ differences, plan }: Props) {
  const words = useWords();
  const { t } = words;
  if (differences.length === 0) return <p className="quiet">{t("plan.diff.none")}</p>;
  return (
    <ul className="differences">
      {differences.map((one) => (
        <li key={`${one.kind} ${one.key}`}>
          <span className="quiet">{t(`plan.diff.${one.kind}.${one.what}`)}</span>{" "}
          {one.title === "" ? null : <strong dir="auto">{one.title}</strong>}
          {one.fields.length === 0 ? null : (
            <ul>
              {one.fields.map(({ field, from, to }) => (
                <li key={field}>
                  {t(`plan.field.${field}`)}
                  {t("value.colon")} <del dir="auto">{planValue(field, from, plan, words)}</del>{" "}
                  <span aria-hidden="true">{t("plan.diff.arrow")}</span>{" "}
                  <ins dir="auto">{planValue(field, to, plan, words)}</ins>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}
