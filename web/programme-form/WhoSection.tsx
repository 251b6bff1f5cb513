import { IconPlus } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import { Radios } from "../dialogs/Radios.tsx";
import { ConditionWords } from "../programmes/ConditionWords.tsx";
import { CriteriaLineRow } from "./CriteriaLineRow.tsx";
import {
  comparisonsFor,
  criteriaOfLines,
  linesOfCriteria,
  type CriteriaLine,
} from "./criteria-lines.ts";
import { controlId } from "./faults.ts";
import { FaultWords } from "./FaultWords.tsx";
import { MatchPanel } from "./MatchPanel.tsx";
import type { SectionProps } from "./section.ts";
import { useLines } from "./useLines.ts";

/** Who is enrolled and whom it is for, line by line, with who would fit now. */
export function WhoSection({ draft, known, set, programme }: SectionProps & { programme: string }) {
  const { t } = useWords();
  const { unit, criteria } = draft.definition;
  const [lines, setLines] = useLines(unit, criteria);
  const { attributes } = known;
  const write = (next: CriteriaLine[], of = unit) => {
    setLines(next);
    set({ unit: of, criteria: criteriaOfLines(next, of, attributes) });
  };
  return (
    <>
      <Radios
        legend={t("programme.write.unit")}
        name="unit"
        options={[
          ["member", t("programme.for_note.member")],
          ["household", t("programme.for_note.household")],
        ]}
        value={unit}
        onChange={(next) => {
          const kept = lines ?? linesOfCriteria(criteria, unit);
          if (kept) write(kept, next);
          else set({ unit: next, criteria: { all: [] } });
        }}
      />
      <div id={controlId("/criteria")} tabIndex={-1} className="criteria">
        {lines === null ? (
          <>
            <p>{t("programme.write.kept")}</p>
            <ConditionWords criteria={criteria} />
            <button type="button" className="button button-small" onClick={() => write([])}>
              {t("programme.write.anew")}
            </button>
          </>
        ) : (
          <Lines lines={lines} attributes={attributes} unit={unit} write={write} />
        )}
        <FaultWords at="/criteria" />
      </div>
      <MatchPanel draft={draft} programme={programme} />
    </>
  );
}

type LinesProps = {
  lines: CriteriaLine[];
  attributes: SectionProps["known"]["attributes"];
  unit: "member" | "household";
  write: (lines: CriteriaLine[]) => void;
};

function Lines({ lines, attributes, unit, write }: LinesProps) {
  const { t } = useWords();
  const order =
    unit === "member" ? (["member", "household"] as const) : (["household", "member"] as const);
  return order.map((of) => {
    const own = attributes.filter((one) => one.of === of);
    const [first] = own.filter(({ name }) => name === "age" || name === "region");
    return (
      <fieldset key={of} className="criteria criteria-part">
        <legend>{t(`programme.write.of.${unit}.${of}`)}</legend>
        {lines.map((line, at) =>
          line.of === of ? (
            <CriteriaLineRow
              key={`${of}-${at}`}
              line={line}
              attributes={own}
              change={(part) =>
                write(lines.map((one, index) => (index === at ? { ...one, ...part } : one)))
              }
              remove={() => write(lines.filter((_, index) => index !== at))}
            />
          ) : null,
        )}
        <button
          type="button"
          className="button button-small"
          disabled={!first}
          onClick={() => {
            if (!first) return;
            const [is = "eq"] = comparisonsFor(first);
            write([...lines, { of, attribute: first.name, is, values: [""] }]);
          }}
        >
          <IconPlus size={16} aria-hidden="true" />
          {t(`programme.write.add.${of}`)}
        </button>
      </fieldset>
    );
  });
}
