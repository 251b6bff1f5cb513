import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { queries } from "../api/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { FailedPage } from "../parts/FailedPage.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { useWords } from "../words/useWords.ts";
import { CriteriaWords } from "./CriteriaWords.tsx";
import { DrawPanel } from "./DrawPanel.tsx";
import { NextStep } from "./NextStep.tsx";
import { RoundHouseholds } from "./RoundHouseholds.tsx";
import { RoundTag } from "./RoundTag.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { WhyNot } from "./WhyNot.tsx";

/** One round: the one next step, who was found and how each stands, and what decides it. */
export function RoundPage() {
  const { t, number, system } = useWords();
  const { id } = useParams({ from: "/frame/rounds/$id" });
  const round = useQuery(queries.round(id));
  if (round.error) return <FailedPage error={round.error} retry={() => void round.refetch()} />;
  if (!round.data) return <Skeleton rows={8} />;
  const { data } = round;
  return (
    <>
      <PageTitle
        title={data.name}
        trail={<Link to="/rounds">{t("rounds.title")}</Link>}
        lead={
          <>
            <bdi>{data.programme}</bdi>
            {t("value.comma")}
            {t("round.places", { count: data.places, number: number(data.places) })}
            {t("value.comma")}
            {t(`round.order.${data.order}`)} <RoundTag state={data.state} />
          </>
        }
        actions={<PrintButton label={t("round.print")} />}
      />
      <div className="overview">
        <div>
          <NextStep round={data} />
          {data.households.length > 0 ? (
            <RoundHouseholds round={data} />
          ) : data.found === null ? null : (
            <Empty title={t("round.none_found")}>
              <p>{t("round.none_found_next")}</p>
            </Empty>
          )}
        </div>
        <div className="overview-side">
          <section className="panel" aria-labelledby="round-criteria">
            <h2 id="round-criteria">{t("round.criteria")}</h2>
            <CriteriaWords criteria={data.criteria} />
            <p className="quiet">{t("round.asks", { system: system(data.registry) })}</p>
          </section>
          <DrawPanel round={data} />
          {data.found === null ? null : <WhyNot round={data} />}
        </div>
      </div>
    </>
  );
}
