import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { IconPlus } from "@tabler/icons-react";
import { queries } from "../api/queries.ts";
import { PageTitle } from "../parts/PageTitle.tsx";
import { useWords } from "../words/useWords.ts";
import { ListState } from "../parts/ListState.tsx";
import { RoundTag } from "./RoundTag.tsx";

/** Every round of proactive enrolment, the latest first, with how far it is. */
export function RoundsPage() {
  const { t, number, system } = useWords();
  const rounds = useQuery(queries.rounds());
  const items = rounds.data?.items ?? [];
  const open = (
    <>
      <Link to="/cycles" className="button narrow-only">
        {t("menu.cycles")}
      </Link>
      <Link to="/rounds/new" className="button button-primary">
        <IconPlus size={18} aria-hidden="true" />
        {t("rounds.new")}
      </Link>
    </>
  );
  return (
    <>
      <PageTitle title={t("rounds.title")} lead={t("rounds.lead")} actions={open} />
      <ListState list={rounds} rows={6} words="rounds" />
      {items.length > 0 ? (
        <table className="table stack">
          <caption className="unseen">{t("rounds.title")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("rounds.col.name")}</th>
              <th scope="col">{t("rounds.col.state")}</th>
              <th scope="col">{t("rounds.col.found")}</th>
              <th scope="col">{t("rounds.col.places")}</th>
              <th scope="col">{t("rounds.col.enrolled")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((round) => (
              <tr key={round.id}>
                <td data-label={t("rounds.col.name")}>
                  <Link to="/rounds/$id" params={{ id: round.id }} className="strong">
                    <bdi>{round.name}</bdi>
                  </Link>
                  <div className="quiet">
                    <bdi>{round.programme}</bdi>
                    {t("value.comma")}
                    {system(round.registry)}
                  </div>
                </td>
                <td data-label={t("rounds.col.state")}>
                  <RoundTag state={round.state} />
                </td>
                <td data-label={t("rounds.col.found")}>
                  {round.found === null ? t("rounds.not_yet") : number(round.found.taken)}
                </td>
                <td data-label={t("rounds.col.places")}>{number(round.places)}</td>
                <td data-label={t("rounds.col.enrolled")}>{number(round.enrolled)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </>
  );
}
