import { useQuery } from "@tanstack/react-query";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import type { AgendaEntry, AgendaView } from "../../server/api/agenda-schemas.ts";
import { queries } from "../api/queries.ts";
import { todayIso } from "../dialogs/today.ts";
import { OutcomeDialog } from "../outcome/OutcomeDialog.tsx";
import { UndoBar } from "../outcome/UndoBar.tsx";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { firstDayOf, weekOf } from "../plan/calendar.ts";
import { dayAfter } from "../plan/times-draft.ts";
import { agendaSpans } from "../router.tsx";
import { useWords } from "../words/useWords.ts";
import { AgendaDay } from "./AgendaDay.tsx";
import { DayListDialog } from "./DayListDialog.tsx";
import { recordableEntry, toRecordOf, type Opened } from "./entries.ts";

/** Days before today in which what nobody recorded is still asked for. */
const looked_back_days = 14;

/** A worker's day or week: what is at which hour, what is due, who is to be called; recorded from here. */
export function AgendaPage() {
  const words = useWords();
  const { t, longDay } = words;
  const { span = "day", from } = useSearch({ from: "/frame/agenda" });
  const navigate = useNavigate({ from: "/agenda" });
  const [opened, open] = useState<Opened | null>(null);
  const today = todayIso();
  const day = from ?? today;
  const first = span === "day" ? day : weekOf(day, firstDayOf(words.language));
  const last = dayAfter(first, span === "day" ? 0 : 6);
  const isNow = first <= today && today <= last;
  const begin = isNow ? dayAfter(today, -looked_back_days) : first;
  const agenda = useQuery(queries.agenda(begin < first ? begin : first, last));
  const turn = (days: number) =>
    void navigate({ search: (old) => ({ ...old, from: dayAfter(day, days) }), replace: true });
  const title =
    span === "day"
      ? longDay(new Date(`${first}T12:00:00`))
      : t("agenda.week", {
          from: words.day(first),
          to: words.day(last),
        });
  return (
    <>
      <PageTitle
        title={t("agenda.title", { when: title })}
        actions={
          <>
            <Link to="/agenda/links" className="button">
              {t("access.title")}
            </Link>
            <PrintButton label={t("agenda.print")} />
          </>
        }
      />
      <nav className="chips" aria-label={t("agenda.choose")}>
        {agendaSpans.map((one) => (
          <Link
            key={one}
            to="/agenda"
            search={(old) => ({ ...old, span: one })}
            replace
            className="chip"
            aria-current={one === span ? "page" : undefined}
          >
            {t(`agenda.span.${one}`)}
          </Link>
        ))}
        <button
          type="button"
          className="icon-button turns"
          aria-label={t("plan.calendar.earlier")}
          onClick={() => turn(span === "day" ? -1 : -7)}
        >
          <IconChevronLeft size={20} aria-hidden="true" />
        </button>
        <button
          type="button"
          className="button button-small"
          disabled={isNow}
          onClick={() => void navigate({ search: { span }, replace: true })}
        >
          {t("plan.calendar.today")}
        </button>
        <button
          type="button"
          className="icon-button turns"
          aria-label={t("plan.calendar.later")}
          onClick={() => turn(span === "day" ? 1 : 7)}
        >
          <IconChevronRight size={20} aria-hidden="true" />
        </button>
      </nav>
      {agenda.error ? (
        <ErrorPanel error={agenda.error} retry={() => void agenda.refetch()} />
      ) : null}
      {agenda.isPending ? <Skeleton rows={6} /> : null}
      {agenda.data ? <Days view={agenda.data} first={first} last={last} open={open} /> : null}
      <UndoBar />
      {opened?.kind === "one" && agenda.data ? (
        <OutcomeDialog
          step={recordableEntry(opened.entry, agenda.data)}
          time={opened.entry}
          close={() => open(null)}
        />
      ) : null}
      {opened?.kind === "group" ? (
        <DayListDialog entries={opened.entries} close={() => open(null)} />
      ) : null}
    </>
  );
}

type DaysProps = {
  view: AgendaView;
  first: string;
  last: string;
  open: (opened: Opened) => void;
};

function Days({ view, first, last, open }: DaysProps) {
  const { t, longDay } = useWords();
  const waits = toRecordOf(view.items, first);
  const days = daysFrom(first, last);
  const here = view.items.filter(({ day }) => day >= first);
  return (
    <>
      {waits.length === 0 ? null : (
        <AgendaDay id="waits" title={t("agenda.waits")} entries={waits} withDay open={open} />
      )}
      {here.length === 0 ? (
        <Empty title={t("agenda.empty")}>
          <p>{t("agenda.empty_next")}</p>
        </Empty>
      ) : (
        days.map((day) => (
          <AgendaDay
            key={day}
            id={day}
            title={longDay(new Date(`${day}T12:00:00`))}
            entries={here.filter((one: AgendaEntry) => one.day === day)}
            open={open}
          />
        ))
      )}
      {view.is_more ? <p className="quiet">{t("agenda.is_more")}</p> : null}
    </>
  );
}

function daysFrom(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = dayAfter(day, 1)) days.push(day);
  return days;
}
