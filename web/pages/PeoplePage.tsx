import { useQuery } from "@tanstack/react-query";
import { Link, useSearch } from "@tanstack/react-router";
import { people_page_max, queries } from "../api/queries.ts";
import { Empty } from "../parts/Empty.tsx";
import { ErrorPanel } from "../parts/ErrorPanel.tsx";
import { OfferTag } from "../parts/OfferTag.tsx";
import { PageTitle } from "../parts/PageTitle.tsx";
import { Skeleton } from "../parts/Skeleton.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { peopleViews } from "../router.tsx";
import { useWords } from "../words/useWords.ts";

/** The caseload, in saved views that stand in the address. */
export function PeoplePage() {
  const { t, number, when, code } = useWords();
  const { view = "all", after } = useSearch({ from: "/frame/people" });
  const people = useQuery(queries.people(view, after));
  const page = people.data;
  return (
    <>
      <PageTitle
        title={t("people.title")}
        actions={
          <>
            <Link to="/caseload" className="button narrow-only">
              {t("menu.caseload")}
            </Link>
            <Link to="/services" className="button narrow-only">
              {t("menu.services")}
            </Link>
          </>
        }
        lead={
          page
            ? t(page.total_capped ? "people.count_capped" : "people.count", {
                count: page.total,
                number: number(page.total),
              })
            : undefined
        }
      />
      <nav className="chips" aria-label={t("people.views")}>
        {peopleViews.map((one) => (
          <Link
            key={one}
            to="/people"
            search={one === "all" ? {} : { view: one }}
            className="chip"
            activeOptions={{ exact: true }}
            aria-current={one === view || undefined}
          >
            {t(`people.view.${one}`)}
          </Link>
        ))}
      </nav>
      {people.error ? (
        <ErrorPanel error={people.error} retry={() => void people.refetch()} />
      ) : null}
      {people.isPending ? <Skeleton rows={9} /> : null}
      {page && page.items.length === 0 ? (
        <Empty title={t(`people.empty.${view}`)}>
          <p>{t(`people.empty_next.${view}`)}</p>
        </Empty>
      ) : null}
      {page && page.items.length > 0 ? (
        <table className="table stack" aria-busy={people.isPlaceholderData}>
          <caption className="unseen">{t(`people.view.${view}`)}</caption>
          <thead>
            <tr>
              <th scope="col">{t("people.col.name")}</th>
              <th scope="col">{t("people.col.place")}</th>
              <th scope="col">{t("people.col.work")}</th>
              <th scope="col">{t("people.col.offer")}</th>
              <th scope="col">{t("people.col.origin")}</th>
              <th scope="col">{t("people.col.since")}</th>
            </tr>
          </thead>
          <tbody>
            {page.items.map((item) => (
              <tr key={item.id}>
                <td data-label={t("people.col.name")}>
                  <Link
                    to={item.household_id === null ? "/people/$id" : "/households/$id"}
                    params={{ id: item.household_id ?? item.id }}
                    search={item.household_id === null ? {} : { tab: "members", person: item.id }}
                    className="strong"
                  >
                    <bdi>{item.name}</bdi>
                  </Link>
                  <div className="quiet">
                    {item.age === null ? "" : t("person.age", { count: item.age })}{" "}
                    <bdi>{item.household_number}</bdi>
                  </div>
                </td>
                <td data-label={t("people.col.place")} dir="auto">
                  {item.locality}
                </td>
                <td data-label={t("people.col.work")}>
                  {item.employment_status === ""
                    ? t("value.none")
                    : code("employment_status", item.employment_status)}
                </td>
                <td data-label={t("people.col.offer")}>
                  <OfferTag state={item.offer_state} />
                </td>
                <td data-label={t("people.col.origin")}>
                  <SystemTag system={item.origin} />
                </td>
                <td data-label={t("people.col.since")} className="quiet">
                  {when(item.since)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      <nav className="paging" aria-label={t("people.paging")}>
        {after === undefined ? null : (
          <Link to="/people" search={view === "all" ? {} : { view }} className="button">
            {t("people.first")}
          </Link>
        )}
        {page?.next ? (
          <Link
            to="/people"
            search={{ ...(view === "all" ? {} : { view }), after: page.next }}
            className="button"
          >
            {t("people.next", { count: people_page_max })}
          </Link>
        ) : null}
      </nav>
    </>
  );
}
