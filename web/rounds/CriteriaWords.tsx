import { useWords } from "../words/useWords.ts";
import { attributeLabel } from "./attribute-label.ts";
import { linesOf, type DraftLine } from "./criteria-draft.ts";

/** Who is looked for, in words. */
export function CriteriaWords({ criteria }: { criteria: unknown }) {
  const { t, code, value } = useWords();
  const lines = linesOf(criteria);
  const sentence = ({ attribute, is, value: text }: DraftLine) =>
    t("round.sentence", {
      field: attributeLabel(attribute, code),
      is: t(`round.is.${is}`),
      value: value(attribute, text === "true" ? true : text === "false" ? false : text),
    });
  return (
    <>
      {(["household", "member"] as const).map((of) => {
        const own = lines.filter((line) => line.of === of);
        if (own.length === 0) return null;
        return (
          <div key={of}>
            <h3>{t(`round.of.${of}`)}</h3>
            <ul className="criteria-words">
              {own.map((line) => (
                <li key={`${line.attribute}-${line.is}`}>{sentence(line)}</li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}
