import { useId, useState } from "react";
import { dayMarks } from "../../domain/records/work-cycle.ts";
import type { CycleView, CycleWorkerView, DayListBody } from "../../server/api/cycle-schemas.ts";
import { path } from "../api/call.ts";
import { useAct } from "../api/useAct.ts";
import { todayIso } from "../dialogs/today.ts";
import { FailureLine } from "../parts/FailureLine.tsx";
import { useWords } from "../words/useWords.ts";
import { PaymentDialog } from "./CycleDialogs.tsx";
import { Choice } from "../dialogs/Choice.tsx";
import { LateTag } from "./LateTag.tsx";

type Mark = DayListBody["marks"][string];

/** The site's list of one day, beside what everybody worked and was paid so far. */
export function DayList({ cycle }: { cycle: CycleView }) {
  const { t, day: dayWords } = useWords();
  const [day, setDay] = useState(() => firstDay(cycle));
  const [group, setGroup] = useState("");
  const [typed, setTyped] = useState<Record<string, Mark>>({});
  const act = useAct<DayListBody, CycleView>(path`/cycles/${cycle.id}/day`);
  const dayId = useId();
  const stop = cycle.stops.find(({ from, until }) => from <= day && day <= until);
  const shown = cycle.people.filter((one) => group === "" || one.group === group);
  const changed = Object.entries(typed).filter(
    ([id, mark]) => cycle.people.find((one) => one.id === id)?.days[day] !== mark,
  );
  const choose = (next: string) => {
    setDay(next);
    setTyped({});
  };
  const save = () =>
    act.mutate({ day, marks: Object.fromEntries(changed) }, { onSuccess: () => setTyped({}) });
  return (
    <section aria-labelledby="cycle-list">
      <h2 id="cycle-list">{t("cycle.list", { day: dayWords(day) })}</h2>
      <div className="form-grid day-list-head no-print">
        <div>
          <label htmlFor={dayId}>{t("cycle.day")}</label>
          <input
            id={dayId}
            type="date"
            dir="ltr"
            min={cycle.from}
            max={cycle.until < todayIso() ? cycle.until : todayIso()}
            value={day}
            onChange={(event) => choose(event.target.value)}
          />
        </div>
        {cycle.groups.length > 1 ? (
          <Choice
            label={t("cycle.group")}
            value={group}
            options={cycle.groups.map((one) => [one, one])}
            none={t("round.all")}
            onChange={setGroup}
          />
        ) : null}
      </div>
      {stop ? (
        <p className="notice notice-plain">
          {t("cycle.stopped", { reason: t(`cycle.stop.${stop.reason}`) })}
        </p>
      ) : null}
      <table className="table stack">
        <caption className="unseen">{t("cycle.list", { day: dayWords(day) })}</caption>
        <thead>
          <tr>
            <th scope="col">{t("today.col.person")}</th>
            <th scope="col">{t("cycle.this_day")}</th>
            <th scope="col">{t("cycles.col.worked")}</th>
            <th scope="col">{t("cycles.col.paid")}</th>
            <th scope="col">{t("cycles.col.late")}</th>
            <th scope="col" className="no-print">
              {t("today.col.act")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((worker) => (
            <Row
              key={worker.id}
              cycle={cycle}
              worker={worker}
              mark={typed[worker.id] ?? worker.days[day] ?? ""}
              choose={(mark) => setTyped((old) => ({ ...old, [worker.id]: mark }))}
            />
          ))}
        </tbody>
      </table>
      <div className="actions no-print day-list-save">
        <button
          type="button"
          className="button button-primary"
          disabled={act.isPending || changed.length === 0}
          onClick={save}
        >
          {t("cycle.save_list", { count: changed.length })}
        </button>
        <button
          type="button"
          className="button"
          onClick={() =>
            setTyped(Object.fromEntries(shown.map((one) => [one.id, one.days[day] ?? "worked"])))
          }
        >
          {t("cycle.all_worked")}
        </button>
      </div>
      <FailureLine error={act.error} />
    </section>
  );
}

type RowProps = {
  cycle: CycleView;
  worker: CycleWorkerView;
  mark: Mark | "";
  choose: (mark: Mark) => void;
};

function Row({ cycle, worker, mark, choose }: RowProps) {
  const { t, number } = useWords();
  const [paying, setPaying] = useState(false);
  return (
    <tr>
      <td data-label={t("today.col.person")}>
        <strong>
          <bdi>{worker.name}</bdi>
        </strong>
        <div className="quiet">
          <bdi>{worker.group}</bdi>
          {worker.role === "worker" ? "" : `${t("value.comma")}${t(`cycle.role.${worker.role}`)}`}
          {worker.shares_with === null
            ? ""
            : `${t("value.comma")}${t("cycle.shares", { name: worker.shares_with })}`}
        </div>
      </td>
      <td data-label={t("cycle.this_day")}>
        <select
          aria-label={t("cycle.mark_of", { name: worker.name })}
          value={mark}
          onChange={(event) => choose(event.target.value as Mark)}
        >
          {mark === "" ? <option value="">{t("cycle.not_marked")}</option> : null}
          {dayMarks.map((one) => (
            <option key={one} value={one}>
              {t(`cycle.mark.${one}`)}
            </option>
          ))}
        </select>
      </td>
      <td data-label={t("cycles.col.worked")}>{number(worker.worked)}</td>
      <td data-label={t("cycles.col.paid")}>{number(worker.paid)}</td>
      <td data-label={t("cycles.col.late")}>
        <LateTag late={worker.late} since={worker.late_since} />
      </td>
      <td className="cell-act no-print">
        <button
          type="button"
          className="button button-small"
          aria-label={`${t("cycle.note_payment")}: ${worker.name}`}
          onClick={() => setPaying(true)}
        >
          {t("cycle.note_payment")}
        </button>
        {paying ? (
          <PaymentDialog cycle={cycle} worker={worker} close={() => setPaying(false)} />
        ) : null}
      </td>
    </tr>
  );
}

/** Today, or the nearest day the cycle has. */
function firstDay({ from, until }: CycleView): string {
  const today = todayIso();
  return today < from ? from : today > until ? until : today;
}
