import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { QueuedPlan, ReviewQueue } from "../../server/api/review-schemas.ts";
import { queries } from "../api/queries.ts";
import { ListState } from "../parts/ListState.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { PrintButton } from "../parts/PrintButton.tsx";
import { useWords } from "../words/useWords.ts";
import { DrawsPanel } from "./DrawsPanel.tsx";
import { ReasonTags } from "./ReasonTags.tsx";
import { ReviewersPanel } from "./ReviewersPanel.tsx";
import { RhythmDialog } from "./RhythmDialog.tsx";
import { useRowKeys } from "./useRowKeys.ts";

/** Plans that wait for a look, as many as the office's reviewers can read this week. */
export function ReviewsPage() {
  const { t } = useWords();
  const queue = useQuery(queries.reviews());
  const [setting, setSetting] = useState(false);
  const items = queue.data?.items ?? [];
  const rows = useRowKeys(items.length);
  const [first] = items;
  return (
    <>
      <PageTitle
        title={t("reviews.title")}
        lead={t("reviews.lead")}
        actions={
          <>
            {first ? (
              <Link
                to="/plans/$id/review"
                params={{ id: first.plan_id }}
                className="button button-primary"
              >
                {t("reviews.begin")}
              </Link>
            ) : null}
            <PrintButton label={t("reviews.print")} />
          </>
        }
      />
      <div className="overview">
        <div className="overview-main">
          <ListState list={queue} rows={6} words="reviews" />
          {items.length > 0 ? (
            <table className="table stack" ref={rows}>
              <caption className="unseen">{t("reviews.title")}</caption>
              <thead>
                <tr>
                  <th scope="col">{t("reviews.col.person")}</th>
                  <th scope="col">{t("reviews.col.why")}</th>
                  <th scope="col">{t("reviews.col.since")}</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <Row key={item.plan_id} item={item} />
                ))}
              </tbody>
            </table>
          ) : null}
          {queue.data && queue.data.total > items.length ? (
            <p className="quiet">
              {t("reviews.beyond", { count: queue.data.total - items.length })}
            </p>
          ) : null}
        </div>
        <div className="overview-side no-print">
          {queue.data ? <Week queue={queue.data} set={() => setSetting(true)} /> : null}
          <DrawsPanel />
          <ReviewersPanel />
        </div>
      </div>
      {setting && queue.data ? (
        <RhythmDialog rhythm={queue.data.rhythm} close={() => setSetting(false)} />
      ) : null}
    </>
  );
}

function Row({ item }: { item: QueuedPlan }) {
  const { t, when } = useWords();
  return (
    <tr>
      <td data-label={t("reviews.col.person")}>
        <Link
          to="/plans/$id/review"
          params={{ id: item.plan_id }}
          className="strong"
          data-row-link=""
        >
          <bdi>{item.person_name}</bdi>
        </Link>
        <div className="quiet">
          <bdi>{item.title}</bdi>
        </div>
      </td>
      <td data-label={t("reviews.col.why")}>
        <ReasonTags reasons={item.reasons} />
        {item.own ? <div className="quiet">{t("reviews.own")}</div> : null}
      </td>
      <td data-label={t("reviews.col.since")}>{when(item.since)}</td>
    </tr>
  );
}

/** What the week has room for. */
function Week({ queue, set }: { queue: ReviewQueue; set: () => void }) {
  const { t, number } = useWords();
  const { rhythm, made, places, total } = queue;
  const facts: [string, string][] = [
    ["made", number(made)],
    ["places", number(places)],
    ["total", number(total)],
  ];
  return (
    <section className="panel" aria-labelledby="review-week">
      <h2 id="review-week">{t("reviews.week")}</h2>
      <dl className="fields">
        {facts.map(([name, value]) => (
          <div key={name} className="field">
            <dt>{t(`reviews.week.${name}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        {t("reviews.week.rhythm", {
          hours: number(rhythm.hours_per_week),
          minutes: number(rhythm.minutes_each),
          days: number(rhythm.every_days),
        })}
      </p>
      <button type="button" className="link" onClick={set}>
        {t("reviews.rhythm.change")}
      </button>
    </section>
  );
}
