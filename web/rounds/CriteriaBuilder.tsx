import { IconPlus } from "@tabler/icons-react";
import type { AskableAttribute } from "../../server/api/round-schemas.ts";
import { codeGroups } from "../words/value-text.ts";
import { useWords } from "../words/useWords.ts";
import { attributeLabel } from "./attribute-label.ts";
import { CriteriaRow } from "./CriteriaRow.tsx";
import { comparisonsOf, type DraftLine } from "./criteria-draft.ts";

type Props = {
  attributes: readonly AskableAttribute[];
  lines: readonly DraftLine[];
  change: (lines: DraftLine[]) => void;
};

/** Who is looked for, line by line: of the household, and of one member of it. */
export function CriteriaBuilder({ attributes, lines, change }: Props) {
  const { t } = useWords();
  const set = (at: number, part: Partial<DraftLine>) =>
    change(lines.map((line, index) => (index === at ? { ...line, ...part } : line)));
  return (
    <>
      {(["household", "member"] as const).map((of) => {
        const own = attributes.filter((one) => one.of === of);
        if (own.length === 0) return null;
        return (
          <fieldset key={of} className="panel criteria">
            <legend>{t(`round.of.${of}`)}</legend>
            {lines.map((line, at) =>
              line.of === of ? (
                <Line
                  key={`${of}-${at}`}
                  line={line}
                  attributes={own}
                  change={(part) => set(at, part)}
                  remove={() => change(lines.filter((_, index) => index !== at))}
                />
              ) : null,
            )}
            <button
              type="button"
              className="button button-small"
              onClick={() => change([...lines, firstLine(of, own)])}
            >
              <IconPlus size={16} aria-hidden="true" />
              {t(`round.add.${of}`)}
            </button>
          </fieldset>
        );
      })}
    </>
  );
}

function firstLine(of: DraftLine["of"], attributes: readonly AskableAttribute[]): DraftLine {
  // Where people live is what most searches of households begin with.
  const first = attributes.find(({ name }) => name === "region") ?? attributes[0];
  const is = (first && comparisonsOf(first)[0]) ?? "eq";
  return { of, attribute: first?.name ?? "", is, value: "" };
}

type LineProps = {
  line: DraftLine;
  attributes: readonly AskableAttribute[];
  change: (part: Partial<DraftLine>) => void;
  remove: () => void;
};

function Line({ line, attributes, change, remove }: LineProps) {
  const { t } = useWords();
  const attribute = attributes.find(({ name }) => name === line.attribute);
  const choose = (name: string) => {
    const next = attributes.find((one) => one.name === name);
    change({ attribute: name, is: (next && comparisonsOf(next)[0]) ?? "eq", value: "" });
  };
  return (
    <CriteriaRow
      attribute={line.attribute}
      is={line.is}
      attributes={attributes}
      comparisons={(attribute ? comparisonsOf(attribute) : []).map(
        (is) => [is, t(`round.is.${is}`)] as const,
      )}
      choose={choose}
      compare={(is) => change({ is })}
      remove={remove}
    >
      {attribute ? <Value attribute={attribute} line={line} change={change} /> : null}
    </CriteriaRow>
  );
}

type ValueProps = Pick<LineProps, "line" | "change"> & { attribute: AskableAttribute };

function Value({ attribute, line, change }: ValueProps) {
  const { t, code } = useWords();
  const label = t("round.value", { field: attributeLabel(attribute.name, code) });
  const { type, codes } = attribute;
  const options =
    type === "boolean"
      ? ["true", "false"].map((one) => [one, t(one === "true" ? "value.yes" : "value.no")])
      : codes.map((one) => [one, code(codeGroups[attribute.name] ?? attribute.name, one)]);
  if (options.length > 0) {
    return (
      <select
        aria-label={label}
        value={line.value}
        onChange={(event) => change({ value: event.target.value })}
      >
        <option value="">{t("form.choose")}</option>
        {options.map(([value, words]) => (
          <option key={value} value={value}>
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
      value={line.value}
      onChange={(event) => change({ value: event.target.value })}
    />
  );
}
