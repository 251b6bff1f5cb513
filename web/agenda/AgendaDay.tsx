import { Link } from "@tanstack/react-router";
import type { AgendaEntry } from "../../server/api/agenda-schemas.ts";
import { todayIso } from "../dialogs/today.ts";
import { timeText } from "../outcome/OutcomeDialog.tsx";
import { StandsTag } from "../outcome/StandsTag.tsx";
import { LaneMark } from "../plan/LaneMark.tsx";
import { clockText, shortDay } from "../plan/plan-words.ts";
import { useWords } from "../words/useWords.ts";
import { groupsOf, mayRecordEntry, type Group, type Opened } from "./entries.ts";

type Props = {
  id: string;
  title: string;
  entries: readonly AgendaEntry[];
  /** Several days stand in it. */
  withDay?: boolean;
  open: (opened: Opened) => void;
};

/** One day: hour by hour, then what is due, then who is to be called. */
export function AgendaDay({ id, title, entries, withDay = false, open }: Props) {
  const { t } = useWords();
  const isToday = id === todayIso();
  return (
    <section className="panel agenda-day" aria-labelledby={`day-${id}`}>
      <h2 id={`day-${id}`} aria-current={isToday ? "date" : undefined}>
        {title}
        {isToday ? <span className="tag tag-ok">{t("plan.calendar.today")}</span> : null}
      </h2>
      {entries.length === 0 ? <p className="quiet">{t("plan.calendar.nothing")}</p> : null}
      <ul>
        {groupsOf(entries).map((group) => (
          <GroupLines key={group.id} group={group} withDay={withDay} open={open} />
        ))}
      </ul>
    </section>
  );
}

function GroupLines({
  group,
  withDay,
  open,
}: {
  group: Group;
  withDay: boolean;
  open: Props["open"];
}) {
  const words = useWords();
  const { t } = words;
  const [first] = group.entries;
  const waits = group.entries.filter((entry) => mayRecordEntry(entry, todayIso()));
  if (!first || group.entries.length === 1) {
    return first ? <Line entry={first} withDay={withDay} open={open} /> : null;
  }
  return (
    <li className="agenda-group">
      <div className="agenda-group-head">
        <strong>
          {timeText(first, words)} <bdi>{first.what}</bdi>
        </strong>
        <span className="quiet">{t("agenda.group", { count: group.entries.length })}</span>
        {waits.length > 1 ? (
          <button
            type="button"
            className="button button-small no-print"
            onClick={() => open({ kind: "group", entries: waits })}
          >
            {t("agenda.record_all")}
          </button>
        ) : null}
      </div>
      <ul>
        {group.entries.map((entry) => (
          <Line key={entry.id} entry={entry} withDay={withDay} open={open} />
        ))}
      </ul>
    </li>
  );
}

type LineProps = { entry: AgendaEntry; withDay: boolean; open: Props["open"] };

function Line({ entry, withDay, open }: LineProps) {
  const words = useWords();
  const { t } = words;
  const clock =
    entry.kind === "at"
      ? t("plan.when.clock", {
          start: clockText(entry.start, words),
          end: clockText(entry.end || entry.start, words),
        })
      : t(`agenda.kind.${entry.kind}`);
  return (
    <li className="agenda-row">
      <span className="agenda-when">
        {withDay ? `${shortDay(entry.day, words)} ` : ""}
        {clock}
      </span>
      <span className="agenda-what">
        {entry.lane ? <LaneMark lane={entry.lane} /> : null}
        <span>
          <Link to="/people/$id" params={{ id: entry.person_id }} className="strong">
            <bdi>{entry.person_name}</bdi>
          </Link>
          {entry.plan_id === "" ? null : (
            <>
              {t("value.comma")}
              <Link to="/plans/$id" params={{ id: entry.plan_id }} search={{ view: "goals" }}>
                <bdi>{entry.what}</bdi>
              </Link>
            </>
          )}
          {entry.where === "" ? null : (
            <span className="quiet block">
              <bdi>{entry.where}</bdi>
            </span>
          )}
        </span>
      </span>
      <span className="agenda-stands">
        {entry.stands ? <StandsTag time={{ stands: entry.stands, outcomes: [] }} /> : null}
        {mayRecordEntry(entry, todayIso()) ? (
          <button
            type="button"
            className="button button-small no-print"
            data-record=""
            onKeyDown={moveOn}
            aria-label={t("agenda.record_of", { what: entry.what, name: entry.person_name })}
            onClick={() => open({ kind: "one", entry })}
          >
            {t("outcome.save")}
          </button>
        ) : null}
      </span>
    </li>
  );
}

/** Arrow keys go from one line to record to the next. */
function moveOn(event: React.KeyboardEvent<HTMLButtonElement>): void {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  const all = [...document.querySelectorAll<HTMLButtonElement>("button[data-record]")];
  all[all.indexOf(event.currentTarget) + by]?.focus();
  event.preventDefault();
}
