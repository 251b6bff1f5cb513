import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { CycleView } from "../../server/api/cycle-schemas.ts";
import { path } from "../api/call.ts";
import { queries } from "../api/queries.ts";
import { useAct } from "../api/useAct.ts";
import { todayIso } from "../dialogs/today.ts";
import { Empty } from "../parts/Empty.tsx";
import { FailureLine } from "../parts/FailureLine.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { JoinDialog, StopDialog } from "./CycleDialogs.tsx";
import { DayList } from "./DayList.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { LateTag } from "./LateTag.tsx";

/** One cycle: the list of the day, days worked beside days paid, and the site's stops. */
export function CyclePage() {
  const { t } = useWords();
  const { id } = useParams({ from: "/frame/cycles/$id" });
  const cycle = useQuery(queries.cycle(id));
  if (cycle.error) return <FailedPage error={cycle.error} retry={() => void cycle.refetch()} />;
  if (!cycle.data) return <Skeleton rows={8} />;
  const { data } = cycle;
  const isEmpty = data.people.length === 0;
  return (
    <>
      <PageTitle
        title={data.name}
        trail={<Link to="/cycles">{t("cycles.title")}</Link>}
        lead={
          <>
            <bdi>{data.site}</bdi>
            {t("value.comma")}
            <bdi>{data.programme}</bdi>
            {data.state === "ended" ? (
              <>
                {" "}
                <span className="tag">{t("round.state.ended")}</span>
              </>
            ) : null}
          </>
        }
        actions={<PrintButton label={t("round.print")} />}
      />
      <div className="overview">
        {isEmpty ? <Nobody cycle={data} /> : <DayList cycle={data} />}
        <div className="overview-side">
          <Sums cycle={data} />
          <Site cycle={data} />
        </div>
      </div>
    </>
  );
}

/** The next step of a cycle that begins: who works in it. */
function Nobody({ cycle }: { cycle: CycleView }) {
  const { t } = useWords();
  return (
    <Empty title={t("cycle.nobody")}>
      <p>{t(cycle.candidates.length > 0 ? "cycle.nobody_next" : "cycle.nobody_enrolled")}</p>
      <Join cycle={cycle} main />
    </Empty>
  );
}

function Join({ cycle, main = false }: { cycle: CycleView; main?: boolean }) {
  const { t } = useWords();
  const [joining, setJoining] = useState(false);
  if (cycle.state !== "open" || cycle.candidates.length === 0) return null;
  return (
    <div className="actions no-print">
      <button
        type="button"
        className={main ? "button button-primary" : "button button-small"}
        onClick={() => setJoining(true)}
      >
        {t("cycle.join")}
      </button>
      {joining ? <JoinDialog cycle={cycle} close={() => setJoining(false)} /> : null}
    </div>
  );
}

function Sums({ cycle }: { cycle: CycleView }) {
  const { t, number } = useWords();
  return (
    <section className="panel" aria-labelledby="cycle-days">
      <h2 id="cycle-days">{t("cycle.days")}</h2>
      <dl className="fields">
        {(["worked", "paid"] as const).map((one) => (
          <div key={one} className="field">
            <dt>{t(`cycles.col.${one}`)}</dt>
            <dd>{number(cycle[one])}</dd>
          </div>
        ))}
        <div className="field">
          <dt>{t("cycles.col.late")}</dt>
          <dd>
            <LateTag late={cycle.late} since={null} />
          </dd>
        </div>
      </dl>
      {cycle.people.length === 0 ? null : <Join cycle={cycle} />}
    </section>
  );
}

function Site({ cycle }: { cycle: CycleView }) {
  const { t, day, number } = useWords();
  const [stopping, setStopping] = useState(false);
  const end = useAct<object, CycleView>(path`/cycles/${cycle.id}/end`);
  const isOver = cycle.state === "open" && cycle.until < todayIso();
  const dates = (one: { from: string; until: string }) =>
    one.from === one.until
      ? day(one.from)
      : t("cycle.dates", { from: day(one.from), until: day(one.until) });
  return (
    <section className="panel" aria-labelledby="cycle-site">
      <h2 id="cycle-site">{t("cycle.the_site")}</h2>
      <p>{dates(cycle)}</p>
      <p>
        {t("cycle.wage_line", {
          amount: number(cycle.wage.amount),
          currency: cycle.wage.currency,
          count: cycle.pay_working_days,
        })}
      </p>
      {cycle.creche ? <p>{t("cycle.creche")}</p> : null}
      <h3>{t("cycle.stops")}</h3>
      {cycle.stops.length === 0 ? <p className="quiet">{t("cycle.no_stops")}</p> : null}
      <ul className="criteria-words">
        {cycle.stops.map((one) => (
          <li key={`${one.from}-${one.reason}`}>
            {t(`cycle.stop.${one.reason}`)}
            {t("value.colon")} {dates(one)}
          </li>
        ))}
      </ul>
      <div className="actions">
        <button type="button" className="button button-small" onClick={() => setStopping(true)}>
          {t("cycle.record_stop")}
        </button>
        {isOver ? (
          <button
            type="button"
            className="button button-small"
            disabled={end.isPending}
            onClick={() => end.mutate({})}
          >
            {t("cycle.end")}
          </button>
        ) : null}
      </div>
      <FailureLine error={end.error} />
      {stopping ? <StopDialog cycle={cycle} close={() => setStopping(false)} /> : null}
    </section>
  );
}
