import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import { queries } from "../api/queries.ts";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";
import { ListState } from "../parts/ListState.tsx";
import { LateTag } from "./LateTag.tsx";

/** Public works cycles, the latest first, with the days that are owed too long. */
export function CyclesPage() {
  const { t, number, day } = useWords();
  const cycles = useQuery(queries.cycles());
  const items = cycles.data?.items ?? [];
  const open = (
    <Link to="/cycles/new" className="button button-primary">
      <IconPlus size={18} aria-hidden="true" />
      {t("cycles.new")}
    </Link>
  );
  return (
    <>
      <PageTitle title={t("cycles.title")} lead={t("cycles.lead")} actions={open} />
      <ListState list={cycles} rows={6} words="cycles" />
      {items.length > 0 ? (
        <table className="table stack">
          <caption className="unseen">{t("cycles.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("cycles.col.name")}</th>
              <th scope="col">{t("cycles.col.dates")}</th>
              <th scope="col">{t("cycles.col.workers")}</th>
              <th scope="col">{t("cycles.col.worked")}</th>
              <th scope="col">{t("cycles.col.paid")}</th>
              <th scope="col">{t("cycles.col.late")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <td data-label={t("cycles.col.name")}>
                  <Link to="/cycles/$id" params={{ id: one.id }} className="strong">
                    <bdi>{one.name}</bdi>
                  </Link>
                  <div className="quiet">
                    <bdi>{one.site}</bdi>
                    {t("value.comma")}
                    <bdi>{one.programme}</bdi>
                  </div>
                </td>
                <td data-label={t("cycles.col.dates")}>
                  {t("cycle.dates", { from: day(one.from), until: day(one.until) })}
                </td>
                <td data-label={t("cycles.col.workers")}>{number(one.workers)}</td>
                <td data-label={t("cycles.col.worked")}>{number(one.worked)}</td>
                <td data-label={t("cycles.col.paid")}>{number(one.paid)}</td>
                <td data-label={t("cycles.col.late")}>
                  <LateTag late={one.late} since={null} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
