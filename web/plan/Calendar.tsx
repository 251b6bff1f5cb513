import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { todayIso } from "../dialogs/today.ts";
import { useWords } from "../words/useWords.ts";
import { Agenda } from "./Agenda.tsx";
import { columnsOf, firstDayOf, itemsOf, undatedOf, weekOf, type Scale } from "./calendar.ts";
import { useDesk } from "./desk.ts";
import { Lanes } from "./Lanes.tsx";
import { StepCard } from "./StepCard.tsx";
import { dayAfter } from "./times-draft.ts";
import { useClashes } from "./useClashes.ts";
import { useNarrow } from "./useNarrow.ts";

/** Three lanes on the same weeks, or the same days; on a phone the same, one below the other. */
export function Calendar({ scale }: { scale: Scale }) {
  const { t, language } = useWords();
  const { plan } = useDesk();
  const { from } = useSearch({ from: "/frame/plans/$id" });
  const navigate = useNavigate({ from: "/plans/$id" });
  const narrow = useNarrow();
  const thisWeek = weekOf(todayIso(), firstDayOf(language));
  const begin = from === undefined ? thisWeek : weekOf(from, firstDayOf(language));
  const columns = columnsOf(scale, begin);
  const items = itemsOf(plan, columns, scale);
  const clashes = useClashes(plan);
  const undated = undatedOf(plan);
  const turn = (to: string | undefined) =>
    void navigate({
      search: ({ view }) => ({ ...(view && { view }), ...(to && { from: to }) }),
      resetScroll: false,
      replace: true,
    });
  const page = scale === "weeks" ? 28 : 7;
  return (
    <section className="panel calendar" aria-label={t(`plan.view.${scale}`)}>
      <div className="calendar-head no-print">
        <div className="actions">
          <button
            type="button"
            className="icon-button turns"
            aria-label={t("plan.calendar.earlier")}
            onClick={() => turn(dayAfter(begin, -page))}
          >
            <IconChevronLeft size={20} aria-hidden="true" />
          </button>
          <button
            type="button"
            className="button button-small"
            disabled={begin === thisWeek}
            onClick={() => turn(undefined)}
          >
            {t("plan.calendar.today")}
          </button>
          <button
            type="button"
            className="icon-button turns"
            aria-label={t("plan.calendar.later")}
            onClick={() => turn(dayAfter(begin, page))}
          >
            <IconChevronRight size={20} aria-hidden="true" />
          </button>
        </div>
        {narrow ? null : <p className="quiet">{t("plan.calendar.how")}</p>}
      </div>
      {narrow ? (
        <Agenda columns={columns} items={items} scale={scale} clashes={clashes} />
      ) : (
        <Lanes columns={columns} items={items} scale={scale} clashes={clashes} />
      )}
      {undated.length === 0 ? null : (
        <div className="undated">
          <h3>{t("plan.calendar.undated")}</h3>
          <ul>
            {undated.map((step) => (
              <StepCard key={step.id} step={step} />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
}
