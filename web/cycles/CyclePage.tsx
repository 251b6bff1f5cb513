import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { CycleView } from "../../server/api/cycle-schemas.ts";
import { queries } from "../api/queries.ts";
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
          </>
        }
        actions={<PrintButton label={t("round.print")} />}
      />
      <div className="overview">
        <DayList cycle={data} />
        <div className="overview-side">
          <Sums cycle={data} />
          <Site cycle={data} />
        </div>
      </div>
    </>
  );
}

function Sums({ cycle }: { cycle: CycleView }) {
  const { t, number } = useWords();
  const [joining, setJoining] = useState(false);
  const open = cycle.state === "open" && cycle.candidates.length > 0;
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
      {open ? (
        <div className="actions">
          <button type="button" className="button button-small" onClick={() => setJoining(true)}>
            {t("cycle.join")}
          </button>
        </div>
      ) : null}
      {joining ? <JoinDialog cycle={cycle} close={() => setJoining(false)} /> : null}
    </section>
  );
}

function Site({ cycle }: { cycle: CycleView }) {
  const { t, day, number } = useWords();
  const [stopping, setStopping] = useState(false);
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
      </div>
      {stopping ? <StopDialog cycle={cycle} close={() => setStopping(false)} /> : null}
    </section>
  );
}
