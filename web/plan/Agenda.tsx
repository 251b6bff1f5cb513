import { IconAlertTriangle } from "@tabler/icons-react";
import { useWords } from "../words/useWords.ts";
import type { Column, Item, Scale } from "./calendar.ts";
import { columnText, isNow, itemWhen } from "./calendar-words.ts";
import { useDesk } from "./desk.ts";
import { LaneMark } from "./LaneMark.tsx";

type Props = {
  columns: readonly Column[];
  items: readonly Item[];
  scale: Scale;
  /** Ids of lines in an open conflict. */
  clashes: ReadonlySet<string>;
};

/** The calendar on a phone: week after week, or day after day, each step a line to tap. */
export function Agenda({ columns, items, scale, clashes }: Props) {
  const words = useWords();
  const { t } = words;
  return (
    <div className="agenda">
      {columns.map((column, at) => {
        const here = items
          .filter(({ first, last }) => first <= at && at <= last)
          .sort((a, b) => (order(a) < order(b) ? -1 : 1));
        return (
          <section key={column.from} aria-labelledby={`agenda-${column.from}`}>
            <h3
              id={`agenda-${column.from}`}
              className={isNow(column) ? "agenda-head lanes-now" : "agenda-head"}
              aria-current={isNow(column) ? "date" : undefined}
            >
              {columnText(column, scale, words)}
            </h3>
            {here.length === 0 ? <p className="quiet">{t("plan.calendar.nothing")}</p> : null}
            <ul>
              {here.map((item) => (
                <Line
                  key={item.id}
                  item={item}
                  scale={scale}
                  goesOn={item.first < at}
                  clash={clashes.has(item.id.split(" ")[0] ?? "")}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

type LineProps = { item: Item; scale: Scale; goesOn: boolean; clash: boolean };

function Line({ item, scale, goesOn, clash }: LineProps) {
  const words = useWords();
  const { t } = words;
  const { open } = useDesk();
  const { step } = item;
  const when =
    goesOn && item.start === "" ? t("plan.calendar.goes_on") : itemWhen(item, scale, words);
  const inside = (
    <>
      <LaneMark lane={item.lane} />
      <span className="agenda-words">
        <strong dir="auto">{item.kind === "away" ? t("plan.away.title") : item.title}</strong>
        {clash ? (
          <span className="agenda-clash">
            <IconAlertTriangle size={15} aria-hidden="true" />
            {t("plan.calendar.clash")}
          </span>
        ) : null}
        <span className="quiet">{[item.name, when].filter(Boolean).join(t("value.comma"))}</span>
      </span>
    </>
  );
  return (
    <li>
      {step ? (
        <button
          type="button"
          className={`agenda-line agenda-${item.lane}`}
          onClick={() => open({ kind: "sheet", step: step.id })}
        >
          {inside}
        </button>
      ) : (
        <div className={`agenda-line agenda-${item.kind}`}>{inside}</div>
      )}
    </li>
  );
}

function order({ day, start, id }: Item): string {
  return `${start === "" ? "1" : "0"} ${day} ${start} ${id}`;
}
