import { Link } from "@tanstack/react-router";
import type { CaseloadView } from "../../server/api/caseload-schemas.ts";
import type { CaseloadSearch } from "../router.tsx";
import { useWords } from "../words/useWords.ts";

type Props = {
  view: CaseloadView;
  worker: string;
  search: (worker: string) => CaseloadSearch;
};

/** Who carries how much: cases, and what they weigh together. It ranks nobody. */
export function TeamTable({ view, worker, search }: Props) {
  const { t, number, code } = useWords();
  return (
    <section className="panel" aria-labelledby="caseload-team">
      <h2 id="caseload-team">{t("caseload.team")}</h2>
      <table className="table stack">
        <caption className="unseen">{t("caseload.team")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("caseload.col.worker")}</th>
            <th scope="col">{t("caseload.cases")}</th>
            <th scope="col">{t("caseload.units")}</th>
          </tr>
        </thead>
        <tbody>
          {view.workers.map(({ id, name, role, cases, units }) => (
            <tr key={id}>
              <td data-label={t("caseload.col.worker")}>
                <Link
                  to="/caseload"
                  search={search(id === worker ? "" : id)}
                  aria-current={id === worker || undefined}
                >
                  <bdi>{name}</bdi>
                </Link>
                <div className="quiet">{code("role", role)}</div>
              </td>
              <td data-label={t("caseload.cases")}>{number(cases)}</td>
              <td data-label={t("caseload.units")}>{number(units)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">{t("caseload.units_mean")}</p>
    </section>
  );
}
