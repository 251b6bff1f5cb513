import type { AskableAttribute } from "../../server/api/round-schemas.ts";
import { attributeLabel } from "../rounds/attribute-label.ts";
import { CriteriaRow } from "../rounds/CriteriaRow.tsx";
import { codeGroups } from "../words/value-text.ts";
import { useWords } from "../words/useWords.ts";
import { comparisonsFor, type CriteriaLine } from "./criteria-lines.ts";

type Props = {
  line: CriteriaLine;
  attributes: readonly AskableAttribute[];
  change: (part: Partial<CriteriaLine>) => void;
  remove: () => void;
};

/** One line of whom the programme is for: what is looked at, how, and the value. */
export function CriteriaLineRow({ line, attributes, change, remove }: Props) {
  const { t } = useWords();
  const attribute = attributes.find(({ name }) => name === line.attribute);
  const choose = (name: string) => {
    const next = attributes.find((one) => one.name === name);
    change({ attribute: name, is: (next && comparisonsFor(next)[0]) ?? "eq", values: [""] });
  };
  return (
    <CriteriaRow
      attribute={line.attribute}
      is={line.is}
      attributes={attributes}
      comparisons={(attribute ? comparisonsFor(attribute) : []).map(
        (is) => [is, t(is === "in" ? "programme.write.is_in" : `round.is.${is}`)] as const,
      )}
      choose={choose}
      compare={(is) => change({ is })}
      remove={remove}
    >
      {attribute ? <Values line={line} attribute={attribute} change={change} /> : null}
    </CriteriaRow>
  );
}

type ValuesProps = Pick<Props, "line" | "change"> & { attribute: AskableAttribute };

function Values({ attribute, line, change }: ValuesProps) {
  const { t, code } = useWords();
  const { name, type, codes } = attribute;
  const label = t("round.value", { field: attributeLabel(name, code) });
  const [value = ""] = line.values;
  const one = (text: string) => change({ values: [text] });
  const options: (readonly [string, string])[] =
    type === "boolean"
      ? [
          ["true", t("value.yes")],
          ["false", t("value.no")],
        ]
      : codes.map((item) => [item, code(codeGroups[name] ?? name, item)]);
  if (line.is === "in" && options.length > 0) {
    return (
      <fieldset className="criteria-values">
        <legend className="unseen">{label}</legend>
        {options.map(([item, words]) => (
          <label key={item} className="radio">
            <input
              type="checkbox"
              checked={line.values.includes(item)}
              onChange={({ target: { checked } }) => {
                const rest = line.values.filter((known) => known !== item && known !== "");
                change({ values: checked ? [...rest, item] : rest });
              }}
            />
            <span>{words}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  if (line.is === "in") {
    return (
      <input
        aria-label={t("programme.write.several", { label })}
        dir="auto"
        defaultValue={line.values.join(", ")}
        onChange={(event) =>
          change({ values: event.target.value.split(/[,،]/).map((item) => item.trim()) })
        }
      />
    );
  }
  if (options.length > 0) {
    return (
      <select aria-label={label} value={value} onChange={(event) => one(event.target.value)}>
        <option value="">{t("form.choose")}</option>
        {options.map(([item, words]) => (
          <option key={item} value={item}>
            {words}
          </option>
        ))}
      </select>
    );
  }
  const input = type === "number" ? "number" : type === "date" ? "date" : "text";
  return (
    <input
      aria-label={label}
      type={input}
      dir={input === "text" ? "auto" : "ltr"}
      maxLength={200}
      value={value}
      onChange={(event) => one(event.target.value)}
    />
  );
}
