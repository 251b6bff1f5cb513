import { IconAlertTriangle } from "@tabler/icons-react";
import { useState, type DragEvent, type KeyboardEvent } from "react";
import type { StepView } from "../../server/api/plan-schemas.ts";
import { lanes } from "../../domain/records/plan-values.ts";
import { useWords } from "../words/useWords.ts";
import type { Column, Item, Scale } from "./calendar.ts";
import { columnText, isNow, itemWhen } from "./calendar-words.ts";
import { useDesk } from "./desk.ts";
import { LaneMark } from "./LaneMark.tsx";
import { movedBy } from "./moving.ts";
import { givenName } from "./standing.ts";
import { daysBetween } from "./times-draft.ts";

type Props = {
  columns: readonly Column[];
  items: readonly Item[];
  scale: Scale;
  /** Ids of lines in an open conflict. */
  clashes: ReadonlySet<string>;
};
type Drag = { item: Item; column: number };

/** The three lanes over the columns. A step moves by mouse, by Alt and an arrow, or by its menu. */
export function Lanes({ columns, items, scale, clashes }: Props) {
  const words = useWords();
  const { t } = words;
  const [drag, setDrag] = useState<Drag | null>(null);
  return (
    <div
      className={`lanes lanes-${scale}`}
      role="group"
      aria-label={t("plan.calendar.lanes")}
      style={{ gridTemplateColumns: `146px repeat(${columns.length}, minmax(0, 1fr))` }}
    >
      <div className="lanes-head lanes-corner" />
      {columns.map((column) => (
        <div
          key={column.from}
          className={isNow(column) ? "lanes-head lanes-now" : "lanes-head"}
          aria-current={isNow(column) ? "date" : undefined}
        >
          {columnText(column, scale, words)}
        </div>
      ))}
      {lanes.map((lane) => (
        <Lane
          key={lane}
          lane={lane}
          columns={columns}
          items={items.filter((item) => item.lane === lane)}
          scale={scale}
          clashes={clashes}
          drag={drag}
          setDrag={setDrag}
        />
      ))}
    </div>
  );
}

type LaneProps = Props & {
  lane: StepView["lane"];
  drag: Drag | null;
  setDrag: (drag: Drag | null) => void;
};

function Lane({ lane, columns, items, scale, clashes, drag, setDrag }: LaneProps) {
  const { t } = useWords();
  const { plan, isShut, open, moves } = useDesk();
  const rows = Math.max(1, ...items.map(({ row }) => row + 1));
  const drop = (column: number) => {
    const from = columns[drag?.column ?? 0]?.from;
    const to = columns[column]?.from;
    setDrag(null);
    if (!drag?.item.step || from === undefined || to === undefined) return;
    const moved = movedBy(drag.item.step, daysBetween(from, to));
    if (moved && from !== to) moves.move(drag.item.step, moved);
  };
  return (
    <div
      className={`lane lane-${lane}`}
      style={{ gridTemplateRows: `repeat(${rows}, auto) minmax(8px, 1fr)` }}
    >
      <h3 className="lane-name">
        <LaneMark lane={lane} />
        {lane === "person"
          ? t("plan.lane.person_of", { name: givenName(plan) })
          : t(`plan.lane.${lane}`)}
      </h3>
      {columns.map((column, at) => (
        <div
          key={column.from}
          className={`lane-cell${isNow(column) ? " lanes-now" : ""}${drag ? " lane-cell-open" : ""}`}
          style={{ gridColumn: at + 2 }}
          onDragOver={(event) => (drag ? event.preventDefault() : undefined)}
          onDrop={(event) => {
            event.preventDefault();
            drop(at);
          }}
          onDoubleClick={() =>
            isShut ? undefined : open({ kind: "step", step: null, lane, day: column.from })
          }
        />
      ))}
      {items.map((item) => (
        <Bar
          key={item.id}
          item={item}
          columns={columns}
          scale={scale}
          setDrag={setDrag}
          isDragged={drag?.item.id === item.id}
          clash={clashes.has(item.id.split(" ")[0] ?? "")}
        />
      ))}
    </div>
  );
}

type BarProps = {
  item: Item;
  columns: readonly Column[];
  scale: Scale;
  setDrag: (drag: Drag | null) => void;
  isDragged: boolean;
  clash: boolean;
};

function Bar({ item, columns, scale, setDrag, isDragged, clash }: BarProps) {
  const words = useWords();
  const { isShut, open, moves } = useDesk();
  const { step } = item;
  const place = { gridColumn: `${item.first + 2} / ${item.last + 3}`, gridRow: item.row + 1 };
  const inside = (
    <>
      {clash ? (
        <span className="bar-clash-mark">
          <IconAlertTriangle size={15} aria-hidden="true" />
          <span className="unseen">{words.t("plan.calendar.clash")}</span>
        </span>
      ) : null}
      <strong dir="auto">{item.kind === "away" ? words.t("plan.away.title") : item.title}</strong>
      {item.name === "" ? null : <bdi className="quiet">{item.name}</bdi>}
      <span className="bar-when">{itemWhen(item, scale, words)}</span>
    </>
  );
  if (!step) {
    return (
      <div className={`bar bar-${item.kind}${clash ? " bar-clash" : ""}`} style={place}>
        {inside}
      </div>
    );
  }
  const mayMove = !isShut && !step.locked && movedBy(step, 1) !== null;
  const grab = (event: DragEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / Math.max(1, box.width);
    const along = document.documentElement.dir === "rtl" ? 1 - share : share;
    const span = item.last - item.first + 1;
    const column = item.first + Math.min(span - 1, Math.max(0, Math.floor(along * span)));
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    setDrag({ item, column });
  };
  const turn = (event: KeyboardEvent) => {
    const arrows: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1 };
    const way = Object.hasOwn(arrows, event.key) ? (arrows[event.key] ?? 0) : 0;
    if (!event.altKey || way === 0 || !mayMove) return;
    event.preventDefault();
    const sign = document.documentElement.dir === "rtl" ? -way : way;
    const [first] = columns;
    const unit = first ? daysBetween(first.from, first.to) : 1;
    const moved = movedBy(step, sign * unit);
    if (moved) moves.move(step, moved);
  };
  return (
    <button
      type="button"
      className={`bar bar-step bar-${item.lane} bar-${step.state}${isDragged ? " bar-dragged" : ""}${clash ? " bar-clash" : ""}`}
      style={place}
      draggable={mayMove}
      aria-keyshortcuts={mayMove ? "Alt+ArrowLeft Alt+ArrowRight" : undefined}
      data-step={step.id}
      onDragStart={grab}
      onDragEnd={() => setDrag(null)}
      onKeyDown={turn}
      onClick={() => open({ kind: "sheet", step: step.id })}
    >
      {inside}
      <span className="unseen">{words.t(`plan.state.${step.state}`)}</span>
    </button>
  );
}
