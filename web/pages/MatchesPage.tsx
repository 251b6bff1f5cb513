import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { MatchView } from "../../server/api/match-schemas.ts";
import { queries } from "../api/queries.ts";
import { PageTitle } from "../parts/PageTitle.tsx";
import { SystemTag } from "../parts/SystemTag.tsx";
import { ListState } from "../parts/ListState.tsx";
import { useWords } from "../words/useWords.ts";

/** Records of a partner that wait until a person says whether they are somebody known here. */
export function MatchesPage() {
  const { t, when, value } = useWords();
  const matches = useQuery(queries.matches());
  const items = matches.data?.items ?? [];
  const nameOf = (match: MatchView) =>
    value("name", match.incoming.find((one) => one.field === "name")?.value);
  return (
    <>
      <PageTitle title={t("matches.title")} lead={t("matches.lead")} />
      <ListState list={matches} rows={5} words="matches" />
      {items.length > 0 ? (
        <table className="table stack">
          <caption className="unseen">{t("matches.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("people.col.name")}</th>
              <th scope="col">{t("matches.col.why")}</th>
              <th scope="col">{t("matches.col.candidates")}</th>
              <th scope="col">{t("today.col.from")}</th>
              <th scope="col">{t("people.col.since")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((match) => (
              <tr key={match.id}>
                <td data-label={t("people.col.name")}>
                  <Link to="/matches/$id" params={{ id: match.id }} className="strong">
                    <bdi>{nameOf(match)}</bdi>
                  </Link>
                </td>
                <td data-label={t("matches.col.why")}>
                  {t(`match.why.${match.why}`, { defaultValue: match.why })}
                </td>
                <td data-label={t("matches.col.candidates")}>
                  {t("matches.candidates", { count: match.candidates.length })}
                </td>
                <td data-label={t("today.col.from")}>
                  <SystemTag system={match.partner} />
                </td>
                <td data-label={t("people.col.since")} className="quiet">
                  {when(match.at)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
